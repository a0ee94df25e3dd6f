// A log under other rules: `ludex replay LOG --rulebook NEW`, and `ludex diff OLD NEW --log LOG`.

#include "backtest.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "log_file.h"
#include "ludex/backtest.h"
#include "progress.h"
#include "stream.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNextOutput = "run the command again with a path that can be written";

constexpr const char* kDiffExamples = R"(Judges a log by both rulebooks and says what a pull request should know, as Markdown: which verdicts changed, and
what the two texts differ in. The log's own rules must be those of OLD. Exit code: 0 nothing changed, 1 something did.

Examples:
  ludex diff main.json branch.json --log day.ludexlog > comment.md
  ludex diff main.json branch.json --log day.ludexlog --sum player.coins --cohort 'new=actor.level < 5' --json)";

std::string dumped(const Json& j) { return j.dump(-1, ' ', false, Json::error_handler_t::replace); }

struct DiffOptions {
  std::string before, after, log;
  std::uint32_t threads = 0;
  bool json = false;
  BacktestChoices choices;
};

int diff(const DiffOptions& options) {
  const auto before = load_bundle(options.before, options.json);
  if (!before) return kDataError;
  const auto after = load_bundle(options.after, options.json);
  if (!after) return kDataError;
  const auto old_rules = Program::compile(before->text());
  if (!old_rules) return fail(in_files(*before, options.before, old_rules.errors()), options.before, options.json, "change the rulebook there");
  int exit_code = kDone;
  auto report = run_backtest(options.choices, options.log, *after, options.threads, options.json, exit_code);
  if (!report) return exit_code;
  if (report->at("old").at("program") != digest_text(old_rules->digest())) {
    Error error{ErrorCode::host, "the log was recorded under " + report->at("old").at("program").get<std::string>() + ", and " + options.before + " is " + digest_text(old_rules->digest()), {}, 0, 0, {}, 0};
    return fail({error}, options.log, options.json, "give the rulebook that the log was recorded under as OLD");
  }
  const auto changes = rulebook_changes(before->text(), after->text());
  if (!changes) return fail(changes.errors(), options.after, options.json, "change the rulebook there");
  (*report)["rulebook_changes"] = Json::parse(*changes);
  const std::string text = options.json ? dumped(*report) + "\n" : printable(backtest_markdown(*report, report->at("rulebook_changes"), options.before, options.after));
  std::fputs(text.c_str(), stdout);
  return report->at("changed") == 0 && report->at("timers").at("changed") == 0 && report->at("host").at("refused") == 0 ? kDone : kDataError;
}

}  // namespace

void add_backtest_options(CLI::App& command, BacktestChoices& choices, CLI::Option* needs) {
  const auto add = [&](CLI::Option* option) {
    if (needs) option->needs(needs);
  };
  add(command.add_option("--cohort", choices.cohorts, "tell players apart by what they were at the start, e.g. 'veterans=actor.level >= 20'; may be given again")->type_name("NAME=EXPR"));
  add(command.add_option("--sum", choices.sums, "follow a sum over all entities, e.g. player.coins or player.inventory.*; may be given again")->type_name("PATH"));
  add(command.add_option("--samples", choices.samples, "samples of each kind of change (default 3)")->check(CLI::Range(0, 1000)));
  add(add_path(command, "--html", choices.html, "write the report as a page, with plots"));
  add(add_path(command, "--changed", choices.changed, "write every changed verdict, a line for each, or -"));
}

