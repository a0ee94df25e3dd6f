// Rows are numbered as they come, and found again however many there are.

#include "combat/word_table.h"

#include <doctest/doctest.h>

using ludex::detail::WordTable;

TEST_CASE("equal rows have one number, others do not") {
  WordTable table;
  bool is_new = false;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    CHECK(table.find_or_add(std::vector<std::uint64_t>(1 + i % 3, i), is_new) == i);
    CHECK(is_new);
  }
  for (std::uint64_t i = 0; i < 5000; i += 7) {
    CHECK(table.find_or_add(std::vector<std::uint64_t>(1 + i % 3, i), is_new) == i);
    CHECK(!is_new);
    CHECK(table.row(static_cast<std::uint32_t>(i))[0] == i);
  }
}

TEST_CASE("rows that were forgotten are new again, those that were kept are not") {
  WordTable table;
  bool is_new = false;
  for (std::uint64_t i = 0; i < 100; ++i) table.find_or_add({i, i + 1}, is_new);
  table.keep(1);
  CHECK(table.size() == 1);
  CHECK(table.find_or_add({0, 1}, is_new) == 0);
  CHECK(!is_new);
  CHECK(table.find_or_add({5, 6}, is_new) == 1);
  CHECK(is_new);
}
