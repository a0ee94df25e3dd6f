#include "expr/draw_outcomes.h"

#include <cmath>

namespace ludex::expr {
namespace {

void add_chance(double p, std::vector<DrawOutcome>& out) {
  if (!(p >= 1.0)) out.push_back({0, p <= 0.0 ? 1.0 : 1.0 - p});
  if (p > 0.0) out.push_back({1, p >= 1.0 ? 1.0 : p});
}

// One die after the other: the sums of k dice from those of k - 1.
void add_dice(std::int64_t count, std::int64_t sides, std::int64_t plus, std::vector<DrawOutcome>& out) {
  std::vector<double> sums{1.0};
  const double each = 1.0 / static_cast<double>(sides);
  for (std::int64_t k = 0; k < count; ++k) {
    // A running window, but summed anew for each total: a difference of sums would lose the rare ends.
    std::vector<double> next(sums.size() + static_cast<std::size_t>(sides) - 1, 0.0);
    for (std::size_t i = 0; i < sums.size(); ++i)
      for (std::size_t face = 0; face < static_cast<std::size_t>(sides); ++face) next[i + face] += sums[i] * each;
    sums = std::move(next);
  }
  for (std::size_t i = 0; i < sums.size(); ++i) out.push_back({count + plus + static_cast<std::int64_t>(i), sums[i]});
}

RuleError add_weights(const DrawUse& use, std::vector<DrawOutcome>& out) {
  const bool is_int = use.function == DrawUse::Function::weighted_int;
  std::int64_t int_sum = 0;
  double sum = 0.0;
  for (std::uint32_t i = 0; i < use.weights->size; ++i) {
    const Word w = use.weights->items[i];
    if (is_int ? w.i < 0 : w.d < 0.0) return RuleError::index_out_of_range;
    if (is_int && __builtin_add_overflow(int_sum, w.i, &int_sum)) return RuleError::overflow;
    if (!is_int) sum += w.d;
  }
  if (is_int) sum = static_cast<double>(int_sum);
  if (!std::isfinite(sum)) return RuleError::not_finite;
  if (sum == 0.0) return RuleError::index_out_of_range;
  for (std::uint32_t i = 0; i < use.weights->size; ++i) {
    const double w = is_int ? static_cast<double>(use.weights->items[i].i) : use.weights->items[i].d;
    if (w > 0.0) out.push_back({i, w / sum});
  }
  return RuleError::none;
}

}  // namespace

RuleError draw_outcomes(const DrawUse& use, std::vector<DrawOutcome>& out, bool& is_too_many) {
  out.clear();
  is_too_many = false;
  switch (use.function) {
    case DrawUse::Function::chance: add_chance(use.p, out); return RuleError::none;
    case DrawUse::Function::roll: {
      if (use.a > use.b) return RuleError::index_out_of_range;
      const std::uint64_t last = static_cast<std::uint64_t>(use.b) - static_cast<std::uint64_t>(use.a);
      is_too_many = last >= kMaxDrawOutcomes;
      if (is_too_many) return RuleError::none;
      const double each = 1.0 / static_cast<double>(last + 1);
      for (std::uint64_t i = 0; i <= last; ++i) out.push_back({use.a + static_cast<std::int64_t>(i), each});
      return RuleError::none;
    }
    case DrawUse::Function::dice:
      // The work of summing is the number of totals times the sides, for every die.
      is_too_many = static_cast<std::uint64_t>(use.a) * static_cast<std::uint64_t>(use.b) > kMaxDrawOutcomes;
      if (!is_too_many) add_dice(use.a, use.b, use.c, out);
      return RuleError::none;
    default:
      is_too_many = use.weights->size > kMaxDrawOutcomes;
      return is_too_many ? RuleError::none : add_weights(use, out);
  }
}

}  // namespace ludex::expr
