// Differences of rulebooks: exact where both solve; sampled ones hold the exact ones, however often they are looked at.

#include "ludex/balance.h"

#include <doctest/doctest.h>

#include <cmath>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

Program duel(int damage_low = 8) {
  test::Fighter a = test::rifle();
  a.low = damage_low;
  return test::compile(test::duel_rules(a, test::cannon()));
}

CompareOptions sampling(std::uint64_t fights, std::uint32_t threads = 1) {
  CompareOptions options;
  options.is_sampled = true;
  options.fights = fights;
  options.exec = {threads == 1 ? Exec::Mode::serial : Exec::Mode::parallel, threads};
  return options;
}

const Difference& of(const CompareReport& report, const std::string& key) {
  for (const Difference& d : report.differences)
    if (d.key == key) return d;
  FAIL(key);
  return report.differences[0];
}

}  // namespace

TEST_CASE("where both solve, the difference is that of the solutions") {
  const Program a = duel(), b = duel(9);
  const auto report = compare_scenario(a, b, "duel");
  REQUIRE(report);
  CHECK(report->is_exact);
  CHECK(report->fights == 0);
  const double before = solve(a, "duel")->wins[0].second.value, after = solve(b, "duel")->wins[0].second.value;
  const Difference& d = of(*report, "win_a");
  CHECK(d.difference.value == after - before);
  CHECK(d.difference.low == d.difference.high);
  CHECK(d.is_decided);
  CHECK_FALSE(of(*report, "timeout").is_decided);
  CHECK(report->is_decided());
  CHECK_FALSE(compare_scenario(a, a, "duel")->is_decided());
}

TEST_CASE("sampled differences stop when they are decided, and hold the exact ones") {
  const Program a = duel(), b = duel(9);
  const auto exact = compare_scenario(a, b, "duel"), sampled = compare_scenario(a, b, "duel", sampling(10'000'000));
  REQUIRE(exact);
  REQUIRE(sampled);
  CHECK(sampled->is_decided());
  CHECK(sampled->fights < 1'000'000);
  for (const char* key : {"win_a", "win_b", "draw", "timeout", "mean_ttk_ms", "mean_attacks"}) {
    CAPTURE(key);
    const Difference &e = of(*exact, key), &s = of(*sampled, key);
    CHECK(s.difference.low <= e.difference.value);
    CHECK(s.difference.high >= e.difference.value);
  }
}

