// The report of a back-test, for a terminal and for a pull request.

#include <algorithm>

#include "backtest.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string batches_text(std::uint64_t n) { return thousands(n) + (n == 1 ? " batch" : " batches"); }

constexpr std::size_t kShownChanges = 20, kShownTexts = 30;

double share_of(const Json& part, const Json& whole) { return whole == 0 ? 0 : part.get<double>() / whole.get<double>(); }

std::string action_text(const Json& action) { return action.is_null() ? "(no action)" : action.get<std::string>(); }

std::string shift_text(const Json& tally) {
  const auto before = tally.at("accepted_before").get<std::int64_t>(), after = tally.at("accepted_after").get<std::int64_t>();
  const std::int64_t by = after - before;
  return (by > 0 ? "+" : by < 0 ? "−" : "±") + thousands(static_cast<std::uint64_t>(by < 0 ? -by : by));
}

std::string number_text(const Json& value) { return value.is_string() ? value.get<std::string>() : value.is_null() ? "–" : value.dump(); }

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most) + "…";
}

std::string headline(const Json& r) {
  const std::uint64_t requests = r.at("requests"), changed = r.at("changed");
  if (changed == 0) return "None of " + thousands(requests) + " verdicts changes";
  return thousands(changed) + " of " + thousands(requests) + " verdicts change (" + percent(share_of(r.at("changed"), r.at("requests"))) + ")";
}

// What must be known before the figures are believed.
std::vector<std::string> warnings(const Json& r) {
  std::vector<std::string> out;
  const Json& recorded = r.at("recorded");
  if (recorded.at("same_digest") != recorded.at("batches"))
    out.push_back(batches_text(recorded.at("batches").get<std::uint64_t>() - recorded.at("same_digest").get<std::uint64_t>()) + " judged again by the old rules came out otherwise than recorded, the first number " +
                  recorded.at("differing")[0].dump() + ": run `ludex replay --verify`");
  if (r.contains("torn_at")) out.push_back("the log ends in the middle of a record, at byte " + r.at("torn_at").dump());
  if (r.at("host").at("refused") != 0) out.push_back(plural(r.at("host").at("refused"), "host change") + " cannot be done under the new rules, the first: " + r.at("host").at("samples")[0].at("message").get<std::string>());
  if (r.at("timers").at("changed") != 0) out.push_back(plural(r.at("timers").at("changed"), "timer") + " ran otherwise");
  if (!r.at("world").at("adopted").empty()) out.push_back(plural(r.at("world").at("adopted").size(), "part") + " of the first world did not fit the new rules, the first at " + r.at("world").at("adopted")[0].at("pointer").get<std::string>());
  return out;
}

}  // namespace

std::string answer_text(const Json& answer) {
  std::string out = answer.at("verdict").get<std::string>();
  if (answer.contains("reason")) out = out == "rejected" ? answer.at("reason").get<std::string>() : out;
  if (answer.contains("code")) out += " (" + answer.at("code").get<std::string>() + ")";
  return out;
}

std::string backtest_text(const Json& r, const std::string& log) {
  std::string out = log + ": " + thousands(r.at("requests")) + " requests in " + batches_text(r.at("batches")) + ", judged twice in " + duration(r.at("seconds")) + "\n\n" + headline(r) + "\n";
  for (const std::string& warning : warnings(r)) out += "  ! " + warning + "\n";
  if (!r.at("changes").empty()) {
    Table table({Table::Align::left, Table::Align::left, Table::Align::left, Table::Align::right, Table::Align::left});
    table.row({"action", "from", "to", "verdicts", "first"});
    std::size_t shown = 0;
    for (const Json& change : r.at("changes")) {
      if (shown++ == kShownChanges) break;
      const Json& samples = change.at("samples");
      const std::string from = answer_text(change.at("from")), to = answer_text(change.at("to"));
      table.row({action_text(change.at("action")), from, from == to ? "the same, otherwise" : to, thousands(change.at("count")),
                 samples.empty() ? "" : "batch " + samples[0].at("batch").dump() + ", request " + samples[0].at("request").dump()});
    }
    out += "\n" + table.str();
    if (r.at("changes").size() > kShownChanges) out += "  and " + plural(r.at("changes").size() - kShownChanges, "kind") + " of change more: --json has all\n";
  }
  const auto tallies = [&](const char* title, const Json& list, const auto& name, bool has_actors) {
    if (list.empty()) return;
    Table table({Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::right, Table::Align::left});
    table.row({title, has_actors ? "actors" : "", "requests", "changed", "accepted", ""});
    for (const Json& one : list)
      table.row({name(one), has_actors ? thousands(one.at("actors")) : "", thousands(one.at("requests")), thousands(one.at("changed")), shift_text(one), bar(share_of(one.at("changed"), one.at("requests")), 20)});
    out += "\n" + table.str();
  };
  tallies("action", r.at("actions"), [](const Json& one) { return action_text(one.at("action")); }, false);
  tallies("cohort", r.at("cohorts"), [](const Json& one) { return one.at("name").is_null() ? std::string("(none)") : one.at("name").get<std::string>(); }, true);
  if (!r.at("sums").empty()) {
    Table table({Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right});
    table.row({"sum", "start", "end, old rules", "end, new rules"});
    for (const Json& sum : r.at("sums"))
      if (sum.contains("end")) table.row({sum.at("path"), number_text(sum.at("start").at("old")), number_text(sum.at("end").at("old")), number_text(sum.at("end").at("new"))});
    out += "\n" + table.str();
  }
  if (!r.at("changes").empty() && !r.at("changes")[0].at("samples").empty()) {
    const Json& sample = r.at("changes")[0].at("samples")[0];
    out += "\nNext: `ludex capsule " + log + " --batch " + sample.at("batch").dump() + " --request " + sample.at("request").dump() + " --out capsule.json` cuts the first out\n";
  }
  return out;
}

