#include "combat/tally.h"

#include <algorithm>
#include <cmath>

#include "value/number.h"

namespace ludex::detail {

void TimeHistogram::add(std::int64_t ms, std::uint64_t count) {
  bins_[ms >> shift_] += count;
  while (bins_.size() > kMostBins) coarsen();
}

void TimeHistogram::add(const TimeHistogram& other) {
  while (shift_ < other.shift_) coarsen();
  for (const auto& [bin, count] : other.bins_) bins_[bin >> (shift_ - other.shift_)] += count;
  while (bins_.size() > kMostBins) coarsen();
}

void TimeHistogram::coarsen() {
  ++shift_;
  std::map<std::int64_t, std::uint64_t> coarser;
  for (const auto& [bin, count] : bins_) coarser[bin >> 1] += count;
  bins_ = std::move(coarser);
}

std::int64_t TimeHistogram::at_rank(std::uint64_t rank) const {
  std::uint64_t passed = 0;
  std::int64_t at = -1;
  for (const auto& [bin, count] : bins_) {
    at = bin << shift_;
    passed += count;
    if (passed > rank) break;
  }
  return at;
}

void Tally::add(FightEnd end, std::uint32_t winner, std::int64_t ms, std::uint64_t attacks_made, std::uint64_t fight, std::uint64_t count) {
  fights += count;
  attacks += Wide{attacks_made} * count;
  attacks_squared += Wide{attacks_made} * attacks_made * count;
  if (end == FightEnd::timeout) {
    timeouts += count;
    return;
  }
  if (end == FightEnd::won) wins[winner] += count;
  else draws += count;
  const auto t = static_cast<std::uint64_t>(ms);
  ttk += Wide{t} * count;
  ttk_squared += Wide{t} * t * count;
  times.add(ms, count);
  if (min_ttk < 0 || ms < min_ttk || (ms == min_ttk && fight < min_fight)) min_ttk = ms, min_fight = fight;
  if (max_ttk < 0 || ms > max_ttk || (ms == max_ttk && fight < max_fight)) max_ttk = ms, max_fight = fight;
}

void Tally::add(const Tally& o) {
  for (std::size_t i = 0; i < wins.size(); ++i) wins[i] += o.wins[i];
  fights += o.fights;
  draws += o.draws;
  timeouts += o.timeouts;
  ttk += o.ttk;
  ttk_squared += o.ttk_squared;
  attacks += o.attacks;
  attacks_squared += o.attacks_squared;
  times.add(o.times);
  if (o.min_ttk >= 0 && (min_ttk < 0 || o.min_ttk < min_ttk || (o.min_ttk == min_ttk && o.min_fight < min_fight))) min_ttk = o.min_ttk, min_fight = o.min_fight;
  if (o.max_ttk >= 0 && (max_ttk < 0 || o.max_ttk > max_ttk || (o.max_ttk == max_ttk && o.max_fight < max_fight))) max_ttk = o.max_ttk, max_fight = o.max_fight;
}

Estimate share_of(std::uint64_t count, std::uint64_t n) {
  if (n == 0) return {0, 0, 1};
  const double z2 = kNormal95 * kNormal95, size = static_cast<double>(n), p = static_cast<double>(count) / size;
  const double middle = (p + z2 / (2 * size)) / (1 + z2 / size);
  const double half = kNormal95 * std::sqrt(p * (1 - p) / size + z2 / (4 * size * size)) / (1 + z2 / size);
  return {p, count == 0 ? 0.0 : std::max(0.0, middle - half), count == n ? 1.0 : std::min(1.0, middle + half)};
}

namespace {

// Mean and standard deviation of n whole numbers, from their sums: the difference is taken before anything is rounded.
struct Moments {
  double mean = 0, sd = 0;
};
Moments moments(Wide sum, Wide squares, std::uint64_t n) {
  if (n == 0) return {};
  const double size = static_cast<double>(n);
  // Of squares - sum²/n, the whole part of the mean is taken out exactly.
  const Wide whole = sum / n;
  const double rest = static_cast<double>(sum - whole * n) / size;
  const double mean = static_cast<double>(whole) + rest;
  // Σ(x - w)² = squares - 2 w sum + n w², which is never negative and small enough for 128 bits.
  const Wide about = squares + Wide{n} * whole * whole - 2 * whole * sum;
  const double variance = n > 1 ? std::max(0.0, (static_cast<double>(about) - size * rest * rest) / (size - 1)) : 0.0;
  return {mean, std::sqrt(variance)};
}

Estimate around(double value, double half) { return {value, value - half, value + half}; }

}  // namespace

CombatReport Tally::report(const Scenario& scenario) const {
  CombatReport out;
  out.fights = fights;
  for (std::size_t i = 0; i < wins.size(); ++i) out.wins.emplace_back(scenario.teams[i], share_of(wins[i], fights));
  out.draw = share_of(draws, fights);
  out.timeout = share_of(timeouts, fights);
  const std::uint64_t decided = fights - timeouts;
  const Moments time = moments(ttk, ttk_squared, decided), made = moments(attacks, attacks_squared, fights);
  const double root = std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, decided)));
  out.mean_ttk_ms = around(time.mean, kNormal95 * time.sd / root);
  out.sd_ttk_ms = around(time.sd, kNormal95 * time.sd / (root * std::sqrt(2.0)));  // as of a normal distribution
  out.sd_ttk_ms.low = std::max(0.0, out.sd_ttk_ms.low);
  out.mean_attacks = around(made.mean, kNormal95 * made.sd / std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, fights))));
  for (const double q : kReportedQuantiles) {
    Estimate e;
    if (decided > 0) {
      // Ranks of the binomial's own interval: no shape of the distribution is assumed.
      const double n = static_cast<double>(decided), half = kNormal95 * std::sqrt(n * q * (1 - q));
      const auto rank = [&](double r) { return static_cast<std::int64_t>(times.at_rank(static_cast<std::uint64_t>(std::min(std::max(0.0, std::floor(r)), n - 1)))); };
      e = {static_cast<double>(rank(std::ceil(n * q) - 1)), static_cast<double>(rank(n * q - half - 1)), static_cast<double>(rank(n * q + half))};
    }
    out.quantiles.emplace_back(q, e);
  }
  std::uint64_t over = 0;
  for (const auto& [bin, count] : times.bins()) {
    over += count;
    out.curve.push_back({bin << times.shift(), static_cast<double>(over) / static_cast<double>(fights)});
  }
  out.min_ttk_ms = min_ttk;
  out.max_ttk_ms = max_ttk;
  out.min_fight = min_fight;
  out.max_fight = max_fight;
  return out;
}

