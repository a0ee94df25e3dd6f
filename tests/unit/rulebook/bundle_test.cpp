// Rulebooks of several files.

#include "ludex/bundle.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

using Files = std::map<std::string, std::string>;

Resolver in(const Files& files, std::vector<std::string>* asked = nullptr) {
  return [&files, asked](std::string_view path) -> Result<std::string> {
    if (asked) asked->emplace_back(path);
    const auto found = files.find(std::string(path));
    if (found != files.end()) return found->second;
    Error e;
    e.code = ErrorCode::io;
    e.message = "no file " + std::string(path);
    return e;
  };
}

// "file:line:column message" of the first error.
std::string first_error(std::string_view rulebook, const Files& files) {
  const auto made = bundle(rulebook, in(files));
  if (made) return "";
  const Error& e = made.error();
  return e.file + ":" + std::to_string(e.line) + ":" + std::to_string(e.column) + " " + e.message + " " + e.pointer;
}

bool starts_with(const std::string& text, std::string_view what) { return text.starts_with(what); }
bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

constexpr std::string_view kPlayer = R"("entities": {"player": {"live": {"state": {"n": "int"}}}})";

std::string rules(const std::string& more, const std::string& actions = R"("Go": {})") {
  return "{\"ludex\": 1, " + std::string(kPlayer) + ", " + more + ",\n\"actions\": {" + actions + "}}";
}

TEST_CASE("a rulebook that names no file comes back byte for byte") {
  const std::string text = "// c\n" + rules(R"("name": "x")") + " // d";
  const auto made = gather(text, in({}));
  REQUIRE(made.ok());
  CHECK(made->text() == text);
  for (const char* broken : {"", "{", "[]", "{\"ludex\": 1"}) CHECK(gather(broken, in({}))->text() == broken);
}

TEST_CASE("the core alone reads no file, and says who does") {
  for (const std::string& text : {rules(R"("use": "a.json")"), rules(R"("tables": {"t": {"columns": {"n": "int"}, "rows": {"csv": "t.csv"}}})")}) {
    const auto errors = test::errors_of(text);
    REQUIRE_FALSE(errors.empty());
    CHECK(errors[0].code == ErrorCode::unsupported);
    CHECK(says(errors[0].message, "ludex bundle"));
  }
}

TEST_CASE("used rulebooks join in the order written, their own folders are where their paths begin") {
  const Files files{{"a/a.json", R"({"ludex": 1, "name": "a", "use": ["../b.json", "c.json"], "tables": {"t": {"columns": {"n": "int"}, "rows": {"csv": "../t.csv"}}}, "actions": {"A": {}}})"},
                    {"b.json", "{\"actions\": { // two\n /* of\n b */ \"B\": {\"effects\": [\"actor.n = tables.t['x'].n\"]} // last\n}, \"limits\": {\"nonce\": {\"counter\": 8}}, \"flags\": {}}"},
                    {"a/c.json", R"({"use": "../b.json", "entities": {"room": {"live": {"state": {}}}}, "actor": "player"})"},
                    {"t.csv", "key,n\nx,5\n"}};
  const std::string expected = test::compile(R"({"ludex": 1, "actor": "player", "entities": {"player": {"live": {"state": {"n": "int"}}}, "room": {"live": {"state": {}}}},
      "tables": {"t": {"columns": {"n": "int"}, "rows": {"x": {"n": 5}}}}, "limits": {"nonce": {"counter": 8}},
      "actions": {"Go": {}, "A": {}, "B": {"effects": ["actor.n = tables.t['x'].n"]}}})").summary_json();
  std::vector<std::string> asked;
  const std::string own = rules(R"("use": ["a/a.json"])");
  const auto made = gather(own, in(files, &asked));
  REQUIRE_MESSAGE(made.ok(), made.error().message);
  CHECK(test::compile(made->text()).summary_json() == expected);
  CHECK(asked == std::vector<std::string>{"a/a.json", "t.csv", "b.json", "a/c.json"});
  const auto one = bundle(own, in(files));
  REQUIRE(one.ok());
  CHECK(says(*one, "    // two\n    /* of\n b */\n    \"B\""));  // what stands above a member comes with it
  CHECK(one->find("\"Go\"") < one->find("\"A\""));
  CHECK(one->find("\"A\"") < one->find("\"B\""));
  CHECK(test::compile(*one).summary_json() == expected);
}

