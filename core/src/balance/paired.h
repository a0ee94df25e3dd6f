#pragma once
// The same fights under two rulebooks, fight by fight. All sums are whole numbers, so parts add up to the same bits in any order.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "combat/fight_walk.h"
#include "combat/play.h"
#include "ludex/combat.h"

namespace ludex::detail {

__extension__ using WideInt = __int128;

/// How one fight went.
struct FightOutcome {
  FightEnd end = FightEnd::timeout;
  std::uint32_t winner = 0;
  std::int64_t ms = 0;
  std::uint64_t attacks = 0;
};

/// Plays single fights of a scenario. One thread's own; what it has seen makes later fights faster.
class FightPlayer {
 public:
  /// `folded` may be nullptr.
  FightPlayer(std::shared_ptr<const ProgramData> program, const Scenario& scenario, const Fold* folded);
  /// False and `fault` when it cannot be ended.
  bool play(std::uint64_t seed, std::uint64_t fight, FightOutcome& out, std::string& fault);

 private:
  const Scenario& scenario_;
  const Fold* folded_;
  std::optional<FightWalker> walker_;
};

/// The least and the greatest of some numbers.
struct SeenRange {
  std::int64_t low = INT64_MAX, high = INT64_MIN;
  void add(std::int64_t v) { low = std::min(low, v), high = std::max(high, v); }
  void add(const SeenRange& o) { low = std::min(low, o.low), high = std::max(high, o.high); }
  double width() const { return low > high ? 0 : static_cast<double>(high) - static_cast<double>(low); }
};

/// What comes of pairs (a, b) of outcomes of one fight.
struct PairedSums {
  explicit PairedSums(std::size_t teams = 0) : wins(teams) {}

  /// A yes or no of each: under both is what is left of either count.
  struct Share {
    std::uint64_t a = 0, b = 0, only_a = 0, only_b = 0;
    void add(bool in_a, bool in_b) {
      a += in_a, b += in_b;
      only_a += in_a && !in_b, only_b += in_b && !in_a;
    }
    void add(const Share& o) { a += o.a, b += o.b, only_a += o.only_a, only_b += o.only_b; }
  };
  std::uint64_t fights = 0;
  std::vector<Share> wins;
  Share draw, timeout;

  // Times of decided fights: under a, under b, and under both.
  std::uint64_t n_a = 0, n_b = 0, n_both = 0;
  WideInt time_a = 0, time_b = 0, square_a = 0, square_b = 0;
  WideInt time_a_of_both = 0, time_b_of_both = 0, product = 0;
  WideInt attacks_a = 0, attacks_b = 0, attacks_square = 0;  ///< of b - a
  SeenRange times_a, times_b, counts_a, counts_b;            ///< of decided fights' times; of attacks

  void add(const FightOutcome& a, const FightOutcome& b);
  void add(const PairedSums& o);

  double mean_time_a() const;
  double mean_time_b() const;
  /// Of the difference of the two means.
  double error_of_time() const;
  double error_of_attacks() const;
};

}  // namespace ludex::detail
