#pragma once
// What a back-test counts: verdicts by action, cohort and kind of change; samples; sums along the way; and the report of it.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "backtest/state_view.h"
#include "value/json_writer.h"

namespace ludex::detail {

struct VerdictTally {
  std::uint64_t requests = 0, changed = 0, accepted_before = 0, accepted_after = 0;
  void add(bool is_changed, bool was_accepted, bool is_accepted) {
    ++requests;
    changed += is_changed;
    accepted_before += was_accepted;
    accepted_after += is_accepted;
  }
};

/// What a verdict said, as far as changes are told apart by it.
struct Answer {
  Outcome outcome = Outcome::accepted;
  std::string reason;  ///< "" when accepted
  RuleError code = RuleError::none;
  bool operator==(const Answer&) const = default;
  bool operator<(const Answer& other) const { return std::tie(outcome, reason, code) < std::tie(other.outcome, other.reason, other.code); }
};

struct ChangedSample {
  std::uint64_t batch = 0;
  std::uint64_t request = 0;
  std::string timer;    ///< its id, when it is no request
  std::string line;     ///< the request; "" of a timer
  std::string before, after;  ///< verdict lines; "" of a timer that did not run
};

/// Verdicts of one action that changed in one way.
struct Change {
  std::uint64_t count = 0;
  std::vector<std::uint64_t> cohorts;  ///< in their order, then those in none
  std::vector<ChangedSample> samples;  ///< the first
};

struct SumPoint {
  std::uint64_t batch = 0;  ///< batches before it
  std::int64_t now = 0;
  std::vector<TrackedSum::Value> before, after;
};

struct TrackedPath {
  std::string path;
  bool is_before = false, is_after = false;  ///< whether those rules have it
  bool is_real = false;
  TrackedSum before, after;
};

struct Counts {
  VerdictTally all;
  std::vector<std::string> action_names;  ///< of both rules; position 0 is "", a request whose action is not known
  std::vector<VerdictTally> actions;
  std::vector<VerdictTally> cohorts;             ///< and last that of requests whose actor is in none
  struct Key {
    std::uint32_t action;
    Answer before, after;
    bool operator==(const Key&) const = default;
    bool operator<(const Key& other) const { return std::tie(action, before, after) < std::tie(other.action, other.before, other.after); }
  };
  std::map<Key, Change> changes;
  std::uint64_t batches = 0, verified = 0;
  std::uint64_t joins = 0, leaves = 0, adoptions = 0;
  std::uint64_t timers_before = 0, timers_after = 0, timers_changed = 0;
  std::vector<ChangedSample> timer_samples;
  struct RefusedChange {
    std::uint64_t before_batch = 0;
    std::string what, message;
    std::int64_t id = 0;
  };
  std::uint64_t refused_changes = 0;
  std::vector<RefusedChange> refused_samples;
  std::vector<std::uint64_t> mismatched;  ///< the first batches whose recorded digest is not what judging them again gave
  std::uint64_t mismatches = 0;
  std::int64_t first_opened = 0, last_opened = 0;
  bool has_opened = false;
  std::vector<SumPoint> points;
};

/// A verdict line as a JSON value, or null.
void write_line(json::Writer& w, const std::string& line);
/// Bytes of a request: "line", or "line_base64" where they are no text.
void write_request(json::Writer& w, const std::string& line);
void write_answer(json::Writer& w, const Answer& answer);
/// The members of the report that are counted.
void write_counts(json::Writer& w, const Counts& counts, const std::vector<Cohort>& cohorts, const Cohorts& actors, const std::vector<TrackedPath>& sums);

}  // namespace ludex::detail
