// Steps followed in pieces are those that the engine makes, also in states that nobody has been in before.

#include "combat/step_trees.h"

#include <doctest/doctest.h>

#include "combat/fight_walk.h"
#include "combat/play.h"
#include "helpers/fights.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

std::string by_engine(const Program& program, const Scenario& scenario, std::uint64_t seed, std::uint64_t count) {
  FightEngine engine(program.shared(), scenario);
  Tally out(scenario.teams.size());
  std::string fault;
  play_engine(engine, scenario, seed, 0, count, out, fault);
  return fault + out.text();
}

std::string in_pieces(FightWalker& walker, const Scenario& scenario, std::uint64_t seed, std::uint64_t count) {
  Tally out(scenario.teams.size());
  std::string fault;
  walker.leave_graph();
  walker.play(seed, 0, count, out, fault);
  return fault + out.text();
}

}  // namespace

TEST_CASE("random rules: followed in pieces, fights have the engine's bits") {
  int followed = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const std::string rules = test::random_fight(seed);
    CAPTURE(rules);
    const Program program = test::compile(rules);
    const Scenario& scenario = program.data().scenarios[0];
    if (const StepTrees trees(program.shared(), scenario); !trees.why_not().empty()) continue;
    ++followed;
    FightWalker walker(program.shared(), scenario);
    CHECK(in_pieces(walker, scenario, seed, 60) == by_engine(program, scenario, seed, 60));
  }
  CHECK(followed >= 10);
}

TEST_CASE("the examples, timers and distances among them, are followed as the engine plays them") {
  for (const char* name : {"mechanics/fights", "mechanics/shields", "mechanics/resources", "mechanics/over_time"}) {
    const Program program = test::example(name);
    for (const Scenario& scenario : program.data().scenarios) {
      CAPTURE(name);
      CAPTURE(scenario.name);
      FightWalker walker(program.shared(), scenario);
      CHECK(in_pieces(walker, scenario, 5, 100) == by_engine(program, scenario, 5, 100));
    }
  }
}

TEST_CASE("pieces come again where whole states do not: most steps of a potion duel are followed") {
  const Program program = test::example("mechanics/fights");
  const Scenario& scenario = program.data().scenarios[0];
  FightWalker walker(program.shared(), scenario);
  in_pieces(walker, scenario, 1, 2000);
  CHECK(walker.misses() * 4 < walker.steps());
}

TEST_CASE("a state packed and brought back is the same state") {
  const Program program = test::example("mechanics/fights");
  for (const Scenario& scenario : program.data().scenarios) {
    CAPTURE(scenario.name);
    const StepTrees trees(program.shared(), scenario);
    REQUIRE(trees.why_not() == "");
    std::vector<std::uint64_t> words, again;
    StepState state;
    trees.pack(trees.opening(), words);
    trees.unpack(words.data(), 700, state);
    CHECK(state.now == 700);
    CHECK(trees.next_time(state) - 700 == trees.next_time(trees.opening()));
    trees.pack(state, again);
    CHECK(words == again);
  }
}
