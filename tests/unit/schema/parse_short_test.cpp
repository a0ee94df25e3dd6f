#include "schema/parse_short.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/shapes.h"

namespace {

using namespace ludex;
using ludex::test::Shapes;

/// "OFFSET message" of a short form that must not parse; "" when it does.
std::string refused(std::string_view text) {
  Shapes shapes;
  ShortFormError error;
  if (parse_short_shape(text, shapes.declarations, error)) return "";
  return std::to_string(error.offset) + " " + error.message;
}

/// Both forms of one shape.
void same(std::string_view short_form, std::string_view long_form) {
  Shapes shapes;
  CAPTURE(short_form);
  CHECK(shapes.canonical_short(short_form) == shapes.canonical(long_form));
}

}  // namespace

TEST_CASE("the canonical text of a shape names its type, bounds and default") {
  Shapes s;
  CHECK(s.canonical_short("int") == R"({"type":"int"})");
  CHECK(s.canonical_short("int 0..100 = 100") == R"({"type":"int","minimum":0,"maximum":100,"default":100})");
  CHECK(s.canonical_short("double > 0 < 1 = 0.5") == R"({"type":"double","exclusiveMinimum":0.0,"exclusiveMaximum":1.0,"default":0.5})");
  CHECK(s.canonical_short("string 8..64") == R"({"type":"string","min":8,"max":64})");
  CHECK(s.canonical_short("list<int> max 4") == R"({"type":"list<int>","min":0,"max":4,"items":{"type":"int"}})");
  CHECK(s.canonical_short("int?") == R"({"type":"int?","items":{"type":"int"}})");
}

TEST_CASE("every short form says the same as its long form") {
  same("int", R"({"type":"integer"})");
  same("int >= 0", R"({"type":"integer","minimum":0})");
  same("int -5..5 = -1", R"({"type":"integer","minimum":-5,"maximum":5,"default":-1})");
  same("int > 0 <= 9", R"({"type":"integer","exclusiveMinimum":0,"maximum":9})");
  same("int -9223372036854775808..9223372036854775807", R"({"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807})");
  same("double", R"({"type":"number"})");
  same("double 0..1.5e3", R"({"type":"number","minimum":0,"maximum":1500.0})");
  same("double < 1", R"({"type":"number","exclusiveMaximum":1})");
  same("bool = true", R"({"type":"boolean","default":true})");
  same("string", R"({"type":"string"})");
  same("string 1..8 = ab", R"({"type":"string","minLength":1,"maxLength":8,"default":"ab"})");
  same("string > 2", R"({"type":"string","minLength":3})");
  same("string < 9", R"({"type":"string","maxLength":8})");
  same("vec3", R"({"$ref":"ludex:vec3"})");
  same("vec3 = [1,2,3.5]", R"({"$ref":"ludex:vec3","default":[1.0,2.0,3.5]})");
  same("row weapons = sword", R"({"$ref":"ludex:row/weapons","default":"sword"})");
  same("ref player", R"({"$ref":"ludex:ref/player"})");
  same("enum(red, blue) = blue", R"({"enum":["red","blue"],"default":"blue"})");
  same("list<int 0..9> max 3", R"({"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"maxItems":3})");
  same("map<string, int >= 0> max 500", R"({"type":"object","additionalProperties":{"type":"integer","minimum":0},"maxProperties":500})");
  same("int?", R"({"type":["integer","null"]})");
  same("int? = null", R"({"type":["integer","null"],"default":null})");
  same("string 1..4?", R"({"type":["string","null"],"minLength":1,"maxLength":4})");
}

TEST_CASE("the question mark may stand before or after the bounds") {
  Shapes s;
  CHECK(s.canonical_short("int? 0..5") == s.canonical_short("int 0..5?"));
  CHECK(s.canonical_short("row weapons? = null") == s.canonical_short("row weapons ? = null"));
}

TEST_CASE("blanks do not matter") {
  Shapes s;
  CHECK(s.canonical_short("  list < map<string,int>>max 3 ") == s.canonical_short("list<map<string, int>> max 3"));
  CHECK(s.canonical_short("int\t0 .. 5=3") == s.canonical_short("int 0..5 = 3"));
}

TEST_CASE("containers nest, with bounds and defaults inside") {
  Shapes s;
  CHECK(s.canonical_short("map<row weapons, list<int 1..9 = 2> max 2>") ==
        R"({"type":"map<row weapons, list<int>>","min":0,"max":65536,"keys":{"type":"row weapons"},"items":{"type":"list<int>","min":0,"max":2,"items":{"type":"int","minimum":1,"maximum":9,"default":2}}})");
  CHECK(s.canonical_short("list<double > 0>") == s.canonical(R"({"type":"array","items":{"type":"number","exclusiveMinimum":0}})"));
  CHECK(s.canonical_short("map<ref player, bool>").find(R"("keys":{"type":"int"})") != std::string::npos);
}

TEST_CASE("a default is JSON, and a name may stand bare") {
  Shapes s;
  CHECK(s.canonical_short("list<row weapons> = [\"bow\"]").find(R"("default":["bow"])") != std::string::npos);
  CHECK(s.canonical_short("map<string, int> = {\"a\": 1, \"b\": 2}").find(R"("default":{"a":1,"b":2})") != std::string::npos);
  CHECK(s.canonical_short("string = \"a = b > c\"").find(R"("default":"a = b > c")") != std::string::npos);
  CHECK(s.canonical_short("string = 'quoted'") == s.canonical_short("string = quoted"));
  CHECK(s.canonical_short("string =  two words ") == s.canonical_short("string = \"two words\""));
  CHECK(s.canonical_short("string? = null") != s.canonical_short("string? = \"null\""));
  CHECK(s.canonical_short("list<string = x> max 2").find(R"("default":"x")") != std::string::npos);
}

