#pragma once
// Scenarios: no part of the program's digest, and compiled like everything else.

#include "rulebook/loader.h"

namespace ludex::detail {

/// After actions, which policies name.
void load_scenarios(Loader& loader, const json::View& v);

}  // namespace ludex::detail
