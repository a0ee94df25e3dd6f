#pragma once
// How far a number may be from the truth. `alpha` is always the probability of being wrong, both sides together.

#include <cstdint>
#include <vector>

#include "combat/tally.h"

namespace ludex::detail {

/// z with P(Z > z) = tail for a standard normal Z; 0 < tail < 1. Relative error below 1e-14.
double normal_upper(double tail);

/// z of a two-sided interval.
inline double normal_of(double alpha) { return normal_upper(alpha / 2); }

/// What one of `sharing` numbers may spend of `alpha` in look `round` (from 1) at it: the sum over all rounds, however many
/// there are, is `alpha`, as 1/(k (k + 1)) sum to 1. So looking often and stopping by what is seen raises no error.
inline double spent_in_round(double alpha, std::uint64_t sharing, std::uint64_t round) {
  const double k = static_cast<double>(round);
  return alpha / (static_cast<double>(sharing) * k * (k + 1));
}

/// All p with n KL(count/n || p) <= ln(2 / alpha): by Chernoff's bound (H. Chernoff 1952; W. Hoeffding 1963, Theorem 1) these
/// hold the true share with probability 1 - alpha for every n, near 0 and 1 too.
Estimate chernoff_share(std::uint64_t count, std::uint64_t n, double alpha);

/// Ranks (from 0) between which the `quantile` of what n values were drawn from lies, by the same bound.
struct Ranks {
  std::uint64_t low = 0, high = 0;
  bool has_low = false, has_high = false;  ///< else nothing is known on that side
};
Ranks chernoff_ranks(double quantile, std::uint64_t n, double alpha);

/// Half-width of an interval for the mean of n values within a range of this width (empirical Bernstein bound: A. Maurer and
/// M. Pontil, COLT 2009, Theorem 4, both sides). `variance` is that of the sample, with n - 1.
double bernstein_half(double variance, double width, std::uint64_t n, double alpha);

/// Wilson's interval at any level.
Estimate wilson_share(std::uint64_t count, std::uint64_t n, double alpha);

/// Σ weight x of independent numbers with intervals of one level: square-and-add (R. G. Newcombe, Statistics in Medicine 1998;
/// G. Y. Zou and A. Donner 2008), which keeps the asymmetry of shares near 0 and 1.
struct WeightedSum {
  double value = 0, below = 0, above = 0;  ///< squares of the distances
  void add(double weight, const Estimate& x);
  Estimate estimate() const;
};

}  // namespace ludex::detail
