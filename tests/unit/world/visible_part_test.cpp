// What somebody may see: what is named and nothing else, in the part and in its deltas.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/effect_machine.h"
#include "helpers/game.h"
#include "ludex/delta.h"

namespace {

using namespace ludex;

constexpr std::string_view kRules = R"json({"ludex": 1, "name": "v", "version": 1, "entities": {
  "player": {"profile": {"version": 0, "state": {"coins": "int = 3", "secret": "string", "n": "int"}}, "live": {"state": {"position": "vec3", "n": "int", "bag": "list<string> max 4"}}},
  "mob": {"live": {"state": {"hp": "int = 9", "plan": "string"}}}},
  "limits": {"rate": {"per_second": 10, "burst": 10}},
  "actions": {"Go": {"cooldown": {"key": "go", "ms": "50"}, "once": {"key": "string(request.received_at)"}}}})json";
constexpr std::string_view kWorld = R"({"ludex_world":1,"now":40,"seed":99,"entities":{
  "player":{"1":{"profile":{"version":0,"state":{"coins":5,"secret":"pass","odd":true}},"live":{"position":[1,2,3],"n":7,"bag":["a","b"]}},"2":{"live":{"n":8}}},
  "mob":{"5":{"live":{"hp":1,"plan":"ambush"}},"6":{}}}})";

std::string text_of(const World& world, std::string_view visible) {
  auto part = visible_part(world, visible);
  if (!part) FAIL(format_error(part.error()));
  CHECK(part->digest() == part->recomputed_digest());
  return part->to_json();
}

}  // namespace

TEST_CASE("a visible part holds what is named and nothing else") {
  test::Game game(kRules, kWorld);
  game.judge(test::line(1, 41, "Go"));
  const std::string text = text_of(game.world, R"({"player": ["position", "coins", "live.n"], "mob": {"fields": ["hp"], "ids": [5, 5, 77]}})");
  CHECK(text == R"({"entities":{"mob":{"5":{"live":{"hp":1,"plan":""}}},"player":{"1":{"live":{"bag":[],"n":7,"position":[1.0,2.0,3.0]},"profile":{"state":{"coins":5,"n":0,"secret":""},"version":0}},)"
                R"("2":{"live":{"bag":[],"n":8,"position":[0.0,0.0,0.0]}}}},"guard":{},"ledger":[],"ludex_world":1,"now":41,"seed":0,"timers":[]})");
  for (const char* hidden : {"pass", "ambush", "odd", "cooldown", "99"}) CHECK(text.find(hidden) == std::string::npos);
  CHECK(text_of(game.world, R"({"mob": []})").find("\"hp\":9") != std::string::npos);
  CHECK(text_of(game.world, R"({"player": {"fields": ["bag"], "ids": [1]}})").find(R"("bag":["a","b"])") != std::string::npos);
  // Without a profile field there is no profile.
  CHECK(text_of(game.world, R"({"player": ["bag"]})").find("profile") == std::string::npos);
}

TEST_CASE("deltas of visible parts bring a client to what it may see") {
  const Program program = test::compile(test::kMachineRules);
  const std::vector<Visible> visible = {{"player", {"coins", "place"}}, {"mob", {"at", "hp", "tags"}, std::vector<std::int64_t>{1, 2, 3, 40}}};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    test::Game game(program, test::load(program, test::kMachineOpening));
    test::MachineRequests requests(seed);
    World client = World::empty(program);
    std::int64_t clock = 1000;
    for (int batch = 0; batch < 15; ++batch) {
      std::string lines;
      const std::int64_t opened_at = clock;
      for (int i = 0; i < 5; ++i) lines += requests.next(clock);
      game.judge(lines, test::opened_at(opened_at));
      const auto part = visible_part(game.world, visible);
      REQUIRE(part.ok());
      const auto delta = world_delta(client, *part);
      REQUIRE(delta.ok());
      CHECK(delta->find("log") == std::string::npos);
      auto next = apply_world_delta(std::move(client), *delta);
      REQUIRE(next.ok());
      client = std::move(*next);
      REQUIRE(client.to_json() == part->to_json());
      REQUIRE(client.digest() == part->digest());
    }
  }
}

TEST_CASE("what the program does not have is refused at its place") {
  const test::Game game(kRules, kWorld);
  const auto fault = [&](std::string_view visible, std::string_view pointer, std::string_view message) {
    const auto part = visible_part(game.world, visible);
    CAPTURE(visible);
    REQUIRE_FALSE(part.ok());
    CHECK(part.error().pointer == pointer);
    CHECK(part.error().message.find(message) != std::string::npos);
  };
  fault("[]", "", "an object");
  fault(R"({"players": []})", "/players", "did you mean 'player'?");
  fault(R"({"player": ["positions"]})", "/player/fields/0", "did you mean 'position'?");
  fault(R"({"player": ["n"]})", "/player/fields/0", "profile.n or live.n");
  fault(R"({"player": ["profile.bag"]})", "/player/fields/0", "no field");
  fault(R"({"player": ["$cooldown.go"]})", "/player/fields/0", "no field");
  fault(R"({"player": [1]})", "/player/0", "name of a field");
  fault(R"({"player": {"ids": []}})", "/player", "a list of fields");
  fault(R"({"player": {"fields": [], "ids": ["1"]}})", "/player/ids/0", "an id");
  fault(R"({"player": {"fields": [], "id": []}})", "/player/id", "unknown key");
  CHECK(visible_part(game.world, {{"mob", {}}, {"mob", {}}}).error().message.find("twice") != std::string::npos);
}
