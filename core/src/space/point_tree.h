#pragma once
// Points in a k-d tree (Bentley 1975) with leaves of many and a box around each node, kept in balance by rebuilding the part
// that is out of it (Overmars 1983). Decision 0016 tells why no uniform grid: nothing here depends on how far apart points are,
// how large a radius is or how many stand in one spot.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "space/nearest.h"

namespace ludex::space {

struct Point {
  double at[3] = {0, 0, 0};
  std::int64_t id = 0;         ///< no two of a tree are equal for longer than it takes to put both right
  std::uint32_t position = 0;  ///< what the point is known by: small numbers, no two equal
};

/// Memory of a search, kept between searches.
struct Search {
  struct Step {
    double bound;
    std::uint32_t node;
  };
  std::vector<Step> steps;
  std::vector<Found> found;
};

class PointTree {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;
  /// Points of a leaf at most. Fewer, and more nodes are visited; more, and more points are looked at in vain: measured, flat
  /// between 16 and 32.
  static constexpr std::uint32_t kLeaf = 24;

  /// Takes `points` for all there are. Cost: O(n log n).
  void build(std::vector<Point> points);
  /// Adds a point, or moves it. Cost: O(1) within its leaf's box, else O(log n); counted over many, O(log^2 n).
  void put(const Point& point);
  /// Takes out the point of `position`, if it is there. Cost: as of put().
  void remove(std::uint32_t position);
  void clear() { build({}); }

  std::size_t size() const { return nodes_.empty() ? 0 : nodes_[0].count; }
  bool holds(std::uint32_t position) const { return position < place_of_.size() && place_of_[position] != kNone; }
  const Point& at(std::uint32_t position) const { return points_[place_of_[position]]; }

  /// The nearest `max` within `radius`, into `search.found`, in the order (distance, id).
  /// Cost: O(log n + max) nodes wherever boxes tell points apart, also where all stand in one spot; points that differ but are
  /// all as far from `at` as each other (on a sphere around it) are all looked at, as nothing but looking tells which come first.
  void nearest(const double* at, double radius, std::size_t max, Search& search) const;

  /// Whether every node holds what it says; for tests.
  bool is_sound() const;
  std::uint32_t depth() const;

 private:
  static constexpr std::uint32_t kRoot = 0;
  static constexpr std::uint8_t kById = 3;  ///< the axis of nodes whose points all stand in one spot

  struct Node {
    double lo[3], hi[3];        ///< around its points; may be wider where points left
    std::int64_t least_id;      ///< none is lower
    std::uint32_t parent = kNone;
    std::uint32_t child = kNone;  ///< the first of two; kNone: a leaf
    std::uint32_t block = kNone;  ///< of a leaf: where its points are
    std::uint32_t count = 0;
    std::uint8_t axis = 0;        ///< of an inner node: points from (split_at, split_id) on are in the second child
    double split_at = 0;
    std::int64_t split_id = 0;
    bool is_leaf() const { return child == kNone; }
  };

  void empty_box(Node& node) const;
  void widen(Node& node, const Point& point) const;
  static bool is_in_box(const Node& node, const Point& point);
  bool is_second(const Node& node, const Point& point) const;
  void set_place(std::uint32_t place, const Point& point);
  std::uint32_t take_block(std::uint32_t leaf);
  std::uint32_t take_children(std::uint32_t parent);
  void insert(const Point& point);
  void restore_balance(std::uint32_t leaf);
  /// Gathers what is below `node` and gives its nodes and blocks back; `node` stays.
  void dissolve(std::uint32_t node);
  /// Makes `node` anew from what was gathered.
  void grow(std::uint32_t node);

  std::vector<Node> nodes_;
  std::vector<Point> points_;              ///< kLeaf of them a block
  std::vector<std::uint32_t> leaf_of_;     ///< block -> node
  std::vector<std::uint32_t> place_of_;    ///< position -> index into points_
  std::vector<std::uint32_t> free_pairs_, free_blocks_;
  std::vector<Point> gathered_;
  std::vector<std::uint32_t> pending_;     ///< nodes to be looked at while dissolving
  std::size_t changes_ = 0;                ///< since the whole was built: what widened boxes
};

}  // namespace ludex::space
