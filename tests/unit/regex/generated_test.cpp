#include <doctest/doctest.h>

#include <string>

#include "helpers/pattern_oracle.h"
#include "regex/search.h"

namespace {

using namespace ludex;
using namespace ludex::regex;

constexpr int kPatterns = 6000;
constexpr int kTexts = 12;

void compare(Dialect dialect, std::uint64_t seed) {
  RandomStream random(seed, 1);
  test::PatternGenerator generator(random, dialect);
  Scratch scratch;
  Caches caches;
  int matched = 0, tables = 0;
  for (int i = 0; i < kPatterns; ++i) {
    const test::PatternTree tree = generator.tree(4);
    const std::string pattern = tree.print();
    CAPTURE(pattern);
    Program program;
    Fault fault;
    REQUIRE_MESSAGE(compile(pattern, dialect, program, fault), fault.message);
    tables += program.is_table();
    for (int k = 0; k < kTexts; ++k) {
      const std::u32string text = generator.text();
      const std::string bytes = test::utf8(text);
      CAPTURE(bytes);
      const Match expected = tree.matches(text) ? Match::yes : Match::no;
      matched += expected == Match::yes;
      std::uint64_t steps = 0;
      CHECK(search(program, bytes, scratch) == expected);
      CHECK(search_lazy(program.compiled(), bytes, caches) == expected);
      CHECK(search_simulated(*program.compiled(), bytes, caches, steps) == expected);
    }
  }
  CHECK(tables > kPatterns * 9 / 10);
  CHECK(matched > kPatterns * kTexts / 10);
  CHECK(matched < kPatterns * kTexts * 9 / 10);
}

}  // namespace

TEST_CASE("generated ECMA patterns match where the plainest matcher says so, by table, lazily and simulated") {
  compare(Dialect::ecma, 20260501);
}

TEST_CASE("generated RE2 patterns match where the plainest matcher says so, by table, lazily and simulated") {
  compare(Dialect::re2, 20260502);
}
