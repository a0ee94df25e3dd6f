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
  json::Tree tree = json::make_tree(json::View(document, 0));
  detail::MigrationFault fault;
  if (!detail::migrate(program.data().profiles[0], from, tree, fault)) return fault.step + " " + fault.pointer + " " + fault.message;
  std::string out;
  json::write(out, tree);
  return out;
}

constexpr const char* kSteps = R"([{"id":"a","to":1,"steps":[{"op":"default","path":"/gold","value":7}]},
  {"id":"b","to":2,"steps":[{"op":"rename","from":"/gold","path":"/coins"}]}, {"id":"c","to":3,"steps":[{"op":"default","path":"/bag","value":["x"]}]}])";

}  // namespace

TEST_CASE("steps above the profile's version run in order, the others do not") {
  CHECK(migrated(kSteps, 3, 0, "{}") == R"({"coins":7,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 0, R"({"gold":1})") == R"({"coins":1,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 1, R"({"gold":2,"z":null})") == R"({"z":null,"coins":2,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 2, R"({"gold":3})") == R"({"gold":3,"bag":["x"]})");
  CHECK(migrated(kSteps, 3, 3, R"({"gold":3})") == R"({"gold":3})");
}

TEST_CASE("a rename misses its member: fail by default, skip when said") {
  CHECK(migrated(kSteps, 3, 1, "{}") == "b /gold there is no /gold");
  CHECK(migrated(R"([{"id":"s","to":1,"steps":[{"op":"rename","from":"/gold","path":"/coins","if_missing":"skip"}]}])", 1, 0, R"({"coins":1})") == R"({"coins":1})");
}

TEST_CASE("a rename replaces what stands at its target and may go into and out of objects") {
  const auto rename = [](const char* from, const char* path, const char* state) {
    return migrated(std::string(R"([{"id":"r","to":1,"steps":[{"op":"rename","from":")") + from + R"(","path":")" + path + "\"}]}]", 1, 0, state);
  };
  CHECK(rename("/a", "/b", R"({"a":1,"b":2})") == R"({"b":1})");
  CHECK(rename("/a", "/a", R"({"a":1})") == R"({"a":1})");
  CHECK(rename("/a/x", "/b", R"({"a":{"x":1,"y":2}})") == R"({"a":{"y":2},"b":1})");
  CHECK(rename("/b", "/a/x", R"({"b":{"q":1},"a":{}})") == R"({"a":{"x":{"q":1}}})");
  CHECK(rename("/l/1/x", "/y", R"({"l":[{},{"x":5}]})") == R"({"l":[{},{}],"y":5})");
  CHECK(rename("/a~1b~0", "/c", R"({"a/b~":1})") == R"({"c":1})");
  CHECK(rename("/a", "/a/b", R"({"a":{"c":1}})").find("the target lies inside the member that is renamed") != std::string::npos);
  CHECK(rename("/a", "/q/x", R"({"a":1})") == "r /q/x there is no /q/x");
  CHECK(rename("/l/9/x", "/y", R"({"l":[]})") == "r /l/9/x there is no /l/9/x");
  CHECK(rename("/l/01234567890123456789/x", "/y", R"({"l":[]})").find("there is no") != std::string::npos);
  CHECK(rename("/s/x", "/y", R"({"s":"text"})") == "r /s/x there is no /s/x");
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
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"remove","path":"/a"}]}])").find("is not supported yet") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"rename","from":"a","path":"/b"}]}])").find("expected a JSON pointer") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"rename","from":"/a~2","path":"/b"}]}])").find("expected a JSON pointer") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"default","path":"/b"}]}])").find("default needs \"value\"") != std::string::npos);
  CHECK(refused(R"([{"id":"a","to":1,"steps":[{"op":"default","path":"/b","value":1,"if_missing":"no"}]}])").find("\"fail\" or \"skip\"") != std::string::npos);
}
