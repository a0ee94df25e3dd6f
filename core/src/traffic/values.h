#pragma once
// Plausible values of any shape, within its bounds.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "schema/declarations.h"
#include "support/random.h"

namespace ludex::traffic {

struct ValueSource {
  const Declarations& declarations;
  const std::vector<std::uint32_t>& entity_counts;  ///< per kind: ids are 1..count
  RandomStream& random;
};

/// Whether any value has this shape (a row of an empty table does not).
bool has_value(const Shape& shape, const Declarations& declarations);

/// A value of `shape`, owned by `allocator` (Arena or StateHeap).
template <class Allocator>
Word draw_value(const Shape& shape, const ValueSource& source, Allocator& allocator);

/// Around the shape's default when it is a number, else any value.
template <class Allocator>
Word draw_near_default(const Shape& shape, const ValueSource& source, Allocator& allocator);

/// A map of `count` entries at most, its keys taken from `keys` (sorted, distinct), values small.
template <class Allocator>
Word draw_map(const Shape& shape, std::vector<std::string_view> keys, const ValueSource& source, Allocator& allocator);

/// Two decimals, as a client would send; never -0.0.
double round_to_cents(double x);

/// A point within `reach` of `center` in x and z, at its height.
std::array<double, 3> draw_point(const std::array<double, 3>& center, double reach, RandomStream& random);

}  // namespace ludex::traffic
