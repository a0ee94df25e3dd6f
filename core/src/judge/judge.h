#pragma once
// One batch from lines to verdicts.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "judge/effects.h"
#include "judge/guard.h"
#include "judge/judgement.h"
#include "judge/request.h"
#include "world/text.h"

namespace ludex::detail {

/// Buffers of judging, kept with the world between batches: a steady stream of batches asks the system for nothing.
struct Workspace {
  Arena batch;                    ///< decoded requests
  Arena scratch;                  ///< values of the request at hand
  RequestScratch decoding;        ///< of stage A
  std::vector<Request> requests;
  std::deque<std::string> timer_lines;  ///< what timers ask for, as lines
  std::vector<std::int64_t> now;  ///< per request, for those with a readable envelope
  std::vector<Word> flags;
  std::string flag_bytes;
  std::vector<expr::EntityRef> entities;  ///< the named ones, then those that were found
  std::size_t entity_count = 0;           ///< of the request at hand
  std::vector<Word> locals;
  std::vector<std::pair<double, std::uint32_t>> around;  ///< of one `near`: distance and position
  std::vector<expr::LetState> lets;
  std::vector<Word> registers;
  std::vector<expr::EvalError> error_slots;
  std::vector<Word> costs;
  std::vector<expr::Drawn> drawn;  ///< by the request at hand, per draw of its action
  std::string bytes;
  // The parts of the verdict at hand, each "" when there is none.
  std::string result, events, operands, shadow, draws;
  bool has_key = false;           ///< once_key is new: the answer will be stored under it
  LedgerKey once_key;
  LedgerEntry once_entry;
};

class BatchJudge {
 public:
  BatchJudge(const ProgramData& program, WorldData& world, JudgementData& out, Workspace& work);

  enum class Form : std::uint8_t { lines, columns };
  /// False and `error` when the host broke its contract; the world is then unchanged.
  bool run(std::string_view bytes, Form form, const Inputs& inputs, Error& error);
  /// How one line is decided; the world is not to be used after it. `decided_at` is the verdict's place.
  std::string explain(std::string_view line, const Inputs& inputs, const std::string& decided_at, Error& error);

 private:
  // batch.cpp: what concerns the batch as a whole
  bool read_flags(std::string_view text, Error& error);
  bool set_flags(std::string_view text, Error& error);
  void decode_lines(std::string_view ndjson);
  bool decode_columns(std::string_view bytes, Error& error);
  bool set_clocks(const Inputs& inputs, Error& error);
  void collect_delta();

  // explain.cpp: one request, told as it is decided
  std::string explain_one(Request& request, std::int64_t now, const std::string& decided_at);

  // group.cpp: many requests on one opening state
  struct Pending;
  void judge_group();
  bool resume(const Action& action, const Pending& pending, Verdict& verdict);

  // timers.cpp: what the world asks for by itself
  void arm_timers();
  void run_timers();
  void run_timer(const std::string& id);
  std::uint64_t digest_verdicts() const;

  // stages.cpp: what concerns one request
  void judge_one(Request& request, std::int64_t now, Verdict& verdict);
  bool admit(Request& request, std::int64_t now, Verdict& verdict);
  void begin(const Action& action, const Request& request);
  bool decide(const Action& action, const Request& request, Verdict& verdict);
  bool pass_clauses(const Action& action, const Request& request, Verdict& verdict);
  void take_opening(const Action& action);
  bool permit(const Request& request, Verdict& verdict);
  void bind(const Request& request, std::int64_t now);
  void aim_draws(const Action& action, const Request& request);
  bool resolve(const Action& action, const Request& request, Verdict& verdict);
  bool resolve_one(const WithName& with, std::uint32_t slot, Verdict& verdict);
  bool once(const Action& action, const Request& request, Verdict& verdict);
  bool require(const Action& action, std::uint32_t action_index, Verdict& verdict);
  bool check_clause(const Action& action, std::uint32_t action_index, const Clause& clause, Verdict& verdict);
  bool find_near(const Near& near, Place at, Verdict& verdict, Word& list);
  bool collect_around(const Near& near, Place at, Verdict& verdict);
  bool put_event(const Event& event, std::uint32_t action_index, std::uint32_t event_index, Verdict& verdict, std::string& out);
  void put_refusal_events(const Action& action, std::uint32_t action_index, const Clause& clause);
  void finish(const Action* action, Verdict& verdict);
  void put_draws(const Action& action);
  bool act(const Action& action, Verdict& verdict);
  bool tell(const Action& action, std::uint32_t action_index, Verdict& verdict);
  bool evaluate(const expr::Block& block, Place at, Verdict& verdict, Word& out);
  void put_operands(const std::vector<Operand>& operands, bool told);
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
  Workspace& work_;
  std::int64_t opened_at_ = 0, closing_now_ = 0;
  Transaction transaction_;
  Touched touched_;
  bool wants_delta_ = false;
  expr::Frame frame_;  ///< of the request at hand
  EffectObserver* observer_ = nullptr;
  struct Opening {     ///< what effects must see of the state before them
    bool has_ms = false;
    Word ms = word_null();
    expr::EvalError ms_error;
  } opening_;
};

}  // namespace ludex::detail
