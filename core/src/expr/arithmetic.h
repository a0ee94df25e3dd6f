#pragma once
// Number semantics that the scalar and the batch evaluator share.

#include <cmath>
#include <cstdint>

#include "expr/code.h"

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

// The quotient of two ints as floor_div and its kin round it; the smallest by -1 and anything by 0 are not asked for.
static inline std::int64_t divide(OpCode op, std::int64_t a, std::int64_t b) {
  const std::int64_t q = a / b, r = a % b;
  if (r == 0) return q;
  const bool is_negative = (a < 0) != (b < 0);
  // |r| against what is left to |b|: doubling could overflow.
  const auto size = [](std::int64_t v) { return v < 0 ? 0 - static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v); };
  const std::uint64_t below = size(r), above = size(b) - below;
  switch (op) {
    case OpCode::floor_div: return is_negative ? q - 1 : q;
    case OpCode::ceil_div: return is_negative ? q : q + 1;
    case OpCode::round_div: return below >= above ? (is_negative ? q - 1 : q + 1) : q;
    default: return below > above ? (is_negative ? q - 1 : q + 1) : q;
  }
}

}  // namespace ludex::expr
