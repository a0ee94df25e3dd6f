#include "expr/draw_outcomes.h"

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace ludex;
using expr::DrawUse;

std::vector<expr::DrawOutcome> all(const DrawUse& use, RuleError expected = RuleError::none) {
  std::vector<expr::DrawOutcome> out;
  bool is_too_many = false;
  CHECK(expr::draw_outcomes(use, out, is_too_many) == expected);
  return out;
}

}  // namespace

TEST_CASE("a chance counts with p as it is written, and what cannot happen is left out") {
  const auto chance = [](double p) { return all({DrawUse::Function::chance, nullptr, nullptr, p, 0, 0, 0, nullptr}); };
  REQUIRE(chance(0.1).size() == 2);
  CHECK(chance(0.1)[1].value == 1);
  CHECK(chance(0.1)[1].probability == 0.1);
  CHECK(chance(0.1)[0].probability == 1.0 - 0.1);
  REQUIRE(chance(-3.0).size() == 1);
  CHECK(chance(-3.0)[0].value == 0);
  REQUIRE(chance(1.0).size() == 1);
  CHECK(chance(1.0)[0].value == 1);
}

TEST_CASE("dice are their sums' exact distribution") {
  const auto out = all({DrawUse::Function::dice, nullptr, nullptr, 0, 2, 6, 3, nullptr});
  REQUIRE(out.size() == 11);
  CHECK(out.front().value == 5);
  CHECK(out.back().value == 15);
  for (std::size_t i = 0; i < out.size(); ++i) CHECK(std::fabs(out[i].probability * 36 - (i < 6 ? double(i) + 1 : 11 - double(i))) < 1e-13);
}

TEST_CASE("a roll is even, refuses what the draw refuses, and says when it is too wide") {
  const auto out = all({DrawUse::Function::roll, nullptr, nullptr, 0, -2, 2, 0, nullptr});
  REQUIRE(out.size() == 5);
  CHECK(out[0].value == -2);
  CHECK(out[4].probability == 0.2);
  all({DrawUse::Function::roll, nullptr, nullptr, 0, 2, 1, 0, nullptr}, RuleError::index_out_of_range);
  std::vector<expr::DrawOutcome> wide;
  bool is_too_many = false;
  expr::draw_outcomes({DrawUse::Function::roll, nullptr, nullptr, 0, INT64_MIN, INT64_MAX, 0, nullptr}, wide, is_too_many);
  CHECK(is_too_many);
  CHECK(wide.empty());
}

TEST_CASE("weights are shares; those of zero never come") {
  Word items[3] = {word_int(3), word_int(0), word_int(1)};
  const List weights{3, 3, items};
  const auto out = all({DrawUse::Function::weighted_int, nullptr, nullptr, 0, 0, 0, 0, &weights});
  REQUIRE(out.size() == 2);
  CHECK(out[1].value == 2);
  CHECK(out[1].probability == 0.25);
  items[0] = word_int(-1);
  all({DrawUse::Function::weighted_int, nullptr, nullptr, 0, 0, 0, 0, &weights}, RuleError::index_out_of_range);
}
