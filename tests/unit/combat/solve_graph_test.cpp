// Solving over the graph gives what following every world gives, and what simulating samples.

#include "combat/solve.h"

#include <doctest/doctest.h>

#include <cmath>

#include "helpers/duels.h"
#include "helpers/fights.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

void check_close(const CombatReport& one, const CombatReport& other) {
  for (std::size_t team = 0; team < one.wins.size(); ++team) CHECK(std::fabs(one.wins[team].second.value - other.wins[team].second.value) < 1e-11);
  CHECK(std::fabs(one.draw.value - other.draw.value) < 1e-11);
  CHECK(std::fabs(one.timeout.value - other.timeout.value) < 1e-11);
  CHECK(std::fabs(one.mean_ttk_ms.value - other.mean_ttk_ms.value) < 1e-6);
  CHECK(std::fabs(one.mean_attacks.value - other.mean_attacks.value) < 1e-8);
}

}  // namespace

TEST_CASE("small fights of any rules: the graph gives what every world gives") {
  int solved = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::string rules = test::random_fight(seed, 1, 7);
    CAPTURE(rules);
    const Program program = test::compile(rules);
    const Scenario& scenario = program.data().scenarios[0];
    SolveOptions few;
    few.max_states = 20'000;
    few.max_ways = 20'000;
    Timeline graph(scenario.teams.size()), worlds(scenario.teams.size());
    std::string why;
    if (!solve_states(program.shared(), scenario, few, worlds, why)) continue;
    const auto is_solved = solve_graph(program.shared(), scenario, {}, graph, why);
    if (!is_solved) continue;
    CHECK_MESSAGE(*is_solved, why);
    check_close(graph.report(scenario), worlds.report(scenario));
    ++solved;
  }
  CHECK(solved >= 3);
}

namespace {

std::string small_duel(const char* policy = nullptr) {
  test::Fighter a = test::rifle(), b = test::cannon();
  a.health = 12, a.low = 8, a.high = 9;
  b.health = 14, b.low = 17, b.high = 19;
  std::string rules = test::duel_rules(a, b);
  const std::string old = R"([{"use":"Attack","params":{"target":"enemy.id"}}])";
  if (policy) rules.replace(rules.find(old), old.size(), policy);
  return rules;
}

}  // namespace

TEST_CASE("a folded duel and its graph agree") {
  const Program program = test::compile(small_duel());
  const Scenario& scenario = program.data().scenarios[0];
  Timeline graph(2);
  std::string why;
  const auto is_solved = solve_graph(program.shared(), scenario, {}, graph, why);
  REQUIRE(is_solved);
  REQUIRE_MESSAGE(*is_solved, why);
  const auto fast = solve(program, "duel");
  REQUIRE(fast);
  CHECK(fast->method.find("two independent races") == 0);
  check_close(graph.report(scenario), *fast);
}

TEST_CASE("a duel with healing is solved, and simulations sample what is exact") {
  const Program program = test::compile(small_duel(R"([{"use":"Heal","when":"fighter.health < 10 && fighter.healed < 1"},{"use":"Attack","params":{"target":"enemy.id"}}])"));
  const auto exact = solve(program, "duel");
  REQUIRE(exact);
  SimulateOptions options;
  options.fights = 20'000;
  const auto sampled = simulate(program, "duel", options);
  REQUIRE(sampled);
  for (std::size_t team = 0; team < 2; ++team) {
    const double p = exact->wins[team].second.value;
    CHECK(std::fabs(p - sampled->wins[team].second.value) <= 4 * std::sqrt(p * (1 - p) / 20'000));
  }
  CHECK(std::fabs(exact->mean_ttk_ms.value - sampled->mean_ttk_ms.value) <= 4 * exact->sd_ttk_ms.value / std::sqrt(20'000.0));
  options.is_reference = true;
  options.fights = 500;
  const auto by_engine = simulate(program, "duel", options);
  options.is_reference = false;
  const auto by_graph = simulate(program, "duel", options);
  REQUIRE(by_engine);
  REQUIRE(by_graph);
  CHECK(by_engine->to_json() == by_graph->to_json());
}

TEST_CASE("memory is counted, and its limit told") {
  const Program program = test::example("mechanics/fights");
  SolveOptions little;
  little.max_bytes = 1'000'000;
  const auto refused = solve(program, "potion", little);
  REQUIRE(!refused);
  CHECK(refused.error().message == "the scenario cannot be solved exactly: it takes more than 1 MB; simulate it");
}

TEST_CASE("steps are counted, and their limit told") {
  const Program program = test::example("mechanics/fights");
  SolveOptions few;
  few.max_ways = 10'000;
  const auto refused = solve(program, "potion", few);
  REQUIRE(!refused);
  CHECK(refused.error().message == "the scenario cannot be solved exactly: it takes more than 10000 steps; simulate it");
}
