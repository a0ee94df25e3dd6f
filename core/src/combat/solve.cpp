#include "combat/solve.h"

#include <algorithm>

#include "value/diagnostics.h"

namespace ludex {

using namespace detail;

namespace detail {

namespace {

// The name that was meant, or what there is.
std::string instead_of(std::string_view name, const std::vector<std::string>& names) {
  static constexpr std::size_t kMostTold = 8;
  std::string out = nearest_name(name, names);
  if (!out.empty()) return out;
  out = "; the rulebook has ";
  const std::size_t told = std::min(names.size(), kMostTold);
  for (std::size_t i = 0; i < told; ++i) out += (i == 0 ? "'" : i + 1 == names.size() ? " and '" : ", '") + names[i] + "'";
  if (told < names.size()) out += " and " + std::to_string(names.size() - told) + " more";
  return out;
}

}  // namespace

const Scenario* find_scenario(const ProgramData& program, std::string_view name, Error& error) {
  std::vector<std::string> names;
  for (const Scenario& s : program.scenarios) {
    if (s.name == name) return &s;
    names.push_back(s.name);
  }
  error = Error{ErrorCode::host, names.empty() ? "the rulebook has no \"scenarios\"" : "there is no scenario '" + std::string(name) + "'" + instead_of(name, names), {}, 0, 0, {}, 0};
  return nullptr;
}

namespace {

// One side's race towards being out: after each attack on it, the chance that this was the one, and that it still stands.
struct Race {
  std::vector<double> falls, stands;
};

Race race(const Fold& fold, int side, std::int64_t time_limit_ms) {
  const Fold::Side& target = fold.sides[side];
  const Fold::Side& attacker = fold.sides[1 - side];
  Race out;
  if (!attacker.acts) return out;
  const std::size_t outcomes = attacker.probability.size();
  std::vector<double> now(target.out + 1, 0.0), then(target.out + 1);
  now[target.start] = 1.0;
  double left = 1.0;
  for (std::int64_t t = attacker.first_ms; t <= time_limit_ms && left > kNegligible; t += attacker.period_ms) {
    std::fill(then.begin(), then.end(), 0.0);
    for (std::uint32_t s = 0; s < target.out; ++s) {
      const double p = now[s];
      if (p == 0.0) continue;
      const std::uint32_t* const to = &target.next[s * outcomes];
      for (std::size_t o = 0; o < outcomes; ++o) then[to[o]] += p * attacker.probability[o];
    }
    out.falls.push_back(then[target.out]);
    then[target.out] = 0.0;
    ExactSum standing;
    for (std::uint32_t s = 0; s < target.out; ++s) standing.add(then[s]);
    left = standing.value();
    out.stands.push_back(left);
    std::swap(now, then);
  }
  return out;
}

std::int64_t attacks_until(const Fold::Side& side, std::int64_t t) {
  return !side.acts || t < side.first_ms ? 0 : (t - side.first_ms) / side.period_ms + 1;
}

}  // namespace

// Neither side's attacks depend on what happens to itself while both stand, so the two races are independent.
Timeline solve_fold(const Fold& fold, const Scenario& scenario) {
  Timeline out(scenario.teams.size());
  const Race fall[2] = {race(fold, 0, scenario.time_limit_ms), race(fold, 1, scenario.time_limit_ms)};
  std::size_t next[2] = {0, 0};
  double stands[2] = {1.0, 1.0};
  for (;;) {
    std::int64_t at[2];
    for (int side = 0; side < 2; ++side)
      at[side] = next[side] < fall[side].falls.size() ? fold.sides[1 - side].first_ms + static_cast<std::int64_t>(next[side]) * fold.sides[1 - side].period_ms : FightState::kNever;
    const std::int64_t t = std::min(at[0], at[1]);
    if (t == FightState::kNever) break;
    double falls[2] = {0.0, 0.0};
    for (int side = 0; side < 2; ++side) {
      if (at[side] != t) continue;
      falls[side] = fall[side].falls[next[side]];
      stands[side] = fall[side].stands[next[side]++];
    }
    const double both = falls[0] * falls[1], first = falls[1] * stands[0], second = falls[0] * stands[1];
    out.add_win(t, fold.sides[0].team, first);
    out.add_win(t, fold.sides[1].team, second);
    out.add_draw(t, both);
    ExactSum ends;
    for (const double p : {first, second, both}) ends.add(p);
    out.attacks.add(ends.value() * static_cast<double>(attacks_until(fold.sides[0], t) + attacks_until(fold.sides[1], t)));
  }
  const double endless = stands[0] * stands[1];
  out.timeout.add(endless);
  out.attacks.add(endless * static_cast<double>(attacks_until(fold.sides[0], scenario.time_limit_ms) + attacks_until(fold.sides[1], scenario.time_limit_ms)));
  return out;
}

Result<CombatReport> solve_scenario(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options) {
  std::string why_no_fold, why_not;
  if (const auto folded = fold(program, scenario, why_no_fold)) {
    CombatReport report = solve_fold(*folded, scenario).report(scenario);
    report.method = "two independent races, " + std::to_string(folded->sides[0].out) + " and " + std::to_string(folded->sides[1].out) + " states";
    return report;
  }
  Timeline timeline(scenario.teams.size());
  std::optional<bool> is_solved = solve_graph(program, scenario, options, timeline, why_not);
  if (!is_solved) is_solved = solve_states(program, scenario, options, timeline, why_not);
  if (!*is_solved)
    return Error{ErrorCode::host, "the scenario cannot be solved exactly: " + why_not + "; simulate it", scenario.pointer, 0, 0, {}, 0};
  CombatReport report = timeline.report(scenario);
  report.method = "every reachable state, as " + why_no_fold;
  return report;
}

}  // namespace detail

std::vector<std::string> scenario_names(const Program& program) {
  std::vector<std::string> out;
  for (const Scenario& s : program.data().scenarios) out.push_back(s.name);
  return out;
}

Result<CombatReport> solve(const Program& program, std::string_view scenario, const SolveOptions& options) {
  Error error;
  const Scenario* found = find_scenario(program.data(), scenario, error);
  if (!found) return error;
  return solve_scenario(program.shared(), *found, options);
}

}  // namespace ludex
