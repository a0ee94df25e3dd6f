#pragma once
// What many fights came to, in constant memory. All of it whole numbers, so that parts can be added up in any order and any
// grouping, and the sum has the same bits.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "combat/fight.h"
#include "ludex/combat.h"

namespace ludex::detail {

__extension__ using Wide = unsigned __int128;

/// Counts by time, in bins of 2^shift ms: the finest that fit in kMostBins. Which shift that is depends only on what was counted.
class TimeHistogram {
 public:
  static constexpr std::size_t kMostBins = 4096;

  void add(std::int64_t ms, std::uint64_t count = 1);
  void add(const TimeHistogram& other);
  std::uint32_t shift() const { return shift_; }
  const std::map<std::int64_t, std::uint64_t>& bins() const { return bins_; }
  /// The time of the fight that comes at `rank` (from 0) in the order of times; to the bin's lower end.
  std::int64_t at_rank(std::uint64_t rank) const;

 private:
  void coarsen();
  std::uint32_t shift_ = 0;
  std::map<std::int64_t, std::uint64_t> bins_;  ///< by ms >> shift
  friend struct Tally;
};

struct Tally {
  explicit Tally(std::size_t teams = 0) : wins(teams, 0) {}

  std::vector<std::uint64_t> wins;
  std::uint64_t fights = 0, draws = 0, timeouts = 0;
  Wide ttk = 0, ttk_squared = 0;            ///< sums over decided fights
  Wide attacks = 0, attacks_squared = 0;    ///< over all
  TimeHistogram times;
  std::int64_t min_ttk = -1, max_ttk = -1;  ///< of equal ones the first fight
  std::uint64_t min_fight = 0, max_fight = 0;

  /// `count` fights that ended alike, the first of them number `fight`. `winner` where they are won; `ms` where they are decided.
  void add(FightEnd end, std::uint32_t winner, std::int64_t ms, std::uint64_t attacks_made, std::uint64_t fight, std::uint64_t count = 1);
  void add(const Tally& other);

  /// Times are put in here, by whoever has counted them otherwise: `decided` and the sums.
  CombatReport report(const Scenario& scenario) const;

  std::string text() const;
  static bool read(std::string_view text, Tally& out);
};

/// Half of a 95 % interval, in standard errors.
inline constexpr double kNormal95 = 1.959963984540054;

/// Wilson's score interval (E. B. Wilson, JASA 1927): holds for shares near 0 and 1 too.
Estimate share_of(std::uint64_t count, std::uint64_t n);

inline constexpr double kReportedQuantiles[] = {0.05, 0.25, 0.5, 0.75, 0.95};

}  // namespace ludex::detail
