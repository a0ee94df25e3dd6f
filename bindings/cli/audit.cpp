// ludex audit: a journal of transfers gone through, and what it says held against what a store says.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "ludex/ledger.h"
#include "progress.h"
#include "stream.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;
using Align = Table::Align;

constexpr const char* kExamples = R"(Every line is an account or a transfer:
  {"account":"source:quests","may_be_negative":true}
  {"id":"transfer:1","from":"source:quests","to":"player:7","asset":"coins","amount":50,"reason":"quest 3"}
  {"id":"transfer:2","from":"player:7","to":"player:8","asset":"sword","serials":["s-91"]}

Exit code 0: sound. 1: a breach was found, or a file cannot be read.

Examples:
  ludex audit journal.ndjson
  ludex audit journal.ndjson --balances balances.ndjson --json
  ludex audit journal.ndjson --saves saves.ndjson --account '/id=player:*' \
      --balance /state/coins=coins --balance '/state/bank/*=coins' --serial '/state/bag/*/serial=sword')";

constexpr std::size_t kBlockBytes = 1 << 20;
constexpr std::size_t kMostAssets = 30;    // in the table; --json has them all
constexpr std::size_t kMostBreaches = 20;  // likewise

struct Options {
  std::string journal, balances, saves, account;
  std::vector<std::string> balance, serial;
  bool json = false;
};

// "/state/coins=coins": the last '=', as a pointer may hold others.
bool split(const std::string& text, std::string& pointer, std::string& name) {
  const std::size_t mark = text.rfind('=');
  if (mark == std::string::npos || mark + 1 == text.size() || (mark > 0 && text[0] != '/')) return false;
  pointer = text.substr(0, mark);
  name = text.substr(mark + 1);
  return true;
}

CLI::Validator place() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        std::string pointer, name;
        return split(text, pointer, name) ? "" : "'" + text + "' is not POINTER=NAME, as in /state/coins=coins";
      },
      "");
}

/// Gives a file's lines to `add`, block by block.
template <class Add>
std::optional<Error> read_lines(const std::string& path, const std::string& label, Add&& add) {
  auto blocks = BlockReader::open(path, kBlockBytes);
  if (!blocks) return blocks.error();
  Progress progress(label, blocks->size());
  std::string_view block;
  while (blocks->next(block)) {
    add(block);
    progress.update(blocks->bytes_read());
  }
  return blocks->error();
}

std::string place_of(const Json& breach, const Options& options) {
  const std::string file = breach.at("file");
  const std::string& path = file == "journal" ? options.journal : file == "saves" ? options.saves : options.balances;
  const std::uint64_t line = breach.at("line");
  return line == 0 ? path : path + ":" + std::to_string(line);
}

void print(const Json& report, const Options& options) {
  Table facts({Align::left, Align::right});
  for (const char* name : {"lines", "transfers", "repeated", "pending", "accounts", "serials", "balances", "saves"})
    if (report.at(name) != 0 || name == std::string_view("lines")) facts.row({name, thousands(report.at(name))});
  std::string text = facts.str();
  Table assets({Align::left, Align::right, Align::right, Align::right, Align::right});
  assets.row({"asset", "transfers", "accounts", "in hands", "sum"});
  std::size_t shown = 0;
  for (const auto& [name, each] : report.at("assets").items())
    if (++shown <= kMostAssets) assets.row({name, thousands(each.at("transfers")), thousands(each.at("accounts")), each.at("held"), each.at("sum")});
  if (shown > 0) text += "\n" + assets.str();
  if (shown > kMostAssets) text += "  and " + plural(shown - kMostAssets, "asset") + " more: see --json\n";
  Table counts({Align::left, Align::right});
  counts.row({"breach", "count"});
  for (const auto& [kind, count] : report.at("counts").items()) counts.row({kind, thousands(count)});
  if (report.at("ok").get<bool>()) text += "\n  sound: every asset sums to 0, and nobody has less than nothing\n";
  else text += "\n" + counts.str() + "\n";
  std::size_t told = 0;
  for (const auto& breach : report.at("breaches")) {
    if (++told > kMostBreaches) break;
    const std::string id = breach.contains("id") ? breach.at("id").get<std::string>() + ": " : "";
    text += "  " + place_of(breach, options) + ": " + breach.at("kind").get<std::string>() + ": " + id + breach.at("message").get<std::string>() + "\n    next: " + breach.at("next").get<std::string>() + "\n";
  }
  if (told > kMostBreaches) text += "  and " + thousands(report.at("breaches").size() - kMostBreaches) + " more: see --json\n";
  std::fputs(printable(text).c_str(), stdout);
}

