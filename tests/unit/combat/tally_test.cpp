// What many fights came to does not depend on how they were grouped.

#include "combat/tally.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

using namespace ludex;
using namespace ludex::detail;

Scenario two_teams() {
  Scenario s;
  s.teams = {"a", "b"};
  return s;
}

// Fight i of a made-up series: times far apart, so that bins have to grow.
void put(Tally& t, std::uint64_t i, std::int64_t spread) {
  const std::uint64_t x = mix64(i);
  const auto ms = static_cast<std::int64_t>(x % static_cast<std::uint64_t>(spread));
  if (x % 17 == 0) t.add(FightEnd::timeout, 0, 0, 5, i);
  else if (x % 5 == 0) t.add(FightEnd::draw, 0, ms, 7, i);
  else t.add(FightEnd::won, static_cast<std::uint32_t>(x % 2), ms, x % 90, i);
}

}  // namespace

TEST_CASE("parts added in any grouping and order are the whole, bins that grew among them") {
  for (const std::int64_t spread : {1000, 50'000, 80'000'000}) {
    Tally whole(2);
    std::vector<Tally> parts(7, Tally(2));
    for (std::uint64_t i = 0; i < 20'000; ++i) {
      put(whole, i, spread);
      put(parts[mix64(i ^ 99) % 7], i, spread);
    }
    Tally forwards(2), backwards(2), paired(2);
    for (int k = 0; k < 7; ++k) forwards.add(parts[static_cast<std::size_t>(k)]);
    for (int k = 6; k >= 0; --k) backwards.add(parts[static_cast<std::size_t>(k)]);
    Tally left(2), right(2);
    for (int k = 0; k < 7; ++k) (k % 2 ? left : right).add(parts[static_cast<std::size_t>(k)]);
    paired.add(left);
    paired.add(right);
    CHECK(forwards.text() == whole.text());
    CHECK(backwards.text() == whole.text());
    CHECK(paired.text() == whole.text());
    CHECK((spread > 4096) == (whole.times.shift() > 0));
    CHECK(whole.times.bins().size() <= TimeHistogram::kMostBins);
    Tally read(2);
    REQUIRE(Tally::read(whole.text(), read));
    CHECK(read.text() == whole.text());
    CHECK(read.report(two_teams()).to_json() == whole.report(two_teams()).to_json());
  }
}

TEST_CASE("a text that is no tally is refused") {
  Tally one(2), out(2);
  put(one, 3, 1000);
  const std::string text = one.text();
  CHECK_FALSE(Tally::read("", out));
  CHECK_FALSE(Tally::read(text + " 4", out));
  CHECK_FALSE(Tally::read(text.substr(0, text.size() - 2), out));
  CHECK_FALSE(Tally::read("99999999999999999999999", out));
  CHECK_FALSE(Tally::read("2 5" + text.substr(3), out));  // wins that no fight had
}

TEST_CASE("mean and deviation come of whole numbers, far from zero too") {
  Tally t(2);
  for (std::uint64_t i = 0; i < 1000; ++i) t.add(FightEnd::won, 0, 80'000'000 + static_cast<std::int64_t>(i % 2), 1, i);
  const CombatReport r = t.report(two_teams());
  CHECK(r.mean_ttk_ms.value == 80'000'000.5);
  CHECK(std::fabs(r.sd_ttk_ms.value - 0.5 * std::sqrt(1000.0 / 999)) < 1e-12);
  CHECK(r.min_fight == 0);
  CHECK(r.max_fight == 1);
}

TEST_CASE("shares near none and all keep honest ends") {
  CHECK(share_of(0, 100).low == 0);
  CHECK(share_of(0, 100).high > 0.03);
  CHECK(share_of(100, 100).high == 1);
  CHECK(share_of(100, 100).low < 0.97);
  CHECK(share_of(0, 0).high == 1);
  CHECK(share_of(50, 100).value == 0.5);
}
