#include "support/hash.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "helpers/files.h"

namespace {

using ludex::mix64;
using ludex::xxh64;

/// The bytes xxHash's own sanity check hashes (xxhsum.c).
std::string sanity_buffer(std::size_t size) {
  std::string out;
  std::uint64_t generator = 2654435761u;
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(static_cast<char>(generator >> 56));
    generator *= 11400714785074694797ull;
  }
  return out;
}

}  // namespace

TEST_CASE("XXH64 gives the published hashes of short texts") {
  CHECK(xxh64("", 0) == 0xef46db3751d8e999u);
  CHECK(xxh64("a", 0) == 0xd24ec4f1a98c6e5bu);
  CHECK(xxh64("as", 0) == 0x1c330fb2d66be179u);
  CHECK(xxh64("asd", 0) == 0x631c37ce72a97393u);
  CHECK(xxh64("asdf", 0) == 0x415872f599cea71eu);
  CHECK(xxh64("abc", 0) == 0x44bc2cf5ad770999u);
  CHECK(xxh64("Call me Ishmael. Some years ago--never mind how long precisely-", 0) == 0x02a2e85470d6fd96u);
}

TEST_CASE("XXH64 passes the sanity check of its author, seeded too") {
  constexpr std::uint64_t kPrime32 = 2654435761u;
  const std::string bytes = sanity_buffer(222);
  const auto first = [&](std::size_t n) { return std::string_view(bytes).substr(0, n); };
  CHECK(xxh64(first(0), kPrime32) == 0xac75fda2929b17efu);
  CHECK(xxh64(first(1), 0) == 0xe934a84adb052768u);
  CHECK(xxh64(first(1), kPrime32) == 0x5014607643a9b4c3u);
  CHECK(xxh64(first(4), 0) == 0x9136a0dca57457eeu);
  CHECK(xxh64(first(14), 0) == 0x8282dcc4994e35c8u);
  CHECK(xxh64(first(14), kPrime32) == 0xc3bd6bf63deb6df0u);
  CHECK(xxh64(first(222), 0) == 0xb641ae8cb691c174u);
  CHECK(xxh64(first(222), kPrime32) == 0x20cb8ab7ae10c14au);
}

TEST_CASE("XXH64 agrees with every public vector") {
  const std::filesystem::path root = ludex::test::conformance_dir();
  std::error_code error;
  if (!std::filesystem::is_regular_file(root / "hashes.json", error)) {
    MESSAGE("NOT RUN: the hashes of " << (root / "hashes.json").string() << " (no such file)");
    return;
  }
  std::ifstream file(root / "hashes.json");
  const nlohmann::json vectors = nlohmann::json::parse(file, nullptr, false);
  REQUIRE(vectors.is_object());
  std::size_t run = 0, not_run = 0;
  for (const auto& v : vectors["cases"]) {
    if (!v.contains("xxh64")) {
      ++not_run;
      continue;
    }
    ++run;
    CHECK(xxh64(v["s"].get<std::string>(), 0) == std::strtoull(v["xxh64"].get<std::string>().c_str(), nullptr, 16));
  }
  if (not_run) MESSAGE("NOT RUN: " << not_run << " of " << run + not_run << " cases of hashes.json (they name no XXH64)");
}

TEST_CASE("every length, byte and seed counts in a hash") {
  std::set<std::uint64_t> seen;
  std::size_t made = 0;
  std::string zeros;
  for (; zeros.size() < 100; zeros.push_back('\0'), made += 2) seen.insert({xxh64(zeros, 0), xxh64(zeros, 1)});
  for (std::size_t i = 0; i < zeros.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit, ++made) {
      std::string changed = zeros;
      changed[i] = static_cast<char>(1 << bit);
      seen.insert(xxh64(changed, 0));
    }
  }
  CHECK(seen.size() == made);
}

TEST_CASE("a hash does not depend on where the bytes lie in memory") {
  const std::string bytes = sanity_buffer(131);
  std::string shifted(8, 'x');
  for (std::size_t offset = 0; offset < 8; ++offset) {
    const std::string moved = shifted.substr(0, offset) + bytes;
    CHECK(xxh64(std::string_view(moved).substr(offset), 7) == xxh64(bytes, 7));
  }
}

TEST_CASE("mix64 is SplitMix64's finaliser: its generator is reproduced") {
  // The first outputs of SplitMix64 seeded with 1234567 (Vigna's reference, as listed by Rosetta Code).
  constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15u;
  std::uint64_t state = 1234567;
  for (const std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u, 4593380528125082431u, 16408922859458223821u}) {
    CHECK(mix64(state) == expected);
    state += kGamma;
  }
}
