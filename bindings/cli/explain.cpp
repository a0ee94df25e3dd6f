// ludex explain: one request, and every value that decided it.

#include "ludex/explain.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/capsule.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples = R"(A request is a line as `ludex judge` reads them: the text itself, a file with one line, or -.

Examples:
  ludex explain arena.json --world world.json \
      --request '{"actor":1,"received_at":1000,"action":"Respawn","params":{},"nonce":1,"sent_at":1000}'
  sed -n 17p requests.ndjson | ludex explain arena.json --world world.json --request - --json)";

struct Options {
  std::string capsule;
  std::string rulebook;
  std::string world;
  std::string request;
  std::optional<std::int64_t> opened_at;
  std::string flags_json = "{}";
  bool json = false;
};

// "  text … value", each part of an expression under it.
void put_tree(Table& table, const Json& node, std::size_t depth, const std::string& at, const std::string& mark) {
  std::string value;
  if (node.contains("error")) value = "error: " + node.at("error").get<std::string>();
  else if (node.contains("value")) value = node.at("value").dump();
  constexpr std::size_t kLongest = 160;
  if (value.size() > kLongest) value = value.substr(0, kLongest) + "…";
  table.row({depth == 0 ? at : "", std::string(2 * depth, ' ') + node.at("text").get<std::string>(), value, depth == 0 ? mark : ""});
  if (!node.contains("parts")) return;
  for (const Json& part : node.at("parts")) put_tree(table, part, depth + 1, "", "");
}

std::string for_people(const Json& told) {
  const Json& verdict = told.at("verdict");
  const std::string outcome = verdict.at("verdict").get<std::string>();
  std::string out;
  if (told.contains("action")) {
    out += told.at("action").get<std::string>() + " by " + told.at("actor").dump() + " at " + told.at("now").dump() + ": " + outcome;
  } else {
    out += outcome;
  }
  if (verdict.contains("reason")) out += ", " + verdict.at("reason").get<std::string>();
  if (verdict.contains("code")) out += " (" + verdict.at("code").get<std::string>() + ")";
  if (verdict.contains("at") && !verdict.at("at").get<std::string>().empty()) out += ", at " + verdict.at("at").get<std::string>();
  out += "\n";
  if (verdict.contains("retry_after_ms")) out += "could pass in " + verdict.at("retry_after_ms").dump() + " ms\n";
  for (const Json& mismatch : told.value("mismatches", Json::array()))
    out += "  " + mismatch.at("pointer").get<std::string>() + ": " + mismatch.at("message").get<std::string>() + "\n";
  if (!told.contains("steps")) return out + "it was refused before any rule was looked at\n";

  if (!told.at("with").empty()) {
    Table with({Table::Align::left, Table::Align::left});
    for (const auto& [name, who] : told.at("with").items()) {
      const auto one = [](const Json& e) { return e.is_null() ? std::string("nobody") : e.at("kind").get<std::string>() + " " + e.at("id").dump(); };
      std::string text;
      if (who.is_array()) {
        for (const Json& e : who) text += (text.empty() ? "" : ", ") + one(e);
        if (text.empty()) text = "nobody";
      } else {
        text = one(who);
      }
      with.row({name, text});
    }
    out += "\nwith\n" + with.str();
  }
  std::string stage;
  const std::vector<Table::Align> columns(4, Table::Align::left);
  Table table(columns);
  const std::string base = "/actions/" + told.at("action").get<std::string>() + "/";
  bool is_empty = true;
  const auto flush = [&] {
    if (!is_empty) out += "\n" + stage + "\n" + table.str();
    table = Table(columns);
    is_empty = true;
  };
  for (const Json& step : told.at("steps")) {
    if (step.at("stage") != stage) flush();
    stage = step.at("stage").get<std::string>();
    const bool decides = step.contains("decides");
    // Where it stands in its stage: "2", "0/do/1".
    std::string at = step.at("at").get<std::string>();
    if (at.compare(0, base.size(), base) == 0) at = at.substr(base.size());
    at = at.size() > stage.size() ? at.substr(stage.size() + 1) : "";
    put_tree(table, step.at("tree"), 0, at, decides ? "<- decides: " + verdict.value("reason", outcome) : "");
    is_empty = false;
  }
  flush();
  for (const char* part : {"result", "events", "shadow", "draws"})
    if (verdict.contains(part)) out += "\n" + std::string(part) + "\n  " + verdict.at(part).dump() + "\n";
  return printable(out);
}

