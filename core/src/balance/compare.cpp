// One scenario under two rulebooks: solved where both can be, else the same fights under both until the differences are decided.

#include <algorithm>
#include <atomic>
#include <cmath>

#include "balance/intervals.h"
#include "balance/paired.h"
#include "combat/solve.h"
#include "ludex/balance.h"
#include "support/parallel.h"

namespace ludex {

using namespace detail;

namespace {

constexpr std::uint64_t kPieceFights = 64;
/// Played between two calls of who asks how far it is.
constexpr std::uint64_t kToldFights = 2048;
constexpr std::uint64_t kFirstLook = 16'384;
/// From so many fights on a mean is as good as normal; below, the bound that holds for any number of them is asked.
constexpr std::uint64_t kNormalFrom = 4096;
/// Of fewer fights not even the range that was seen says anything.
constexpr std::uint64_t kFewest = 32;
/// What solving rounds, of numbers above 1 by their size: no difference.
constexpr double kRounding = 1e-11;
/// All intervals of all rounds hold together but for this.
constexpr double kAlpha = 0.05;

Difference exactly(std::string key, double a, double b) {
  const double d = b - a;
  return {std::move(key), a, b, {d, d, d}, std::fabs(d) > kRounding * std::max({1.0, std::fabs(a), std::fabs(b)})};
}

Difference within(std::string key, double a, double b, double half) {
  const double d = b - a;
  return {std::move(key), a, b, {d, d - half, d + half}, d - half > 0 || d + half < 0};
}

std::vector<Difference> solved(const CombatReport& a, const CombatReport& b) {
  std::vector<Difference> out;
  for (std::size_t i = 0; i < a.wins.size(); ++i) out.push_back(exactly("win_" + a.wins[i].first, a.wins[i].second.value, b.wins[i].second.value));
  out.push_back(exactly("draw", a.draw.value, b.draw.value));
  out.push_back(exactly("timeout", a.timeout.value, b.timeout.value));
  out.push_back(exactly("mean_ttk_ms", a.mean_ttk_ms.value, b.mean_ttk_ms.value));
  out.push_back(exactly("sd_ttk_ms", a.sd_ttk_ms.value, b.sd_ttk_ms.value));
  out.push_back(exactly("mean_attacks", a.mean_attacks.value, b.mean_attacks.value));
  return out;
}

std::vector<Difference> sampled(const PairedSums& sums, const Scenario* const (&scenarios)[2], std::uint64_t round) {
  const Scenario& scenario = *scenarios[0];
  const double n = static_cast<double>(sums.fights), alpha = spent_in_round(kAlpha, scenario.teams.size() + 4, round), z = normal_of(alpha);
  std::vector<Difference> out;
  // A fight's difference is -1, 0 or 1: within a range of 2.
  const auto share = [&](std::string key, const PairedSums::Share& s) {
    const double d = (static_cast<double>(s.only_b) - static_cast<double>(s.only_a)) / n;
    const double variance = std::max(0.0, (static_cast<double>(s.only_a + s.only_b) - n * d * d) / (n - 1));
    out.push_back(within(std::move(key), static_cast<double>(s.a) / n, static_cast<double>(s.b) / n, std::min(2.0, bernstein_half(variance, 2, sums.fights, alpha))));
  };
  for (std::size_t team = 0; team < scenario.teams.size(); ++team) share("win_" + scenario.teams[team], sums.wins[team]);
  share("draw", sums.draw);
  share("timeout", sums.timeout);
  // Of few fights the bound for differences that lie within what both have seen: that none differed does not prove that none can.
  const auto mean = [&](std::string key, double a, double b, double error, std::uint64_t counted, double seen, double possible) {
    const bool has_too_few = counted < kFewest;
    const double half = has_too_few ? possible : counted >= kNormalFrom ? z * error : std::min(possible, bernstein_half(error * error * n, seen, sums.fights, alpha));
    out.push_back(within(std::move(key), a, b, half));
    out.back().has_too_few_fights = has_too_few;
    if (!has_too_few) return;
    out.back().difference.low = -possible;
    out.back().difference.high = possible;
    out.back().is_decided = false;
  };
  double limit = 0, most_attacks = 0;
  for (const Scenario* const s : scenarios) {
    limit = std::max(limit, static_cast<double>(s->time_limit_ms));
    // Nobody acts twice at one instant.
    most_attacks = std::max(most_attacks, static_cast<double>(s->fighters.size()) * (static_cast<double>(s->time_limit_ms) / static_cast<double>(s->tick_ms) + 1));
  }
  const double share_a = static_cast<double>(sums.n_a) / n, share_b = static_cast<double>(sums.n_b) / n;
  const double times = sums.n_a > 0 && sums.n_b > 0 ? sums.times_a.width() / share_a + sums.times_b.width() / share_b : 0;
  mean("mean_ttk_ms", sums.mean_time_a(), sums.mean_time_b(), sums.error_of_time(), std::min(sums.n_a, sums.n_b), times, limit);
  mean("mean_attacks", static_cast<double>(sums.attacks_a) / n, static_cast<double>(sums.attacks_b) / n, sums.error_of_attacks(), sums.fights, sums.counts_a.width() + sums.counts_b.width(), most_attacks);
  return out;
}

bool is_of_wins(const Difference& d) { return d.key.compare(0, 4, "win_") == 0; }

bool is_close_enough(const std::vector<Difference>& differences, double error) {
  return std::all_of(differences.begin(), differences.end(), [&](const Difference& d) { return !is_of_wins(d) || d.difference.high - d.difference.value <= error; });
}

// Plays both, with a pair of players for each thread: what they have seen stays with them.
class PairedPlayers {
 public:
  PairedPlayers(const Program* const (&programs)[2], const Scenario* const (&scenarios)[2]) : programs_{programs[0], programs[1]}, scenarios_{scenarios[0], scenarios[1]} {
    std::string why_not;
    for (int side = 0; side < 2; ++side) folds_[side] = fold(programs[side]->shared(), *scenarios[side], why_not);
  }

