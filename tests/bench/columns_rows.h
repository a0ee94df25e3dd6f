#pragma once
// Arena traffic from columns beside the same requests as lines.

#include "arena.h"
#include "ludex/world.h"

namespace ludex::bench {

/// Measures both in turns and prints their rows; false when the worlds they leave differ.
bool run_column_rows(const Arena& arena, const World& world, int repetitions);

}  // namespace ludex::bench
