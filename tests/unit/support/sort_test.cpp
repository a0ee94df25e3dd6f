// One sort for everything that need not be the fastest.

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "support/sort.h"

using namespace ludex::detail;

namespace {

/// Numbers of few values, so that many are equal.
std::vector<std::uint32_t> numbers(std::size_t count, std::uint32_t values, std::uint64_t seed) {
  std::vector<std::uint32_t> out(count);
  for (std::uint32_t& n : out) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    n = static_cast<std::uint32_t>(seed >> 33) % values;
  }
  return out;
}

}  // namespace

TEST_CASE("positions come in the order of a stable sort") {
  for (const std::size_t count : {0u, 1u, 2u, 7u, 8u, 9u, 15u, 16u, 17u, 24u, 63u, 100u, 1000u, 4097u}) {
    for (const std::uint32_t values : {1u, 2u, 10u, 100'000u}) {
      CAPTURE(count);
      CAPTURE(values);
      const auto given = numbers(count, values, count + values);
      std::vector<std::uint32_t> expected(count);
      for (std::uint32_t i = 0; i < count; ++i) expected[i] = i;
      std::stable_sort(expected.begin(), expected.end(), [&](std::uint32_t a, std::uint32_t b) { return given[a] < given[b]; });
      CHECK(sorted_positions(count, [&](std::uint32_t a, std::uint32_t b) { return given[a] < given[b]; }) == expected);
    }
  }
}

TEST_CASE("what is in order is looked at once, whatever comes takes n log n questions") {
  constexpr std::uint32_t kCount = 1 << 12;
  std::uint64_t asked = 0;
  sorted_positions(kCount, [&](std::uint32_t a, std::uint32_t b) { return ++asked, a < b; });
  CHECK(asked < 2 * kCount);
  for (const std::uint32_t values : {2u, 100'000u}) {
    const auto given = numbers(kCount, values, 7);
    asked = 0;
    sorted_positions(kCount, [&](std::uint32_t a, std::uint32_t b) { return ++asked, given[a] > given[b]; });
    CHECK(asked < 13 * kCount);
  }
}

TEST_CASE("items are moved, never copied, and equal ones keep their order") {
  struct Item {
    std::string name;
    std::unique_ptr<int> at;
  };
  std::vector<Item> items;
  for (int i = 0; i < 40; ++i) items.push_back({std::string(1, static_cast<char>('d' - i % 4)), std::make_unique<int>(i)});
  sort_by(items, &Item::name);
  for (std::size_t i = 0; i < items.size(); ++i) {
    CHECK(items[i].name == std::string(1, static_cast<char>('a' + i / 10)));
    CHECK(*items[i].at == static_cast<int>(3 - i / 10 + 4 * (i % 10)));
  }
}
