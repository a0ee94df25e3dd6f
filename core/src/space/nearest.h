#pragma once
// The few nearest of the points that are offered, in the order (distance, id). The one place where distances are taken and
// compared, so that whoever finds the candidates, and in whatever order, the answer is the same.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace ludex::space {

/// One that was found. `position` is whatever its finder knows it by.
struct Found {
  double distance = 0;
  std::int64_t id = 0;
  std::uint32_t position = 0;
};

inline bool is_before(const Found& a, const Found& b) { return a.distance != b.distance ? a.distance < b.distance : a.id < b.id; }

/// (dx*dx + dy*dy) + dz*dz, the order in which RULEBOOK.md's distance() adds.
inline double square_of(double dx, double dy, double dz) { return (dx * dx + dy * dy) + dz * dz; }

class Nearest {
 public:
  /// At most `max` of them, at most `radius` away; a negative radius holds nobody. `found` lends its memory.
  Nearest(const double* at, double radius, std::size_t max, std::vector<Found>& found)
      : x_(at[0]), y_(at[1]), z_(at[2]), radius_(radius), max_(max), found_(found) {
    found_.clear();
    set_far_square(radius_);
  }

  bool is_empty() const { return !(radius_ >= 0) || max_ == 0; }

  void offer(const double* p, std::int64_t id, std::uint32_t position) {
    const double square = square_of(p[0] - x_, p[1] - y_, p[2] - z_);
    if (square > far_square_) return;
    const Found one{std::sqrt(square), id, position};
    if (!(one.distance <= radius_)) return;
    if (found_.size() < max_) {
      found_.push_back(one);
      std::push_heap(found_.begin(), found_.end(), is_before);  // the top is the farthest
    } else {
      if (!is_before(one, found_.front())) return;
      std::pop_heap(found_.begin(), found_.end(), is_before);
      found_.back() = one;
      std::push_heap(found_.begin(), found_.end(), is_before);
    }
    if (found_.size() == max_) set_far_square(found_.front().distance);
  }

  /// What no point of a box is nearer than: the distance to the box, taken as distances to points are. Rounding keeps order,
  /// so the bound holds for what is computed, not only for what is true.
  double bound(const double* lo, const double* hi) const {
    const auto beyond = [](double at, double low, double high) { return at < low ? low - at : at > high ? at - high : 0.0; };
    return std::sqrt(square_of(beyond(x_, lo[0], hi[0]), beyond(y_, lo[1], hi[1]), beyond(z_, lo[2], hi[2])));
  }
  /// Whether nobody at least `bound` away, with an id of at least `least_id`, would be taken.
  bool is_too_far(double bound, std::int64_t least_id) const {
    if (!(bound <= radius_)) return true;
    if (found_.size() < max_) return false;
    const Found& last = found_.front();
    return bound != last.distance ? bound > last.distance : least_id > last.id;
  }

  /// Puts what was found in order. Ids differ, so there are no ties.
  void finish() { std::sort_heap(found_.begin(), found_.end(), is_before); }

 private:
  // Squares above this are of distances above `distance`, whatever rounding did: no root needs to be drawn of them. The
  // summand is far above the square of what underflows.
  void set_far_square(double distance) { far_square_ = distance * distance * (1 + 1e-9) + 1e-290; }

  double x_, y_, z_;
  double radius_;
  std::size_t max_;
  std::vector<Found>& found_;
  double far_square_ = 0;
};

}  // namespace ludex::space
