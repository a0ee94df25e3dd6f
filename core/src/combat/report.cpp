// A report as JSON: the same names whether it was solved or simulated.

#include "ludex/combat.h"
#include "value/json_writer.h"
#include "value/number.h"

namespace ludex {
namespace {

// The first and the last point, and between them every one that is a step higher than the one before it: long tails take few.
void put_curve(json::Writer& w, const std::vector<TimeShare>& curve, std::size_t points) {
  const double step = curve.empty() ? 0 : curve.back().share / static_cast<double>(points);
  std::string ms, share;
  double written = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (i > 0 && i + 1 < curve.size() && curve[i].share - written < step) continue;
    written = curve[i].share;
    ms += (ms.empty() ? "" : ",") + std::to_string(curve[i].ms);
    share += (share.empty() ? "" : ",") + double_text(written);
  }
  w.key("ttk_curve").raw("{\"ms\":[" + ms + "],\"share\":[" + share + "]}");
}

}  // namespace

std::string CombatReport::to_json(std::size_t curve_points) const {
  json::Writer w;
  std::string intervals = "{";
  const auto put_interval = [&](const std::string& key, const Estimate& e) {
    if (intervals.size() > 1) intervals += ",";
    json::write_string(intervals, key);
    intervals += ":[" + double_text(e.low) + "," + double_text(e.high) + "]";
  };
  const auto put = [&](const std::string& key, const Estimate& e) {
    w.key(key).raw(double_text(e.value));
    put_interval(key, e);
  };
  w.open('{');
  w.key("exact").boolean(is_exact);
  w.key("method").string(method);
  w.key("fights").number(fights);
  for (const auto& [team, e] : wins) put("win_" + team, e);
  put("draw", draw);
  put("timeout", timeout);
  put("mean_ttk_ms", mean_ttk_ms);
  put("sd_ttk_ms", sd_ttk_ms);
  w.key("ttk_quantiles_ms").open('{');
  for (const auto& [q, e] : quantiles) w.key(double_text(q)).number(static_cast<std::int64_t>(e.value));
  w.close('}');
  if (intervals.size() > 1) intervals += ",";
  intervals += "\"ttk_quantiles_ms\":{";
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const auto& [q, e] = quantiles[i];
    intervals += (i ? ",\"" : "\"") + double_text(q) + "\":[" + std::to_string(static_cast<std::int64_t>(e.low)) + "," + std::to_string(static_cast<std::int64_t>(e.high)) + "]";
  }
  intervals += "}";
  put("mean_attacks", mean_attacks);
  w.key("min_ttk_ms").number(min_ttk_ms);
  w.key("max_ttk_ms").number(max_ttk_ms);
  if (!is_exact) {
    w.key("min_fight").number(min_fight);
    w.key("max_fight").number(max_fight);
  }
  if (curve_points > 0) put_curve(w, curve, curve_points);
  w.key("intervals").raw(intervals + "}");
  w.close('}');
  return std::move(w.out);
}

}  // namespace ludex
