// Where a hit more or less is needed.

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/tuning.h"

namespace {

using namespace ludex;

Program duel(const std::string& scenario = "") { return test::compile(test::duel_rules(test::rifle(), test::cannon(), "", scenario)); }

}  // namespace

TEST_CASE("segments are those of the damage counted by hand") {
  const auto map = breakpoints(duel(), "duel", {{"/tables/makes/rows/a/high", {}, "8..40"}});
  REQUIRE(map);
  CHECK(map->is_every_value);
  REQUIRE(map->rows.size() == 1);
  int value = 8;
  for (const auto& s : map->rows[0].segments) {
    CHECK(s.from == std::to_string(value));
    for (; value <= std::stoi(s.to); ++value) {
      const int damage = value * 100 / 150, critical = value * 200 / 150;
      CHECK(s.hits[0].plain_min_hits == (120 + damage - 1) / damage);
      CHECK(s.hits[0].min_hits == (120 + critical - 1) / critical);
    }
  }
  CHECK(value == 41);
}

TEST_CASE("halving a long axis finds what looking at every value finds") {
  const auto every = breakpoints(duel(), "duel", {{"/scenarios/duel/fighters/b/live/health", {}, "100..4000"}});
  const auto halved = breakpoints(duel(), "duel", {{"/scenarios/duel/fighters/b/live/health", {}, "100..5000"}});
  REQUIRE(every);
  REQUIRE(halved);
  CHECK(every->is_every_value);
  CHECK_FALSE(halved->is_every_value);
  const auto& a = every->rows[0].segments;
  const auto& b = halved->rows[0].segments;
  REQUIRE(a.size() > 100);
  for (std::size_t i = 0; i + 1 < a.size(); ++i) {
    CHECK(a[i].from == b[i].from);
    CHECK(a[i].to == b[i].to);
    CHECK(a[i].hits == b[i].hits);
  }
}

TEST_CASE("a second number gives a row for each of its values") {
  const auto map = breakpoints(duel(), "duel", {{"/tables/makes/rows/a/high", {}, "8..12"}, {"/tables/makes/rows/b/armor", {"0", "50"}, {}}});
  REQUIRE(map);
  REQUIRE(map->rows.size() == 2);
  CHECK(map->rows[1].at == "50");
  CHECK(map->rows[0].segments[0].hits[0].plain_min_hits == 15);
  CHECK(map->rows[1].segments[0].hits[0].plain_min_hits == 24);
}

TEST_CASE("where hits cannot be counted the reason is said") {
  const auto some = breakpoints(duel(), "duel", {{"/tables/makes/rows/a/high", {}, "6..8"}});  // below the lowest roll
  REQUIRE(some);
  CHECK(some->rows[0].segments[0].hits.empty());
  CHECK(some->rows[0].segments[0].why_not.find("may fail") != std::string::npos);
  CHECK(some->rows[0].segments[1].from == "8");
  const auto none = breakpoints(duel(R"("until":"a.healed > 1000",)"), "duel", {{"/tables/makes/rows/a/high", {}, "8..12"}});
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find("it has an end of its own") != std::string::npos);
  CHECK(none.error().message.find("`sweep`") != std::string::npos);
}

TEST_CASE("a map is bounded") {
  CHECK(breakpoints(duel(), "duel", {{"/tables/makes/rows/a/high", {}, "0..4000"}, {"/tables/makes/rows/a/low", {}, "0..4000"}}).error().message.find("more than 100000") != std::string::npos);
  CHECK(breakpoints(duel(), "duel", std::vector<Axis>(3, {"/tables/makes/rows/a/high", {}, "8..9"})).error().message.find("one axis or two") != std::string::npos);
}

TEST_CASE("progress tells the values looked at, and may stop it") {
  const std::vector<Axis> axes{{"/tables/makes/rows/a/high", {}, "8..60"}};
  std::vector<std::uint64_t> told;
  std::uint64_t all = 0;
  const auto map = breakpoints(duel(), "duel", axes, {}, [&](std::uint64_t done, std::uint64_t total) {
    told.push_back(done);
    all = total;
    return true;
  });
  REQUIRE(map);
  CHECK(all == 53);
  CHECK(told.size() > 1);
  CHECK(told.back() == 53);
  CHECK(map->to_json() == breakpoints(duel(), "duel", axes)->to_json());
  Exec alone;
  alone.mode = Exec::Mode::serial;
  const auto stopped = breakpoints(duel(), "duel", axes, alone, [](std::uint64_t, std::uint64_t) { return false; });
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().message == "stopped after 1 of 53");
}
