#pragma once
// What the actions of a scenario may do, all of them together: its policies', and those their timers ask for.

#include <vector>

#include "rulebook/program_data.h"

namespace ludex::detail {

/// Positions of all actions that may be judged in a fight, rising.
std::vector<std::uint32_t> actions_of(const ProgramData& program, const Scenario& scenario);
/// Whether what an action does, or whether, depends on what time it is; its cooldown and rate apart.
bool reads_now(const ProgramData& program, const Action& action);
/// The same of policies and of the end.
bool reads_now(const ProgramData& program, const Scenario& scenario);
/// Whether chance has a say in whether the action is accepted, or in whom it is about.
bool draws_in_clauses(const ProgramData& program, const Action& action);
bool sets_nameless_timers(const std::vector<Effect>& effects);

}  // namespace ludex::detail