// One line of whole numbers; wide ones as two.
std::string Tally::text() const {
  std::string out;
  const auto put = [&](std::uint64_t v) { out += (out.empty() ? "" : " ") + std::to_string(v); };
  const auto put_wide = [&](Wide v) { put(static_cast<std::uint64_t>(v >> 64)), put(static_cast<std::uint64_t>(v)); };
  put(wins.size());
  for (const std::uint64_t w : wins) put(w);
  put(fights), put(draws), put(timeouts);
  put_wide(ttk), put_wide(ttk_squared), put_wide(attacks), put_wide(attacks_squared);
  put(static_cast<std::uint64_t>(min_ttk + 1)), put(min_fight), put(static_cast<std::uint64_t>(max_ttk + 1)), put(max_fight);
  put(times.shift_), put(times.bins_.size());
  for (const auto& [bin, count] : times.bins_) put(static_cast<std::uint64_t>(bin)), put(count);
  return out;
}

bool Tally::read(std::string_view text, Tally& out) {
  bool ok = true;
  const auto take = [&]() -> std::uint64_t {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    std::uint64_t v = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      const auto digit = static_cast<std::uint64_t>(text[digits] - '0');
      if (v > (UINT64_MAX - digit) / 10) return ok = false, 0;
      v = v * 10 + digit;
    }
    ok = ok && digits > 0;
    text.remove_prefix(digits);
    return v;
  };
  const auto take_wide = [&] {
    const std::uint64_t high = take();
    return Wide{high} << 64 | take();
  };
  const std::uint64_t teams = take();
  if (!ok || teams > kMaxFighters) return false;
  out = Tally(static_cast<std::size_t>(teams));
  std::uint64_t decided = 0;
  for (std::uint64_t& w : out.wins) w = take(), decided += w;
  out.fights = take(), out.draws = take(), out.timeouts = take();
  out.ttk = take_wide(), out.ttk_squared = take_wide(), out.attacks = take_wide(), out.attacks_squared = take_wide();
  out.min_ttk = static_cast<std::int64_t>(take()) - 1, out.min_fight = take();
  out.max_ttk = static_cast<std::int64_t>(take()) - 1, out.max_fight = take();
  const std::uint64_t shift = take(), bins = take();
  if (!ok || shift > 40 || bins > TimeHistogram::kMostBins) return false;
  out.times.shift_ = static_cast<std::uint32_t>(shift);
  std::uint64_t counted = 0;
  for (std::uint64_t i = 0; ok && i < bins; ++i) {
    const std::uint64_t bin = take(), count = take();
    if (bin > static_cast<std::uint64_t>(kMaxFightMs)) return false;
    out.times.bins_[static_cast<std::int64_t>(bin)] += count;
    counted += count;
  }
  return ok && text.empty() && decided + out.draws + out.timeouts == out.fights && counted == decided + out.draws;
}

}  // namespace ludex::detail
