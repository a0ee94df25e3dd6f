// Rulebooks laid out, and turned from one form into the other without a change of meaning.

#include "helpers/files.h"
#include "ludex/format.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;

std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::filesystem::path kRoot = test::source_dir();

// Every rulebook that is known to compile: (name, text).
std::vector<std::pair<std::string, std::string>> good_rulebooks() {
  std::vector<std::pair<std::string, std::string>> out;
  // Ordered: the order of members is part of what is formatted.
  const auto all = nlohmann::ordered_json::parse(file(kRoot / "tests/vectors/good_rulebooks.json"));
  for (const auto& c : all.at("cases")) {
    if (c.contains("text")) {
      out.emplace_back(c.at("name"), c.at("text"));
      continue;
    }
    const auto& r = c.at("rulebook");
    out.emplace_back(c.at("name"), r.contains("file") ? file(kRoot / r.at("file").get<std::string>()) : r.dump());
  }
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "examples/rulebooks"))
    if (entry.path().extension() == ".json") out.emplace_back(entry.path().filename().string(), file(entry.path()));
  return out;
}

std::string formatted(std::string_view text, Form form = Form::as_written) {
  const auto out = format_rulebook(text, form);
  REQUIRE_MESSAGE(out.ok(), (out ? "" : out.error().message + " at " + out.error().pointer));
  return *out;
}

// The part of a rulebook that `with` puts into it, in the form asked for.
nlohmann::ordered_json part(const std::string& rulebook, const char* pointer, Form form) {
  return nlohmann::ordered_json::parse(formatted(rulebook, form)).at(nlohmann::ordered_json::json_pointer(pointer));
}

std::string field(const std::string& shape) {
  return R"j({"ludex":1,"tables":{"items":{"columns":{"n":"int"},"rows":{"a":{"n":1},"b":{"n":2}}}},"entities":{"player":{"live":{"state":{"f":)j" + shape + R"j(}}}},"actions":{"Go":{}}})j";
}

std::string action(const std::string& members) {
  return R"j({"ludex":1,"entities":{"player":{"live":{"state":{"hp":"int 0..100 = 9","n":"int","m":"map<string, int> max 9"}}}},"actions":{"Go":{)j" + members + "}}}";
}

TEST_CASE("no form and no layout changes what a rulebook means") {
  for (const auto& rulebook : good_rulebooks()) {
    const auto& name = rulebook.first;
    const auto& text = rulebook.second;
    CAPTURE(name);
    const auto program = Program::compile(text);
    REQUIRE(program.ok());
    for (const Form form : {Form::as_written, Form::short_form, Form::long_form}) {
      const std::string once = formatted(text, form);
      const auto again = Program::compile(once);
      REQUIRE(again.ok());
      CHECK(again->digest() == program->digest());
      CHECK(formatted(once, form) == once);
      CHECK(formatted(once) == once);
      CHECK(Program::compile(formatted(once, Form::short_form))->digest() == program->digest());
    }
    // There and back may drop a word that says nothing, once.
    const auto there_and_back = [](const std::string& t) { return formatted(formatted(t, Form::short_form), Form::long_form); };
    CHECK(there_and_back(there_and_back(text)) == there_and_back(text));
  }
}

