// The lists extension at its edges.
#include <doctest/doctest.h>

#include "helpers/cel.h"

using test::cel;

TEST_CASE("slices stay inside the list") {
  CHECK(cel("[1, 2, 3].slice(1, 3) == [2, 3] && [1].slice(1, 1) == [] && [].slice(0, 0) == []") == R"({"bool":true})");
  for (const char* bad : {"[1, 2].slice(-1, 1)", "[1, 2].slice(0, 3)", "[1, 2].slice(2, 1)", "[1].slice(0, 9223372036854775807)"}) CHECK_MESSAGE(cel(bad) == "! index_out_of_range", bad);
  CHECK(cel("'abc'.slice(0, 1)").starts_with("? no such overload: slice(string, int, int)"));
}

TEST_CASE("flattening goes as deep as asked, one level unless said") {
  CHECK(cel("[[1], [], [2, 3]].flatten() == [1, 2, 3]") == R"({"bool":true})");
  CHECK(cel("[1, [2, [3]]].flatten() == [dyn(1), 2, [3]]") == R"({"bool":true})");
  CHECK(cel("[1, [2, [3, [4]]]].flatten(2) == [dyn(1), 2, 3, [4]]") == R"({"bool":true})");
  CHECK(cel("[[1]].flatten(0) == [[1]]") == R"({"bool":true})");
  CHECK(cel("[[1]].flatten(-1)") == "! index_out_of_range");
}

TEST_CASE("a list that doubles itself does not flatten without end") {
  std::string doubled = "a.flatten(100)";
  for (int i = 0; i < 40; ++i) doubled = "cel.bind(a, [a, a], " + doubled + ")";
  CHECK(cel("cel.bind(a, [], " + doubled + ")", false) == "! overflow");
}

TEST_CASE("distinct keeps the first of equal items, numbers by value") {
  CHECK(cel("[2, 1, 2, 1u, 1.0, '1', [1], [1.0]].distinct() == [2, 1, '1', [1]]") == R"({"bool":true})");
  CHECK(cel("[0.0 / 0.0, 0.0 / 0.0].distinct().size()") == R"({"int":"2"})");
}

TEST_CASE("sorting is stable and of one type") {
  CHECK(cel("[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sort() == ['a', 'b'] && [b'b', b'a'].sort() == [b'a', b'b']") == R"({"bool":true})");
  CHECK(cel("[duration('2s'), duration('1s')].sort()[0] == duration('1s') && [true, false].sort() == [false, true]") == R"({"bool":true})");
  CHECK(cel("['bb', 'a', 'cc', 'd'].sortBy(s, s.size()) == ['a', 'd', 'bb', 'cc']") == R"({"bool":true})");
  CHECK(cel("[].sort() == [] && [].sortBy(x, x) == []") == R"({"bool":true})");
  CHECK(cel("[1, 'a'].sort()") == "! no_such_overload");
  CHECK(cel("[[1]].sort()", false) == "! no_such_overload");
  CHECK(cel("[1, 2].sortBy(x, [x])").starts_with("? sortBy() sorts by"));
  CHECK(cel("[2, 1].sortBy(x, 1 / 0)") == "! division_by_zero");
  CHECK(cel("{'a': 1}.sortBy(k, k)").starts_with("? sortBy() runs over a list, not over map(string,int)"));
  CHECK(cel("[1.0, 0.0 / 0.0, -1.0].sort()[1]") == R"({"double":-1.0,"bits":"bff0000000000000"})");
}

TEST_CASE("ranges and reversals") {
  CHECK(cel("lists.range(3) == [0, 1, 2] && lists.range(0) == [] && [1, 2].reverse() == [2, 1]") == R"({"bool":true})");
  CHECK(cel("lists.range(-1)") == "! index_out_of_range");
  CHECK(cel("lists.range(65537)") == "! overflow");
  CHECK(cel("lists.range(65536).size()") == R"({"int":"65536"})");
}