TEST_CASE("the same fights under both cancel out what did not change") {
  const Program a = duel(), b = duel(9);
  const auto report = compare_scenario(a, b, "duel", sampling(65'536));
  REQUIRE(report);
  const Difference& d = of(*report, "win_a");
  // Independent fights would have a standard error of sqrt(2 p (1 - p) / n); times the 3.3 of this level and round.
  const double independent = std::sqrt(2 * d.a * (1 - d.a) / static_cast<double>(report->fights));
  CHECK(d.difference.high - d.difference.value < 3.3 * independent);
  // Nothing changed: no fight ends otherwise, and that is known closely.
  const auto same = compare_scenario(a, a, "duel", sampling(16'384));
  REQUIRE(same);
  CHECK(of(*same, "win_a").difference.value == 0);
  CHECK(of(*same, "win_a").difference.high < 0.005);
  CHECK_FALSE(same->is_decided());
}

TEST_CASE("looking often raises no error: intervals of all rounds hold together") {
  const Program a = duel(), b = duel(9);
  const double truth = of(*compare_scenario(a, b, "duel"), "win_b").difference.value;
  int missed = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    CompareOptions options = sampling(1);
    options.error = 1e-9;  // never met: every round is looked at
    options.seed = seed;
    bool is_missed = false;
    for (const std::uint64_t fights : {16'384u, 32'768u}) {
      options.fights = fights;
      const auto report = compare_scenario(a, b, "duel", options);
      const Difference& d = of(*report, "win_b");
      is_missed = is_missed || d.difference.low > truth || d.difference.high < truth;
    }
    missed += is_missed;
  }
  CHECK(missed <= 2);  // of 5 % each; in truth far fewer
}

TEST_CASE("of few fights the means have intervals, wider and not empty, and of a handful none") {
  const Program a = duel(), b = duel(9);
  const auto exact = compare_scenario(a, b, "duel");
  double last = 1e9;
  for (const std::uint64_t fights : {100u, 1000u, 4000u, 16'000u}) {
    CAPTURE(fights);
    const auto report = compare_scenario(a, b, "duel", sampling(fights));
    REQUIRE(report);
    for (const char* key : {"mean_ttk_ms", "mean_attacks"}) {
      CAPTURE(key);
      const Difference &d = of(*report, key), &truth = of(*exact, key);
      CHECK(d.difference.low <= truth.difference.value);
      CHECK(d.difference.high >= truth.difference.value);
      CHECK(d.difference.low < d.difference.high);
      CHECK_FALSE(d.has_too_few_fights);
    }
    const Estimate& time = of(*report, "mean_ttk_ms").difference;
    CHECK(time.high - time.low < last / 1.5);
    CHECK(time.high - time.low < 20'000);  // far below the limit of the fight
    last = time.high - time.low;
  }
  // Nothing changed in any of 2,000 fights: that none can is not proved.
  const auto same = compare_scenario(a, a, "duel", sampling(2000));
  CHECK(of(*same, "mean_ttk_ms").difference.high > 0);
  CHECK(of(*same, "mean_attacks").difference.high > 0);
  for (const std::uint64_t fights : {1u, 31u}) {
    const auto report = compare_scenario(a, b, "duel", sampling(fights));
    for (const char* key : {"mean_ttk_ms", "mean_attacks"}) {
      CHECK(of(*report, key).has_too_few_fights);
      CHECK_FALSE(of(*report, key).is_decided);
      CHECK(of(*report, key).difference.low == -of(*report, key).difference.high);
    }
  }
}

TEST_CASE("a target error is met, and threads change no bit") {
  const Program a = duel(), b = duel(9);
  CompareOptions options = sampling(10'000'000);
  options.error = 0.01;
  const auto report = compare_scenario(a, b, "duel", options);
  REQUIRE(report);
  CHECK(of(*report, "win_a").difference.high - of(*report, "win_a").difference.value <= 0.01);
  const std::string one = compare_scenario(a, b, "duel", sampling(20'000))->to_json();
  for (const std::uint32_t threads : {2u, 3u, 8u, 32u}) CHECK(compare_scenario(a, b, "duel", sampling(20'000, threads))->to_json() == one);
}

TEST_CASE("whoever stops it has what was played by then, with its intervals") {
  const Program a = duel(), b = duel(9);
  CompareOptions options = sampling(100'000);
  options.progress = [](std::uint64_t fights, std::uint64_t total) { return fights < 5000 && total == 100'000; };
  const auto report = compare_scenario(a, b, "duel", options);
  REQUIRE(report);
  CHECK(report->fights == 6144);
  CHECK(report->rounds == 1);
  CHECK(report->differences.size() == 6);
}

TEST_CASE("what cannot be compared says why") {
  const Program a = duel();
  CHECK(compare_scenario(a, a, "dual").error().message.find("did you mean 'duel'") != std::string::npos);
  std::string other = test::duel_rules(test::rifle(), test::cannon());
  const std::string name = "\"b\":{\"live\":{\"make\":\"b\"";
  other.replace(other.find(name), name.size(), "\"c\":{\"live\":{\"make\":\"b\"");
  CHECK(compare_scenario(a, test::compile(other), "duel").error().message.find("other teams") != std::string::npos);
  CompareOptions options;
  options.fights = 0;
  CHECK_FALSE(compare_scenario(a, a, "duel", options));
}
