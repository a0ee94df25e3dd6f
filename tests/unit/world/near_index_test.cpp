// Who is near: a world that keeps an index against one that looks at everybody, through everything that may move an entity.

#include "world/near_index.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "helpers/game.h"
#include "support/random.h"
#include "world/store.h"

namespace {

using namespace ludex;

// "Do" finds before it acts and tells those around after it acted, so that what is refused late was looked at in between.
constexpr std::string_view kRules = R"json({
  "ludex": 1, "name": "crowd", "version": 1,
  "entities": {
    "player": { "profile": { "version": 0, "state": { "coins": "int 0..10 = 5" } }, "live": { "state": { "place": "vec3", "n": "int = 0", "zero": "int" } } },
    "mob": { "live": { "state": { "home": "vec3", "position": "vec3", "hp": "int = 10" } } } },
  "actions": {
    "Do": {
      "params": { "what": "int", "id": "int", "to": "vec3", "radius": "double" },
      "with": { "mobs": { "near": { "kind": "mob", "at": "params.to", "radius": "params.radius", "max": 5 } },
                "players": { "near": { "kind": "player", "at": "actor.place", "radius": "params.radius", "max": 64 } } },
      "effects": [ { "if": "params.what == 0", "then": [ { "create": "mob", "id": "params.id", "as": "c", "live": { "position": "params.to" } } ] },
                   { "if": "params.what == 1", "then": [ { "each": "m", "in": "mobs", "do": [ { "delete": "m" } ] } ] },
                   { "if": "params.what == 2", "then": [ { "each": "m", "in": "mobs", "do": [ "m.position = params.to", "m.position.y += 0.5", "m.home = params.to" ] } ] },
                   { "if": "params.what == 3", "then": [ "actor.place = params.to" ] },
                   { "if": "params.what == 4", "then": [ { "each": "p", "in": "players", "do": [ "p.place.x += 1.0", "p.n += 1" ] } ] } ],
      "emit": [ { "event": "Seen", "audience": { "near": { "kind": "mob", "at": "params.to", "radius": "params.radius", "max": 40 } } },
                { "event": "Heard", "audience": { "near": { "kind": "player", "at": "params.to", "radius": "params.radius", "max": 3 } }, "data": { "n": "params.id % 4 == 0 ? 1 / actor.zero : 1" } } ],
      "result": "size(mobs)" } } })json";

struct Requests {
  RandomStream random;
  explicit Requests(std::uint64_t seed) : random(seed, 0) {}
  std::string place() {
    if (random.below(30) == 0) return random.below(2) ? "[1e300,-1e300,1.7e308]" : "[1e-300,0,-0.0]";
    return "[" + std::to_string(random.below(12)) + "," + std::to_string(random.below(4)) + ".5,0]";
  }
  std::string next(std::int64_t now) {
    static constexpr const char* kRadii[] = {"0.0", "1.0", "2.5", "1e300", "-1.0"};
    const std::uint32_t what = random.below(8);
    return test::line(random.below(400), now, "Do",
                      "\"params\":{\"what\":" + std::to_string(what == 1 && random.below(4) ? 9 : what) + ",\"id\":" + std::to_string(random.below(300)) + ",\"to\":" + place() +
                          ",\"radius\":" + kRadii[random.below(5)] + "}");
  }
};

std::string opening(Requests& requests, int players, int mobs) {
  std::string out = "{\"ludex_world\":1,\"now\":1000,\"entities\":{\"player\":{";
  for (int i = 1; i <= players; ++i) out += (i > 1 ? ",\"" : "\"") + std::to_string(i) + "\":{\"live\":{\"place\":" + requests.place() + "}" + (i % 7 ? ",\"profile\":{\"version\":0}}" : "}");
  out += "},\"mob\":{";
  for (int i = 1; i <= mobs; ++i) out += (i > 1 ? ",\"" : "\"") + std::to_string(i) + "\":{\"live\":{\"position\":" + requests.place() + "}}";
  return out + "}}}";
}