TEST_CASE("wherever `use` stands, what is left is JSON") {
  const Files files{{"a.json", R"({"actions": {"A": {}}})"}, {"none.json", "{}"}};
  const std::string rest = std::string(kPlayer) + ", \"actions\": {}";
  for (const char* use : {R"("use": "none.json")", R"("use": [])", R"("use": "a.json")", R"("use": ["a.json", "none.json"] /* , */)"}) {
    for (const std::string& text : {"{" + std::string(use) + ", \"ludex\": 1, " + rest + "}", "{\"ludex\": 1, " + std::string(use) + ", " + rest + "}", "{\"ludex\": 1, " + rest + " // ,\n, " + use + "\n}"}) {
      CAPTURE(text);
      CHECK(bundle(text, in(files)).ok());
    }
  }
  // A section that the rulebook does not have.
  const std::string bare = "{\"ludex\": 1, \"use\": \"a.json\", " + std::string(kPlayer) + "}";
  CHECK(test::compile(*bundle(bare, in(files))).action_count() == 1);
}

TEST_CASE("a name that is defined twice tells both places") {
  const Files files{{"a.json", "{\n \"actions\": {\"Go\": {}}}"}, {"b.json", "{\"actions\": {\"A\": {}}, \"limits\": {\"nonce\": {\"counter\": 8}}}"}, {"c.json", "{\"actions\": {\n\n  \"A\": {}}}"}};
  CHECK(first_error(rules(R"("use": "a.json")"), files) == "a.json:2:20 defined twice, first at line 2 of the rulebook /actions/Go");
  CHECK(first_error(rules(R"("use": ["b.json", "c.json"])"), files) == "c.json:3:8 defined twice, first at b.json:1:14 /actions/A");
  CHECK(says(first_error(rules(R"("use": "b.json", "limits": {"nonce": {"counter": 9}})"), files), "/limits/nonce"));
}

TEST_CASE("circles, depth and paths have their limits") {
  Files files{{"a.json", R"({"use": "d/b.json"})"}, {"d/b.json", R"({"use": ["../a.json"]})"}, {"self.json", R"({"use": "./self.json"})"}};
  CHECK(starts_with(first_error(rules(R"("use": "a.json")"), files), "d/b.json:1:10 the files use each other in a circle: a.json uses d/b.json uses a.json"));
  CHECK(says(first_error(rules(R"("use": "self.json")"), files), "circle"));
  for (int i = 0; i < 9; ++i) files["n" + std::to_string(i) + ".json"] = i == 8 ? "{}" : "{\"use\": \"n" + std::to_string(i + 1) + ".json\"}";
  CHECK(first_error(rules(R"("use": "n1.json")"), files).empty());
  CHECK(says(first_error(rules(R"("use": "n0.json")"), files), "deeper than 8"));
  files["d/out.json"] = R"({"use": "../../a.json"})";
  for (const char* path : {"/etc/passwd", "../a.json", "d/../../a.json", "", "C:/a.json", "d\\\\b.json", "d/", ".", "d/out.json"}) {
    CAPTURE(path);
    CHECK_FALSE(first_error(rules(std::string("\"use\": \"") + path + "\""), files).empty());
    std::vector<std::string> asked;
    (void)gather(rules(std::string("\"use\": \"") + path + "\""), in(files, &asked));
    for (const auto& a : asked) CHECK(a == "d/out.json");
  }
  CHECK(says(first_error(rules(R"("use": 5)"), files), "expected the path"));
  CHECK(starts_with(first_error(rules("\"name\": \"x\",\n\"use\": \"none.json\""), files), ":2:8 no file none.json /use"));
}

TEST_CASE("an error lies in the file and line where it was written") {
  const Files files{{"a.json", "{\n  \"actions\": {\n    \"A\": {\"effects\": [\"actor.n = oops\"]}\n  }\n}"}, {"bad.json", "{\n\"a\""}, {"odd.json", "{\"ludex\": 2}"}, {"key.json", "{\n\"action\": {}}"},
                    {"t.csv", "key,n\na,1\nb,x\n"}, {"big.csv", "key,n\na,1\nb,200\n"}};
  CHECK(starts_with(first_error(rules(R"("use": "a.json")"), files), "a.json:3:34 "));
  CHECK(starts_with(first_error(rules(R"("use": "bad.json")"), files), "bad.json:2:4 "));
  CHECK(starts_with(first_error(rules(R"("use": "odd.json")"), files), "odd.json:1:11 "));
  CHECK(says(first_error(rules(R"("use": "key.json")"), files), "did you mean 'actions'"));
  const auto table = [](const char* csv) { return rules(std::string("\"tables\": {\"t\": {\"columns\": {\"n\": \"int 0..9\"},\n\"rows\": {\"csv\": \"") + csv + "\"}}}", "\"Go\": {\"effects\": [\n\"actor.n = oops\"]}"); };
  CHECK(first_error(table("t.csv"), files) == "t.csv:3:3 \"x\" is not an int /tables/t/rows/b/n");
  CHECK(starts_with(first_error(table("big.csv"), files), "big.csv:3:3 "));
  // Behind what was put in, the rulebook's own lines are still its own.
  Files good = files;
  good["t.csv"] = "key,n\na,1\nb,2\nc,3\n";
  CHECK(starts_with(first_error(table("t.csv"), good), ":4:12 "));
}

}  // namespace
