// Optional values.
#include <doctest/doctest.h>

#include "helpers/cel.h"

using test::cel;

TEST_CASE("a value or none, and what is asked of it") {
  CHECK(cel("optional.of(1)") == R"({"optional":{"int":"1"}})");
  CHECK(cel("optional.none()") == R"({"optional":null})");
  CHECK(cel("optional.of(1).value() + optional.none().orValue(2)") == R"({"int":"3"})");
  CHECK(cel("optional.none().value()") == "! no_such_key");
  CHECK(cel("type(optional.none()) == optional_type && optional.of(1) != optional.of(2)") == R"({"bool":true})");
  CHECK(cel("[optional.none(), optional.of(1)].unwrapOpt() == [1] && optional.unwrap([optional.of('a')]) == ['a']") == R"({"bool":true})");
  CHECK(cel("[1, 2].first().value() + [1, 2].last().value()") == R"({"int":"3"})");
  CHECK(cel("[].first().hasValue() || [].last().hasValue()") == R"({"bool":false})");
}

TEST_CASE("the zero of every type is no value") {
  for (const char* zero : {"null", "false", "0", "0u", "-0.0", "''", "b''", "[]", "{}", "duration('0s')", "timestamp(0)", "optional.none()"})
    CHECK_MESSAGE(cel("optional.ofNonZeroValue(" + std::string(zero) + ").hasValue()") == R"({"bool":false})", zero);
  for (const char* value : {"true", "1", "' '", "[0]", "0.0 / 0.0", "int", "timestamp(1)"})
    CHECK_MESSAGE(cel("optional.ofNonZeroValue(" + std::string(value) + ").hasValue()") == R"({"bool":true})", value);
}

TEST_CASE("fields and items that may be absent") {
  CHECK(cel("{'a': {'b': 1}}.?a.b.value()") == R"({"int":"1"})");
  CHECK(cel("{'a': {'b': 1}}.?x.b.hasValue()") == R"({"bool":false})");
  CHECK(cel("[1, 2][?1].value() == 2 && ![1][?-1].hasValue() && !optional.none()[?0].hasValue()") == R"({"bool":true})");
  CHECK(cel("optional.of([[1]])[0][0].value()") == R"({"int":"1"})");
  CHECK(cel("has({'a': {'b': 1}}.?a.b) && !has({'a': {'b': 1}}.?a.c)") == R"({"bool":true})");
  CHECK(cel("{'a': 1}.?a.b", false) == "! no_such_overload");
  CHECK(cel("[1][?'x']", false) == "! no_such_overload");
  CHECK(cel("1.?a").starts_with("? int has no field 'a'"));
  CHECK(cel("{}.?a()").starts_with("? expected the end"));
}

TEST_CASE("entries that may be absent") {
  CHECK(cel("[?optional.of(1), 2, ?optional.none()] == [1, 2]") == R"({"bool":true})");
  CHECK(cel("{?'a': optional.none(), 'b': 1, ?'c': {}.?x} == {'b': 1}") == R"({"bool":true})");
  CHECK(cel("{?'a': optional.of(1), 'a': 2}") == "! no_such_key");
  CHECK(cel("{?'a': optional.none(), 'a': 2}") == R"({"map":[[{"string":"a"},{"int":"2"}]]})");
  CHECK(cel("[?1]").starts_with("? an entry after '?' is an optional value, not int"));
  CHECK(cel("[?1]", false) == "! no_such_overload");
}

TEST_CASE("what is not needed is not looked at") {
  CHECK(cel("optional.of(1).orValue(1 / 0)") == R"({"int":"1"})");
  CHECK(cel("optional.of(1).or(optional.of(1 / 0)).value()") == R"({"int":"1"})");
  CHECK(cel("optional.none().orValue(1 / 0)") == "! division_by_zero");
  CHECK(cel("optional.of(1).or(2)", false) == R"({"optional":{"int":"1"}})");
  CHECK(cel("optional.none().or(2)", false) == "! no_such_overload");
  CHECK(cel("optional.of(1).or()", false) == "! no_such_overload");
  CHECK(cel("optional.none().optMap(x, 1 / 0).hasValue()") == R"({"bool":false})");
}

TEST_CASE("optMap and optFlatMap") {
  CHECK(cel("optional.of(20).optMap(x, x + 1)") == R"({"optional":{"int":"21"}})");
  CHECK(cel("optional.of({'a': 1}).optFlatMap(m, m.?a)") == R"({"optional":{"int":"1"}})");
  CHECK(cel("optional.of(1).optFlatMap(x, x)").starts_with("? optFlatMap() makes an optional value, not int"));
  CHECK(cel("optional.of(1).optFlatMap(x, x)", false) == "! no_such_overload");
  CHECK(cel("[1].optMap(x, x)").starts_with("? optMap() takes an optional value, not list(int)"));
  CHECK(cel("[1, 2].map(x, optional.of(x).optMap(y, x + y).value()) == [2, 4]") == R"({"bool":true})");
}
