// A loadout in a seat is the scenario as somebody would have written it.

#include "balance/loadouts.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/combat.h"
#include "combat/solve.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

std::string with(const std::string& loadouts) { return test::duel_rules(test::rifle(), test::cannon(), "", "\"loadouts\":" + loadouts + ","); }
std::string pointer_of(const std::string& loadouts) {
  const Errors errors = test::errors_of(with(loadouts));
  return errors.empty() ? "none" : errors[0].pointer;
}

}  // namespace

TEST_CASE("a scenario with its own fighters as loadouts is itself") {
  const Program program = test::compile(with(R"({"a":{"live":{"make":"a","health":100}},"b":{"live":{"make":"b","health":120}}})"));
  const Scenario& s = program.data().scenarios[0];
  REQUIRE(s.loadouts.size() == 2);
  const auto own = solve(program, "duel"), put = solve_scenario(program.shared(), with_loadouts(s, s.loadouts[0], s.loadouts[1]), {});
  REQUIRE(put);
  CHECK(put->to_json() == own->to_json());
  const auto swapped = solve_scenario(program.shared(), with_loadouts(s, s.loadouts[1], s.loadouts[0]), {});
  CHECK(swapped->wins[1].second.value == own->wins[0].second.value);
}

TEST_CASE("what a loadout does not say stays as the seat has it") {
  const Program program = test::compile(with(R"({"plain":{},"late":{"first_ms":500,"ping_ms":80},"idle":{"policy":[]},"slow":{"reaction_ms":40}})"));
  const Scenario& s = program.data().scenarios[0];
  const Scenario put = with_loadouts(s, s.loadouts[0], s.loadouts[1]);
  CHECK(put.fighters[0].fields.size() == s.fighters[0].fields.size());
  CHECK(put.fighters[0].policy.size() == 1);
  CHECK(put.fighters[1].first_ms == 500);
  CHECK(put.fighters[1].delay_ms == 80);
  const Scenario other = with_loadouts(s, s.loadouts[2], s.loadouts[3]);
  CHECK(other.fighters[0].policy.empty());
  CHECK(other.fighters[1].delay_ms == 40);
}

TEST_CASE("rows of a table become loadouts, by expressions over the row") {
  const Program program = test::compile(with(R"({"rows":"makes","where":"tables.makes[row].ms < 1000","live":{"make":"row","health":"tables.makes[row].armor * 4"},"ping_ms":30})"));
  const Scenario& s = program.data().scenarios[0];
  REQUIRE(s.loadouts.size() == 1);
  CHECK(s.loadouts[0].name == "a");
  CHECK(s.loadouts[0].fields.size() == 2);
  CHECK(s.loadouts[0].fields[1].second.i == 100);
  CHECK(s.loadouts[0].ping_ms == 30);
}

TEST_CASE("loadouts that cannot be are told at their place") {
  CHECK(pointer_of("{}") == "/scenarios/duel/loadouts");
  CHECK(pointer_of("[]") == "/scenarios/duel/loadouts");
  CHECK(pointer_of(R"({"x":{"live":{"mak":"a"}}})") == "/scenarios/duel/loadouts/x/live/mak");
  CHECK(pointer_of(R"({"x":{"live":{"make":"c"}}})") == "/scenarios/duel/loadouts/x/live/make");
  CHECK(pointer_of(R"({"x":{"team":"a"}})") == "/scenarios/duel/loadouts/x/team");
  CHECK(pointer_of(R"({"x":{"reaction_ms":-1}})") == "/scenarios/duel/loadouts/x/reaction_ms");
  CHECK(pointer_of(R"({"x":{"policy":[{"use":"Nothing"}]}})") == "/scenarios/duel/loadouts/x/policy/0/use");
  CHECK(pointer_of(R"({"rows":"maks"})") == "/scenarios/duel/loadouts/rows");
  CHECK(pointer_of(R"({"rows":"makes","where":"false"})") == "/scenarios/duel/loadouts");
  CHECK(pointer_of(R"({"rows":"makes","live":{"health":"actor.health"}})") == "/scenarios/duel/loadouts/live/health");
  CHECK(pointer_of(R"--({"rows":"makes","live":{"health":"1 / (tables.makes[row].low - tables.makes[row].low)"}})--") == "/scenarios/duel/loadouts/live/health");
  CHECK(pointer_of(R"({"rows":"makes","live":{"health":"'much'"}})") == "/scenarios/duel/loadouts/live/health");
  std::string many = "{";
  for (int i = 0; i < 257; ++i) many += (i ? ",\"l" : "\"l") + std::to_string(i) + "\":{}";
  CHECK(pointer_of(many + "}") == "/scenarios/duel/loadouts");
}