  // Fights [begin, end) of the seed under both, in pieces of one size whoever plays them.
  Result<bool> play(std::uint64_t seed, std::uint64_t begin, std::uint64_t end, std::uint32_t threads, PairedSums& out) {
    const auto pieces = static_cast<std::uint32_t>((end - begin + kPieceFights - 1) / kPieceFights), players = std::min(threads, pieces);
    std::vector<PairedSums> parts(pieces, PairedSums(scenarios_[0]->teams.size()));
    std::vector<std::string> faults(pieces);
    while (players_.size() < players) players_.push_back({player(0), player(1)});
    std::atomic<std::uint32_t> next = 0;
    parallel_for(players, threads, [&](std::uint32_t p) {
      for (std::uint32_t piece; (piece = next.fetch_add(1)) < pieces;) {
        const std::uint64_t first = begin + piece * kPieceFights, last = std::min(end, first + kPieceFights);
        for (std::uint64_t fight = first; fight < last; ++fight) {
          FightOutcome of_a, of_b;
          if (!players_[p].first->play(seed, fight, of_a, faults[piece]) || !players_[p].second->play(seed, fight, of_b, faults[piece])) return;
          parts[piece].add(of_a, of_b);
        }
      }
    });
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
      if (!faults[piece].empty()) return Error{ErrorCode::host, faults[piece], scenarios_[0]->pointer, 0, 0, {}, 0};
      out.add(parts[piece]);
    }
    return true;
  }

 private:
  std::unique_ptr<FightPlayer> player(int side) const { return std::make_unique<FightPlayer>(programs_[side]->shared(), *scenarios_[side], folds_[side] ? &*folds_[side] : nullptr); }

  const Program* programs_[2];
  const Scenario* scenarios_[2];
  std::optional<Fold> folds_[2];
  std::vector<std::pair<std::unique_ptr<FightPlayer>, std::unique_ptr<FightPlayer>>> players_;
};

}  // namespace

bool CompareReport::is_decided() const {
  return std::all_of(differences.begin(), differences.end(), [](const Difference& d) { return !is_of_wins(d) || d.is_decided; });
}

Result<CompareReport> compare_scenario(const Program& a, const Program& b, std::string_view scenario, const CompareOptions& options) {
  const Program* const programs[2] = {&a, &b};
  const Scenario* scenarios[2];
  for (int side = 0; side < 2; ++side) {
    Error error;
    scenarios[side] = find_scenario(programs[side]->data(), scenario, error);
    if (!scenarios[side]) return error.message = std::string(side ? "in the second rulebook " : "in the first rulebook ") + error.message, error;
  }
  if (scenarios[0]->teams != scenarios[1]->teams)
    return Error{ErrorCode::host, "scenario '" + scenarios[0]->name + "' has other teams in the second rulebook; give them the same names, in the same order", scenarios[0]->pointer + "/fighters", 0, 0, {}, 0};
  if (options.fights == 0 || !(options.error >= 0)) return Error{ErrorCode::host, "comparing needs at least 1 fight, and an error that is not negative", {}, 0, 0, {}, 0};

  CompareReport out;
  out.scenario = scenarios[0]->name;
  out.seed = options.seed;
  out.method_a = out.method_b = "simulated";
  if (!options.is_sampled) {
    const auto report_a = solve_scenario(a.shared(), *scenarios[0], options.solve), report_b = solve_scenario(b.shared(), *scenarios[1], options.solve);
    out.is_exact_a = report_a.ok();
    out.is_exact_b = report_b.ok();
    out.method_a = report_a ? report_a->method : report_a.error().message;
    out.method_b = report_b ? report_b->method : report_b.error().message;
    if (report_a && report_b) {
      out.is_exact = true;
      out.differences = solved(*report_a, *report_b);
      return out;
    }
  }

  PairedPlayers players(programs, scenarios);
  PairedSums sums(scenarios[0]->teams.size());
  const std::uint32_t threads = available_threads(options.exec);
  while (sums.fights < options.fights) {
    const std::uint64_t look = std::min(options.fights, std::max(kFirstLook, sums.fights * 2));
    bool goes_on = true;
    while (goes_on && sums.fights < look) {
      const std::uint64_t until = options.progress ? std::min(look, sums.fights + kToldFights) : look;
      if (const auto played = players.play(options.seed, sums.fights, until, threads, sums); !played) return played.errors();
      goes_on = !options.progress || options.progress(sums.fights, options.fights);
    }
    out.differences = sampled(sums, scenarios, ++out.rounds);
    if (options.error > 0 ? is_close_enough(out.differences, options.error) : out.is_decided()) break;
    if (!goes_on) break;
  }
  out.fights = sums.fights;
  return out;
}

}  // namespace ludex
