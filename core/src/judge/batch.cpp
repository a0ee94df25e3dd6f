// What concerns a batch as a whole: flags, lines, clocks, digests, the delta.

#include <algorithm>

#include "judge/batch_judge.h"
#include "judge/columns_request.h"
#include "judge/lines.h"
#include "ludex/columns.h"
#include "schema/typed.h"
#include "support/hash.h"
#include "support/parallel.h"
#include "value/diagnostics.h"

namespace ludex {

using namespace detail;

namespace detail {

BatchJudge::BatchJudge(const ProgramData& program, WorldData& world, JudgementData& out, Workspace& work)
    : program_(program), world_(world), out_(out), work_(work), judge_(program, Lane(world), work.answers, work.request) {
  work.batch.reset();
  work.flags.clear();
  work.flag_bytes.clear();
  work.timer_lines.clear();
}

bool BatchJudge::read_flags(std::string_view text, Error& error) {
  const Declarations& d = program_.declarations;
  for (const Flag& f : d.flags) work_.flags.push_back(default_word(*f.shape, work_.batch));
  if (text != "{}" && !set_flags(text, error)) return false;
  for (std::size_t i = 0; i < work_.flags.size(); ++i) put_canonical(work_.flag_bytes, *d.flags[i].shape, work_.flags[i], d.keys());
  judge_.set_flags(work_.flags.data());
  return true;
}

bool BatchJudge::set_flags(std::string_view text, Error& error) {
  const Declarations& d = program_.declarations;
  json::Document document;
  document.text = text;
  const auto scanned = json::scan(text, {}, document.tape);
  if (!scanned.ok() || document.tape.nodes[0].type != json::Type::object) {
    error = Error{ErrorCode::host, "flags are a JSON object of flag names and values", {}, 0, 0, {}, 0};
    return false;
  }
  std::vector<std::string> names;
  for (const Flag& f : d.flags) names.push_back(f.name);
  for (const auto& [name, value] : json::View(document, 0).members()) {
    const auto i = Declarations::position(names, name);
    if (!i) {
      error = Error{ErrorCode::host, "the rulebook declares no flag '" + std::string(name) + "'" + nearest_name(name, names), json::child_pointer("", name), 0, 0, {}, 0};
      return false;
    }
    DecodeContext context{text, document.tape, d, work_.batch};
    ContractFault fault;
    if (!decode(*d.flags[*i].shape, value.index(), context, work_.flags[*i], fault)) {
      error = Error{ErrorCode::host, "the flag's value " + std::string(fault.message), fault.pointer(json::child_pointer("", name)), 0, 0, {}, 0};
      return false;
    }
  }
  return true;
}

bool BatchJudge::is_wanted(std::uint64_t done, std::uint64_t total, Error& error) const {
  if (!exec_.progress || exec_.progress(exec_.progress_context, done, total)) return true;
  error = Error{ErrorCode::host, "the host gave the batch up while it was read; nothing is changed", {}, 0, 0, {}, 0};
  return false;
}

bool BatchJudge::decode_lines(std::string_view ndjson, Error& error) {
  constexpr std::size_t kUsualLine = 140;  // counting the lines first would cost a tenth of judging them
  constexpr std::size_t kAskAfter = 256 * 1024;  // bytes: some half a millisecond
  const std::size_t total = ndjson.size();
  std::size_t ask_at = total;  // bytes that are left
  work_.requests.clear();
  work_.requests.reserve(ndjson.size() / kUsualLine + 1);
  RequestDecoder decoder(program_, work_.batch, out_.pointers, work_.decoding);
  const char* const end = ndjson.data() + ndjson.size();
  while (!ndjson.empty()) {
    const std::string_view line = take_line(ndjson);
    work_.requests.emplace_back();
    decoder.decode(line, static_cast<std::size_t>(end - line.data()), work_.requests.back());
    if (!exec_.progress || ndjson.size() > ask_at || ndjson.empty()) continue;
    if (!is_wanted(total - ndjson.size(), total, error)) return false;
    ask_at = ndjson.size() < kAskAfter ? 0 : ndjson.size() - kAskAfter;
  }
  return true;
}

bool BatchJudge::read_lines(std::string_view ndjson, Error& error) {
  return kHasThreads && is_worth_sharing(ndjson.size()) ? decode_side_by_side(ndjson, error) : decode_lines(ndjson, error);
}

bool BatchJudge::read_columns(std::string_view bytes, Error& error) {
  ColumnBatch batch;
  if (!batch.read(bytes, error)) return false;
  work_.requests.clear();  // of the batch before
  return decode_rows(program_, batch, work_.batch, out_.pointers, work_.requests, error);
}

// One serial pass: request i is judged at the latest clock seen up to it.
bool BatchJudge::set_clocks(const Inputs& inputs, Error& error) {
  opened_at_ = world_.now;
  if (inputs.opened_at) {
    opened_at_ = *inputs.opened_at;
  } else {
    const auto first = std::find_if(work_.requests.begin(), work_.requests.end(), [](const Request& r) { return r.is_readable; });
    if (first != work_.requests.end()) opened_at_ = first->envelope.received_at;
  }
  if (opened_at_ > kMaxServerTime || (inputs.opened_at && opened_at_ < -kMaxServerTime)) {
    error = Error{ErrorCode::host, "opened_at is not within 2^43 ms", {}, 0, 0, {}, 0};
    return false;
  }
  opened_at_ = std::max(opened_at_, -kMaxServerTime);  // a line may claim any past; differences must not overflow
  std::int64_t now = world_.now == 0 ? opened_at_ : world_.now;
  const auto step = [&](std::int64_t to) {
    if (to <= now) return true;
    if (to - now > program_.limits.max_clock_step_ms) return false;
    now = to;
    return true;
  };
  const auto refuse = [&](const std::string& what) {
    error = Error{ErrorCode::host, "the clock would step over limits.max_clock_step_ms (" + std::to_string(program_.limits.max_clock_step_ms) + " ms) at " + what +
                  ": mend the host's clock, or open a batch in between", "/limits/max_clock_step_ms", 0, 0, {}, 0};
    return false;
  };
  if (!step(opened_at_)) return refuse("opened_at");
  now = std::max(now, world_.now);
  work_.now.assign(work_.requests.size(), 0);
  for (std::size_t i = 0; i < work_.requests.size(); ++i) {
    if (!work_.requests[i].is_readable) continue;
    if (!step(work_.requests[i].envelope.received_at)) return refuse("request " + std::to_string(i));
    work_.now[i] = now;
  }
  closing_now_ = now;
  return true;
}

// A request that had no number keeps the mark of it until stage B gives it one.
bool BatchJudge::set_seqs(const Inputs& inputs, Error& error) {
  wants_seqs_ = inputs.want_seqs;
  is_recorded_ = !inputs.seqs.empty() || !inputs.timer_seqs.empty();
  timer_seqs_ = inputs.timer_seqs;
  if (inputs.seqs.empty()) {
    if (is_recorded_)
      for (Request& r : work_.requests) r.seq = kUnrecordedSeq;
    return true;
  }
  if (inputs.seqs.size() != work_.requests.size()) {
    error = Error{ErrorCode::host, "there are " + std::to_string(inputs.seqs.size()) + " recorded numbers for " + std::to_string(work_.requests.size()) + " requests: they belong to another batch", {}, 0, 0, {}, 0};
    return false;
  }
  for (std::size_t i = 0; i < work_.requests.size(); ++i) work_.requests[i].seq = inputs.seqs[i] == 0 ? kUnrecordedSeq : inputs.seqs[i];
  return true;
}

void BatchJudge::judge_one(RequestJudge& judge, Answers& answers, std::size_t i) {
  // Made here and written once: its neighbours in memory are verdicts of other threads.
  Verdict verdict;
  judge.judge(work_.requests[i], work_.now[i], verdict);
  answers.count(program_, out_.pointers, verdict, i + 1);
  out_.verdicts[i] = verdict;
  out_.actions[i] = work_.requests[i].action;
}

void BatchJudge::judge_one_by_one(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) judge_one(judge_, work_.answers, i);
}

void BatchJudge::judge_group() {
  judge_.judge_group(work_.requests, work_.now, out_.verdicts);
  for (std::size_t i = 0; i < out_.verdicts.size(); ++i) {
    work_.answers.count(program_, out_.pointers, out_.verdicts[i], i + 1);
    out_.actions[i] = work_.requests[i].action;
  }
}

// As many bytes as the batch before had for each request, and never more than it had for all of them.
std::size_t BatchJudge::answer_room() const {
  const double expected = work_.answer_bytes * static_cast<double>(work_.requests.size()) * 1.06;
  return std::min(work_.most_answer_bytes, static_cast<std::size_t>(expected));
}

void BatchJudge::end_answers() {
  digest_ += work_.answers.digest();
  out_.payloads.push_back(work_.answers.take());
  for (std::uint32_t i = 0; is_shared_ && i < threads_; ++i) {
    digest_ += work_.shares[i]->answers.digest();
    out_.payloads.push_back(work_.shares[i]->answers.take());
  }
  std::size_t bytes = 0;
  for (const std::string& part : out_.payloads) bytes += part.size();
  work_.most_answer_bytes = bytes;
  work_.answer_bytes = work_.requests.empty() ? 0 : static_cast<double>(bytes) / static_cast<double>(work_.requests.size());
}

void BatchJudge::collect_delta() {
  touched_.entities = world_.dirty.entities;
  touched_.guards = world_.dirty.guards;
  touched_.windows = world_.dirty.windows;
  touched_.timers = world_.dirty.timers;
  std::string bytes = digest_text(program_.digest) + std::to_string(opened_at_) + "\n";
  write_text(bytes, world_, &touched_);
  out_.delta = Delta(std::move(bytes));
}

bool BatchJudge::run(std::string_view bytes, Reader read, const Inputs& inputs, Error& error) {
  if (bytes.size() > kMaxBatchBytes) {
    error = Error{ErrorCode::host, "a batch is at most 1 GiB: cut it", {}, 0, 0, {}, 0};
    return false;
  }
  wants_delta_ = inputs.want_delta;
  if (wants_delta_) judge_.collect_keys(&touched_.ledger);
  exec_ = inputs.exec;
  is_forced_ = inputs.exec.mode == Exec::Mode::parallel;
  // Where several waited for each other too long, nothing of a batch is shared for a while: reading and digests wait in the same way.
  const bool is_for_one = !is_forced_ && work_.for_one > 0;
  threads_ = is_for_one ? 1 : available_threads(exec_);
  if (!read_flags(inputs.flags_json.empty() ? "{}" : inputs.flags_json, error)) return false;
  if (!(this->*read)(bytes, error)) return false;
  if (is_for_one) work_.for_one -= std::min(work_.for_one, work_.requests.size());
  if (!set_clocks(inputs, error) || !set_seqs(inputs, error) || !is_wanted(bytes.size(), bytes.size(), error)) return false;
  out_.verdicts.resize(work_.requests.size());
  out_.actions.resize(work_.requests.size());
  work_.answers.begin(0, threads_ > 1 ? 0 : answer_room());
  digest_ = xxh64(work_.flag_bytes, 2);
  world_.expire_ledger(opened_at_);
  run_timers();
  if (inputs.as_group) judge_group();
  else judge_all();
  end_answers();
  world_.now = closing_now_;
  if (wants_seqs_) {
    out_.seqs.reserve(work_.requests.size());
    for (const Request& r : work_.requests) out_.seqs.push_back(r.seq);
  }
  if (wants_delta_) collect_delta();
  world_.settle(threads_);
  out_.world_digest = world_.total_digest();
  out_.batch_digest = digest_;
  return true;
}

}  // namespace detail

