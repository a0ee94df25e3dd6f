#include "profile/migrate.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/game.h"

namespace {

using namespace ludex;

std::string rules(std::string_view migrations, int version) {
  return "{\"ludex\": 1, \"entities\": {\"player\": {\"profile\": {\"version\": " + std::to_string(version) + R"(, "state": {"coins": "int >= 0", "bag": "list<string>"}, "migrations": )" + std::string(migrations) + "}}}, \"actions\": {}}";
}

/// The migrated state as text, or "STEP POINTER message".
std::string migrated(std::string_view migrations, int version, int from, std::string_view state) {
  const Program program = test::compile(rules(migrations, version));
  json::Document document;
  document.text = state;
  REQUIRE(json::scan(state, {}, document.tape).ok());
  json::Draft draft;
  draft.reset(state, document.tape);
  detail::MigrationFault fault;
  detail::Migrator migrator(program.data());
  if (!migrator.migrate(program.data().profiles[0], from, draft, fault)) return fault.step + " " + fault.pointer + " " + fault.message;
  std::string out;
  draft.write(out, draft.root());
  return out;
}

/// One step of one operation on a state.
std::string stepped(const std::string& op, std::string_view state) { return migrated(R"([{"id":"s","to":1,"steps":[)" + op + "]}]", 1, 0, state); }

/// The state there and back again, or what failed on the way.
std::string round_trip(const std::string& ops, std::string_view state) {
  const Program program = test::compile(rules(R"([{"id":"s","to":1,"steps":[)" + ops + "]}]", 1));
  const detail::ProfileSchema& schema = program.data().profiles[0];
  if (!schema.migrations[0].is_reversible) return "no way back";
  json::Document document;
  document.text = state;
  REQUIRE(json::scan(state, {}, document.tape).ok());
  json::Draft draft;
  draft.reset(state, document.tape);
  detail::MigrationFault fault;
  detail::Migrator migrator(program.data());
  if (!migrator.migrate(schema, 0, draft, fault)) return "forth: " + fault.pointer + " " + fault.message;
  if (!migrator.revert(schema, 0, draft, fault)) return "back: " + fault.pointer + " " + fault.message;
  std::string out;
  draft.write(out, draft.root());
  return out;
}

constexpr const char* kSteps = R"([{"id":"a","to":1,"steps":[{"op":"default","path":"/gold","value":7}]},
  {"id":"b","to":2,"steps":[{"op":"rename","from":"/gold","path":"/coins"}]}, {"id":"c","to":3,"steps":[{"op":"default","path":"/bag","value":["x"]}]}])";

}  // namespace

TEST_CASE("steps above the profile's version run in order, the others do not") {
  CHECK(migrated(kSteps, 3, 0, "{}") == R"({"coins":7,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 0, R"({"gold":1})") == R"({"coins":1,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 1, R"({"gold":2,"z":null})") == R"({"coins":2,"z":null,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 2, R"({"gold":3})") == R"({"gold":3,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 3, R"({"gold":3})") == R"({"gold":3})");
}

TEST_CASE("a rename misses its member: fail by default, skip when said") {
  CHECK(migrated(kSteps, 3, 1, "{}") == "b /gold there is no /gold");
  CHECK(migrated(R"([{"id":"s","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]}])", 1, 0, R"({"coins":1})") == R"({"coins":1})");
}

TEST_CASE("a rename may go into and out of objects, and keeps the place of a member that only changes its name") {
  const auto rename = [](const char* from, const char* path, const char* state) {
    return stepped(std::string(R"({"op":"rename","from":")") + from + R"(","path":")" + path + "\"}", state);
  };
  CHECK(rename("/a", "/c", R"({"a":1,"b":2})") == R"({"c":1,"b":2})");
  CHECK(rename("/a", "/a", R"({"a":1})") == R"({"a":1})");
  CHECK(rename("/a/x", "/b", R"({"a":{"x":1,"y":2}})") == R"({"a":{"y":2},"b":1})");
  CHECK(rename("/b", "/a/x", R"({"b":{"q":1},"a":{}})") == R"({"a":{"x":{"q":1}}})");
  CHECK(rename("/l/1/x", "/y", R"({"l":[{},{"x":5}]})") == R"({"l":[{},{}],"y":5})");
  CHECK(rename("/a~1b~0", "/c", R"({"a/b~":1})") == R"({"c":1})");
  CHECK(rename("/a", "/a/b", R"({"a":{"c":1}})") == "s /a/b the target lies inside the member that is moved");
  CHECK(rename("/a", "/q/x", R"({"a":1})") == "s /q there is no /q");
  CHECK(rename("/l/9/x", "/y", R"({"l":[]})") == "s /l/9 there is no /l/9");
  CHECK(rename("/l/01234567890123456789/x", "/y", R"({"l":[]})").find("there is no") != std::string::npos);
  CHECK(rename("/s/x", "/y", R"({"s":"text"})") == "s /s/x there is no /s/x");
}