int explain_of_capsule(const Options& options) {
  const auto capsule = read_input(options.capsule);
  if (!capsule) return fail(capsule.errors(), options.capsule, options.json, "run the command again with the path of a capsule");
  const auto told = explain_capsule(*capsule);
  if (!told) return fail(told.errors(), options.capsule, options.json, "cut it again with `ludex capsule`; who sent it may have changed it");
  const std::string text = options.json ? *told + "\n" : for_people(Json::parse(*told));
  std::fputs(text.c_str(), stdout);
  return kDone;
}

int explain(const Options& options) {
  const auto rulebook = load_bundle(options.rulebook, options.json);
  if (!rulebook) return kDataError;
  const auto program = Program::compile(rulebook->text());
  if (!program)
    return fail(in_files(*rulebook, options.rulebook, program.errors()), options.rulebook, options.json, "change the rulebook there and run `ludex check " + options.rulebook + "`");
  auto world_text = read_input(options.world);
  if (!world_text) return fail(world_text.errors(), options.world, options.json, "run the command again with the path of a world");
  const auto world = World::from_json(*program, *world_text);
  if (!world) return fail(with_source_lines(world.errors(), *world_text), options.world, options.json, "change the world there");
  std::string line = options.request;
  if (line.find('{') != 0) {
    auto read = read_input(options.request);
    if (!read) return fail(read.errors(), options.request, options.json, "give the request's line itself, or a file with one line");
    line = std::move(*read);
  }
  Inputs inputs;
  inputs.opened_at = options.opened_at;
  inputs.flags_json = options.flags_json;
  const auto told = ludex::explain(rulebook->text(), *world, line, inputs);
  if (!told) return fail(told.errors(), "", options.json, "correct the request, --opened-at or --flags");
  const std::string text = options.json ? *told + "\n" : for_people(Json::parse(*told));
  std::fputs(text.c_str(), stdout);
  return kDone;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("explain", "show every value that decided one request");
  const auto options = std::make_shared<Options>();
  auto* rulebook = add_path(*command, "RULEBOOK", options->rulebook, "the rulebook");
  auto* world = add_path(*command, "--world", options->world, "the world before the request, or -");
  auto* request = command->add_option("--request", options->request, "the request's line, a file with it, or -")->type_name("LINE|FILE");
  auto* opened_at = command->add_option("--opened-at", options->opened_at, "server time of the batch in ms (default: of the request)")->check(whole_number<std::int64_t>());
  auto* flags = command->add_option("--flags", options->flags_json, "the flags' values, one JSON object")->type_name("JSON");
  auto* capsule = add_path(*command, "--capsule", options->capsule, "instead of all that: a verdict that `ludex capsule` cut out, or -");
  for (auto* option : {rulebook, world, request, opened_at, flags}) capsule->excludes(option);
  command->add_flag("--json", options->json, "print one JSON object");
  command->footer(kExamples);
  command->callback([options, &exit_code] {
    if (!options->capsule.empty()) {
      exit_code = explain_of_capsule(*options);
      return;
    }
    for (const auto& [name, value] : {std::pair("RULEBOOK", &options->rulebook), std::pair("--world", &options->world), std::pair("--request", &options->request)})
      if (value->empty()) throw CLI::RequiredError(name);
    if (options->world == kStandardStream && options->request == kStandardStream) throw CLI::ValidationError("standard input (-) can be read once: give a file for the other");
    exit_code = explain(*options);
  });
}

}  // namespace ludex::cli
