#include "metrics/histogram.h"

#include <doctest/doctest.h>

using ludex::detail::Histogram;

namespace {
constexpr std::array<std::uint64_t, 2> kBounds{1, 10};
}

TEST_CASE("a value falls into the first bucket that it does not exceed") {
  Histogram<2> h(kBounds);
  for (const std::uint64_t value : {0u, 1u, 2u, 10u, 11u, 4'000'000'000u}) h.add(value);
  CHECK(h.count_of(0) == 2);
  CHECK(h.count_of(1) == 2);
  CHECK(h.count_of(2) == 2);
  CHECK(h.count() == 6);
  CHECK(h.sum() == 4'000'000'024u);
}

TEST_CASE("two histograms merged are the histogram of all values") {
  Histogram<2> a(kBounds), b(kBounds), all(kBounds);
  for (const std::uint64_t value : {0u, 7u}) a.add(value), all.add(value);
  for (const std::uint64_t value : {1u, 99u}) b.add(value), all.add(value);
  a.merge(b);
  for (std::size_t i = 0; i <= 2; ++i) CHECK(a.count_of(i) == all.count_of(i));
  CHECK(a.sum() == all.sum());
}
