// Every way that chance can go, once each.

#include "combat/outcome_walk.h"

#include <doctest/doctest.h>

namespace {

using namespace ludex;
using namespace ludex::detail;
using F = expr::DrawUse::Function;

struct Draws {
  expr::Draw a, b;
  expr::DrawSource source;
  Draws() {
    a.name = "a", a.own_stream = 1;
    b.name = "b", b.own_stream = 2;
  }
  expr::DrawUse roll(const expr::Draw& d, std::int64_t low, std::int64_t high) const { return {F::roll, &d, &source, 0, low, high, 0, nullptr}; }
  expr::DrawUse chance(const expr::Draw& d, double p) const { return {F::chance, &d, &source, p, 0, 0, 0, nullptr}; }
};

}  // namespace

TEST_CASE("ways come in the order of their values, and their chances add up to one") {
  const Draws d;
  OutcomeWalk walk(100);
  std::vector<std::int64_t> seen;
  double whole = 0;
  do {
    std::int64_t hit = 0, damage = 0;
    CHECK(walk.choose(d.chance(d.a, 0.25), hit) == RuleError::none);
    if (hit) CHECK(walk.choose(d.roll(d.b, 3, 5), damage) == RuleError::none);
    seen.push_back(hit * 10 + damage);
    whole += walk.probability();
  } while (walk.next());
  CHECK(seen == std::vector<std::int64_t>{0, 13, 14, 15});
  CHECK(whole == doctest::Approx(1.0));
  CHECK(walk.ways() == 4);
}

TEST_CASE("a name drawn twice is one value; drawn in two ways it is a fault") {
  const Draws d;
  OutcomeWalk walk(100);
  std::int64_t first = 0, again = 0;
  do {
    walk.choose(d.roll(d.a, 1, 4), first);
    walk.choose(d.roll(d.a, 1, 4), again);
    CHECK(first == again);
  } while (walk.next());
  CHECK(walk.ways() == 4);
  OutcomeWalk other(100);
  other.choose(d.roll(d.a, 1, 4), first);
  CHECK(other.choose(d.roll(d.a, 1, 5), again) == RuleError::overflow);
  CHECK(other.fault() == "the draw 'a' is made in two ways from one random number; give each its own name");
  CHECK_FALSE(other.next());
}

TEST_CASE("too many ways, and draws of too many outcomes, are faults") {
  const Draws d;
  OutcomeWalk walk(3);
  std::int64_t v = 0;
  do {
    walk.choose(d.roll(d.a, 1, 10), v);
  } while (walk.next());
  CHECK(walk.fault() == "there are more than 3 ways that chance can go");
  OutcomeWalk wide(100);
  CHECK(wide.choose(d.roll(d.a, 1, 1'000'000), v) == RuleError::overflow);
  CHECK(wide.fault() == "the draw 'a' has more than 65536 outcomes");
}