TEST_CASE("a rename onto a member that is there would lose it: it fails unless told to replace") {
  CHECK(stepped(R"({"op":"rename","from":"/a","path":"/b"})", R"({"a":1,"b":2})") == R"(s /b /b is there already; say "if_exists": "replace" if it may go)");
  CHECK(stepped(R"({"op":"rename","from":"/a","path":"/b","if_missing":"skip"})", R"({"a":1,"b":2})").find("is there already") != std::string::npos);
  CHECK(stepped(R"({"op":"rename","from":"/a","path":"/b","if_exists":"replace"})", R"({"a":1,"b":2})") == R"({"b":1})");
  CHECK(stepped(R"({"op":"hoist","path":"/s/a"})", R"({"s":{"a":1},"a":2})").find("is there already") != std::string::npos);
}

TEST_CASE("JSON Patch operations apply to the state, and may be skipped where there is nothing") {
  CHECK(stepped(R"({"op":"add","path":"/bag/-","value":"x"})", R"({"bag":["a"]})") == R"({"bag":["a","x"]})");
  CHECK(stepped(R"({"op":"remove","path":"/old"})", R"({"old":1,"kept" : 2})") == R"({"kept":2})");
  CHECK(stepped(R"({"op":"remove","path":"/old"})", "{}") == "s /old there is nothing at '/old'");
  CHECK(stepped(R"({"op":"remove","path":"/old","if_missing":"skip"})", "{}") == "{}");
  CHECK(stepped(R"({"op":"replace","path":"/a","value":{"n":[1.50]}})", R"({"a":1})") == R"({"a":{"n":[1.50]}})");
  CHECK(stepped(R"({"op":"copy","from":"/a","path":"/b"})", R"({"a":[1]})") == R"({"a":[1],"b":[1]})");
  CHECK(stepped(R"({"op":"move","from":"/a","path":"/b"})", R"({"a":1,"b":2})") == R"({"b":1})");
  CHECK(stepped(R"({"op":"test","path":"/kind","value":"old"})", R"({"kind":"new"})") == R"(s /kind expected "old", got "new")");
  CHECK(stepped(R"({"op":"test","path":"/kind","value":"old","if_missing":"skip"})", "{}") == "{}");
}

TEST_CASE("members move between levels, and values into and out of what is around them") {
  CHECK(stepped(R"({"op":"hoist","path":"/stats/level"})", R"({"stats":{"level":3,"xp":1}})") == R"({"stats":{"xp":1},"level":3})");
  CHECK(stepped(R"({"op":"plunge","path":"/level","into":"stats"})", R"({"level":3})") == R"({"stats":{"level":3}})");
  CHECK(stepped(R"({"op":"plunge","path":"/level","into":"stats"})", R"({"level":3,"stats":{"xp":1}})") == R"({"stats":{"xp":1,"level":3}})");
  CHECK(stepped(R"({"op":"plunge","path":"/level","into":"stats"})", R"({"level":3,"stats":7})") == "s /stats /stats is a number: it has no members");
  CHECK(stepped(R"({"op":"plunge","path":"/level","into":"stats","if_missing":"skip"})", R"({"a":1})") == R"({"a":1})");
  CHECK(stepped(R"({"op":"wrap","path":"/pet"})", R"({"pet":"cat"})") == R"({"pet":["cat"]})");
  CHECK(stepped(R"({"op":"wrap","path":"/pet","as":"name"})", R"({"pet":"cat"})") == R"({"pet":{"name":"cat"}})");
  CHECK(stepped(R"({"op":"unwrap","path":"/pet"})", R"({"pet":["cat"]})") == R"({"pet":"cat"})");
  CHECK(stepped(R"({"op":"unwrap","path":"/pet"})", R"({"pet":["cat","dog"]})") == "s /pet /pet is no array of one item: what else it holds would be lost");
  CHECK(stepped(R"({"op":"unwrap","path":"/pet","as":"name"})", R"({"pet":{"name":"cat","age":1}})").find("no object of one member 'name'") != std::string::npos);
}

