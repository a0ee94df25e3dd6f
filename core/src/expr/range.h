#pragma once
// What a value may be: the closed interval every proof about an expression is made of. Larger than the truth is sound,
// smaller is not; the range without anything known is sound for every value.

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "schema/declarations.h"

namespace ludex::expr {

struct Range {
  /// integer, ref, row, enumeration, boolean: the value. string: code points; list, map: items. optional: 0 null, 1 a value.
  std::int64_t lo = std::numeric_limits<std::int64_t>::min(), hi = std::numeric_limits<std::int64_t>::max();
  /// number, and each axis of a vec3. Never infinite: what is not finite is an error before it is a value.
  double low = -std::numeric_limits<double>::max(), high = std::numeric_limits<double>::max();
  /// optional, list, map: one, what is inside; record: one for each field. Absent: nothing is known.
  std::shared_ptr<const std::vector<Range>> parts;

  static Range of(std::int64_t lo, std::int64_t hi);
  static Range of(double low, double high);
  static Range sized(std::int64_t lo, std::int64_t hi, Range item);
  bool is_only(std::int64_t x) const { return lo == x && hi == x; }
  bool has(std::int64_t x) const { return lo <= x && x <= hi; }
  bool has(double x) const { return low <= x && x <= high; }
};

/// Who vouches for a value's declared bounds.
enum class Trust : std::uint8_t {
  declared,  ///< a contract: params, flags
  stored,    ///< state: within bounds, but fields inside lists and maps may hold an implied default that is not
  changed,   ///< state after an effect: bounds are looked at once all effects have run
};

/// Where a shape's values come from, and what limits them beside the shape.
struct Origin {
  Trust trust = Trust::declared;
  std::uint64_t growth = 0;  ///< changed: items a container may hold above its maximum
  std::int64_t most_text = std::numeric_limits<std::int64_t>::max();   ///< code points of a string
  std::int64_t most_items = std::numeric_limits<std::int64_t>::max();  ///< items of a list or map
};

/// Code points of the longest string there is: a role takes what a request may hold.
inline constexpr std::int64_t kMostText = std::int64_t{16} << 20;

Range range_of(const Shape& shape, const Origin& origin);
/// Of one value that is known.
Range range_of(const Shape& shape, Word word);
Range join(const Range& a, const Range& b);
/// What both say; `a` where they contradict each other, as that is never reached.
Range meet(const Range& a, const Range& b);
/// Of what is inside a list, map or optional, or of field `i` of a record.
Range part(const Range& range, std::size_t i = 0);
/// The number of items or code points: a size is never negative.
Range size_of(const Range& range);
/// The most items of any container in it.
std::uint64_t most_items(const Range& range);

/// Of the cells of a column, and of the keys of a table: looked through once for a program.
class CellRanges {
 public:
  const Range& column(const Declarations& declarations, std::uint32_t table, std::uint32_t column);
  const Range& keys(const Declarations& declarations, std::uint32_t table);

 private:
  std::map<std::pair<std::uint32_t, std::uint32_t>, Range> columns_;
  std::map<std::uint32_t, Range> keys_;
};

/// "0..100", "-1.5..2.5", "3" …
std::string text_of(const Shape& shape, const Range& range);

}  // namespace ludex::expr
