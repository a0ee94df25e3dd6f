// What happened to a world, as records.

#include "record/archive.h"
#include "record/input.h"
#include "rulebook/program_data.h"
#include "support/host_error.h"
#include "world/store.h"

namespace ludex {

using namespace detail;

namespace {

constexpr std::uint64_t kMaxRequestBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMaxTextBytes = kMaxPayload - 4096;  // what stands beside a text in its record

std::optional<Error> check_rules(const Program& program, std::string_view rulebook, const World& world) {
  const auto compiled = Program::compile(rulebook);
  if (!compiled) return compiled.error();
  if (compiled->digest() != program.digest()) return host_error("the rulebook's text is not that of the program: give the bundled text it was compiled from");
  if (world.data().program->digest != program.digest()) return host_error("the world is of another program: adopt it first");
  return std::nullopt;
}

std::optional<Error> put_snapshot(std::string& out, const World& world, const LogState& state) {
  LogSnapshot snapshot;
  snapshot.link = state.links;
  snapshot.batch = state.batches;
  snapshot.program_digest = state.program_digest;
  snapshot.world_digest = state.world_digest;
  snapshot.chain = state.chain;
  snapshot.world_json = world.to_json();
  if (snapshot.world_json.size() > kMaxTextBytes) return host_error("the world's text is longer than 2 GiB");
  const std::size_t payload = begin_record(out);
  put_archive(out, snapshot);
  end_record(out, payload, RecordType::snapshot);
  return std::nullopt;
}

}  // namespace

std::optional<Error> detail::put_first_records(std::string& out, const LogHeader& header, const World& world) {
  std::string bytes;
  put_preamble(bytes, kLogVersion);
  const std::size_t payload = begin_record(bytes);
  put_archive(bytes, header);
  end_record(bytes, payload, RecordType::header);
  const LogState state{header.first_link, header.first_batch, header.program_digest, world.digest(), header.root};
  if (auto error = put_snapshot(bytes, world, state)) return error;
  out += bytes;
  return std::nullopt;
}

LogWriter::LogWriter(std::unique_ptr<LogState> state) : state_(std::move(state)) {}
LogWriter::LogWriter(LogWriter&&) noexcept = default;
LogWriter& LogWriter::operator=(LogWriter&&) noexcept = default;
LogWriter::~LogWriter() = default;

const ChainHash& LogWriter::chain() const { return state_->chain; }
std::uint64_t LogWriter::links() const { return state_->links; }
std::uint64_t LogWriter::batches() const { return state_->batches; }
std::uint64_t LogWriter::program_digest() const { return state_->program_digest; }
std::uint64_t LogWriter::world_digest() const { return state_->world_digest; }

Result<LogWriter> LogWriter::begin(const Program& program, std::string_view rulebook, const World& world, std::string& out) {
  if (const auto error = check_rules(program, rulebook, world)) return *error;
  LogHeader header;
  header.program_digest = program.digest();
  header.semantics = static_cast<std::uint32_t>(kSemanticsVersion);
  header.rulebook = rulebook;
  header.root = root_of(header, world.to_json());
  if (const auto error = put_first_records(out, header, world)) return *error;
  return LogWriter(std::make_unique<LogState>(LogState{0, 0, header.program_digest, world.digest(), header.root}));
}

Result<LogWriter> LogWriter::resume(const LogReader& reader) {
  if (!reader.input_->is_at_end()) return host_error("a log is gone on with when it was read to its end: call next() until it says end or torn");
  return LogWriter(std::make_unique<LogState>(reader.input_->state()));
}

std::optional<Error> LogWriter::append(std::string& out, std::string_view requests, RequestForm form, const Inputs& inputs, const Judgement& judgement, const std::vector<std::uint64_t>& given) {
  const std::vector<std::uint64_t>& seqs = given.empty() ? judgement.seqs() : given;
  const std::vector<Verdict>& verdicts = judgement.verdicts();
  if (!seqs.empty() && seqs.size() != verdicts.size()) return host_error("there is a sequence number for each request, or none");
  if (requests.size() > kMaxRequestBytes || inputs.flags_json.size() > kMaxRequestBytes / 2) return host_error("a batch is at most 1 GiB: cut it");
  constexpr std::uint64_t kColumns = sizeof(std::uint8_t) + sizeof(std::uint16_t) + sizeof(std::uint32_t) + sizeof(std::uint64_t);
  if (requests.size() + inputs.flags_json.size() + verdicts.size() * kColumns > kMaxTextBytes) return host_error("the record of a batch is at most 2 GiB: cut the batch");
  RecordedBatch batch;
  batch.opened_at = inputs.opened_at;
  batch.flags_json = inputs.flags_json.empty() ? "{}" : inputs.flags_json;
  batch.as_group = inputs.as_group;
  batch.form = form;
  batch.requests = requests;
  batch.outcomes.reserve(verdicts.size());
  batch.reasons.reserve(verdicts.size());
  batch.checks.reserve(verdicts.size());
  for (const Verdict& v : verdicts) {
    batch.outcomes.push_back(v.outcome);
    batch.reasons.push_back(v.reason);
    batch.checks.push_back(check_of(judgement, batch.checks.size()));
  }
  batch.seqs = seqs;
  batch.batch_digest = judgement.batch_digest();
  batch.world_digest = judgement.world_digest();
  put_batch(out, batch, *state_);
  return std::nullopt;
}

std::optional<Error> LogWriter::append_join(std::string& out, std::string_view kind, std::int64_t id, std::string_view save, const SaveLimits& limits, const World& world) {
  if (kind.size() > kMaxTextBytes / 2 || save.size() > kMaxTextBytes / 2) return host_error("a save is at most 1 GiB");
  RecordedChange change;
  change.what = RecordedChange::What::join;
  change.kind = kind;
  change.id = id;
  change.save = save;
  change.limits = limits;
  change.program_digest = state_->program_digest;
  change.world_digest = world.digest();
  put_change(out, change, *state_);
  return std::nullopt;
}

std::optional<Error> LogWriter::append_leave(std::string& out, std::string_view kind, std::int64_t id, const World& world) {
  if (kind.size() > kMaxTextBytes) return host_error("no kind has such a name");
  RecordedChange change;
  change.what = RecordedChange::What::leave;
  change.kind = kind;
  change.id = id;
  change.program_digest = state_->program_digest;
  change.world_digest = world.digest();
  put_change(out, change, *state_);
  return std::nullopt;
}

std::optional<Error> LogWriter::append_adopt(std::string& out, const Program& program, std::string_view rulebook, const World& world) {
  if (auto error = check_rules(program, rulebook, world)) return error;
  RecordedChange change;
  change.what = RecordedChange::What::adopt;
  change.rulebook = rulebook;
  change.program_digest = program.digest();
  change.world_digest = world.digest();
  put_change(out, change, *state_);
  return std::nullopt;
}

std::optional<Error> LogWriter::append_snapshot(std::string& out, const World& world) {
  if (world.digest() != state_->world_digest) return host_error("this is not the world after the last batch or change of the log");
  return put_snapshot(out, world, *state_);
}

}  // namespace ludex
