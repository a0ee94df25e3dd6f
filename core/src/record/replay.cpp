// Records judged again, and the first that says something else.

#include "ludex/replay.h"

#include "judge/lines.h"
#include "ludex/columns.h"
#include "ludex/presence.h"
#include "record/archive.h"
#include "record/difference.h"
#include "record/link.h"
#include "rulebook/program_data.h"

namespace ludex {

using namespace detail;
using What = ReplayDifference::What;

namespace detail {

struct ReplayData {
  ReplayOptions options;
  ReplayReport report;
  LogState state;
  std::string rulebook;           ///< in force
  std::optional<Program> program;
  std::optional<World> world;
  std::optional<SaveLoader> loader;  ///< of the join before
  SaveLimits loader_limits;
  std::optional<ReplayDifference> difference;
  bool is_over = false;           ///< nothing more is judged

  std::optional<Error> compile(std::uint64_t digest, std::uint64_t offset);
  std::optional<Error> take(const LogHeader& header, std::uint64_t offset);
  std::optional<Error> take(const LogSnapshot& snapshot, std::uint64_t offset);
  std::optional<Error> take(const RecordedBatch& batch, std::uint64_t offset);
  std::optional<Error> take(const RecordedChange& change, std::uint64_t offset);
  void differ(What what, std::uint64_t offset, std::string recorded, std::string judged, std::string message);
  void compare_verdicts(const RecordedBatch& batch, const Judgement& judged, std::uint64_t offset);
  bool join_again(const RecordedChange& change, std::string& message);
  bool is_judging() const { return world && !is_over; }
};

namespace {

Error at(std::uint64_t offset, std::string message) {
  Error error{ErrorCode::record, std::move(message), {}, 0, 0, {}, 0};
  error.offset = offset;
  return error;
}

bool is_same(const SaveLimits& a, const SaveLimits& b) { return a.max_bytes == b.max_bytes && a.max_depth == b.max_depth && a.max_nodes == b.max_nodes; }

std::string request_line(const RecordedBatch& batch, std::size_t i) {
  std::string decoded;
  std::string_view lines = batch.requests;
  if (batch.form == RequestForm::columns) {
    auto text = decode_requests(batch.requests);
    if (!text) return "";
    decoded = std::move(*text);
    lines = decoded;
  }
  for (std::size_t k = 0; k < i && !lines.empty(); ++k) take_line(lines);
  return std::string(take_line(lines));
}

std::string verdict_of(const Program& program, Outcome outcome, Reason reason) {
  std::string out = "{\"verdict\":\"" + std::string(to_string(outcome)) + "\"";
  if (outcome != Outcome::accepted) out += ",\"reason\":\"" + std::string(program.reason_name(reason)) + "\"";
  return out + "}";
}

}  // namespace

std::optional<Error> ReplayData::compile(std::uint64_t digest, std::uint64_t offset) {
  auto compiled = Program::compile(rulebook);
  if (!compiled) return at(offset, "the rules of the log do not compile here: " + format_error(compiled.error()) + "; use the Ludex that recorded it");
  if (compiled->digest() != digest)
    return at(offset, "the rules of the log compile to the program " + digest_text(compiled->digest()) + " and it says " + digest_text(digest) + ": use the Ludex that recorded it");
  program = std::move(*compiled);
  return std::nullopt;
}

void ReplayData::differ(What what, std::uint64_t offset, std::string recorded, std::string judged, std::string message) {
  difference.emplace();
  difference->what = what;
  difference->offset = offset;
  difference->link = state.links;
  difference->batch = state.batches;
  difference->recorded = std::move(recorded);
  difference->judged = std::move(judged);
  difference->message = std::move(message);
  is_over = what != What::world;
}

std::optional<Error> ReplayData::take(const LogHeader& header, std::uint64_t offset) {
  if (options.program_digest && *options.program_digest != header.program_digest)
    return at(offset, "the log is of the program " + digest_text(header.program_digest) + " and not of " + digest_text(*options.program_digest) + ": give its own rulebook, or none, as a log brings its own");
  if (header.semantics != static_cast<std::uint32_t>(kSemanticsVersion))
    return at(offset, "the log is of version " + std::to_string(header.semantics) + " of the meaning of rules, and this is version " + std::to_string(kSemanticsVersion) + ": use the Ludex that recorded it");
  state = LogState{header.first_link, header.first_batch, header.program_digest, 0, header.root};
  report.first_batch = header.first_batch;
  rulebook = header.rulebook;
  return std::nullopt;
}

std::optional<Error> ReplayData::take(const LogSnapshot& snapshot, std::uint64_t offset) {
  const std::uint64_t number = report.snapshots++;
  state.world_digest = snapshot.world_digest;
  if (number < options.from_snapshot || is_over) return std::nullopt;
  if (!world) {
    if (auto error = compile(snapshot.program_digest, offset)) return error;
    auto loaded = World::from_json(*program, snapshot.world_json);
    if (!loaded) return at(offset, "the world of the snapshot does not load: " + format_error(loaded.error()));
    if (loaded->digest() != snapshot.world_digest)
      return at(offset, "the world of the snapshot has the digest " + digest_text(loaded->digest()) + " and it says " + digest_text(snapshot.world_digest));
    world = std::move(*loaded);
    return std::nullopt;
  }
  if (!difference && !options.compares_snapshots) return std::nullopt;  // its digest is that of the batch before
  const std::string text = world->to_json();
  if (difference) {  // the world was another one already: now it can be told in what
    difference->entity = first_difference(snapshot.world_json, text);
    is_over = true;
  } else if (text != snapshot.world_json) {
    const std::string entity = first_difference(snapshot.world_json, text);
    differ(What::snapshot, offset, digest_text(snapshot.world_digest), digest_text(world->digest()), "the snapshot is not the world that was reached");
    difference->entity = entity;
  }
  return std::nullopt;
}

void ReplayData::compare_verdicts(const RecordedBatch& batch, const Judgement& judged, std::uint64_t offset) {
  const std::vector<Verdict>& verdicts = judged.verdicts();
  const std::string where = "batch " + std::to_string(batch.number);
  if (verdicts.size() != batch.outcomes.size())
    return differ(What::batch, offset, std::to_string(batch.outcomes.size()) + " verdicts", std::to_string(verdicts.size()) + " verdicts", where + " has another number of verdicts");
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].outcome == batch.outcomes[i] && verdicts[i].reason == batch.reasons[i] && check_of(judged, i) == batch.checks[i]) continue;
    const bool is_same_reason = verdicts[i].outcome == batch.outcomes[i] && verdicts[i].reason == batch.reasons[i];
    differ(What::verdict, offset, verdict_of(*program, batch.outcomes[i], batch.reasons[i]), judged.verdict_line(i),
           "request " + std::to_string(i) + " of " + where + (is_same_reason ? " has the recorded outcome and reason, and says something else of them" : " is judged otherwise than recorded"));
    difference->request = i;
    difference->request_line = request_line(batch, i);
    return;
  }
  if (judged.batch_digest() != batch.batch_digest)
    return differ(What::batch, offset, digest_text(batch.batch_digest), digest_text(judged.batch_digest()), where + ": every verdict is as recorded, and its timers or flags are not");
  if (judged.world_digest() != batch.world_digest)
    differ(What::world, offset, digest_text(batch.world_digest), digest_text(judged.world_digest()), "every verdict of " + where + " is as recorded, and the world after it is not");
}

