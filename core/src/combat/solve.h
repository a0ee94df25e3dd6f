#pragma once
// Exact answers: two independent races where a duel folds up, else every state that a fight can reach.

#include <optional>

#include "combat/fold.h"
#include "combat/timeline.h"

namespace ludex::detail {

/// The scenario of that name, or nullptr and the error that names the nearest.
const Scenario* find_scenario(const ProgramData& program, std::string_view name, Error& error);

/// As ludex::solve, of a scenario that may be one of the program's with other fighters in it.
Result<CombatReport> solve_scenario(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options);

Timeline solve_fold(const Fold& fold, const Scenario& scenario);
/// False and `why_not` when a limit is met; nothing where states cannot be told in words (fight_codec.h).
std::optional<bool> solve_graph(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not);
/// The same over whole worlds: right for any rules, and much slower.
bool solve_states(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not);

}  // namespace ludex::detail
