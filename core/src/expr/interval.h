#pragma once
// Interval analysis: which operations of a checked tree cannot fail, whatever a request, a save and a clock may say.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "expr/check.h"
#include "expr/range.h"

namespace ludex::expr {

/// An operation that may raise an error, and what its operands may be.
struct Unproven {
  std::uint32_t node = 0;
  std::string codes;   ///< "overflow", "division_by_zero or overflow" …
  std::string ranges;  ///< "0..9 * 1..99"
};

struct Proof {
  Range range;                            ///< of the value
  std::vector<Unproven> unproven;         ///< in evaluation order
  std::vector<Unproven> negative_sides;   ///< int divisions that may meet a negative side; no codes
  bool depends_on_cells = false;          ///< the range says what tables hold today, not what they may hold
};

/// Writes onto every node under `root` whether its operation is proven never to fail (is_proven), whether evaluating it
/// may fail at all (is_fallible), and what it may cost (elements, bytes, turns; see cost.h).
/// Sound for one evaluation alone: `root` may be any part of a tree that was checked, and stands then for itself.
Proof prove(Ast& ast, std::uint32_t root, const Scope& scope, const Declarations& declarations);

/// The range of a call's value, from those of its arguments.
struct RangeRule {
  const char* name;
  Range (*range)(const std::vector<const Shape*>& types, const std::vector<Range>& arguments, bool& cannot_fail);
};
/// nullptr for a function nobody wrote a rule for: its value may be anything, and it fails as its types let it.
const RangeRule* find_range_rule(const std::string& function, std::size_t arguments);
/// Of those in interval_functions.cpp.
const RangeRule* find_collection_rule(const std::string& function, std::size_t arguments);

// Arithmetic on ranges, shared with the rules of functions. `cannot_fail` is set when no pair of operands fails; the
// result holds the value wherever there is one.
Range add(const Range& a, const Range& b, bool is_double, bool& cannot_fail);
Range subtract(const Range& a, const Range& b, bool is_double, bool& cannot_fail);
Range multiply(const Range& a, const Range& b, bool is_double, bool& cannot_fail);
Range divide(const Range& a, const Range& b, bool is_double, bool& cannot_fail);
Range remainder(const Range& a, const Range& b, bool& cannot_fail);
Range negate(const Range& a, bool is_double, bool& cannot_fail);

}  // namespace ludex::expr
