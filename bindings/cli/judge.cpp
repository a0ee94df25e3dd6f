// ludex judge: a batch of requests against a world.

#include "ludex/judge.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
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
#include "ludex/columns.h"
#include "ludex/metrics.h"
#include "progress.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples =
    R"(requests_per_second is the time from the bytes of the requests to verdicts in memory; reading
files and writing text is not in it. docs/language.md says how requests are judged.

Examples:
  ludex judge arena.json --world world.json --requests requests.ndjson
  ludex judge arena.json --world world.json --requests requests.ndjson \
      --verdicts verdicts.ndjson --world-out after.json
  ludex judge arena.json --world world.json --requests - --flag sale_percent=20 --json < requests.ndjson
  ludex judge arena.json --world world.json --requests requests.ndjson --metrics -)";

struct Options {
  std::string rulebook;
  std::string world;
  std::string requests;
  std::optional<std::int64_t> opened_at;
  std::vector<std::string> flags;
  std::string flags_json;
  std::string verdicts;
  std::string timers;
  std::string world_out;
  std::string metrics;
  bool client = false;
  bool group = false;
  std::uint32_t threads = 0;
  bool json = false;
};

struct Totals {
  std::uint64_t by_outcome[3] = {0, 0, 0};
  std::map<Reason, std::size_t> first_of_reason;  // index of the first verdict
};

Totals totals_of(const Judgement& judgement) {
  Totals totals;
  std::size_t i = 0;
  for (const Verdict& verdict : judgement.verdicts()) {
    ++totals.by_outcome[static_cast<std::size_t>(verdict.outcome)];
    totals.first_of_reason.try_emplace(verdict.reason, i++);
  }
  return totals;
}

double per_second(std::size_t requests, double seconds) {
  return seconds > 0 ? static_cast<double>(requests) / seconds : 0;
}

std::string for_programs(const Program& program, const Judgement& judgement, double seconds) {
  using Json = nlohmann::ordered_json;
  const Totals totals = totals_of(judgement);
  const std::size_t requests = judgement.verdicts().size();
  Json counts = Json::object();
  for (const auto& [reason, n] : judgement.counts()) counts[std::string(program.reason_name(reason))] = n;
  const Json report{{"ok", true},
                    {"counts", std::move(counts)},
                    {"world_digest", digest_text(judgement.world_digest())},
                    {"batch_digest", digest_text(judgement.batch_digest())},
                    {"requests_per_second", per_second(requests, seconds)},
                    {"requests", requests},
                    {"accepted", totals.by_outcome[0]},
                    {"duplicates", totals.by_outcome[1]},
                    {"rejected", totals.by_outcome[2]},
                    {"timers", {{"ran", judgement.timer_count()}, {"failed", judgement.failed_timer_count()}}},
                    {"program_digest", digest_text(program.digest())},
                    {"seconds", seconds}};
  return report.dump() + "\n";
}

std::string for_people(const Program& program, const Judgement& judgement, double seconds, const Options& options) {
  using Align = Table::Align;
  static constexpr int kBarWidth = 30;
  const Totals totals = totals_of(judgement);
  const std::size_t requests = judgement.verdicts().size();
  std::string out = std::string(program.name()) + ", program digest " + digest_text(program.digest()) + "\n" +
                    plural(requests, "request") + " judged in " + duration(seconds) + ": " +
                    thousands(static_cast<std::uint64_t>(per_second(requests, seconds))) + " requests/s\n\n";

  Table counts({Align::left, Align::right, Align::right, Align::left, Align::right, Align::left});
  counts.row({"reason", "requests", "share", "", "first i", "decided at"});
  for (const auto& [reason, n] : judgement.counts()) {
    if (n == 0) continue;
    const double share = static_cast<double>(n) / static_cast<double>(requests);
    const std::size_t first = totals.first_of_reason.at(reason);
    counts.row({std::string(program.reason_name(reason)), thousands(n), percent(share), bar(share, kBarWidth),
                std::to_string(first), judgement.at(first)});
  }
  out += counts.str() + "\n";

  Table sums({Align::left, Align::left});
  sums.row({"accepted", thousands(totals.by_outcome[0])});
  sums.row({"duplicates", thousands(totals.by_outcome[1])});
  sums.row({"rejected", thousands(totals.by_outcome[2])});
  if (judgement.timer_count() > 0)
    sums.row({"timers", thousands(judgement.timer_count()) + " ran first, " + thousands(judgement.failed_timer_count()) + " refused"});
  sums.row({"batch digest", digest_text(judgement.batch_digest())});
  sums.row({"world digest", digest_text(judgement.world_digest())});
  if (!options.verdicts.empty()) sums.row({"verdicts in", options.verdicts});
  if (!options.timers.empty()) sums.row({"timers in", options.timers});
  if (!options.world_out.empty()) sums.row({"world after in", options.world_out});
  if (!options.metrics.empty()) sums.row({"metrics in", options.metrics});
  out += sums.str();
  if (options.timers.empty() && judgement.timer_count() > 0)
    out += "Next: --timers FILE writes what each timer asked for and the answer\n";
  if (options.verdicts.empty() && totals.by_outcome[2] > 0)
    out += "Next: --verdicts FILE writes why each request was refused\n";
  return printable(out);
}

std::string metrics_of(const Judgement& judgement, const World& world, std::chrono::nanoseconds elapsed) {
  Metrics metrics;
  metrics.add(judgement);
  metrics.add_judge_time(static_cast<std::uint64_t>(elapsed.count()));
  metrics.set_world(world);
  return metrics.text();
}

