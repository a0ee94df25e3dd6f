// A folded duel is the same fights as the whole engine's, and is refused where it would not be.

#include "combat/fold.h"

#include <doctest/doctest.h>

#include "combat/lanes.h"
#include "combat/solve.h"
#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

/// Why the duel of a rulebook does not fold; "" when it does.
std::string why_not(const std::string& rules) {
  const Program program = test::compile(rules);
  std::string why;
  return fold(program.shared(), program.data().scenarios[0], why) ? "" : why;
}

std::string tally(const std::string& rules, int way, std::uint64_t count, std::uint64_t first = 0, std::uint64_t seed = 7) {
  const Program program = test::compile(rules);
  const Scenario& scenario = program.data().scenarios[0];
  Tally out(scenario.teams.size());
  std::string why;
  const auto folded = fold(program.shared(), scenario, why);
  if (way == 0) {
    FightEngine engine(program.shared(), scenario);
    CHECK(play_engine(engine, scenario, seed, first, count, out, why));
    return out.text();
  }
  REQUIRE_MESSAGE(folded, why);
  if (way == 1) {
    play_fold(*folded, scenario, seed, first, count, out);
  } else {
    const auto lanes = make_lanes(*folded);
    REQUIRE(lanes);
    play_lanes(*folded, *lanes, scenario, seed, first, count, out, way == 2 ? portable_lane_loops() : lane_loops());
  }
  return out.text();
}

}  // namespace

TEST_CASE("engine, table and lanes play the same fights, to the last bit") {
  test::Fighter late = test::rifle(), sure = test::cannon(), even = test::rifle();
  late.first_ms = 350;
  sure.hit = "1.0";
  sure.crit = "0.0";
  even.low = even.high = 10;
  const std::pair<test::Fighter, test::Fighter> duels[] = {{test::rifle(), test::cannon()}, {late, sure}, {even, even}};
  for (const auto& duel : duels) {
    for (const char* scenario : {"", "\"tick_ms\":50,"}) {
      const std::string rules = test::duel_rules(duel.first, duel.second, "", scenario);
      const std::string by_engine = tally(rules, 0, 40);
      CHECK(tally(rules, 1, 40) == by_engine);
      CHECK(tally(rules, 2, 40) == by_engine);
      CHECK(tally(rules, 3, 40) == by_engine);
    }
    const std::string rules = test::duel_rules(duel.first, duel.second);
    CHECK(tally(rules, 3, 1500, 100) == tally(rules, 1, 1500, 100));
  }
}

TEST_CASE("reaction, and draws that no lane takes, fold all the same") {
  std::string rules = test::duel_rules(test::rifle(), test::cannon(), "", "", R"--("target.health -= damage + (chance('lucky', 0.3) ? dice('extra', '2d4') : 0)")--");
  rules.replace(rules.find("\"first_ms\":0"), 12, "\"first_ms\":0,\"reaction_ms\":130,\"ping_ms\":45");
  CHECK(tally(rules, 1, 60) == tally(rules, 0, 60));
}

TEST_CASE("effects with bounds and branches fold") {
  const std::string rules = test::duel_rules(test::rifle(), test::cannon(), "", "",
                                             R"--({"if":"chance('hit', mine.hit)","then":[{"sub":"target.health","by":"damage","min":"0"}],"else":[{"add":"target.healed","by":"1"}]})--");
  CHECK(why_not(rules) == "there are too many states to be hit in");  // a count without bounds
  const std::string bounded = test::duel_rules(test::rifle(), test::cannon(), "", "",
                                               R"--({"if":"chance('hit', mine.hit)","then":[{"sub":"target.health","by":"damage","min":"0"}],"else":[{"set":"target.healed","to":"1"}]})--");
  CHECK(tally(bounded, 1, 50) == tally(bounded, 0, 50));
}

TEST_CASE("what depends on more than the other side's wear is not folded, and the reason is told") {
  const test::Fighter a = test::rifle(), b = test::cannon();
  CHECK(why_not(test::duel_rules(a, b)) == "");
  CHECK(why_not(test::duel_rules(a, b, "", "", R"--("target.health -= damage * (100 - target.health)")--")) == "what 'Attack' does depends on what has happened before");
  CHECK(why_not(test::duel_rules(a, b, "", "", R"("target.health -= damage","actor.healed += 1")")) == "'Attack' changes more than the other side");
  CHECK(why_not(test::duel_rules(a, b, R"("refuse":["target.health < 50 : weak"],)")) == "a clause of 'Attack' may refuse some attacks");
  CHECK(why_not(test::duel_rules(a, b, R"("refuse":["now > 1000 : late"],)")) == "a clause of 'Attack' may refuse some attacks");
  CHECK(why_not(test::duel_rules(a, b, R"("emit":[{"event":"x","audience":"all","data":{"v":"1000 / target.health"}}],)")) == "what 'Attack' tells may fail");
  CHECK(why_not(test::duel_rules(a, b, "", "\"until\":\"a.health < 50\",")) == "it has an end of its own (until)");
  CHECK(why_not(test::duel_rules(a, b, "\"rate\":{\"per_second\":1,\"burst\":1},")) == "'Attack' does more than wear down the other side");
}
