#include "space/point_tree.h"

#include <bit>

namespace ludex::space {
namespace {

// Puts the point that belongs at `middle` there, those before it before it (Hoare's FIND): the same in every library. Where
// pivots keep being bad, which somebody may have arranged, the rest is sorted.
template <class Before>
void select(Point* first, Point* middle, Point* last, Before&& before) {
  constexpr std::ptrdiff_t kFew = 16;
  int patience = 2 * static_cast<int>(std::bit_width(static_cast<std::size_t>(last - first)));
  while (last - first > kFew && patience-- > 0) {
    Point a = *first, b = first[(last - first) / 2], c = last[-1];
    if (before(b, a)) std::swap(a, b);
    if (before(c, b)) b = before(c, a) ? a : c;
    Point *i = first, *j = last - 1;
    while (i <= j) {
      while (before(*i, b)) ++i;
      while (before(b, *j)) --j;
      if (i <= j) std::swap(*i++, *j--);
    }
    if (middle <= j) last = j + 1;
    else if (middle >= i) first = i;
    else return;
  }
  std::sort(first, last, before);  // (place, id) differ, so there are no ties
}

}  // namespace

void PointTree::empty_box(Node& n) const {
  for (int a = 0; a < 3; ++a) {
    n.lo[a] = std::numeric_limits<double>::infinity();
    n.hi[a] = -std::numeric_limits<double>::infinity();
  }
  n.least_id = INT64_MAX;
}

void PointTree::widen(Node& n, const Point& p) const {
  for (int a = 0; a < 3; ++a) {
    n.lo[a] = std::min(n.lo[a], p.at[a]);
    n.hi[a] = std::max(n.hi[a], p.at[a]);
  }
  n.least_id = std::min(n.least_id, p.id);
}

bool PointTree::is_in_box(const Node& n, const Point& p) {
  for (int a = 0; a < 3; ++a)
    if (!(n.lo[a] <= p.at[a] && p.at[a] <= n.hi[a])) return false;
  return true;
}

bool PointTree::is_second(const Node& n, const Point& p) const {
  if (n.axis == kById || p.at[n.axis] == n.split_at) return p.id >= n.split_id;
  return p.at[n.axis] > n.split_at;
}

void PointTree::set_place(std::uint32_t place, const Point& p) {
  points_[place] = p;
  place_of_[p.position] = place;
}

std::uint32_t PointTree::take_block(std::uint32_t leaf) {
  std::uint32_t block;
  if (free_blocks_.empty()) {
    block = static_cast<std::uint32_t>(leaf_of_.size());
    leaf_of_.push_back(leaf);
    points_.resize(points_.size() + kLeaf);
  } else {
    block = free_blocks_.back();
    free_blocks_.pop_back();
    leaf_of_[block] = leaf;
  }
  return block;
}

std::uint32_t PointTree::take_children(std::uint32_t parent) {
  std::uint32_t first;
  if (free_pairs_.empty()) {
    first = static_cast<std::uint32_t>(nodes_.size());
    nodes_.resize(nodes_.size() + 2);
  } else {
    first = free_pairs_.back();
    free_pairs_.pop_back();
  }
  for (std::uint32_t n : {first, first + 1}) {
    nodes_[n] = Node{};
    nodes_[n].parent = parent;
  }
  return first;
}

void PointTree::build(std::vector<Point> points) {
  nodes_.assign(1, Node{});
  points_.clear();
  leaf_of_.clear();
  free_pairs_.clear();
  free_blocks_.clear();
  std::uint32_t positions = 0;
  for (const Point& p : points) positions = std::max(positions, p.position + 1);
  place_of_.assign(positions, kNone);
  gathered_ = std::move(points);
  grow(kRoot);
  changes_ = 0;
}

void PointTree::dissolve(std::uint32_t top) {
  gathered_.clear();
  pending_.assign(1, top);
  while (!pending_.empty()) {
    const std::uint32_t i = pending_.back();
    pending_.pop_back();
    Node& n = nodes_[i];
    if (n.is_leaf()) {
      if (n.block == kNone) continue;
      const Point* const first = &points_[std::size_t{n.block} * kLeaf];
      gathered_.insert(gathered_.end(), first, first + n.count);
      free_blocks_.push_back(n.block);
      n.block = kNone;
    } else {
      pending_.push_back(n.child);
      pending_.push_back(n.child + 1);
      free_pairs_.push_back(n.child);
      n.child = kNone;
    }
  }
}

void PointTree::grow(std::uint32_t top) {
  struct Part {
    std::uint32_t node;
    std::size_t begin, end;
  };
  constexpr std::uint32_t kFill = kLeaf - kLeaf / 4;  // room to grow before a leaf must be split
  std::vector<Part> parts{{top, 0, gathered_.size()}};
  while (!parts.empty()) {
    const Part part = parts.back();
    parts.pop_back();
    Node* n = &nodes_[part.node];
    empty_box(*n);
    n->count = static_cast<std::uint32_t>(part.end - part.begin);
    for (std::size_t i = part.begin; i < part.end; ++i) widen(*n, gathered_[i]);
    if (n->count <= kFill) {
      if (n->count == 0) continue;
      const std::uint32_t block = take_block(part.node);
      n->block = block;
      for (std::uint32_t i = 0; i < n->count; ++i) set_place(block * kLeaf + i, gathered_[part.begin + i]);
      continue;
    }
    // Across the longest side, in the middle of the points; a spot, which has none, by ids.
    std::uint8_t axis = kById;
    double longest = 0;
    for (std::uint8_t a = 0; a < 3; ++a) {
      const double side = n->hi[a] - n->lo[a];
      if (side > longest) longest = side, axis = a;
    }
    Point* const middle = gathered_.data() + (part.begin + part.end) / 2;
    select(gathered_.data() + part.begin, middle, gathered_.data() + part.end,
           [axis](const Point& a, const Point& b) { return axis == kById || a.at[axis] == b.at[axis] ? a.id < b.id : a.at[axis] < b.at[axis]; });
    n->axis = axis;
    n->split_at = axis == kById ? 0 : middle->at[axis];
    n->split_id = middle->id;
    const std::uint32_t child = take_children(part.node);
    nodes_[part.node].child = child;
    const auto half = static_cast<std::size_t>(middle - gathered_.data());
    parts.push_back({child, part.begin, half});
    parts.push_back({child + 1, half, part.end});
  }
  gathered_.clear();
}

void PointTree::insert(const Point& p) {
  if (nodes_.empty()) build({});
  if (p.position >= place_of_.size()) place_of_.resize(p.position + 1, kNone);
  std::uint32_t i = kRoot;
  for (;;) {
    if (nodes_[i].is_leaf() && nodes_[i].count == kLeaf) {
      dissolve(i);
      grow(i);
    }
    Node& n = nodes_[i];
    widen(n, p);
    ++n.count;
    if (n.is_leaf()) break;
    i = n.child + is_second(n, p);
  }
  Node& leaf = nodes_[i];
  if (leaf.block == kNone) leaf.block = take_block(i);
  set_place(leaf.block * kLeaf + leaf.count - 1, p);
  ++changes_;
  restore_balance(i);
}

void PointTree::put(const Point& p) {
  if (holds(p.position)) {
    const std::uint32_t place = place_of_[p.position];
    if (points_[place].id == p.id && is_in_box(nodes_[leaf_of_[place / kLeaf]], p)) {
      points_[place] = p;
      return;
    }
    remove(p.position);
  }
  insert(p);
}

void PointTree::remove(std::uint32_t position) {
  if (!holds(position)) return;
  const std::uint32_t place = place_of_[position];
  const std::uint32_t i = leaf_of_[place / kLeaf];
  Node& leaf = nodes_[i];
  const std::uint32_t first = leaf.block * kLeaf;
  const std::uint32_t last = first + --leaf.count;
  place_of_[position] = kNone;
  if (place != last) set_place(place, points_[last]);
  empty_box(leaf);
  for (std::uint32_t k = first; k < last; ++k) widen(leaf, points_[k]);
  for (std::uint32_t up = leaf.parent; up != kNone; up = nodes_[up].parent) --nodes_[up].count;
  ++changes_;
  restore_balance(i);
}

// The highest node that is out of balance is made anew. Paid for by what brought it there: a share of its points must have
// come or gone since it was last made.
void PointTree::restore_balance(std::uint32_t i) {
  constexpr std::size_t kFewChanges = 256;
  std::uint32_t worst = kNone;
  if (changes_ > kFewChanges + nodes_[kRoot].count) {
    worst = kRoot;  // boxes that points left are as wide as ever
    changes_ = 0;
  }
  for (std::uint32_t up = nodes_[i].parent; worst != kRoot && up != kNone; up = nodes_[up].parent) {
    const Node& n = nodes_[up];
    const std::uint32_t more = std::max(nodes_[n.child].count, nodes_[n.child + 1].count);
    if (more > n.count - n.count / 4 || n.count <= kLeaf / 2) worst = up;
  }
  if (worst == kNone) return;
  dissolve(worst);
  grow(worst);
}

void PointTree::nearest(const double* at, double radius, std::size_t max, Search& search) const {
  Nearest few(at, radius, max, search.found);
  if (few.is_empty() || size() == 0) return;
  std::vector<Search::Step>& steps = search.steps;
  steps.assign(1, {few.bound(nodes_[kRoot].lo, nodes_[kRoot].hi), kRoot});
  while (!steps.empty()) {
    const Search::Step step = steps.back();
    steps.pop_back();
    const Node* n = &nodes_[step.node];
    if (few.is_too_far(step.bound, n->least_id)) continue;
    while (!n->is_leaf()) {
      // The nearer child first; in a spot, that of lower ids.
      std::uint32_t nearer = n->child, farther = n->child + 1;
      double near_bound = few.bound(nodes_[nearer].lo, nodes_[nearer].hi), far_bound = few.bound(nodes_[farther].lo, nodes_[farther].hi);
      if (far_bound < near_bound || (far_bound == near_bound && nodes_[farther].least_id < nodes_[nearer].least_id)) {
        std::swap(nearer, farther);
        std::swap(near_bound, far_bound);
      }
      if (!few.is_too_far(far_bound, nodes_[farther].least_id)) steps.push_back({far_bound, farther});
      n = &nodes_[nearer];
      if (few.is_too_far(near_bound, n->least_id)) break;
    }
    if (!n->is_leaf() || n->count == 0) continue;
    const Point* const first = &points_[std::size_t{n->block} * kLeaf];
    for (std::uint32_t i = 0; i < n->count; ++i) few.offer(first[i].at, first[i].id, first[i].position);
  }
  few.finish();
}

bool PointTree::is_sound() const {
  std::size_t points = 0;
  for (const std::uint32_t place : place_of_) points += place != kNone;
  if (points != size()) return false;
  std::vector<std::uint32_t> pending(nodes_.empty() ? 0 : 1, kRoot);
  while (!pending.empty()) {
    const std::uint32_t i = pending.back();
    pending.pop_back();
    const Node& n = nodes_[i];
    if (!n.is_leaf()) {
      std::uint32_t count = 0;
      for (const std::uint32_t c : {n.child, n.child + 1}) {
        const Node& below = nodes_[c];
        count += below.count;
        if (below.parent != i) return false;
        for (int a = 0; a < 3; ++a)
          if (below.count > 0 && (below.lo[a] < n.lo[a] || below.hi[a] > n.hi[a] || below.least_id < n.least_id)) return false;
        pending.push_back(c);
      }
      if (count != n.count) return false;
      continue;
    }
    for (std::uint32_t k = 0; k < n.count; ++k) {
      const Point& p = points_[std::size_t{n.block} * kLeaf + k];
      if (!is_in_box(n, p) || p.id < n.least_id || place_of_[p.position] != n.block * kLeaf + k || leaf_of_[n.block] != i) return false;
    }
  }
  return true;
}

std::uint32_t PointTree::depth() const {
  std::uint32_t deepest = 0;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].block == kNone || leaf_of_[nodes_[i].block] != i) continue;
    std::uint32_t depth = 1;
    for (std::uint32_t up = nodes_[i].parent; up != kNone; up = nodes_[up].parent) ++depth;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

}  // namespace ludex::space
