// Expectations of a rulebook: proved where a scenario is solved, else sampled until they are decided.

#include <algorithm>
#include <cmath>

#include "balance/intervals.h"
#include "combat/simulate.h"
#include "combat/solve.h"
#include "ludex/balance.h"

namespace ludex {

using namespace detail;

namespace {

/// Of numbers that were solved: rounding, not chance.
constexpr double kRounding = 1e-9;
/// Fights of the first round; every later one doubles what was played. Below this, means are not looked at as normal.
constexpr std::uint64_t kFirstLook = 16'384;

double value_of(const CombatReport& report, const Scenario::Expectation& e) {
  if (e.quantile > 0) {
    for (const auto& [q, found] : report.quantiles)
      if (q == e.quantile) return found.value;
  }
  for (const auto& [team, found] : report.wins)
    if (e.key == "win_" + team) return found.value;
  if (e.key == "draw") return report.draw.value;
  if (e.key == "timeout") return report.timeout.value;
  if (e.key == "sd_ttk_ms") return report.sd_ttk_ms.value;
  if (e.key == "mean_attacks") return report.mean_attacks.value;
  return report.mean_ttk_ms.value;
}

// The standard error of a standard deviation, from the fourth moment: no shape of the distribution is assumed.
double error_of_deviation(const TimeHistogram& times, double mean, double sd, std::uint64_t n) {
  if (n < 2 || sd == 0) return 0;
  double fourth = 0;
  const double half_bin = static_cast<double>((std::uint64_t{1} << times.shift()) - 1) / 2;
  for (const auto& [bin, count] : times.bins()) {
    const double away = static_cast<double>(bin << times.shift()) + half_bin - mean, square = away * away;
    fourth += static_cast<double>(count) * (square * square);
  }
  const double size = static_cast<double>(n), spread = fourth / size - sd * sd * sd * sd;
  return std::sqrt(std::max(0.0, spread) / size) / (2 * sd);
}

// What is known of a number after the fights so far; wrong with a probability of `alpha` at most.
Estimate sampled(const Tally& tally, const CombatReport& report, const Scenario& scenario, const Scenario::Expectation& e, double alpha) {
  const std::uint64_t decided = tally.fights - tally.timeouts;
  const double limit = static_cast<double>(scenario.time_limit_ms);
  const auto around = [](double value, double half) { return Estimate{value, value - half, value + half}; };
  for (std::size_t i = 0; i < scenario.teams.size(); ++i)
    if (e.key == "win_" + scenario.teams[i]) return chernoff_share(tally.wins[i], tally.fights, alpha);
  if (e.key == "draw") return chernoff_share(tally.draws, tally.fights, alpha);
  if (e.key == "timeout") return chernoff_share(tally.timeouts, tally.fights, alpha);
  if (e.key == "mean_attacks") {
    const double error = (report.mean_attacks.high - report.mean_attacks.value) / kNormal95;
    return around(report.mean_attacks.value, normal_of(alpha) * error);
  }
  if (decided < 2) return {value_of(report, e), 0, limit};
  if (e.quantile > 0) {
    const Ranks ranks = chernoff_ranks(e.quantile, decided, alpha);
    const auto bin = static_cast<double>((std::uint64_t{1} << tally.times.shift()) - 1);
    return {value_of(report, e), ranks.has_low ? static_cast<double>(tally.times.at_rank(ranks.low)) : 0, ranks.has_high ? static_cast<double>(tally.times.at_rank(ranks.high)) + bin : limit};
  }
  const double mean = report.mean_ttk_ms.value, sd = report.sd_ttk_ms.value;
  if (e.key == "sd_ttk_ms") return around(sd, normal_of(alpha) * error_of_deviation(tally.times, mean, sd, decided));
  return around(mean, bernstein_half(sd * sd, limit, decided, alpha));
}

TestVerdict judge(const Estimate& found, double low, double high) {
  if (found.low >= low && found.high <= high) return TestVerdict::passed;
  if (found.high < low || found.low > high) return TestVerdict::failed;
  return TestVerdict::undecided;
}

ScenarioTest opened(const Scenario& scenario) {
  ScenarioTest out;
  out.scenario = scenario.name;
  for (const Scenario::Expectation& e : scenario.expect) out.tests.push_back({e.key, e.low, e.high, {}, TestVerdict::undecided});
  return out;
}

void test_exactly(const Scenario& scenario, const CombatReport& report, ScenarioTest& out) {
  out.is_exact = true;
  out.method = report.method;
  for (std::size_t i = 0; i < out.tests.size(); ++i) {
    ExpectationTest& test = out.tests[i];
    const double value = value_of(report, scenario.expect[i]), rounding = kRounding * std::max(1.0, std::fabs(value));
    test.found = {value, value, value};
    test.verdict = judge(test.found, test.low - rounding, test.high + rounding);
  }
}

// Plays round after round; a test that was decided keeps the interval that decided it. False when stopped.
Result<bool> test_by_playing(const Program& program, const Scenario& scenario, std::uint64_t sharing, const TestOptions& options, ScenarioTest& out) {
  Simulation simulation = start_simulation(program.shared(), {program.shared(), &scenario}, options.seed);
  SimulateOptions how;
  how.exec = options.exec;
  bool goes_on = true;
  if (options.progress) how.progress = [&](std::uint64_t fights) { return goes_on = options.progress(fights, options.fights); };
  for (std::uint64_t round = 1, until = std::min(kFirstLook, options.fights); goes_on; ++round, until = std::min(until * 2, options.fights)) {
    how.fights = until;
    if (const auto ran = simulation.run(how); !ran) return ran.errors();
    if (!goes_on) break;
    const Tally& tally = simulation.data().tally;
    const CombatReport report = simulation.report();
    out.method = report.method;
    out.fights = tally.fights;
    const double alpha = spent_in_round(options.alarm, sharing, round);
    bool is_open = false;
    for (std::size_t i = 0; i < out.tests.size(); ++i) {
      ExpectationTest& test = out.tests[i];
      if (test.verdict != TestVerdict::undecided) continue;
      test.found = sampled(tally, report, scenario, scenario.expect[i], alpha);
      // The variance of few fights says too little.
      const bool is_normal = test.key == "mean_attacks" || test.key == "sd_ttk_ms";
      if (!is_normal || tally.fights - tally.timeouts >= kFirstLook) test.verdict = judge(test.found, test.low, test.high);
      is_open = is_open || test.verdict == TestVerdict::undecided;
    }
    if (!is_open || until >= options.fights) break;
  }
  return goes_on;
}

}  // namespace

std::string_view to_string(TestVerdict verdict) {
  static constexpr std::string_view kNames[] = {"passed", "undecided", "failed"};
  return kNames[static_cast<std::size_t>(verdict)];
}

Result<TestReport> test_expectations(const Program& program, const std::vector<std::string>& scenarios, const TestOptions& options) {
  const auto fail = [](std::string message, std::string pointer = {}) { return Error{ErrorCode::host, std::move(message), std::move(pointer), 0, 0, {}, 0}; };
  if (!(options.alarm > 0 && options.alarm < 0.5)) return fail("a false-alarm rate lies between 0 and 0.5");
  if (options.fights == 0) return fail("testing needs fights: at least 1");
  std::vector<const Scenario*> chosen;
  for (const std::string& name : scenarios) {
    Error error;
    const Scenario* found = find_scenario(program.data(), name, error);
    if (!found) return error;
    if (found->expect.empty()) return fail("nothing is expected of scenario '" + name + "'; write \"expect\": {\"win_" + found->teams[0] + "\": [0.45, 0.55]} into it", found->pointer);
    if (std::find(chosen.begin(), chosen.end(), found) == chosen.end()) chosen.push_back(found);
  }
  if (scenarios.empty()) {
    for (const Scenario& s : program.data().scenarios)
      if (!s.expect.empty()) chosen.push_back(&s);
    if (chosen.empty()) return fail("nothing is expected of any scenario; write \"expect\": {\"win_TEAM\": [0.45, 0.55]} into one", "/scenarios");
  }
  TestReport out;
  out.alarm = options.alarm;
  out.seed = options.seed;
  for (const Scenario* s : chosen) {
    out.scenarios.push_back(opened(*s));
    if (!options.is_sampled) {
      if (const auto report = solve_scenario(program.shared(), *s, options.solve)) test_exactly(*s, *report, out.scenarios.back());
    }
    if (!out.scenarios.back().is_exact) out.sampled += s->expect.size();
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (out.scenarios[i].is_exact) continue;
    const auto played = test_by_playing(program, *chosen[i], out.sampled, options, out.scenarios[i]);
    if (!played) return played.errors();
    if (!*played) break;  // what was not played is undecided
  }
  for (const ScenarioTest& s : out.scenarios) {
    for (const ExpectationTest& test : s.tests) {
      out.verdict = std::max(out.verdict, test.verdict);
      out.passed += test.verdict == TestVerdict::passed;
      out.failed += test.verdict == TestVerdict::failed;
      out.undecided += test.verdict == TestVerdict::undecided;
    }
  }
  return out;
}

}  // namespace ludex
