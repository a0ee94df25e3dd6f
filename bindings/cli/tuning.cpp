// ludex sensitivity, ludex sweep, ludex breakpoints: what other numbers make of a scenario.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "ludex/tuning.h"
#include "progress.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kSensitivityExamples = R"(Examples:
  ludex sensitivity duel.json d1
  ludex sensitivity duel.json d1 --of /tables/makes/rows/rifle --step 5%
  ludex sensitivity duel.json d1 --json | jq '.numbers[0]'

Each number is put one step down and one step up, all else as it is: exactly where the scenario can be solved, else by the same fights under both.)";

constexpr const char* kSweepExamples = R"(Examples:
  ludex sweep duel.json d1 --vary /tables/makes/rows/rifle/hit=0.60..0.90:0.05
  ludex sweep duel.json d1 --vary /tables/makes/rows/rifle/hit=0.6..0.9 --vary /tables/makes/rows/cannon/hit=0.5,0.6 --csv

Values are counted in decimals; without :STEP by one unit of the last digit written.)";

constexpr const char* kBreakpointsExamples = R"(Examples:
  ludex breakpoints duel.json d1 --vary /tables/makes/rows/rifle/damage_max=8..24
  ludex breakpoints duel.json d1 --vary /tables/makes/rows/rifle/damage_max=8..24 --vary /tables/makes/rows/cannon/armor=0..100:25

Counted are attacks that change their target. Plain ones: as few draws of chance as can be fall on their less likely side.)";

struct Options {
  std::string rulebook, scenario;
  std::vector<std::string> of, vary;
  std::string step = "1%";
  PlayOptions play;
  std::uint32_t threads = 0;
  bool json = false, csv = false;
};

constexpr const char* kNext = "`ludex sensitivity RULEBOOK SCENARIO --json` lists the numbers that matter, with their pointers and bounds; docs/tuning.md explains";

void set_threads(Options& options) {
  options.play.exec.max_threads = options.threads;
  if (options.threads == 1) options.play.exec.mode = Exec::Mode::serial;
  if (options.threads > 1) options.play.exec.mode = Exec::Mode::parallel;
}

// POINTER=FROM..TO[:STEP] or POINTER=VALUE,VALUE,…; a pointer may hold a '=' itself.
std::vector<Axis> axes_of(const std::vector<std::string>& vary) {
  std::vector<Axis> out;
  for (const std::string& text : vary) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals + 1 == text.size()) throw CLI::ValidationError("--vary", "'" + text + "' is not POINTER=FROM..TO, POINTER=FROM..TO:STEP or POINTER=VALUE,VALUE");
    Axis axis{text.substr(0, equals), {}, {}};
    std::string values = text.substr(equals + 1);
    if (values.find("..") != std::string::npos) {
      axis.range = values;
    } else {
      for (std::size_t begin = 0; begin <= values.size();) {
        const std::size_t end = std::min(values.find(',', begin), values.size());
        axis.values.push_back(values.substr(begin, end - begin));
        begin = end + 1;
      }
    }
    out.push_back(std::move(axis));
  }
  return out;
}

std::string decimal(double v, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, v);
  return text;
}

std::string signed_text(double v, int digits) {
  const std::string text = decimal(v, digits);
  if (text.find_first_of("123456789") == std::string::npos) return decimal(0, digits);  // no "-0.000"
  return v > 0 ? "+" + text : text;
}

// Where a number stands, without what all of them have in common.
std::string short_name(const std::string& pointer) {
  for (const std::string prefix : {"/tables/", "/scenarios/", "/actions/"})
    if (pointer.starts_with(prefix)) {
      std::string rest = pointer.substr(prefix.size());
      if (const std::size_t rows = rest.find("/rows/"); prefix == "/tables/" && rows != std::string::npos) rest.erase(rows, 5);
      return rest;
    }
  return pointer;
}

// -#### | ##: which way a win rate goes, and how far; `most` fills a side.
std::string tornado(const std::optional<Sensitivity::Side>& side, double most) {
  constexpr int kWidth = 12;
  const double change = side && !side->change.empty() ? side->change[0].second.value : 0;
  const auto cells = most > 0 ? static_cast<std::size_t>(std::lround(std::fabs(change) / most * kWidth)) : 0;
  const auto gap = static_cast<std::size_t>(kWidth) - std::min<std::size_t>(cells, kWidth);
  std::string filled;
  for (std::size_t i = 0; i < cells; ++i) filled += "█";
  return change < 0 ? std::string(gap, ' ') + filled + "│" + std::string(kWidth, ' ') : std::string(kWidth, ' ') + "│" + filled + std::string(gap, ' ');
}