namespace {

Error wrong_shape() {
  return Error{ErrorCode::host, "the world was made under rules with another state shape; adopt() it first", {}, 0, 0, {}, 0};
}

// A world remembers the program it was last judged by; one with the same state and other rules takes over through the
// text form, which names everything it keeps.
bool enter(const Program& program, World& world, Error& error) {
  WorldData& data = world.data();
  if (data.program.get() == &program.data()) return true;
  if (data.program->state_digest != program.data().state_digest) return error = wrong_shape(), false;
  if (data.program->digest == program.data().digest && data.program->layout_digest == program.data().layout_digest) {
    data.program = program.shared();
    return true;
  }
  auto moved = World::from_json(program, world.to_json());
  if (!moved) return error = moved.error(), false;
  world = std::move(*moved);
  return true;
}

Result<Judgement> run(const Program& program, World& world, std::string_view bytes, BatchJudge::Reader read, const Inputs& inputs) {
  Error error;
  if (!enter(program, world, error)) return error;
  auto data = std::make_unique<JudgementData>();
  data->program = program.shared();
  // The buffers leave the world while they are in use, so that its copies never share them.
  std::shared_ptr<Workspace> work = std::static_pointer_cast<Workspace>(std::exchange(world.data().workspace, nullptr));
  if (!work) work = std::make_shared<Workspace>();
  BatchJudge judge(program.data(), world.data(), *data, *work);
  const bool ok = judge.run(bytes, read, inputs, error);
  world.data().workspace = std::move(work);
  if (!ok) return error;
  return Judgement(std::move(data));
}

Inputs with_delta(Inputs inputs) {
  inputs.want_delta = true;
  return inputs;
}

Result<Judgement> run_on_copy(const Program& program, const World& world, std::string_view bytes, BatchJudge::Reader read, const Inputs& inputs) {
  World copy = world;
  return run(program, copy, bytes, read, with_delta(inputs));
}

}  // namespace

