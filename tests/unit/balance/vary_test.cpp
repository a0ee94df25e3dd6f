// A rulebook with other numbers is the rulebook that says those numbers.

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/tuning.h"

namespace {

using namespace ludex;

Program duel() { return test::compile(test::duel_rules(test::rifle(), test::cannon())); }

std::string refusal(const Program& program, const std::vector<Change>& changes) {
  const auto made = vary(program, changes);
  return made ? "" : made.error().pointer + ": " + made.error().message;
}

}  // namespace

TEST_CASE("a variation is what compiling the changed text gives") {
  test::Fighter better = test::rifle();
  better.high = 13;
  better.hit = "0.8";
  const auto varied = vary(duel(), {{"/tables/makes/rows/a/hit", "0.80"}, {"/tables/makes/rows/a/high", "13"}});
  REQUIRE(varied);
  const Program written = test::compile(test::duel_rules(better, test::cannon()));
  CHECK(varied->digest() == written.digest());
  CHECK(program_text(*varied) == test::duel_rules(better, test::cannon()));
}

TEST_CASE("what is not named keeps its bytes, and no change gives the text as it was") {
  const Program program = duel();
  const auto same = vary(program, {});
  REQUIRE(same);
  CHECK(program_text(*same) == program_text(program));
}

TEST_CASE("a fighter's field, a time and a plain number of an action can be varied") {
  const auto varied = vary(duel(), {{"/scenarios/duel/fighters/a/live/health", "1"}, {"/scenarios/duel/time_limit_ms", "5000"}});
  REQUIRE(varied);
  const auto report = solve(*varied, "duel");
  REQUIRE(report);
  CHECK(report->wins[1].second.value > 0.9);
}

TEST_CASE("a whole number may be written with a fraction of nothing") {
  const auto varied = vary(duel(), {{"/tables/makes/rows/a/high", "13.0"}});
  REQUIRE(varied);
  CHECK(program_text(*varied).find("\"high\":13,") != std::string_view::npos);
}

TEST_CASE("what cannot be varied is refused with its place") {
  const Program program = duel();
  CHECK(refusal(program, {{"/tables/makes/rows/a/hit", "1.5"}}).find("/tables/makes/rows/a/hit: 1.5 is out of bounds: here stand numbers, from 0.0 to 1.0") == 0);
  CHECK(refusal(program, {{"/tables/makes/rows/a/high", "1.5"}}).find("takes whole numbers") != std::string::npos);
  CHECK(refusal(program, {{"/tables/makes/rows/a/hot", "1"}}).find("did you mean 'hit'") != std::string::npos);
  CHECK(refusal(program, {{"/tables/makes/rows/a", "1"}}).find("here is an object, no number; name one of those in it") != std::string::npos);
  CHECK(refusal(program, {{"/entities/fighter/live/state/health", "1"}}).find("here is a string") != std::string::npos);
  CHECK(refusal(program, {{"/ludex", "2"}}).find("nothing to vary") != std::string::npos);
  CHECK(refusal(program, {{"tables", "2"}}).find("no JSON Pointer") != std::string::npos);
  CHECK(refusal(program, {{"/tables/makes/rows/a/hit", "much"}}).find("'much' is no number") != std::string::npos);
  CHECK(refusal(program, {{"/tables/makes/rows/a/hit", "1e999"}}).find("more than a double holds") != std::string::npos);
  CHECK(refusal(program, {{"/tables/makes/rows/a/hit", "0.1"}, {"/tables/makes/rows/a/hit", "0.2"}}).find("changed twice") != std::string::npos);
  CHECK(refusal(program, std::vector<Change>(kMostChanges + 1)).find("more than 4096") != std::string::npos);
}