int print_sensitivity(const Options& options) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  SensitivityOptions how;
  static_cast<PlayOptions&>(how) = options.play;
  how.of = options.of;
  how.step = options.step;
  Errors errors;
  std::optional<Sensitivity> made;
  {
    Progress progress("variations", 0);
    how.progress = [&](std::uint64_t done, std::uint64_t total) { return progress.update(done, total), true; };
    auto result = sensitivity(*program, options.scenario, how);
    if (result) made = std::move(*result);
    else errors = result.errors();
  }
  if (!errors.empty()) return fail(errors, options.rulebook, options.json, kNext);
  if (options.json) {
    std::string text = made->to_json();
    std::fputs(("{\"ok\":true," + text.substr(1) + "\n").c_str(), stdout);
    return kDone;
  }
  std::string head = printable(made->scenario) + ", each number a step of " + printable(made->step) + " down and up";
  head += made->is_exact() ? ", exactly" : ", " + thousands(made->fights) + " fights of seed " + std::to_string(made->seed) + " where it cannot be solved";
  head += ". Changes of " + (made->base.wins.empty() ? std::string("wins") : printable(made->base.wins[0].first) + " wins") + " in points of 100:";
  std::fputs((head + "\n").c_str(), stdout);
  double most = 0;
  for (const auto& entry : made->entries)
    for (const auto* side : {&entry.down, &entry.up})
      if (*side) most = std::max(most, std::fabs((*side)->change[0].second.value));
  Table table({Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::left, Table::Align::right});
  table.row({"", "value", "down", "", "", "", "up", "", "time, up"});
  for (const auto& entry : made->entries) {
    const auto value = [](const std::optional<Sensitivity::Side>& side) { return side ? side->value : std::string("-"); };
    const auto change = [](const std::optional<Sensitivity::Side>& side) { return side ? signed_text(100 * side->change[0].second.value, 3) : std::string(); };
    table.row({short_name(entry.number.pointer), entry.number.value, value(entry.down), change(entry.down), tornado(entry.down, most), change(entry.up), value(entry.up), tornado(entry.up, most),
               entry.up ? signed_text(entry.up->change.back().second.value, 1) + " ms" : ""});
  }
  std::fputs(table.str().c_str(), stdout);
  if (!made->unread.empty()) std::fputs((plural(made->unread.size(), "number") + " that the scenario never looks at: no change\n").c_str(), stdout);
  return kDone;
}

int print_sweep(const Options& options) {
  const std::vector<Axis> axes = axes_of(options.vary);
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  SweepOptions how;
  static_cast<PlayOptions&>(how) = options.play;
  Errors errors;
  std::optional<Sweep> made;
  {
    Progress progress("points", 0);
    how.progress = [&](std::uint64_t done, std::uint64_t total) { return progress.update(done, total), true; };
    auto result = sweep(*program, options.scenario, axes, how);
    if (result) made = std::move(*result);
    else errors = result.errors();
  }
  if (!errors.empty()) return fail(errors, options.rulebook, options.json, kNext);
  if (options.json) {
    std::string text = made->to_json();
    std::fputs(("{\"ok\":true," + text.substr(1) + "\n").c_str(), stdout);
    return kDone;
  }
  if (options.csv) {
    std::fputs(made->to_csv().c_str(), stdout);
    return kDone;
  }
  std::vector<Table::Align> align(axes.size(), Table::Align::right);
  std::vector<std::string> head;
  for (const Axis& axis : made->axes) head.push_back(short_name(axis.pointer));
  if (!made->points.empty())
    for (const auto& win : made->points[0].report.wins) head.push_back(win.first + " wins"), align.push_back(Table::Align::right);
  for (const char* name : {"draw", "timeout", "time to kill", ""}) head.emplace_back(name), align.push_back(Table::Align::right);
  Table table(align);
  table.row(head);
  for (const auto& point : made->points) {
    std::vector<std::string> row = point.at;
    const auto share = [](const Estimate& e) { return decimal(100 * e.value, 2) + " %"; };
    for (const auto& win : point.report.wins) row.push_back(share(win.second));
    for (const Estimate* e : {&point.report.draw, &point.report.timeout}) row.push_back(share(*e));
    row.push_back(decimal(point.report.mean_ttk_ms.value, 1) + " ms");
    row.push_back(point.report.is_exact ? "exact" : thousands(point.report.fights) + " fights");
    table.row(row);
  }
  std::fputs((printable(made->scenario) + ", " + plural(made->points.size(), "point") + "\n" + table.str()).c_str(), stdout);
  return kDone;
}

