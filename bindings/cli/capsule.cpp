// ludex capsule: one verdict cut out of a log, with just the state it needs.

#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/capsule.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(A capsule holds one request, the rulebook, what the request could see of the world, and what was drawn. It never holds
the seed. `ludex explain --capsule` shows every value that decided it, as do Python and the browser.

Examples:
  ludex capsule day.ludexlog --batch 12 --request 3 --out why.json
  ludex explain --capsule why.json)";

struct Options {
  std::string log, out = kStandardStream;
  std::uint64_t batch = 0, request = 0;
  bool json = false;
};

int capsule(const Options& options) {
  const auto log = read_input(options.log);
  if (!log) return fail(log.errors(), options.log, options.json, "run the command again with the path of a log");
  auto out = OutputFile::plan(options.out);
  if (!out) return fail(out.errors(), options.out, options.json, "run the command again with a path that can be written");
  const auto cut = cut_capsule(*log, options.batch, options.request);
  if (!cut) {
    const bool is_log_bad = cut.errors().front().code == ErrorCode::record;
    return fail(cut.errors(), options.log, options.json, is_log_bad ? "give a log that `ludex record` or a server wrote; `ludex replay LOG` says what is damaged"
                                                                    : "`ludex replay " + options.log + "` lists the batches; requests are counted from 0");
  }
  auto error = out->stage(*cut + "\n");
  if (!error) error = out->commit();
  if (error) return fail({*error}, options.out, options.json, "run the command again with a path that can be written");
  if (options.out == kStandardStream) return kDone;
  const auto j = nlohmann::ordered_json::parse(*cut);
  std::size_t entities = 0;
  for (const auto& kind : j.at("world").at("entities")) entities += kind.size();
  if (options.json) {
    nlohmann::ordered_json report{{"ok", true}, {"out", options.out}, {"bytes", cut->size() + 1}, {"entities", entities}, {"draws", j.at("draws").size()}, {"verdict", j.at("verdict")}};
    std::fputs((report.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n").c_str(), stdout);
  } else {
    const std::string text = thousands(cut->size() + 1) + " bytes to " + options.out + ": " + thousands(entities) + (entities == 1 ? " entity" : " entities") + ", " + plural(j.at("draws").size(), "draw") + ", no seed\nNext: `ludex explain --capsule " + options.out + "`\n";
    std::fputs(printable(text).c_str(), stdout);
  }
  return kDone;
}

}  // namespace

void add_capsule(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("capsule", "cut one verdict out of a log, with just the state it needs");
  const auto options = std::make_shared<Options>();
  add_path(*command, "LOG", options->log, "the log, or - for standard input")->required();
  command->add_option("--batch", options->batch, "the batch, counted from 0 since the chain began")->required()->type_name("BATCH")->check(whole_number<std::uint64_t>());
  command->add_option("--request", options->request, "the request in it, counted from 0")->required()->type_name("REQUEST")->check(whole_number<std::uint64_t>());
  add_path(*command, "--out", options->out, "where the capsule goes (default: standard output)");
  command->add_flag("--json", options->json, "with --out FILE: print one JSON object about it");
  command->footer(kExamples);
  command->callback([options, &exit_code] { exit_code = capsule(*options); });
}

}  // namespace ludex::cli
