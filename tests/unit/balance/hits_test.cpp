// Hits until defeated, against counting by hand.

#include "balance/hits.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

std::vector<Hits> hits(const test::Fighter& a, const test::Fighter& b, const std::string& effects = R"("target.health -= damage")") {
  const Program program = test::compile(test::duel_rules(a, b, "", "", effects));
  std::string why_not;
  const auto folded = detail::fold(program.shared(), program.data().scenarios[0], why_not);
  REQUIRE_MESSAGE(folded.has_value(), why_not);
  return detail::count_hits(*folded, program.data().scenarios[0]);
}

std::int64_t up(std::int64_t n, std::int64_t by) { return (n + by - 1) / by; }

}  // namespace

TEST_CASE("hits of model D1 are those of its damage: rolls of 8 to 12 and 16 to 24, criticals of 200 and 175 percent") {
  const auto found = hits(test::rifle(), test::cannon());
  CHECK(found[0].attacker == "a");
  CHECK(found[0].target == "b");
  CHECK(found[0].min_hits == up(120, 12 * 200 / 150));
  CHECK(found[0].max_hits == up(120, 8 * 100 / 150));
  CHECK(found[0].plain_min_hits == up(120, 12 * 100 / 150));
  CHECK(found[0].plain_max_hits == up(120, 8 * 100 / 150));
  CHECK(found[1].min_hits == up(100, 24 * 175 / 125));
  CHECK(found[1].plain_min_hits == up(100, 24 * 100 / 125));
  CHECK(found[1].plain_max_hits == up(100, 16 * 100 / 125));
}

TEST_CASE("a hit that is less likely than a miss is plain all the same, a critical is not") {
  test::Fighter a = test::rifle();
  a.hit = "0.3";
  CHECK(hits(a, test::cannon())[0].plain_max_hits == up(120, 8 * 100 / 150));
  a.crit = "0.7";  // now the critical is what is likely
  CHECK(hits(a, test::cannon())[0].plain_max_hits == up(120, 8 * 200 / 150));
}

TEST_CASE("who never does anything never defeats") {
  test::Fighter a = test::rifle();
  a.low = a.high = 0;
  const auto found = hits(a, test::cannon());
  CHECK(found[0].min_hits == -1);
  CHECK(found[0].max_hits == -1);
  CHECK(found[0].plain_min_hits == -1);
  a.low = 0, a.high = 3;  // 3 * 100 / 150 is 2
  CHECK(hits(a, test::cannon())[0].plain_min_hits == 60);
  CHECK(hits(a, test::cannon())[0].plain_max_hits == 120);
}

TEST_CASE("where a hit may heal there is no most") {
  test::Fighter a = test::rifle();
  const auto found = hits(a, test::cannon(), R"("target.health -= damage > 6 ? damage : 0 - damage max 120")");
  CHECK(found[0].max_hits == -1);
  CHECK(found[0].min_hits == up(120, 16));
}
