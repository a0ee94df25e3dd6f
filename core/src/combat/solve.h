#pragma once
// Exact answers: two independent races where a duel folds up, else every state that a fight can reach.

#include <algorithm>
#include <optional>

#include "combat/fold.h"
#include "combat/timeline.h"

namespace ludex::detail {

/// The scenario of that name, or nullptr and the error that names the nearest.
const Scenario* find_scenario(const ProgramData& program, std::string_view name, Error& error);

/// Tells how far solving has come, not at every state. False when it is to stop.
class SolveProgress {
 public:
  explicit SolveProgress(const SolveOptions& options) : options_(options) {}
  bool tell(std::uint64_t ways, std::uint64_t states) {
    if (!options_.progress || ++asked_ % kEvery != 0) return true;
    const double used = std::max(static_cast<double>(ways) / static_cast<double>(std::max<std::uint64_t>(1, options_.max_ways)),
                                 static_cast<double>(states) / static_cast<double>(std::max<std::uint64_t>(1, options_.max_states)));
    return options_.progress(static_cast<std::uint64_t>(std::min(1.0, used) * static_cast<double>(options_.max_ways)), options_.max_ways);
  }

 private:
  static constexpr std::uint64_t kEvery = 256;  ///< some milliseconds
  const SolveOptions& options_;
  std::uint64_t asked_ = 0;
};
inline constexpr const char* kSolvingStopped = "it was stopped";

/// As ludex::solve, of a scenario that may be one of the program's with other fighters in it.
Result<CombatReport> solve_scenario(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options);

Timeline solve_fold(const Fold& fold, const Scenario& scenario);
/// False and `why_not` when a limit is met; nothing where states cannot be told in words (fight_codec.h).
std::optional<bool> solve_graph(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not);
/// The same over whole worlds: right for any rules, and much slower.
bool solve_states(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not);

}  // namespace ludex::detail
