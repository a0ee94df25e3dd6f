// ludex test, compare, matrix: whether a game is as it is meant to be.

#include "balance.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "interrupt.h"
#include "progress.h"

namespace ludex::cli {
namespace {

constexpr const char* kTestExamples = R"(Examples:
  ludex test arsenal.json
  ludex test arsenal.json duel --alarm 1e-9 --json

Exit codes: 0 nothing failed, 1 something failed (with --strict, or is undecided) or an error in the data, 2 wrong usage.)";

constexpr const char* kCompareExamples = R"(Examples:
  ludex compare old.json new.json duel
  ludex compare old.json new.json duel --error 0.001 --json

Fight 17 of a seed draws the same under both, so that what did not change cancels out.)";

constexpr const char* kMatrixExamples = R"(Examples:
  ludex matrix arsenal.json duel
  ludex matrix arsenal.json duel --json | jq '.ranking[0]'

The scenario says which loadouts there are: "loadouts" in docs/balance.md.)";

/// A target that asks for more than this is a mistake in the target.
constexpr std::uint64_t kMostFightsByError = 10'000'000'000;

struct Options {
  std::string rulebook, other, scenario;
  std::vector<std::string> scenarios;
  std::uint64_t fights = 0, seed = 1, max_states = 0;
  double alarm = TestOptions{}.alarm, error = 0;
  std::uint32_t threads = 0;
  bool json = false, strict = false, sample = false;

  Exec exec() const {
    Exec out;
    out.max_threads = threads;
    if (threads == 1) out.mode = Exec::Mode::serial;
    if (threads > 1) out.mode = Exec::Mode::parallel;
    return out;
  }
};

// Prints a report, or what went wrong. `ok` of the JSON is whether the exit code is 0.
template <class Report>
int tell(const Result<Report>& report, const Options& options, double seconds, bool is_good, std::string (*text)(const Report&), const char* next) {
  if (!report) return fail(report.errors(), options.rulebook, options.json, next);
  if (options.json) {
    std::string json = report->to_json();
    json.pop_back();
    char took[32];
    std::snprintf(took, sizeof took, "%.6f", seconds);
    std::fputs(("{\"ok\":" + std::string(is_good ? "true," : "false,") + json.substr(1) + ",\"seconds\":" + took + "}\n").c_str(), stdout);
  } else {
    std::fputs((text(*report) + "In " + duration(seconds) + ".\n").c_str(), stdout);
    if (!is_good) std::fputs("Next: `ludex solve` or `ludex simulate` tells all numbers of a scenario; change the rules, or what is expected of them\n", stderr);
  }
  return is_good ? kDone : kDataError;
}

class Clock {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int test_all(const Options& options) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  TestOptions how;
  if (options.fights > 0) how.fights = options.fights;
  how.alarm = options.alarm;
  how.is_sampled = options.sample;
  how.seed = options.seed;
  how.exec = options.exec();
  const Clock clock;
  const auto report = [&] {
    Progress progress("fights", how.fights);
    how.progress = [&](std::uint64_t fights, std::uint64_t) { return progress.update(fights), true; };
    return test_expectations(*program, options.scenarios, how);
  }();
  const bool is_good = report && report->verdict != TestVerdict::failed && !(options.strict && report->verdict == TestVerdict::undecided);
  return tell(report, options, clock.seconds(), is_good, &test_text, "docs/balance.md says what a scenario may expect");
}

int compare_two(const Options& options) {
  const auto a = load_program(options.rulebook, options.json);
  if (!a) return kDataError;
  const auto b = load_program(options.other, options.json);
  if (!b) return kDataError;
  CompareOptions how;
  if (options.fights > 0) how.fights = options.fights;
  else if (options.error > 0) how.fights = kMostFightsByError;
  how.error = options.error;
  how.is_sampled = options.sample;
  how.seed = options.seed;
  how.exec = options.exec();
  if (options.max_states > 0) how.solve.max_states = options.max_states;
  bool is_stopped = false;
  const Clock clock;
  const auto report = [&] {
    const Interruptible guard;
    std::unique_ptr<Progress> solving = std::make_unique<Progress>("solving", how.solve.max_ways), playing;
    // Solving is no use half done.
    how.solve.progress = [&](std::uint64_t done, std::uint64_t total) { return solving->update(done, total), !is_interrupted(); };
    how.progress = [&](std::uint64_t fights, std::uint64_t total) {
      solving.reset();
      if (!playing) playing = std::make_unique<Progress>("fights", options.error > 0 ? 0 : how.fights);
      return playing->update(fights), !(is_stopped = is_interrupted() && fights < total);
    };
    return compare_scenario(*a, *b, options.scenario, how);
  }();
  const int code = tell(report, options, clock.seconds(), report.ok(), &compare_text, "name a scenario that both rulebooks have, with the same teams");
  if (!is_stopped || code != kDone) return code;
  std::fputs(("Stopped after " + plural(report->fights, "fight") + " under each, which is what the answer is of.\nNext: a smaller -n, or --error, ends by itself\n").c_str(), stderr);
  return kInterrupted;
}

