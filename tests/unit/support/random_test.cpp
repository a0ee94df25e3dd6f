#include "support/random.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "helpers/files.h"

namespace {

using ludex::philox4x32_10;
using ludex::PhiloxBlock;
using ludex::PhiloxKey;
using ludex::RandomStream;
using nlohmann::json;

std::uint32_t hex(const json& text) {
  return static_cast<std::uint32_t>(std::strtoul(text.get<std::string>().c_str(), nullptr, 16));
}

/// The public vectors, or null where they are not on this machine.
json conformance() {
  const std::filesystem::path path = ludex::test::conformance_dir() / "rng.json";
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    MESSAGE("NOT RUN: the vectors of " << path.string() << " (no such file)");
    return nullptr;
  }
  std::ifstream file(path);
  return json::parse(file, nullptr, false);
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == PhiloxBlock{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u});
  CHECK(philox4x32_10({0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu}, {0xffffffffu, 0xffffffffu}) ==
        PhiloxBlock{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu});
  CHECK(philox4x32_10({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, {0xa4093822u, 0x299f31d0u}) ==
        PhiloxBlock{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u});
  static_assert(philox4x32_10({0, 0, 0, 0}, {0, 0})[0] == 0x6627e8d5u, "a draw can be made while compiling");
}

TEST_CASE("Philox and the bounded integers agree with every public vector") {
  const json vectors = conformance();
  if (vectors.is_null()) return;
  REQUIRE(vectors.is_object());
  for (const json& v : vectors["philox4x32_10"]) {
    const json &c = v["ctr"], &k = v["key"], &out = v["out"];
    CHECK(philox4x32_10({hex(c[0]), hex(c[1]), hex(c[2]), hex(c[3])}, {hex(k[0]), hex(k[1])}) ==
          PhiloxBlock{hex(out[0]), hex(out[1]), hex(out[2]), hex(out[3])});
  }
  for (const json& v : vectors["lemire_bounded_reject_over_philox"]) {
    const std::uint64_t seed = hex(v["key"][0]) | (std::uint64_t{hex(v["key"][1])} << 32);
    const auto bound = v["n"].get<std::uint32_t>();
    CAPTURE(bound);
    RandomStream bounded(seed, 0), words(seed, 0);
    for (const json& expected : v["first8"]) CHECK(bounded.below(bound) == expected.get<std::uint32_t>());
    // As many words were taken as the vector says: rejection happened where it should.
    for (auto used = v["words_used"].get<int>(); used > 0; --used) words.next_u32();
    CHECK(bounded.next_u32() == words.next_u32());
  }
}

TEST_CASE("a stream is the words of its blocks in order, and another stream is another sequence") {
  RandomStream stream(0xcafebabedeadbeefu, 0x600000005u), other(0xcafebabedeadbeefu, 1);
  for (std::uint32_t block = 0; block < 3; ++block) {
    const PhiloxBlock expected = philox4x32_10({block, 0, 5, 6}, {0xdeadbeefu, 0xcafebabeu});
    for (const std::uint32_t word : expected) {
      CHECK(stream.next_u32() == word);
      CHECK(other.next_u32() != word);
    }
  }
}

TEST_CASE("bounded draws stay in their bounds, ends included") {
  RandomStream stream(1, 2);
  bool low = false, high = false;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t v = stream.between(-3, 4);
    CHECK((v >= -3 && v <= 4));
    low = low || v == -3;
    high = high || v == 4;
    CHECK(stream.between(7, 7) == 7);
    CHECK(stream.below_u64(std::uint64_t{1} << 40) < (std::uint64_t{1} << 40));
    const double u = stream.unit();
    CHECK((u >= 0.0 && u < 1.0));
    CHECK(u * 0x1p53 == static_cast<double>(static_cast<std::uint64_t>(u * 0x1p53)));  // 53 bits and no more
  }
  CHECK((low && high));
  bool is_negative = false, is_positive = false;
  for (int i = 0; i < 64; ++i) (stream.between(INT64_MIN, INT64_MAX) < 0 ? is_negative : is_positive) = true;
  CHECK((is_negative && is_positive));
}

TEST_CASE("a 64-bit bound of three quarters of the range is drawn without bias") {
  // Four words stand for three numbers, so one in four must be thrown away: kept, it would make the multiples of
  // three twice as frequent as the others.
  const std::uint64_t bound = std::uint64_t{3} << 62;
  RandomStream stream(5, 5);
  int multiples = 0;
  for (int i = 0; i < 30'000; ++i) multiples += stream.below_u64(bound) % 3 == 0;
  CHECK(multiples > 9'600);
  CHECK(multiples < 10'400);
}

TEST_CASE("chance knows never and always") {
  RandomStream stream(9, 9);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    CHECK_FALSE(stream.chance(0.0));
    CHECK(stream.chance(1.0));
    hits += stream.chance(0.25);
  }
  CHECK(hits > 2'300);
  CHECK(hits < 2'700);
}
