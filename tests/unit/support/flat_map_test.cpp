#include "support/flat_map.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <utility>

#include "support/random.h"

using ludex::FlatMap;
using ludex::IdKey;

TEST_CASE("an empty map knows no key") {
  const FlatMap map;
  CHECK(map.find({0}) == FlatMap::kAbsent);
  CHECK(map.find({INT64_MIN, INT64_MAX}) == FlatMap::kAbsent);
  CHECK(map.size() == 0);
}

TEST_CASE("zero, negative and extreme ids are ordinary keys") {
  FlatMap map;
  const IdKey keys[] = {{0}, {-1}, {1}, {INT64_MIN}, {INT64_MAX}, {0, 1}, {1, 0x7fffffff}, {INT64_MIN, INT64_MIN}, {INT64_MAX, INT64_MIN}};
  std::uint32_t value = 0;
  for (const IdKey& k : keys)
    if (map.find(k) == FlatMap::kAbsent) map.insert(k, value++);
  value = 0;
  for (const IdKey& k : keys) CHECK(map.find(k) == value++);
  CHECK(map.find({0, 2}) == FlatMap::kAbsent);
  CHECK(map.find({2}) == FlatMap::kAbsent);
}

TEST_CASE("the two halves of a key are not interchangeable") {
  FlatMap map;
  map.insert({3, 5}, 0);
  CHECK(map.find({3, 5}) == 0);
  CHECK(map.find({5, 3}) == FlatMap::kAbsent);
  CHECK(map.find({3}) == FlatMap::kAbsent);
}

TEST_CASE("growth loses nothing: a map agrees with std::map on random keys") {
  ludex::RandomStream random(1, 0);
  FlatMap map;
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> reference;
  for (int i = 0; i < 20'000; ++i) {
    // Half of the keys lie close together, as ids do.
    const std::int64_t first = random.percent(50) ? random.between(0, 4000) : random.between(INT64_MIN, INT64_MAX);
    const std::int64_t second = random.percent(70) ? 0 : random.between(-3, 3);
    const auto it = reference.find({first, second});
    REQUIRE(map.find({first, second}) == (it == reference.end() ? FlatMap::kAbsent : it->second));
    if (it != reference.end()) continue;
    const auto value = static_cast<std::uint32_t>(reference.size());
    map.insert({first, second}, value);
    reference[{first, second}] = value;
  }
  CHECK(map.size() == reference.size());
  for (const auto& [key, value] : reference) REQUIRE(map.find({key.first, key.second}) == value);
}

TEST_CASE("a copy of a map does not follow the original") {
  FlatMap map;
  map.insert({1}, 0);
  const FlatMap copy = map;
  map.insert({2}, 1);
  CHECK(copy.find({1}) == 0);
  CHECK(copy.find({2}) == FlatMap::kAbsent);
}