int fill_matrix(const Options& options) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  MatrixOptions how;
  if (options.error > 0) how.error = options.error;
  how.is_sampled = options.sample;
  how.seed = options.seed;
  how.max_states = options.max_states;
  how.exec = options.exec();
  const Clock clock;
  const auto report = [&] {
    std::unique_ptr<Progress> progress;  // how many pairs there are is known with the first
    how.progress = [&](std::uint64_t done, std::uint64_t total) {
      if (!progress) progress = std::make_unique<Progress>("pairs", total);
      return progress->update(done), true;
    };
    return win_matrix(*program, options.scenario, how);
  }();
  return tell(report, options, clock.seconds(), report.ok(), &matrix_text, "docs/balance.md says how a scenario names its loadouts");
}

/// A number from `low` to `high`, NaN being none.
CLI::Validator number_between(double low, double high) {
  const auto check = [low, high](const std::string& text) -> std::string {
    char* stopped = nullptr;
    const double value = std::strtod(text.c_str(), &stopped);
    char range[64];
    std::snprintf(range, sizeof range, "%g to %g", low, high);
    return !text.empty() && *stopped == '\0' && value >= low && value <= high ? "" : "'" + text + "' is not a number from " + range;
  };
  return CLI::Validator(check, "");
}

void add_common(CLI::App& command, Options& options) {
  command.add_option("--seed", options.seed, "of chance")->check(whole_number<std::uint64_t>())->capture_default_str();
  command.add_option("--threads", options.threads, "how many threads; the answer is the same")->check(whole_number<std::uint32_t>(1, 256));
  command.add_flag("--sample", options.sample, "play even what could be solved");
  command.add_flag("--json", options.json, "print one JSON object");
}

void add_fights(CLI::App& command, Options& options, const std::string& text) {
  command.add_option("-n,--fights", options.fights, text)->check(whole_number<std::uint64_t>(1, 1'000'000'000'000));
}

}  // namespace

void add_test(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("test", "whether scenarios are as they are expected to be");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("SCENARIO", options->scenarios, "scenarios with \"expect\"; all of them when none is named");
  add_fights(*command, *options, "of a scenario that cannot be solved, at most (1,000,000)");
  command->add_option("--alarm", options->alarm, "how often a run may fail without cause: a probability")->check(number_between(1e-15, 0.49))->capture_default_str();
  command->add_flag("--strict", options->strict, "fail on what stays undecided, too");
  add_common(*command, *options);
  command->footer(kTestExamples);
  command->callback([options, &exit_code] { exit_code = test_all(*options); });
}

void add_compare(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("compare", "what a change of the rules does to a scenario");
  const auto options = std::make_shared<Options>();
  add_path(*command, "A", options->rulebook, "the rulebook before")->required();
  add_path(*command, "B", options->other, "the rulebook after")->required();
  command->add_option("SCENARIO", options->scenario, "its name under \"scenarios\", in both")->required();
  add_fights(*command, *options, "under each, at most (100,000)");
  command->add_option("--error", options->error, "play until the differences of all win rates are known to within this")->check(number_between(1e-6, 0.5));
  command->add_option("--max-states", options->max_states, "give up solving after this many states")->check(whole_number<std::uint64_t>(1, 1'000'000'000));
  add_common(*command, *options);
  command->footer(kCompareExamples);
  command->callback([options, &exit_code] { exit_code = compare_two(*options); });
}

void add_matrix(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("matrix", "every loadout against every other");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("SCENARIO", options->scenario, "one that has \"loadouts\"")->required();
  command->add_option("--error", options->error, "half-width to which a pair that cannot be solved is played, at 95 % (0.005)")->check(number_between(1e-5, 0.49));
  command->add_option("--max-states", options->max_states, "give up solving a pair after this many states")->check(whole_number<std::uint64_t>(1, 1'000'000'000));
  add_common(*command, *options);
  command->footer(kMatrixExamples);
  command->callback([options, &exit_code] { exit_code = fill_matrix(*options); });
}

}  // namespace ludex::cli
