#include "balance/paired_fights.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "balance/number_places.h"
#include "combat/fight_walk.h"
#include "combat/solve.h"
#include "support/parallel.h"

namespace ludex::detail {

Result<BatchedFights> play_batches(const Program& program, std::string_view scenario, std::uint64_t seed, std::uint64_t fights, std::uint32_t threads) {
  Error error;
  const Scenario* const found = find_scenario(program.data(), scenario, error);
  if (!found) return error;
  BatchedFights out;
  out.teams = found->teams.size();
  out.batches.resize(static_cast<std::size_t>((fights + BatchedFights::kBatchFights - 1) / BatchedFights::kBatchFights));
  std::vector<std::string> faults(out.batches.size());
  // Whoever is free takes the next batch: what a walker has seen makes no difference but in time.
  std::atomic<std::size_t> next = 0;
  parallel_for(std::min(threads, static_cast<std::uint32_t>(out.batches.size())), threads, [&](std::uint32_t) {
    FightWalker walker(program.shared(), *found);
    for (std::size_t b; (b = next.fetch_add(1)) < out.batches.size();) {
      const std::uint64_t first = b * BatchedFights::kBatchFights, count = std::min(BatchedFights::kBatchFights, fights - first);
      Tally tally(out.teams);
      if (!walker.play(seed, first, count, tally, faults[b])) return;
      BatchedFights::Batch& batch = out.batches[b];
      for (const std::uint64_t wins : tally.wins) batch.ends.push_back(static_cast<std::uint32_t>(wins));
      batch.ends.push_back(static_cast<std::uint32_t>(tally.draws));
      batch.ends.push_back(static_cast<std::uint32_t>(tally.timeouts));
      batch.fights = tally.fights;
      batch.ttk = static_cast<std::uint64_t>(tally.ttk);
    }
  });
  for (const std::string& fault : faults)
    if (!fault.empty()) return tuning_error(fault, found->pointer);
  return out;
}

namespace {

// Half of a 95 % interval for a mean or ratio, from what each batch adds to it (the linearised ratio estimator: W. G. Cochran,
// Sampling Techniques, 1977, 6.4). The parts sum to nothing; their squares tell how much the whole moves.
double half_width(const std::vector<double>& parts) {
  double squares = 0;
  for (const double part : parts) squares += part * part;
  const double n = static_cast<double>(parts.size());
  return n > 1 ? kNormal95 * std::sqrt(squares * n / (n - 1)) : 0;
}

}  // namespace

PairedDifference difference(const BatchedFights& base, const BatchedFights& varied) {
  PairedDifference out;
  std::uint64_t fights = 0;
  for (const auto& batch : base.batches) fights += batch.fights;
  const double n = static_cast<double>(std::max<std::uint64_t>(1, fights));
  std::vector<double> parts(base.batches.size());
  const std::size_t timeouts = base.teams + 1;
  for (std::size_t end = 0; end <= timeouts; ++end) {
    std::int64_t sum = 0;
    const auto of = [&](std::size_t b) { return std::int64_t{varied.batches[b].ends[end]} - std::int64_t{base.batches[b].ends[end]}; };
    for (std::size_t b = 0; b < parts.size(); ++b) sum += of(b);
    const double mean = static_cast<double>(sum) / n;
    for (std::size_t b = 0; b < parts.size(); ++b) parts[b] = (static_cast<double>(of(b)) - mean * static_cast<double>(base.batches[b].fights)) / n;
    // Two fights are thought added that ended unlike each other (A. Agresti and Y. Min, Statistics in Medicine 2005): that no fight
    // changed does not prove that none can.
    const double spread = half_width(parts), half = std::sqrt(spread * spread + kNormal95 * kNormal95 / ((n + 2) * (n + 2)));
    out.ends.push_back({mean, std::max(-1.0, mean - half), std::min(1.0, mean + half)});
  }
  double times[2] = {0, 0}, decided[2] = {0, 0};
  const BatchedFights* const both[2] = {&base, &varied};
  std::uint64_t ttk[2] = {0, 0}, ended[2] = {0, 0};
  for (int side = 0; side < 2; ++side)
    for (const auto& batch : both[side]->batches) ttk[side] += batch.ttk, ended[side] += batch.fights - batch.ends[timeouts];
  for (int side = 0; side < 2; ++side) decided[side] = static_cast<double>(std::max<std::uint64_t>(1, ended[side])), times[side] = static_cast<double>(ttk[side]) / decided[side];
  for (std::size_t b = 0; b < parts.size(); ++b) {
    double share[2];
    for (int side = 0; side < 2; ++side) {
      const auto& batch = both[side]->batches[b];
      share[side] = (static_cast<double>(batch.ttk) - times[side] * static_cast<double>(batch.fights - batch.ends[timeouts])) / decided[side];
    }
    parts[b] = share[1] - share[0];
  }
  const double change = times[1] - times[0], half = half_width(parts);
  out.mean_ttk = {change, change - half, change + half};
  return out;
}

}  // namespace ludex::detail