int audit(const Options& options) {
  constexpr const char* kNext = "run the command again with a path that can be read";
  Audit run;
  if (!options.saves.empty()) {
    AuditSaves compare;
    if (!options.account.empty()) split(options.account, compare.account, compare.name);
    for (const auto& [given, fields] : {std::pair{&options.balance, &compare.balances}, std::pair{&options.serial, &compare.serials}})
      for (const std::string& text : *given) {
        AuditSaves::Field field;
        split(text, field.pointer, field.asset);
        fields->push_back(std::move(field));
      }
    if (auto error = run.compare(compare)) return fail({*error}, "", options.json, "run the command again with pointers such as /state/coins=coins and --account '/id=player:*'");
  }
  if (auto error = read_lines(options.journal, "journal", [&](std::string_view block) { run.add_journal(block); })) return fail({*error}, options.journal, options.json, kNext);
  if (!options.balances.empty())
    if (auto error = read_lines(options.balances, "balances", [&](std::string_view block) { run.add_balances(block); })) return fail({*error}, options.balances, options.json, kNext);
  if (!options.saves.empty())
    if (auto error = read_lines(options.saves, "saves", [&](std::string_view block) { run.add_saves(block); })) return fail({*error}, options.saves, options.json, kNext);

  const std::string text = run.report();
  const Json report = Json::parse(text);
  if (options.json) std::fputs((text + "\n").c_str(), stdout);
  else print(report, options);
  if (report.at("ok").get<bool>()) return kDone;
  std::fputs(printable("Next: " + report.at("breaches").at(0).at("next").get<std::string>() + " (" + place_of(report.at("breaches").at(0), options) + ")\n").c_str(), stderr);
  return kDataError;
}

}  // namespace

void add_audit(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("audit", "go through a journal of transfers: conservation, balances, serials, ids");
  const auto options = std::make_shared<Options>();
  add_path(*command, "JOURNAL", options->journal, "accounts and transfers, one JSON object a line, or - for standard input")->required();
  add_path(*command, "--balances", options->balances, "what a store says: {\"account\",\"asset\",\"balance\"} a line");
  auto* saves = add_path(*command, "--saves", options->saves, "saves to hold against the journal, one JSON object a line");
  command->add_option("--account", options->account, "where a save says whose it is, and the account of that: POINTER=NAME with * in the name (default /id=player:*)")->type_name("PLACE")->check(place())->needs(saves);
  auto* balance = command->add_option("--balance", options->balance, "a number in saves and the asset it is of: POINTER=ASSET; may be repeated, * stands for every item")->type_name("PLACE")->check(place())->needs(saves);
  auto* serial = command->add_option("--serial", options->serial, "serials in saves and their asset: POINTER=ASSET; may be repeated")->type_name("PLACE")->check(place())->needs(saves);
  command->add_flag("--json", options->json, "print the report as one JSON object");
  command->footer(kExamples);
  command->callback([options, balance, serial, &exit_code] {
    if (!options->saves.empty() && balance->empty() && serial->empty()) throw CLI::ValidationError("--saves", "say what to compare: --balance /state/coins=coins, or --serial");
    exit_code = audit(*options);
  });
}

}  // namespace ludex::cli
