// What `ludex check --json` says: access sets, conflicts, warnings.

#include "rulebook/summary.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "helpers/game.h"

namespace {

using namespace ludex;
using Json = nlohmann::json;

Json summary(std::string_view rules) {
  const Json out = Json::parse(test::compile(rules).summary_json(), nullptr, false);
  REQUIRE(out.is_object());
  return out;
}

constexpr const char* kState = R"("a": "int", "b": "int", "c": "int", "m": "map<string, int>", "p": "vec3")";

Json action(std::string_view members) { return summary(test::small_rules("\"Go\": {" + std::string(members) + "}", "", kState))["actions"][0]; }

}  // namespace

TEST_CASE("an access set holds what conditions, lets, effects, costs, events and results touch") {
  const Json a = action(R"("params": {"t": "ref player"}, "with": {"t": {"player": "params.t"}}, "let": {"l": "actor.a"}, "require": ["t.b > l else x"], "effects": ["t.m['k'] += actor.c", "actor.p.x = 1.0"], "result": "t.p")");
  CHECK(a["reads"] == Json({"actor.live.a", "actor.live.c", "actor.live.p", "t.live.b", "t.live.m", "t.live.p"}));
  CHECK(a["writes"] == Json({"actor.live.p", "t.live.m"}));
}

TEST_CASE("a branch that may not run is in the access set all the same") {
  CHECK(action(R"("effects": [{"if": "actor.a > 0", "then": ["actor.b = 1"], "else": ["actor.c = actor.a"]}])")["writes"] == Json({"actor.live.b", "actor.live.c"}));
}

TEST_CASE("a cost reads and writes its field, a cooldown its hidden one") {
  const Json a = action(R"("cost": {"a": "actor.b"}, "cooldown": {"key": "k", "ms": "1"})");
  CHECK(a["reads"] == Json({"actor.live.a", "actor.live.b", "actor.live.$cooldown.k"}));
  CHECK(a["writes"] == Json({"actor.live.a", "actor.live.$cooldown.k"}));
}

TEST_CASE("profile and live fields of one name are told apart") {
  const Json s = summary(R"({"ludex": 1, "entities": {"player": {"profile": {"state": {"x": "int"}}, "live": {"state": {"x": "int"}}}}, "actions": {"Go": {"effects": ["actor.profile.x = actor.live.x"]}}})");
  CHECK(s["actions"][0]["reads"].dump().find("actor.live.x") != std::string::npos);
  CHECK(s["actions"][0]["writes"] == Json({"actor.profile.x"}));
}

TEST_CASE("two actions conflict when one may write what the other touches") {
  const Json s = summary(test::small_rules(R"("WritesA": {"effects": ["actor.a = 1"]}, "ReadsA": {"require": ["actor.a > 0 else x"]}, "WritesB": {"effects": ["actor.b = 1"]}, "ReadsBoth": {"require": ["actor.a + actor.b > 0 else x"]})", "", kState));
  CHECK(s["conflicts"] == Json({{0, 0, 1, 0}, {0, 0, 1, 1}, {1, 1, 1, 0}, {0, 1, 0, 1}}));
}

TEST_CASE("a comparison with a name that does not exist is a warning with the nearest one") {
  const Json s = summary(test::small_rules(R"("Go": {"require": ["actor.n > 0 && request.origin != 'clint' else x"]})"));
  bool found = false;
  for (const Json& w : s["warnings"])
    found = found || (w["pointer"] == "/actions/Go" && w["message"] == "'clint' is never equal to a value of type enum(client,server,admin,timer); did you mean 'client'?");
  CHECK(found);
}

TEST_CASE("reasons are listed with their codes, clauses with their places") {
  const Json s = summary(test::small_rules(R"("Go": {"require": ["actor.n > 0 else no", {"that": "actor.n > 1", "else": "too_few"}], "refuse": ["actor.n > 9 : much"]})"));
  CHECK(s["reasons"] == Json({{"no", 1000}, {"too_few", 1001}, {"much", 1002}}));
  CHECK(s["actions"][0]["clauses"][1] == Json({{"at", "/actions/Go/require/1"}, {"reason", "too_few"}}));
  CHECK(s["actions"][0]["clauses"][2]["at"] == "/actions/Go/refuse/0");
  CHECK(s["digest"].get<std::string>().size() == 16);
}

TEST_CASE("a field that no action touches and a clause that never varies are warned of") {
  const Json s = summary(test::small_rules(R"("Go": {"require": ["true else x", "actor.a > 0 else x"]})", "", R"("a": "int", "unused": "int")"));
  CHECK(s["warnings"].size() == 2);
  CHECK(s["warnings"].dump().find("/entities/player/live/state/unused") != std::string::npos);
  CHECK(s["warnings"].dump().find("/actions/Go/require/0") != std::string::npos);
  CHECK(summary(test::small_rules(R"("Go": {"effects": ["actor.n = 1"]})"))["warnings"].empty());
}
