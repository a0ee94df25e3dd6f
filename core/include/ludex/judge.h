#pragma once
/// Judging a batch of requests: decide, then evolve.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ludex/error.h"
#include "ludex/exec.h"
#include "ludex/program.h"
#include "ludex/reason.h"
#include "ludex/world.h"

namespace ludex {

enum class Outcome : std::uint8_t { accepted, duplicate, rejected };

/// "accepted", "duplicate" or "rejected".
std::string_view to_string(Outcome outcome);

/// The answer to one request; request i of the batch has verdict i. Its texts are written on demand by
/// `Judgement::verdict_line`.
struct Verdict {
  std::int64_t retry_after_ms = -1;  ///< when asking again could pass; -1 when unknown
  std::uint64_t payload = 0;         ///< offset of result, events and operands; 0 when there are none
  std::uint32_t at = 0;              ///< which clause or request field decided; see `Judgement::at`
  Reason reason = Reason::accepted;
  Outcome outcome = Outcome::accepted;
  RuleError code = RuleError::none;
};

/// Which of its actor's requests past stage B a timer's was.
struct TimerSeq {
  std::string id;
  std::uint64_t seq = 0;
};

/// What the host knows of a batch and no request may say.
struct Inputs {
  /// Server time at which the batch was opened, in ms; default: the first readable `received_at`.
  std::optional<std::int64_t> opened_at;
  /// A JSON object of flag values, e.g. `{"season_3": true}`; flags not named keep their declared defaults.
  std::string_view flags_json = "{}";
  /// Judge the lines as one group, a tick: every clause on the state before the group, then the effects in order.
  bool as_group = false;
  /// Keep a delta, so that `evolve` can repeat the change on another copy of the world.
  bool want_delta = false;
  /// The answer is the same whatever it says, to the last bit.
  Exec exec = {};
  /// Keep the numbers that requests drew by: `Judgement::seqs` and `Judgement::timer_seqs`.
  bool want_seqs = false;
  /// As recorded with a batch: draws go by these numbers, whatever the rules at hand count, so that other rules draw the same.
  /// One per request. A request whose number is 0, and a timer that is not named, was not past stage B when it was recorded:
  /// it draws numbers that no recorded request can have drawn. Empty: nothing was recorded.
  std::span<const std::uint64_t> seqs = {};
  std::span<const TimerSeq> timer_seqs = {};
};

/// Which parts of a verdict a reader may see.
enum class View : std::uint8_t {
  full,    ///< server, log and tools: reason, pointer, code, operands, retry_after_ms, result, events, shadow
  client,  ///< the player: reason, retry_after_ms, result, operands of clauses with `"tell": true`
};

/// How many requests for one action were answered so.
struct ActionCount {
  std::string_view action;  ///< "" where none is known: what is no request, and unknown actions
  Outcome outcome = Outcome::accepted;
  Reason reason = Reason::accepted;
  std::uint64_t count = 0;
};

/// The state changes of one batch, opaque and self-contained.
class Delta {
 public:
  const std::string& bytes() const { return bytes_; }
  explicit Delta(std::string bytes = {}) : bytes_(std::move(bytes)) {}

 private:
  std::string bytes_;
};

namespace detail {
struct JudgementData;
}

/// Verdicts of one batch, in request order, with what is needed to write them out.
class Judgement {
 public:
  const std::vector<Verdict>& verdicts() const;
  /// 64-bit hash over every verdict in order (outcome, reason, place, code, retry, result, events).
  std::uint64_t batch_digest() const;
  /// Digest of the world after the batch.
  std::uint64_t world_digest() const;
  /// Number of verdicts per reason, in code order; `accepted` and `duplicate` are reasons here.
  std::vector<std::pair<Reason, std::uint64_t>> counts() const;
  /// Number of verdicts per action and reason: "" first, then actions in the order of the rulebook, reasons in code order.
  /// The names are the judgement's. Cost: two passes over the verdicts; `Metrics` (ludex/metrics.h) needs one.
  std::vector<ActionCount> counts_by_action() const;
  /// JSON pointer of the place that decided verdict i: into the rulebook for rules, into the request for
  /// contract, envelope, nonce and clock reasons; "" when the line could not be decoded.
  std::string at(std::size_t i) const;
  /// The verdict line without its newline (RULEBOOK.md, Exact edges 3).
  std::string verdict_line(std::size_t i, View view = View::full) const;
  /// Appends all verdict lines, each LF-terminated, to `out`.
  void write_verdicts(std::string& out, View view = View::full) const;
  /// Timers that ran before the first request: how many, how many of them were refused, and a line for each
  /// (`timer`, `action`, `actor`, then as in a verdict line; `failed` holds the event `timer_failed`).
  std::size_t timer_count() const;
  std::size_t failed_timer_count() const;
  void write_timers(std::string& out, View view = View::full) const;
  const Delta& delta() const;
  const detail::JudgementData& data() const { return *data_; }
  /// With `Inputs::want_seqs`: per request the number its draws went by, counted from 1 per actor; 0 for a request that did
  /// not pass stage B. And the same of the timers that ran, in their order.
  const std::vector<std::uint64_t>& seqs() const;
  const std::vector<TimerSeq>& timer_seqs() const;

  Judgement(Judgement&&) noexcept;
  Judgement& operator=(Judgement&&) noexcept;
  ~Judgement();
  explicit Judgement(std::unique_ptr<detail::JudgementData> data);

 private:
  std::unique_ptr<detail::JudgementData> data_;
};

/// Judges a batch in order against `world`, changing it in place.
///
/// `ndjson` is one request per LF-terminated line (RULEBOOK.md, Exact edges 5). Every line gets a verdict; a
/// line that is not a request is a verdict (`Reason::malformed`), not an error.
/// Time never runs backwards: an earlier `received_at` is read as the last clock seen, so a stepped clock
/// cannot refill a rate limit.
///
/// Cost: O(requests); after decoding there is no heap allocation but growth of state and of the verdicts.
/// Errors (`host`): the clock would step over `limits.max_clock_step_ms`, an unknown flag or one of the wrong
/// type, recorded numbers that are not one per request, a world of another state shape, `inputs.exec.progress` gave up. On such an error the world is unchanged.
Result<Judgement> judge_in_place(const Program& program, World& world, std::string_view ndjson, const Inputs& inputs = {});

/// As `judge_in_place`, without changing `world`: the new state is `evolve(world, judgement.delta())`.
/// Cost: a copy of the world beside the judging.
Result<Judgement> judge(const Program& program, const World& world, std::string_view ndjson, const Inputs& inputs = {});

/// As above, for a world that the caller gives up: it is judged in place, no copy is made, and afterwards it is the new state.
Result<Judgement> judge(const Program& program, World&& world, std::string_view ndjson, const Inputs& inputs = {});

/// Applies the delta of a batch: the result equals the world `judge_in_place` would have left, digest included.
/// Errors (`host`): the delta belongs to another program or is damaged.
Result<World> evolve(const Program& program, World world, const Delta& delta);

}  // namespace ludex
