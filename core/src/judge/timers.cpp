// What the world asks for by itself: timers that fell due, and those that come round.

#include <algorithm>

#include "expr/draw_trace.h"
#include "judge/batch_judge.h"
#include "support/hash.h"

namespace ludex::detail {
namespace {

std::string every_id(const Action& action) { return kWorldTimer + action.name; }

}  // namespace

// Every action with `every_ms` has its timer; a new one counts from when it was first seen.
void BatchJudge::arm_timers() {
  for (const std::uint32_t recurring : program_.recurring_actions) {
    const Action& action = program_.actions[recurring];
    const std::string id = every_id(action);
    if (world_.timers.count(id)) continue;
    Timer timer;
    timer.due = std::min(std::max(world_.now, opened_at_) + action.every_ms, kMaxServerTime);
    timer.action = action.name;
    world_.exchange_timer(id, std::move(timer));
  }
}

// Those due when the batch opens, in the order (due, id). What they set waits for a later batch, so this ends.
void BatchJudge::run_timers() {
  std::vector<std::string> due;
  // By `opened_at`, not by the latest clock seen: a batch cut in two runs the same timers.
  for (const auto& [when, id] : world_.queue) {
    if (when > opened_at_ || static_cast<std::int64_t>(due.size()) >= program_.limits.max_timers_per_batch) break;
    due.push_back(id);
    world_.timers.find(id)->second.is_due = true;
  }
  for (const std::string& id : due) run_timer(id);
  arm_timers();
}

void BatchJudge::run_timer(const std::string& id) {
  const std::int64_t now = std::max(world_.now, opened_at_);
  // An earlier timer of this batch may have cancelled it, or set it anew.
  const auto it = world_.timers.find(id);
  if (it == world_.timers.end() || !it->second.is_due) return;
  Timer timer = *world_.exchange_timer(id, std::nullopt);
  timer.is_due = false;
  const auto found = program_.action_index.find(timer.action);
  const Action* action = found == program_.action_index.end() ? nullptr : &program_.actions[found->second];
  if (action && action->every_ms > 0 && id == every_id(*action)) {
    Timer next = timer;  // turns that nobody opened a batch for are not made up for
    next.due = std::min(timer.due + ((now - timer.due) / action->every_ms + 1) * action->every_ms, kMaxServerTime + 1);
    if (next.due <= kMaxServerTime) world_.exchange_timer(id, std::move(next));
  }
  out_.timers.emplace_back();
  TimerRun& run = out_.timers.back();
  run.id = id;
  run.action = timer.action;
  run.has_actor = timer.actor.has_value();
  run.actor = timer.actor.value_or(0);
  Request request;
  RequestDecoder decoder(program_, work_.batch, out_.pointers, work_.decoding);
  std::string& line = work_.timer_lines.emplace_back();  // decoded values may point into it
  line = "{\"action\":";
  json::write_string(line, timer.action);
  line += ",\"actor\":" + std::to_string(run.actor) + ",\"params\":" + timer.params + ",\"received_at\":" + std::to_string(now) + "}";
  decoder.decode_timer(line, request);
  if (is_recorded_) {
    const auto recorded = std::find_if(timer_seqs_.begin(), timer_seqs_.end(), [&](const TimerSeq& t) { return t.id == id; });
    request.seq = recorded != timer_seqs_.end() && recorded->seq != 0 ? recorded->seq : kUnrecordedSeq;
  }
  expr::DrawTrace* const trace = work_.request.choices ? work_.request.choices->trace() : nullptr;
  if (trace) trace->begin_timer(id);
  judge_.judge(request, now, run.verdict);
  if (trace) trace->end_timer(run.verdict.outcome == Outcome::accepted);
  if (wants_seqs_) out_.timer_seqs.push_back({id, request.seq});
  work_.answers.count(program_, out_.pointers, run.verdict, xxh64(id, out_.timers.size() - 1));
}

bool BatchJudge::run_timers_at(std::int64_t opened_at, std::string_view flags_json, Error& error) {
  if (!read_flags(flags_json.empty() ? "{}" : flags_json, error)) return false;
  opened_at_ = opened_at;
  world_.expire_ledger(opened_at_);
  run_timers();
  world_.now = std::max(world_.now, opened_at_);
  return true;
}

}  // namespace ludex::detail
