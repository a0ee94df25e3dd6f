// Stretches of fights: any cut of them adds up to the whole, and what fails names its limit.

#include "combat/play.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

}  // namespace

TEST_CASE("parts of a stretch, in any order, are the whole") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const Scenario& scenario = program.data().scenarios[0];
  std::string why;
  const auto folded = fold(program.shared(), scenario, why);
  REQUIRE(folded);
  FightEngine engine(program.shared(), scenario);
  Tally whole(2), engine_parts(2), fold_parts(2);
  CHECK(play_engine(engine, scenario, 3, 10, 30, whole, why));
  CHECK(play_engine(engine, scenario, 3, 25, 15, engine_parts, why));
  CHECK(play_engine(engine, scenario, 3, 10, 15, engine_parts, why));
  play_fold(*folded, scenario, 3, 38, 2, fold_parts);
  play_fold(*folded, scenario, 3, 10, 28, fold_parts);
  CHECK(engine_parts.text() == whole.text());
  CHECK(fold_parts.text() == whole.text());
}

TEST_CASE("a quiet engine plays the same fights") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), R"--("emit":[{"event":"x","audience":"all","data":{"v":"damage"}}],"result":"damage",)--"));
  const Scenario& scenario = program.data().scenarios[0];
  FightEngine loud(program.shared(), scenario), quiet(program.shared(), scenario);
  quiet.set_quiet(true);
  Tally one(2), other(2);
  std::string fault;
  CHECK(play_engine(loud, scenario, 3, 0, 40, one, fault));
  CHECK(play_engine(quiet, scenario, 3, 0, 40, other, fault));
  CHECK(one.text() == other.text());
}

TEST_CASE("an exchange without end is a fault that names its limit") {
  const char* rules = R"--({"ludex":1,"actor":"p","entities":{"p":{"live":{"state":{"n":"int = 1"}}}},"actions":{"Go":{"effects":["actor.n = 2"]}},
    "scenarios":{"s":{"fighters":{"a":{},"b":{}},"policy":[{"use":"Go"}],"defeated":"fighter.n < 0","time_limit_ms":86400000}}})--";
  const Program program = test::compile(rules);
  const Scenario& scenario = program.data().scenarios[0];
  FightEngine engine(program.shared(), scenario);
  engine.set_quiet(true);
  Tally out(2);
  std::string fault;
  CHECK_FALSE(play_engine(engine, scenario, 1, 0, 1, out, fault));
  CHECK(fault == too_many_turns());
}