TEST_CASE("a type that does not exist is named, with the nearest that does") {
  CHECK(refused("integer") == "0 unknown type 'integer'");
  CHECK(refused("strng 1..2") == "0 unknown type 'strng'; did you mean 'string'?");
  CHECK(refused("").find("0 expected a type") == 0);
  CHECK(refused("  !") == "2 expected a type, such as int, double, string, bool, vec3, row T, ref K, enum(…), list<T>, map<K, V>");
}

TEST_CASE("tables and kinds must be declared") {
  CHECK(refused("row weapon").find("unknown table 'weapon'; did you mean 'weapons'?") != std::string::npos);
  CHECK(refused("ref plyer").find("unknown kind 'plyer'; did you mean 'player'?") != std::string::npos);
  CHECK(refused("row").find("unknown table ''") != std::string::npos);
}

TEST_CASE("bounds that nothing fits are refused") {
  CHECK(refused("int 5..4").find("no value lies within these bounds") != std::string::npos);
  CHECK(refused("double 1..0.5").find("no value lies within these bounds") != std::string::npos);
  CHECK(refused("string 9..8").find("no value lies within these bounds") != std::string::npos);
}

TEST_CASE("a bound has the form of its type") {
  CHECK(refused("int 0.5..3").find("the bound is not an int") != std::string::npos);
  CHECK(refused("int 0..9223372036854775808").find("the bound is not an int") != std::string::npos);
  CHECK(refused("double 0..1e999").find("out of range of a double") != std::string::npos);
  CHECK(refused("string -1..3").find("a length is 0..") != std::string::npos);
  CHECK(refused("string 0..1048577").find("a length is 0..") != std::string::npos);
  CHECK(refused("bool 0..1").find("this type takes no bounds") != std::string::npos);
  CHECK(refused("vec3 >= 0").find("this type takes no bounds") != std::string::npos);
  CHECK(refused("row weapons 1..2").find("this type takes no bounds") != std::string::npos);
  CHECK(refused("int 007..9").find("expected") != std::string::npos);
  CHECK(refused("int 0...9") != "");
  CHECK(refused("int 0..").find("expected a number") != std::string::npos);
  CHECK(refused("int 1").find("expected '..'") != std::string::npos);
}

TEST_CASE("a default fits its shape") {
  CHECK(refused("int 0..5 = 6").find("the default is out of its declared range") != std::string::npos);
  CHECK(refused("int = 1.5").find("the default expected an integer") != std::string::npos);
  CHECK(refused("int = x").find("the default is not JSON") != std::string::npos);
  CHECK(refused("int =").find("expected a value after '='") != std::string::npos);
  CHECK(refused("row weapons = axe").find("is not a row of its table") != std::string::npos);
  CHECK(refused("enum(a,b) = c").find("is not one of the allowed names") != std::string::npos);
  CHECK(refused("int = null").find("the default") != std::string::npos);
  CHECK(refused("list<int> = [1,\"x\"]").find("the default at /1 expected an integer") != std::string::npos);
}

TEST_CASE("what is left over is shown where it stands") {
  CHECK(refused("int 0..5 foo") == "9 unexpected 'foo'");
  CHECK(refused("vec3 x") == "5 unexpected 'x'");
  CHECK(refused("int??").find("'?' is given twice") != std::string::npos);
  CHECK(refused("int? 0..5?").find("'?' is given twice") != std::string::npos);
}

TEST_CASE("brackets and keys of containers are complete") {
  CHECK(refused("list").find("expected '<'") != std::string::npos);
  CHECK(refused("list<int").find("expected '>'") != std::string::npos);
  CHECK(refused("map<string>").find("expected ','") != std::string::npos);
  CHECK(refused("map<double, int>").find("a map's keys are string, int, row or enum") != std::string::npos);
  CHECK(refused("list<int> max").find("max takes a count") != std::string::npos);
  CHECK(refused("list<int> max 65537").find("max takes a count") != std::string::npos);
  CHECK(refused("list<int> max -1").find("max takes a count") != std::string::npos);
  CHECK(refused("enum").find("expected '('") != std::string::npos);
  CHECK(refused("enum()").find("expected a name") != std::string::npos);
  CHECK(refused("enum(a,a)").find("'a' stands twice") != std::string::npos);
  CHECK(refused("enum(a").find("expected ')'") != std::string::npos);
}

TEST_CASE("shapes nest only so deep") {
  std::string eight = "int", many = "int";
  for (int i = 0; i < 8; ++i) eight = "list<" + eight + ">";
  for (int i = 0; i < 2000; ++i) many = "list<" + many + ">";
  CHECK(refused(eight).empty());
  CHECK(refused("list<" + eight + ">").find("shapes nest deeper than 8") != std::string::npos);
  CHECK(refused(many).find("shapes nest deeper than 8") != std::string::npos);
}

TEST_CASE("no cut of a short form ends the process") {
  const std::string whole = R"(map<row weapons, list<string 1..3? = "a\"b"> max 9> max 500 = {"bow": ["x"]})";
  for (std::size_t n = 0; n <= whole.size(); ++n) refused(whole.substr(0, n));
  CHECK(refused(whole).empty());
}
