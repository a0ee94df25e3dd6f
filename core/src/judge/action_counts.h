#pragma once
// Verdicts counted by action and reason: one array of counters for a program, one addition for each verdict.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "judge/judgement.h"

namespace ludex::detail {

/// What a verdict of this reason is: only these two are no refusal.
inline Outcome outcome_of(Reason reason) {
  return reason == Reason::accepted ? Outcome::accepted : reason == Reason::duplicate ? Outcome::duplicate : Outcome::rejected;
}

class ActionCounts {
 public:
  explicit ActionCounts(const ProgramData& program);

  /// `action` may be anything where the reason says that none is known.
  void add(std::uint32_t action, Reason reason) { ++counts_[row(action, reason) * reasons_.size() + column_[static_cast<std::size_t>(reason)]]; }
  /// Every verdict of a batch of this program.
  void add(const JudgementData& batch);

  /// `visit(action, reason, count)` of each that occurred: no action first, then as the rulebook has them; reasons by code.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t row = 0; row <= program_.actions.size(); ++row)
      for (std::size_t i = 0; i < reasons_.size(); ++i)
        if (const std::uint64_t count = counts_[row * reasons_.size() + i])
          visit(row ? std::string_view(program_.actions[row - 1].name) : std::string_view(), reasons_[i], count);
  }

 private:
  // Row 0 is of no action. Columns may say the action of a row that is too long to be a request; lines cannot, and the two
  // count alike.
  std::size_t row(std::uint32_t action, Reason reason) const {
    return action >= program_.actions.size() || (reason >= Reason::malformed && reason <= Reason::unknown_action) ? 0 : std::size_t{action} + 1;
  }

  const ProgramData& program_;
  std::vector<Reason> reasons_;           ///< the system's, then the rulebook's
  std::vector<std::uint16_t> column_;     ///< by code; 0, `accepted`, of codes that are none
  std::vector<std::uint64_t> counts_;     ///< rows of one column for each reason
};

}  // namespace ludex::detail
