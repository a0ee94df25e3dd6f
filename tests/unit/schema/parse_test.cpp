#include "schema/parse.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/shapes.h"

namespace {

using namespace ludex;
using ludex::test::Shapes;

/// "POINTER message" of a shape that must not parse; "" when it does.
std::string refused(std::string_view json) {
  Shapes s;
  if (s.parse(json)) return "";
  return s.errors[0].pointer + " " + s.errors[0].message;
}

/// "POINTER message" of a field that needs a written default; "" when it does not.
std::string default_missing(std::string_view short_form) {
  Shapes s;
  const Shape* shape = s.parse_short(short_form);
  REQUIRE(shape);
  json::Document document;
  document.text = "1";
  REQUIRE(json::scan(document.text, {}, document.tape).ok());
  Diagnostics d;
  require_default(*shape, json::View(document, 0), "/f", d);
  if (d.ok()) return "";
  return d.take()[0].message;
}

}  // namespace

TEST_CASE("objects with properties are closed records in declared order") {
  Shapes s;
  const Shape* r = s.parse(R"({"type":"object","properties":{"b":"int","a":{"type":"string"}},"required":["b","a"],"additionalProperties":false})");
  REQUIRE(r);
  REQUIRE(r->kind == ShapeKind::record);
  CHECK(r->fields[0].name == "a");  // stored by name
  CHECK(r->fields[1].name == "b");
  CHECK(r->declared == std::vector<std::uint32_t>{1, 0});  // checked as written
}

TEST_CASE("with a list of required members the others are optional, unless they have a default") {
  Shapes s;
  const Shape* r = s.parse(R"({"type":"object","properties":{"a":"int","b":"int","c":"int = 3"},"required":["a"]})");
  REQUIRE(r);
  CHECK(r->fields[0].shape->kind == ShapeKind::integer);
  CHECK(r->fields[1].shape->kind == ShapeKind::optional);
  CHECK(r->fields[2].shape->kind == ShapeKind::integer);
}

TEST_CASE("without a list of required members all are required, as in params") {
  Shapes s;
  const Shape* r = s.parse(R"({"type":"object","properties":{"a":"int"}})");
  REQUIRE(r);
  CHECK(r->fields[0].shape->kind == ShapeKind::integer);
}

TEST_CASE("an object without properties is a map") {
  Shapes s;
  const Shape* m = s.parse(R"({"type":"object","additionalProperties":"int 0..9","maxProperties":3})");
  REQUIRE(m);
  CHECK(m->kind == ShapeKind::map);
  CHECK(m->max_length == 3);
  CHECK(m->element->maximum.i == 9);
}

TEST_CASE("closed sets: strings are an enumeration, ints, doubles and booleans a list of allowed values") {
  Shapes s;
  CHECK(s.parse(R"({"enum":["a","b"]})")->kind == ShapeKind::enumeration);
  CHECK(s.parse(R"({"type":"string","enum":["a","b"]})")->names.size() == 2);
  CHECK(s.parse(R"({"enum":[1,2,3]})")->kind == ShapeKind::integer);
  CHECK(s.parse(R"({"type":"number","enum":[1,2.5]})")->kind == ShapeKind::number);
  CHECK(s.parse(R"({"const":true})")->kind == ShapeKind::boolean);
  CHECK(s.parse(R"({"const":7})")->allowed.size() == 1);
  CHECK(s.parse(R"({"const":"only"})")->names.size() == 1);
}

TEST_CASE("closed sets of mixed, repeated or wrong values are refused") {
  CHECK(refused(R"({"enum":[]})") == "/enum expected a list of at least one value");
  CHECK(refused(R"({"enum":["a",1]})") != "");
  CHECK(refused(R"({"enum":[1,"a"]})") != "");
  CHECK(refused(R"({"enum":["a","a"]})").find("stands twice") != std::string::npos);
  CHECK(refused(R"({"type":"integer","enum":["a"]})").find("not of the declared type") != std::string::npos);
  CHECK(refused(R"({"type":"integer","enum":[1.5]})") != "");
  CHECK(refused(R"({"enum":[[1]]})") != "");
  CHECK(refused(R"({"enum":["a"],"const":"a"})").find("either enum or const") != std::string::npos);
}

