// Compile errors carry their place; what the language does not have is refused, never ignored.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

/// "LINE:COLUMN POINTER message" of the first error; "" when it compiles.
std::string first_error(std::string_view rulebook) {
  const Errors errors = test::errors_of(rulebook);
  if (errors.empty()) return "";
  return std::to_string(errors[0].line) + ":" + std::to_string(errors[0].column) + " " + errors[0].pointer + " " + errors[0].message;
}

/// "POINTER message" of the only error of a small rulebook with one action, given by its members.
std::string action_error(std::string_view members) {
  const Errors errors = test::errors_of(test::small_rules("\"Go\": {" + std::string(members) + "}"));
  if (errors.empty()) return "";
  if (errors.size() > 1) return std::to_string(errors.size()) + " errors: " + errors[0].message;
  return errors[0].pointer + " " + errors[0].message;
}

}  // namespace

TEST_CASE("a fault in an expression has line, column and caret") {
  const Errors errors = test::errors_of("{\"ludex\": 1,\n \"entities\": {\"player\": {\"live\": {\"state\": {\"hp\": \"int\"}}}},\n \"actions\": {\"Go\": {\"require\": [\n   \"actor.hq > 0 else dead\"]}}}");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].code == ErrorCode::expression);
  CHECK(errors[0].line == 4);
  CHECK(errors[0].column == 11);
  CHECK(errors[0].pointer == "/actions/Go/require/0");
  CHECK(errors[0].excerpt == "actor.hq > 0 else dead");
  CHECK(errors[0].caret == 6);
  CHECK(errors[0].message == "kind 'player' has no field 'hq'; did you mean 'hp'?");
}

TEST_CASE("a fault in a shape has its caret too") {
  const Errors errors = test::errors_of(R"({"ludex": 1, "entities": {"player": {"live": {"state": {"hp": "int 0..5 = 6"}}}}, "actions": {}})");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].pointer == "/entities/player/live/state/hp");
  CHECK(errors[0].caret == 11);
}

TEST_CASE("a schema for editors is a string and no rule") {
  constexpr const char* kRest = R"("ludex": 1, "entities": {"player": {"live": {"state": {}}}}, "actions": {}})";
  CHECK(test::errors_of(R"({"$schema": "./ludex.schema.json", )" + std::string(kRest)).empty());
  CHECK(first_error(R"({"$schema": 1, )" + std::string(kRest)) == "1:13 /$schema expected a string: where the editor's schema is");
}

TEST_CASE("every error is reported, in source order") {
  const Errors errors = test::errors_of(R"({"ludex": 1, "tables": {"t": {"columns": {"n": "itn"}, "rows": {}}},
    "entities": {"player": {"live": {"state": {"a": "int 2..1", "b": "strin"}}}},
    "actions": {"A": {"require": ["actor.zzz > 0 else x", "1 + else x"]}, "B": {"effects": ["params.q = 1"]}, "C": {"unknwon": 1}}})");
  CHECK(errors.size() >= 7);
  CHECK(std::is_sorted(errors.begin(), errors.end(), [](const Error& a, const Error& b) { return a.line != b.line ? a.line < b.line : a.column < b.column; }));
  for (const Error& e : errors) {
    CHECK(e.line > 0);
    CHECK_FALSE(e.message.empty());
    CHECK(e.pointer[0] == '/');
  }
}

TEST_CASE("JSON with comments, and where it is not") {
  CHECK(first_error("{\"ludex\": 1, // fine\n \"entities\": {,}}").find("2:15 ") == 0);
  CHECK(first_error("") != "");
  CHECK(first_error("{\"ludex\": 1} x") != "");
  CHECK(test::errors_of("/* open").front().line == 1);
  CHECK(first_error("{\"a\": 1, \"a\": 2}") != "");
  CHECK(test::errors_of("[").front().code == ErrorCode::json);
}

