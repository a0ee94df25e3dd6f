// ludex solve, ludex simulate: what comes of a fight.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "interrupt.h"
#include "ludex/combat.h"
#include "progress.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kSolveExamples = R"(Examples:
  ludex solve duel.json d1
  ludex solve duel.json d1 --json | jq .win_a

Exit codes: 0 solved, 1 it cannot be solved exactly (then simulate it) or an error in the data, 2 wrong usage.)";

constexpr const char* kSimulateExamples = R"(Examples:
  ludex simulate duel.json d1 -n 1000000 --seed 1
  ludex simulate duel.json d1 --error 0.001 --json
  ludex simulate duel.json d1 --log 17 --seed 1     one fight, blow by blow

Fight 17 of seed 1 is the same fight whatever -n, --threads or the machine.)";

constexpr std::uint64_t kDefaultFights = 100'000;
constexpr const char* kNext = "`ludex check` says whether the rulebook is right; --log tells one fight, and -n plays any scenario many times";
/// A target that asks for more than this is a mistake in the target.
constexpr std::uint64_t kMostFightsByError = 10'000'000'000;

struct Options {
  std::string rulebook, scenario;
  std::uint64_t fights = kDefaultFights;
  double error = 0;
  std::uint64_t seed = 1;
  std::uint32_t threads = 0;
  std::uint64_t max_states = SolveOptions{}.max_states;
  std::uint64_t fight = 0;
  bool json = false;
};

std::string decimal(double v, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, v);
  return text;
}

std::string share_text(double v) { return decimal(100 * v, 4) + " %"; }

// How many fights a second, from stretches of the whole: a ratio of sums, with the error of its linear part (W. G. Cochran, Sampling
// Techniques, 3rd ed., 6.4).
class Speed {
 public:
  Speed() : start_(now()), last_(start_) {}

  void add(std::uint64_t fights) {
    const double t = now() - last_;
    if (t < kShortest) return;
    const double f = static_cast<double>(fights - told_);
    told_ = fights;
    last_ += t;
    ++stretches_;
    ff_ += f * f, ft_ += f * t, tt_ += t * t, f_ += f, t_ += t;
  }

  double seconds() const { return now() - start_; }
  /// Of 95 %; none of fewer than three stretches.
  std::optional<std::pair<double, double>> interval() const {
    if (stretches_ < 3) return std::nullopt;
    const double rate = f_ / t_, k = static_cast<double>(stretches_);
    const double squares = std::max(0.0, ff_ - 2 * rate * ft_ + rate * rate * tt_);
    const double half = 1.959963984540054 * std::sqrt(squares * k / (k - 1)) / t_;
    return std::pair{std::max(0.0, rate - half), rate + half};
  }

 private:
  static constexpr double kShortest = 0.002;  ///< seconds: below, the clock is what is measured
  static double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
  double start_, last_;
  std::uint64_t told_ = 0, stretches_ = 0;
  double ff_ = 0, ft_ = 0, tt_ = 0, f_ = 0, t_ = 0;
};

// Where no fight was decided there are no times, and something is wrong with the scenario.
void print_undecided(const CombatReport& r) {
  const bool acts = r.mean_attacks.value > 0;
  std::fputs((std::string(acts ? "No fight was decided before its time_limit_ms" : "Nothing that a fighter asks for is accepted, so no fight is decided") +
              ": `ludex simulate RULEBOOK SCENARIO --log 1` tells what happens in one.\n").c_str(), stdout);
}

void print_table(const CombatReport& r) {
  Table table({Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right});
  const auto row = [&](const std::string& name, const Estimate& e, std::string (*text)(double)) {
    if (r.is_exact) table.row({name, text(e.value), "", ""});
    else table.row({name, text(e.value), text(e.low), text(e.high)});
  };
  const auto ms = [](double v) { return decimal(v, 3) + " ms"; };
  const auto plain = [](double v) { return decimal(v, 4); };
  if (!r.is_exact) table.row({"", "", "95 % from", "to"});
  for (const auto& [team, e] : r.wins) row(team + " wins", e, share_text);
  row("draw", r.draw, share_text);
  row("timeout", r.timeout, share_text);
  const bool has_times = r.max_ttk_ms >= 0;
  if (has_times) {
    row("time to kill, mean", r.mean_ttk_ms, ms);
    row("  standard deviation", r.sd_ttk_ms, ms);
    for (const auto& [q, e] : r.quantiles) row("  " + decimal(100 * q, 0) + " % are over by", e, [](double v) { return decimal(v, 0) + " ms"; });
  }
  row("attacks, mean", r.mean_attacks, plain);
  std::fputs(table.str().c_str(), stdout);
  if (!has_times) print_undecided(r);
}

int solve_one(const Options& options) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  SolveOptions limits;
  limits.max_states = options.max_states;
  const auto start = std::chrono::steady_clock::now();
  const auto report = [&] {
    Progress progress("steps of those it may take", limits.max_ways);
    limits.progress = [&](std::uint64_t done, std::uint64_t total) { return progress.update(done, total), true; };
    return solve(*program, options.scenario, limits);
  }();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!report) return fail(report.errors(), options.rulebook, options.json, "`ludex simulate` plays any scenario; `ludex check` lists what is in the rulebook");
  if (options.json) {
    std::string text = report->to_json();
    text.pop_back();
    std::fputs(("{\"ok\":true," + text.substr(1) + ",\"seconds\":" + decimal(seconds, 6) + "}\n").c_str(), stdout);
    return kDone;
  }
  std::fputs((printable(options.scenario) + ", solved exactly in " + duration(seconds) + ": " + printable(report->method) + "\n").c_str(), stdout);
  print_table(*report);
  return kDone;
}

