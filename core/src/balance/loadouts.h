#pragma once
// Scenarios with other fighters in their seats.

#include "rulebook/scenario.h"

namespace ludex::detail {

/// `scenario` with `row` in its first seat and `column` in its second: what a loadout does not say stays as the seat has it.
Scenario with_loadouts(const Scenario& scenario, const Loadout& row, const Loadout& column);

}  // namespace ludex::detail