std::optional<Json> run_backtest(const BacktestChoices& choices, const std::string& log, const Bundle& rules, std::uint32_t threads, bool json, int& exit_code) {
  const auto stop = [&](const Errors& errors, const std::string& file, std::string_view next) {
    exit_code = fail(errors, file, json, next);
    return std::nullopt;
  };
  const auto program = Program::compile(rules.text());
  if (!program) return stop(in_files(rules, choices.rulebook, program.errors()), choices.rulebook, "change the rulebook there and run `ludex check " + choices.rulebook + "`");
  BacktestOptions options;
  for (const std::string& cohort : choices.cohorts) {
    const std::size_t at = cohort.find('=');
    if (at == std::string::npos || at == 0) return stop({Error{ErrorCode::host, "'" + cohort + "' is no NAME=EXPR", {}, 0, 0, {}, 0}}, "", "give a cohort as in --cohort 'veterans=actor.level >= 20'");
    options.cohorts.push_back({cohort.substr(0, at), cohort.substr(at + 1)});
  }
  options.sums = choices.sums;
  options.samples = choices.samples;
  options.wants_changed = !choices.changed.empty();
  if (threads != 0) options.exec = {Exec::Mode::automatic, threads};
  auto run = Backtest::make(*program, options);
  if (!run) return stop(run.errors(), "", "correct --cohort or --samples");
  auto file = LogFile::open(log);
  if (!file) return stop(file.errors(), log, "run the command again with the path of a log");
  std::optional<StreamedFile> changed;
  if (options.wants_changed) {
    auto out = StreamedFile::open(choices.changed);
    if (!out) return stop(out.errors(), choices.changed, kNextOutput);
    changed.emplace(std::move(*out));
  }
  LogRecord record;
  LogReader::Step step;
  const auto started = std::chrono::steady_clock::now();
  {
    Progress progress("judging twice", file->size());
    file->show(&progress);
    while ((step = file->next(record)) == LogReader::Step::record) {
      if (const auto error = run->add(record)) return stop({*error}, error->code == ErrorCode::record ? log : "", "correct --cohort, --sum or the rulebook; docs/backtest.md");
      if (changed) changed->write(run->take_changed());
    }
    file->show(nullptr);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (step == LogReader::Step::refused || file->io_error() || file->reader().good_bytes() == 0) return exit_code = fail_to_read(*file, log, json), std::nullopt;
  if (step == LogReader::Step::torn) run->set_torn(file->reader().error().offset);
  if (changed)
    if (const auto error = changed->finish()) return stop({*error}, choices.changed, kNextOutput);
  Json report = Json::parse(run->report());
  report["seconds"] = seconds;
  report["requests_per_second"] = seconds > 0 ? static_cast<double>(run->requests()) / seconds : 0;
  if (!choices.html.empty()) {
    auto out = OutputFile::plan(choices.html);
    if (!out) return stop(out.errors(), choices.html, kNextOutput);
    auto error = out->stage(backtest_html(report, log, choices.rulebook));
    if (!error) error = out->commit();
    if (error) return stop({*error}, choices.html, kNextOutput);
  }
  return report;
}

int backtest_replay(const BacktestChoices& choices, const std::string& log, std::uint32_t threads, bool json) {
  const auto rules = load_bundle(choices.rulebook, json);
  if (!rules) return kDataError;
  int exit_code = kDone;
  const auto report = run_backtest(choices, log, *rules, threads, json, exit_code);
  if (!report) return exit_code;
  const std::string text = json ? dumped(*report) + "\n" : printable(backtest_text(*report, log));
  std::fputs(text.c_str(), choices.changed == kStandardStream || choices.html == kStandardStream ? stderr : stdout);
  return kDone;
}

void add_diff(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("diff", "say what other rules change, for a pull request");
  const auto options = std::make_shared<DiffOptions>();
  add_path(*command, "OLD", options->before, "the rulebook that the log was recorded under")->required();
  add_path(*command, "NEW", options->after, "the rulebook to be tried")->required();
  add_path(*command, "--log", options->log, "the log that `ludex record` or a server wrote")->required();
  command->add_option("--threads", options->threads, "threads to judge with (default: as many as a batch is worth); the answer is the same")->check(CLI::Range(1, 256));
  add_backtest_options(*command, options->choices, nullptr);
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kDiffExamples);
  command->callback([options, &exit_code] {
    options->choices.rulebook = options->after;
    exit_code = diff(*options);
  });
}

}  // namespace ludex::cli