std::optional<Error> ReplayData::take(const RecordedBatch& batch, std::uint64_t offset) {
  ++report.batches;
  report.requests += batch.outcomes.size();
  if (is_judging()) {
    Inputs inputs;
    inputs.opened_at = batch.opened_at;
    inputs.flags_json = batch.flags_json;
    inputs.as_group = batch.as_group;
    inputs.exec = options.exec;
    const auto judged = batch.form == RequestForm::columns ? judge_columns_in_place(*program, *world, batch.requests, inputs) : judge_in_place(*program, *world, batch.requests, inputs);
    report.judged += batch.outcomes.size();
    for (const Outcome outcome : batch.outcomes) ++report.by_outcome[static_cast<std::size_t>(outcome)];
    if (!difference && judged) compare_verdicts(batch, *judged, offset);
    else if (!difference) differ(What::batch, offset, digest_text(batch.batch_digest), judged.error().message, "batch " + std::to_string(batch.number) + " could not be judged again");
    else if (!judged) is_over = true;
  }
  ++state.links;
  ++state.batches;
  state.chain = batch.hash;
  state.world_digest = batch.world_digest;
  return std::nullopt;
}

bool ReplayData::join_again(const RecordedChange& change, std::string& message) {
  if (!loader || loader->kind() != change.kind || !is_same(loader_limits, change.limits)) {
    auto made = SaveLoader::make(*program, change.kind, change.limits);
    if (!made) return message = made.error().message, false;
    loader = std::move(*made);
    loader_limits = change.limits;
  }
  const auto joined = join(*world, *loader, change.id, change.save);
  if (!joined) return message = joined.error().message, false;
  if (joined->state != SaveState::ready) return message = "the save is not ready: " + joined->message, false;
  return true;
}

std::optional<Error> ReplayData::take(const RecordedChange& change, std::uint64_t offset) {
  ++report.changes;
  const bool is_adopt = change.what == RecordedChange::What::adopt;
  if (is_adopt) rulebook = change.rulebook;
  if (is_judging()) {
    std::string message;
    bool is_done = true;
    if (is_adopt) {
      loader.reset();
      if (auto error = compile(change.program_digest, offset)) return error;
      auto moved = adopt(*world, *program);
      if (moved) world = std::move(*moved);
      else is_done = false, message = moved.error().message;
    } else if (change.what == RecordedChange::What::join) {
      is_done = join_again(change, message);
    } else if (const auto error = leave(*world, change.kind, change.id)) {
      is_done = false, message = error->message;
    }
    const std::string name = is_adopt ? "adopt" : change.what == RecordedChange::What::join ? "join" : "leave";
    if (difference) is_over = is_over || !is_done;
    else if (!is_done) differ(What::change, offset, digest_text(change.world_digest), message, name + " before batch " + std::to_string(change.before_batch) + " could not be repeated");
    else if (world->digest() != change.world_digest)
      differ(What::world, offset, digest_text(change.world_digest), digest_text(world->digest()), "the world after the " + name + " before batch " + std::to_string(change.before_batch) + " is not as recorded");
  }
  ++state.links;
  state.chain = change.hash;
  state.program_digest = change.program_digest;
  state.world_digest = change.world_digest;
  return std::nullopt;
}

}  // namespace detail

