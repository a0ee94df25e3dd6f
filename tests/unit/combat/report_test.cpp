// A report as JSON: one form, whether it was solved or simulated; its curve, when fights are over, in few steps.

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <string>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/combat.h"

namespace {

using namespace ludex;

CombatReport some() {
  CombatReport r;
  r.method = "a \"method\"";
  r.fights = 10;
  r.wins = {{"red", {0.5, 0.25, 0.75}}, {"blue", {0.25, 0.125, 0.5}}};
  r.draw = {0.25, 0, 0.5};
  r.mean_ttk_ms = {1500.5, 1400, 1600};
  r.quantiles = {{0.5, {1500, 1400, 1550}}};
  r.min_ttk_ms = 3;
  r.max_ttk_ms = 9000;
  r.min_fight = 7;
  r.max_fight = 8;
  return r;
}

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

TEST_CASE("a report has its names, and an interval for each") {
  const std::string text = some().to_json();
  for (const char* part : {R"("exact":false)", R"("method":"a \"method\"")", R"("fights":10)", R"("win_red":0.5)", R"("win_blue":[0.125,0.5])", R"("ttk_quantiles_ms":{"0.5":1500})", R"("ttk_quantiles_ms":{"0.5":[1400,1550]})",
                           R"("mean_ttk_ms":[1400.0,1600.0])", R"("min_fight":7)", R"("max_fight":8)", R"("max_ttk_ms":9000)"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("what is exact has no fights to name, and keys stand in one order") {
  CombatReport r = some();
  r.is_exact = true;
  const std::string text = r.to_json();
  CHECK(text.find("min_fight") == std::string::npos);
  std::size_t last = 0;
  for (const char* key : {"\"exact\"", "\"method\"", "\"fights\"", "\"win_red\"", "\"win_blue\"", "\"draw\"", "\"timeout\"", "\"mean_ttk_ms\"", "\"sd_ttk_ms\"", "\"ttk_quantiles_ms\"", "\"mean_attacks\"", "\"min_ttk_ms\"", "\"intervals\""}) {
    const std::size_t at = text.find(key);
    CAPTURE(key);
    CHECK(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
}

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