TEST_CASE("values are mapped by a table, and what has no entry is not guessed") {
  const std::string map = R"({"op":"map","path":"/rank","values":{"b":"bronze","1":"silver","null":"none"})";
  CHECK(stepped(map + "}", R"({"rank":"b"})") == R"({"rank":"bronze"})");
  CHECK(stepped(map + "}", R"({"rank":1})") == R"({"rank":"silver"})");
  for (const char* one : {"1.0", "1e0", "10e-1", "0.1E1"}) CHECK(stepped(map + "}", R"({"rank":)" + std::string(one) + "}") == R"({"rank":"silver"})");
  for (const char* other : {"1.5", "-1", "1e400", "10"}) CHECK(stepped(map + "}", R"({"rank":)" + std::string(other) + "}").find("no entry maps") != std::string::npos);
  CHECK(stepped(R"({"op":"map","path":"/rank","values":{"1":"a","1.0":"b"}})", R"({"rank":1.0})") == R"({"rank":"b"})");
  CHECK(stepped(map + "}", R"({"rank":null})") == R"({"rank":"none"})");
  CHECK(stepped(map + "}", R"({"rank":"gold"})") == "s /rank no entry maps \"gold\"");
  CHECK(stepped(map + R"(,"else":"keep"})", R"({"rank":"gold"})") == R"({"rank":"gold"})");
  CHECK(stepped(map + R"(,"else":{"value":0}})", R"({"rank":"gold"})") == R"({"rank":0})");
  CHECK(stepped(map + "}", R"({"rank":[]})") == "s /rank /rank is an array: only single values are mapped");
}

TEST_CASE("values are converted, split and merged by expressions, with types that must fit") {
  const std::string convert = R"--({"op":"convert","path":"/gold","is":"double","with":"int(value * 100.0)"})--";
  CHECK(stepped(convert, R"({"gold":1.5})") == R"({"gold":150})");
  CHECK(stepped(convert, R"({"gold":"x"})") == "s /gold expected a number");
  CHECK(stepped(convert, R"({"gold":1e300})") == "s /gold the expression fails: overflow");
  CHECK(stepped(convert, "{}") == "s /gold there is no /gold");
  CHECK(stepped(R"({"op":"split","path":"/at","is":"list<int> max 2","into":{"/x":"value[0]","/y":"value[1]"}})", R"({"at":[3,4],"z":5})") == R"({"z":5,"x":3,"y":4})");
  CHECK(stepped(R"({"op":"split","path":"/at","is":"list<int> max 2","into":{"/x":"value[0]","/y":"value[1]"}})", R"({"at":[3]})") == "s /y the expression fails: index_out_of_range");
  const std::string merge = R"({"op":"merge","from":{"x":{"path":"/x","is":"int"},"y":{"path":"/y","is":"int"}},"path":"/at","with":"[x, y]"})";
  CHECK(stepped(merge, R"({"x":3,"y":4,"z":5})") == R"({"z":5,"at":[3,4]})");
  CHECK(stepped(merge, R"({"x":3})") == "s /y there is no /y");
  CHECK(stepped(merge, R"({"x":3,"y":4,"at":0})").find("is there already") != std::string::npos);
}