std::string backtest_markdown(const Json& r, const Json& changes, const std::string& before, const std::string& after) {
  // A cell of a table: no pipes, no line ends, nothing that could be taken for markup.
  const auto cell = [](const std::string& text) {
    std::string out = "`";
    for (const char c : shortened(text, 160)) out += c == '`' ? "'" : c == '|' ? "\\|" : c == '\n' ? " " : std::string(1, c);
    return out + "`";
  };
  std::string out = "### Rules: " + headline(r) + "\n\n" + cell(before) + " → " + cell(after) + ", " + batches_text(r.at("batches")) + " of the log" + "\n";
  for (const std::string& warning : warnings(r)) out += "\n> **Note:** " + warning + "\n";
  if (!r.at("changes").empty()) {
    out += "\n| action | from | to | verdicts | first |\n|---|---|---|---:|---|\n";
    std::size_t shown = 0;
    for (const Json& change : r.at("changes")) {
      if (shown++ == kShownChanges) break;
      const Json& samples = change.at("samples");
      out += "| " + cell(action_text(change.at("action"))) + " | " + answer_text(change.at("from")) + " | " + answer_text(change.at("to")) + " | " + thousands(change.at("count")) + " | " +
             (samples.empty() ? "" : "batch " + samples[0].at("batch").dump() + ", request " + samples[0].at("request").dump()) + " |\n";
    }
    if (r.at("changes").size() > kShownChanges) out += "\n" + plural(r.at("changes").size() - kShownChanges, "kind") + " of change more.\n";
  }
  if (!r.at("cohorts").empty()) {
    out += "\n| cohort | actors | requests | changed | accepted |\n|---|---:|---:|---:|---:|\n";
    for (const Json& one : r.at("cohorts"))
      out += "| " + (one.at("name").is_null() ? std::string("none") : cell(one.at("name"))) + " | " + thousands(one.at("actors")) + " | " + thousands(one.at("requests")) + " | " + thousands(one.at("changed")) + " | " + shift_text(one) + " |\n";
  }
  if (!r.at("sums").empty()) {
    out += "\n| sum | start | end, old | end, new |\n|---|---:|---:|---:|\n";
    for (const Json& sum : r.at("sums"))
      if (sum.contains("end")) out += "| " + cell(sum.at("path")) + " | " + number_text(sum.at("start").at("old")) + " | " + number_text(sum.at("end").at("old")) + " | " + number_text(sum.at("end").at("new")) + " |\n";
  }
  if (!r.at("unaffected").empty()) {
    out += "\nUnaffected:";
    for (const Json& name : r.at("unaffected")) out += " " + cell(name);
    out += "\n";
  }
  out += "\n<details><summary>What the texts differ in: " + plural(changes.size(), "place") + "</summary>\n\n";
  if (!changes.empty()) out += "| place | | old | new |\n|---|---|---|---|\n";
  std::size_t shown = 0;
  for (const Json& change : changes) {
    if (shown++ == kShownTexts) break;
    const auto side = [&](const char* key) { return change.contains(key) ? cell(change.at(key).dump()) : std::string(); };
    out += "| " + cell(change.at("at")) + " | " + change.at("what").get<std::string>() + " | " + side("old") + " | " + side("new") + " |\n";
  }
  if (changes.size() > kShownTexts) out += "\n" + plural(changes.size() - kShownTexts, "place") + " more.\n";
  return out + "\n</details>\n";
}

}  // namespace ludex::cli
