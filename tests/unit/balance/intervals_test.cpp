// Quantiles of the normal distribution against published ones; intervals that hold as often as they say.

#include "balance/intervals.h"

#include <doctest/doctest.h>

#include <cmath>

#include "support/hash.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

}  // namespace

TEST_CASE("normal quantiles are those of the tables") {
  // scipy.stats.norm.isf
  const double known[][2] = {{0.5, 0}, {0.025, 1.959963984540054}, {0.975, -1.959963984540054}, {0.1, 1.2815515655446004}, {1e-3, 3.090232306167813},
                             {1e-9, 5.997807015007686}, {1e-15, 7.941345326170997}, {0.4, 0.2533471031357997}};
  for (const auto& k : known) {
    CAPTURE(k[0]);
    CHECK(std::fabs(normal_upper(k[0]) - k[1]) <= 1e-13 * std::fmax(1, std::fabs(k[1])));
  }
}

TEST_CASE("what rounds spend adds up to the whole and no more") {
  double spent = 0;
  for (std::uint64_t round = 1; round <= 100000; ++round) spent += 7 * spent_in_round(0.01, 7, round);
  CHECK(spent < 0.01);
  CHECK(spent > 0.0099);
}

TEST_CASE("Chernoff's interval is where the relative entropy ends") {
  const Estimate e = chernoff_share(300, 1000, 0.01);
  const auto entropy = [](double p, double q) { return p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q)); };
  CHECK(std::fabs(1000 * entropy(0.3, e.low) - std::log(200)) < 1e-9);
  CHECK(std::fabs(1000 * entropy(0.3, e.high) - std::log(200)) < 1e-9);
  CHECK(e.low < 0.3);
  CHECK(e.high > 0.3);
  // Nothing seen: (1 - p)^n = alpha / 2.
  const Estimate none = chernoff_share(0, 1000, 0.01);
  CHECK(none.low == 0);
  CHECK(std::fabs(none.high - (1 - std::pow(0.005, 1e-3))) < 1e-9);
  const Estimate all = chernoff_share(1000, 1000, 0.01);
  CHECK(all.high == 1);
  CHECK(std::fabs(all.low - std::pow(0.005, 1e-3)) < 1e-9);
  // One that was seen rules out that there are none.
  CHECK(chernoff_share(1, 1'000'000, 1e-9).low > 0);
  const Estimate unknown = chernoff_share(0, 0, 0.01);
  CHECK(unknown.low == 0);
  CHECK(unknown.high == 1);
}

TEST_CASE("Chernoff's interval misses less often than it says") {
  // 2,000 samples of 200 fights each at p = 0.03; at 5 % at most 100 may miss, and four standard errors more.
  std::uint64_t state = 1;
  int missed = 0;
  for (int sample = 0; sample < 2000; ++sample) {
    std::uint64_t count = 0;
    for (int i = 0; i < 200; ++i) count += static_cast<double>(mix64(++state) >> 11) * 0x1p-53 < 0.03;
    const Estimate e = chernoff_share(count, 200, 0.05);
    missed += e.low > 0.03 || e.high < 0.03;
  }
  CHECK(missed <= 140);
}

TEST_CASE("ranks close in on their quantile, and say nothing of what few values cannot tell") {
  const Ranks few = chernoff_ranks(0.95, 20, 0.01);
  CHECK_FALSE(few.has_high);
  const Ranks many = chernoff_ranks(0.5, 100'000, 1e-6);
  CHECK(many.has_low);
  CHECK(many.has_high);
  CHECK(many.low < 50'000);
  CHECK(many.high > 50'000);
  CHECK(many.high - many.low < 2'000);
  CHECK_FALSE(chernoff_ranks(0.5, 0, 0.01).has_low);
}

TEST_CASE("the Bernstein half-width is that of its theorem") {
  CHECK(std::fabs(bernstein_half(4, 100, 10'001, 0.04) - (std::sqrt(8 * std::log(100) / 10'001) + 700 * std::log(100) / 30'000)) < 1e-12);
  CHECK(bernstein_half(0, 5, 1, 0.05) == 5);
}

TEST_CASE("Wilson's interval at 95 % is that of reports") {
  const Estimate a = wilson_share(30, 100, 0.05), b = share_of(30, 100);
  CHECK(std::fabs(a.low - b.low) < 1e-14);
  CHECK(std::fabs(a.high - b.high) < 1e-14);
  CHECK(wilson_share(30, 100, 1e-6).high > a.high);
}

TEST_CASE("a sum adds squares of distances, and a negative weight swaps them") {
  WeightedSum sum;
  sum.add(0.5, {10, 4, 12});
  sum.add(-0.5, {2, 0, 10});
  const Estimate e = sum.estimate();
  CHECK(e.value == 4);
  CHECK(e.low == 4 - std::sqrt(9.0 + 16.0));
  CHECK(e.high == 4 + std::sqrt(1.0 + 1.0));
}
