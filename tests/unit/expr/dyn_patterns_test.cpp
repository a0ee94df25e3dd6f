// matches(): what it finds, and that no pattern makes it slow.
#include <doctest/doctest.h>

#include "helpers/cel.h"

using test::cel;

TEST_CASE("a match may stand anywhere unless the pattern says where") {
  CHECK(cel("'hubba'.matches('ubb') && matches('hubba', '^h') && !'hubba'.matches('^u') && ''.matches('')") == R"({"bool":true})");
  CHECK(cel("'Straße'.matches('(?i)STRAßE$') && 'a\\nb'.matches('(?s)a.b') && '٣'.matches('\\\\p{Nd}')") == R"({"bool":true})");
  CHECK(cel("['a', 'b', 'a'].filter(x, x.matches(x)).size()") == R"({"int":"3"})");
}

TEST_CASE("a pattern that is none says so when it runs") {
  CHECK(cel("'a'.matches('(')") == "! conversion");
  CHECK(cel("'a'.matches('(?=a)')") == "! conversion");
  CHECK(cel("'a'.matches('(a)\\\\1')") == "! conversion");
  CHECK(cel("true || 'a'.matches('(')") == R"({"bool":true})");
  CHECK(cel("'a'.matches(1)").starts_with("? no such overload: matches(string, int)"));
}

TEST_CASE("patterns made in a loop end") {
  CHECK(cel("lists.range(65).map(i, 'a'.matches(string(i)))") == "! overflow");
  CHECK(cel("lists.range(64).map(i, 'a'.matches(string(i))).size()") == R"({"int":"64"})");
  CHECK(cel("lists.range(60000).all(i, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.matches('^(a|a)*$'))") == R"({"bool":true})");
  CHECK(cel("cel.bind(s, ['a'].map(x, lists.range(60000).map(i, 'aaaaaaaaaaaaaaaa').join())[0], lists.range(1000).all(i, !s.matches('b$')))") == "! overflow");
}
