// Ranges are counted in decimals.

#include "balance/axis.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

std::string values(const std::string& pointer, const std::string& range) {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const detail::NumberPlaces places(program);
  const auto axis = detail::AxisValues::make(places, {pointer, {}, range}, 1000);
  if (!axis) return axis.error().message;
  std::string out;
  for (std::uint64_t i = 0; i < axis->count(); ++i) out += (i ? " " : "") + axis->value(i);
  return out;
}

constexpr const char* kHit = "/tables/makes/rows/a/hit";
constexpr const char* kLow = "/tables/makes/rows/a/low";

}  // namespace

TEST_CASE("a range counts exactly, with the last digit written as its step") {
  CHECK(values(kHit, "0.1..0.3:0.1") == "0.1 0.2 0.3");
  CHECK(values(kHit, "0.60..0.63") == "0.6 0.61 0.62 0.63");
  CHECK(values(kHit, "0..1:0.25") == "0.0 0.25 0.5 0.75 1.0");
  CHECK(values(kLow, "8..11") == "8 9 10 11");
  CHECK(values(kLow, "-2..2:3") == "-2 1");
  CHECK(values(kLow, "5..5") == "5");
}

TEST_CASE("what is no range is refused, and says what one is") {
  for (const char* range : {"8", "8..", "..8", "a..b", "1e3..2e3", "8...9", "1:2..3", "8..9:", "9999999999999999999..1"}) CHECK(values(kLow, range).find("write FROM..TO") != std::string::npos);
  CHECK(values(kLow, "9..8").find("the wrong way round") != std::string::npos);
  CHECK(values(kLow, "1..8:0").find("not above 0") != std::string::npos);
  CHECK(values(kLow, "1..8:-1").find("not above 0") != std::string::npos);
  CHECK(values(kLow, "1..8:0.5").find("no whole number") != std::string::npos);
  CHECK(values(kLow, "0..1000000000000").find("1000000000001 values, which are more than 1000") != std::string::npos);
  CHECK(values(kHit, "0.5..1.5").find("out of bounds") != std::string::npos);
  CHECK(values(kLow, "").find("give this number values") != std::string::npos);
}

TEST_CASE("a grid is bounded before anything of it is made, and no number is on two axes") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const detail::NumberPlaces places(program);
  const auto refusal = [&](const std::vector<Axis>& axes) {
    const auto made = detail::make_axes(places, axes, kMostGridPoints, kMostGridPoints);
    return made ? std::string() : made.error().message;
  };
  CHECK(refusal({{kLow, {}, "0..999"}, {"/tables/makes/rows/a/high", {}, "0..999"}}).find("more than 100000 points") != std::string::npos);
  CHECK(refusal({{kLow, {}, "0..9"}, {kLow, {}, "0..9"}}).find("two axes") != std::string::npos);
  CHECK(refusal({}).find("say what is varied") != std::string::npos);
}
