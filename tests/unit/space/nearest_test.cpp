// The few nearest of what is offered, in whatever order it is.

#include "space/nearest.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/random.h"

namespace {

using namespace ludex;

}  // namespace

TEST_CASE("what is found does not depend on the order in which it is offered") {
  RandomStream random(3, 0);
  for (int round = 0; round < 200; ++round) {
    struct Offer {
      double at[3];
      std::int64_t id;
    };
    std::vector<Offer> offers;
    for (std::int64_t id = 0; id < 60; ++id) offers.push_back({{random.below(4) * 1.0, random.below(4) * 1.0, 0}, id * 31 % 60});
    const double at[3] = {1, 1, 0};
    std::vector<std::int64_t> first;
    for (int order = 0; order < 5; ++order) {
      std::vector<space::Found> found;
      space::Nearest nearest(at, 1.5, 9, found);
      for (const Offer& o : offers) nearest.offer(o.at, o.id, 0);
      nearest.finish();
      std::vector<std::int64_t> ids;
      for (const space::Found& f : found) ids.push_back(f.id);
      if (order == 0) first = ids;
      REQUIRE(ids == first);
      for (std::size_t i = offers.size(); i > 1; --i) std::swap(offers[i - 1], offers[random.below(static_cast<std::uint32_t>(i))]);
    }
  }
}

TEST_CASE("no point in a box is nearer than the box, to the last bit") {
  RandomStream random(4, 0);
  for (int round = 0; round < 20'000; ++round) {
    const auto draw = [&] { return (random.below(2) ? 1 : -1) * std::ldexp(random.unit(), static_cast<int>(random.below(1100)) - 550); };
    double lo[3], hi[3], p[3], at[3];
    for (int a = 0; a < 3; ++a) {
      const double one = draw(), other = draw();
      lo[a] = std::min(one, other);
      hi[a] = std::max(one, other);
      p[a] = random.below(3) == 0 ? lo[a] : random.below(2) ? hi[a] : std::min(hi[a], std::max(lo[a], draw()));
      at[a] = random.below(4) == 0 ? lo[a] : draw();
    }
    std::vector<space::Found> found;
    const space::Nearest nearest(at, 1e308, 1, found);
    const double distance = std::sqrt(space::square_of(p[0] - at[0], p[1] - at[1], p[2] - at[2]));
    const double bound = nearest.bound(lo, hi);
    REQUIRE_FALSE(bound > distance);
  }
}

TEST_CASE("a distance of exactly the radius is within it, whatever is squared") {
  for (const double r : {0.0, 5e-324, 1e-170, 1e-154, 1e-100, 0.1, 3.0, 1e100, 1.3e154}) {
    std::vector<space::Found> found;
    const double at[3] = {0, 0, 0}, p[3] = {r, 0, 0};
    const double distance = std::sqrt(r * r);
    space::Nearest exactly(at, distance, 4, found);
    exactly.offer(p, 1, 0);
    CAPTURE(r);
    CHECK(found.size() == 1);
    if (distance == 0) continue;
    space::Nearest below(at, std::nextafter(distance, 0), 4, found);
    below.offer(p, 1, 0);
    CHECK(found.empty());
  }
}
