// The curve of a report: when fights are over, in few steps.

#include "ludex/combat.h"

#include <doctest/doctest.h>

#include <cmath>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

CombatReport made_of(std::initializer_list<TimeShare> curve) {
  CombatReport report;
  report.curve = curve;
  return report;
}

std::string curve_of(const CombatReport& report, std::size_t points) {
  const std::string text = report.to_json(points);
  const auto begin = text.find("\"ttk_curve\":");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find('}', begin) + 1 - begin);
}

}  // namespace

TEST_CASE("a curve is written only when it is asked for") {
  const CombatReport report = made_of({{100, 0.5}, {200, 1}});
  CHECK(curve_of(report, 0) == "");
  CHECK(curve_of(report, 4) == "\"ttk_curve\":{\"ms\":[100,200],\"share\":[0.5,1.0]}");
  CHECK(curve_of(made_of({}), 4) == "\"ttk_curve\":{\"ms\":[],\"share\":[]}");
}

TEST_CASE("a curve keeps its first and last point, and between them every step that is high enough") {
  const CombatReport report = made_of({{10, 0.001}, {20, 0.3}, {30, 0.301}, {40, 0.302}, {50, 0.9}, {60, 0.901}, {9000, 1}});
  CHECK(curve_of(report, 10) == "\"ttk_curve\":{\"ms\":[10,20,50,9000],\"share\":[0.001,0.3,0.9,1.0]}");
}
