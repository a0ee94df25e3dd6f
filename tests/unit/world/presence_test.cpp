// Players come and go: what a save carries into a world, and what the world gives back to it.

#include "ludex/presence.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"({"ludex":1,
  "entities":{"player":{"profile":{"version":2,"state":{"coins":"int >= 0"},"migrations":[
      {"id":"first","to":1,"steps":[]},
      {"id":"gold-to-coins","to":2,"breaking":true,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]}]},
    "live":{"state":{"hp":"int = 3"}}},
    "chest":{"profile":{"version":1,"state":{"coins":"int"},"migrations":[{"id":"c","to":1,"steps":[]}]}}},
  "actions":{
    "Grant":{"from":["server"],"params":{"receipt":"int","coins":"int 1..100000"},"once":{"key":"params.receipt"},
             "effects":["actor.coins += params.coins"],"result":"{'coins': actor.coins}"},
    "Greet":{"from":["server"],"params":{"n":"int"},"once":{"key":"params.n","in":"live","keep":"1h"},"effects":["actor.hp += 1"]},
    "Hit":{"effects":["actor.hp -= 1"]}}})";
constexpr const char* kEmpty = R"({"ludex_world":1,"now":1000})";
constexpr const char* kOldSave = R"({"vip": 1.0 ,"state":{"gold":5,"pets":[ 1e0 ]}})";

struct Server {
  Server() : game(kRules, kEmpty), loader(std::move(SaveLoader::make(game.program, "player").value())) {}

  std::string grant(std::int64_t id, int receipt, int coins) {
    return game.verdict("{\"actor\":" + std::to_string(id) + ",\"origin\":\"server\",\"received_at\":1000,\"action\":\"Grant\",\"params\":{\"receipt\":" +
                      std::to_string(receipt) + ",\"coins\":" + std::to_string(coins) + "}}");
  }
  std::string record(std::int64_t id, std::string_view last) {
    const auto made = save(game.world, loader, id, last);
    return made ? *made : "error: " + made.errors()[0].message;
  }
  std::string enter(std::int64_t id, std::string_view record) {
    const auto found = join(game.world, loader, id, record);
    return found ? std::string(to_string(found->state)) : "error: " + found.errors()[0].message;
  }

  test::Game game;
  SaveLoader loader;
};

}  // namespace

TEST_CASE("an old save joins migrated, plays, and is saved with what nobody knows of it") {
  Server server;
  CHECK(server.enter(7, kOldSave) == "ready");
  CHECK(server.grant(7, 1, 10).find("\"accepted\"") != std::string::npos);
  const std::string saved = server.record(7, kOldSave);
  CHECK(saved.find(R"({"vip":1.0,"state":{"coins":15,"pets":[1e0]},"version":2,)") == 0);
  CHECK(saved.find(R"("ledger":{"once":[{"action":"Grant","actor":7,"at":1000,)") != std::string::npos);
  CHECK(server.record(7, saved) == saved);
  CHECK(server.game.world.digest() == server.game.world.recomputed_digest());
}

TEST_CASE("a receipt that was saved is a duplicate wherever the player plays next; one that was not never happened") {
  Server first;
  REQUIRE(first.enter(7, "") == "ready");
  first.grant(7, 1, 10);
  const std::string saved = first.record(7, "");
  first.grant(7, 2, 20);  // and the server dies before it saves

  Server second;
  REQUIRE(second.enter(7, saved) == "ready");
  CHECK(second.grant(7, 1, 10).find("\"duplicate\"") != std::string::npos);
  CHECK(second.grant(7, 1, 99).find("\"idempotency_conflict\"") != std::string::npos);
  CHECK(second.grant(7, 2, 20).find("\"accepted\"") != std::string::npos);
  CHECK(second.record(7, saved).find(R"("state":{"coins":30})") != std::string::npos);
}

TEST_CASE("who leaves takes the keys along and nothing else of the world") {
  Server server;
  REQUIRE(server.enter(7, "") == "ready");
  REQUIRE(server.enter(8, "") == "ready");
  server.grant(7, 1, 10);
  server.grant(8, 1, 10);
  CHECK(server.game.reason(R"({"actor":7,"origin":"server","received_at":1000,"action":"Greet","params":{"n":5}})") == "accepted");
  const std::string saved = server.record(7, "");
  CHECK(saved.find("Greet") == std::string::npos);
  CHECK(!leave(server.game.world, "player", 7));
  const std::string left = server.game.world.to_json();
  CHECK(left.find(R"("actor":7,"at":1000,"fingerprint")") != std::string::npos);  // of Greet: its keys are the world's
  CHECK(left.find(R"("in":"profile","key":1)") == left.rfind(R"("in":"profile","key":1)"));
  CHECK(left.find(R"("7":{"live")") == std::string::npos);
  CHECK(server.game.world.digest() == server.game.world.recomputed_digest());

  REQUIRE(server.enter(7, saved) == "ready");
  CHECK(server.grant(7, 1, 10).find("\"duplicate\"") != std::string::npos);
}

