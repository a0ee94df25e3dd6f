#pragma once
// From a win matrix to an order of loadouts, as far as the numbers tell one.

#include <vector>

#include "ludex/balance.h"

namespace ludex::detail {

/// Fills in the intervals of `pairs` (their `win.value`, `fights` and `is_exact` are known) and the ranking. All of it holds at once
/// with a probability of 95 %: Bonferroni over sampled pairs, mean win rates and comparisons of two of those.
///
/// `wins[i]` is the number of fights that the row of pair i has won, where it was sampled.
void rank(MatrixReport& report, const std::vector<std::uint64_t>& wins);

}  // namespace ludex::detail
