#pragma once
// One batch from lines to verdicts.

#include <string>
#include <string_view>
#include <vector>

#include "judge/effects.h"
#include "judge/guard.h"
#include "judge/judgement.h"
#include "judge/request.h"
#include "world/text.h"

namespace ludex::detail {

class BatchJudge {
 public:
  BatchJudge(const ProgramData& program, WorldData& world, JudgementData& out);

  /// False and `error` when the host broke its contract; the world is then unchanged.
  bool run(std::string_view ndjson, const Inputs& inputs, Error& error);

 private:
  // batch.cpp: what concerns the batch as a whole
  bool read_flags(std::string_view text, Error& error);
  void decode_lines(std::string_view ndjson);
  bool set_clocks(const Inputs& inputs, Error& error);
  void collect_delta();
  std::uint64_t digest_verdicts() const;

  // stages.cpp: what concerns one request
  void judge_one(std::size_t i);
  bool permit(const Request& request, Verdict& verdict);
  void bind(const Request& request, std::int64_t now);
  bool resolve(const Action& action, const Request& request, Verdict& verdict);
  bool resolve_one(const WithName& with, std::uint32_t slot, Verdict& verdict);
  bool once(const Action& action, const Request& request, Verdict& verdict, LedgerKey& key, LedgerEntry& entry);
  bool require(const Action& action, Verdict& verdict);
  bool check_clause(const Clause& clause, Verdict& verdict);
  bool act(const Action& action, Verdict& verdict);
  bool tell(const Action& action, std::uint32_t action_index, Verdict& verdict, LedgerEntry* entry);
  bool evaluate(const expr::Block& block, Place at, Verdict& verdict, Word& out);
  void put_operands(const std::vector<Operand>& operands, bool told, Verdict& verdict);
  static bool reject(Verdict& verdict, Reason reason, std::uint32_t at, RuleError code = RuleError::none, std::int64_t retry = -1) {
    verdict.outcome = Outcome::rejected;
    verdict.reason = reason;
    verdict.at = at;
    verdict.code = code;
    verdict.retry_after_ms = retry;
    return false;
  }

  const ProgramData& program_;
  WorldData& world_;
  JudgementData& out_;
  Arena batch_arena_;    ///< decoded requests
  Arena scratch_;        ///< values of the request at hand
  std::vector<Request> requests_;
  std::vector<std::int64_t> now_;  ///< per request, for those with a readable envelope
  std::int64_t opened_at_ = 0, closing_now_ = 0;
  std::vector<Word> flags_;
  std::string flag_bytes_;
  Transaction transaction_;
  Touched touched_;
  bool wants_delta_ = false;

  // The frame of the request at hand.
  expr::Frame frame_;
  std::vector<expr::EntityRef> entities_;
  std::vector<expr::LetState> lets_;
  std::vector<Word> registers_;
  std::vector<expr::EvalError> error_slots_;
  std::vector<Word> costs_;
  std::string bytes_;  ///< payload being built
};

}  // namespace ludex::detail
