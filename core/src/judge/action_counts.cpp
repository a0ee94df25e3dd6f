#include "judge/action_counts.h"

namespace ludex::detail {

ActionCounts::ActionCounts(const ProgramData& program) : program_(program), column_(kFirstRulebookReason + program.reason_names.size(), 0) {
#define LUDEX_REASON(code, name, stage, text) reasons_.push_back(Reason::name);
#include "ludex/reasons.def"
#undef LUDEX_REASON
  for (std::size_t i = 0; i < program.reason_names.size(); ++i) reasons_.push_back(static_cast<Reason>(kFirstRulebookReason + i));
  for (std::size_t i = 0; i < reasons_.size(); ++i) column_[static_cast<std::size_t>(reasons_[i])] = static_cast<std::uint16_t>(i);
  counts_.resize((program.actions.size() + 1) * reasons_.size());
}

void ActionCounts::add(const JudgementData& batch) {
  for (std::size_t i = 0; i < batch.verdicts.size(); ++i) add(batch.actions[i], batch.verdicts[i].reason);
}

}  // namespace ludex::detail
