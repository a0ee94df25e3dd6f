// ludex bundle: a rulebook and the files it names, in one.

#include "ludex/bundle.h"

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/format.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  ludex bundle duel.json --out duel.bundle.json
  ludex bundle duel.json --out - | ludex check -
The other commands read the files themselves; other front ends take one text.)";

struct Options {
  std::string rulebook, out;
  bool json = false;
};

int bundle(const Options& options) {
  static constexpr const char* kNext = "run the command again with a path that can be written";
  auto file = OutputFile::plan(options.out);
  if (!file) return fail(file.errors(), options.out, options.json, kNext);
  const auto gathered = load_bundle(options.rulebook, options.json);
  if (!gathered) return kDataError;
  const std::string next = "change the rulebook there and run `ludex check " + options.rulebook + "`";
  const auto program = Program::compile(gathered->text());
  if (!program) return fail(in_files(*gathered, options.rulebook, program.errors()), options.rulebook, options.json, next);
  auto made = format_rulebook(gathered->text());
  if (!made) return fail(made.errors(), options.rulebook, options.json, next);

  nlohmann::ordered_json report{{"ok", true}, {"files", nlohmann::ordered_json::array()}, {"bytes", made->size()}};
  for (const auto& f : gathered->files())
    if (!f.path.empty()) report["files"].push_back(f.path);
  const std::string text = options.json ? report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"
                                        : options.out + ": " + plural(gathered->files().size(), "file") + " in one, " + thousands(made->size()) + " bytes\n";
  if (auto error = file->stage(std::move(*made))) return fail({*error}, options.out, options.json, kNext);
  if (auto error = file->commit()) return fail({*error}, options.out, options.json, kNext);
  std::fputs(options.json ? text.c_str() : printable(text).c_str(), options.out == kStandardStream ? stderr : stdout);
  return kDone;
}

}  // namespace

void add_bundle(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("bundle", "write a rulebook and the files it names as one");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook; the files it names are found from its folder")->required();
  add_path(*command, "--out", options->out, "where the one rulebook goes, or -")->required();
  command->add_flag("--json", options->json, "print {\"ok\",\"files\",\"bytes\"}");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    if (options->json && options->out == kStandardStream) throw CLI::ValidationError("--json takes standard output: give --out a file");
    exit_code = bundle(*options);
  });
}

}  // namespace ludex::cli
