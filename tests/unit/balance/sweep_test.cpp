// Grids: every point is what solving its variation gives, in whatever parts it is asked for.

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/tuning.h"

namespace {

using namespace ludex;

const std::vector<Axis> kGrid = {{"/tables/makes/rows/a/hit", {}, "0.5..0.9:0.1"}, {"/tables/makes/rows/b/high", {"24", "30"}, {}}};
Program duel(const std::string& scenario = "") { return test::compile(test::duel_rules(test::rifle(), test::cannon(), "", scenario)); }

}  // namespace

TEST_CASE("a point is what solving its variation gives, and the last axis turns fastest") {
  const auto grid = sweep(duel(), "duel", kGrid);
  REQUIRE(grid);
  REQUIRE(grid->points.size() == 10);
  CHECK(grid->points[3].at == std::vector<std::string>{"0.6", "30"});
  const auto varied = vary(duel(), {{"/tables/makes/rows/a/hit", "0.6"}, {"/tables/makes/rows/b/high", "30"}});
  REQUIRE(varied);
  CHECK(grid->points[3].report.to_json() == solve(*varied, "duel")->to_json());
}

TEST_CASE("any part of a grid, on any number of threads, has the bits of the whole") {
  const Program program = duel(R"("until":"a.healed > 1000",)");  // played, not solved
  SweepOptions how;
  how.fights = 200;
  how.max_states = 0;
  const auto whole = sweep(program, "duel", kGrid, how);
  REQUIRE(whole);
  CHECK_FALSE(whole->points[0].report.is_exact);
  how.exec.mode = Exec::Mode::parallel;
  how.exec.max_threads = 3;
  for (std::uint64_t first = 0; first < 10; first += 3) {
    how.first = first;
    how.count = 3;
    const auto part = sweep(program, "duel", kGrid, how);
    REQUIRE(part);
    for (std::size_t i = 0; i < part->points.size(); ++i) CHECK(part->points[i].report.to_json() == whole->points[first + i].report.to_json());
  }
  how.first = 11;
  CHECK(sweep(program, "duel", kGrid, how).error().message.find("the grid has 10 points") != std::string::npos);
}

TEST_CASE("a point that cannot be is told with its values") {
  SweepOptions how;
  how.fights = 0;
  how.max_states = 0;
  const auto none = sweep(duel(R"("until":"a.healed > 1000",)"), "duel", kGrid, how);
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find("with /tables/makes/rows/a/hit = 0.5 and /tables/makes/rows/b/high = 24: ") == 0);
}

TEST_CASE("CSV has a row a point") {
  const auto grid = sweep(duel(), "duel", {{"/tables/makes/rows/a/hit", {"0.75"}, {}}});
  REQUIRE(grid);
  const std::string csv = grid->to_csv();
  CHECK(csv.find("/tables/makes/rows/a/hit,exact,fights,win_a,win_a_low,win_a_high,win_b") == 0);
  CHECK(csv.find("\n0.75,true,0,0.540751814406") != std::string::npos);
}

TEST_CASE("progress tells the points, and may stop it") {
  SweepOptions how;
  std::uint64_t told = 0;
  how.progress = [&](std::uint64_t done, std::uint64_t total) { return told = done, total == 10; };
  REQUIRE(sweep(duel(), "duel", kGrid, how));
  CHECK(told == 10);
  how.exec.mode = Exec::Mode::serial;
  how.progress = [](std::uint64_t, std::uint64_t) { return false; };
  const auto stopped = sweep(duel(), "duel", kGrid, how);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().message == "stopped after 1 of 10");
}
