// Sums over pairs of fights give what the formulas give on the values themselves, and add up in any order.

#include "balance/paired.h"

#include <doctest/doctest.h>

#include <cmath>

#include "combat/fold.h"
#include "helpers/duels.h"
#include "helpers/game.h"
#include "support/hash.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

FightOutcome made_up(std::uint64_t i, std::uint64_t salt) {
  const std::uint64_t x = mix64(i * 7 + salt), y = mix64(i);
  FightOutcome out;
  out.attacks = 5 + (x & 15) + (y & 7);
  out.end = (x >> 8 & 15) == 0 ? FightEnd::timeout : (x >> 8 & 15) == 1 ? FightEnd::draw : FightEnd::won;
  out.winner = static_cast<std::uint32_t>(x >> 20 & 1);
  out.ms = out.end == FightEnd::timeout ? 0 : static_cast<std::int64_t>(9000 + (y & 4095) + (x >> 32 & 1023));
  return out;
}

}  // namespace

TEST_CASE("errors are those of the values themselves") {
  constexpr std::uint64_t kFights = 500;
  PairedSums sums(2);
  double n_a = 0, n_b = 0, time_a = 0, time_b = 0;
  for (std::uint64_t i = 0; i < kFights; ++i) {
    const FightOutcome a = made_up(i, 1), b = made_up(i, 2);
    sums.add(a, b);
    if (a.end != FightEnd::timeout) ++n_a, time_a += static_cast<double>(a.ms);
    if (b.end != FightEnd::timeout) ++n_b, time_b += static_cast<double>(b.ms);
  }
  const double mean_a = time_a / n_a, mean_b = time_b / n_b;
  CHECK(std::fabs(sums.mean_time_a() - mean_a) < 1e-9);
  CHECK(std::fabs(sums.mean_time_b() - mean_b) < 1e-9);
  double square = 0, more = 0, more_square = 0;
  for (std::uint64_t i = 0; i < kFights; ++i) {
    const FightOutcome a = made_up(i, 1), b = made_up(i, 2);
    const double in_a = a.end == FightEnd::timeout ? 0 : (static_cast<double>(a.ms) - mean_a) / (n_a / kFights);
    const double in_b = b.end == FightEnd::timeout ? 0 : (static_cast<double>(b.ms) - mean_b) / (n_b / kFights);
    square += (in_b - in_a) * (in_b - in_a);
    const double d = static_cast<double>(b.attacks) - static_cast<double>(a.attacks);
    more += d;
    more_square += d * d;
  }
  CHECK(std::fabs(sums.error_of_time() - std::sqrt(square / kFights / kFights)) < 1e-9);
  CHECK(std::fabs(sums.error_of_attacks() - std::sqrt((more_square - more * more / kFights) / (kFights - 1) / kFights)) < 1e-9);
}

TEST_CASE("parts add up to the whole") {
  PairedSums whole(2), first(2), second(2);
  for (std::uint64_t i = 0; i < 300; ++i) {
    whole.add(made_up(i, 1), made_up(i, 2));
    (i % 3 == 0 ? first : second).add(made_up(i, 1), made_up(i, 2));
  }
  second.add(first);
  CHECK(second.fights == whole.fights);
  CHECK(second.error_of_time() == whole.error_of_time());
  CHECK(second.error_of_attacks() == whole.error_of_attacks());
  CHECK(second.wins[0].only_a == whole.wins[0].only_a);
  CHECK(second.draw.b == whole.draw.b);
  CHECK(second.times_a.width() == whole.times_a.width());
  CHECK(second.counts_b.width() == whole.counts_b.width());
  CHECK(whole.times_a.width() > 1000);
  CHECK(PairedSums(2).times_a.width() == 0);
}

TEST_CASE("a fight by the engine is the fight by the table") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const Scenario& scenario = program.data().scenarios[0];
  std::string why_not, fault;
  const auto folded = fold(program.shared(), scenario, why_not);
  REQUIRE(folded);
  FightPlayer by_table(program.shared(), scenario, &*folded), by_engine(program.shared(), scenario, nullptr);
  for (std::uint64_t fight = 0; fight < 40; ++fight) {
    FightOutcome a, b;
    REQUIRE(by_table.play(9, fight, a, fault));
    REQUIRE(by_engine.play(9, fight, b, fault));
    CHECK(a.end == b.end);
    CHECK(a.ms == b.ms);
    CHECK(a.attacks == b.attacks);
    if (a.end == FightEnd::won) CHECK(a.winner == b.winner);
  }
}
