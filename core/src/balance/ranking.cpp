#include "balance/ranking.h"

#include <algorithm>

#include "balance/intervals.h"

namespace ludex::detail {
namespace {

constexpr double kAlpha = 0.05;
/// What solving rounds: means that are closer are equal.
constexpr double kRounding = 1e-12;

}  // namespace

void rank(MatrixReport& report, const std::vector<std::uint64_t>& wins) {
  const std::size_t n = report.loadouts.size();
  const std::uint64_t sampled = report.pairs.size() - report.exact_pairs;
  // Exact numbers need none of the level; else each loadout's mean and each two of them take a share.
  const std::uint64_t comparisons = sampled == 0 ? 1 : sampled + n + n * (n - 1) / 2;
  const double alpha = kAlpha / static_cast<double>(comparisons);
  for (std::size_t i = 0; i < report.pairs.size(); ++i) {
    MatrixReport::Pair& pair = report.pairs[i];
    if (pair.is_exact) continue;
    const Estimate alone = wilson_share(wins[i], pair.fights, kAlpha);
    pair.half_width = std::max(alone.high - alone.value, alone.value - alone.low);
    pair.win = wilson_share(wins[i], pair.fights, alpha);
  }

  const auto pair_at = [&](std::size_t row, std::size_t column) -> const MatrixReport::Pair& { return report.pairs[row * n + column]; };
  const double others = n > 1 ? static_cast<double>(n - 1) : 1.0;
  report.ranking.clear();
  for (std::size_t row = 0; row < n; ++row) {
    WeightedSum mean;
    for (std::size_t column = 0; column < n; ++column)
      if (column != row || n == 1) mean.add(1 / others, pair_at(row, column).win);
    report.ranking.push_back({static_cast<std::uint32_t>(row), mean.estimate(), 0});
  }
  // Equal ones stay in the order they were written.
  std::stable_sort(report.ranking.begin(), report.ranking.end(), [](const MatrixReport::Place& a, const MatrixReport::Place& b) { return a.mean_win.value > b.mean_win.value; });

  // Of pairs that both means hold there are none: each pair's row is one loadout, and fights of different pairs share no draws.
  const auto is_worse = [&](const MatrixReport::Place& best, const MatrixReport::Place& other) {
    WeightedSum difference;
    for (std::size_t column = 0; column < n; ++column) {
      if (column != best.loadout) difference.add(1 / others, pair_at(best.loadout, column).win);
      if (column != other.loadout) difference.add(-1 / others, pair_at(other.loadout, column).win);
    }
    return difference.estimate().low > kRounding;
  };
  std::size_t first = 0;
  std::uint32_t group = 1;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > first && is_worse(report.ranking[first], report.ranking[i])) {
      first = i;
      ++group;
    }
    report.ranking[i].group = group;
  }
}

}  // namespace ludex::detail
