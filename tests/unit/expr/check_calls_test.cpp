// Calls whose results depend on what they are given: bounds, patterns, optional values.

#include <doctest/doctest.h>

#include "helpers/expression.h"

using ludex::test::evaluate;
using ludex::test::refused;

TEST_CASE("a pattern is written out and compiled with the rules") {
  CHECK(evaluate("actor.s.matches('^[a-c]{3}$')") == "true");
  CHECK(evaluate("matches(actor.utf, '^.{3}$')") == "true");
  CHECK(refused("actor.s.matches(actor.s)").find("the pattern of matches() is written out") != std::string::npos);
  CHECK(refused("actor.s.matches('a(')").find("16 the regular expression: this group is not closed") != std::string::npos);
  CHECK(refused("actor.s.matches('(a)\\\\1')").find("the regular expression: ") != std::string::npos);
  CHECK(evaluate("actor.i > 3 ? actor.s.matches('b') : actor.s.matches('z')") == "true");
}

TEST_CASE("the patterns of a program share one limit") {
  std::string many = "actor.s.matches('[\\\\p{L}\\\\p{N}_]{1,100}')";
  for (int i = 0; i < 40; ++i) many += " || actor.s.matches('[\\\\p{L}\\\\p{N}_]{1,100}" + std::to_string(i) + "')";
  CHECK(refused(many).find("instructions in all") != std::string::npos);
}

TEST_CASE("a T? is asked itself where it is an optional value") {
  CHECK(evaluate("actor.o.hasValue() && !actor.none.hasValue()") == "true");
  CHECK(evaluate("actor.o.orValue(9) + actor.none.orValue(9)") == "14");
  CHECK(evaluate("actor.none.or(actor.o).value()") == "5");
  CHECK(evaluate("actor.none.or(actor.i + 1).value()") == "8");  // the other side becomes a T?
  CHECK(evaluate("[actor.none.or(actor.i), actor.o][0].orValue(0)") == "7");
  CHECK(evaluate("actor.none.value()") == "!no_such_overload");
  CHECK(evaluate("actor.o.orValue(1 / actor.z)") == "5");  // looked at only where it is needed
  CHECK(evaluate("actor.none.orValue(1 / actor.z)") == "!division_by_zero");
  CHECK(evaluate("actor.none.or(optional.none()) == null") == "true");
  CHECK(evaluate("optional.of(actor.i).optMap(x, x + 1).value()") == "8");
  CHECK(evaluate("actor.none.optMap(x, 1 / actor.z) == null") == "true");
  CHECK(evaluate("actor.o.optFlatMap(x, x > 9 ? x : null).hasValue()") == "false");
  CHECK(refused("actor.i.orValue(1)").find("orValue() is asked of what may be null, a T?, not of int") != std::string::npos);
  CHECK(refused("actor.o.orValue('x')").find("expected int, got string") != std::string::npos);
}

TEST_CASE("what may be missing is looked for without failing") {
  CHECK(evaluate("actor.m[?'a'].orValue(0) + actor.m.?b.orValue(0) + actor.m[?'z'].orValue(40)") == "43");
  CHECK(evaluate("actor.l[?2].orValue(0) + actor.l[?3].orValue(10) + actor.l[?-1].orValue(100)") == "113");
  CHECK(evaluate("actor.im[?7].orValue('none')") == "\"seven\"");
  CHECK(evaluate("actor.r.?y == null && actor.r.?x.value() == 1") == "true");
  CHECK(evaluate("actor.l[?1 / actor.z].orValue(0)") == "!division_by_zero");
  CHECK(refused("actor.i.?x").find("'.?' looks for") != std::string::npos);
  CHECK(refused("actor.s[?0]").find("'[?' looks for") != std::string::npos);
}

TEST_CASE("lists of entities are cut and turned, and are still no values") {
  CHECK(refused("[actor].first()") != "");
  CHECK(refused("actor.l.range(3)").find("unknown function 'range'") != std::string::npos);
  CHECK(refused("lists.range(actor.i)").find("lists.range() takes a number written out, from 0 to 65536") != std::string::npos);
  CHECK(refused("lists.range(65537)").find("lists.range() takes a number written out") != std::string::npos);
}
