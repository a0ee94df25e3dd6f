#pragma once
// Who of a kind is near a point: by looking at each of them while that is the cheapest, by a tree of their places when it is
// not. The tree follows lazily: writers only note who may have moved, and the next who asks catches up, if that pays.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "space/point_tree.h"

namespace ludex::detail {

struct WorldData;

class NearIndex {
 public:
  /// Whether there is a tree, so that moves must be noted.
  bool is_kept() const { return is_kept_; }
  /// The vec3 field that it follows.
  std::uint32_t field() const { return field_; }
  /// True when the move is news. Threads may note at once, as long as no two note the same entity, and none makes one.
  bool note(std::uint32_t position) {
    if (position >= is_noted_.size()) is_noted_.resize(std::size_t{position} + 1);
    return !std::exchange(is_noted_[position], std::uint8_t{1});
  }

 private:
  friend void find_nearest(WorldData& world, std::uint32_t kind, std::uint32_t field, const double* at, double radius, std::size_t max, space::Search& search);
  friend void catch_up(WorldData& world);

  bool is_kept_ = false;
  std::uint32_t field_ = 0;
  space::PointTree tree_;
  std::vector<std::uint8_t> is_noted_;  ///< per position: it is in Dirty::moved
  std::uint64_t scanned_ = 0;           ///< entities looked at one by one since the tree was last up to date
};

/// Entities of `kind` whose `field` is at most `radius` from `at`, the nearest `max`, into `search.found`; `position` is the
/// entity's. Those whose profile is not loaded are passed over: what nobody named must not refuse a request.
/// One thread at a time, and none that writes beside it.
void find_nearest(WorldData& world, std::uint32_t kind, std::uint32_t field, const double* at, double radius, std::size_t max, space::Search& search);

}  // namespace ludex::detail