// What is printed is of fewer fights than were asked for.
int tell_stopped(std::uint64_t fights) {
  std::fputs(("Stopped after " + plural(fights, "fight") + ", which is what the answer is of.\nNext: a smaller -n, or --error, ends by itself\n").c_str(), stderr);
  return kInterrupted;
}

int simulate_many(const Options& options, bool is_log) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  if (is_log) {
    const auto log = fight_log(*program, options.scenario, options.seed, options.fight);
    if (!log) return fail(log.errors(), options.rulebook, options.json, kNext);
    std::fputs(log->c_str(), stdout);
    return kDone;
  }
  auto simulation = Simulation::start(*program, options.scenario, options.seed);
  if (!simulation) return fail(simulation.errors(), options.rulebook, options.json, kNext);
  SimulateOptions how;
  how.fights = options.fights;
  how.error = options.error;
  how.seed = options.seed;
  how.exec.max_threads = options.threads;
  if (options.threads == 1) how.exec.mode = Exec::Mode::serial;
  if (options.threads > 1) how.exec.mode = Exec::Mode::parallel;
  Speed speed;
  Errors errors;
  bool is_stopped = false;
  {
    const Interruptible guard;
    Progress progress("fights", options.error > 0 ? 0 : options.fights);
    how.progress = [&](std::uint64_t fights) { return progress.update(fights), speed.add(fights), !is_interrupted(); };
    if (const auto ran = simulation->run(how); !ran) errors = ran.errors();
    is_stopped = is_interrupted() && simulation->next_look(how.fights, how.error) > simulation->fights();
  }
  if (!errors.empty()) return fail(errors, options.rulebook, options.json, "give the scenario a smaller time_limit_ms, or its actions a cooldown");
  const double seconds = speed.seconds();
  const CombatReport report = simulation->report();
  const double per_second = seconds > 0 ? static_cast<double>(report.fights) / seconds : 0;
  if (options.json) {
    std::string text = report.to_json();
    text.resize(text.size() - 2);  // intervals are its last member
    if (const auto rate = speed.interval()) text += ",\"fights_per_second\":[" + decimal(rate->first, 0) + "," + decimal(rate->second, 0) + "]";
    std::fputs(("{\"ok\":true," + text.substr(1) + "},\"seed\":" + std::to_string(options.seed) + ",\"seconds\":" + decimal(seconds, 6) + ",\"fights_per_second\":" + decimal(per_second, 0) +
                (is_stopped ? ",\"stopped\":true" : "") + "}\n").c_str(), stdout);
    return is_stopped ? tell_stopped(report.fights) : kDone;
  }
  std::fputs((printable(options.scenario) + ", " + thousands(report.fights) + " fights of seed " + std::to_string(options.seed) + " in " + duration(seconds) + " (" +
              thousands(static_cast<std::uint64_t>(per_second)) + " a second): " + printable(report.method) + "\n").c_str(), stdout);
  print_table(report);
  return is_stopped ? tell_stopped(report.fights) : kDone;
}

CLI::Validator positive_number() {
  const auto check = [](const std::string& text) -> std::string {
    char* stopped = nullptr;
    const double value = std::strtod(text.c_str(), &stopped);
    return !text.empty() && *stopped == '\0' && value >= 1e-6 && value < 0.5 ? "" : "'" + text + "' is not a half-width from 0.000001 to 0.5";
  };
  return CLI::Validator(check, "");
}

}  // namespace

void add_solve(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("solve", "what comes of a scenario, exactly");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("SCENARIO", options->scenario, "its name under \"scenarios\"")->required();
  command->add_option("--max-states", options->max_states, "give up after this many states")->check(whole_number<std::uint64_t>(1, 1'000'000'000))->capture_default_str();
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kSolveExamples);
  command->callback([options, &exit_code] { exit_code = solve_one(*options); });
}

void add_simulate(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("simulate", "play a scenario many times");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("SCENARIO", options->scenario, "its name under \"scenarios\"")->required();
  CLI::Option* const n = command->add_option("-n,--fights", options->fights, "how many fights")->check(whole_number<std::uint64_t>(1, 1'000'000'000'000))->capture_default_str();
  CLI::Option* const error = command->add_option("--error", options->error, "play until every win rate is known to within this, at 95 %")->check(positive_number());
  command->add_option("--seed", options->seed, "of chance")->check(whole_number<std::uint64_t>())->capture_default_str();
  command->add_option("--threads", options->threads, "how many threads; the answer is the same")->check(whole_number<std::uint32_t>(1, 256));
  CLI::Option* const log = command->add_option("--log", options->fight, "print this one fight, blow by blow, instead")->type_name("FIGHT")->check(whole_number<std::uint64_t>());
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kSimulateExamples);
  command->callback([options, n, error, log, &exit_code] {
    if (!error->empty() && n->empty()) options->fights = kMostFightsByError;
    exit_code = simulate_many(*options, !log->empty());
  });
}

}  // namespace ludex::cli
