// A group: every clause on the state before it, effects in order.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr const char* kDuel = R"--({"ludex":1,"entities":{"player":{"live":{"state":{"hp":"int 0..100 = 10","coins":"int >= 0 = 5"}}},"mine":{"live":{"state":{"by":"int"}}}},"actions":{
  "Hit":{"params":{"target":"ref player"},"with":{"target":{"player":"params.target"}},"let":{"seen":"target.hp"},
         "require":["actor.hp > 0 else dead"],"effects":["target.hp -= 10 min 0"],"result":"seen"},
  "Pay":{"cost":{"coins":"4"},"effects":[]},
  "Take":{"params":{"key":"string"},"once":{"key":"params.key","scope":"world"},"effects":["actor.coins += 1"],"result":"actor.coins"},
  "Dig":{"params":{"id":"int"},"with":{"m":{"mine":"params.id"}},"effects":[{"delete":"m"}]},
  "Lay":{"params":{"id":"int"},"effects":[{"create":"mine","id":"params.id","live":{"by":"actor.id"}}]},
  "Roll":{"draws":["used","unused"],"let":{"seen":"roll('used', 1, 6)","idle":"roll('unused', 1, 6)"},"effects":["actor.coins += seen"]}}})--";

Inputs group() {
  Inputs inputs;
  inputs.as_group = true;
  return inputs;
}

std::string hit(int actor, int target) { return test::line(actor, 0, "Hit", "\"params\":{\"target\":" + std::to_string(target) + "}"); }

}  // namespace

TEST_CASE("two who strike in one tick both strike; one after the other only the first does") {
  const std::string lines = hit(1, 2) + hit(2, 1);
  CHECK(test::Game(kDuel, test::players(2)).reasons(lines) == std::vector<std::string>{"accepted", "dead"});
  test::Game game(kDuel, test::players(2));
  CHECK(game.reasons(lines, group()) == std::vector<std::string>{"accepted", "accepted"});
  CHECK(game.world.to_json().find("\"hp\":0") != game.world.to_json().rfind("\"hp\":0"));
  CHECK(game.world.digest() == game.world.recomputed_digest());
}

TEST_CASE("a group's lets are those of its opening state") {
  test::Game game(kDuel, test::players(3));
  const Judgement j = game.judge(hit(1, 2) + hit(3, 2), group());
  CHECK(j.verdict_line(1) == R"({"i":1,"verdict":"accepted","result":10})");
}

TEST_CASE("what clauses saw before the group cannot overdraw: bounds hold for every effect") {
  test::Game game(kDuel, test::players(1));
  CHECK(game.reasons(test::line(1, 0, "Pay") + test::line(1, 0, "Pay"), group()) == std::vector<std::string>{"accepted", "out_of_bounds"});
}

TEST_CASE("one key in one group is granted once") {
  test::Game game(kDuel, test::players(2));
  const std::string take = test::line(1, 0, "Take", R"("params":{"key":"k"})");
  const Judgement j = game.judge(take + take, group());
  CHECK(j.verdict_line(0).find("accepted") != std::string::npos);
  CHECK(j.verdict_line(1) == R"({"i":1,"verdict":"duplicate","reason":"duplicate","at":"/actions/Take/once","result":6})");
}

TEST_CASE("an entity that an earlier one of the group deleted or made is found as it now is") {
  test::Game game(kDuel, R"({"ludex_world":1,"entities":{"player":{"1":{},"2":{}},"mine":{"5":{}}}})");
  const auto dig = [](int actor) { return test::line(actor, 0, "Dig", R"("params":{"id":5})"); };
  const auto lay = [](int actor, int id) { return test::line(actor, 0, "Lay", "\"params\":{\"id\":" + std::to_string(id) + "}"); };
  CHECK(game.reasons(dig(1) + dig(2) + lay(1, 9) + lay(2, 9), group()) == std::vector<std::string>{"accepted", "no_such_entity", "accepted", "entity_exists"});
  CHECK(game.world.digest() == game.world.recomputed_digest());
}

TEST_CASE("a group of one is a request, and the digests say so") {
  for (const std::string& line : {hit(1, 2), test::line(1, 0, "Roll")}) {
    test::Game one(kDuel, test::players(2)), other(kDuel, test::players(2));
    const Judgement a = one.judge(line), b = other.judge(line, group());
    CHECK(a.verdict_line(0) == b.verdict_line(0));
    CHECK(a.batch_digest() == b.batch_digest());
    CHECK(a.world_digest() == b.world_digest());
  }
}

TEST_CASE("a let that nothing uses draws nothing, alone and in a group") {
  for (const Inputs& inputs : {Inputs{}, group()}) {
    test::Game game(kDuel, test::players(1));
    const std::string verdict = game.judge(test::line(1, 0, "Roll"), inputs).verdict_line(0);
    CHECK(verdict.find("\"used\"") != std::string::npos);
    CHECK(verdict.find("unused") == std::string::npos);
  }
}
