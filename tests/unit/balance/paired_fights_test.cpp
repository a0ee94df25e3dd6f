// The same fights under two sets of numbers.

#include "balance/paired_fights.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

detail::BatchedFights play(const test::Fighter& a, std::uint64_t fights, std::uint64_t seed = 1, std::uint32_t threads = 1) {
  const auto played = detail::play_batches(test::compile(test::duel_rules(a, test::cannon())), "duel", seed, fights, threads);
  REQUIRE(played);
  return *played;
}

}  // namespace

TEST_CASE("batches add up to what a simulation counts, on any number of threads") {
  const auto one = play(test::rifle(), 1000), three = play(test::rifle(), 1000, 1, 3);
  REQUIRE(one.batches.size() == 16);
  std::uint64_t fights = 0, wins = 0;
  for (std::size_t i = 0; i < one.batches.size(); ++i) {
    fights += one.batches[i].fights;
    wins += one.batches[i].ends[0];
    CHECK(one.batches[i].ends == three.batches[i].ends);
    CHECK(one.batches[i].ttk == three.batches[i].ttk);
  }
  CHECK(fights == 1000);
  SimulateOptions how;
  how.fights = 1000;
  const auto report = simulate(test::compile(test::duel_rules(test::rifle(), test::cannon())), "duel", how);
  REQUIRE(report);
  CHECK(report->wins[0].second.value == static_cast<double>(wins) / 1000);
}

TEST_CASE("a variation against itself differs by nothing, and yet not for certain") {
  const auto fights = play(test::rifle(), 1000);
  const auto d = detail::difference(fights, fights);
  CHECK(d.ends[0].value == 0);
  CHECK(d.ends[0].high > 0);
  CHECK(d.ends[0].high < 0.005);
  CHECK(d.mean_ttk.value == 0);
}

TEST_CASE("intervals hold the true difference about as often as they say") {
  // Exactly known for duels: 60 seeds, of which 57 should hold it.
  test::Fighter better = test::rifle();
  better.hit = "0.8";
  const auto exact_of = [](const test::Fighter& a) { return *solve(test::compile(test::duel_rules(a, test::cannon())), "duel"); };
  const CombatReport base = exact_of(test::rifle()), varied = exact_of(better);
  const double wins = varied.wins[0].second.value - base.wins[0].second.value, time = varied.mean_ttk_ms.value - base.mean_ttk_ms.value;
  int held_wins = 0, held_time = 0;
  double width = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto d = detail::difference(play(test::rifle(), 320, seed), play(better, 320, seed));
    held_wins += d.ends[0].low <= wins && wins <= d.ends[0].high;
    held_time += d.mean_ttk.low <= time && time <= d.mean_ttk.high;
    width = d.ends[0].high - d.ends[0].low;
  }
  // Only five batches each: the normal quantile is a little narrow for so few.
  CHECK(held_wins >= 46);
  CHECK(held_time >= 46);
  CHECK(width < 0.25);
}
