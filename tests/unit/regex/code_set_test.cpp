#include "regex/code_set.h"

#include <doctest/doctest.h>

namespace {

using namespace ludex::regex;
using Ranges = std::vector<CodeRange>;

}  // namespace

TEST_CASE("a set's ranges are sorted, apart and as few as can be") {
  CHECK(CodeSet{{5, 9}, {1, 2}, {3, 3}, {20, 30}, {8, 12}}.ranges() == Ranges{{1, 3}, {5, 12}, {20, 30}});
  CHECK(CodeSet{}.ranges().empty());
  CHECK(CodeSet{{0, kMaxCodePoint}, {7, 7}}.ranges() == Ranges{{0, kMaxCodePoint}});
}

TEST_CASE("negated twice a set is itself") {
  CodeSet set{{0, 4}, {9, 9}, {100, kMaxCodePoint}};
  set.negate();
  CHECK(set.ranges() == Ranges{{5, 8}, {10, 99}});
  set.negate();
  CHECK(set.ranges() == Ranges{{0, 4}, {9, 9}, {100, kMaxCodePoint}});
  CodeSet none;
  none.negate();
  CHECK(none.ranges() == Ranges{{0, kMaxCodePoint}});
}

TEST_CASE("a set holds the ends of its ranges and nothing beside them") {
  const CodeSet set{{10, 20}, {30, 30}};
  for (const std::uint32_t c : {10u, 15u, 20u, 30u}) CHECK(set.contains(c));
  for (const std::uint32_t c : {0u, 9u, 21u, 29u, 31u, kMaxCodePoint}) CHECK_FALSE(set.contains(c));
}

TEST_CASE("a set grows no larger than what it denotes, however often that is added") {
  CodeSet part, set;
  for (std::uint32_t c = 0; c < 4000; c += 2) part.add(c);
  for (int i = 0; i < 100; ++i) set.add(part);
  CHECK(set.ranges().size() == 2000);
  CHECK(set.ranges().capacity() < 3 * 2000 + 4096);
}
