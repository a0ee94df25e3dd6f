// Walked over a graph, fights are those that the whole engine plays, to the last bit.

#include "combat/fight_walk.h"

#include <doctest/doctest.h>

#include "combat/play.h"
#include "helpers/duels.h"
#include "helpers/effort.h"
#include "helpers/fights.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

std::string by_engine(const Program& program, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count) {
  FightEngine engine(program.shared(), scenario);
  Tally out(scenario.teams.size());
  std::string fault;
  play_engine(engine, scenario, seed, first, count, out, fault);
  return fault + out.text();
}

std::string by_graph(FightWalker& walker, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count) {
  Tally out(scenario.teams.size());
  std::string fault;
  walker.play(seed, first, count, out, fault);
  return fault + out.text();
}

}  // namespace

TEST_CASE("every scenario of the examples is walked as the engine plays it") {
  for (const char* name : {"mechanics/fights", "mechanics/shields", "mechanics/resources", "mechanics/over_time", "turns", "d20"}) {
    const Program program = test::example(name);
    for (const Scenario& scenario : program.data().scenarios) {
      CAPTURE(name);
      CAPTURE(scenario.name);
      FightWalker walker(program.shared(), scenario);
      CHECK(by_graph(walker, scenario, 5, 0, 60) == by_engine(program, scenario, 5, 0, 60));
      CHECK(by_graph(walker, scenario, 5, 30, 30) == by_engine(program, scenario, 5, 30, 30));  // known by now
    }
  }
}

TEST_CASE("random rules: whatever they are made of, the walk has the engine's bits") {
  for (std::uint64_t seed = 1; seed <= test::effort(40u); ++seed) {
    const std::string rules = test::random_fight(seed);
    CAPTURE(rules);
    const Program program = test::compile(rules);
    const Scenario& scenario = program.data().scenarios[0];
    FightWalker walker(program.shared(), scenario);
    CHECK(by_graph(walker, scenario, seed, 0, 100) == by_engine(program, scenario, seed, 0, 100));
  }
}

TEST_CASE("what was seen once is followed: the engine steps in ever more seldom") {
  const Program program = test::example("mechanics/fights");
  const Scenario& scenario = program.data().scenarios[0];
  FightWalker walker(program.shared(), scenario);
  CHECK(walker.why_not() == "");
  by_graph(walker, scenario, 1, 0, 500);
  const std::uint64_t misses = walker.misses(), steps = walker.steps();
  by_graph(walker, scenario, 1, 0, 500);
  CHECK(walker.misses() == misses);
  CHECK(walker.steps() == 2 * steps);
}

TEST_CASE("where states cannot be told in words, the engine plays, and the reason is told") {
  const std::string once = test::duel_rules(test::rifle(), test::cannon(), R"--("once":{"key":"string(params.target)","scope":"actor","keep":"forever","in":"live"},)--");
  const Program program = test::compile(once);
  const Scenario& scenario = program.data().scenarios[0];
  FightWalker walker(program.shared(), scenario);
  CHECK(walker.why_not() == "'Attack' may be done once");
  CHECK(by_graph(walker, scenario, 5, 0, 20) == by_engine(program, scenario, 5, 0, 20));
}
