// ludex columns: requests as typed columns, and columns as lines.

#include "ludex/columns.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "progress.h"
#include "text.h"

namespace ludex::cli {
namespace {

constexpr const char* kExamples = R"(Lines that break the contract have no row; --refused lists them. docs/columns.md has the format.

Examples:
  ludex columns arena.json requests.ndjson --out requests.cols
  ludex columns arena.json requests.ndjson --out requests.cols --refused refused.ndjson
  ludex judge arena.json --world world.json --requests requests.cols
  ludex columns --text requests.cols --out requests.ndjson)";

constexpr const char* kNextOutput = "run the command again with a path that can be written";

struct Options {
  std::string rulebook, requests, text, refused;
  std::string out = kStandardStream;
  bool json = false;
};

std::string reason_of(const Program& program, const RefusedLine& line) { return std::string(program.reason_name(line.reason)); }

std::string refused_lines(const Program& program, const std::vector<RefusedLine>& refused) {
  std::string out;
  for (const RefusedLine& line : refused) {
    const nlohmann::ordered_json told{{"line", line.line}, {"reason", reason_of(program, line)}, {"at", line.pointer}};
    out += told.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return out;
}

std::string for_people(const Program& program, const RequestColumns& columns, const Options& options) {
  static constexpr std::size_t kShown = 5;
  std::string out = plural(columns.rows, "row") + ", " + thousands(columns.bytes.size()) + " bytes";
  if (columns.refused.empty()) return out + "\n";
  out += "; " + plural(columns.refused.size(), "line") + " refused\n";
  for (std::size_t i = 0; i < std::min(columns.refused.size(), kShown); ++i) {
    const RefusedLine& line = columns.refused[i];
    out += "  line " + std::to_string(line.line) + ": " + reason_of(program, line) + (line.pointer.empty() ? "" : " at " + line.pointer) + "\n";
  }
  if (options.refused.empty()) out += "Next: --refused FILE lists all of them\n";
  return out;
}

/// Writes all files or none; the exit code.
int write(std::vector<std::pair<std::string, std::string>> contents, const Options& options) {
  std::vector<OutputFile> files;
  for (const auto& content : contents) {
    auto file = OutputFile::plan(content.first);
    if (!file) return fail(file.errors(), content.first, options.json, kNextOutput);
    files.push_back(std::move(*file));
  }
  for (std::size_t i = 0; i < files.size(); ++i)
    if (auto error = files[i].stage(std::move(contents[i].second))) return fail({*error}, contents[i].first, options.json, kNextOutput);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (auto error = files[i].commit()) return fail({*error}, contents[i].first, options.json, kNextOutput);
  return kDone;
}

int to_text(const Options& options) {
  const auto bytes = read_input(options.text);
  if (!bytes) return fail(bytes.errors(), options.text, options.json, "run the command again with the path of a column file");
  auto lines = decode_requests(*bytes);
  if (!lines) return fail(lines.errors(), options.text, options.json, "make the file again; docs/columns.md has the format");
  const std::size_t size = lines->size();
  if (const int code = write({{options.out, std::move(*lines)}}, options); code != kDone) return code;
  if (options.json) std::fputs((nlohmann::ordered_json{{"ok", true}, {"bytes", size}}.dump() + "\n").c_str(), stdout);
  return kDone;
}

int to_columns(const Options& options) {
  const auto program = load_program(options.rulebook, options.json);
  if (!program) return kDataError;
  const auto requests = read_input(options.requests);
  if (!requests) return fail(requests.errors(), options.requests, options.json, "run the command again with the path of the requests");
  std::optional<Progress> progress(std::in_place, "encoding " + thousands(requests->size()) + " bytes of requests");
  auto columns = encode_requests(*program, *requests);
  progress.reset();
  if (!columns) return fail(columns.errors(), options.requests, options.json, "give fewer requests at a time");
  const nlohmann::ordered_json report{{"ok", true}, {"rows", columns->rows}, {"refused", columns->refused.size()}, {"bytes", columns->bytes.size()}};
  const std::string told = options.json ? report.dump() + "\n" : printable(for_people(*program, *columns, options));
  std::vector<std::pair<std::string, std::string>> contents;
  contents.emplace_back(options.out, std::move(columns->bytes));
  if (!options.refused.empty()) contents.emplace_back(options.refused, refused_lines(*program, columns->refused));
  if (const int code = write(std::move(contents), options); code != kDone) return code;
  const bool uses_stdout = options.out == kStandardStream || options.refused == kStandardStream;
  std::fputs(told.c_str(), uses_stdout ? stderr : stdout);
  return kDone;
}

void check(const Options& options) {
  const bool is_text = !options.text.empty();
  if (is_text && (!options.rulebook.empty() || !options.refused.empty()))
    throw CLI::ValidationError("--text FILE stands alone: a column file needs no rulebook and refuses no lines");
  if (!is_text && options.requests.empty()) throw CLI::ValidationError("give RULEBOOK and REQUESTS, or --text FILE");
  if (options.rulebook == kStandardStream && options.requests == kStandardStream)
    throw CLI::ValidationError("standard input (-) can be read once: give a file for the other");
  if (options.out == options.refused) throw CLI::ValidationError("--out and --refused are both " + options.out + ": give each its own file");
  if (options.json && (options.out == kStandardStream || options.refused == kStandardStream))
    throw CLI::ValidationError("--json takes standard output: give --out and --refused a file");
}

}  // namespace

void add_columns(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("columns", "write requests as typed columns, or columns as lines");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input");
  add_path(*command, "REQUESTS", options->requests, "one request a line (NDJSON), or -");
  add_path(*command, "--text", options->text, "a column file, or -, to be written as lines");
  add_path(*command, "--out", options->out, "where columns or lines go, or - (default)");
  add_path(*command, "--refused", options->refused, "where the lines that have no row are listed: line, reason, at");
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    check(*options);
    exit_code = options->text.empty() ? to_columns(*options) : to_text(*options);
  });
}

}  // namespace ludex::cli
