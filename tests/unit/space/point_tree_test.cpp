// The tree against looking at every point: whatever the points are, however they move, whatever is asked.

#include "space/point_tree.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "support/random.h"

namespace {

using namespace ludex;
using space::Point;
using space::PointTree;

/// Points by position; nothing stands where `is_there` is false.
struct Model {
  std::vector<Point> points;
  std::vector<char> is_there;

  std::vector<space::Found> nearest(const double* at, double radius, std::size_t max) const {
    std::vector<space::Found> found;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!is_there[i]) continue;
      const Point& p = points[i];
      const double dx = p.at[0] - at[0], dy = p.at[1] - at[1], dz = p.at[2] - at[2];
      const double distance = std::sqrt((dx * dx + dy * dy) + dz * dz);
      if (distance <= radius) found.push_back({distance, p.id, p.position});
    }
    std::sort(found.begin(), found.end(), space::is_before);
    if (found.size() > max) found.resize(max);
    return found;
  }
};

std::string text(const std::vector<space::Found>& found) {
  std::string out;
  for (const space::Found& f : found) out += std::to_string(f.id) + "@" + std::to_string(f.position) + " ";
  return out;
}

/// A crowd of some shape: what is hard for a grid, and for a tree.
double coordinate(RandomStream& random, int shape) {
  switch (shape) {
    case 0: return (random.unit() - 0.5) * 200;                                   // a field
    case 1: return random.below(3) * 10.0;                                        // a few spots
    case 2: return 5.0;                                                           // one spot
    case 3: return (random.unit() - 0.5) * 1e-200;                                // squares underflow
    case 4: return (random.below(2) ? 1 : -1) * (1e300 + random.unit() * 1e300);  // squares overflow
    case 5: return (random.below(2) ? 1 : -1) * std::ldexp(random.unit(), static_cast<int>(random.below(1200)) - 600);
    default: return random.below(8) == 0 ? 1.7e308 * (random.below(2) ? 1 : -1) : random.below(40) * 0.25;
  }
}

void set_place(RandomStream& random, int shape, Point& p) {
  for (double& x : p.at) x = coordinate(random, shape);
}

void compare(RandomStream& random, int shape, const Model& model, const PointTree& tree, space::Search& search) {
  static constexpr double kRadii[] = {0, -0.0, 1e-160, 0.5, 7, 60, 1e9, 1e300, 1.7e308};
  static constexpr std::size_t kMost[] = {1, 2, 16, 256, 100'000};
  double at[3];
  for (double& x : at) x = random.below(3) == 0 && !model.points.empty() ? model.points[random.below(static_cast<std::uint32_t>(model.points.size()))].at[0] : coordinate(random, shape);
  const double radius = random.below(20) == 0 ? -1.0 : kRadii[random.below(9)];
  const std::size_t max = kMost[random.below(5)];
  tree.nearest(at, radius, max, search);
  const auto expected = model.nearest(at, radius, max);
  REQUIRE(text(search.found) == text(expected));
  bool is_equal = true;
  for (std::size_t i = 0; i < expected.size(); ++i) is_equal = is_equal && search.found[i].distance == expected[i].distance;
  REQUIRE(is_equal);
}

}  // namespace

TEST_CASE("the nearest of a tree are the nearest of all points, while they come, move and go") {
  for (int shape = 0; shape <= 6; ++shape) {
    CAPTURE(shape);
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      CAPTURE(seed);
      RandomStream random(seed, static_cast<std::uint64_t>(shape));
      Model model;
      PointTree tree;
      space::Search search;
      const std::uint32_t most = seed % 2 ? 40 : 600;
      for (int step = 0; step < 3000; ++step) {
        const std::uint32_t what = random.below(10);
        const bool is_new = model.points.size() < most && (what < 3 || model.points.empty());
        if (is_new) {
          const auto position = static_cast<std::uint32_t>(model.points.size());
          model.points.push_back({{0, 0, 0}, static_cast<std::int64_t>((position * 7919) % 100'003) - 50'000, position});
          model.is_there.push_back(1);
          set_place(random, shape, model.points.back());
          tree.put(model.points.back());
        } else {
          const std::uint32_t i = random.below(static_cast<std::uint32_t>(model.points.size()));
          if (what < 6) {
            if (what == 5) model.points[i].at[0] = coordinate(random, shape);  // a step along one axis
            else set_place(random, shape, model.points[i]);
            model.is_there[i] = 1;
            tree.put(model.points[i]);
          } else if (what == 6) {
            model.is_there[i] = 0;
            tree.remove(i);
          }
        }
        if (step % 3 == 0) compare(random, shape, model, tree, search);
        if (step % 500 == 0) REQUIRE(tree.is_sound());
      }
      REQUIRE(tree.is_sound());
      std::vector<Point> there;
      for (std::size_t i = 0; i < model.points.size(); ++i)
        if (model.is_there[i]) there.push_back(model.points[i]);
      tree.build(there);
      REQUIRE(tree.is_sound());
      REQUIRE(tree.size() == there.size());
      for (int i = 0; i < 30; ++i) compare(random, shape, model, tree, search);
    }
  }
}

TEST_CASE("a position that another id takes over is that of the other") {
  PointTree tree;
  space::Search search;
  tree.put({{1, 2, 3}, 7, 0});
  tree.put({{1, 2, 3}, 9, 0});
  const double at[3] = {1, 2, 3};
  tree.nearest(at, 0, 10, search);
  REQUIRE(search.found.size() == 1);
  CHECK(search.found[0].id == 9);
  CHECK(tree.is_sound());
}

TEST_CASE("an empty tree, no room and a negative radius find nobody") {
  PointTree tree;
  space::Search search;
  const double at[3] = {0, 0, 0};
  tree.nearest(at, 10, 10, search);
  CHECK(search.found.empty());
  tree.put({{0, 0, 0}, 1, 0});
  tree.nearest(at, -1, 10, search);
  CHECK(search.found.empty());
  tree.nearest(at, 10, 0, search);
  CHECK(search.found.empty());
  tree.remove(0);
  tree.remove(0);
  tree.remove(99);
  tree.nearest(at, 10, 10, search);
  CHECK(search.found.empty());
}

TEST_CASE("no order of coming and going makes a tree deep") {
  constexpr std::uint32_t kMany = 20'000;
  const auto limit = 2 * static_cast<std::uint32_t>(std::log2(kMany));
  PointTree line, spot, ebb;
  for (std::uint32_t i = 0; i < kMany; ++i) {
    line.put({{static_cast<double>(i), 0, 0}, i, i});  // each beyond the last
    spot.put({{1, 1, 1}, i, i});
    // In and out at one end, so that one leaf is split over and over while its neighbours empty.
    ebb.put({{1.0 / (i + 1), 0, 0}, i, i % 64});
  }
  CHECK(line.depth() <= limit);
  CHECK(spot.depth() <= limit);
  CHECK(ebb.depth() <= 8);
  CHECK(line.is_sound());
  CHECK(spot.is_sound());
  CHECK(ebb.is_sound());
}
