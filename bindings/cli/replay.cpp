// ludex replay: a log judged again; what a crash left of it; a log that begins later.

#include "ludex/replay.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "backtest.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "log_file.h"
#include "progress.h"
#include "stream.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples =
    R"(Every batch is judged again with the rules that are in the log, and every digest must come out as recorded;
the first batch, request and entity that do not are named, and the exit code is 1. A log whose last record was
not wholly written, as a crash leaves it, is read up to there and told so.
docs/record.md says what a log holds.

Examples:
  ludex replay day.ludexlog --verify               also every snapshot, to the last byte
  ludex replay day.ludexlog --from 3               begin at the fourth snapshot
  ludex replay day.ludexlog --world-out after.json the world it leads to
  ludex replay day.ludexlog --repair whole.ludexlog
  ludex replay day.ludexlog --compact tail.ludexlog --at 5000
  ludex replay day.ludexlog --rulebook new.json --sum player.coins --html report.html   a back-test: docs/backtest.md)";

struct Options {
  std::string log, world_out, compact, repair;
  std::optional<std::uint64_t> at;
  std::uint64_t from = 0;
  std::uint32_t threads = 0;
  bool verify = false, json = false;
  BacktestChoices backtest;
};

constexpr const char* kNextOutput = "run the command again with a path that can be written";