TEST_CASE("each applies its steps to the items of arrays and objects") {
  const std::string each = R"({"op":"each","path":"/items","steps":[{"op":"rename","from":"/n","path":"/count","if_missing":"skip"},{"op":"default","path":"/level","value":1}]})";
  CHECK(stepped(each, R"({"items":[{"n":1},{"level":9}]})") == R"({"items":[{"count":1,"level":1},{"level":9}]})");
  CHECK(stepped(each, R"({"items":{"a":{"n":1},"b":{}}})") == R"({"items":{"a":{"count":1,"level":1},"b":{"level":1}}})");
  CHECK(stepped(each, R"({"items":[{},5]})") == "s /items/1 '' is a number: it has no members");
  CHECK(stepped(each, R"({"items":5})") == "s /items /items is a number: it has no items");
  CHECK(stepped(R"({"op":"each","path":"/l","steps":[{"op":"convert","path":"","is":"int","with":"value + 1"}]})", R"({"l":[1,2]})") == R"({"l":[2,3]})");
  CHECK(stepped(R"({"op":"each","path":"/a","steps":[{"op":"each","path":"/b","steps":[{"op":"wrap","path":""}]}]})", R"({"a":[{"b":[1,2]},{"b":[]}]})") == R"({"a":[{"b":[[1],[2]]},{"b":[]}]})");
  CHECK(stepped(R"({"op":"each","path":"/a","steps":[{"op":"each","path":"/b","steps":[{"op":"remove","path":"/x"}]}]})", R"({"a":[{"b":[{"x":1},{}]}]})") == "s /a/0/b/1/x there is nothing at '/x'");
}

TEST_CASE("reversible steps lead back to the bytes they came from") {
  const char* const state = R"({"stats":{"level":3},"rank":"b","gold":1.50,"pet":["cat"],"items":[{"n":1},{"n":2}],"kept" : [ 1.0 ]})";
  const std::string compact = R"({"stats":{"level":3},"rank":"b","gold":1.50,"pet":["cat"],"items":[{"n":1},{"n":2}],"kept":[ 1.0 ]})";
  CHECK(round_trip(R"({"op":"rename","from":"/gold","path":"/coins"},{"op":"map","path":"/rank","values":{"b":"bronze"}},{"op":"wrap","path":"/pet","as":"all"},
    {"op":"each","path":"/items","steps":[{"op":"rename","from":"/n","path":"/count"}]})", state) == compact);
  CHECK(round_trip(R"({"op":"unwrap","path":"/pet"})", state) == compact);
  CHECK(round_trip(R"({"op":"plunge","path":"/kept","into":"misc"})", state) == compact);
  CHECK(round_trip(R"--({"op":"convert","path":"/n","is":"int","with":"double(value) / 4.0","back":"int(value * 4.0)"})--", R"({"n":7})") == R"({"n":7})");
  for (const char* op : {R"({"op":"remove","path":"/rank"})", R"({"op":"default","path":"/a","value":1})", R"--({"op":"convert","path":"/gold","is":"double","with":"int(value)"})--",
                         R"({"op":"map","path":"/rank","values":{"b":"x","c":"x"}})", R"({"op":"rename","from":"/gold","path":"/coins","if_exists":"replace"})"})
    CHECK(round_trip(op, state) == "no way back");
}

TEST_CASE("a default never touches what is there") {
  const char* const steps = R"([{"id":"d","to":1,"steps":[{"op":"default","path":"/a","value":{"x":[1.50]}}]}])";
  CHECK(migrated(steps, 1, 0, "{}") == R"({"a":{"x":[1.50]}})");
  CHECK(migrated(steps, 1, 0, R"({"a":null})") == R"({"a":null})");
}

TEST_CASE("a profile newer than the rules is refused") { CHECK(migrated(kSteps, 3, 4, "{}").find("newer than the rulebook's 3") != std::string::npos); }

TEST_CASE("a world loads old profiles migrated, and writes the new version") {
  const Program program = test::compile(rules(kSteps, 3));
  const World world = test::load(program, R"({"ludex_world":1,"entities":{"player":{"1":{"profile":{"state":{"gold":9,"kept":"\u00e9"}}},"2":{"profile":{"version":3,"state":{"coins":4}}}}}})");
  CHECK(world.to_json().find(R"("1":{"live":{},"profile":{"state":{"bag":["x"],"coins":9,"kept":"\u00e9"},"version":3}})") != std::string::npos);
  CHECK(test::load(program, world.to_json()).digest() == world.digest());
}

TEST_CASE("a migration that fails, or leaves what does not fit, points into the profile") {
  const Program program = test::compile(rules(kSteps, 3));
  const auto error = [&](const char* profile) {
    const auto world = World::from_json(program, std::string(R"({"ludex_world":1,"entities":{"player":{"1":{"profile":)") + profile + "}}}}");
    REQUIRE_FALSE(world.ok());
    return world.error().pointer + " " + world.error().message;
  };
  CHECK(error(R"({"version":1,"state":{}})") == "/entities/player/1/profile/state/gold migration 'b' failed: there is no /gold");
  CHECK(error(R"({"version":1,"state":{"gold":-4}})") == "/entities/player/1/profile/state/coins the value is out of its declared range");
  CHECK(error(R"({"version":9,"state":{}})").find("/entities/player/1/profile/version ") == 0);
}

TEST_CASE("steps that are not ordered, complete or known do not compile") {
  const auto refused = [](const char* migrations, int version = 1) {
    const Errors errors = test::errors_of(rules(migrations, version));
    return errors.empty() ? std::string() : errors[0].message;
  };
  CHECK(refused(R"([{"id":"a","to":1,"steps":[]},{"id":"b","to":3,"steps":[]}])", 3).find("expected 2: steps are ordered") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[]},{"id":"a","to":2,"steps":[]}])", 2).find("two steps have the id 'a'") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[]}])", 2).find("profile.version is the last step's") != std::string::npos);
  CHECK(refused(R"([{"to":1,"steps":[]}])").find("a step needs \"id\"") != std::string::npos);
  CHECK(refused(R"([{"id":"a","steps":[]}])").find("a step needs \"to\"") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1}])").find("a step needs \"steps\"") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"renam"}]}])").find("did you mean 'rename'?") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"remove","path":"/a","value":1}]}])").find("value") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"hoist","path":"/a"}]}])").find("stands inside an object") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"plunge","path":"/a"}]}])").find("plunge needs \"into\"") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"map","path":"/a","values":[]}]}])").find("from old value to new") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"convert","path":"/a","is":"int","with":"valu + 1"}]}])").find("value") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"convert","path":"/a","is":"int","with":"value + 1.0"}]}])") != "");
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"convert","path":"/a","is":"int","with":"now"}]}])") != "");
  CHECK(refused(R"--([{"id":"a","to":1,"steps":[{"op":"convert","path":"/a","is":"int","with":"double(value)","back":"value"}]}])--") != "");
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"merge","from":{},"path":"/a","with":"1"}]}])").find("expected an object from variable") != std::string::npos);
  std::string deep = R"({"op":"remove","path":"/a"})";
  for (int i = 0; i < 6; ++i) deep = R"({"op":"each","path":"/a","steps":[)" + deep + "]}";
  CHECK(refused((R"([{"id":"a","to":1,"steps":[)" + deep + "]}]").c_str()).find("at most 4 times") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"rename","from":"a","path":"/b"}]}])").find("expected a JSON pointer") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"rename","from":"/a~2","path":"/b"}]}])").find("expected a JSON pointer") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"default","path":"/b"}]}])").find("default needs \"value\"") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"default","path":"/b","value":1,"if_missing":"no"}]}])").find("\"fail\" or \"skip\"") != std::string::npos);
}

