// Every loadout against every other: exact where a pair can be solved, else played until it is known closely enough.

#include <algorithm>
#include <cmath>

#include "balance/headway.h"
#include "balance/loadouts.h"
#include "balance/matrix.h"
#include "balance/ranking.h"
#include "combat/simulate.h"
#include "combat/solve.h"
#include "support/hash.h"
#include "support/parallel.h"

namespace ludex {

using namespace detail;

namespace {

/// Pairs that are worked on before errors among them are looked for.
constexpr std::uint32_t kPairsAtOnce = 64;
/// States that all pairs may look at together, and one of them at least and at most.
constexpr std::uint64_t kAllStates = 2'000'000, kFewestStates = 2'000, kMostStates = 200'000;
/// Who asks for so little error that it takes more has made a mistake.
constexpr std::uint64_t kMostFights = 10'000'000'000;

// A pair's fights depend on the two and nothing else: not on which others there are, nor on the order they are written in.
std::uint64_t seed_of_pair(std::uint64_t seed, const Loadout& row, const Loadout& column) {
  return mix64(mix64(mix64(seed) ^ xxh64(row.name, 0)) ^ xxh64(column.name, 0));
}

void work_out(const Program& program, const Scenario& scenario, const Loadout& row, const Loadout& column, const SolveOptions& limits, const MatrixOptions& options, PlayedPair& out) {
  const auto fight = std::make_shared<const Scenario>(with_loadouts(scenario, row, column));
  MatrixReport::Pair& pair = out.pair;
  const auto take = [&](const CombatReport& report) {
    out.method = report.method;
    pair.is_exact = report.is_exact;
    pair.win = report.wins[0].second;
    pair.loss = report.wins[1].second.value;
    pair.draw = report.draw.value;
    pair.timeout = report.timeout.value;
    pair.mean_ttk_ms = report.mean_ttk_ms.value;
    pair.fights = report.fights;
  };
  if (!options.is_sampled) {
    if (const auto solved = solve_scenario(program.shared(), *fight, limits)) return take(*solved);
  }
  Simulation simulation = start_simulation(program.shared(), fight, seed_of_pair(options.seed, row, column));
  SimulateOptions how;
  how.fights = kMostFights;
  how.error = options.error;
  how.exec.mode = Exec::Mode::serial;
  if (const auto ran = simulation.run(how); !ran) {
    out.fault = "'" + row.name + "' against '" + column.name + "': " + ran.error().message;
    return;
  }
  take(simulation.report());
  out.wins = simulation.data().tally.wins[0];
}

Error fail(std::string message, std::string pointer = {}) { return Error{ErrorCode::host, std::move(message), std::move(pointer), 0, 0, {}, 0}; }

}  // namespace

namespace detail {

Result<MatrixWork> matrix_work(const Program& program, std::string_view name, const MatrixOptions& options) {
  Error error;
  const Scenario* scenario = find_scenario(program.data(), name, error);
  if (!scenario) return error;
  if (scenario->loadouts.empty())
    return fail("scenario '" + scenario->name + "' has no loadouts; write \"loadouts\": {\"rifle\": {\"live\": {…}}, …} or {\"rows\": TABLE, \"live\": {FIELD: EXPRESSION}} into it", scenario->pointer);
  if (!(options.error >= 1e-5 && options.error < 0.5)) return fail("a half-width lies between 0.00001 and 0.5");
  MatrixWork out{*scenario, scenario->loadouts.size() * scenario->loadouts.size(), {}};
  out.limits.max_states = options.max_states > 0 ? options.max_states : std::min(kMostStates, std::max(kFewestStates, kAllStates / out.pairs));
  out.limits.max_ways = std::min(out.limits.max_ways, out.limits.max_states * 10);
  return out;
}

Result<std::vector<PlayedPair>> play_pairs(const Program& program, const MatrixWork& work, const MatrixOptions& options, std::size_t first, std::size_t count) {
  const std::vector<Loadout>& loadouts = work.scenario.loadouts;
  const std::size_t n = loadouts.size();
  const std::uint32_t threads = available_threads(options.exec);
  std::vector<PlayedPair> out(count);
  Headway headway(options.progress, count);
  for (std::size_t begin = 0; begin < count; begin += kPairsAtOnce) {
    const auto round = static_cast<std::uint32_t>(std::min<std::size_t>(kPairsAtOnce, count - begin));
    parallel_for(round, threads, [&](std::uint32_t i) {
      if (headway.is_stopped()) return;
      const std::size_t at = first + begin + i;
      work_out(program, work.scenario, loadouts[at / n], loadouts[at % n], work.limits, options, out[begin + i]);
      headway.ended();
    });
    if (auto stopped = headway.stopped()) return *stopped;
    for (std::uint32_t i = 0; i < round; ++i)
      if (!out[begin + i].fault.empty()) return fail(out[begin + i].fault, work.scenario.pointer + "/loadouts");
  }
  return out;
}

MatrixReport matrix_report(const MatrixWork& work, const MatrixOptions& options, const std::vector<PlayedPair>& pairs) {
  MatrixReport out;
  out.scenario = work.scenario.name;
  for (const Loadout& l : work.scenario.loadouts) out.loadouts.push_back(l.name);
  for (int seat = 0; seat < 2; ++seat) out.teams[seat] = work.scenario.teams[static_cast<std::size_t>(seat)];
  out.seed = options.seed;
  out.error = options.error;
  out.method = pairs[0].method;
  std::vector<std::uint64_t> wins;
  for (const PlayedPair& played : pairs) {
    out.exact_pairs += played.pair.is_exact;
    out.fights += played.pair.fights;
    out.pairs.push_back(played.pair);
    wins.push_back(played.wins);
  }
  rank(out, wins);
  return out;
}

}  // namespace detail

Result<MatrixReport> win_matrix(const Program& program, std::string_view name, const MatrixOptions& options) {
  const auto work = matrix_work(program, name, options);
  if (!work) return work.errors();
  const auto pairs = play_pairs(program, *work, options, 0, work->pairs);
  if (!pairs) return pairs.errors();
  return matrix_report(*work, options, *pairs);
}

}  // namespace ludex
