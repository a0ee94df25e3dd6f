#pragma once
// Worst-case cost, in steps: an instruction is one, and so is each item and entry it has to touch and each begun 64 bytes
// of a text it makes, copies or looks through. A comparison of two texts is one: it ends where they differ, and the
// bound of a text whose length nobody declared would drown everything else.
// Bounds come from the ranges of interval.h; emit.cpp sums them over branches and loops.

#include <cstdint>
#include <vector>

#include "expr/ast.h"
#include "expr/code.h"
#include "expr/range.h"

namespace ludex::expr {

/// Strings and lists made by rules stop here: 2^30 bytes are four lets away from "a + a".
inline constexpr std::size_t kMaxMadeString = kMaxStringDefault;
inline constexpr std::size_t kMaxMadeList = kMaxItemsDefault;
/// What all values made while judging one request may take: a loop of concatenations ends here.
inline constexpr std::size_t kMaxScratchBytes = 64u << 20;

/// What one operation takes beyond its own instructions.
struct Toll {
  std::uint64_t elements = 0;  ///< touched
  std::uint64_t bytes = 0;     ///< allocated
};

/// Of the operation of node `n`, its operands' ranges known.
Toll toll_of(const Ast& ast, std::uint32_t n, const std::vector<Range>& ranges, const Declarations& declarations);

/// Of copying a whole value, keys counted as one element each; or of comparing it.
Toll volume_of(const Shape& shape, const Range& range, bool reads_text = true);
/// The most of what ludex::weight() counts; a value of kMaxWeight fails where it is kept.
std::uint64_t weight_of(const Shape& shape, const Range& range);

/// Whether `op` takes memory for what it makes, and fails where all values together take too much.
bool makes_value(OpCode op);

// Sums that stay at the top instead of starting over.
inline std::uint64_t plus(std::uint64_t a, std::uint64_t b) { return a + b < a ? ~std::uint64_t{0} : a + b; }
inline std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  std::uint64_t out = 0;
  return __builtin_mul_overflow(a, b, &out) ? ~std::uint64_t{0} : out;
}

}  // namespace ludex::expr
