// ludex conformance json-schema and json: folders of the public suites.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "conformance_json.h"
#include "failure.h"
#include "io.h"
#include "ludex/json.h"
#include "ludex/schema.h"
#include "text.h"

namespace ludex::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Align = Table::Align;

// What the suite's own server of remote documents calls itself.
constexpr const char* kRemoteServer = "http://localhost:1234/";

constexpr const char* kSchemaExamples = R"(Examples:
  ludex conformance json-schema JSON-Schema-Test-Suite/tests/draft2020-12
  ludex conformance json-schema JSON-Schema-Test-Suite/tests/draft2020-12/optional/format --formats)";
constexpr const char* kJsonExamples = R"(Examples:
  ludex conformance json JSONTestSuite/test_parsing
  ludex conformance json JSONTestSuite/test_parsing --json | jq .failures)";

struct Options {
  std::string folder, remotes;
  bool formats = false, json = false;
};

Error io_error(const std::string& path, const std::string& why) {
  Error e;
  e.code = ErrorCode::io;
  e.message = "cannot read the folder " + path + ": " + why;
  return e;
}

/// Files below `folder` (only in it, unless `is_deep`) with this ending, sorted.
Result<std::vector<fs::path>> files_in(const std::string& folder, bool is_deep, const std::string& ending) {
  std::vector<fs::path> out;
  std::error_code error;
  const auto add = [&](const fs::directory_entry& entry) {
    if (entry.is_regular_file(error) && entry.path().extension() == ending) out.push_back(entry.path());
  };
  if (is_deep) {
    fs::recursive_directory_iterator walk(folder, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) add(*walk);
  } else {
    fs::directory_iterator walk(folder, error);
    for (; !error && walk != fs::directory_iterator(); walk.increment(error)) add(*walk);
  }
  if (error) return io_error(folder, error.message());
  std::sort(out.begin(), out.end());
  return out;
}

/// Where the suite keeps its remote documents, seen from the tests; "" when nowhere.
std::string remotes_beside(const std::string& folder) {
  std::error_code error;
  for (const char* step : {"remotes", "../remotes", "../../remotes", "../../../remotes", "../../../../remotes"}) {
    const fs::path path = fs::path(folder) / step;
    if (fs::is_directory(path, error)) return path.string();
  }
  return "";
}

