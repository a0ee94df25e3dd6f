#pragma once
// One request at a time: permit (A), guard (B), and C's seven steps. Several may work on one world side by side, each with
// a lane of its own, as long as what they touch is not the same.

#include <string>
#include <string_view>
#include <vector>

#include "judge/effects.h"
#include "judge/guard.h"
#include "judge/judgement.h"
#include "judge/request.h"
#include "world/text.h"

namespace ludex::detail {

/// Buffers of deciding requests, kept between batches.
struct RequestWork {
  Arena scratch;                          ///< values of the request at hand
  std::vector<expr::EntityRef> entities;  ///< the named ones, then those that were found
  std::size_t entity_count = 0;           ///< of the request at hand
  std::vector<Word> locals;
  space::Search around;  ///< of one `near`
  std::vector<expr::LetState> lets;
  std::vector<Word> registers;
  std::vector<expr::EvalError> error_slots;
  std::vector<Word> costs;
  std::vector<expr::Drawn> drawn;  ///< by the request at hand, per draw of its action
  expr::DrawChoices* choices = nullptr;  ///< in place of chance
  std::string bytes;
  // The parts of the verdict at hand, each "" when there is none.
  std::string result, events, operands, shadow, draws;
  bool has_key = false;           ///< once_key is new: the answer will be stored under it
  /// Nobody reads the answers: what can neither refuse nor change anything is left out, and verdicts have no payload.
  bool is_quiet = false;
  /// Where not nullptr: by request of a group, what each `let` was that was asked for, as a JSON object; "" for none.
  std::vector<std::string>* told_lets = nullptr;
  LedgerKey once_key;
  LedgerEntry once_entry;
};

class RequestJudge {
 public:
  RequestJudge(const ProgramData& program, Lane lane, Answers& answers, RequestWork& work);

  void set_flags(const Word* flags) { frame_.flags = flags; }
  /// Keeps what is drawn, or draws what is given.
  void set_tape(expr::DrawTape* tape) { frame_.draw_source.tape = tape; }
  /// Asks for the keys of new ledger entries, for a delta.
  void collect_keys(std::vector<LedgerKey>* keys) { new_keys_ = keys; }

  void judge(Request& request, std::int64_t now, Verdict& verdict);
  /// group.cpp: many requests on one opening state.
  void judge_group(std::vector<Request>& requests, const std::vector<std::int64_t>& now, std::vector<Verdict>& verdicts);
  /// group.cpp: whether the request would pass every clause now; nothing is spent or changed, and `verdict` says why not.
  bool would_pass(const Request& request, std::int64_t now, Verdict& verdict);
  /// explain.cpp: one request, told as it is decided; the world is not to be used after it. `decided_at` is the verdict's place.
  std::string explain(Request& request, std::int64_t now, const std::string& decided_at);

  /// The id that a name of the request's action stands for, where neither state nor chance has a say in it; nothing when
  /// there is none, or the expression fails.
  std::optional<std::int64_t> id_of(const WithName& with, const Request& request, std::int64_t now);

 private:
  struct Pending;
  bool resume(const Action& action, const Request& request, std::int64_t now, const Pending& pending, Verdict& verdict);

  bool admit(Request& request, std::int64_t now, Verdict& verdict);
  void begin(const Action& action, const Request& request);
  bool decide(const Action& action, const Request& request, Verdict& verdict);
  bool pass_clauses(const Action& action, const Request& request, Verdict& verdict);
  void take_opening(const Action& action);
  void tell_lets(const Action& action, std::size_t request);
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
  bool tell_quietly(const Action& action, std::uint32_t action_index, Verdict& verdict);
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
  Lane lane_;
  WorldData& world_;
  Answers& answers_;
  RequestWork& work_;
  Transaction transaction_;
  std::vector<LedgerKey>* new_keys_ = nullptr;
  expr::Frame frame_;  ///< of the request at hand
  EffectObserver* observer_ = nullptr;
  struct Opening {     ///< what effects must see of the state before them
    bool has_ms = false;
    Word ms = word_null();
    expr::EvalError ms_error;
  } opening_;
};

}  // namespace ludex::detail
