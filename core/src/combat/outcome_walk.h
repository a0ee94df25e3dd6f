#pragma once
// Goes through everything that chance can do in one piece of judging, one way after the other.

#include <cstdint>
#include <string>
#include <vector>

#include "expr/draw_outcomes.h"

namespace ludex::detail {

/// Judge the same thing again for each way:
///
///   OutcomeWalk walk(limit);
///   do { …judge with `walk` as the choices…; } while (walk.next());
///
/// Ways come in the order of their draws' values, so that sums over them have one order everywhere.
class OutcomeWalk : public expr::DrawChoices {
 public:
  explicit OutcomeWalk(std::uint64_t limit) : limit_(limit) {}

  RuleError choose(const expr::DrawUse& use, std::int64_t& out) override;

  /// Of the way at hand: the product over its draws.
  double probability() const;
  /// The next way; false after the last one, or when there is a fault.
  bool next();
  std::uint64_t ways() const { return ways_; }
  /// Why not all ways can be gone through; "" when they can.
  const std::string& fault() const { return fault_; }

  /// One draw of the way at hand.
  struct Step {
    expr::DrawUse use;
    std::vector<expr::DrawOutcome> outcomes;
    std::size_t chosen = 0;
    expr::DrawSource source;  ///< `use` points to one that is gone by now
    std::vector<Word> weights;
  };
  const std::vector<Step>& steps() const { return steps_; }  // the first `drawn()` of them
  std::size_t drawn() const { return met_; }

 private:
  bool is_same(const Step& step, const expr::DrawUse& use) const;

  std::uint64_t limit_, ways_ = 1;
  std::vector<Step> steps_;
  std::size_t met_ = 0;  ///< draws of the way at hand that judging came to
  std::string fault_;
};

}  // namespace ludex::detail
