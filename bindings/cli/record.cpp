// ludex record: requests judged against a world, and a log of it.

#include "ludex/recorder.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "flags.h"
#include "io.h"
#include "log_file.h"
#include "ludex/columns.h"
#include "ludex/replay.h"
#include "progress.h"
#include "stream.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples =
    R"(The log replays by itself: it holds the rulebook, the world and its seed, so it is the server's own file.
docs/record.md says what is in it.

Examples:
  ludex record arena.json --world world.json --requests requests.ndjson --batch 1000 --out day.ludexlog
  ludex record arena.json --requests more.ndjson --batch 1000 --out day.ludexlog --append --snapshot-every 100
  ludex replay day.ludexlog --verify)";

struct Options {
  std::string rulebook, world, requests, out;
  std::uint64_t batch = 0;
  std::optional<std::int64_t> opened_at;
  std::vector<std::string> flags;
  std::string flags_json;
  std::uint64_t snapshot_every = 0;
  std::uint32_t threads = 0;
  bool append = false, group = false, json = false;
};

/// Batches go into a log as they are judged; what is written goes to `write`.
class Recording {
 public:
  Recording(const Options& options, const Program& program, World world) : options_(options), program_(program), world_(std::move(world)) {
    inputs_.opened_at = options.opened_at;
    inputs_.flags_json = options.flags_json;
    inputs_.as_group = options.group;
    if (options.threads != 0) inputs_.exec = {Exec::Mode::parallel, options.threads};
  }

  std::optional<Error> begin(std::string_view rulebook, std::string& out) {
    auto recorder = Recorder::begin(program_, rulebook, world_);
    if (!recorder) return recorder.error();
    recorder_ = std::move(*recorder);
    out += recorder_->take();
    return std::nullopt;
  }
  std::optional<Error> resume(const LogReader& reader) {
    auto writer = LogWriter::resume(reader);
    if (!writer) return writer.error();
    recorder_.emplace(std::move(*writer));
    return std::nullopt;
  }

  std::optional<Error> take(std::string_view requests, std::string& out) {
    const auto judged = recorder_->judge(program_, world_, requests, inputs_);
    if (!judged) return judged.error();
    ++batches_;
    for (const Verdict& v : judged->verdicts()) ++by_outcome_[static_cast<std::size_t>(v.outcome)];
    std::optional<Error> failed;
    if (options_.snapshot_every != 0 && batches_ % options_.snapshot_every == 0) {
      ++snapshots_;
      failed = recorder_->snapshot(world_);
    }
    out += recorder_->take();
    return failed;
  }

  std::string report(double seconds, std::uint64_t cut_bytes, std::uint64_t bytes) const {
    const std::uint64_t requests = by_outcome_[0] + by_outcome_[1] + by_outcome_[2];
    const double rate = seconds > 0 ? static_cast<double>(requests) / seconds : 0;
    if (options_.json) {
      const nlohmann::ordered_json out{{"ok", true}, {"batches", batches_}, {"requests", requests}, {"accepted", by_outcome_[0]}, {"duplicates", by_outcome_[1]},
                                       {"rejected", by_outcome_[2]}, {"snapshots", snapshots_}, {"first_batch", recorder_->writer().batches() - batches_}, {"bytes", bytes}, {"cut_bytes", cut_bytes},
                                       {"program_digest", digest_text(program_.digest())}, {"world_digest", digest_text(world_.digest())}, {"chain", chain_text(recorder_->writer().chain())},
                                       {"seconds", seconds}, {"requests_per_second", rate}};
      return out.dump() + "\n";
    }
    std::string out = plural(requests, "request") + " in " + std::to_string(batches_) + (batches_ == 1 ? " batch" : " batches") + " judged and recorded in " + duration(seconds) + ": " +
                      thousands(static_cast<std::uint64_t>(rate)) + " requests/s\n\n";
    Table sums({Table::Align::left, Table::Align::left});
    sums.row({"accepted", thousands(by_outcome_[0])});
    sums.row({"duplicates", thousands(by_outcome_[1])});
    sums.row({"rejected", thousands(by_outcome_[2])});
    sums.row({"written", thousands(bytes) + " bytes to " + options_.out});
    if (cut_bytes > 0) sums.row({"cut off first", thousands(cut_bytes) + " bytes of a record that was not wholly written"});
    sums.row({"world digest", digest_text(world_.digest())});
    sums.row({"chain", chain_text(recorder_->writer().chain())});
    return printable(out + sums.str() + "Next: `ludex replay " + options_.out + " --verify` judges it again\n");
  }

