#pragma once
// The inner loops of folded duels: the draws of one attack for many fights at once.

#include <cstddef>
#include <cstdint>

namespace ludex::detail {

/// Fights side by side: what they need stays in the first-level cache.
inline constexpr std::size_t kLaneFights = 512;

struct LaneLoops {
  /// The words of Philox4x32-10 at one counter under many keys: words[j][i] is word j under key i. Arrays reach up to the next
  /// multiple of 8.
  void (*philox)(const std::uint32_t* key0, const std::uint32_t* key1, std::size_t n, std::uint64_t seq, std::uint32_t stream, std::uint32_t* const words[4]);
  /// combo[i] += word[i] < threshold ? stride : 0
  void (*chance)(const std::uint32_t* word, std::size_t n, std::uint32_t threshold, std::uint32_t stride, std::uint32_t* combo);
  /// combo[i] += floor(word[i] * size / 2^32) * stride; not 0 when some word is to be rejected (its low product is below `unfair`)
  std::uint32_t (*roll)(const std::uint32_t* word, std::size_t n, std::uint32_t size, std::uint32_t unfair, std::uint32_t stride, std::uint32_t* combo);
};

/// The fastest for this processor; all give the same bits.
const LaneLoops& lane_loops();
const LaneLoops& portable_lane_loops();
const LaneLoops* avx2_lane_loops();  ///< nullptr where they were not built

}  // namespace ludex::detail
