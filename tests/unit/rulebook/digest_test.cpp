// The program digest: canonical rules, not how they were written.

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

constexpr std::string_view kRules = R"json({
  "ludex": 1, "name": "base", "version": 3,
  "flags": {"f": "int 0..9 = 1", "g": "bool = true"},
  "tables": {"weapons": {"columns": {"damage": "int", "range": "double"}, "rows": {"sword": {"damage": 20, "range": 1.5}, "bow": {"damage": 12, "range": 60}}}},
  "entities": {"player": {"profile": {"version": 1, "state": {"coins": "int >= 0 = 0"}, "migrations": [{"id": "first", "to": 1, "steps": [{"op": "default", "path": "/coins", "value": 0}]}]},
                          "live": {"state": {"hp": "int 0..100 = 100", "w": "row weapons = sword"}}}},
  "limits": {"rate": {"per_second": 10, "burst": 10}, "nonce": {"counter": 256}},
  "actions": {"Hit": {"params": {"t": "ref player", "k": "string 1..8"}, "with": {"target": {"player": "params.t"}}, "once": {"key": "params.k", "keep": "24h"}, "let": {"d": "tables.weapons[actor.w].damage"},
      "cooldown": {"key": "hit", "ms": "500ms"}, "rate": {"per_second": 2, "burst": 3}, "permit": ["flags.g"], "require": ["actor.hp > 0 else dead", {"that": "d > 1", "else": "weak", "tell": true}], "refuse": ["target.hp == 0 : gone"],
      "cost": {"coins": "1"}, "effects": ["target.hp -= d min 0", {"if": "target.hp == 0", "then": ["actor.coins += 5"], "else": ["remove actor.hp2"]}], "emit": [{"event": "E", "audience": "all", "data": {"a": "1", "b": "d"}}], "result": "target.hp"},
    "Rest": {"from": ["client"], "effects": ["actor.hp += 1 max 100"]}}})json";

std::string base() {
  std::string text(kRules);
  const std::string gone = ", \"else\": [\"remove actor.hp2\"]";
  text.erase(text.find(gone), gone.size());
  return text;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

std::uint64_t digest(const std::string& rules) { return test::compile(rules).digest(); }

}  // namespace

TEST_CASE("blanks, comments, names, descriptions and versions are not rules") {
  const std::uint64_t expected = digest(base());
  std::string spread;
  for (const char c : base()) spread += c == ',' ? "/* c */ ,\n\t// line\n " : std::string(1, c);
  CHECK(digest(replaced(base(), "\"ludex\": 1,", "// rules\n\"ludex\" : 1 ,\n/* and */")) == expected);
  CHECK(digest(replaced(base(), "\"name\": \"base\", \"version\": 3,", "\"description\": \"x\",")) == expected);
  CHECK(digest(replaced(base(), "\"ludex\": 1,", "\"$schema\": \"./ludex.schema.json\", \"ludex\": 1,")) == expected);
  CHECK(digest(replaced(base(), "\"Rest\": {", "\"Rest\": {\"description\": \"sleep\",")) == expected);
}

TEST_CASE("the order of keys is not a rule where a rule does not need it") {
  const std::uint64_t expected = digest(base());
  CHECK(digest(replaced(base(), R"("f": "int 0..9 = 1", "g": "bool = true")", R"("g": "bool = true", "f": "int 0..9 = 1")")) == expected);
  CHECK(digest(replaced(base(), R"("data": {"a": "1", "b": "d"})", R"("data": {"b": "d", "a": "1"})")) == expected);
  CHECK(digest(replaced(base(), R"("rate": {"per_second": 10, "burst": 10}, "nonce": {"counter": 256})", R"("nonce": {"counter": 256}, "rate": {"burst": 10, "per_second": 10})")) == expected);
  std::string swapped = base();
  const std::size_t rest = swapped.find("\"Rest\"");
  const std::string action = swapped.substr(rest, swapped.rfind("}}") - rest);
  swapped.erase(swapped.find(",\n    \"Rest\""), std::string::npos);
  swapped += "}}";
  swapped = replaced(swapped, "\"actions\": {", "\"actions\": {" + action + ",");
  CHECK(digest(swapped) == expected);
}

