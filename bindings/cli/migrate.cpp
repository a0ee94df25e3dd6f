// ludex migrate: a file of saves under tomorrow's rules, before anyone plays by them.

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/profile.h"
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

constexpr std::size_t kWorstSamples = 20;  // of each class: enough to see what they have in common
constexpr std::size_t kMostPlaces = 1000;   // a hostile file could name a new one on every line

struct Options {
  std::string rulebook, kind, in, out, quarantine, report;
  bool dry_run = false, json = false, no_check = false;
};

std::string base64(std::string_view bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned word = 0;
    for (std::size_t k = 0; k < 3; ++k) word = word << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out.push_back(k <= count ? kAlphabet[word >> (18 - 6 * k) & 63] : '=');
  }
  return out;
}

// What is known of the file so far.
struct Rehearsal {
  std::uint64_t lines = 0, changed = 0, ahead = 0, reconciled = 0, bytes_in = 0, bytes_out = 0, largest = 0, unstable = 0;
  std::uint64_t states[kSaveStates] = {};
  std::map<std::int64_t, std::uint64_t> versions;
  std::map<std::string, std::uint64_t> failed_steps, places;  // place: class and pointer with numbers as N
  Json samples = Json::object();

  std::uint64_t quarantined() const {
    std::uint64_t out = 0;
    for (std::size_t i = 1; i < kSaveStates; ++i) out += states[i];
    return out;
  }
};

// "/state/items/17/level" and its ten thousand relatives are one place.
std::string general(const std::string& pointer) {
  std::string out;
  for (std::size_t i = 0; i < pointer.size();) {
    std::size_t end = std::min(pointer.find('/', i + 1), pointer.size());
    const std::string token = pointer.substr(i + 1, end - i - 1);
    out += !token.empty() && token.find_first_not_of("0123456789") == std::string::npos ? "/N" : "/" + token;
    i = end;
  }
  return out;
}

Json quarantine_line(std::uint64_t line, const LoadedSave& save, std::string_view bytes) {
  Json out{{"line", line}, {"class", to_string(save.state)}, {"pointer", save.pointer}, {"message", save.message}};
  if (!save.step.empty()) out["step"] = save.step;
  const std::string raw(bytes);
  try {
    (void)Json(raw).dump();
    out["raw"] = raw;
  } catch (const Json::exception&) {  // not UTF-8: the bytes all the same
    out["raw_base64"] = base64(bytes);
  }
  return out;
}

Json report_of(const Rehearsal& r, const SaveLoader& loader) {
  Json out{{"ok", r.quarantined() == 0 && r.unstable == 0}, {"lines", r.lines}, {"ready", r.states[0]}, {"changed", r.changed}, {"ahead", r.ahead}, {"reconciled", r.reconciled}};
  Json classes = Json::object();
  for (std::size_t i = 1; i < kSaveStates; ++i) classes[std::string(to_string(static_cast<SaveState>(i)))] = r.states[i];
  out["quarantined"] = classes;
  Json versions = Json::object();
  for (const auto& [version, count] : r.versions) versions[std::to_string(version)] = count;
  out["versions"] = versions;
  Json steps = Json::array();
  const auto names = loader.steps();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto failed = r.failed_steps.find(names[i]);
    steps.push_back({{"id", names[i]}, {"applied", loader.applied()[i]}, {"failed", failed == r.failed_steps.end() ? 0 : failed->second}});
  }
  out["steps"] = steps;
  Json places = Json::object();
  for (const auto& [place, count] : r.places) places[place] = count;
  out["places"] = places;
  out["bytes"] = {{"in", r.bytes_in}, {"out", r.bytes_out}, {"largest", r.largest}};
  out["twice_is_once"] = r.unstable == 0;
  out["samples"] = r.samples;
  return out;
}

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
  auto loader = SaveLoader::make(*program, options.kind);
  if (!loader) return fail(loader.errors(), options.rulebook, options.json, "run the command again with one of the kinds that `ludex check " + options.rulebook + "` lists");
  auto again = SaveLoader::make(*program, options.kind);
  constexpr const char* kNext = "run the command again with a path that can be read or written";
  auto lines = LineReader::open(options.in);
  if (!lines) return fail(lines.errors(), options.in, options.json, kNext);
  std::optional<StreamedFile> out, quarantine;
  for (const auto& [path, file] : {std::pair{&options.out, &out}, std::pair{&options.quarantine, &quarantine}}) {
    if (options.dry_run || path->empty()) continue;
    auto opened = StreamedFile::open(*path);
    if (!opened) return fail(opened.errors(), *path, options.json, kNext);
    file->emplace(std::move(*opened));
  }

  Rehearsal r;
  {
    Progress progress("migrating", lines->size());
    std::string_view line;
    std::string made, twice;
    while (lines->next(line)) {
      ++r.lines;
      if (line.ends_with('\r')) line.remove_suffix(1);
      r.bytes_in += line.size();
      made.clear();
      const LoadedSave save = loader->load(line, made);
      ++r.states[static_cast<std::size_t>(save.state)];
      if (save.state != SaveState::undecodable) ++r.versions[save.version];
      if (save.state == SaveState::ready) {
        r.changed += save.is_changed;
        r.ahead += save.is_ahead;
        r.reconciled += save.reconciled;
        r.bytes_out += made.size();
        r.largest = std::max<std::uint64_t>(r.largest, made.size());
        if (!options.no_check) {
          twice.clear();
          const LoadedSave second = again->load(made, twice);
          r.unstable += second.state != SaveState::ready || second.is_changed;
        }
        made.push_back('\n');
        if (out) out->write(made);
      } else {
        if (!save.step.empty()) ++r.failed_steps[save.step];
        const std::string place = std::string(to_string(save.state)) + " " + general(save.pointer);
        if (r.places.size() < kMostPlaces || r.places.count(place)) ++r.places[place];
        const Json set_aside = quarantine_line(r.lines, save, line);
        if (quarantine) quarantine->write(set_aside.dump() + "\n");
        Json& samples = r.samples[std::string(to_string(save.state))];
        if (samples.size() < kWorstSamples) samples.push_back({{"line", r.lines}, {"pointer", save.pointer}, {"message", save.message}});
      }
      if (r.lines % 4096 == 0) progress.update(lines->bytes_read());
    }
  }
  if (lines->error()) return fail({*lines->error()}, options.in, options.json, kNext);
  const Json report = report_of(r, *loader);
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
  const std::string next = r.quarantined() > 0 ? "add a step or change one that is not published yet for what was set aside" + (options.quarantine.empty() ? std::string("; --quarantine FILE keeps the lines") : " in " + options.quarantine)
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
