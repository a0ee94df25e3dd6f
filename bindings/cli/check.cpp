// ludex check: what a rulebook means, or everything that is wrong with it.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "ludex/expression.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;
using Align = Table::Align;

constexpr const char* kExamples = R"(Examples:
  ludex check arena.json
  ludex check arena.json --json | jq .conflicts
  ludex check arena.json --why
  ludex check arena.json --cost
  ludex check arena.json --types)";

// Above this many actions a matrix does not fit a screen; then each line names its partners.
constexpr std::size_t kLargestMatrix = 32;

struct Options {
  std::string rulebook;
  bool json = false;
  bool why = false;
  bool cost = false;
  bool types = false;
};

std::string heading(const std::string& text) {
  const bool in_colour = isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR");
  return in_colour ? "\n\033[1m" + text + "\033[0m\n" : "\n" + text + "\n";
}

std::string joined(const Json& strings, const char* nothing = "-") {
  std::string out;
  for (const auto& s : strings) out += (out.empty() ? "" : ", ") + s.get<std::string>();
  return out.empty() ? nothing : out;
}

std::string text_or_dash(const Json& value) {
  return value.is_null() ? "-" : value.get<std::string>();
}

std::string actions(const Json& summary) {
  Table table({Align::left, Align::left, Align::right, Align::right, Align::right, Align::left});
  table.row({"action", "from", "clauses", "effects", "events", "once"});
  for (const auto& action : summary.at("actions")) {
    table.row({action.at("name"), joined(action.at("from")), thousands(action.at("clauses").size()),
               thousands(action.at("effects")), thousands(action.at("events")), text_or_dash(action.at("once"))});
  }
  return heading("Actions") + table.str();
}

std::string clauses(const Json& summary) {
  Table table({Align::left, Align::left});
  for (const auto& action : summary.at("actions"))
    for (const auto& clause : action.at("clauses")) table.row({clause.at("at"), clause.at("reason")});
  return heading("Clauses, in order") + table.str();
}

std::string invariants(const Json& summary) {
  if (!summary.contains("invariants")) return "";
  Table table({Align::left, Align::left});
  for (const auto& invariant : summary.at("invariants")) table.row({invariant.at("at"), invariant.at("reason")});
  return heading("Invariants of profiles, in order") + table.str();
}

std::string access_sets(const Json& summary) {
  Table table({Align::left, Align::left, Align::left});
  for (const auto& action : summary.at("actions")) {
    table.row({action.at("name"), "reads", joined(action.at("reads"))});
    table.row({"", "writes", joined(action.at("writes"))});
  }
  return heading("What each action may read and write") + table.str();
}

std::string conflicts(const Json& summary) {
  const Json& list = summary.at("actions");
  const Json& matrix = summary.at("conflicts");
  std::string out = heading("Conflicts: actions that may touch the same state (x), so that their order matters");
  std::vector<Align> columns{Align::right, Align::left};
  if (list.size() > kLargestMatrix) {
    Table table({Align::left, Align::left});
    for (std::size_t i = 0; i < list.size(); ++i) {
      Json partners = Json::array();
      for (std::size_t j = 0; j < list.size(); ++j)
        if (matrix.at(i).at(j) != 0) partners.push_back(list[j].at("name"));
      table.row({list[i].at("name"), joined(partners)});
    }
    return out + table.str();
  }
  columns.resize(2 + list.size(), Align::right);
  Table table(columns);
  std::vector<std::string> numbers{"", ""};
  for (std::size_t i = 0; i < list.size(); ++i) numbers.push_back(std::to_string(i + 1));
  table.row(numbers);
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<std::string> cells{numbers[i + 2], list[i].at("name")};
    for (const auto& cell : matrix.at(i)) cells.push_back(cell != 0 ? "x" : "·");
    table.row(std::move(cells));
  }
  return out + table.str();
}

std::string reasons(const Json& summary) {
  Table table({Align::right, Align::left});
  for (const auto& [name, code] : summary.at("reasons").items()) table.row({std::to_string(code.get<int>()), name});
  return heading("Reasons of this rulebook (those of the system are in docs/reasons.md)") + table.str();
}

