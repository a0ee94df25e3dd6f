#pragma once
// The values that one number takes, counted in decimals: 0.1..0.3:0.1 is 0.1, 0.2, 0.3.

#include "balance/number_places.h"

namespace ludex::detail {

/// An axis of a grid: where its number stands, and its values by number.
class AxisValues {
 public:
  /// Errors (`host`): as `sweep`; above `most` values.
  static Result<AxisValues> make(const NumberPlaces& places, const Axis& axis, std::uint64_t most);

  const NumberPlaces::Place& place() const { return place_; }
  std::uint64_t count() const { return count_; }
  std::string value(std::uint64_t i) const;

 private:
  std::optional<Error> read_range(const NumberPlaces& places, std::string_view range);
  /// A whole number times 10^-scale_, as it is to be written.
  std::string text_of(std::int64_t scaled) const;

  NumberPlaces::Place place_;
  std::uint64_t count_ = 0;
  std::vector<std::string> values_;  ///< of a list
  std::int64_t from_ = 0, step_ = 0;
  int scale_ = 0;
};

/// The axes of a grid, at most `most` points. Errors (`host`): as `sweep`.
Result<std::vector<AxisValues>> make_axes(const NumberPlaces& places, const std::vector<Axis>& axes, std::uint64_t most_values, std::uint64_t most_points);

}  // namespace ludex::detail
