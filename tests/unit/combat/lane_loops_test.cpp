// The wide loops are the narrow ones, and those are the paper's.

#include "combat/lane_loops.h"

#include <doctest/doctest.h>

#include <vector>

#include "support/hash.h"
#include "support/random.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

std::vector<const LaneLoops*> all_loops() {
  std::vector<const LaneLoops*> out{&portable_lane_loops()};
  if (&lane_loops() != out[0]) out.push_back(&lane_loops());
  return out;
}

std::vector<std::uint32_t> words_of(std::uint64_t seed) {
  std::vector<std::uint32_t> out(kLaneFights);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint32_t>(mix64(seed + i));
  return out;
}

}  // namespace

TEST_CASE("words under many keys are Philox's, for every number of lanes") {
  const auto key0 = words_of(1), key1 = words_of(1000);
  for (const LaneLoops* loops : all_loops()) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{13}, kLaneFights}) {
      std::vector<std::uint32_t> w[4];
      for (auto& words : w) words.assign(kLaneFights, 0);
      std::uint32_t* const words[4] = {w[0].data(), w[1].data(), w[2].data(), w[3].data()};
      const std::uint64_t seq = 0xfedcba9876543210u + n;
      loops->philox(key0.data(), key1.data(), n, seq, 0x89abcdefu, words);
      for (std::size_t i = 0; i < n; ++i) {
        const PhiloxBlock expected = philox4x32_10({static_cast<std::uint32_t>(seq), static_cast<std::uint32_t>(seq >> 32), 0x89abcdefu, 0}, {key0[i], key1[i]});
        for (std::size_t j = 0; j < 4; ++j) CHECK(w[j][i] == expected[j]);
      }
    }
  }
}

TEST_CASE("digits are those of the draws, and a word to be rejected is told") {
  const auto word = words_of(5);
  for (const LaneLoops* loops : all_loops()) {
    std::vector<std::uint32_t> combo(kLaneFights, 3);
    loops->chance(word.data(), kLaneFights, 0x80000000u, 10, combo.data());
    for (std::size_t i = 0; i < kLaneFights; ++i) CHECK(combo[i] == 3 + (word[i] < 0x80000000u ? 10 : 0));
    combo.assign(kLaneFights, 1);
    CHECK(loops->roll(word.data(), kLaneFights, 5, 0, 2, combo.data()) == 0);
    for (std::size_t i = 0; i < kLaneFights; ++i) CHECK(combo[i] == 1 + 2 * static_cast<std::uint32_t>(std::uint64_t{word[i]} * 5 >> 32));
    std::vector<std::uint32_t> one(kLaneFights, 0xffffffffu);
    one[kLaneFights - 1] = 0;  // its product is 0: below any bound
    CHECK(loops->roll(one.data(), kLaneFights, 5, 1, 1, combo.data()) != 0);
    CHECK(loops->roll(one.data(), kLaneFights - 1, 5, 1, 1, combo.data()) == 0);
  }
}