TEST_CASE("short and long form of one rule are one rule") {
  const std::uint64_t expected = digest(base());
  const std::vector<std::pair<std::string_view, std::string_view>> pairs = {
      {R"("int 0..100 = 100")", R"({"type": "integer", "minimum": 0, "maximum": 100, "default": 100})"},
      {R"("row weapons = sword")", R"({"$ref": "ludex:row/weapons", "default": "sword"})"},
      {R"("string 1..8")", R"({"type": "string", "minLength": 1, "maxLength": 8})"},
      {R"("actor.hp > 0 else dead")", R"({"that": "actor.hp > 0", "else": "dead"})"},
      {R"("actor.hp > 0 else dead")", R"("((actor.hp)>0) else dead")"},
      {R"("target.hp -= d min 0")", R"({"sub": "target.hp", "by": "d", "min": "0"})"},
      {R"("target.hp -= d min 0")", R"({"sub": "target.hp", "by": "d", "min": 0})"},
      {R"("actor.hp += 1 max 100")", R"({"add": "actor.hp", "by": 1, "max": "100"})"},
      {R"("cost": {"coins": "1"})", R"("cost": {"coins": 1})"},
      {R"("range": 60)", R"("range": 6.0e1)"},
      {R"("ms": "500ms")", R"("ms": 500)"},
      {R"("keep": "24h")", R"("keep": 86400000)"},
      {R"(, "effects": ["actor.hp)", R"(, "params": {}, "effects": ["actor.hp)"}};
  for (const auto& pair : pairs) CHECK_MESSAGE(digest(replaced(base(), pair.first, pair.second)) == expected, pair.second);
}

TEST_CASE("every change of a rule changes the digest, and no two changes alike") {
  const std::vector<std::pair<std::string_view, std::string_view>> changes = {
      {"int 0..9 = 1", "int 0..9 = 2"}, {"int 0..9 = 1", "int 0..8 = 1"}, {"\"g\": \"bool = true\"", "\"g\": \"bool = false\""},
      {"\"damage\": 20", "\"damage\": 21"}, {"\"range\": 60", "\"range\": 60.5"}, {"\"bow\":", "\"bo\":"},
      {"int >= 0 = 0", "int >= 0 = 1"}, {"int >= 0 = 0", "int > -1 = 0"}, {"int 0..100 = 100", "int 0..101 = 100"}, {"row weapons = sword", "row weapons = bow"},
      {"\"value\": 0", "\"value\": 1"}, {"\"id\": \"first\"", "\"id\": \"second\""},
      {"\"per_second\": 10, \"burst\": 10", "\"per_second\": 10, \"burst\": 11"}, {"\"counter\": 256", "\"counter\": 257"}, {"\"limits\": {", "\"limits\": {\"max_clock_step_ms\": 5,"},
      {"\"limits\": {", "\"limits\": {\"request\": {\"bytes\": 100},"}, {"\"limits\": {", "\"limits\": {\"clock\": {\"late_ms\": 0, \"early_ms\": 0},"}, {"\"limits\": {", "\"limits\": {\"ledger\": {\"entries\": 9},"},
      {"\"t\": \"ref player\", \"k\": \"string 1..8\"", "\"k\": \"string 1..8\", \"t\": \"ref player\""},  // params are checked in declared order
      {"string 1..8", "string 1..9"}, {"{\"player\": \"params.t\"}", "{\"player\": \"params.t\", \"may_alias\": true}"}, {"{\"player\": \"params.t\"}", "{\"player\": \"params.t + 0\"}"},
      {"\"keep\": \"24h\"", "\"keep\": \"25h\""}, {"\"keep\": \"24h\"", "\"scope\": \"world\""}, {"\"keep\": \"24h\"", "\"keep\": \"24h\", \"in\": \"live\""},
      {"[actor.w].damage", "[actor.w].damage + 1"}, {"\"ms\": \"500ms\"", "\"ms\": \"501ms\""}, {"\"key\": \"hit\"", "\"key\": \"hits\""}, {"\"per_second\": 2", "\"per_second\": 3"},
      {"[\"flags.g\"]", "[\"!flags.g\"]"}, {"actor.hp > 0", "actor.hp >= 0"}, {"else dead", "else died"}, {"\"tell\": true", "\"tell\": false"}, {": gone", ": left"},
      {"{\"coins\": \"1\"}", "{\"coins\": \"2\"}"}, {"d min 0", "d"}, {"d min 0", "d max 0"}, {"target.hp -= d", "target.hp += d"}, {"\"if\": \"target.hp == 0\"", "\"if\": \"target.hp != 0\""},
      {"then\": [\"actor.coins += 5\"]", "then\": [], \"else\": [\"actor.coins += 5\"]"}, {"\"event\": \"E\"", "\"event\": \"F\""}, {"\"audience\": \"all\"", "\"audience\": \"actor\""},
      {"\"audience\": \"all\"", "\"audience\": {\"kind\": \"player\"}"}, {"\"audience\": \"all\"", "\"audience\": {\"entity\": \"1\"}"}, {"\"audience\": \"all\"", "\"audience\": {\"entity\": \"2\"}"}, {"\"a\": \"1\"", "\"a\": \"2\""}, {"\"result\": \"target.hp\"", "\"result\": \"target.hp + 0\""},
      {"\"from\": [\"client\"]", "\"from\": [\"client\", \"server\"], \"once\": {\"key\": \"'x'\"}"}, {"\"Rest\"", "\"Resting\""}};
  std::set<std::uint64_t> seen = {digest(base())};
  for (const auto& change : changes) CHECK_MESSAGE(seen.insert(digest(replaced(base(), change.first, change.second))).second, change.first << " -> " << change.second);
}

TEST_CASE("the digest is a golden value: a change of it makes every saved batch a stranger") {
  // Of the smallest rulebook. When semantics change on purpose, kSemanticsVersion changes with it.
  const Program program = test::compile(R"({"ludex": 1, "entities": {"player": {"live": {"state": {}}}}, "actions": {}})");
  CHECK(program.digest() != 0);
  CHECK(program.digest() == test::compile(R"({"actions": {}, "entities": {"player": {"live": {"state": {}}}}, "ludex": 1.0})").digest());
}

TEST_CASE("a world goes on under the same rules in another order of keys") {
  const char* const rate = R"({"per_second": 1, "burst": 1})";
  const std::string a = R"("A": {"rate": )" + std::string(rate) + "}", b = R"("B": {"rate": )" + std::string(rate) + "}";
  test::Game game(test::small_rules(a + "," + b), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "A")) == "accepted");
  const std::uint64_t digest_before = game.world.digest();
  game.program = test::compile(test::small_rules(b + "," + a));
  CHECK(game.program.digest() == test::compile(test::small_rules(a + "," + b)).digest());
  CHECK(game.reason(test::line(1, 1000, "A")) == "rate_limited");
  CHECK(game.reason(test::line(1, 1000, "B")) == "accepted");
  CHECK(game.world.digest() == game.world.recomputed_digest());
  CHECK(digest_before != game.world.digest());
}