TEST_CASE("joining changes nothing when the save is not ready or its keys are not its own") {
  Server server;
  REQUIRE(server.enter(7, "") == "ready");
  server.grant(7, 1, 10);
  const std::string saved = server.record(7, "");
  const std::uint64_t before = server.game.world.digest();
  CHECK(server.enter(8, "{\"state\":") == "undecodable");
  CHECK(server.enter(8, R"({"version":9,"state":{}})") == "too_new");
  CHECK(server.enter(8, saved) == "error: the save carries idempotency keys that are not those of its own entity");
  CHECK(server.enter(7, saved) == "error: the profile of player 7 is in the world already");
  CHECK(server.enter(8, R"({"version":2,"state":{},"ledger":{"once":{}}})") == "error: the save carries idempotency keys that are not those of its own entity");
  CHECK(server.enter(8, R"({"version":2,"state":{},"ledger":{"once":[{"scope":"actor","actor":8,"in":"profile"}]}})") ==
        "error: an entry needs scope, key, action, fingerprint and at");
  CHECK(server.game.world.digest() == before);
}

TEST_CASE("a save of later rules keeps its version, its steps and their fields") {
  Server server;
  const std::string later = R"({"version":3,"min_reader":2,"applied":[["first","x"],["later","y"]],"state":{"coins":1,"gems":2}})";
  REQUIRE(server.enter(7, later) == "ready");
  server.grant(7, 1, 10);
  const std::string saved = server.record(7, later);
  CHECK(saved.find(R"({"version":3,"min_reader":2,"applied":[["first","x"],["later","y"]],"state":{"coins":11,"gems":2})") == 0);
}

TEST_CASE("what cannot be saved or left says so") {
  Server server;
  CHECK(server.record(7, "") == "error: there is no player 7 with a profile in the world");
  CHECK(leave(server.game.world, "plaier", 7)->message == "the program has no kind 'plaier'; did you mean 'player'?");
  CHECK(leave(server.game.world, "player", 7)->message == "there is no player 7 in the world");
  REQUIRE(server.enter(7, "") == "ready");
  CHECK(server.record(7, "[]") == "error: the last record is not the JSON object that was loaded or saved");
  test::Game other(R"({"ludex":1,"entities":{"player":{}},"actions":{}})", kEmpty);
  CHECK(!join(other.world, server.loader, 8, ""));
}

TEST_CASE("a world that was joined can be written and read, however deep the save") {
  for (int depth = 50; depth < 70; ++depth) {
    CAPTURE(depth);
    Server server;
    const std::string deep = R"({"version":2,"state":{"coins":1,"x":)" + std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']') + "}}";
    const std::string entered = server.enter(7, deep);
    const auto again = World::from_json(server.game.program, server.game.world.to_json());
    CHECK(again.ok());
    CHECK((entered == "ready" || depth > 55));
  }
}

TEST_CASE("keys that the world's ledger has no room for stay out, and with them the save") {
  test::Game full(std::string(kRules).insert(1, "\"limits\":{\"ledger\":{\"entries\":1}},"), kEmpty);
  Server server;
  REQUIRE(server.enter(7, "") == "ready");
  server.grant(7, 1, 10);
  server.grant(7, 2, 10);
  const std::string saved = server.record(7, "");
  SaveLoader loader = std::move(SaveLoader::make(full.program, "player").value());
  CHECK(!join(full.world, loader, 7, saved));
  CHECK(full.world.entity_count() == 0);
}

TEST_CASE("a kind that does not act has saves without keys") {
  Server server;
  SaveLoader chests = std::move(SaveLoader::make(server.game.program, "chest").value());
  REQUIRE(server.enter(7, "") == "ready");
  server.grant(7, 1, 10);
  REQUIRE(join(server.game.world, chests, 7, R"({"state":{"coins":4}})")->state == SaveState::ready);
  CHECK(save(server.game.world, chests, 7, "")->find("ledger") == std::string::npos);
  CHECK(!leave(server.game.world, "chest", 7));
  CHECK(server.grant(7, 1, 10).find("\"duplicate\"") != std::string::npos);
}
