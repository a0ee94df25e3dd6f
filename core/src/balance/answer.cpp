#include "balance/variation.h"

namespace ludex::detail {

Result<CombatReport> answer(const Program& program, std::string_view scenario, const PlayOptions& options) {
  SolveOptions limits;
  limits.max_states = options.max_states;
  if (options.max_states == 0) limits.max_ways = 0;
  auto exact = solve(program, scenario, limits);
  if (exact || options.fights == 0) return exact;
  SimulateOptions how;
  how.fights = options.fights;
  how.seed = options.seed;
  how.exec.mode = Exec::Mode::serial;
  return simulate(program, scenario, how);
}

}  // namespace ludex::detail