std::string quoted(const std::string& text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

/// {"files":…,"remotes":…} for the core. A file that is no JSON makes the whole no JSON, so it is told here.
Result<std::string> gather(const Options& options) {
  const auto files = files_in(options.folder, false, ".json");
  if (!files) return files.errors();
  std::string suite = "{\"formats\":" + std::string(options.formats ? "true" : "false") + ",\"files\":{";
  bool is_first = true;
  for (const fs::path& path : *files) {
    const auto text = read_input(path.string());
    if (!text) return text.errors();
    if (auto e = check_json(*text)) {
      e->file = path.string();
      return *e;
    }
    suite += (is_first ? "" : ",") + quoted(path.filename().string()) + ":" + *text;
    is_first = false;
  }
  suite += "},\"remotes\":{";
  const std::string remotes = options.remotes.empty() ? remotes_beside(options.folder) : options.remotes;
  if (!remotes.empty()) {
    const auto documents = files_in(remotes, true, ".json");
    if (!documents) return documents.errors();
    is_first = true;
    for (const fs::path& path : *documents) {
      const auto text = read_input(path.string());
      if (!text) return text.errors();
      if (check_json(*text)) continue;  // of other drafts: whoever refers to it will miss it
      suite += (is_first ? "" : ",") + quoted(kRemoteServer + path.lexically_relative(remotes).generic_string()) + ":" + *text;
      is_first = false;
    }
  }
  return suite + "}}";
}

std::vector<std::string> row(const std::string& name, const Json& counts) {
  return {name, thousands(counts.at("passed")), thousands(counts.at("failed")), thousands(counts.at("refused")), thousands(counts.at("not_applicable"))};
}

void print_schema(const Json& report) {
  std::string text;
  for (const auto& f : report.at("failures"))
    text += f.at("file").get<std::string>() + ": " + f.at("group").get<std::string>() + ": " + f.at("test").get<std::string>() + "\n    expected " + f.at("expected").get<std::string>() +
            "\n    got      " + f.at("got").get<std::string>() + "\n";
  if (!text.empty()) text = "Failures\n" + text + "\n";
  Table table({Align::left, Align::right, Align::right, Align::right, Align::right});
  table.row({"file", "passed", "failed", "refused", "not applicable"});
  for (const auto& f : report.at("files")) table.row(row(f.at("file"), f));
  table.row(row("all", report));
  text += table.str();
  for (const auto& [list, name] : {std::pair("refusals", "refused: "), std::pair("missing", "not applicable: ")})
    for (const auto& r : report.at(list))
      text += name + r.at("file").get<std::string>() + ": " + r.at("group").get<std::string>() + " (" + plural(r.at("tests").get<std::uint64_t>(), "test") + "): " + r.at("why").get<std::string>() + "\n";
  const bool is_good = report.at("ok");
  const bool is_any = report.at("passed") != 0 || report.at("failed") != 0;
  text += is_good ? "all that applies passed\n" : is_any ? "NOT all passed\n" : "nothing ran\n";
  std::fputs(printable(text).c_str(), stdout);
}

int run_schema(const Options& options) {
  constexpr const char* kNext = "run the command again with a folder of JSON-Schema-Test-Suite/tests/draft2020-12";
  const auto suite = gather(options);
  if (!suite) return fail(suite.errors(), options.folder, options.json, kNext);
  const std::string report = conformance_json_schema(*suite);
  const Json parsed = Json::parse(report);
  if (parsed.contains("error")) {
    Error error;
    error.code = ErrorCode::json;
    error.message = parsed["error"].at("message");
    return fail({error}, options.folder, options.json, kNext);
  }
  if (options.json) std::fputs((report + "\n").c_str(), stdout);
  else print_schema(parsed);
  if (parsed.at("ok").get<bool>()) return kDone;
  std::fputs("Next: look at one case alone with `ludex validate SCHEMA INSTANCE`; remote documents are given with --remotes DIR\n", stderr);
  return kDataError;
}

// y_ must be read, n_ refused; i_ may be either. That is a matter of grammar alone, which leaves equal names in one object
// to the reader; ours refuses them unless told otherwise, so they are counted.
int run_json(const Options& options) {
  const auto files = files_in(options.folder, false, ".json");
  constexpr const char* kNext = "run the command again with a folder of y_ and n_ files (JSONTestSuite/test_parsing)";
  if (!files) return fail(files.errors(), options.folder, options.json, kNext);
  std::uint64_t accepted = 0, refused = 0, either = 0, stricter = 0;
  JsonLimits grammar;
  grammar.allow_duplicate_keys = true;
  Json failures = Json::array();
  for (const fs::path& path : *files) {
    const std::string name = path.filename().string();
    const char kind = name.size() > 2 && name[1] == '_' ? name[0] : ' ';
    if (kind != 'y' && kind != 'n' && kind != 'i') continue;
    const auto text = read_input(path.string());
    if (!text) return fail(text.errors(), path.string(), options.json, kNext);
    const auto error = check_json(*text, grammar);
    if (kind == 'y' && !error && check_json(*text)) ++stricter;
    if (kind == 'i') ++either;
    else if (kind == 'y' && !error) ++accepted;
    else if (kind == 'n' && error) ++refused;
    else failures.push_back(Json{{"file", name}, {"expected", kind == 'y' ? "accepted" : "refused"}, {"got", error ? error->message + " (byte " + std::to_string(error->offset) + ")" : "accepted"}});
  }
  const bool is_good = failures.empty() && accepted + refused > 0;
  if (options.json) {
    const Json report{{"ok", is_good}, {"accepted", accepted}, {"refused", refused}, {"either", either}, {"refused_by_default", stricter}, {"failures", failures}};
    std::fputs((report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n").c_str(), stdout);
  } else {
    std::string text;
    for (const auto& f : failures) text += f.at("file").get<std::string>() + ": expected " + f.at("expected").get<std::string>() + ", got " + f.at("got").get<std::string>() + "\n";
    text += thousands(accepted) + " y_ accepted, " + thousands(refused) + " n_ refused, " + thousands(either) + " i_ read either way, " + plural(failures.size(), "failure") + "\n";
    if (stricter > 0) text += thousands(stricter) + " of the y_ have an object with two equal names: read here by the grammar, refused by default\n";
    std::fputs(printable(text).c_str(), stdout);
  }
  if (is_good) return kDone;
  std::fputs((std::string("Next: ") + (failures.empty() ? kNext : "look at the byte told in one of the files") + "\n").c_str(), stderr);
  return kDataError;
}

}  // namespace

void add_conformance_json(CLI::App& command, int& exit_code) {
  CLI::App* schema = command.add_subcommand("json-schema", "a folder of JSON-Schema-Test-Suite (2020-12): counts by file, and every failure");
  const auto of_schema = std::make_shared<Options>();
  schema->add_option("DIR", of_schema->folder, "the folder of test files")->type_name("DIR")->required();
  schema->add_option("--remotes", of_schema->remotes, "the suite's remote documents; else looked for as remotes in and above DIR")->type_name("DIR");
  schema->add_flag("--formats", of_schema->formats, "check 'format' (the suite's optional/format)");
  schema->add_flag("--json", of_schema->json, "print one JSON object");
  schema->footer(kSchemaExamples);
  schema->callback([of_schema, &exit_code] { exit_code = run_schema(*of_schema); });

  CLI::App* json = command.add_subcommand("json", "a folder of y_, n_ and i_ files: what must be read and what refused");
  const auto of_json = std::make_shared<Options>();
  json->add_option("DIR", of_json->folder, "the folder of files")->type_name("DIR")->required();
  json->add_flag("--json", of_json->json, "print one JSON object");
  json->footer(kJsonExamples);
  json->callback([of_json, &exit_code] { exit_code = run_json(*of_json); });
}

}  // namespace ludex::cli