std::string warnings(const Json& summary) {
  const Json& list = summary.at("warnings");
  if (list.empty()) return "\nNo warnings.\n";
  Table table({Align::left, Align::left});
  for (const auto& warning : list) table.row({warning.at("pointer"), warning.at("message")});
  return heading(plural(list.size(), "warning")) + table.str();
}

std::string why(const Json& list) {
  if (list.empty()) return "\nNo operation can fail: the declared bounds rule it out.\n";
  Table table({Align::left, Align::left, Align::left, Align::left});
  table.row({"at", "operation", "may raise", "because its operands may be"});
  for (const auto& u : list) table.row({u.at("pointer"), u.at("operation"), u.at("codes"), u.at("ranges")});
  return heading(plural(list.size(), "operation") + " that declared bounds do not rule out to fail") + table.str();
}

// Above this a number is no longer an amount but a missing bound.
std::string amount(const Json& n) {
  return n.get<std::uint64_t>() >= 1'000'000'000'000'000 ? "unbounded" : thousands(n.get<std::uint64_t>());
}

std::string cost(const Json& costs) {
  Table table({Align::left, Align::right, Align::right, Align::right, Align::left});
  table.row({"action", "steps", "scratch bytes", "state", "dearest expression"});
  for (const auto& a : costs.at("actions")) {
    const auto row = [&](const std::string& name, const Json& e, const std::string& last) {
      table.row({name, amount(e.at("steps")), amount(e.at("scratch_bytes")), amount(e.at("state_elements")), last});
    };
    row(a.at("name"), a, a.at("dearest"));
    for (const auto& part : a.at("parts").items()) row("  " + part.key(), part.value(), "");
  }
  return heading("Worst case of one request; an action may take " + thousands(costs.at("limit").get<std::uint64_t>()) + " steps") + table.str();
}

std::string types(const Json& list) {
  Table table({Align::left, Align::left, Align::left});
  table.row({"at", "expression", "type"});
  for (const auto& e : list) table.row({e.at("pointer"), e.at("text"), e.at("type")});
  return heading(plural(list.size(), "expression") + " and their types; --json has those of the parts") + table.str();
}

int check(const Options& options) {
  std::string text_of_rulebook;
  const auto program = load_program(options.rulebook, options.json, &text_of_rulebook);
  if (!program) return kDataError;
  const std::string typed = options.types ? *expression_types_json(text_of_rulebook) : std::string();  // it has compiled once
  const std::string summary = program->summary_json();
  if (options.json) {
    std::string more;
    if (options.why) more += ",\"why\":" + program->why_json();
    if (options.cost) more += ",\"cost\":" + program->cost_json();
    if (options.types) more += ",\"types\":" + typed;
    std::fputs(("{\"ok\":true," + summary.substr(1, summary.size() - 2) + more + "}\n").c_str(), stdout);
    return kDone;
  }
  const Json parsed = Json::parse(summary);
  std::string text = printable(program->name()) + ", version " + std::to_string(program->version()) +
                     ", program digest " + parsed.at("digest").get<std::string>() + "\n" +
                     plural(program->action_count(), "action") + " of a " + parsed.at("actor").get<std::string>() +
                     ", " + plural(parsed.at("reasons").size(), "reason") + " of its own\n";
  // Each answers one question: asked for, it stands alone.
  if (options.why || options.cost || options.types) {
    if (options.why) text += why(Json::parse(program->why_json()));
    if (options.cost) text += cost(Json::parse(program->cost_json()));
    if (options.types) text += types(Json::parse(typed));
    std::fputs(text.c_str(), stdout);
    return kDone;
  }
  text +=
      actions(parsed) + clauses(parsed) + invariants(parsed) + access_sets(parsed) + conflicts(parsed) + reasons(parsed) + warnings(parsed);
  std::fputs(text.c_str(), stdout);
  return kDone;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("check", "say what a rulebook means, or everything that is wrong with it");
  const auto options = std::make_shared<Options>();
  add_path(*command, "RULEBOOK", options->rulebook, "the rulebook, or - for standard input")->required();
  command->add_flag("--json", options->json, "print one JSON object");
  command->add_flag("--why", options->why, "list the operations that may fail, and the ranges that let them");
  command->add_flag("--cost", options->cost, "list what one request of each action costs at worst");
  command->add_flag("--types", options->types, "list the type of every expression, in CEL's notation");
  command->footer(kExamples);
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace ludex::cli
