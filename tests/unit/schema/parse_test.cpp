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
  CHECK(refused(R"({"type":"string","pattern":"^a"})") == "/pattern the keyword 'pattern' is not supported in contracts");
  CHECK(refused(R"({"type":"string","maxLenght":3})").find("did you mean 'maxLength'?") != std::string::npos);
  CHECK(refused(R"({"type":"integer","multipleOf":2})").find("multipleOf") != std::string::npos);
  CHECK(refused(R"({"type":"array","items":"int","uniqueItems":true})").find("uniqueItems") != std::string::npos);
  CHECK(refused(R"({"type":"integer","title":"x"})").find("title") != std::string::npos);
  for (const char* keyword : {"oneOf", "anyOf", "allOf", "not", "if", "then", "$defs", "format", "minItems", "prefixItems", "contains"})
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
