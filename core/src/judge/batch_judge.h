#pragma once
// One batch from lines or columns to verdicts.

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/request_judge.h"
#include "judge/turns.h"

namespace ludex::detail {

/// One thread's share of a batch: its memory, and what it made of the requests it took.
struct Share {
  Arena batch;                      ///< decoded requests
  RequestScratch decoding;          ///< of stage A
  RequestWork work;
  std::vector<std::string> pointers;    ///< places inside requests
  std::string payloads;
  std::vector<std::uint32_t> told;      ///< requests whose verdict has a payload here
  std::vector<LedgerKey> keys;
  std::vector<std::uint32_t> waiting;   ///< taken, and not yet their turn
};

/// Buffers of judging, kept with the world between batches: a steady stream of batches asks the system for nothing.
struct Workspace {
  Arena batch;                    ///< decoded requests
  RequestScratch decoding;        ///< of stage A
  RequestWork request;
  std::vector<Request> requests;
  std::deque<std::string> timer_lines;  ///< what timers ask for, as lines
  std::vector<std::int64_t> now;  ///< per request, for those with a readable envelope
  std::vector<Word> flags;
  std::string flag_bytes;
  std::vector<std::unique_ptr<Share>> shares;  ///< of threads, where there are several
  Turns turns;
  std::vector<std::uint8_t> marks;  ///< per request, see parallel_batch.cpp
};

/// A request taken out of its batch.
struct Alone {
  std::string line;
  std::int64_t now = 0;          ///< it is judged at
  std::int64_t opened_at = 0;
  std::uint64_t recorded_seq = 0;  ///< as `Request::seq` before stage B
};

class BatchJudge {
 public:
  BatchJudge(const ProgramData& program, WorldData& world, JudgementData& out, Workspace& work);

  enum class Form : std::uint8_t { lines, columns };
  /// False and `error` when the host broke its contract; the world is then unchanged.
  bool run(std::string_view bytes, Form form, const Inputs& inputs, Error& error);
  /// How one line is decided; the world is not to be used after it. `decided_at` is the verdict's place.
  std::string explain(std::string_view line, const Inputs& inputs, const std::string& decided_at, Error& error);

  // alone.cpp: one request apart from its batch
  /// Judges all that comes before request `index`, timers first, and leaves the world as that request finds it. It stands in
  /// `before` then. False and `error` as `run`, or when there is no such request.
  bool run_before(std::string_view bytes, Form form, const Inputs& inputs, std::size_t index, Alone& before, Error& error);
  /// Judges one line on the world as it is: no timer runs, nothing expires, the clock is `alone.now`.
  bool run_alone(const Alone& alone, std::string_view flags, AccessTrace* trace, expr::DrawTape* tape, Error& error);
  /// As `explain`, of a line alone.
  std::string explain_alone(const Alone& alone, std::string_view flags, const std::string& decided_at, expr::DrawTape* tape, Error& error);

 private:
  void decode_alone(const Alone& alone);

  // batch.cpp: what concerns the batch as a whole
  bool read_flags(std::string_view text, Error& error);
  bool set_flags(std::string_view text, Error& error);
  void decode_lines(std::string_view ndjson);
  bool decode_columns(std::string_view bytes, Error& error);
  bool set_clocks(const Inputs& inputs, Error& error);
  bool set_seqs(const Inputs& inputs, Error& error);
  void judge_as_group();
  void collect_delta();
  std::uint64_t digest_verdicts() const;

  // Request i by whoever took it, and what counting it needs: noted while it is at hand.
  void judge_one(RequestJudge& judge, std::size_t i) {
    judge.judge(work_.requests[i], work_.now[i], out_.verdicts[i]);
    out_.actions[i] = work_.requests[i].action;
  }

  // parallel_batch.cpp: the same on several threads
  void make_shares();
  bool is_worth_sharing(std::size_t bytes) const;
  void decode_side_by_side(std::string_view ndjson);
  void judge_all();
  void find_things(std::uint32_t share, std::size_t begin, std::size_t end, const std::vector<std::uint32_t>& first_thing);
  void judge_side_by_side(std::size_t begin, std::size_t end);
  void work_through(std::uint32_t thread, std::size_t end, std::atomic<std::size_t>& next, std::atomic<bool>& is_abandoned);

  // timers.cpp: what the world asks for by itself
  void arm_timers();
  void run_timers();
  void run_timer(const std::string& id);

  const ProgramData& program_;
  WorldData& world_;
  JudgementData& out_;
  Workspace& work_;
  RequestJudge judge_;
  std::int64_t opened_at_ = 0, closing_now_ = 0;
  Touched touched_;
  bool wants_delta_ = false;
  bool wants_seqs_ = false, is_recorded_ = false;
  std::span<const TimerSeq> timer_seqs_;
  std::uint32_t threads_ = 1;
  bool is_forced_ = false;         ///< on several threads, however small
  std::uint32_t most_things_ = 0;  ///< that one request touches
};

/// explain.cpp: as ludex/explain.h, of one request alone; `program` has trees, `verdict` is the line it came out with.
Result<std::string> explain_alone(const Program& program, const World& world, const Alone& alone, std::string_view flags, const std::string& verdict, expr::DrawTape& tape);

}  // namespace ludex::detail
