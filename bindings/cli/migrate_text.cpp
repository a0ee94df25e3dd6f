#include "migrate_text.h"

#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;
using Align = Table::Align;

std::string sums_text(const Json& report) {
  Table sums({Align::left, Align::right, Align::right, Align::right, Align::right});
  sums.row({"sum", "before", "after", "explained", "unexplained"});
  for (const auto& [name, sum] : report.at("sums").items())
    sums.row({name, sum_text(sum.at("before")), sum_text(sum.at("after")), sum_text(sum.at("explained")), sum_text(sum.at("unexplained"))});
  std::string text = sums.str();
  for (const auto& [name, sum] : report.at("sums").items()) {
    if (sum.at("ok").get<bool>()) continue;
    text += "  " + name + " IS NOT CONSERVED in " + plural(sum.at("unexplained_saves"), "save");
    for (const auto& step : sum.at("steps"))
      if (step.at("delta") != 0 && !step.at("may_change").get<bool>()) text += "; step '" + step.at("id").get<std::string>() + "': " + sum_text(step.at("delta"));
    if (sum.at("defaults") != 0) text += "; defaults: " + sum_text(sum.at("defaults"));
    text += "\n";
    std::size_t shown = 0;
    for (const auto& sample : sum.at("samples"))
      if (++shown <= 3) text += "    line " + thousands(sample.at("line")) + ": " + sample.at("message").get<std::string>() + "\n";
  }
  return text;
}

}  // namespace

std::string sum_text(const Json& value) {
  std::string digits = value.is_string() ? value.get<std::string>() : value.dump();
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, ",");
  return digits;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit < 4) value /= 1024, ++unit;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %cB", value < 10 ? 1 : 0, value, " KMGT"[unit]);
  return text;
}

std::string migrate_text(const Json& report) {
  Table table({Align::left, Align::right});
  table.row({"saves", thousands(report.at("lines"))});
  table.row({"ready", thousands(report.at("ready"))});
  table.row({"  changed", thousands(report.at("changed"))});
  table.row({"  of later rules that let these read them", thousands(report.at("ahead"))});
  table.row({"  values that took their default", thousands(report.at("reconciled"))});
  for (const auto& [name, count] : report.at("quarantined").items())
    if (count != 0) table.row({"quarantined: " + name, thousands(count)});
  std::string text = table.str();
  if (!report.at("steps").empty()) {
    Table steps({Align::left, Align::right, Align::right});
    steps.row({"step", "applied", "failed"});
    for (const auto& step : report.at("steps")) steps.row({step.at("id"), thousands(step.at("applied")), thousands(step.at("failed"))});
    text += "\n" + steps.str();
  }
  if (!report.at("places").empty()) {
    Table places({Align::left, Align::right});
    places.row({"where", "saves"});
    for (const auto& [place, count] : report.at("places").items()) places.row({place, thousands(count)});
    text += "\n" + places.str();
  }
  if (!report.at("sums").empty()) text += "\n" + sums_text(report);
  const Json& bytes = report.at("bytes");
  text += "\n  " + thousands(bytes.at("in")) + " bytes in, " + thousands(bytes.at("out")) + " out, the largest save " + thousands(bytes.at("largest")) + " of " + thousands(bytes.at("limit")) + " allowed; ";
  text += !report.at("is_checked_twice").get<bool>() ? "not migrated a second time\n" : report.at("twice_is_once").get<bool>() ? "migrating twice changes nothing\n" : "migrating twice CHANGES SAVES AGAIN\n";
  return text;
}

std::string migrate_next(const Json& report, const std::string& quarantine) {
  if (report.at("ready") != report.at("lines"))
    return "add a step or change one that is not published yet for what was set aside" + (quarantine.empty() ? std::string("; --quarantine FILE keeps the lines") : " in " + quarantine);
  for (const auto& [name, sum] : report.at("sums").items())
    if (!sum.at("ok").get<bool>()) {
      for (const auto& step : sum.at("steps"))
        if (step.at("delta") != 0 && !step.at("may_change").get<bool>())
          return "mend the step '" + step.at("id").get<std::string>() + "' before it is published; if it may change " + name + ", say so in \"changed_by\" of the rulebook's \"conserve\"";
      return "see which step or default changes " + name + ": the samples name it";
    }
  return "look at the steps: what they make is not what they leave alone";
}

}  // namespace ludex::cli