std::string for_programs(const ReplayReport& report, double seconds) {
  auto out = nlohmann::ordered_json::parse(to_json(report));
  out["seconds"] = seconds;
  out["requests_per_second"] = seconds > 0 ? static_cast<double>(report.judged) / seconds : 0;
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// Requests and verdicts may be long; a terminal is not.
std::string shortened(const std::string& text) {
  constexpr std::size_t kMost = 300;
  return text.size() <= kMost ? text : text.substr(0, kMost) + " … (" + thousands(text.size()) + " bytes; --json has all)";
}

std::string for_people(const ReplayReport& report, double seconds, const Options& options) {
  const double rate = seconds > 0 ? static_cast<double>(report.judged) / seconds : 0;
  std::string out = plural(report.judged, "request") + " judged again in " + duration(seconds) + ": " + thousands(static_cast<std::uint64_t>(rate)) + " requests/s\n\n";
  Table sums({Table::Align::left, Table::Align::left});
  const std::uint64_t end = report.first_batch + report.batches;
  sums.row({"batches", report.batches == 0 ? "none" : thousands(report.first_batch) + " to " + thousands(end - 1) + ", " + thousands(report.requests) + " requests"});
  sums.row({"accepted", thousands(report.by_outcome[0])});
  sums.row({"duplicates", thousands(report.by_outcome[1])});
  sums.row({"rejected", thousands(report.by_outcome[2])});
  sums.row({"host changes", thousands(report.changes)});
  sums.row({"snapshots", thousands(report.snapshots)});
  sums.row({"program digest", digest_text(report.program_digest)});
  sums.row({"world digest", digest_text(report.world_digest)});
  sums.row({"chain", chain_text(report.chain)});
  if (!options.world_out.empty() && !report.difference) sums.row({"world in", options.world_out});
  out += sums.str();
  if (report.torn) out += "\ntorn: " + report.torn->message + "\nNext: `ludex replay " + options.log + " --repair OUT` writes what is whole; `ludex record --append` cuts it off by itself\n";
  if (!report.difference) return printable(out + "\nEverything is as recorded.\n");
  const ReplayDifference& d = *report.difference;
  Table rows({Table::Align::left, Table::Align::left});
  rows.row({"at", "byte " + thousands(d.offset) + ", batch " + thousands(d.batch) + (d.request ? ", request " + thousands(*d.request) : "")});
  if (!d.request_line.empty()) rows.row({"request", shortened(d.request_line)});
  rows.row({"recorded", shortened(d.recorded)});
  rows.row({"judged", shortened(d.judged)});
  if (!d.entity.empty()) rows.row({"differs", d.entity});
  out += "\nNot as recorded: " + d.message + "\n" + rows.str();
  out += "Next: judge it with the Ludex that recorded it; if that differs too, the log was changed\n";
  return printable(out);
}

int repair(const Options& options) {
  auto file = LogFile::open(options.log);
  if (!file) return fail(file.errors(), options.log, options.json, "run the command again with the path of a log");
  LogRecord record;
  LogReader::Step step;
  {
    Progress progress("reading " + options.log, file->size());
    file->show(&progress);
    while ((step = file->next(record)) == LogReader::Step::record) {}
    file->show(nullptr);
  }
  const std::uint64_t good = file->reader().good_bytes();
  if (file->io_error() || good == 0) return fail_to_read(*file, options.log, options.json);
  auto out = StreamedFile::open(options.repair);
  if (!out) return fail(out.errors(), options.repair, options.json, kNextOutput);
  auto error = copy_bytes(options.log, 0, good, [&](std::string_view bytes) { out->write(bytes); });
  if (!error) error = out->finish();
  if (error) return fail({*error}, options.repair, options.json, kNextOutput);
  const bool is_whole = step == LogReader::Step::end;
  const std::uint64_t lost = file->size() - good;
  if (options.json) {
    nlohmann::ordered_json report{{"ok", true}, {"bytes", good}, {"left_out", lost}, {"batches", file->reader().batches()}, {"chain", chain_text(file->reader().chain())}};
    report["reason"] = is_whole ? nlohmann::ordered_json() : nlohmann::ordered_json(file->reader().error().message);
    std::fputs((report.dump() + "\n").c_str(), stdout);
  } else {
    std::string text = thousands(good) + " bytes written to " + options.repair + "; " + (is_whole ? "the log was whole" : thousands(lost) + " bytes left out: " + file->reader().error().message) + "\n";
    text += "Next: `ludex replay " + options.repair + " --verify`\n";
    std::fputs(printable(text).c_str(), stdout);
  }
  return kDone;
}

int replay(const Options& options) {
  ReplayOptions how;
  how.from_snapshot = options.from;
  how.compares_snapshots = options.verify;
  if (options.threads != 0) how.exec = {Exec::Mode::parallel, options.threads};
  auto file = LogFile::open(options.log);
  if (!file) return fail(file.errors(), options.log, options.json, "run the command again with the path of a log");
  Replay replay(how);
  LogRecord record;
  LogReader::Step step;
  std::string beginning;             // of the compacted log
  std::uint64_t tail = 0;            // where its rest lies in this one
  bool is_begun = false;
  const auto begin_here = [&](std::uint64_t offset) -> std::optional<Error> {
    tail = offset;
    is_begun = true;
    return replay.put_beginning(beginning);
  };
  const auto started = std::chrono::steady_clock::now();
  {
    Progress progress("judging again", file->size());
    file->show(&progress);
    std::uint64_t batches = 0;
    while ((step = file->next(record)) == LogReader::Step::record) {
      if (const auto* header = std::get_if<LogHeader>(&record.content)) batches = header->first_batch;
      if (options.at && !is_begun && replay.world() && batches == *options.at)
        if (const auto error = begin_here(record.offset)) break;
      if (std::holds_alternative<RecordedBatch>(record.content)) ++batches;
      if (const auto error = replay.take(record)) return fail({*error}, options.log, options.json, "judge it with the Ludex that recorded it; docs/record.md");
    }
    file->show(nullptr);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const LogReader& reader = file->reader();
  if (step == LogReader::Step::refused || file->io_error() || reader.good_bytes() == 0) return fail_to_read(*file, options.log, options.json);
  if (!replay.world()) {
    Error error{ErrorCode::host, "the log has no snapshot " + std::to_string(options.from), {}, 0, 0, {}, 0};
    return fail({error}, options.log, options.json, "--from counts the snapshots of the log from 0: it has " + std::to_string(replay.report(reader).snapshots));
  }
  ReplayReport report = replay.report(reader);
  if (step == LogReader::Step::torn) report.torn = reader.error();

  if (!options.compact.empty() && !report.difference) {
    if (!is_begun && options.at.value_or(reader.batches()) == reader.batches())
      if (const auto error = begin_here(reader.good_bytes())) return fail({*error}, options.log, options.json, "see the error");
    if (!is_begun) {
      Error error{ErrorCode::host, "the log has no batch " + std::to_string(*options.at) + " to begin at", {}, 0, 0, {}, 0};
      return fail({error}, options.log, options.json, "--at is from " + std::to_string(report.first_batch) + " to " + std::to_string(reader.batches()) + ", not before the snapshot of --from");
    }
    auto out = StreamedFile::open(options.compact);
    if (!out) return fail(out.errors(), options.compact, options.json, kNextOutput);
    out->write(beginning);
    auto error = copy_bytes(options.log, tail, reader.good_bytes(), [&](std::string_view bytes) { out->write(bytes); });
    if (!error) error = out->finish();
    if (error) return fail({*error}, options.compact, options.json, kNextOutput);
  }
  if (!options.world_out.empty() && !report.difference) {
    auto out = OutputFile::plan(options.world_out);
    if (!out) return fail(out.errors(), options.world_out, options.json, kNextOutput);
    auto error = out->stage(replay.world()->to_json() + "\n");
    if (!error) error = out->commit();
    if (error) return fail({*error}, options.world_out, options.json, kNextOutput);
  }
  std::fputs((options.json ? for_programs(report, seconds) : for_people(report, seconds, options)).c_str(), options.world_out == kStandardStream ? stderr : stdout);
  return report.difference ? kDataError : kDone;
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("replay", "judge a log again: everything must come out as recorded");
  const auto options = std::make_shared<Options>();
  add_path(*command, "LOG", options->log, "the log that `ludex record` or a server wrote, or - for standard input")->required();
  command->add_flag("--verify", options->verify, "compare every snapshot with the world that is reached, to the last byte");
  auto* from = command->add_option("--from", options->from, "number of the snapshot to begin at; 0, the default, is the world the log begins with");
  from->type_name("SNAPSHOT")->check(whole_number<std::uint64_t>());
  command->add_option("--threads", options->threads, "threads to judge with (default: as many as a batch is worth); the answer is the same")->check(CLI::Range(1, 256));
  add_path(*command, "--world-out", options->world_out, "where the world goes that the log leads to, or -");
  auto* compact = add_path(*command, "--compact", options->compact, "write a log that begins later: the world there, and the rest byte for byte");
  command->add_option("--at", options->at, "batch that the compacted log begins with (default: it begins behind the last)")->type_name("BATCH")->check(whole_number<std::uint64_t>())->needs(compact);
  auto* repaired = add_path(*command, "--repair", options->repair, "judge nothing: write what comes before a record that is damaged or not wholly written");
  repaired->excludes(compact)->excludes(from);
  auto* rulebook = add_path(*command, "--rulebook", options->backtest.rulebook, "judge by other rules beside the log's own, and tell what changes: a back-test");
  rulebook->excludes(from)->excludes(compact)->excludes(repaired);
  add_backtest_options(*command, options->backtest, rulebook);
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    if (options->log == kStandardStream && (!options->compact.empty() || !options->repair.empty())) throw CLI::ValidationError("--compact and --repair read the log twice: give a file");
    for (const std::string& path : {options->compact, options->repair})
      if (!path.empty() && path == options->log) throw CLI::ValidationError("the log itself is never written over: give another file");
    if (options->json && options->world_out == kStandardStream) throw CLI::ValidationError("--json takes standard output: give --world-out a file");
    if (!options->backtest.rulebook.empty() && (options->verify || !options->world_out.empty())) throw CLI::ValidationError("--rulebook judges by other rules: --verify and --world-out are of the log's own");
    if (!options->backtest.rulebook.empty()) exit_code = backtest_replay(options->backtest, options->log, options->threads, options->json);
    else exit_code = options->repair.empty() ? replay(*options) : repair(*options);
  });
}

}  // namespace ludex::cli