TEST_CASE("a rulebook has its parts") {
  CHECK(first_error("[]").find("expected an object, got an array") != std::string::npos);
  CHECK(first_error(R"({"entities": {"player": {}}, "actions": {}})").find("a rulebook starts with \"ludex\": 1") != std::string::npos);
  CHECK(first_error(R"({"ludex": 2, "entities": {"player": {}}, "actions": {}})").find("/ludex this version reads format 1") != std::string::npos);
  CHECK(first_error(R"({"ludex": 1, "actions": {}})").find("a rulebook needs \"entities\"") != std::string::npos);
  CHECK(first_error(R"({"ludex": 1, "entities": {"player": {}}})").find("a rulebook needs \"actions\"") != std::string::npos);
  CHECK(first_error(R"({"ludex": 1, "entities": {"player": {}}, "actions": {}, "acton": 1})").find("/acton unknown key 'acton'; did you mean 'acto") != std::string::npos);
  CHECK(first_error(R"({"ludex": 1, "entities": {"a": {}, "b": {}}, "actions": {}})").find("say which kind acts") != std::string::npos);
  CHECK(first_error(R"({"ludex": 1, "actor": "c", "entities": {"a": {}, "b": {}}, "actions": {}})").find("/actor unknown kind") != std::string::npos);
}

TEST_CASE("the actor's kind: named, else the only one with a profile, else player") {
  const auto actor = [](const char* rules) { return std::string(test::compile(rules).summary_json()).find("\"actor\":\"b\"") != std::string::npos; };
  CHECK(actor(R"({"ludex": 1, "actor": "b", "entities": {"player": {}, "b": {}}, "actions": {}})"));
  CHECK(actor(R"({"ludex": 1, "entities": {"player": {}, "b": {"profile": {"state": {}}}}, "actions": {}})"));
  CHECK_FALSE(actor(R"({"ludex": 1, "entities": {"b": {"profile": {"state": {}}}, "player": {"profile": {"state": {}}}}, "actions": {}})"));
}

TEST_CASE("what comes later is unsupported, with its place, never ignored") {
  const auto code = [](const std::string& rules) {
    const Errors errors = test::errors_of(rules);
    return !errors.empty() && std::all_of(errors.begin(), errors.end(), [](const Error& e) { return e.code == ErrorCode::unsupported && !e.pointer.empty(); });
  };
  for (const char* top : {R"("use": [])", R"("timers": {})"}) CHECK_MESSAGE(code(test::small_rules("", top)), top);
  for (const char* member : {R"("luau": true)"})
    CHECK_MESSAGE(code(test::small_rules("\"Go\": {" + std::string(member) + "}")), member);
  CHECK(code(test::small_rules("", R"("tables": {"t": {"columns": {"n": "int"}, "rows": {"csv": "x.csv"}}})")));
}

TEST_CASE("draws are a list of names, each once, and part of the digest in their order") {
  const auto rules = [](const std::string& draws) { return test::small_rules("\"Go\": {\"draws\": " + draws + ", \"result\": \"roll('a', 1, 6)\"}"); };
  const auto digest = [&](const std::string& draws) { return test::compile(rules(draws)).digest(); };
  CHECK(digest(R"(["a", "b"])") != digest(R"(["b", "a"])"));
  CHECK(digest(R"(["a", "b"])") == digest(R"([ "a","b" ])"));
  CHECK(first_error(rules("\"a\"")).find("/actions/Go/draws expected a list of at most 64 names") != std::string::npos);
  CHECK(first_error(rules(R"(["a", 1])")).find("/actions/Go/draws/1 expected the name of a draw") != std::string::npos);
  CHECK(first_error(rules(R"(["a", "b", "a"])")).find("/actions/Go/draws/2 the draw 'a' is listed twice") != std::string::npos);
}

