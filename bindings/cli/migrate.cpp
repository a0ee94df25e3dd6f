// ludex migrate: a file of saves under tomorrow's rules, before anyone plays by them.

#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/rehearsal.h"
#include "progress.h"
#include "stream.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;
using Align = Table::Align;

constexpr const char* kExamples = R"(The input is never changed. Every line ends up in --out, migrated, or in --quarantine, with its own bytes, the class of what
is wrong and where. Exit code 1 when any line was set aside.

Examples:
  ludex migrate arena.json player saves.ndjson --dry-run
  ludex migrate arena.json player saves.ndjson --out new.ndjson --quarantine bad.ndjson --report report.json)";

constexpr std::size_t kBlockBytes = std::size_t{8} << 20;  // enough for every thread; what a run holds at a time

struct Options {
  std::string rulebook, kind, in, out, quarantine, report;
  bool dry_run = false, json = false, no_check = false;
};

void print(const Json& report) {
  Table table({Align::left, Align::right});
  table.row({"saves", thousands(report.at("lines"))});
  table.row({"ready", thousands(report.at("ready"))});
  table.row({"  changed", thousands(report.at("changed"))});
  table.row({"  of later rules that let these read them", thousands(report.at("ahead"))});
  table.row({"  values that took their default", thousands(report.at("reconciled"))});
  for (const auto& [name, count] : report.at("quarantined").items())
    if (count != 0) table.row({"quarantined: " + name, thousands(count)});
  std::string text = table.str();
  Table steps({Align::left, Align::right, Align::right});
  steps.row({"step", "applied", "failed"});
  for (const auto& step : report.at("steps")) steps.row({step.at("id"), thousands(step.at("applied")), thousands(step.at("failed"))});
  if (!report.at("steps").empty()) text += "\n" + steps.str();
  Table places({Align::left, Align::right});
  places.row({"where", "saves"});
  for (const auto& [place, count] : report.at("places").items()) places.row({place, thousands(count)});
  if (!report.at("places").empty()) text += "\n" + places.str();
  text += "\n  " + thousands(report.at("bytes").at("in")) + " bytes in, " + thousands(report.at("bytes").at("out")) + " out, the largest save " + thousands(report.at("bytes").at("largest")) +
          "; migrating twice " + (report.at("twice_is_once").get<bool>() ? "changes nothing" : "CHANGES SAVES AGAIN") + "\n";
  std::fputs(printable(text).c_str(), stdout);
}

int migrate(const Options& options) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  RehearsalOptions how;
  how.is_checked_twice = !options.no_check;
  how.has_histograms = options.json || !options.report.empty();
  auto rehearsal = Rehearsal::make(*program, options.kind, how);
  if (!rehearsal) return fail(rehearsal.errors(), options.rulebook, options.json, "run the command again with one of the kinds that `ludex check " + options.rulebook + "` lists");
  constexpr const char* kNext = "run the command again with a path that can be read or written";
  auto lines = BlockReader::open(options.in, kBlockBytes);
  if (!lines) return fail(lines.errors(), options.in, options.json, kNext);
  std::optional<StreamedFile> out, quarantine;
  for (const auto& [path, file] : {std::pair{&options.out, &out}, std::pair{&options.quarantine, &quarantine}}) {
    if (options.dry_run || path->empty()) continue;
    auto opened = StreamedFile::open(*path);
    if (!opened) return fail(opened.errors(), *path, options.json, kNext);
    file->emplace(std::move(*opened));
  }

  {
    Progress progress("migrating", lines->size());
    std::string_view block;
    std::string made, aside;
    while (lines->next(block)) {
      made.clear();
      aside.clear();
      rehearsal->add(block, made, aside);
      if (out) out->write(made);
      if (quarantine) quarantine->write(aside);
      progress.update(lines->bytes_read());
    }
  }
  if (lines->error()) return fail({*lines->error()}, options.in, options.json, kNext);
  const Json report = Json::parse(rehearsal->report());
  for (const auto& [path, file] : {std::pair{&options.quarantine, &quarantine}, std::pair{&options.out, &out}})
    if (*file)
      if (auto error = (*file)->finish()) return fail({*error}, *path, options.json, kNext);
  if (!options.report.empty()) {
    auto file = OutputFile::plan(options.report);
    if (!file) return fail(file.errors(), options.report, options.json, kNext);
    if (auto error = file->stage(report.dump(2) + "\n")) return fail({*error}, options.report, options.json, kNext);
    if (auto error = file->commit()) return fail({*error}, options.report, options.json, kNext);
  }
  if (options.json) std::fputs((report.dump() + "\n").c_str(), stdout);
  else print(report);
  if (report.at("ok").get<bool>()) return kDone;
  const std::string next = report.at("ready") != report.at("lines") ? "add a step or change one that is not published yet for what was set aside" + (options.quarantine.empty() ? std::string("; --quarantine FILE keeps the lines") : " in " + options.quarantine)
                                               : "look at the steps: what they make is not what they leave alone";
  std::fputs(printable("Next: " + next + "\n").c_str(), stderr);
  return kDataError;
}

}  // namespace

void add_migrate(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("migrate", "bring a file of saves to a rulebook's version, or rehearse it");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook")->required();
  command->add_option("KIND", options->kind, "the kind whose profiles these are, such as player")->required();
  add_path(*command, "IN", options->in, "saves, one JSON object a line, or - for standard input")->required();
  auto* out = add_path(*command, "--out", options->out, "where saves under the rulebook's version go, or -");
  auto* quarantine = add_path(*command, "--quarantine", options->quarantine, "where lines that could not be brought there go, with their own bytes");
  add_path(*command, "--report", options->report, "where the report goes as JSON");
  command->add_flag("--dry-run", options->dry_run, "write no saves: only look, count and report")->excludes(out)->excludes(quarantine);
  command->add_flag("--no-check", options->no_check, "do not migrate every result again to see that nothing changes");
  command->add_flag("--json", options->json, "print the report as one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    // A line that is set aside and written nowhere would be lost to whoever goes on with --out.
    if (!options->dry_run && (options->out.empty() || options->quarantine.empty()))
      throw CLI::ValidationError("--out", "give --out and --quarantine, or --dry-run");
    exit_code = migrate(*options);
  });
}

}  // namespace ludex::cli
