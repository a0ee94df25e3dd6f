// ludex migrate: a file of saves under tomorrow's rules, before anyone plays by them.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "migrate_html.h"
#include "migrate_run.h"
#include "migrate_text.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples = R"(The input is never changed. Every line ends up in --out, migrated, or in --quarantine, with its own bytes, the class of what
is wrong and where. Exit code 1 when any line was set aside or a sum is not conserved. A run that was stopped goes on with --resume.

Examples:
  ludex migrate arena.json player saves.ndjson --dry-run --html rehearsal.html
  ludex migrate arena.json player saves.ndjson --dry-run --sum coins=/coins,/gold
  ludex migrate arena.json player saves.ndjson --out new.ndjson --quarantine bad.ndjson --report report.json)";

// "coins=/gold,/coins"
bool read_sum(const std::string& text, DeclaredSum& out) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return false;
  out.name = text.substr(0, equals);
  for (std::size_t at = equals + 1; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    out.at.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return true;
}

int migrate(const MigrateOptions& options) {
  constexpr const char* kNext = "run the command again with a path that can be read or written";
  const auto bundle = load_bundle(options.rulebook, options.json);
  if (!bundle) return kDataError;
  std::vector<std::string> used;
  for (const auto& file : bundle->files())
    if (!file.path.empty()) used.push_back((std::filesystem::path(options.rulebook).parent_path() / file.path).string());
  if (auto error = file_conflict(options, used)) return fail({*error}, "", options.json, "name another file for it");
  const auto program = Program::compile(bundle->text());
  if (!program) return fail(in_files(*bundle, options.rulebook, program.errors()), options.rulebook, options.json, "change the rulebook there and run `ludex check " + options.rulebook + "`");
  RehearsalOptions how;
  how.limits.max_bytes = options.max_bytes;
  how.is_checked_twice = !options.no_check;
  how.has_histograms = !options.no_histograms && (options.json || !options.report.empty() || !options.html.empty());
  how.samples = options.samples;
  if (options.threads > 0) how.exec = {Exec::Mode::parallel, options.threads};
  for (const std::string& sum : options.sums) {
    how.sums.emplace_back();
    if (!read_sum(sum, how.sums.back())) throw CLI::ValidationError("--sum", "'" + sum + "' is no sum: NAME=/POINTER,/POINTER");
  }
  auto rehearsal = Rehearsal::make(*program, options.kind, how);
  if (!rehearsal) return fail(rehearsal.errors(), options.rulebook, options.json, "run the command again with one of the kinds that `ludex check " + options.rulebook + "` lists, and with sums of its saves");

  // Found out before an hour of work.
  std::optional<OutputFile> report_file, html_file;
  for (const auto& [path, file] : {std::pair{&options.report, &report_file}, std::pair{&options.html, &html_file}}) {
    if (path->empty()) continue;
    auto planned = OutputFile::plan(*path);
    if (!planned) return fail(planned.errors(), *path, options.json, kNext);
    file->emplace(std::move(*planned));
  }
  const auto done = migrate_files(options, std::move(*rehearsal));
  if (!done) return fail(done.errors(), "", options.json, options.resume ? "mend what it says, or run the command without --resume to begin anew" : kNext);
  if (done->is_interrupted) {
    Error stopped;
    stopped.code = ErrorCode::io;
    stopped.message = "stopped before the end of '" + options.in + "'";
    return fail({stopped}, "", options.json, "the same command with --resume goes on from there");
  }

  const Json report = Json::parse(done->report);
  std::string next = report.at("ok").get<bool>() ? "" : migrate_next(report, options.quarantine);
  const auto write = [&](std::optional<OutputFile>& file, std::string text) -> std::optional<Error> {
    if (!file) return std::nullopt;
    if (auto error = file->stage(std::move(text))) return error;
    return file->commit();
  };
  if (auto error = write(report_file, report.dump(2) + "\n")) return fail({*error}, options.report, options.json, kNext);
  if (html_file) {
    MigratePage page{program->name().empty() ? options.rulebook : std::string(program->name()), options.kind, options.in, next};
    if (auto error = write(html_file, migrate_html(report, page))) return fail({*error}, options.html, options.json, kNext);
  }
  // What goes to standard output is either saves or words.
  const bool is_out_taken = options.out == kStandardStream || options.quarantine == kStandardStream || options.report == kStandardStream || options.html == kStandardStream;
  if (options.json) std::fputs((done->report + "\n").c_str(), stdout);
  else std::fputs(printable(migrate_text(report)).c_str(), is_out_taken ? stderr : stdout);
  if (next.empty()) return kDone;
  std::fflush(stdout);  // where both go to one place, the report comes first
  std::fputs(printable("Next: " + next + "\n").c_str(), stderr);
  return kDataError;
}

}  // namespace

void add_migrate(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("migrate", "bring a file of saves to a rulebook's version, or rehearse it");
  const auto options = std::make_shared<MigrateOptions>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook")->required();
  command->add_option("KIND", options->kind, "the kind whose profiles these are, such as player")->required();
  add_path(*command, "IN", options->in, "saves, one JSON object a line, or - for standard input")->required();
  auto* out = add_path(*command, "--out", options->out, "where saves under the rulebook's version go, or -");
  auto* quarantine = add_path(*command, "--quarantine", options->quarantine, "where lines that could not be brought there go, with their own bytes");
  add_path(*command, "--report", options->report, "where the report goes as JSON");
  add_path(*command, "--html", options->html, "where the report goes as a page to read");
  auto* dry_run = command->add_flag("--dry-run", options->dry_run, "write no saves: only look, count and report")->excludes(out)->excludes(quarantine);
  command->add_option("--threads", options->threads, "threads, 0 for as many as there are [0]")->type_name("N")->check(whole_number<std::uint32_t>(0, 1024));
  command->add_option("--sum", options->sums, "a sum that must not change, besides those the rulebook names: coins=/gold,/coins; * is every item or member")->type_name("NAME=POINTERS")->expected(1)->take_all();
  command->add_option("--max-bytes", options->max_bytes, "what a save may have before and after [4 MB]")->type_name("N")->check(whole_number<std::uint64_t>(1, std::uint64_t{1} << 31));
  command->add_option("--samples", options->samples, "saves shown of each class [20]")->type_name("N")->check(whole_number<std::uint32_t>(0, 1000));
  command->add_flag("--no-check", options->no_check, "do not migrate every result again to see that nothing changes");
  command->add_flag("--no-histograms", options->no_histograms, "do not count every field before and after");
  command->add_flag("--resume", options->resume, "go on where a run of the same command was stopped; begin when none was")->excludes(dry_run);
  command->add_option("--checkpoint-every", options->checkpoint_mb, "MB of input after which a run notes how far it is [256]")->type_name("MB")->check(whole_number<std::uint64_t>(0, 1 << 20));
  command->add_flag("--json", options->json, "print the report as one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    // A line that is set aside and written nowhere would be lost to whoever goes on with --out.
    if (!options->dry_run && (options->out.empty() || options->quarantine.empty()))
      throw CLI::ValidationError("--out", "give --out and --quarantine, or --dry-run");
    if (options->resume && (options->in == kStandardStream || options->out == kStandardStream || options->quarantine == kStandardStream))
      throw CLI::ValidationError("--resume", "what comes and goes through a pipe cannot be gone on with: name files");
    if (options->json && (options->out == kStandardStream || options->quarantine == kStandardStream || options->report == kStandardStream || options->html == kStandardStream))
      throw CLI::ValidationError("--json", "standard output takes the report or a file, not both");
    exit_code = migrate(*options);
  });
}

}  // namespace ludex::cli
