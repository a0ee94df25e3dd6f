// A report as JSON: one form, whether it was solved or simulated.

#include <doctest/doctest.h>


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
