#pragma once
// One batch from lines or columns to verdicts.

#include <atomic>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge/homes.h"
#include "judge/request_judge.h"
#include "judge/turns.h"

namespace ludex::detail {

/// One thread's share of a batch: its memory, and what it made of the requests it took.
struct Share {
  Arena batch;                      ///< decoded requests
  RequestScratch decoding;          ///< of stage A
  RequestWork work;
  std::vector<std::string> pointers;    ///< places inside requests
  Answers answers;
  std::vector<LedgerKey> keys;
  std::vector<std::uint32_t> waiting;   ///< taken, and not yet their turn; the oldest first
  std::vector<Homes::Bite> left;        ///< taken, and left to one thread
  std::vector<std::uint32_t> newcomers; ///< of its part of the batch: those whose guard or window is still to be made
  Homes::Counts per_block;              ///< and how many requests each block of actors has in it
  std::size_t alone = 0;                ///< and how many of them must be judged alone
  std::uint32_t lost_slices = 0, done_at_loss = 0;  ///< see Worker::step_back()
  alignas(64) std::atomic<std::uint32_t> done = 0;  ///< requests judged; in a line of its own, for other threads look at it
};

/// Buffers of judging, kept with the world between batches: a steady stream of batches asks the system for nothing.
struct Workspace {
  Arena batch;                    ///< decoded requests
  RequestScratch decoding;        ///< of stage A
  RequestWork request;
  Answers answers;                ///< of the calling thread
  double answer_bytes = 0;        ///< per request, of the batch before
  std::size_t most_answer_bytes = 0;  ///< and of all of it
  std::vector<Request> requests;
  std::deque<std::string> timer_lines;  ///< what timers ask for, as lines
  std::vector<std::int64_t> now;  ///< per request, for those with a readable envelope
  std::vector<Word> flags;
  std::string flag_bytes;
  std::vector<std::unique_ptr<Share>> shares;  ///< of threads, where there are several
  Turns turns;
  Homes homes;
  std::vector<std::uint8_t> marks;  ///< per request, see parallel_batch.cpp
  std::size_t for_one = 0;       ///< so many requests more are judged on one thread, because several waited for each other too long
  std::size_t next_for_one = 0;  ///< and so many the next time that happens
};

/// A request taken out of its batch.
struct Alone {
  std::string line;              ///< see line_at() and row_as_line()
  std::int64_t now = 0;          ///< it is judged at
  std::int64_t opened_at = 0;
  std::uint64_t recorded_seq = 0;  ///< as `Request::seq` before stage B
};

class BatchJudge {
 public:
  BatchJudge(const ProgramData& program, WorldData& world, JudgementData& out, Workspace& work);

  /// How the batch is written is named by the function that reads it: who never names columns does not link them.
  using Reader = bool (BatchJudge::*)(std::string_view bytes, Error& error);
  bool read_lines(std::string_view ndjson, Error& error);
  bool read_columns(std::string_view bytes, Error& error);
  /// False and `error` when the host broke its contract; the world is then unchanged.
  bool run(std::string_view bytes, Reader read, const Inputs& inputs, Error& error);
  /// Timers alone, as a batch without a line runs them at `opened_at`; hashes are left behind, for nobody asks for a digest.
  bool run_timers_at(std::int64_t opened_at, std::string_view flags_json, Error& error);
  /// How one line is decided; the world is not to be used after it. `decided_at` is the verdict's place.
  std::string explain(std::string_view line, const Inputs& inputs, const std::string& decided_at, Error& error);

  // alone.cpp: one request apart from its batch
  /// Judges all that comes before request `index`, timers first, and leaves the world as that request finds it. It stands in
  /// `before` then, but for its line. False and `error` as `run`, or when there is no such request.
  bool run_before(std::string_view bytes, Reader read, const Inputs& inputs, std::size_t index, Alone& before, Error& error);
  /// Judges one line on the world as it is: no timer runs, nothing expires, the clock is `alone.now`.
  bool run_alone(const Alone& alone, std::string_view flags, AccessTrace* trace, expr::DrawTape* tape, Error& error);
  /// As `explain`, of a line alone.
  std::string explain_alone(const Alone& alone, std::string_view flags, const std::string& decided_at, expr::DrawTape* tape, Error& error);

 private:
  bool decode_alone(const Alone& alone, Error& error);

  // batch.cpp: what concerns the batch as a whole
  bool read_flags(std::string_view text, Error& error);
  bool set_flags(std::string_view text, Error& error);
  bool is_wanted(std::uint64_t done, std::uint64_t total, Error& error) const;
  bool decode_lines(std::string_view ndjson, Error& error);
  bool set_clocks(const Inputs& inputs, Error& error);
  bool set_seqs(const Inputs& inputs, Error& error);
  void collect_delta();
  void judge_one(RequestJudge& judge, Answers& answers, std::size_t i);
  void judge_one_by_one(std::size_t begin, std::size_t end);
  void judge_group();
  std::size_t answer_room() const;
  void end_answers();

  // parallel_decode.cpp: stage A on several threads
  bool is_worth_sharing(std::size_t bytes) const;
  bool decode_side_by_side(std::string_view ndjson, Error& error);

  // parallel_batch.cpp: stages B and C on several threads
  class Worker;
  void make_shares();
  void judge_all();
  void survey(std::uint32_t thread, std::size_t begin, std::size_t end, const std::vector<std::uint32_t>& first_thing);
  void make_guards(std::uint32_t guards);
  void judge_side_by_side(std::size_t begin, std::size_t end);
  void judge_left(std::size_t end);

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
  std::uint64_t digest_ = 0;       ///< of the verdicts, so far
  Touched touched_;
  bool wants_delta_ = false;
  bool wants_seqs_ = false, is_recorded_ = false;
  std::span<const TimerSeq> timer_seqs_;
  Exec exec_;
  std::uint32_t threads_ = 1;
  bool is_forced_ = false;         ///< on several threads, however small
  bool is_shared_ = false;         ///< on several threads it was
  std::uint32_t most_things_ = 0;  ///< that one request touches
};

/// alone.cpp: the line of request `index` of a batch that has been read, as it is or as its row would be written.
std::string line_at(std::string_view ndjson, std::size_t index);
std::string row_as_line(std::string_view columns, std::size_t index);

/// explain.cpp: as ludex/explain.h, of one request alone; `program` has trees, `verdict` is the line it came out with.
Result<std::string> explain_alone(const Program& program, const World& world, const Alone& alone, std::string_view flags, const std::string& verdict, expr::DrawTape& tape);

}  // namespace ludex::detail
