#pragma once
// The same fights under two sets of numbers, and how sure their difference is.

#include <cstdint>
#include <vector>

#include "combat/tally.h"
#include "ludex/tuning.h"

namespace ludex::detail {

/// Fights of one seed, added up in batches of equal size: what two variations make of the same batch goes together.
struct BatchedFights {
  static constexpr std::uint64_t kBatchFights = 64;
  struct Batch {
    std::vector<std::uint32_t> ends;  ///< wins by team, then draws, then timeouts
    std::uint64_t fights = 0, ttk = 0;
  };
  std::vector<Batch> batches;
  std::size_t teams = 0;
};

/// Fights 0 … `fights` - 1 of the seed, on `threads` threads. Errors (`host`): fights that cannot be ended.
Result<BatchedFights> play_batches(const Program& program, std::string_view scenario, std::uint64_t seed, std::uint64_t fights, std::uint32_t threads);

/// The shares of each way to end, and the mean time of decided fights, of `varied` less those of `base`; with intervals at 95 %.
struct PairedDifference {
  std::vector<Estimate> ends;  ///< as Batch::ends
  Estimate mean_ttk;
};
PairedDifference difference(const BatchedFights& base, const BatchedFights& varied);

}  // namespace ludex::detail