TEST_CASE("shapes have two forms") {
  const std::pair<const char*, const char*> kBoth[] = {
      {"int >= 0 = 0", R"j({"type":"integer","minimum":0,"default":0})j"},
      {"int 0..100 = 100", R"j({"type":"integer","minimum":0,"maximum":100,"default":100})j"},
      {"double > 0.5 < 1e3 = 1.5", R"j({"type":"number","exclusiveMinimum":0.5,"exclusiveMaximum":1e3,"default":1.5})j"},
      {"string 8..64 = longenough", R"j({"type":"string","minLength":8,"maxLength":64,"default":"longenough"})j"},
      {"string = \"a, b\"", R"j({"type":"string","default":"a, b"})j"},
      {"bool = true", R"j({"type":"boolean","default":true})j"},
      {"vec3", R"j({"$ref":"ludex:vec3"})j"},
      {"row items = b", R"j({"$ref":"ludex:row/items","default":"b"})j"},
      {"enum(red,blue) = blue", R"j({"enum":["red","blue"],"default":"blue"})j"},
      {"enum(red,blue)?", R"j({"type":["string","null"],"enum":["red","blue"]})j"},
      {"int? 0..5", R"j({"type":["integer","null"],"minimum":0,"maximum":5})j"},
      {"list<int 0..9> max 4", R"j({"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"maxItems":4})j"},
      {"map<string, list<double>> max 4", R"j({"type":"object","additionalProperties":{"type":"array","items":{"type":"number"}},"maxProperties":4})j"},
      {"list<map<row items, int>>", R"j({"type":"array","items":"map<row items, int>"})j"},
  };
  for (const auto& both : kBoth) {  // no structured binding: clang captures none
    const auto& brief = both.first;
    const auto& full = both.second;
    CAPTURE(brief);
    CHECK(part(field(nlohmann::json(brief).dump()), "/entities/player/live/state/f", Form::long_form).dump() == nlohmann::ordered_json::parse(full).dump());
    CHECK(part(field(full), "/entities/player/live/state/f", Form::short_form) == brief);
  }
  // One form only.
  for (const char* brief : {"map<row items, int>", "row items? = b", "vec3?"}) CHECK(part(field(nlohmann::json(brief).dump()), "/entities/player/live/state/f", Form::long_form) == brief);
  for (const char* full : {R"j({"enum":[1,2],"default":1})j", R"j({"enum":["two words"]})j"})
    CHECK(part(field(full), "/entities/player/live/state/f", Form::short_form) == nlohmann::ordered_json::parse(full));
  // What is inside a record has both.
  CHECK(part(field(R"j({"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]})j"), "/entities/player/live/state/f/properties/a", Form::short_form) == "int");
}

TEST_CASE("clauses have two forms, and what only the long one can say stays") {
  const auto require = [](const char* text, Form form) { return part(action(std::string("\"require\":[") + text + "]"), "/actions/Go/require/0", form).dump(); };
  CHECK(require(R"j("now > 500ms ? true : actor.hp > 0  else  dead")j", Form::long_form) == R"j({"that":"now > 500ms ? true : actor.hp > 0","else":"dead"})j");
  CHECK(require(R"j({"that":"actor.hp > 0","else":"dead"})j", Form::short_form) == R"j("actor.hp > 0 else dead")j");
  CHECK(require(R"j({"else":"dead","that":true})j", Form::short_form) == R"j("true else dead")j");
  CHECK(require(R"j({"that":"actor.hp > 0","else":"dead","tell":true})j", Form::short_form) == R"j({"that":"actor.hp > 0","else":"dead","tell":true})j");
  const auto refuse = [](const char* text, Form form) { return part(action(std::string("\"refuse\":[") + text + "]"), "/actions/Go/refuse/0", form).dump(); };
  CHECK(refuse(R"j("actor.hp > 3 ? true : false : dead")j", Form::long_form) == R"j({"that":"actor.hp > 3 ? true : false","else":"dead"})j");
  CHECK(refuse(R"j({"that":"actor.hp == 0","else":"dead"})j", Form::short_form) == R"j("actor.hp == 0 : dead")j");
}

