// Types, variables among them, as CEL's checker reasons with them.
#include <doctest/doctest.h>

#include "expr/dyn_types.h"

using namespace ludex::expr;

TEST_CASE("types are read and written") {
  TypeTable t;
  for (const char* text : {"int", "null", "dyn", "list(int)", "map(string,list(dyn))", "timestamp", "type(int)", "tuple(int,uint)"}) {
    const auto parsed = t.parse(text);
    REQUIRE_MESSAGE(parsed, text);
    CHECK(t.print(*parsed) == text);
  }
  CHECK(t.print(*t.parse("map<string, list<int>>")) == "map(string,list(int))");
  CHECK(t.print(*t.parse("list")) == "list(dyn)");
  CHECK(t.print(*t.parse("list(param(T))")) == "list(dyn)");
  for (const char* text : {"", "list(", "list(int", "map(int)", "int)", "list(int,int)"}) CHECK_MESSAGE(!t.parse(text), text);
}

TEST_CASE("variables are bound once, to the most general") {
  TypeTable t;
  const TypeId a = t.fresh(), list = t.of("list", {a}), ints = *t.parse("list(int)");
  CHECK(t.assign(ints, list));
  CHECK(t.print(a) == "int");
  CHECK(!t.assign(*t.parse("list(string)"), list));
  CHECK(t.print(a) == "int");  // what did not fit has left no trace
  CHECK(t.assign(*t.parse("list(dyn)"), list));
  CHECK(t.print(a) == "dyn");
}

TEST_CASE("a variable never holds itself") {
  TypeTable t;
  const TypeId a = t.fresh();
  CHECK(!t.assign(t.of("list", {a}), a));
  CHECK(t.print(a) == "dyn");
}

TEST_CASE("the items of a list meet in one type") {
  TypeTable t;
  CHECK(t.print(t.join(t.plain("int"), t.plain("int"))) == "int");
  CHECK(t.print(t.join(t.plain("int"), t.plain("string"))) == "dyn");
  CHECK(t.print(t.join(t.of("list", {t.fresh()}), *t.parse("list(int)"))) == "list(int)");
  CHECK(t.print(t.join(t.plain("null"), t.plain("timestamp"))).size() > 0);
}
