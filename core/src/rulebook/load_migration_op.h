#pragma once
// One operation of a migration step, and the one that undoes it.

#include <optional>
#include <string>
#include <vector>

#include "rulebook/loader.h"

namespace ludex::detail {

/// Lists of steps inside each other (`each`) go no deeper.
inline constexpr int kMaxMigrationNesting = 4;

/// Loads a list of operations. `back[i]` undoes `out[i]` wherever that found what it asks for; nothing where it cannot be
/// undone. What is wrong is reported and left out.
void load_migration_ops(Loader& loader, const json::View& list, const std::string& pointer, int nesting, std::vector<MigrationOp>& out,
                        std::vector<std::optional<MigrationOp>>& back);

}  // namespace ludex::detail