int judge(const Options& options) {
  static constexpr const char* kNextOutput = "run the command again with a path that can be written";
  std::vector<std::pair<std::string, OutputFile>> files;
  for (const std::string& path : {options.verdicts, options.timers, options.world_out, options.metrics}) {
    if (path.empty()) continue;
    auto file = OutputFile::plan(path);
    if (!file) return fail(file.errors(), path, options.json, kNextOutput);
    files.emplace_back(path, std::move(*file));
  }

  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  auto world_text = read_input(options.world);
  if (!world_text)
    return fail(world_text.errors(), options.world, options.json, "run the command again with the path of a world");
  auto world = World::from_json(*program, *world_text);
  if (!world) {
    return fail(with_source_lines(world.errors(), *world_text), options.world, options.json,
                "change the world there, or make one that fits with `ludex traffic " + options.rulebook + "`");
  }
  world_text->clear();
  world_text->shrink_to_fit();
  auto requests = read_input(options.requests);
  if (!requests)
    return fail(requests.errors(), options.requests, options.json,
                "run the command again with the path of the requests");

  Inputs inputs;
  inputs.opened_at = options.opened_at;
  inputs.flags_json = options.flags_json;
  inputs.as_group = options.group;
  if (options.threads != 0) inputs.exec = {Exec::Mode::parallel, options.threads};
  std::optional<Progress> progress(std::in_place, "judging " + thousands(requests->size()) + " bytes of requests");
  const auto started = std::chrono::steady_clock::now();
  auto judgement = is_request_columns(*requests) ? judge_columns_in_place(*program, *world, *requests, inputs)
                                                 : judge_in_place(*program, *world, *requests, inputs);
  const auto measured = std::chrono::steady_clock::now() - started;
  const std::chrono::duration<double> elapsed = measured;
  progress.reset();
  if (!judgement && judgement.errors().front().message.rfind("the column file is broken", 0) == 0)
    return fail(judgement.errors(), options.requests, options.json, "nothing was judged or written; make the file again; docs/columns.md has the format");
  if (!judgement) {
    return fail(judgement.errors(), "", options.json,
                "nothing was judged or written; correct --opened-at, --flag, the world's `now` or the first request");
  }

  const std::string report = options.json ? for_programs(*program, *judgement, elapsed.count())
                                          : for_people(*program, *judgement, elapsed.count(), options);
  for (auto& [path, file] : files) {
    std::string text;
    if (path == options.verdicts) {
      const Progress writing("writing verdicts");
      judgement->write_verdicts(text, options.client ? View::client : View::full);
    } else if (path == options.timers) {
      judgement->write_timers(text);
    } else if (path == options.metrics) {
      text = metrics_of(*judgement, *world, measured);
    } else {
      const Progress writing("writing the world");
      text = world->to_json() + "\n";
    }
    if (auto error = file.stage(std::move(text))) return fail({*error}, path, options.json, kNextOutput);
  }
  for (auto& [path, file] : files)
    if (auto error = file.commit()) return fail({*error}, path, options.json, kNextOutput);
  const bool uses_stdout = options.verdicts == kStandardStream || options.timers == kStandardStream || options.world_out == kStandardStream || options.metrics == kStandardStream;
  std::fputs(report.c_str(), uses_stdout ? stderr : stdout);
  return kDone;
}

void refuse_shared_streams(const Options& options) {
  int readers = 0;
  for (const std::string& path : {options.rulebook, options.world, options.requests})
    readers += path == kStandardStream;
  if (readers > 1) throw CLI::ValidationError("standard input (-) can be read once: give files for the others");
  const std::pair<const char*, std::string> outputs[] = {{"--verdicts", options.verdicts}, {"--timers", options.timers}, {"--world-out", options.world_out}, {"--metrics", options.metrics}};
  for (const auto& a : outputs) {
    for (const auto& b : outputs)
      if (&a < &b && !a.second.empty() && a.second == b.second)
        throw CLI::ValidationError(std::string(a.first) + " and " + b.first + " are both " + a.second + ": give each its own file");
    if (options.json && a.second == kStandardStream)
      throw CLI::ValidationError(std::string("--json takes standard output: give ") + a.first + " a file");
  }
}

}  // namespace

void add_judge(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("judge", "judge a batch of requests against a world");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  add_path(*command, "--world", options->world, "the world before the batch, or -")->required();
  add_path(*command, "--requests", options->requests, "one request a line (NDJSON) or a column file, or -")->required();
  command
      ->add_option("--opened-at", options->opened_at,
                   "server time of the batch in ms (default: of the first readable request)")
      ->check(whole_number<std::int64_t>());
  command->add_option("--flag", options->flags, "NAME=JSON, the value of a flag in this batch; may be repeated")
      ->type_name("NAME=JSON")
      ->expected(1)
      ->take_all();
  auto* verdicts = add_path(*command, "--verdicts", options->verdicts, "where the verdict lines go, or -");
  add_path(*command, "--timers", options->timers, "where the answers to timers that ran go, a line each, or -");
  add_path(*command, "--world-out", options->world_out, "where the world after the batch goes, or -");
  add_path(*command, "--metrics", options->metrics, "where the counters go, as OpenMetrics text (docs/metrics.md), or -");
  command->add_flag("--client", options->client, "write verdicts as the player may see them")->needs(verdicts);
  command->add_option("--threads", options->threads, "threads to judge with (default: as many as the batch is worth); the answer is the same")
      ->check(CLI::Range(1, 256));
  command->add_flag("--group", options->group, "judge the requests as one group: every clause on the world before it");
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    refuse_shared_streams(*options);
    options->flags_json = flags_json_of(options->flags);
    exit_code = judge(*options);
  });
}

}  // namespace ludex::cli
