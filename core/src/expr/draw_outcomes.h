#pragma once
// The other side of a draw: all it can give, each with its exact probability.

#include <vector>

#include "expr/draws.h"

namespace ludex::expr {

struct DrawOutcome {
  std::int64_t value = 0;
  double probability = 0.0;
};

/// What one draw is told apart into at most.
inline constexpr std::uint64_t kMaxDrawOutcomes = 65536;

/// Every value that `use` can give, in rising order, those that cannot happen left out. `is_too_many`: above the limit;
/// `out` is then empty. Errors as of the draw itself.
///
/// `chance` counts with p as written, not with the multiple of 2^-32 below it that drawing takes.
RuleError draw_outcomes(const DrawUse& use, std::vector<DrawOutcome>& out, bool& is_too_many);

}  // namespace ludex::expr
