// Exact answers against an independent one, and the two ways of solving against each other.

#include "combat/solve.h"

#include <doctest/doctest.h>

#include <cmath>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

double key(const CombatReport& r, const std::string& team) {
  for (const auto& [name, e] : r.wins)
    if (name == team) return e.value;
  return -1;
}

CombatReport by_states(const std::string& rules) {
  const Program program = test::compile(rules);
  const detail::Scenario& scenario = program.data().scenarios[0];
  detail::Timeline timeline(scenario.teams.size());
  std::string why;
  REQUIRE_MESSAGE(detail::solve_states(program.shared(), scenario, {}, timeline, why), why);
  return timeline.report(scenario);
}

}  // namespace

TEST_CASE("model D1 has the answers of an independent solver") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const auto r = solve(program, "duel");
  REQUIRE(r);
  CHECK(std::fabs(key(*r, "a") - 0.540751814406446) < 1e-12);
  CHECK(std::fabs(key(*r, "b") - 0.4397115810640126) < 1e-12);
  CHECK(std::fabs(r->draw.value - 0.019536604529541805) < 1e-12);
  CHECK(std::fabs(r->mean_ttk_ms.value - 11461.833267794833) < 1e-7);
  CHECK(std::fabs(r->sd_ttk_ms.value - 2091.104249602875) < 1e-7);
  CHECK(std::fabs(r->mean_attacks.value - 28.898371274768273) < 1e-9);
  CHECK(r->quantiles[2].second.value == 11400);
  CHECK(r->min_ttk_ms == 4200);
}

TEST_CASE("a fighter against its copy has no advantage, to the last bit") {
  const auto r = solve(test::compile(test::duel_rules(test::rifle(), test::rifle())), "duel");
  REQUIRE(r);
  CHECK(key(*r, "a") == key(*r, "b"));
  CHECK(std::fabs(key(*r, "a") - 0.44874058424483587) < 1e-12);
  CHECK(std::fabs(r->draw.value - 0.10251883151032846) < 1e-12);
}

TEST_CASE("following every state gives what the two races give") {
  test::Fighter a = test::rifle(), b = test::cannon();
  a.health = 12, a.low = 8, a.high = 9;
  b.health = 14, b.low = 17, b.high = 19;
  const std::string rules = test::duel_rules(a, b);
  const auto fast = solve(test::compile(rules), "duel");
  REQUIRE(fast);
  CHECK(fast->method.find("two independent races") == 0);
  const CombatReport slow = by_states(rules);
  CHECK(std::fabs(key(*fast, "a") - key(slow, "a")) < 1e-13);
  CHECK(std::fabs(fast->draw.value - slow.draw.value) < 1e-13);
  CHECK(std::fabs(fast->mean_ttk_ms.value - slow.mean_ttk_ms.value) < 1e-9);
  CHECK(std::fabs(fast->mean_attacks.value - slow.mean_attacks.value) < 1e-10);
}

TEST_CASE("chances add up to one, timeouts among them") {
  test::Fighter a = test::rifle(), b = test::cannon();
  b.cooldown_ms = a.cooldown_ms = 30000;
  const auto r = solve(test::compile(test::duel_rules(a, b)), "duel");
  REQUIRE(r);
  CHECK(r->timeout.value > 0.99);
  CHECK(std::fabs(key(*r, "a") + key(*r, "b") + r->draw.value + r->timeout.value - 1) < 1e-14);
}

TEST_CASE("what cannot be solved says why, and what to do") {
  const std::string rules = test::duel_rules(test::rifle(), test::cannon(), "", "", R"("target.health -= damage","actor.healed += 1")");
  SolveOptions few;
  few.max_states = 50;
  const auto r = solve(test::compile(rules), "duel", few);
  REQUIRE_FALSE(r);
  CHECK(r.error().message == "the scenario cannot be solved exactly: it has more than 50 states; simulate it");
  CHECK(r.error().pointer == "/scenarios/duel");
  CHECK(solve(test::compile(rules), "duet").error().message == "there is no scenario 'duet'; did you mean 'duel'?");
  CHECK(solve(test::compile(rules), "siege").error().message == "there is no scenario 'siege'; the rulebook has 'duel'");
  CHECK(solve(test::compile(test::small_rules("")), "x").error().message == "the rulebook has no \"scenarios\"");
}

TEST_CASE("solving tells how much of its limit is used, and stops when it is told to") {
  test::Fighter a = test::rifle(), b = test::cannon();
  a.health = 30, a.low = 8, a.high = 9;
  b.health = 40, b.low = 17, b.high = 19;
  const Program program = test::compile(test::duel_rules(a, b, "", "", R"("target.health -= damage","actor.healed = 1")"));
  SolveOptions options;
  std::uint64_t last = 0, asked = 0;
  bool rises = true;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    rises = rises && done >= last && done <= total && total == options.max_ways;
    last = done;
    return ++asked > 0;
  };
  const auto whole = solve(program, "duel", options);
  REQUIRE(whole);
  CHECK(rises);
  CHECK(asked > 1);
  CHECK(last > 0);
  const std::string untold = solve(program, "duel")->to_json();
  CHECK(whole->to_json() == untold);
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  const auto stopped = solve(program, "duel", options);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().message == "the scenario cannot be solved exactly: it was stopped; simulate it");
}
