#include "balance/paired.h"

#include <algorithm>
#include <cmath>

namespace ludex::detail {

FightPlayer::FightPlayer(std::shared_ptr<const ProgramData> program, const Scenario& scenario, const Fold* folded) : scenario_(scenario), folded_(folded) {
  if (!folded) walker_.emplace(std::move(program), scenario);
}

bool FightPlayer::play(std::uint64_t seed, std::uint64_t fight, FightOutcome& out, std::string& fault) {
  Tally one(scenario_.teams.size());
  if (folded_) play_fold(*folded_, scenario_, seed, fight, 1, one);
  else if (!walker_->play(seed, fight, 1, one, fault)) return false;
  out.end = one.timeouts ? FightEnd::timeout : one.draws ? FightEnd::draw : FightEnd::won;
  out.winner = static_cast<std::uint32_t>(std::find(one.wins.begin(), one.wins.end(), 1u) - one.wins.begin());
  out.ms = static_cast<std::int64_t>(one.ttk);
  out.attacks = static_cast<std::uint64_t>(one.attacks);
  return true;
}

void PairedSums::add(const FightOutcome& a, const FightOutcome& b) {
  ++fights;
  for (std::size_t team = 0; team < wins.size(); ++team)
    wins[team].add(a.end == FightEnd::won && a.winner == team, b.end == FightEnd::won && b.winner == team);
  draw.add(a.end == FightEnd::draw, b.end == FightEnd::draw);
  timeout.add(a.end == FightEnd::timeout, b.end == FightEnd::timeout);
  const bool in_a = a.end != FightEnd::timeout, in_b = b.end != FightEnd::timeout;
  const WideInt t_a = a.ms, t_b = b.ms;
  if (in_a) ++n_a, time_a += t_a, square_a += t_a * t_a, times_a.add(a.ms);
  if (in_b) ++n_b, time_b += t_b, square_b += t_b * t_b, times_b.add(b.ms);
  if (in_a && in_b) ++n_both, time_a_of_both += t_a, time_b_of_both += t_b, product += t_a * t_b;
  attacks_a += a.attacks;
  attacks_b += b.attacks;
  const WideInt more = WideInt{b.attacks} - WideInt{a.attacks};
  attacks_square += more * more;
  counts_a.add(static_cast<std::int64_t>(a.attacks));
  counts_b.add(static_cast<std::int64_t>(b.attacks));
}

void PairedSums::add(const PairedSums& o) {
  fights += o.fights;
  for (std::size_t team = 0; team < wins.size(); ++team) wins[team].add(o.wins[team]);
  draw.add(o.draw);
  timeout.add(o.timeout);
  n_a += o.n_a, n_b += o.n_b, n_both += o.n_both;
  time_a += o.time_a, time_b += o.time_b, square_a += o.square_a, square_b += o.square_b;
  time_a_of_both += o.time_a_of_both, time_b_of_both += o.time_b_of_both, product += o.product;
  attacks_a += o.attacks_a, attacks_b += o.attacks_b, attacks_square += o.attacks_square;
  times_a.add(o.times_a), times_b.add(o.times_b), counts_a.add(o.counts_a), counts_b.add(o.counts_b);
}

namespace {

double mean_of(WideInt sum, std::uint64_t n) {
  if (n == 0) return 0;
  const WideInt whole = sum / n;
  return static_cast<double>(whole) + static_cast<double>(sum - whole * n) / static_cast<double>(n);
}

}  // namespace

double PairedSums::mean_time_a() const { return mean_of(time_a, n_a); }
double PairedSums::mean_time_b() const { return mean_of(time_b, n_b); }

// Each mean is a ratio: the time of decided fights by their number. Its linear part in one fight is d (t - mean) / share, with d
// whether the fight was decided (delta method: W. G. Cochran, Sampling Techniques, 3rd ed., 6.4).
double PairedSums::error_of_time() const {
  if (n_a < 2 || n_b < 2) return 0;
  // About whole numbers near the means, where nothing is rounded.
  const WideInt near_a = time_a / n_a, near_b = time_b / n_b;
  const double n = static_cast<double>(fights), rest_a = mean_time_a() - static_cast<double>(near_a), rest_b = mean_time_b() - static_cast<double>(near_b);
  const double about_a = static_cast<double>(square_a - 2 * near_a * time_a + near_a * near_a * n_a) - static_cast<double>(n_a) * rest_a * rest_a;
  const double about_b = static_cast<double>(square_b - 2 * near_b * time_b + near_b * near_b * n_b) - static_cast<double>(n_b) * rest_b * rest_b;
  const double both = static_cast<double>(n_both);
  const double together = static_cast<double>(product - near_a * time_b_of_both - near_b * time_a_of_both + near_a * near_b * n_both) -
                          rest_a * static_cast<double>(time_b_of_both - near_b * n_both) - rest_b * static_cast<double>(time_a_of_both - near_a * n_both) + rest_a * rest_b * both;
  const double share_a = static_cast<double>(n_a) / n, share_b = static_cast<double>(n_b) / n;
  const double variance = (about_a / (share_a * share_a) + about_b / (share_b * share_b) - 2 * together / (share_a * share_b)) / n;
  return std::sqrt(std::max(0.0, variance) / n);
}

double PairedSums::error_of_attacks() const {
  if (fights < 2) return 0;
  const WideInt sum = attacks_b - attacks_a, near = sum / static_cast<WideInt>(fights);
  const double n = static_cast<double>(fights), rest = mean_of(sum, fights) - static_cast<double>(near);
  const double about = static_cast<double>(attacks_square - 2 * near * sum + near * near * static_cast<WideInt>(fights)) - n * rest * rest;
  return std::sqrt(std::max(0.0, about) / (n - 1) / n);
}

}  // namespace ludex::detail
