// ludex validate: JSON documents against a JSON Schema.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/schema.h"
#include "progress.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples = R"(Examples:
  ludex validate profile.schema.json profile.json
  ludex validate profile.schema.json --lines --all-errors profiles.ndjson
  ludex validate rulebook.schema.json --comments arena.json
  ludex validate order.schema.json --document https://example.com/item=item.schema.json - < order.json
JSON Schema 2020-12. Nothing is fetched: what the schema refers to is given with --document.
Exit codes: 0 every instance fits, 1 one does not or a file is at fault, 2 wrong usage.)";

constexpr std::size_t kProgressBytes = 1 << 22;

struct Options {
  std::string schema;
  std::vector<std::string> instances, documents;
  bool lines = false, all_errors = false, formats = false, comments = false, json = false;
};

struct Tally {
  std::uint64_t instances = 0, invalid = 0;
  std::string text;            // what to print, for people
  Json results = Json::array();
};

/// One instance: `text` begins at `begin_line` of `file`.
void report(const Options& options, const std::string& file, std::string_view text, std::uint64_t begin_line, const Validation& v, Tally& tally) {
  ++tally.instances;
  if (!v.valid) ++tally.invalid;
  const auto place = [&](std::uint64_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto newline = before.rfind('\n');
    const auto column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1;
    return std::pair(begin_line + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')), column);
  };
  if (options.json) {
    if (v.valid && options.lines) return;  // of many lines, those that do not fit
    Json result = Json::parse(to_json(v));
    result["file"] = file;
    if (options.lines) result["line"] = begin_line;
    tally.results.push_back(std::move(result));
    return;
  }
  const auto line = [&](std::uint64_t offset, const std::string& message) {
    const auto at = place(offset);
    tally.text += file + ":" + std::to_string(at.first) + ":" + std::to_string(at.second) + ": " + message + "\n";
  };
  if (v.malformed) line(v.malformed->offset, v.malformed->message);
  for (const Mismatch& m : v.mismatches) line(m.offset, to_string(m));
}

void flush(Tally& tally) {
  std::fputs(printable(tally.text).c_str(), stdout);
  tally.text.clear();
}

void check_lines(const Options& options, const std::string& file, std::string_view text, SchemaValidator& validator, Tally& tally) {
  Progress progress("validating", text.size());
  std::uint64_t number = 0;
  std::size_t told = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    ++number;
    begin = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (validator.is_valid(line)) ++tally.instances;
    else report(options, file, line, number, validator.validate(line), tally);
    if (begin - told >= kProgressBytes) {
      told = begin;
      progress.update(std::min(begin, text.size()));
    }
  }
}

/// The documents of --document; stops at the first that is wrong.
Result<std::vector<SchemaDocument>> read_documents(const std::vector<std::string>& given) {
  std::vector<SchemaDocument> out;
  for (const std::string& pair : given) {
    const std::size_t sign = pair.rfind('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == pair.size()) throw CLI::ValidationError("--document", "'" + pair + "' is not URI=FILE");
    auto text = read_input(pair.substr(sign + 1));
    if (!text) return text.errors();
    out.push_back({pair.substr(0, sign), std::move(*text)});
  }
  return out;
}

int validate(const Options& options) {
  if (std::count(options.instances.begin(), options.instances.end(), kStandardStream) + (options.schema == kStandardStream ? 1 : 0) > 1)
    throw CLI::ValidationError("-", "standard input can be read only once");
  auto schema = read_input(options.schema);
  if (!schema) return fail(schema.errors(), options.schema, options.json, "run the command again with the path of a schema");
  SchemaOptions how;
  how.assert_formats = options.formats;
  auto documents = read_documents(options.documents);
  if (!documents) return fail(documents.errors(), "", options.json, "run the command again with the path of the document");
  how.documents = std::move(*documents);
  const auto compiled = Schema::compile(*schema, how);
  if (!compiled) return fail(with_source_lines(compiled.errors(), *schema), options.schema, options.json, "change the schema there; a document it refers to is given with --document URI=FILE");

  ValidationOptions wanted;
  wanted.all_errors = options.all_errors;
  wanted.allow_comments = options.comments;
  SchemaValidator validator = compiled->validator(wanted);
  Tally tally;
  for (const std::string& file : options.instances) {
    const auto text = read_input(file);
    if (!text) {
      flush(tally);
      return fail(text.errors(), file, options.json, "run the command again with the path of an instance");
    }
    if (options.lines) check_lines(options, file, *text, validator, tally);
    else report(options, file, *text, 1, validator.validate(*text), tally);
    flush(tally);
  }
  if (options.json) {
    const Json all{{"valid", tally.invalid == 0}, {"instances", tally.instances}, {"invalid", tally.invalid}, {"results", tally.results}};
    std::fputs((all.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n").c_str(), stdout);
  } else {
    std::fputs((thousands(tally.instances - tally.invalid) + " of " + plural(tally.instances, "instance") + " valid\n").c_str(), stdout);
  }
  if (tally.invalid == 0) return kDone;
  std::fputs(options.all_errors ? "Next: change the instances there, or the schema\n" : "Next: change the instances there, or the schema; --all-errors tells more than the first of each\n", stderr);
  return kDataError;
}

}  // namespace

void add_validate(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("validate", "check JSON documents against a JSON Schema (2020-12)");
  const auto options = std::make_shared<Options>();
  add_path(*command, "SCHEMA", options->schema, "the schema, or - for standard input")->required();
  command->add_option("INSTANCE", options->instances, "documents to check, or - for standard input")->type_name("FILE")->required();
  command->add_flag("--lines", options->lines, "every line of an instance file is a document (NDJSON)");
  command->add_flag("--all-errors", options->all_errors, "tell all that is wrong, not only the first");
  command->add_flag("--formats", options->formats, "check 'format', which is only noted otherwise");
  command->add_option("--document", options->documents, "a document the schema refers to; may be given often")->type_name("URI=FILE")->expected(1)->take_all();
  command->add_flag("--comments", options->comments, "allow // and /* */ in instances (rulebooks)");
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] { exit_code = validate(*options); });
}

}  // namespace ludex::cli
