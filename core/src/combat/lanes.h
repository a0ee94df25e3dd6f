#pragma once
// Folded duels side by side: where an attack's draws all lie in one block of random words, many fights take them at once.

#include <optional>
#include <vector>

#include "combat/lane_loops.h"
#include "combat/play.h"

namespace ludex::detail {

/// The draws of one side's attack, and what each combination of them makes of every state of the other side.
struct LaneSide {
  struct LaneDraw {
    std::uint32_t lane = 0;  ///< word of the block
    bool is_chance = false;
    std::uint32_t size = 0;  ///< roll: values; chance: the word is below this
    std::uint32_t unfair = 0;
    std::uint32_t stride = 0;
  };
  std::uint32_t stream = 0;
  std::uint32_t combos = 1;
  std::vector<LaneDraw> draws;
  std::vector<std::uint16_t> next;  ///< [state of the other * combos + combo]
};

struct Lanes {
  static constexpr std::uint32_t kMostCombos = 4096;
  static constexpr std::uint64_t kMostCells = 1'000'000;
  LaneSide sides[2];
};

/// Nothing where some draw is not one word of the action's first block ("draws"), or the table would not fit.
std::optional<Lanes> make_lanes(const Fold& fold);

/// As play_fold(), to the last bit.
void play_lanes(const Fold& fold, const Lanes& lanes, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out, const LaneLoops& loops = lane_loops());

}  // namespace ludex::detail