TEST_CASE("an action's members have their forms") {
  CHECK(action_error(R"("reqire": [])") == "/actions/Go/reqire unknown key 'reqire'; did you mean 'require'?");
  CHECK(action_error(R"("from": [])").find("/actions/Go/from expected a list of origins") == 0);
  CHECK(action_error(R"("from": ["cliet"])").find("/actions/Go/from/0 an origin is client, server, admin or timer") == 0);
  CHECK(action_error(R"("from": ["server"])").find("must declare \"once\"") != std::string::npos);
  CHECK(action_error(R"("require": "x")").find("/actions/Go/require expected a list of clauses") == 0);
  CHECK(action_error(R"("require": [7])") != "");
  CHECK(action_error(R"("require": [{"that": "true"}])").find("/actions/Go/require/0 a clause needs") == 0);
  CHECK(action_error(R"("require": [{"that": "true", "else": "two words"}])").find("/actions/Go/require/0/else ") == 0);
  CHECK(action_error(R"("require": [{"that": "actor.n > 0", "else": "x", "tell": 1}])").find("/actions/Go/require/0/tell ") == 0);
  CHECK(action_error(R"("require": ["actor.n > 0 else malformed"])").find("the reason 'malformed' is one of the system's") != std::string::npos);
  CHECK(action_error(R"("with": {"actor": {"player": "1"}})").find("the name 'actor' is taken") != std::string::npos);
  CHECK(action_error(R"("with": {"in": {"player": "1"}})").find("no reserved word") != std::string::npos);
  CHECK(action_error(R"("with": {"t": {"plyer": "1"}})").find("unknown kind 'plyer'; did you mean 'player'?") != std::string::npos);
  CHECK(action_error(R"("with": {"t": {"player": "'a'"}})").find("expected int, got string") != std::string::npos);
  CHECK(action_error(R"("with": {"t": {}})").find("expected {\"KIND\": \"id expression\"}") != std::string::npos);
  CHECK(action_error(R"("let": {"params": "1"})").find("the name 'params' is taken") != std::string::npos);
  CHECK(action_error(R"("let": {"a": "b", "b": "1"})").find("unknown name 'b'") != std::string::npos);
  CHECK(action_error(R"("let": {"a": "zz"}, "require": ["a > 1 else x"], "result": "a")") == "/actions/Go/let/a unknown name 'zz'");  // said once
  CHECK(action_error(R"("once": {})").find("once needs \"key\"") != std::string::npos);
  CHECK(action_error(R"("once": {"key": "actor.n"})").find("once.key may not read state") != std::string::npos);
  CHECK(action_error(R"("once": {"key": "1.5"})").find("a key is a string or an int") != std::string::npos);
  CHECK(action_error(R"("once": {"key": "'a'", "scope": "room"})").find("/actions/Go/once/scope ") == 0);
  CHECK(action_error(R"("once": {"key": "'a'", "keep": "soon"})").find("/actions/Go/once/keep expected a duration") == 0);
  CHECK(action_error(R"("cooldown": {"key": "k"})").find("a cooldown needs \"ms\"") != std::string::npos);
  CHECK(action_error(R"("cooldown": {"key": "k", "ms": "1.5"})").find("expected int, got double") != std::string::npos);
  CHECK(action_error(R"("rate": {"per_second": 0, "burst": 1})").find("/actions/Go/rate/per_second expected an int from 1 to 1000000") == 0);
  CHECK(action_error(R"("cost": {"coins": "1"})").find("/actions/Go/cost/coins kind 'player' has no field 'coins'") == 0);
  CHECK(action_error(R"("cost": {"n": "1.5"})").find("expected int, got double") != std::string::npos);
  CHECK(action_error(R"("effects": [{"set": "actor.n"}])").find("the effect needs \"to\"") != std::string::npos);
  CHECK(action_error(R"("effects": [{"set": "actor.n", "add": "actor.n", "by": "1"}])").find("an effect is one of") != std::string::npos);
  CHECK(action_error(R"("effects": [{"if": "true"}])").find("an if needs \"then\"") != std::string::npos);
  CHECK(action_error(R"("emit": [{"event": "two words"}])").find("/actions/Go/emit/0/event ") == 0);
  CHECK(action_error(R"("emit": [{"event": "E", "audience": "some"}])").find("/actions/Go/emit/0/audience ") == 0);
  CHECK(action_error(R"("emit": [{"event": "E", "data": {"x": "actor"}}])").find("/actions/Go/emit/0/data/x an entity is not a value") == 0);
  CHECK(action_error(R"("params": {"a b": "int"})").find("a parameter's name is letters, digits and _") != std::string::npos);
  CHECK(action_error(R"("result": null)").find("/actions/Go/result expected an expression, got null") == 0);
}