TEST_CASE("the digest of a world does not depend on the order of keys in its rulebook") {
  const auto world_digest = [](const char* rows, const char* state) {
    const std::string rules = std::string(R"json({"ludex": 1, "tables": {"t": {"columns": {"n": "int"}, "rows": {)json") + rows + R"json(}}}, "entities": {"player": {"live": {"state": {)json" + state + R"json(}}}}, "actions": {}})json";
    const Program program = test::compile(rules);
    return std::pair(program.digest(), test::load(program, R"({"ludex_world":1,"entities":{"player":{"1":{"live":{"r":"b"}}}}})").digest());
  };
  const auto a = world_digest(R"("a": {"n": 1}, "b": {"n": 2})", R"("r": "row t = a", "x": "int")");
  const auto b = world_digest(R"("b": {"n": 2}, "a": {"n": 1})", R"("r": "row t = a", "x": "int")");
  const auto c = world_digest(R"("a": {"n": 1}, "b": {"n": 2})", R"("x": "int", "r": "row t = a")");
  CHECK(a.first == b.first);
  CHECK(a.first == c.first);
  CHECK(a.second == b.second);
  CHECK(a.second == c.second);
}

TEST_CASE("a world goes on under the same rules with its kinds written in another order, also kinds without fields") {
  const auto rules = [](const char* kinds) { return std::string(R"({"ludex": 1, "actor": "player", "entities": {"player": {"live": {"state": {"n": "int"}}}, )") + kinds + R"(}, "actions": {"Go": {"effects": ["actor.n += 1"], "emit": [{"event": "E", "audience": {"kind": "y"}}]}}})"; };
  test::Game game(rules(R"("x": {}, "y": {})"), R"({"ludex_world":1,"entities":{"player":{"1":{}},"x":{"5":{}},"y":{"6":{},"7":{}}}})");
  const Program same = test::compile(rules(R"("y": {}, "x": {})"));
  REQUIRE(same.digest() == game.program.digest());
  test::Game other(same, game.world);
  CHECK(game.judge(test::line(1, 1000, "Go")).world_digest() == other.judge(test::line(1, 1000, "Go")).world_digest());
  CHECK(other.world.to_json() == game.world.to_json());
  CHECK(other.world.recomputed_digest() == other.world.digest());
}