 private:
  const Options& options_;
  const Program& program_;
  World world_;
  Inputs inputs_;
  std::optional<Recorder> recorder_;
  std::uint64_t batches_ = 0, snapshots_ = 0, by_outcome_[3] = {0, 0, 0};
};

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

/// Requests cut into batches: of `lines` lines each, or one of all.
class Batches {
 public:
  Batches(BlockReader& blocks, std::uint64_t lines) : blocks_(blocks), lines_(lines) {}

  /// False at the end.
  bool next(std::string& out) {
    out.clear();
    std::uint64_t found = 0;
    bool is_columns = false;
    for (;;) {
      while (!rest_.empty()) {
        if (is_columns || lines_ == 0) {
          out += rest_;
          rest_ = {};
          break;
        }
        const std::size_t newline = rest_.find('\n');
        const std::size_t size = newline == std::string_view::npos ? rest_.size() : newline + 1;
        out += rest_.substr(0, size);
        rest_.remove_prefix(size);
        if (++found == lines_) return true;
      }
      const bool is_first = is_first_;
      is_first_ = false;
      if (!blocks_.next(rest_)) return !out.empty();
      if (is_first) is_columns = is_request_columns(rest_);  // a column file is one batch
      if (out.size() + rest_.size() > (std::size_t{1} << 30)) return true;  // judging it will say so
    }
  }

 private:
  BlockReader& blocks_;
  std::uint64_t lines_;
  std::string_view rest_;
  bool is_first_ = true;
};

constexpr const char* kNextBatch = "the batches before it are recorded; correct --opened-at, --flag or the requests, and go on with --append";

template <class Write>
std::optional<int> record_all(const Options& options, Recording& recording, BlockReader& blocks, Write&& write) {
  Progress progress("recording", blocks.size());
  Batches batches(blocks, options.batch);
  std::string requests, out;
  while (batches.next(requests)) {
    out.clear();
    const auto error = recording.take(requests, out);
    write(out);
    if (error) return fail({*error}, options.requests, options.json, kNextBatch);
    progress.update(blocks.bytes_read());
  }
  if (blocks.error()) return fail({*blocks.error()}, options.requests, options.json, "run the command again with the path of the requests");
  return std::nullopt;
}

void print(const Recording& recording, double seconds, std::uint64_t cut_bytes, std::uint64_t bytes) { std::fputs(recording.report(seconds, cut_bytes, bytes).c_str(), stdout); }

int append(const Options& options, const Program& program, BlockReader& blocks) {
  // The world is where the log leads to: from its last snapshot, once the whole of it is known to be good.
  ReplayOptions from_last;
  from_last.program_digest = program.digest();
  LogRecord record;
  LogReader::Step step;
  std::uint64_t size = 0, snapshots = 0;
  {
    auto file = LogFile::open(options.out);
    if (!file) return fail(file.errors(), options.out, options.json, "run the command again with the path of a log, or without --append");
    Progress progress("reading " + options.out, file->size());
    file->show(&progress);
    size = file->size();
    while ((step = file->next(record)) == LogReader::Step::record) snapshots += std::holds_alternative<LogSnapshot>(record.content);
    if (step == LogReader::Step::refused || file->io_error() || snapshots == 0) return fail_to_read(*file, options.out, options.json);
  }
  from_last.from_snapshot = snapshots - 1;
  auto file = LogFile::open(options.out);
  if (!file) return fail(file.errors(), options.out, options.json, "run the command again with the path of a log, or without --append");
  Replay replay(from_last);
  {
    Progress progress("judging again since the last snapshot", file->size());
    file->show(&progress);
    while ((step = file->next(record)) == LogReader::Step::record)
      if (const auto error = replay.take(record)) return fail({*error}, options.out, options.json, "record into a new log, from the world as it is");
    file->show(nullptr);
  }
  if (replay.difference()) {
    Error error{ErrorCode::record, replay.difference()->message, {}, 0, 0, {}, 0};
    error.offset = replay.difference()->offset;
    return fail({error}, options.out, options.json, "`ludex replay " + options.out + " --verify` tells more; record into a new log, from the world as it is");
  }
  const std::uint64_t good = file->reader().good_bytes();
  Recording recording(options, program, *replay.world());
  if (const auto error = recording.resume(file->reader())) return fail({*error}, options.out, options.json, "record into a new log");
  auto end = LogEnd::open(options.out, good);
  if (!end) return fail(end.errors(), options.out, options.json, "run the command again with a path that can be written");
  std::uint64_t bytes = 0;
  const auto started = std::chrono::steady_clock::now();
  const auto stopped = record_all(options, recording, blocks, [&](std::string_view piece) { end->write(piece), bytes += piece.size(); });
  if (auto error = end->finish()) return fail({*error}, options.out, options.json, "make room; `ludex replay " + options.out + "` tells how much of it was written");
  if (stopped) return *stopped;
  print(recording, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(), size > good ? size - good : 0, bytes);
  return kDone;
}

