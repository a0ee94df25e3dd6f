// Reports as JSON. docs/balance.md

#include <algorithm>

#include "balance/json_numbers.h"
#include "ludex/balance.h"
#include "value/json_writer.h"
#include "value/number.h"

namespace ludex {

using namespace detail;

namespace {

std::string pair_of(double low, double high) { return "[" + double_text(low) + "," + double_text(high) + "]"; }
std::string interval_of(const Estimate& e) { return pair_of(e.low, e.high); }

}  // namespace

std::string TestReport::to_json() const {
  json::Writer w;
  w.open('{');
  w.key("verdict").string(to_string(verdict));
  w.key("passed").number(passed);
  w.key("failed").number(failed);
  w.key("undecided").number(undecided);
  w.key("alarm").raw(double_text(alarm));
  w.key("seed").number(seed);
  w.key("sampled").number(sampled);
  w.key("scenarios").open('[');
  for (const ScenarioTest& s : scenarios) {
    w.open('{');
    w.key("scenario").string(s.scenario);
    w.key("exact").boolean(s.is_exact);
    w.key("method").string(s.method);
    w.key("fights").number(s.fights);
    w.key("tests").open('[');
    for (const ExpectationTest& t : s.tests) {
      w.open('{');
      w.key("key").string(t.key);
      w.key("expected").raw(pair_of(t.low, t.high));
      w.key("value").raw(double_text(t.found.value));
      w.key("interval").raw(interval_of(t.found));
      w.key("verdict").string(to_string(t.verdict));
      w.close('}');
    }
    w.close(']');
    w.close('}');
  }
  w.close(']');
  w.close('}');
  return std::move(w.out);
}

std::string CompareReport::to_json() const {
  json::Writer w;
  w.open('{');
  w.key("scenario").string(scenario);
  w.key("exact").boolean(is_exact);
  w.key("fights").number(fights);
  w.key("seed").number(seed);
  w.key("rounds").number(rounds);
  w.key("level").raw("0.95");
  w.key("decided").boolean(is_decided());
  for (const bool is_b : {false, true}) {
    w.key(is_b ? "b" : "a").open('{');
    w.key("exact").boolean(is_b ? is_exact_b : is_exact_a);
    w.key("method").string(is_b ? method_b : method_a);
    w.close('}');
  }
  w.key("keys").open('{');
  for (const Difference& d : differences) {
    w.key(d.key).open('{');
    w.key("a").raw(double_text(d.a));
    w.key("b").raw(double_text(d.b));
    w.key("difference").raw(double_text(d.difference.value));
    w.key("interval").raw(interval_of(d.difference));
    w.key("decided").boolean(d.is_decided);
    w.close('}');
  }
  w.close('}');
  w.close('}');
  return std::move(w.out);
}

std::string MatrixReport::to_json() const {
  json::Writer w;
  const std::size_t n = loadouts.size();
  const auto table = [&](const char* key, auto&& cell) {
    w.key(key).open('[');
    for (std::size_t row = 0; row < n; ++row) {
      std::string line = "[";
      for (std::size_t column = 0; column < n; ++column) line += (column ? "," : "") + cell(pairs[row * n + column]);
      w.raw(line + "]");
    }
    w.close(']');
  };
  double widest = 0;
  for (const Pair& p : pairs) widest = std::max(widest, p.half_width);
  w.open('{');
  w.key("scenario").string(scenario);
  w.key("loadouts").open('[');
  for (const std::string& name : loadouts) w.string(name);
  w.close(']');
  w.key("teams").open('[');
  for (const std::string& name : teams) w.string(name);
  w.close(']');
  w.key("pairs").number(pairs.size());
  w.key("exact_pairs").number(exact_pairs);
  w.key("fights").number(fights);
  w.key("seed").number(seed);
  w.key("error").raw(double_text(error));
  w.key("largest_half_width").raw(double_text(widest));
  w.key("level").raw("0.95");
  table("win", [](const Pair& p) { return double_text(p.win.value); });
  table("loss", [](const Pair& p) { return double_text(p.loss); });
  table("draw", [](const Pair& p) { return double_text(p.draw); });
  table("timeout", [](const Pair& p) { return double_text(p.timeout); });
  table("low", [](const Pair& p) { return double_text(p.win.low); });
  table("high", [](const Pair& p) { return double_text(p.win.high); });
  table("exact", [](const Pair& p) { return std::string(p.is_exact ? "true" : "false"); });
  table("mean_ttk_ms", [](const Pair& p) { return double_text(p.mean_ttk_ms); });
  w.key("method").string(method);
  w.key("ranking").open('[');
  for (const Place& p : ranking) {
    w.open('{');
    w.key("loadout").string(loadouts[p.loadout]);
    w.key("mean_win").raw(double_text(p.mean_win.value));
    w.key("interval").raw(interval_of(p.mean_win));
    w.key("group").number(p.group);
    w.close('}');
  }
  w.close(']');
  w.key("groups").open('[');
  for (std::size_t i = 0; i < ranking.size();) {
    w.open('[');
    for (const std::uint32_t group = ranking[i].group; i < ranking.size() && ranking[i].group == group; ++i) w.string(loadouts[ranking[i].loadout]);
    w.close(']');
  }
  w.close(']');
  w.close('}');
  return std::move(w.out);
}

}  // namespace ludex