TEST_CASE("effects have two forms, at any depth") {
  const std::pair<const char*, const char*> kBoth[] = {
      {R"j("actor.hp = 5")j", R"j({"set":"actor.hp","to":"5"})j"},
      {R"j("actor.hp += min(1, 2) max 100")j", R"j({"add":"actor.hp","by":"min(1, 2)","max":"100"})j"},
      {R"j("actor.hp -= actor.n min max(0, 1) max 50")j", R"j({"sub":"actor.hp","by":"actor.n","min":"max(0, 1)","max":"50"})j"},
      {R"j("actor.m['a = b'] += 500ms min 0")j", R"j({"add":"actor.m['a = b']","by":"500ms","min":"0"})j"},
      {R"j("remove actor.m['x']")j", R"j({"remove":"actor.m['x']"})j"},
      {R"j({"if":"actor.n == 1","then":["actor.n = 2"],"else":[]})j", R"j({"if":"actor.n == 1","then":[{"set":"actor.n","to":"2"}],"else":[]})j"},
      {R"j({"each":"i","in":"[1, 2]","do":["actor.hp += i max 9"]})j", R"j({"each":"i","in":"[1, 2]","do":[{"add":"actor.hp","by":"i","max":"9"}]})j"},
  };
  for (const auto& both : kBoth) {  // no structured binding: clang captures none
    const auto& brief = both.first;
    const auto& full = both.second;
    CAPTURE(brief);
    CHECK(part(action(std::string("\"effects\":[") + brief + "]"), "/actions/Go/effects/0", Form::long_form).dump() == full);
    CHECK(part(action(std::string("\"effects\":[") + full + "]"), "/actions/Go/effects/0", Form::short_form).dump() == brief);
  }
  CHECK(part(action(R"j("effects":[{"sub":"actor.hp","by":1,"min":0}])j"), "/actions/Go/effects/0", Form::short_form) == "actor.hp -= 1 min 0");
}

TEST_CASE("comments stay where they were, and keep what they explain in its form") {
  const std::string text = R"j(// What this is.

{ "ludex" : 1, // the format
  /* who
     acts */ "entities": {"player": {"live": {"state": {
    "hp": "int", // health


    // how many
    "n": /* of them */ {"type": "integer" /* whole */}
    // the end
  }}}},
  "actions": {"Go": {} /* nothing */}, }
)j";
  std::string valid = text;
  valid.replace(valid.find("}, }"), 4, "} }");
  const std::string expected = R"j(// What this is.

{
  "ludex": 1, // the format
  /* who
     acts */
  "entities": {
    "player": {
      "live": {
        "state": {
          "hp": "int", // health

          // how many
          /* of them */
          "n": {
            "type": "integer" /* whole */
          }
          // the end
        }
      }
    }
  },
  "actions": {
    "Go": {} /* nothing */
  }
}
)j";
  CHECK(formatted(valid) == expected);
  CHECK(formatted(valid, Form::short_form) == expected);
  CHECK(formatted(expected) == expected);
  CHECK(formatted("{} // after\n// end") == "{} // after\n// end\n");
  CHECK(formatted("{ // nothing yet\n}") == "{\n  // nothing yet\n}\n");
  CHECK_FALSE(format_rulebook(text).ok());  // a comma too many
}

TEST_CASE("lines break at 120 columns, and blank lines between members stay") {
  std::string list = "[1";
  while (list.size() < 102) list += ", 1";
  list += "]";
  REQUIRE(list.size() == 105);  // beside 2 blanks, a key of 8 letters, its quotes, colon and blank, and a comma
  CHECK(formatted("{\"abcdefgh\": " + list + "}") == "{\n  \"abcdefgh\": " + list + "\n}\n");
  CHECK(formatted("{\"abcdefghi\": " + list + "}").find("[\n") != std::string::npos);
  CHECK(formatted("{\"a\":1,\n\n\n\"b\":{},\"c\":\"\\u0041\"}") == "{\n  \"a\": 1,\n\n  \"b\": {},\n  \"c\": \"\\u0041\"\n}\n");
}

TEST_CASE("a rulebook with mistakes is laid out, one that is no JSON is not") {
  CHECK(formatted(R"j({"actions":{"Go":{"require":["??"]}}})j", Form::long_form) == "{\n  \"actions\": {\n    \"Go\": {\"require\": [\"??\"]}\n  }\n}\n");
  const auto broken = format_rulebook("{\n  \"ludex\": }");
  REQUIRE_FALSE(broken.ok());
  CHECK(broken.error().code == ErrorCode::json);
  CHECK(broken.error().line == 2);
}

}  // namespace