int record_new(const Options& options, const Program& program, std::string_view rulebook, BlockReader& blocks) {
  auto world_text = read_input(options.world);
  if (!world_text) return fail(world_text.errors(), options.world, options.json, "run the command again with the path of a world");
  auto world = World::from_json(program, *world_text);
  if (!world) return fail(with_source_lines(world.errors(), *world_text), options.world, options.json, "change the world there, or make one that fits with `ludex traffic " + options.rulebook + "`");
  std::error_code ignored;
  if (std::filesystem::is_regular_file(options.out, ignored)) {
    Error error{ErrorCode::io, "'" + options.out + "' is there already, and a log is not written over", {}, 0, 0, {}, 0};
    return fail({error}, options.out, options.json, "give --append to go on with it, or another --out");
  }
  auto file = StreamedFile::open(options.out);
  if (!file) return fail(file.errors(), options.out, options.json, "run the command again with a path that can be written");
  Recording recording(options, program, std::move(*world));
  std::string out;
  if (const auto error = recording.begin(rulebook, out)) return fail({*error}, options.rulebook, options.json, "correct the rulebook or the world");
  file->write(out);
  const auto started = std::chrono::steady_clock::now();
  const auto stopped = record_all(options, recording, blocks, [&](std::string_view piece) { file->write(piece); });
  const std::uint64_t bytes = file->bytes();
  if (auto error = file->finish()) return fail({*error}, options.out, options.json, "run the command again with a path that can be written");
  if (stopped) return *stopped;
  print(recording, std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(), 0, bytes);
  return kDone;
}

int record(const Options& options) {
  const auto bundle = load_bundle(options.rulebook, options.json);
  if (!bundle) return kDataError;
  const auto program = Program::compile(bundle->text());
  if (!program) return fail(in_files(*bundle, options.rulebook, program.errors()), options.rulebook, options.json, "change the file there and run `ludex check " + options.rulebook + "`");
  auto blocks = BlockReader::open(options.requests, kBlockBytes);
  if (!blocks) return fail(blocks.errors(), options.requests, options.json, "run the command again with the path of the requests");
  return options.append ? append(options, *program, *blocks) : record_new(options, *program, bundle->text(), *blocks);
}

}  // namespace

void add_record(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("record", "judge requests and record it in a log that can be replayed");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  add_path(*command, "--world", options->world, "the world to begin with, or -; with --append the log has it");
  add_path(*command, "--requests", options->requests, "one request a line (NDJSON) or a column file, or -")->required();
  add_path(*command, "--out", options->out, "the log")->required();
  auto* batch = command->add_option("--batch", options->batch, "lines in a batch (default: all are one); a column file is one");
  batch->check(whole_number<std::uint64_t>(1));
  command->add_option("--opened-at", options->opened_at, "server time of the one batch in ms (default: of the first readable request)")->check(whole_number<std::int64_t>())->excludes(batch);
  command->add_option("--flag", options->flags, "NAME=JSON, the value of a flag in every batch; may be repeated")->type_name("NAME=JSON")->expected(1)->take_all();
  command->add_flag("--append", options->append, "go on with the log --out; what a crash left at its end is cut off");
  command->add_option("--snapshot-every", options->snapshot_every, "batches between snapshots of the world (default: none but the first)")->check(whole_number<std::uint64_t>(1));
  command->add_flag("--group", options->group, "judge each batch as one group: every clause on the world before it");
  command->add_option("--threads", options->threads, "threads to judge with (default: as many as a batch is worth); the answer is the same")->check(CLI::Range(1, 256));
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    if (options->append != options->world.empty()) throw CLI::ValidationError(options->append ? "--append goes on from the world of the log: leave --world out" : "--world is required: the world to begin with");
    int readers = 0;
    for (const std::string& path : {options->rulebook, options->world, options->requests}) readers += path == kStandardStream;
    if (readers > 1) throw CLI::ValidationError("standard input (-) can be read once: give files for the others");
    if (options->out == kStandardStream && (options->append || options->json)) throw CLI::ValidationError("--append and --json want a file for --out");
    options->flags_json = flags_json_of(options->flags);
    exit_code = record(*options);
  });
}

}  // namespace ludex::cli
