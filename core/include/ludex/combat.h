#pragma once
/// Fights: a scenario of the rulebook, solved exactly or played many times, by the rules that judge a server's requests.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ludex/error.h"
#include "ludex/exec.h"
#include "ludex/program.h"
#include "ludex/world.h"

namespace ludex {

/// Called now and then with the work done so far and, where it is known, all there is (else 0); false stops. Never from
/// another thread.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

/// The scenarios of a rulebook, in the order written.
std::vector<std::string> scenario_names(const Program& program);

/// A number with what is known of it: `low` and `high` hold it in 95 of 100 simulations, and are equal to it when it is exact.
struct Estimate {
  double value = 0, low = 0, high = 0;
};

/// A time, and the share of all fights that were decided by then.
struct TimeShare {
  std::int64_t ms = 0;
  double share = 0;
};

/// What comes of a scenario. Times are in ms and of the fights that ended before the time limit ("decided").
struct CombatReport {
  bool is_exact = false;
  std::string method;                ///< how it was found, for people
  std::uint64_t fights = 0;          ///< played; 0 when exact
  std::vector<std::pair<std::string, Estimate>> wins;  ///< by team, in the order written: it alone is left
  Estimate draw;                     ///< nobody is left, or `until` ended it among several
  Estimate timeout;
  Estimate mean_ttk_ms, sd_ttk_ms;
  std::vector<std::pair<double, Estimate>> quantiles;  ///< of the time: 0.05, 0.25, 0.5, 0.75, 0.95
  std::vector<TimeShare> curve;      ///< of the time, rising; simulated ones to the lower end of their bins
  Estimate mean_attacks;             ///< accepted actions of a fight, of all fighters together
  std::int64_t min_ttk_ms = -1, max_ttk_ms = -1;       ///< -1: no fight was decided
  std::uint64_t min_fight = 0, max_fight = 0;          ///< simulated: their numbers

  /// {"exact", "method", "fights", "win_TEAM"…, "draw", "timeout", "mean_ttk_ms", "sd_ttk_ms", "ttk_quantiles_ms": {"0.5": …},
  ///  "mean_attacks", "min_ttk_ms", "max_ttk_ms", "min_fight", "max_fight", "intervals": {KEY: [low, high]}}; the same bytes everywhere.
  /// With `curve_points`, "ttk_curve": {"ms": […], "share": […]} before the intervals: `curve` in about so many steps of equal height.
  std::string to_json(std::size_t curve_points = 0) const;
};

struct SolveOptions {
  /// States of a fight, instant by instant, that are looked at before solving gives up.
  std::uint64_t max_states = 5'000'000;
  /// Steps from one of them to the next, one for each way that chance can go; of n fighters, n / 2 for each. One that has to be
  /// judged, as nothing like it was before, counts as eight more.
  std::uint64_t max_ways = 4'000'000;
  /// Memory, as counted by the core: the same on every platform.
  std::uint64_t max_bytes = 512'000'000;
  /// Called with the share of `max_ways` (or of `max_states`, when that is nearer) that has been used, and `max_ways`: it is done at
  /// the latest then. False stops: then it is not solvable, as it was stopped.
  Progress progress = {};
};

/// Solves a scenario exactly: no sampling, chances as they are written.
///
/// A duel whose attacks only wear down the other side is two independent races, and takes well under a millisecond.
/// Anything else is followed through every state it can reach, in the order of time, as far as `options` allow.
/// Errors (`host`): no such scenario (with the nearest); not solvable, with the reason: then simulate it.
Result<CombatReport> solve(const Program& program, std::string_view scenario, const SolveOptions& options = {});

/// What one request can come to.
struct RequestOutcome {
  double probability = 0;
  std::string verdict;  ///< the line its client sees, without its number
  std::string world;    ///< the world after it, as text
};
/// Every outcome of one request line judged on `world`, by going through its draws; equal ones are told once, in the order in which
/// they are first met, and their probabilities add up to 1. `max_ways` bounds the ways that are gone through.
/// Errors: as `judge`; too many ways.
Result<std::vector<RequestOutcome>> outcomes(const Program& program, const World& world, std::string_view line, std::uint64_t max_ways = 100'000);

struct SimulateOptions {
  std::uint64_t fights = 100'000;    ///< at most
  double error = 0;                  ///< above 0: stop when no win rate's interval is wider than this to either side
  std::uint64_t seed = 1;
  Exec exec = {};
  /// Called between rounds with the fights so far; false stops. Never from another thread.
  std::function<bool(std::uint64_t fights)> progress = {};
  /// For tests: every fight by the whole engine, even where a table has the same bits.
  bool is_reference = false;
};

namespace detail {
struct SimulationData;
}

/// Many fights of one scenario, and what came of them so far: a value that can be kept and gone on with.
///
/// Fight i of a seed is the same whatever else is played: `fights` played at once, in parts or on several threads give the same
/// report to the last bit.
class Simulation {
 public:
  /// Errors (`host`): no such scenario.
  static Result<Simulation> start(const Program& program, std::string_view scenario, std::uint64_t seed = 1);
  /// Goes on with the simulation that `saved()` described. Errors (`host`): it is damaged, or of other rules.
  static Result<Simulation> resume(const Program& program, std::string_view saved);

  /// Plays until `options.fights` are played altogether, or as far as `error` asks. `options.seed` is not looked at.
  /// Errors (`host`): a fight that cannot be ended (a named limit).
  Result<bool> run(const SimulateOptions& options);
  /// How far `run` would play before it looks at `error` and tells its progress; the fights so far when it would play none.
  std::uint64_t next_look(std::uint64_t fights, double error = 0) const;

  /// Fights `first` … `first + count - 1` and nothing else, for a simulation that several processes or workers share: as text, to
  /// be given to `add` of the one that holds the whole. What this one has played stays as it is.
  /// Errors (`host`): a fight that cannot be ended.
  Result<std::string> part(std::uint64_t first, std::uint64_t count, const Exec& exec = {});
  /// Adds a part, as if its fights had been played here. Parts are added in the order of their fights, each once.
  /// Errors (`host`): it is damaged, of other rules or another seed, or does not begin with the next fight.
  Result<bool> add(std::string_view part);

  std::uint64_t fights() const;
  CombatReport report() const;
  std::string saved() const;

  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;
  ~Simulation();
  explicit Simulation(std::unique_ptr<detail::SimulationData> data);
  const detail::SimulationData& data() const { return *data_; }

 private:
  std::unique_ptr<detail::SimulationData> data_;
};

/// start, run, report.
Result<CombatReport> simulate(const Program& program, std::string_view scenario, const SimulateOptions& options = {});

/// One fight of a simulation, blow by blow: a JSON object a line, {"t", "fighter", "action", "params", the verdict's members with
/// "draws", "let": what each of the action's `let`s was that was asked for, "state" after the group}, and {"end": "won" | "draw" | "timeout", "team", "ttk_ms", "attacks"} as the last.
Result<std::string> fight_log(const Program& program, std::string_view scenario, std::uint64_t seed, std::uint64_t fight);

}  // namespace ludex
