#include "combat/timeline.h"

#include <algorithm>
#include <cmath>

namespace ludex::detail {
namespace {

// Chances such as 0.65 are not exact and are summed: where a quantile falls just on an instant (one blow in two kills, and q is 0.5),
// the sum may miss it by some units in the last place, and the next instant would be reported.
constexpr double kRounding = 1e-12;

}  // namespace

Timeline::Instant& Timeline::at(std::int64_t ms) {
  Instant& i = instants[ms];
  i.wins.resize(teams_);
  return i;
}

void Timeline::add_win(std::int64_t ms, std::uint32_t team, double p) {
  if (p > 0) at(ms).wins[team].add(p);
}
void Timeline::add_draw(std::int64_t ms, double p) {
  if (p > 0) at(ms).draw.add(p);
}

CombatReport Timeline::report(const Scenario& scenario) const {
  CombatReport out;
  out.is_exact = true;
  const auto exactly = [](double v) { return Estimate{v, v, v}; };
  std::vector<ExactSum> wins(teams_);
  ExactSum draws, decided, time, square;
  const auto share = [](const Instant& i) {
    ExactSum s;
    for (const ExactSum& w : i.wins) s.add(w.value());
    s.add(i.draw.value());
    return s.value();
  };
  for (const auto& [ms, i] : instants) {
    for (std::size_t team = 0; team < teams_; ++team) wins[team].add(i.wins[team].value());
    draws.add(i.draw.value());
    const double p = share(i);
    decided.add(p);
    out.curve.push_back({ms, std::min(1.0, decided.value())});
    time.add(p * static_cast<double>(ms));
    if (out.min_ttk_ms < 0) out.min_ttk_ms = ms;
    out.max_ttk_ms = ms;
  }
  for (std::size_t team = 0; team < teams_; ++team) out.wins.emplace_back(scenario.teams[team], exactly(wins[team].value()));
  out.draw = exactly(draws.value());
  out.timeout = exactly(timeout.value());
  out.mean_attacks = exactly(attacks.value());
  const double whole = decided.value(), mean = whole > 0 ? time.value() / whole : 0;
  for (const auto& [ms, i] : instants) {
    const double away = static_cast<double>(ms) - mean;
    square.add(share(i) * (away * away));
  }
  out.mean_ttk_ms = exactly(mean);
  out.sd_ttk_ms = exactly(whole > 0 ? std::sqrt(square.value() / whole) : 0);
  for (const double q : kReportedQuantiles) {
    ExactSum passed;
    double found = 0;
    for (const auto& [ms, i] : instants) {
      passed.add(share(i));
      found = static_cast<double>(ms);
      if (passed.value() / whole >= q - kRounding) break;
    }
    out.quantiles.emplace_back(q, exactly(found));
  }
  return out;
}

}  // namespace ludex::detail