Replay::Replay(const ReplayOptions& options) : data_(std::make_unique<ReplayData>()) { data_->options = options; }
Replay::Replay(Replay&&) noexcept = default;
Replay& Replay::operator=(Replay&&) noexcept = default;
Replay::~Replay() = default;

std::optional<Error> Replay::take(const LogRecord& record) {
  return std::visit([&](const auto& content) { return data_->take(content, record.offset); }, record.content);
}

const std::optional<ReplayDifference>& Replay::difference() const { return data_->difference; }
const Program* Replay::program() const { return data_->world ? &*data_->program : nullptr; }
const World* Replay::world() const { return data_->world ? &*data_->world : nullptr; }

std::optional<Error> Replay::put_beginning(std::string& out) const {
  const auto host = [](std::string message) { return Error{ErrorCode::host, std::move(message), {}, 0, 0, {}, 0}; };
  if (!data_->world) return host("a log goes on from a world: take a snapshot first");
  if (data_->difference) return host("the log does not say what judging it again says: " + data_->difference->message);
  LogHeader header;
  header.program_digest = data_->state.program_digest;
  header.semantics = static_cast<std::uint32_t>(kSemanticsVersion);
  header.first_link = data_->state.links;
  header.first_batch = data_->state.batches;
  header.root = data_->state.chain;
  header.rulebook = data_->rulebook;
  return put_first_records(out, header, *data_->world);
}

ReplayReport Replay::report(const LogReader& reader) const {
  ReplayReport out = data_->report;
  out.bytes = reader.good_bytes();
  out.program_digest = reader.program_digest();
  out.world_digest = reader.world_digest();
  out.chain = reader.chain();
  out.difference = data_->difference;
  return out;
}

namespace {

// What stops a replay before the log's end is an error; `until` true ends it.
template <class Until>
std::optional<Error> run(LogReader& reader, Replay& replay, Until&& until) {
  LogRecord record;
  LogReader::Step step;
  while ((step = reader.next(record)) == LogReader::Step::record) {
    if (until(record)) return std::nullopt;
    if (auto error = replay.take(record)) return error;
  }
  if (step == LogReader::Step::refused) return reader.error();
  if (step == LogReader::Step::torn && reader.good_bytes() == 0) return reader.error();
  return std::nullopt;
}

}  // namespace

Result<ReplayReport> replay(std::string_view log, const ReplayOptions& options, const std::function<bool(std::uint64_t)>& progress) {
  LogReader reader = LogReader::over(log);
  Replay replay(options);
  bool is_cancelled = false;
  const auto tell = [&](const LogRecord& record) { return is_cancelled = progress && !progress(record.offset); };
  if (auto error = run(reader, replay, tell)) return *error;
  if (is_cancelled) return Error{ErrorCode::host, "the replay was cancelled", {}, 0, 0, {}, 0};
  if (!replay.world()) return at(reader.good_bytes(), "the log has no snapshot " + std::to_string(options.from_snapshot) + ": the first is 0");
  ReplayReport out = replay.report(reader);
  LogRecord ignored;
  if (reader.next(ignored) == LogReader::Step::torn) out.torn = reader.error();
  return out;
}

Result<std::string> compact(std::string_view log, std::uint64_t at_batch, const ReplayOptions& options) {
  LogReader reader = LogReader::over(log);
  Replay replay(options);
  std::uint64_t batches = 0, from = 0, last = 0;
  bool is_there = false;
  const auto reached = [&](const LogRecord& record) {
    if (const auto* header = std::get_if<LogHeader>(&record.content)) batches = header->first_batch;
    if (replay.world() && batches == at_batch && !is_there) is_there = true, from = record.offset;
    if (std::holds_alternative<RecordedBatch>(record.content)) ++batches;
    last = record.end;
    return is_there;
  };
  if (auto error = run(reader, replay, reached)) return *error;
  if (!is_there && replay.world() && batches == at_batch) from = last, is_there = true;
  if (!is_there) return Error{ErrorCode::host, "the log has no batch " + std::to_string(at_batch) + " to begin at: it has " + std::to_string(batches), {}, 0, 0, {}, 0};
  std::string out;
  if (auto error = replay.put_beginning(out)) return *error;
  // The rest is looked at too: a log that is half damaged is not made one that looks whole.
  LogRecord record;
  LogReader::Step step;
  while ((step = reader.next(record)) == LogReader::Step::record) {}
  if (step == LogReader::Step::refused) return reader.error();
  out += log.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(reader.good_bytes() - from));
  return out;
}

}  // namespace ludex
