// ludex conformance: the public suites of the standards the core keeps, run by anyone.

#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "conformance_combat.h"
#include "conformance_json.h"
#include "failure.h"
#include "io.h"
#include "ludex/expression.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;
using Align = Table::Align;

constexpr const char* kExamples = R"(Examples:
  ludex conformance cel cel.json
  ludex conformance cel cel.json --json | jq .tiers)";

struct Options {
  std::string suite;
  bool json = false;
};

std::vector<std::string> row(const std::string& tier, const std::string& section, const Json& counts) {
  return {tier, section, thousands(counts.at("passed")), thousands(counts.at("failed")), thousands(counts.at("not_applicable"))};
}

void print(const Json& report) {
  std::string text;
  for (const auto& f : report.at("failures")) {
    text += f.at("tier").get<std::string>() + " " + f.at("file").get<std::string>() + "/" + f.at("section").get<std::string>() + "/" +
            f.at("name").get<std::string>() + "\n    " + f.at("expr").get<std::string>() + "\n    expected " +
            f.at("expected").get<std::string>() + "\n    got      " + f.at("got").get<std::string>() + "\n";
  }
  if (!text.empty()) text = "Failures\n" + text + "\n";
  Table table({Align::left, Align::left, Align::right, Align::right, Align::right});
  table.row({"tier", "section", "passed", "failed", "not applicable"});
  for (const auto& s : report.at("sections"))
    table.row(row(s.at("tier"), s.at("file").get<std::string>() + "/" + s.at("section").get<std::string>(), s));
  for (const auto& [tier, counts] : report.at("tiers").items()) table.row(row(tier, "all", counts));
  text += table.str();
  for (const auto& why : report.at("not_applicable"))
    text += "not applicable: " + thousands(why.at("count")) + " need " + why.at("why").get<std::string>() + "\n";
  std::string claimed;
  for (const auto& tier : report.at("claimed")) claimed += (claimed.empty() ? "" : ", ") + tier.get<std::string>();
  text += "claimed: " + claimed + ": " + (report.at("ok").get<bool>() ? "all passed" : "NOT all passed") + "\n";
  std::fputs(printable(text).c_str(), stdout);
}

int conformance(const Options& options) {
  auto text = read_input(options.suite);
  constexpr const char* kNext = "run the command again with the path of a suite in the format that docs/command.md shows";
  if (!text) return fail(text.errors(), options.suite, options.json, kNext);
  const std::string report = conformance_cel(*text);
  const Json parsed = Json::parse(report);
  if (parsed.contains("error")) {
    Error error;
    error.code = ErrorCode::json;
    error.message = parsed["error"].at("message");
    return fail({error}, options.suite, options.json, kNext);
  }
  if (options.json) std::fputs((report + "\n").c_str(), stdout);
  else print(parsed);
  if (parsed.at("ok").get<bool>()) return kDone;
  std::fputs("Next: look at one case alone with `ludex eval --conformance EXPR`\n", stderr);
  return kDataError;
}

}  // namespace

void add_conformance(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("conformance", "run a standard's own test suite against this build");
  command->require_subcommand(1);
  CLI::App* cel = command->add_subcommand("cel", "the suite of google/cel-spec: counts by tier and section, and every failure");
  const auto options = std::make_shared<Options>();
  add_path(*cel, "SUITE", options->suite, "the suite, or - for standard input")->required();
  cel->add_flag("--json", options->json, "print one JSON object");
  cel->footer(kExamples);
  cel->callback([options, &exit_code] { exit_code = conformance(*options); });
  add_conformance_json(*command, exit_code);
  add_conformance_combat(*command, exit_code);
}

}  // namespace ludex::cli
