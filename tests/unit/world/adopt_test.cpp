// A world under other rules: what moves, what is left out and reported, what would be lost and is refused.

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr const char* kOld = R"({"ludex":1,"tables":{"arms":{"columns":{"n":"int"},"rows":{"sword":{"n":1},"axe":{"n":2}}}},
  "entities":{"player":{"profile":{"version":1,"state":{"gold":"int"}},"live":{"state":{"hp":"int","mood":"string","arm":"row arms = axe"}}},
              "ghost":{"live":{"state":{"x":"int"}}}},
  "actions":{"Wait":{"effects":[{"after_ms":1000,"do":"Wake","id":"'w'"}]},"Wake":{"from":["timer"],"effects":["actor.hp += 1"]}}})";
constexpr const char* kOldWorld = R"({"ludex_world":1,"now":5,"entities":{"ghost":{"1":{"live":{"x":3}}},
  "player":{"7":{"profile":{"version":1,"state":{"gold":40,"extra":[1]}},"live":{"hp":9,"mood":"calm","arm":"axe"}}}}})";

Result<World> moved(const char* rules, AdoptReport& report) {
  test::Game game(kOld, kOldWorld);
  game.judge(test::line(7, 5, "Wait"));
  return adopt(game.world, test::compile(rules), &report);
}

std::string text(const AdoptReport& report) {
  std::string out;
  for (const auto& c : report.changes) out += c.pointer + " " + c.message + "\n";
  return out;
}

}  // namespace

TEST_CASE("what fits moves as it is, with its timers and without a report") {
  AdoptReport report;
  const auto world = moved(kOld, report);
  REQUIRE(world.ok());
  test::Game game(kOld, kOldWorld);
  game.judge(test::line(7, 5, "Wait"));
  CHECK(world->digest() == game.world.digest());
  CHECK(report.changes.empty());
}

TEST_CASE("live state that no longer fits is left out and reported; profiles migrate and keep what nobody declares") {
  AdoptReport report;
  const auto world = moved(R"({"ludex":1,"tables":{"arms":{"columns":{"n":"int"},"rows":{"sword":{"n":1}}}},
    "entities":{"player":{"profile":{"version":2,"state":{"coins":"int"},"migrations":[{"id":"a","to":1,"steps":[]},{"id":"b","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins"}]}]},
                          "live":{"state":{"hp":"int 0..5 = 5","arm":"row arms = sword","new":"int = 3"}}}},
    "actions":{"Go":{"effects":["actor.hp += 1"]}}})", report);
  if (!world) FAIL(format_error(world.error()));
  const std::string after = world->to_json();
  CHECK(after.find(R"("live":{"arm":"sword","hp":5,"new":3},"profile":{"state":{"coins":40,"extra":[1]},"version":2})") != std::string::npos);
  CHECK(after.find(R"("timers":[])") != std::string::npos);
  const std::string said = text(report);
  CHECK(said.find("/entities/ghost the kind is no more: its 1 entities are left out") != std::string::npos);
  CHECK(said.find("/entities/player/7/live/mood the live field is no more") != std::string::npos);
  CHECK(said.find("/entities/player/7/live/hp the value ") != std::string::npos);
  CHECK(said.find("/entities/player/7/live/arm a row that its table lost") != std::string::npos);
  CHECK(said.find("/timers/0 the action 'Wake' is no more") != std::string::npos);
  CHECK(world->digest() == world->recomputed_digest());
}

TEST_CASE("a profile is never lost by adopting") {
  AdoptReport report;
  const auto no_kind = moved(R"({"ludex":1,"actor":"ghost","entities":{"ghost":{"live":{"state":{"x":"int"}}}},"actions":{}})", report);
  REQUIRE_FALSE(no_kind.ok());
  CHECK(no_kind.error().pointer == "/entities/player");
  const auto no_profile = moved(R"({"ludex":1,"entities":{"player":{"live":{"state":{"hp":"int"}}}},"actions":{}})", report);
  REQUIRE_FALSE(no_profile.ok());
  CHECK(no_profile.error().pointer == "/entities/player/7/profile");
  const auto no_shape = moved(R"({"ludex":1,"entities":{"player":{"profile":{"version":1,"state":{"gold":"string"}}}},"actions":{}})", report);
  REQUIRE_FALSE(no_shape.ok());
  CHECK(no_shape.error().pointer == "/entities/player/7/profile/state/gold");
}