Result<Judgement> judge_in_place(const Program& program, World& world, std::string_view ndjson, const Inputs& inputs) {
  return run(program, world, ndjson, &BatchJudge::read_lines, inputs);
}

Result<Judgement> judge(const Program& program, const World& world, std::string_view ndjson, const Inputs& inputs) {
  return run_on_copy(program, world, ndjson, &BatchJudge::read_lines, inputs);
}

Result<Judgement> judge(const Program& program, World&& world, std::string_view ndjson, const Inputs& inputs) {
  return run(program, world, ndjson, &BatchJudge::read_lines, with_delta(inputs));
}

Result<Judgement> judge_columns_in_place(const Program& program, World& world, std::string_view bytes, const Inputs& inputs) {
  return run(program, world, bytes, &BatchJudge::read_columns, inputs);
}

Result<Judgement> judge_columns(const Program& program, const World& world, std::string_view bytes, const Inputs& inputs) {
  return run_on_copy(program, world, bytes, &BatchJudge::read_columns, inputs);
}

Result<Judgement> judge_columns(const Program& program, World&& world, std::string_view bytes, const Inputs& inputs) {
  return run(program, world, bytes, &BatchJudge::read_columns, with_delta(inputs));
}

Result<World> evolve(const Program& program, World world, const Delta& delta) {
  const auto damaged = [] { return Error{ErrorCode::host, "the delta is damaged or belongs to another program", {}, 0, 0, {}, 0}; };
  Error error;
  if (!enter(program, world, error)) return error;
  const std::string& bytes = delta.bytes();
  const std::size_t line_end = bytes.find('\n');
  if (line_end == std::string::npos || line_end < 17 || bytes.compare(0, 16, digest_text(program.digest())) != 0) return damaged();
  const auto opened_at = parse_exact_int64(std::string_view(bytes).substr(16, line_end - 16));
  json::Document document;
  document.text = std::string_view(bytes).substr(line_end + 1);
  json::Limits limits;
  limits.max_bytes = 0xfffffffe;
  limits.max_depth = kMaxWorldDepth;
  limits.max_nodes = 0xffffffffu;
  if (!opened_at || !json::scan(document.text, limits, document.tape).ok()) return damaged();
  WorldData& data = world.data();
  data.expire_ledger(*opened_at);
  if (!read_text(data, json::View(document, 0), error, TextKind::delta)) return error;
  data.settle();
  return world;
}

}  // namespace ludex