std::string without_index(std::string line) { return line.substr(line.find(',')); }

/// Judges `lines` on the world and on a copy, which has no index and looks at everybody, request after request.
void judge_both(test::Game& game, const std::vector<std::string>& lines, std::size_t& accepted, std::size_t& refused) {
  std::string all;
  for (const std::string& line : lines) all += line;
  std::vector<std::string> expected;
  World scanned = game.world;
  for (const std::string& line : lines) {
    World copy = scanned;
    const auto judged = judge_in_place(game.program, copy, line, test::opened_at(1000));
    REQUIRE(judged.ok());
    expected.push_back(without_index(judged->verdict_line(0)));
    scanned = copy;
  }
  const Judgement judged = game.judge(all, test::opened_at(1000));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i]);
    REQUIRE(without_index(judged.verdict_line(i)) == expected[i]);
    ++(judged.verdicts()[i].outcome == Outcome::accepted ? accepted : refused);
  }
  REQUIRE(game.world.digest() == scanned.digest());
  REQUIRE(game.world.digest() == game.world.recomputed_digest());
}

}  // namespace

TEST_CASE("a world that keeps an index answers as one that looks at everybody, whatever moves, comes, goes or is undone") {
  std::size_t accepted = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    Requests requests(seed);
    const Program program = test::compile(kRules);
    test::Game game(program, test::load(program, opening(requests, 200, 180)));
    for (int batch = 0; batch < 12; ++batch) {
      std::vector<std::string> lines;
      for (std::uint32_t i = 1 + requests.random.below(40); i > 0; --i) lines.push_back(requests.next(1000));
      judge_both(game, lines, accepted, refused);
    }
    CHECK(game.world.data().near[0].is_kept());
    CHECK(game.world.data().near[1].is_kept());
  }
  CHECK(accepted > 500);
  CHECK(refused > 300);
}

TEST_CASE("an index follows what comes from outside of judging: deltas, profiles, those who leave") {
  for (std::uint64_t seed = 20; seed < 24; ++seed) {
    CAPTURE(seed);
    Requests requests(seed);
    const Program program = test::compile(kRules);
    test::Game game(program, test::load(program, opening(requests, 200, 180)));
    std::size_t accepted = 0, refused = 0;
    for (int batch = 0; batch < 8; ++batch) {
      std::vector<std::string> lines;
      for (int i = 0; i < 20; ++i) lines.push_back(requests.next(1000));
      judge_both(game, lines, accepted, refused);
      // What a world that looked on did meanwhile comes in as a delta.
      std::string more;
      for (int i = 0; i < 10; ++i) more += requests.next(1000);
      const auto judged = judge(program, game.world, more, test::opened_at(1000));
      REQUIRE(judged.ok());
      auto next = evolve(program, std::move(game.world), judged->delta());
      REQUIRE(next.ok());
      game.world = std::move(*next);
    }
    CHECK(game.world.data().near[1].is_kept());
  }
}

TEST_CASE("few entities have no index, and a copy of a world has none") {
  Requests requests(1);
  const Program program = test::compile(kRules);
  test::Game few(program, test::load(program, opening(requests, 20, 20))), many(program, test::load(program, opening(requests, 200, 200)));
  for (int i = 0; i < 200; ++i) {
    few.judge(requests.next(1000));
    many.judge(requests.next(1000));
  }
  CHECK_FALSE(few.world.data().near[1].is_kept());
  CHECK(many.world.data().near[1].is_kept());
  const World copy = many.world;
  CHECK_FALSE(copy.data().near[1].is_kept());
  CHECK(copy.digest() == many.world.digest());
}

TEST_CASE("among nobody nobody is found") {
  Requests requests(1);
  const Program program = test::compile(kRules);
  test::Game game(program, test::load(program, opening(requests, 3, 0)));
  const Judgement judged = game.judge(test::line(1, 1000, "Do", R"("params":{"what":9,"id":1,"to":[0,0,0],"radius":5.0})"));
  CHECK(judged.verdict_line(0).find(R"("result":0)") != std::string::npos);
}
