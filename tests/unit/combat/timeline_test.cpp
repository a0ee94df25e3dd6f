// Exact chances over time, and what is reported of them.

#include "combat/timeline.h"

#include <doctest/doctest.h>

#include "rulebook/scenario.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

Scenario two_teams() {
  Scenario s;
  s.teams = {"a", "b"};
  return s;
}

}  // namespace

TEST_CASE("a sum keeps what plain addition loses") {
  ExactSum sum;
  double plain = 0;
  for (const double x : {1.0, 1e100, 1.0, -1e100}) {
    sum.add(x);
    plain += x;
  }
  CHECK(sum.value() == 2.0);
  CHECK(plain == 0.0);
}

TEST_CASE("moments and quantiles are of the fights that were decided") {
  Timeline t(2);
  t.add_win(100, 0, 0.25);
  t.add_win(300, 1, 0.25);
  t.add_draw(300, 0.25);
  t.timeout.add(0.25);
  t.attacks.add(3.5);
  const CombatReport r = t.report(two_teams());
  CHECK(r.is_exact);
  CHECK(r.wins[0].second.value == 0.25);
  CHECK(r.wins[1].second.value == 0.25);
  CHECK(r.draw.value == 0.25);
  CHECK(r.timeout.value == 0.25);
  CHECK(r.mean_ttk_ms.value == doctest::Approx(700.0 / 3));
  CHECK(r.sd_ttk_ms.value == doctest::Approx(94.280904158));
  CHECK(r.mean_attacks.value == 3.5);
  CHECK(r.min_ttk_ms == 100);
  CHECK(r.max_ttk_ms == 300);
  CHECK(r.quantiles[0].second.value == 100);
  CHECK(r.quantiles[2].second.value == 300);
  CHECK(r.draw.low == r.draw.high);
}

TEST_CASE("a quantile that falls just on an instant is that instant, though its chance is short by a rounding") {
  Timeline t(2);
  t.add_win(0, 0, 0.49999999999999994);
  t.add_win(600, 0, 0.5);
  CHECK(t.report(two_teams()).quantiles[2].second.value == 0);
  Timeline less(2);
  less.add_win(0, 0, 0.4999999999);
  less.add_win(600, 0, 0.5000000001);
  CHECK(less.report(two_teams()).quantiles[2].second.value == 600);
}

TEST_CASE("what cannot happen leaves no instant behind") {
  Timeline t(2);
  t.add_win(5, 0, 0.0);
  t.add_draw(6, 0.0);
  CHECK(t.instants.empty());
  t.timeout.add(1.0);
  const CombatReport r = t.report(two_teams());
  CHECK(r.min_ttk_ms == -1);
  CHECK(r.mean_ttk_ms.value == 0);
  CHECK(r.timeout.value == 1.0);
}
