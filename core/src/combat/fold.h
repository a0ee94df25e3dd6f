#pragma once
// A duel folded up: where each attack only wears down the other side, all that rules can do is a table of (state of the target,
// outcome of the draws), made by the rules themselves. docs/decisions/0018-folded-duels.md

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "combat/draw_tree.h"
#include "combat/fight.h"

namespace ludex::detail {

struct Fold {
  static constexpr std::uint32_t kMostStates = 65'535;
  static constexpr std::uint64_t kMostCells = 4'000'000;
  static constexpr std::uint64_t kMostWays = 200'000;

  /// One fighter: its attacks, and what those of the other make of it.
  struct Side {
    bool acts = false;
    std::uint32_t team = 0;
    std::int64_t id = 0;
    std::int64_t first_ms = 0, period_ms = 1;   ///< attack k is at first_ms + k * period_ms
    std::vector<double> probability;            ///< by outcome of its attack
    DrawTree tree;
    std::uint32_t out = 0;                      ///< the state of whoever is out; those before it are still in
    std::uint32_t start = 0;
    std::vector<std::uint32_t> next;            ///< [state * outcomes of the other's attack + outcome], for states still in
  };
  Side sides[2];
  std::string kind_name;                        ///< of who acts: part of the addresses of draws

  std::uint32_t outcomes_against(int side) const { return static_cast<std::uint32_t>(sides[1 - side].probability.size()); }
};

/// Nothing, and why, where a scenario is not such a duel. Everything is proved from compiled rules, or looked at state by state.
std::optional<Fold> fold(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, std::string& why_not);

}  // namespace ludex::detail
