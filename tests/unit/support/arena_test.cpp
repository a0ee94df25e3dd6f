#include "support/arena.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

using ludex::Arena;

TEST_CASE("a new arena holds nothing, and nothing can be asked of it") {
  Arena arena;
  CHECK(arena.used() == 0);
  CHECK(arena.copy("").empty());
}

TEST_CASE("every allocation is aligned to eight bytes") {
  Arena arena;
  for (std::size_t bytes = 0; bytes < 200; ++bytes) CHECK(reinterpret_cast<std::uintptr_t>(arena.allocate(bytes)) % 8 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(arena.allocate(10 * Arena::kBlockBytes + 3)) % 8 == 0);
}

TEST_CASE("values stay while more are made, over many blocks") {
  Arena arena;
  std::vector<std::pair<unsigned char*, std::size_t>> made;
  for (std::size_t i = 0; i < 2000; ++i) {
    const std::size_t bytes = (i * 37) % 501 + (i % 400 == 0 ? 2 * Arena::kBlockBytes : 0);
    auto* p = arena.allocate_array<unsigned char>(bytes);
    std::memset(p, static_cast<int>(i & 0xff), bytes);
    made.emplace_back(p, bytes);
  }
  for (std::size_t i = 0; i < made.size(); ++i)
    for (std::size_t j = 0; j < made[i].second; j += 97) REQUIRE(made[i].first[j] == (i & 0xff));
}

TEST_CASE("reset gives the same memory again") {
  Arena arena;
  const void* const first = arena.allocate(100);
  const void* const large = arena.allocate(3 * Arena::kBlockBytes);
  const std::size_t used = arena.used();
  for (int round = 0; round < 3; ++round) {
    arena.reset();
    CHECK(arena.used() == 0);
    CHECK(arena.allocate(100) == first);
    CHECK(arena.allocate(3 * Arena::kBlockBytes) == large);
    CHECK(arena.used() == used);
  }
}

TEST_CASE("used() counts what was handed out since the last reset, whatever blocks an earlier use left behind") {
  Arena arena;
  const auto use = [&] {
    arena.allocate(1);
    CHECK(arena.used() == 8);
    arena.allocate(Arena::kBlockBytes);
    CHECK(arena.used() == 8 + Arena::kBlockBytes);
  };
  use();
  arena.reset();
  arena.allocate(1);
  arena.allocate(50 * Arena::kBlockBytes);
  arena.reset();
  use();
}

TEST_CASE("a copied text does not depend on its source") {
  Arena arena;
  std::string source = "sword";
  const std::string_view copy = arena.copy(source);
  source = "XXXXX";
  CHECK(copy == "sword");
}
