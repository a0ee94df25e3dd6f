// Roll-back: whatever a refused request wrote, the world is the same to the bit, memory included.

#include "judge/transaction.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "helpers/game.h"
#include "schema/typed.h"
#include "support/random.h"

namespace {

using namespace ludex;

constexpr const char* kState = R"json("n": "int = 0", "d": "double", "s": "string = start", "flag": "bool", "p": "vec3 = [1, 2, 3]", "o": "int?", "os": "string?",
  "l": "list<int> max 9 = [1, 2, 3]", "ls": "list<string> max 9 = [\"a\", \"b\"]", "m": "map<string, int> max 9 = {\"a\": 1, \"c\": 3}", "ml": "map<string, list<int>> max 9 = {\"x\": [1]}",
  "e": "enum(red, blue)", "r": {"type": "object", "properties": {"a": "int", "b": "string?", "v": "vec3", "m": "map<string, string>"}})json";

/// Every way an effect can write.
const std::vector<std::string>& writes() {
  static const std::vector<std::string> all = {
      "actor.n = 5",          "actor.n += 2",            "actor.n -= 1 min 0",  "actor.d = 2.5",        "actor.d -= 0.5",          "actor.s = 'another and longer text'",
      "actor.flag = true",    "actor.p = [4.0, 5.0, 6.0]", "actor.p.y += 1.5",    "actor.o = 7",          "actor.o = null",          "remove actor.o",
      "actor.os = 'text'",    "remove actor.os",         "actor.l = [9]",       "actor.l[0] = 8",       "actor.l[0] += 3",         "remove actor.l[0]",
      "actor.ls[0] = 'zz'",   "remove actor.ls[0]",      "actor.m['b'] = 2",    "actor.m['a'] += 5",    "actor.m['zz'] += 1",      "remove actor.m['a']",
      "remove actor.m['zz']", "actor.m = {'q': 1}",      "actor.ml['x'] = [1, 2]", "actor.ml['y'] = []", "actor.ml['x'][0] = 4",    "remove actor.ml['x']",
      "actor.e = 'blue'",     "actor.r.a += 1",          "actor.r.b = 'b'",     "remove actor.r.b",     "actor.r.v.x = 3.0",       "actor.r.v = [0.0, 0.0, 1.0]",
      "actor.r.m['k'] = 'v'", "remove actor.r.m['k']",   "other.n += 1",        "other.m['b'] += 1",    "other.s = actor.s",       "actor.ml['x'] = actor.l"};
  return all;
}

/// An action that writes, and then fails by an overflow; and the same that does not fail.
std::string rules_with(const std::vector<std::string>& effects) {
  std::string list;
  for (const auto& e : effects) {
    list += list.empty() ? "\"" : ",\"";
    list += e + "\"";
  }
  const std::string head = R"("params": {"other": "ref player"}, "with": {"other": {"player": "params.other"}}, "effects": [)" + list;
  return test::small_rules(R"("Nothing": {"require": ["false else no"]}, "Keep": {)" + head + "]}, \"Undo\": {" + head + R"(, "actor.n = 9223372036854775807 + now"]})", "", kState);
}

}  // namespace

namespace {

/// The world after a request that was refused before it wrote anything: stage B counts it all the same.
World after_nothing(const test::Game& game) {
  test::Game other = game;
  CHECK(other.reason(test::line(1, 1000, "Nothing")) == "no");
  return other.world;
}

}  // namespace

TEST_CASE("a refused request leaves no trace, whatever it wrote before") {
  for (const std::string& effect : writes()) {
    CAPTURE(effect);
    test::Game game(rules_with({effect}), test::players(2, 1000));
    const World expected = after_nothing(game);
    CHECK(game.verdict(test::line(1, 1000, "Undo", R"("params":{"other":2})")).find("\"reason\":\"rule_error\"") != std::string::npos);
    CHECK(game.world.to_json() == expected.to_json());
    CHECK(game.world.digest() == expected.digest());
    CHECK(game.world.recomputed_digest() == expected.digest());
  }
}

TEST_CASE("many writes on top of each other are undone in order, and a run that kept some goes on from there") {
  RandomStream random(21, 0);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> effects;
    for (std::uint32_t i = 0, n = 2 + random.below(14); i < n; ++i) effects.push_back(writes()[random.below(static_cast<std::uint32_t>(writes().size()))]);
    test::Game game(rules_with(effects), test::players(2, 1000));
    for (int i = 0; i < 8; ++i) {
      const World expected = after_nothing(game);
      const bool undo = random.percent(50);
      const std::string reason = game.reason(test::line(1, 1000, undo ? "Undo" : "Keep", R"("params":{"other":2})"));
      if (undo) REQUIRE(reason == "rule_error");
      if (reason != "accepted") {
        REQUIRE(game.world.to_json() == expected.to_json());
        REQUIRE(game.world.digest() == expected.digest());
      }
      REQUIRE(game.world.recomputed_digest() == game.world.digest());
    }
  }
}

TEST_CASE("accepted and refused requests over and over take no more memory: nothing is lost in either") {
  // What leaked would show as a heap that grows; here a value of one class must be handed the same place again.
  const Program program = test::compile(test::small_rules(R"("Go": {"effects": ["actor.n += 1"]})", "", kState));
  World world = test::load(program, test::players(1));
  detail::WorldData& data = world.data();
  detail::Transaction transaction(data);
  const Kind& kind = data.kind(0);
  const auto field = [&](const char* name) -> const StateField& {
    for (const StateField& f : kind.fields)
      if (f.name == name) return f;
    FAIL("no such field");
    return kind.fields[0];
  };
  const StateField &s = field("s"), &m = field("m"), &l = field("l");
  void* probe = data.heap.allocate(512);
  data.heap.release(probe, 512);
  std::vector<const void*> first_round;
  for (int round = 0; round < 6; ++round) {
    transaction.note(0, 0, 0, 1);
    transaction.set_row(0, 0, s.slot, *s.shape, word_str(make_str("a text of another length", data.heap)));
    Map& map = *data.row(0, 0)[m.slot].map;
    transaction.insert_entry(map, map.lower_bound("b"), make_str("b", data.heap), *m.shape->element, word_int(2));
    transaction.set_entry(map, map.lower_bound("a"), *m.shape->element, word_int(9));
    transaction.erase_entry(map, map.lower_bound("c"), *m.shape->element);
    List& list = *data.row(0, 0)[l.slot].list;
    transaction.set_item(list, 0, *l.shape->element, word_int(5));
    transaction.erase_item(list, 1, *l.shape->element);
    transaction.roll_back();
    CHECK(transaction.written().empty());
    const std::vector<const void*> places = {data.row(0, 0)[s.slot].s, map.entries, list.items};
    if (round == 1) first_round = places;
    if (round > 1) CHECK(places == first_round);
  }
  data.settle();
  CHECK(world.digest() == test::load(program, test::players(1)).digest());
}

TEST_CASE("one field is noted once, with the last effect that wrote it") {
  const Program program = test::compile(test::small_rules(R"("Go": {})", "", kState));
  World world = test::load(program, test::players(2));
  detail::Transaction transaction(world.data());
  transaction.note(0, 0, 1, 10);
  transaction.note(0, 1, 1, 11);
  transaction.note(0, 0, 2, 12);
  transaction.note(0, 0, 1, 13);
  REQUIRE(transaction.written().size() == 3);
  CHECK(transaction.written()[0].last == 13);  // the order is that of first writes
  CHECK(transaction.written()[1].last == 11);
  transaction.commit();
  CHECK(transaction.written().empty());
}
