#include "schema/shape.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/shapes.h"

using namespace ludex;
using ludex::test::Shapes;

TEST_CASE("types are the same whatever their bounds and defaults") {
  Shapes s;
  CHECK(same_type(*s.parse_short("int 0..5 = 1"), *s.parse_short("int")));
  CHECK(same_type(*s.parse_short("list<string 1..2> max 4"), *s.parse_short("list<string>")));
  CHECK(same_type(*s.parse_short("map<string, int? = 1>"), *s.parse_short("map<string, int?>")));
}

TEST_CASE("a reference is an int that promises what it names") {
  Shapes s;
  CHECK(same_type(*s.parse_short("ref player"), *s.parse_short("int")));
  CHECK(same_type(*s.parse_short("list<ref player>"), *s.parse_short("list<int>")));
}

TEST_CASE("types differ by structure") {
  Shapes s;
  const char* types[] = {"int",        "double",          "bool",           "string",         "vec3", "row weapons", "enum(a,b)", "enum(b,a)", "int?", "list<int>",
                         "list<int?>", "list<list<int>>", "map<string, int>", "map<row weapons, int>"};
  for (const char* a : types)
    for (const char* b : types) CHECK(same_type(*s.parse_short(a), *s.parse_short(b)) == (std::string(a) == b));
}

TEST_CASE("records are the same when members and their types are") {
  Shapes s;
  const auto record = [&](const char* properties) { return s.parse(std::string(R"({"type":"object","properties":)") + properties + "}"); };
  CHECK(same_type(*record(R"({"a":"int","b":"string"})"), *record(R"({"b":"string 1..2","a":"int"})")));
  CHECK_FALSE(same_type(*record(R"({"a":"int"})"), *record(R"({"a":"int","b":"int"})")));
  CHECK_FALSE(same_type(*record(R"({"a":"int"})"), *record(R"({"a":"double"})")));
  CHECK_FALSE(same_type(*record(R"({"a":"int"})"), *record(R"({"b":"int"})")));
}

TEST_CASE("a type is named as it would be written") {
  Shapes s;
  const ShapeNames names = s.declarations.names();
  for (const char* text : {"int", "double", "bool", "string", "vec3", "row weapons", "ref player", "enum(a,b)", "int?", "list<row weapons>", "map<string, list<int>>"})
    CHECK(type_name(*s.parse_short(text), names) == text);
  CHECK(type_name(*s.parse(R"({"type":"object","properties":{"b":"int","a":"string"}})"), names) == "{a: string, b: int}");
}
