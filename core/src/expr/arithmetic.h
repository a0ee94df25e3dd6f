#pragma once
// Number semantics that the scalar and the batch evaluator share.

#include <cmath>
#include <cstdint>

// Internal linkage: they are compiled for several processors in one program.
namespace ludex::expr {

// Half away from zero, from exactly rounded operations only.
static inline double round_half_away(double x) {
  const double t = std::trunc(x);
  if (std::fabs(x - t) >= 0.5) return t + std::copysign(1.0, x);
  return t;
}

// Exact, where converting the int would round: -1, 0 or 1 as i is below, at or above d.
static inline int compare(std::int64_t i, double d) {
  if (d >= 9223372036854775808.0) return -1;
  if (d < -9223372036854775808.0) return 1;
  const double t = std::floor(d);
  const auto whole = static_cast<std::int64_t>(t);
  if (i != whole) return i < whole ? -1 : 1;
  return d > t ? -1 : 0;
}

}  // namespace ludex::expr