int print_breakpoints(const Options& options) {
  const std::vector<Axis> axes = axes_of(options.vary);
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  const auto made = [&] {
    Progress progress("values", 0);
    return breakpoints(*program, options.scenario, axes, options.play.exec, [&](std::uint64_t done, std::uint64_t total) { return progress.update(done, total), true; });
  }();
  if (!made) return fail(made.errors(), options.rulebook, options.json, kNext);
  if (options.json) {
    std::string text = made->to_json();
    std::fputs(("{\"ok\":true," + text.substr(1) + "\n").c_str(), stdout);
    return kDone;
  }
  const auto count = [](std::int64_t hits) { return hits < 0 ? std::string("never") : std::to_string(hits); };
  std::string head = printable(made->scenario) + ", hits until defeated, by " + short_name(made->axes[0].pointer) + (made->is_every_value ? "; every value looked at" : "; found by halving");
  std::fputs((head + "\n").c_str(), stdout);
  for (const auto& row : made->rows) {
    if (made->axes.size() > 1) std::fputs((short_name(made->axes[1].pointer) + " = " + row.at + "\n").c_str(), stdout);
    Table table({Table::Align::right, Table::Align::left, Table::Align::left, Table::Align::right, Table::Align::right});
    table.row({"from", "to", "", "plain hits", "any hits"});
    for (const auto& s : row.segments) {
      if (s.hits.empty()) table.row({s.from, s.to, printable(s.why_not), "", ""});
      bool is_first = true;
      for (const Hits& h : s.hits) {
        const auto range = [&](std::int64_t low, std::int64_t high) { return low == high ? count(low) : count(low) + " to " + (high < 0 ? "any" : count(high)); };
        table.row({is_first ? s.from : "", is_first ? s.to : "", h.attacker + " hits " + h.target, range(h.plain_min_hits, h.plain_max_hits), range(h.min_hits, h.max_hits)});
        is_first = false;
      }
    }
    std::fputs(table.str().c_str(), stdout);
  }
  return kDone;
}

CLI::App* add_command(CLI::App& app, const char* name, const char* what, const char* examples, Options& options) {
  CLI::App* command = app.add_subcommand(name, what);
  add_path(*command, "RULEBOOK", options.rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("SCENARIO", options.scenario, "its name under \"scenarios\"")->required();
  command->add_option("--threads", options.threads, "how many threads; the answer is the same")->check(whole_number<std::uint32_t>(1, 256));
  command->add_flag("--json", options.json, "print one JSON object");
  command->footer(examples);
  return command;
}

void add_play(CLI::App& command, Options& options) {
  command.add_option("-n,--fights", options.play.fights, "fights, where it cannot be solved")->check(whole_number<std::uint64_t>(1, 1'000'000'000'000))->capture_default_str();
  command.add_option("--seed", options.play.seed, "of chance; all variations play the same fights")->check(whole_number<std::uint64_t>())->capture_default_str();
  command.add_option("--max-states", options.play.max_states, "give up solving after this many states")->check(whole_number<std::uint64_t>(0, 1'000'000'000))->capture_default_str();
}

void add_vary(CLI::App& command, Options& options) {
  command.add_option("--vary", options.vary, "a number's JSON Pointer and its values: POINTER=FROM..TO, FROM..TO:STEP or VALUE,VALUE")->type_name("POINTER=VALUES")->required()->expected(1)->take_all();
}

}  // namespace

void add_sensitivity(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_command(app, "sensitivity", "how much each number matters to a scenario", kSensitivityExamples, *options);
  add_play(*command, *options);
  command->add_option("--of", options->of, "only numbers at and below these JSON Pointers")->type_name("POINTER");
  command->add_option("--step", options->step, "a share of each value, as 1%, or a number")->capture_default_str();
  command->callback([options, &exit_code] { set_threads(*options), exit_code = print_sensitivity(*options); });
}

void add_sweep(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_command(app, "sweep", "what comes of a scenario at every point of a grid of numbers", kSweepExamples, *options);
  add_play(*command, *options);
  add_vary(*command, *options);
  CLI::Option* const csv = command->add_flag("--csv", options->csv, "print one row a point");
  csv->excludes(command->get_option("--json"));
  command->callback([options, &exit_code] { set_threads(*options), exit_code = print_sweep(*options); });
}

void add_breakpoints(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_command(app, "breakpoints", "at which values of a number a hit more or less is needed", kBreakpointsExamples, *options);
  add_vary(*command, *options);
  command->callback([options, &exit_code] { set_threads(*options), exit_code = print_breakpoints(*options); });
}

}  // namespace ludex::cli
