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

std::optional<Error> tell_progress(const Progress& progress, std::uint64_t done, std::uint64_t total) {
  if (!progress || progress(done, total)) return std::nullopt;
  return tuning_error("stopped after " + std::to_string(done) + (total > 0 ? " of " + std::to_string(total) : ""));
}

}  // namespace ludex::detail