TEST_CASE("names of kinds, fields, tables and rows") {
  CHECK(first_error(R"({"ludex": 1, "entities": {"pl ayer": {}}, "actor": "pl ayer", "actions": {}})").find("a kind's name is letters") != std::string::npos);
  CHECK(first_error(test::small_rules("", "", R"("id": "int")")).find("'id' is reserved") != std::string::npos);
  CHECK(first_error(test::small_rules("", "", R"("1a": "int")")).find("a field's name is letters") != std::string::npos);
  CHECK(first_error(test::small_rules("", R"("tables": {"t": {"columns": {"n": "int"}, "rows": {"a": {}}}})")).find("the row has no 'n' and the column no default") != std::string::npos);
  CHECK(first_error(test::small_rules("", R"("tables": {"t": {"columns": {"n": "int"}, "rows": {"a": {"n": 1, "m": 2}}}})")).find("the table has no column 'm'; did you mean 'n'?") != std::string::npos);
  CHECK(first_error(test::small_rules("", R"("tables": {"t": {"columns": {"n": "int 0..5"}, "rows": {"a": {"n": 9}}}})")).find("/tables/t/rows/a/n the value is out of its declared range") != std::string::npos);
  CHECK(first_error(test::small_rules("", R"("flags": {"f": "int 1..5"})")).find("the implied default breaks") != std::string::npos);
}

TEST_CASE("limits have their ranges") {
  const auto limit = [](const char* members) { return first_error(test::small_rules("", "\"limits\": {" + std::string(members) + "}")); };
  CHECK(limit(R"("rate": {"per_second": 1000001, "burst": 1})").find("/limits/rate/per_second expected an int from 1 to 1000000") != std::string::npos);
  CHECK(limit(R"("rate": {"per_second": 1})").find("a rate needs") != std::string::npos);
  CHECK(limit(R"("nonce": {"counter": 65537})").find("expected an int from 1 to 65536") != std::string::npos);
  CHECK(limit(R"("nonce": {})").find("nonce needs \"counter\"") != std::string::npos);
  CHECK(limit(R"("clock": {"late_ms": 1})").find("clock needs") != std::string::npos);
  CHECK(limit(R"("clock": {"late_ms": -1, "early_ms": 0})").find("/limits/clock/late_ms") != std::string::npos);
  CHECK(limit(R"("request": {"depth": 65})").find("/limits/request/depth") != std::string::npos);
  CHECK(limit(R"("max_clock_step_ms": 0)").find("/limits/max_clock_step_ms") != std::string::npos);
  CHECK(limit(R"("ledgr": {})").find("did you mean 'ledger'?") != std::string::npos);
}

TEST_CASE("a program knows its names, actions and reasons") {
  const Program p = test::compile(R"({"ludex": 1, "name": "x", "version": -7, "entities": {"player": {"live": {"state": {"n": "int"}}}}, "actions": {"B": {"require": ["actor.n > 0 else late", "actor.n > 1 else early"]}, "A": {"require": ["actor.n > 0 else late"], "cost": {"n": "1"}}}})");
  CHECK(p.name() == "x");
  CHECK(p.version() == -7);
  CHECK(p.action_count() == 2);
  CHECK(p.action_name(0) == "A");  // in the order of names, whatever the order written
  CHECK(p.reason_name(static_cast<Reason>(1000)) == "late");
  CHECK(p.reason_name(static_cast<Reason>(1001)) == "not_enough_n");
  CHECK(p.reason_name(static_cast<Reason>(1002)) == "early");
  CHECK(p.reason_name(static_cast<Reason>(1003)).empty());
  CHECK(p.reasons().size() > 20);
  CHECK(p.reason_name(p.reasons().front()) == "accepted");
  CHECK(p.reason_name(p.reasons().back()) == "early");
}
