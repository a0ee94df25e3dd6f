// ludex fmt: a rulebook in one layout, in its short or its long form.

#include "ludex/format.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(Comments, blank lines, the order of keys and the meaning stay as they are. What has only one form keeps it.

Examples:
  ludex fmt arena.json
  ludex fmt arena.json --out arena.json
  ludex fmt --long arena.json --out arena.long.json
  ludex fmt --check arena.json)";

struct Options {
  std::string rulebook;
  std::string out = kStandardStream;
  bool to_long = false, to_short = false, check = false, json = false;
};

// The command that would put right what --check found.
std::string next_command(const Options& options) {
  const std::string form = options.to_long ? "--long " : options.to_short ? "--short " : "";
  return "ludex fmt " + form + options.rulebook + " --out " + options.rulebook;
}

int fmt(const Options& options) {
  static constexpr const char* kNext = "run the command again with a path that can be written";
  auto file = OutputFile::plan(options.out);
  if (!file) return fail(file.errors(), options.out, options.json, kNext);
  const auto text = read_input(options.rulebook);
  if (!text) return fail(text.errors(), options.rulebook, options.json, "run the command again with the path of a rulebook; examples/rulebooks has one");
  const Form form = options.to_long ? Form::long_form : options.to_short ? Form::short_form : Form::as_written;
  auto made = format_rulebook(*text, form);
  if (!made) return fail(with_source_lines(made.errors(), *text), options.rulebook, options.json, "change the rulebook there and run the command again");
  const bool is_changed = *made != *text;
  const bool is_ok = !options.check || !is_changed;

  if (options.json) {
    nlohmann::ordered_json report{{"ok", is_ok}, {"changed", is_changed}};
    if (!options.check && options.out == kStandardStream) report["rulebook"] = *made;
    if (!is_ok) report["next"] = next_command(options);
    std::fputs((report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n").c_str(), stdout);
  } else if (!is_ok) {
    std::fputs(printable(options.rulebook + " is not formatted\nNext: " + next_command(options) + "\n").c_str(), stderr);
  }
  if (options.check) return is_ok ? kDone : kDataError;
  if (options.json && options.out == kStandardStream) return kDone;
  if (auto error = file->stage(std::move(*made))) return fail({*error}, options.out, options.json, kNext);
  if (auto error = file->commit()) return fail({*error}, options.out, options.json, kNext);
  return kDone;
}

}  // namespace

void add_fmt(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("fmt", "lay out a rulebook, or write it in its short or long form");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  auto* to_long = command->add_flag("--long", options->to_long, "JSON Schema for shapes, objects for clauses and effects");
  command->add_flag("--short", options->to_short, "strings wherever they say as much")->excludes(to_long);
  auto* out = add_path(*command, "--out", options->out, "where it goes, or - (default); may be the rulebook itself");
  command->add_flag("--check", options->check, "write nothing; exit code 1 when it would change")->excludes(out);
  command->add_flag("--json", options->json, "print {\"ok\",\"changed\"}, and \"rulebook\" unless --out takes it");
  command->footer(kExamples);
  command->callback([options, &exit_code] { exit_code = fmt(*options); });
}

}  // namespace ludex::cli
