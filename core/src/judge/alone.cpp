// One request apart from its batch: what comes before it is judged, then it alone, on just the state it finds.

#include "judge/batch_judge.h"
#include "judge/columns_request.h"
#include "judge/lines.h"

namespace ludex::detail {

std::string line_at(std::string_view ndjson, std::size_t index) {
  std::string_view line;
  for (std::size_t i = 0; i <= index; ++i) line = take_line(ndjson);
  return std::string(line);
}

std::string row_as_line(std::string_view columns, std::size_t index) {
  ColumnBatch batch;
  std::string line;
  if (Error unread; !batch.read(columns, unread)) return line;
  std::size_t action_row = 0;
  for (std::size_t r = 0; r < index; ++r) action_row += batch.group_of(r) == batch.group_of(index);
  put_line(line, batch, index, action_row);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

bool BatchJudge::run_before(std::string_view bytes, Reader read, const Inputs& inputs, std::size_t index, Alone& before, Error& error) {
  if (!read_flags(inputs.flags_json.empty() ? "{}" : inputs.flags_json, error)) return false;
  if (!(this->*read)(bytes, error)) return false;
  if (index >= work_.requests.size()) {
    error = Error{ErrorCode::host, "the batch has " + std::to_string(work_.requests.size()) + " requests, counted from 0: it has no number " + std::to_string(index), {}, 0, 0, {}, 0};
    return false;
  }
  if (!set_clocks(inputs, error) || !set_seqs(inputs, error)) return false;
  out_.verdicts.resize(work_.requests.size());
  work_.answers.begin(0, 0);
  world_.expire_ledger(opened_at_);
  run_timers();
  before.now = work_.now[index];
  before.opened_at = opened_at_;
  before.recorded_seq = work_.requests[index].seq;
  for (std::size_t i = 0; i < index; ++i) judge_.judge(work_.requests[i], work_.now[i], out_.verdicts[i]);
  world_.now = std::max(world_.now, before.now);
  world_.settle();
  return true;
}

// A line's own CR is not the one that may stand before its LF.
bool BatchJudge::decode_alone(const Alone& alone, Error& error) {
  std::string& line = work_.timer_lines.emplace_back(alone.line);  // decoded values may point into it
  line += "\r\n";
  if (!decode_lines(line, error)) return false;
  work_.requests[0].seq = alone.recorded_seq;
  return true;
}

bool BatchJudge::run_alone(const Alone& alone, std::string_view flags, AccessTrace* trace, expr::DrawTape* tape, Error& error) {
  if (!read_flags(flags.empty() ? "{}" : flags, error)) return false;
  if (!decode_alone(alone, error)) return false;
  Lane lane(world_);
  lane.trace = trace;
  work_.answers.begin(0, 0);
  RequestJudge judge(program_, lane, work_.answers, work_.request);
  judge.set_flags(work_.flags.data());
  judge.set_tape(tape);
  out_.verdicts.resize(1);
  judge.judge(work_.requests[0], alone.now, out_.verdicts[0]);
  out_.payloads.push_back(work_.answers.take());
  out_.seqs.assign(1, work_.requests[0].seq);
  world_.settle();
  return true;
}

std::string BatchJudge::explain_alone(const Alone& alone, std::string_view flags, const std::string& decided_at, expr::DrawTape* tape, Error& error) {
  if (!read_flags(flags.empty() ? "{}" : flags, error)) return "";
  if (!decode_alone(alone, error)) return "";
  judge_.set_tape(tape);
  return judge_.explain(work_.requests[0], alone.now, decided_at);
}

}  // namespace ludex::detail
