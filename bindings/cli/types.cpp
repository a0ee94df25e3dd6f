// ludex types: a rulebook's types for a studio's own code.

#include "ludex/types.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/world.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(Requests, params, state, tables, events, results, verdicts, reasons and the ids of actions, as declarations.

Examples:
  ludex types arena.json --lang ts --out src/arena.ts
  ludex types arena.json --lang luau --out src/shared/Arena.luau)";

struct Options {
  std::string rulebook, language;
  std::string out = kStandardStream;
  bool json = false;
};

int types(const Options& options) {
  static constexpr const char* kNext = "run the command again with a path that can be written";
  auto file = OutputFile::plan(options.out);
  if (!file) return fail(file.errors(), options.out, options.json, kNext);
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  std::string text = write_types(*program, *language_named(options.language));

  if (options.json) {
    nlohmann::ordered_json report{{"ok", true}, {"lang", options.language}, {"digest", digest_text(program->digest())}};
    if (options.out == kStandardStream) report["types"] = text;
    else report["bytes"] = text.size();
    std::fputs((report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n").c_str(), stdout);
    if (options.out == kStandardStream) return kDone;
  }
  if (auto error = file->stage(std::move(text))) return fail({*error}, options.out, options.json, kNext);
  if (auto error = file->commit()) return fail({*error}, options.out, options.json, kNext);
  return kDone;
}

}  // namespace

void add_types(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("types", "write a rulebook's types for TypeScript, Python, C++ or Luau");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_option("--lang", options->language, "ts, py, cpp or luau")->required()->type_name("LANG")->check(CLI::IsMember({"ts", "py", "cpp", "luau"}));
  add_path(*command, "--out", options->out, "where the text goes, or - (default)");
  command->add_flag("--json", options->json, "print {\"ok\",\"lang\",\"digest\"} and \"types\", or \"bytes\" where --out takes them");
  command->footer(kExamples);
  command->callback([options, &exit_code] { exit_code = types(*options); });
}

}  // namespace ludex::cli
