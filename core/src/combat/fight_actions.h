#pragma once
// What the actions of a scenario may do, all of them together: its policies', and those their timers ask for.

#include <vector>

#include "rulebook/program_data.h"

namespace ludex::detail {

/// Positions of all actions that may be judged in a fight, rising.
std::vector<std::uint32_t> actions_of(const ProgramData& program, const Scenario& scenario);
/// Whether chance has a say in whether the action is accepted, or in whom it is about.
bool draws_in_clauses(const ProgramData& program, const Action& action);
bool sets_nameless_timers(const std::vector<Effect>& effects);
/// A field is given another value, whatever its old one.
inline bool is_plain_set(const Effect& e) { return e.op == Effect::Op::set && e.path.steps.empty(); }

/// Every effect, those in branches and loops too.
template <class See>
void each_effect(const std::vector<Effect>& effects, const See& see) {
  for (const Effect& e : effects) {
    see(e);
    each_effect(e.then_do, see);
    each_effect(e.else_do, see);
  }
}

}  // namespace ludex::detail
