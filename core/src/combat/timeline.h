#pragma once
// When a fight ends and how, with exact probabilities.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "combat/tally.h"

namespace ludex::detail {

/// A sum whose error does not grow with its length (A. Neumaier, ZAMM 1974). One order of terms, one result.
class ExactSum {
 public:
  void add(double x) {
    const double t = sum_ + x;
    if ((sum_ < 0 ? -sum_ : sum_) >= (x < 0 ? -x : x)) rest_ += (sum_ - t) + x;
    else rest_ += (x - t) + sum_;
    sum_ = t;
  }
  double value() const { return sum_ + rest_; }

 private:
  double sum_ = 0, rest_ = 0;
};

/// What is rarer than this is left out: a sum of doubles near 1 could not tell it from nothing.
inline constexpr double kNegligible = 1e-24;

struct Timeline {
  explicit Timeline(std::size_t teams) : teams_(teams) {}
  struct Instant {
    std::vector<ExactSum> wins;  ///< by team
    ExactSum draw;
  };
  void add_win(std::int64_t ms, std::uint32_t team, double p);
  void add_draw(std::int64_t ms, double p);

  std::map<std::int64_t, Instant> instants;
  ExactSum timeout;
  ExactSum attacks;  ///< expected, over all fights

  CombatReport report(const Scenario& scenario) const;

 private:
  Instant& at(std::int64_t ms);
  std::size_t teams_;
};

}  // namespace ludex::detail
