// Logs under other rules and capsules, through each front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

using Problems = std::vector<std::string>;

Json plain(const Ordered& value) { return Json::parse(value.dump()); }

// Every member that is expected, and what lies in it as far as it is.
Problems compare(const Json& got, const Json& expected, const std::string& where) {
  if (expected.is_object() && got.is_object()) {
    for (const auto& [name, value] : expected.items())
      if (auto problems = compare(got.value(name, Json()), value, where + "/" + name); !problems.empty()) return problems;
    return {};
  }
  if (expected.is_array() && got.is_array() && expected.size() == got.size()) {
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (auto problems = compare(got[i], expected[i], where + "/" + std::to_string(i)); !problems.empty()) return problems;
    return {};
  }
  if (got == expected) return {};
  return {where, "expected " + expected.dump(), "got " + got.dump()};
}

std::string replaced(std::string text, const Ordered& entry) {
  if (!entry.contains("replace")) return text;
  const std::string from = entry.at("replace")[0].get<std::string>();
  const std::size_t at = text.find(from);
  return at == std::string::npos ? "'" + from + "' is not there" : text.replace(at, from.size(), entry.at("replace")[1].get<std::string>());
}

Problems run_backtest(const FrontEnd& front_end, const std::string& log, const std::string& rules, const Ordered& entry) {
  Ordered options = entry.value("options", Ordered::object());
  options["rulebook"] = replaced(rules, entry);
  const Json got = front_end.backtest("backtest", log, options.dump());
  if (entry.contains("refused")) return problems_of_refusal(entry.at("refused"), got.value("errors", Json::array()));
  if (!got.contains("text")) return {got.dump()};
  return compare(Json::parse(got.at("text").get<std::string>()), plain(entry.at("report")), "");
}

Problems run_capsule(const FrontEnd& front_end, const std::string& log, const Ordered& entry) {
  const Json cut = front_end.backtest("cut", log, entry.at("batch").dump() + ":" + entry.at("request").dump());
  if (!cut.contains("text")) return entry.contains("refused") ? problems_of_refusal(entry.at("refused"), cut.value("errors", Json::array())) : Problems{cut.dump()};
  const std::string capsule = replaced(cut.at("text").get<std::string>(), entry);
  const Json replayed = front_end.backtest("replay", capsule, "");
  if (entry.contains("refused")) return problems_of_refusal(entry.at("refused"), replayed.value("errors", Json::array()));
  if (!replayed.contains("text")) return {replayed.dump()};
  if (replayed.at("text") != entry.at("verdict").get<std::string>()) return {"expected " + entry.at("verdict").get<std::string>(), "got " + replayed.at("text").get<std::string>()};
  if (auto problems = compare(Json::parse(capsule), plain(entry.at("capsule")), "capsule"); !problems.empty()) return problems;
  if (Json::parse(capsule).at("world").at("entities") != plain(entry.at("capsule").at("world").at("entities"))) return {"it holds other entities", capsule};
  const Json told = front_end.backtest("explain", capsule, "");
  if (!told.contains("text") || told.at("text").get<std::string>().find("{\"verdict\":" + entry.at("verdict").get<std::string>()) != 0) return {"explained otherwise", told.dump()};
  return {};
}

Problems run_change(const FrontEnd& front_end, const Ordered& entry) {
  const Json got = front_end.backtest("changes", entry.at("before").get<std::string>(), entry.at("after").get<std::string>());
  if (!got.contains("text")) return {got.dump()};
  const Json made = Json::parse(got.at("text").get<std::string>()), expected = plain(entry.at("changes"));
  return made == expected ? Problems{} : Problems{"expected " + expected.dump(), "got " + made.dump()};
}

}  // namespace

void run_backtests(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  const std::string log = from_hex(file.at("log").get<std::string>()), rules = file.at("rulebook").get<std::string>();
  for (const Ordered& one : file.at("backtests")) done("backtest.json: " + one.at("name").get<std::string>(), run_backtest(front_end, log, rules, one));
  for (const Ordered& one : file.at("capsules")) done("backtest.json: capsule: " + one.at("name").get<std::string>(), run_capsule(front_end, log, one));
  for (const Ordered& one : file.at("changes")) done("backtest.json: texts: " + one.at("name").get<std::string>(), run_change(front_end, one));
}

}  // namespace ludex::vectors