TEST_CASE("what fails inside each, and items that move up, lose nothing") {
  const std::string each = R"({"op":"each","path":"/pets","if_missing":"skip","steps":[{"op":"rename","from":"/nme","path":"/name"}]})";
  CHECK(stepped(each, R"({"coins":7,"pets":[{"nme":1},{"id":5}]})") == "s /pets/1/nme there is no /nme");
  CHECK(stepped(each, R"({"coins":7})") == R"({"coins":7})");
  const std::string merge = R"({"op":"merge","from":{"x":{"path":"/p/0","is":"int"},"y":{"path":"/p/1","is":"int"},"z":{"path":"/p/0","is":"int"}},"path":"/sum","with":"x + y"})";
  CHECK(stepped(merge, R"({"p":[1,2,3]})") == R"({"p":[3],"sum":3})");
  CHECK(stepped(R"({"op":"rename","from":"/a/0","path":"/a/1/x"})", R"({"a":[1,{},{"x":"kept"}]})").find("is there already") != std::string::npos);
}

TEST_CASE("steps that cannot give back what they took are not reversible") {
  CHECK(round_trip(R"({"op":"map","path":"/l","values":{"1":"one"}})", R"({"l":1})") == "no way back");
  CHECK(round_trip(R"({"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"})", R"({"coins":5})") == "no way back");
}
