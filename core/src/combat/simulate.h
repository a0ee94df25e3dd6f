#pragma once
// What a simulation keeps; scenarios that do not stand in a rulebook as they are.

#include <memory>
#include <optional>
#include <vector>

#include "combat/fight_walk.h"
#include "combat/lanes.h"

namespace ludex::detail {

struct SimulationData {
  std::shared_ptr<const ProgramData> program;
  std::shared_ptr<const Scenario> scenario;
  std::uint64_t seed = 1;
  std::optional<Fold> folded;
  std::optional<Lanes> lanes;  ///< of it
  std::string why_no_fold;
  std::vector<std::unique_ptr<FightWalker>> walkers;  ///< one for each thread: what they know stays with them
  Tally tally;
};

/// A simulation of `scenario`, which may be one of the program's with other fighters in it.
Simulation start_simulation(std::shared_ptr<const ProgramData> program, std::shared_ptr<const Scenario> scenario, std::uint64_t seed);

}  // namespace ludex::detail