TEST_CASE("two closed sets that read alike when joined are told apart") {
  Shapes s;
  CHECK(s.canonical(R"({"enum":["a,b","c"]})") != s.canonical(R"({"enum":["a","b,c"]})"));
}

TEST_CASE("a keyword outside the dialect is an error, never ignored") {
  CHECK(refused(R"({"type":"string","format":"email"})") == "/format the keyword 'format' is not supported in contracts");
  CHECK(refused(R"({"type":"string","maxLenght":3})").find("did you mean 'maxLength'?") != std::string::npos);
  CHECK(refused(R"({"type":"integer","multipleOf":2})").find("multipleOf") != std::string::npos);
  CHECK(refused(R"({"type":"array","items":"int","uniqueItems":true})").find("uniqueItems") != std::string::npos);
  for (const char* keyword : {"oneOf", "anyOf", "allOf", "not", "if", "then", "$defs", "format", "prefixItems", "contains"})
    CHECK(refused(std::string(R"({"type":"integer",")") + keyword + R"(":[]})").find(keyword) != std::string::npos);
}

TEST_CASE("a keyword of another type has no meaning") {
  CHECK(refused(R"({"type":"integer","maxLength":2})") == "/maxLength 'maxLength' has no meaning for this type");
  CHECK(refused(R"({"type":"string","minimum":2})") == "/minimum 'minimum' has no meaning for this type");
  CHECK(refused(R"({"type":"string","items":"int"})") == "/items 'items' has no meaning for this type");
  CHECK(refused(R"({"type":"array","items":"int","maxProperties":2})") == "/maxProperties 'maxProperties' has no meaning for this type");
  CHECK(refused(R"({"$ref":"ludex:vec3","minimum":0})") == "/minimum 'minimum' has no meaning for this type");
}

TEST_CASE("bounds are of their type, given once, and leave something") {
  CHECK(refused(R"({"type":"integer","minimum":0.5})") == "/minimum expected an int");
  CHECK(refused(R"({"type":"number","minimum":"0"})") == "/minimum expected a number");
  CHECK(refused(R"({"type":"number","minimum":1e999})") == "/minimum the bound is out of range of a double");
  CHECK(refused(R"({"type":"integer","minimum":0,"exclusiveMinimum":1})").find("given twice") != std::string::npos);
  CHECK(refused(R"({"type":"integer","minimum":2,"maximum":1})") == " no value lies within these bounds");
  CHECK(refused(R"({"type":"string","minLength":3,"maxLength":2})") == " no value lies within these bounds");
  CHECK(refused(R"({"type":"string","maxLength":-1})").find("expected a count of at most") != std::string::npos);
  CHECK(refused(R"({"type":"array","items":"int","maxItems":1.5})").find("expected a count of at most") != std::string::npos);
}

TEST_CASE("annotations are what JSON Schema says they are, and change nothing") {
  Shapes s;
  const std::string plain = s.canonical(R"({"type":"integer","minimum":1})");
  CHECK(s.canonical(R"({"type":"integer","title":"t","description":"d","$comment":"c","examples":[1,"x"],"deprecated":true,"minimum":1})") == plain);
  for (const char* wrong : {R"("title":1)", R"("description":null)", R"("$comment":[])", R"("examples":1)", R"("deprecated":"no")"})
    CHECK(refused(std::string(R"({"type":"integer",)") + wrong + "}").find("expected") != std::string::npos);
}

TEST_CASE("a pattern is found anywhere in a string, after its length is right") {
  Shapes s;
  const Shape* word = s.parse(R"({"type":"string","pattern":"^[a-z]+$|-","minLength":2,"maxLength":4})");
  REQUIRE(word);
  CHECK(s.decode(*word, R"("abc")") == R"("abc")");
  CHECK(s.decode(*word, R"("A-B")") == R"("A-B")");
  CHECK(s.decode(*word, R"("ABC")") == " does not match its pattern");
  CHECK(s.decode(*word, R"("A")") == " is shorter than allowed");
  CHECK(s.decode(*word, R"("abcde")") == " is longer than allowed");
  const Shape* list = s.parse(R"({"type":"array","items":{"type":["string","null"],"pattern":"^\\p{Lu}"}})");
  REQUIRE(list);
  CHECK(s.decode(*list, R"(["Éa",null,"é"])") == "/2 does not match its pattern");
}

TEST_CASE("a pattern that is none is shown where it breaks") {
  Shapes s;
  CHECK_FALSE(s.parse(R"({"type":"string","pattern":"\\d(a"})"));
  CHECK(s.errors[0].pointer == "/pattern");
  CHECK(s.errors[0].message == "this group is not closed; write \\( for the character");
  CHECK(s.errors[0].caret == 2);
  CHECK(refused(R"json({"type":"string","pattern":"(?=a)"})json").find("linear time") != std::string::npos);
  CHECK(refused(R"({"type":"string","pattern":7})") == "/pattern expected a regular expression");
  CHECK(refused(R"({"type":"integer","pattern":"a"})") == "/pattern 'pattern' has no meaning for this type");
  CHECK(refused(R"({"type":"string","pattern":"^a","default":"b"})").starts_with("/default"));
}

TEST_CASE("patterns and bytes are in the canonical text, only where they are") {
  Shapes s;
  CHECK(s.canonical(R"({"type":"string"})") == R"({"type":"string","min":0,"max":1048576})");
  CHECK(s.canonical(R"({"type":"string","pattern":"^a","x-ludex":{"maxBytes":9}})") == R"({"type":"string","min":0,"max":1048576,"maxBytes":9,"pattern":"^a"})");
}

TEST_CASE("bytes of a string are counted in UTF-8") {
  Shapes s;
  const Shape* text = s.parse(R"({"type":"string","x-ludex":{"maxBytes":4}})");
  REQUIRE(text);
  CHECK(s.decode(*text, R"("abcd")") == R"("abcd")");
  CHECK(s.decode(*text, R"("éé")") == R"("éé")");
  CHECK(s.decode(*text, R"("abcde")") == " has more bytes than allowed");
  CHECK(s.decode(*text, R"("éé!")") == " has more bytes than allowed");
}

TEST_CASE("lists and maps have a least size") {
  Shapes s;
  const Shape* list = s.parse(R"({"type":"array","items":"int","minItems":1,"maxItems":2})");
  const Shape* map = s.parse(R"({"type":"object","additionalProperties":"int","minProperties":2})");
  REQUIRE(list);
  REQUIRE(map);
  CHECK(s.decode(*list, "[]") == " has fewer items than allowed");
  CHECK(s.decode(*list, "[1]") == "[1]");
  CHECK(s.decode(*map, R"({"a":1})") == " has fewer entries than allowed");
  CHECK(s.decode(*map, R"({"a":1,"b":2})") == R"({"a":1,"b":2})");
  CHECK(refused(R"({"type":"array","items":"int","minItems":3,"maxItems":2})") == " no value lies within these bounds");
  CHECK(refused(R"({"type":"object","additionalProperties":"int","minProperties":-1})").starts_with("/minProperties"));
  CHECK(refused(R"({"type":"string","minItems":1})") == "/minItems 'minItems' has no meaning for this type");
}

TEST_CASE("a width is the bounds of its values, and the tighter bound of two counts") {
  Shapes s;
  const auto canonical = [&s](const std::string& width, const std::string& more) {
    return s.canonical(R"({"type":"integer","x-ludex":{"width":")" + width + "\"}" + more + "}");
  };
  CHECK(canonical("u8", "") == R"({"type":"int","minimum":0,"maximum":255})");
  CHECK(canonical("i8", "") == R"({"type":"int","minimum":-128,"maximum":127})");
  CHECK(canonical("u16", "") == R"({"type":"int","minimum":0,"maximum":65535})");
  CHECK(canonical("i16", "") == R"({"type":"int","minimum":-32768,"maximum":32767})");
  CHECK(canonical("u32", "") == R"({"type":"int","minimum":0,"maximum":4294967295})");
  CHECK(canonical("i32", "") == R"({"type":"int","minimum":-2147483648,"maximum":2147483647})");
  CHECK(canonical("i64", "") == s.canonical(R"({"type":"integer"})"));
  CHECK(canonical("u8", R"(,"minimum":-5,"exclusiveMaximum":9)") == R"({"type":"int","minimum":0,"exclusiveMaximum":9})");
  CHECK(canonical("i8", R"(,"minimum":5,"maximum":900)") == R"({"type":"int","minimum":5,"maximum":127})");
  CHECK(canonical("u8", R"(,"exclusiveMinimum":0)") == R"({"type":"int","exclusiveMinimum":0,"maximum":255})");
  CHECK(refused(R"({"type":"integer","minimum":256,"x-ludex":{"width":"u8"}})") == " no value lies within these bounds");
  CHECK(refused(R"({"type":"integer","x-ludex":{"width":"u64"}})").starts_with("/x-ludex/width expected one of u8"));
  CHECK(refused(R"({"type":"integer","x-ludex":{"width":"f32"}})").starts_with("/x-ludex/width"));
  CHECK(refused(R"({"type":"number","x-ludex":{"width":"i8"}})") == "/x-ludex/width expected f64 or f32");
  CHECK(refused(R"({"type":"string","x-ludex":{"width":"i8"}})") == "/x-ludex/width 'width' has no meaning for this type");
}

TEST_CASE("an f32 is a number whose nearest binary32 is finite") {
  Shapes s;
  const Shape* f32 = s.parse(R"({"type":"number","x-ludex":{"width":"f32","finite":true}})");
  REQUIRE(f32);
  CHECK(s.decode(*f32, "3.4028234663852886e38") != " is out of its declared range");   // the largest binary32
  CHECK(s.decode(*f32, "3.4028235677973362e38") != " is out of its declared range");   // the last double below 2^128 - 2^103
  CHECK(s.decode(*f32, "3.4028235677973366e38") == " is out of its declared range");   // 2^128 - 2^103 rounds to infinity
  CHECK(s.decode(*f32, "-3.4028235677973366e38") == " is out of its declared range");
  CHECK(s.canonical(R"({"type":"number","x-ludex":{"width":"f64"}})") == s.canonical(R"({"type":"number"})"));
  CHECK(refused(R"({"type":"number","x-ludex":{"finite":false}})").starts_with("/x-ludex/finite"));
}

TEST_CASE("a reference may be written as an integer that says so") {
  Shapes s;
  CHECK(s.canonical(R"({"type":"integer","x-ludex":{"ref":"player"}})") == s.canonical(R"({"$ref":"ludex:ref/player"})"));
  CHECK(refused(R"({"type":"integer","x-ludex":{"ref":"dragon"}})") == "/x-ludex/ref expected the name of a declared kind");
  CHECK(refused(R"({"type":"integer","minimum":1,"x-ludex":{"ref":"player"}})") == "/minimum 'minimum' has no meaning for this type");
  CHECK(refused(R"({"type":"integer","enum":[1],"x-ludex":{"ref":"player"}})").starts_with("/x-ludex/ref"));
  CHECK(refused(R"({"type":"integer","x-ludex":{"ref":"player","width":"u8"}})").starts_with("/x-ludex/ref"));
  CHECK(refused(R"({"type":"number","x-ludex":{"ref":"player"}})") == "/x-ludex/ref 'ref' has no meaning for this type");
  CHECK(refused(R"({"type":"integer","x-ludex":{"reff":"player"}})").find("did you mean 'ref'?") != std::string::npos);
  CHECK(refused(R"({"type":"integer","x-ludex":true})").starts_with("/x-ludex expected an object"));
}

TEST_CASE("types are one name, with null beside it for an optional") {
  CHECK(refused(R"({"type":"int"})").find("unknown type 'int'") != std::string::npos);
  CHECK(refused(R"({"type":"integr"})").find("did you mean 'integer'?") != std::string::npos);
  CHECK(refused(R"({"type":["integer","string"]})").find("expected one type name") != std::string::npos);
  CHECK(refused(R"({"type":"null"})") != "");
  CHECK(refused(R"({"type":["null"]})") != "");
  CHECK(refused(R"({"type":7})") != "");
  CHECK(refused("{}").find("a shape needs \"type\"") != std::string::npos);
  CHECK(refused("7").find("a shape is a string") != std::string::npos);
  CHECK(refused("null").find("a shape is a string") != std::string::npos);
}

TEST_CASE("references name what is declared") {
  CHECK(refused(R"({"$ref":"ludex:row/weapon"})").find("/$ref '$ref' names") == 0);
  CHECK(refused(R"({"$ref":"#/defs/x"})").find("/$ref '$ref' names") == 0);
  CHECK(refused(R"({"$ref":"ludex:ref/"})").find("/$ref") == 0);
  CHECK(refused(R"({"$ref":1})").find("/$ref") == 0);
}

TEST_CASE("containers are complete, and closed") {
  CHECK(refused(R"({"type":"array"})").find("an array needs \"items\"") != std::string::npos);
  CHECK(refused(R"({"type":"object"})").find("an object needs \"properties\"") != std::string::npos);
  CHECK(refused(R"({"type":"object","properties":{},"additionalProperties":true})").find("a stored object is closed") != std::string::npos);
  CHECK(refused(R"({"type":"object","properties":{"a":"int"},"required":["b"]})").find("expected a list of declared properties") != std::string::npos);
  CHECK(refused(R"({"type":"object","properties":[]})") == "/properties expected an object of names and shapes");
  CHECK(refused(R"({"type":"integer","additionalProperties":false})") != "");
}

TEST_CASE("an error inside a shape points there") {
  CHECK(refused(R"({"type":"array","items":{"type":"array","items":{"type":"intger"}}})") == "/items/items/type unknown type 'intger'; did you mean 'integer'?");
  CHECK(refused(R"({"type":"object","properties":{"a/b":"strin"}})") == "/properties/a~1b unknown type 'strin'; did you mean 'string'?");
}

TEST_CASE("an error inside a short form has the offset of its fault as its caret") {
  Shapes s;
  CHECK_FALSE(s.parse(R"("int 0..5 = 6")"));
  CHECK(s.errors[0].excerpt == "int 0..5 = 6");
  CHECK(s.errors[0].caret == 11);
  CHECK(s.errors[0].column == 13);
}

TEST_CASE("long shapes nest only so deep") {
  std::string text = "\"int\"";
  for (int i = 0; i < 40; ++i) text = R"({"type":"array","items":)" + text + "}";
  CHECK(refused(text).find("shapes nest deeper than 8") != std::string::npos);
}

TEST_CASE("a field whose implied value breaks its bounds needs a written default") {
  CHECK(default_missing("int 1..9").find("the implied default breaks") != std::string::npos);
  CHECK(default_missing("string 1..9").find("the implied default breaks") != std::string::npos);
  CHECK(default_missing("double > 0").find("the implied default breaks") != std::string::npos);
  CHECK(default_missing("row weapons").find("needs a written default") != std::string::npos);
  CHECK(default_missing("ref player").find("needs a written default") != std::string::npos);
  for (const char* fine : {"int", "int 0..9", "int 1..9 = 1", "int 1..9?", "bool", "string", "vec3", "list<int 1..9>", "map<string, row weapons>", "enum(a,b)", "row weapons = bow"})
    CHECK(default_missing(fine).empty());
}
