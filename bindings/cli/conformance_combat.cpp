// ludex conformance combat: dice, attacks, formulas and duels with known exact answers, each said as a rulebook and asked of it.

#include "conformance_combat.h"

#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "commands.h"
#include "failure.h"
#include "io.h"
#include "ludex/combat.h"
#include "text.h"

namespace ludex::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kTolerance = 1e-9;
constexpr std::uint64_t kFights = 200'000;
constexpr double kStandardErrors = 4;

struct Failed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string text_of(const Json& number) { return number.dump(); }

/// All that `result` can be, by what stands in it.
std::map<std::string, double> distribution(const Json& lets, const std::string& result) {
  Json rules = Json::parse(R"({"ludex":1,"entities":{"player":{"live":{"state":{"n":"int"}}}},"actions":{"Ask":{}}})");
  rules["actions"]["Ask"] = {{"let", lets}, {"result", result}};
  const auto program = Program::compile(rules.dump());
  if (!program) throw Failed(format_error(program.error()));
  const auto world = World::from_json(*program, R"({"ludex_world":1,"now":0,"seed":0,"entities":{"player":{"1":{}}}})");
  if (!world) throw Failed(format_error(world.error()));
  const auto all = outcomes(*program, *world, R"({"actor":1,"received_at":0,"action":"Ask"})");
  if (!all) throw Failed(format_error(all.error()));
  std::map<std::string, double> out;
  for (const RequestOutcome& o : *all) {
    const Json verdict = Json::parse(o.verdict);
    if (!verdict.contains("result")) throw Failed("the action was refused: " + o.verdict);
    out[verdict["result"].dump()] += o.probability;
  }
  return out;
}

void expect(const std::string& what, double got, double wanted, double tolerance = kTolerance) {
  if (!(std::fabs(got - wanted) <= tolerance * std::max(1.0, std::fabs(wanted)))) throw Failed(what + " is " + Json(got).dump() + ", not " + Json(wanted).dump());
}

double fraction(const std::string& text) {
  const std::size_t slash = text.find('/');
  return std::stod(text.substr(0, slash)) / std::stod(text.substr(slash + 1));
}

// "1d8+2d4+3", "4d6kh3": sums of dice, or of the highest or lowest of several. Those are sorted in a let.
std::string dice_expression(const std::string& text, Json& lets) {
  std::string out;
  for (std::size_t begin = 0, terms = 0; begin < text.size(); ++terms) {
    const bool is_less = text[begin] == '-';
    if (is_less || text[begin] == '+') ++begin;
    const std::size_t end = std::min(text.find_first_of("+-", begin), text.size());
    const std::string term = text.substr(begin, end - begin), name = std::to_string(terms);
    begin = end;
    out += out.empty() ? (is_less ? "-" : "") : is_less ? " - " : " + ";
    int count = 0, sides = 0, kept = 0;
    char which = 0;
    const int read = std::sscanf(term.c_str(), "%dd%dk%c%d", &count, &sides, &which, &kept);
    if (read == 4) {
      if (kept < 1 || kept > count) throw Failed("of " + std::to_string(count) + " dice " + std::to_string(kept) + " cannot be kept");
      std::string all, sum;
      for (int i = 0; i < count; ++i) all += (i ? ", roll('r" : "roll('r") + name + "_" + std::to_string(i) + "', 1, " + std::to_string(sides) + ")";
      for (int i = 0; i < kept; ++i) sum += (i ? " + sorted" : "sorted") + name + "[" + std::to_string(which == 'h' ? count - 1 - i : i) + "]";
      lets["sorted" + name] = "[" + all + "].sort()";
      out += "(" + sum + ")";
    } else if (read == 2 && sides == 1) {
      out += std::to_string(count);
    } else if (read == 2) {
      out += "dice('d" + name + "', '" + term + "')";
    } else {
      out += term;
    }
  }
  return out;
}

void check_dice(const Json& c) {
  Json lets = Json::object();
  const std::string sum = dice_expression(c.at("expr").get<std::string>(), lets);
  const auto got = distribution(lets, sum);
  const auto& pmf = c.at("pmf");
  if (got.size() != pmf.size()) throw Failed("it has " + std::to_string(got.size()) + " values, not " + std::to_string(pmf.size()));
  double mean = 0, square = 0;
  for (const auto& [value, p] : got) {
    if (!pmf.contains(value)) throw Failed(value + " cannot come");
    expect("the chance of " + value, p, fraction(pmf.at(value).get<std::string>()));
    mean += p * std::stod(value), square += p * std::stod(value) * std::stod(value);
  }
  expect("the mean", mean, c.at("mean").at("value"));
  if (c.contains("variance")) expect("the variance", square - mean * mean, c.at("variance").at("value"));
}

// First the face that counts, by its chances; then, for each face, what it does. All ways of two d20 and the dice of a
// critical hit together may be more than outcomes() goes through.
void check_attack(const Json& c) {
  const int advantage = c.at("advantage");
  const std::string two = "(roll('d20', 1, 20), roll('again', 1, 20))", damage = c.at("damage");
  Json lets = {{"natural", ""},
               {"crit", "natural >= " + text_of(c.at("crit_on"))},
               {"hit", "crit || (natural != 1 && natural + " + text_of(c.at("bonus")) + " >= " + text_of(c.at("ac")) + ")"},
               {"damage", "hit ? dice('damage', '" + damage + "') + (crit ? dice('more', '" + damage.substr(0, damage.find_first_of("+-")) + "') : 0) : 0"}};
  double hit = 0, crit = 0, mean = 0;
  for (const auto& [face, chance] : distribution(Json::object(), advantage < 0 ? "min" + two : advantage > 0 ? "max" + two : std::string("roll('d20', 1, 20)"))) {
    lets["natural"] = face;
    for (const auto& [text, p] : distribution(lets, "{'hit': hit, 'crit': crit, 'damage': damage}")) {
      const Json r = Json::parse(text);
      hit += r.at("hit").get<bool>() ? chance * p : 0, crit += r.at("crit").get<bool>() ? chance * p : 0, mean += chance * p * r.at("damage").get<double>();
    }
  }
  expect("p_hit", hit, c.at("p_hit").at("value"));
  expect("p_crit", crit, c.at("p_crit").at("value"));
  expect("mean_damage", mean, c.at("mean_damage").at("value"));
}

// What has one value.
double value_of(const Json& lets, const std::string& result) {
  const auto got = distribution(lets, result);
  if (got.size() != 1) throw Failed("it is left to chance");
  return Json::parse(got.begin()->first).get<double>();
}

void check_order(const Json& c) {
  const Json lets = {{"reduced", "max(0, " + text_of(c.at("damage")) + " - " + text_of(c.at("flat_reduction")) + ")"},
                     {"resisted", text_of(c.at("resistances")) + " > 0 ? floor_div(reduced, 2) : reduced"},
                     {"dealt", std::string(c.at("vulnerable").get<bool>() ? "resisted * 2" : "resisted")}};
  expect("the damage", value_of(lets, "dealt"), c.at("result"));
}

void check_falloff(const Json& c) {
  const auto real = [&](const char* key) { return "double(" + text_of(c.at(key)) + ")"; };
  if (c.contains("modifier")) return expect("the damage", value_of(Json::object(), real("damage") + " * pow(" + real("modifier") + ", " + real("distance") + " / 500.0)"), c.at("value"));
  const Json lets = {{"along", "clamp((" + real("distance") + " - " + real("near") + ") / (" + real("far") + " - " + real("near") + "), 0.0, 1.0)"}};
  expect("the damage", value_of(lets, real("damage_near") + " + (" + real("damage_far") + " - " + real("damage_near") + ") * along"), c.at("value"));
}

std::string duel_rules(const Json& c) {
  const auto row = [](const Json& f) {
    return Json{{"armor", f.at("armor")}, {"low", f.at("lo")}, {"high", f.at("hi")}, {"hit", f.at("hit")}, {"crit", f.at("crit")}, {"pct", f.at("cp")}, {"ms", f.at("cd")}};
  };
  const auto fighter = [](const Json& f, const char* make) { return Json{{"live", {{"make", make}, {"health", f.at("hp")}}}, {"first_ms", f.at("first")}}; };
  Json rules = Json::parse(R"--({"ludex":1,"actor":"fighter","tables":{"makes":{"columns":{"armor":"int 0..1000000","low":"int","high":"int","hit":"double 0..1","crit":"double 0..1","pct":"int","ms":"int"},"rows":{}}},
    "entities":{"fighter":{"live":{"state":{"make":"row makes = a","health":"int"}}}},
    "actions":{"Attack":{"params":{"target":"ref fighter"},"with":{"target":{"fighter":"params.target"}},"draws":["hit","crit","damage"],
      "let":{"mine":"tables.makes[actor.make]","theirs":"tables.makes[target.make]","damage":"chance('hit', mine.hit) ? floor_div(roll('damage', mine.low, mine.high) * (chance('crit', mine.crit) ? mine.pct : 100), 100 + theirs.armor) : 0"},
      "cooldown":{"key":"attack","ms":"mine.ms"},"require":["actor.health > 0 else dead"],"effects":["target.health -= damage"]}},
    "scenarios":{"duel":{"fighters":{},"policy":[{"use":"Attack","params":{"target":"enemy.id"}}],"defeated":"fighter.health <= 0","time_limit_ms":120000}}})--");
  for (const char* name : {"a", "b"}) {
    rules["tables"]["makes"]["rows"][name] = row(c.at(name));
    rules["scenarios"]["duel"]["fighters"][name] = fighter(c.at(name), name);
  }
  return rules.dump();
}

void check_duel(const Json& c) {
  const auto program = Program::compile(duel_rules(c));
  if (!program) throw Failed(format_error(program.error()));
  const auto solved = solve(*program, "duel");
  if (!solved) throw Failed(format_error(solved.error()));
  SimulateOptions options;
  options.fights = kFights;
  const auto sampled = simulate(*program, "duel", options);
  if (!sampled) throw Failed(format_error(sampled.error()));
  const Json exact = Json::parse(solved->to_json()), seen = Json::parse(sampled->to_json());
  const auto& wanted = c.at("exact");
  const double n = static_cast<double>(kFights);
  for (const char* key : {"win_a", "win_b", "draw", "timeout", "mean_ttk_ms", "sd_ttk_ms", "mean_attacks"}) expect(key, exact.at(key), wanted.at(key));
  for (const auto& [q, ms] : wanted.at("ttk_quantiles_ms").items()) expect("the quantile " + q, exact.at("ttk_quantiles_ms").at(q), ms);
  for (const char* key : {"win_a", "win_b", "draw"}) {
    const double p = wanted.at(key);
    expect(std::string("simulated, ") + key, seen.at(key), p, kStandardErrors * std::sqrt(std::max(0.0, p * (1 - p)) / n) + kTolerance);
  }
  const double mean = wanted.at("mean_ttk_ms"), sd = wanted.at("sd_ttk_ms");
  expect("simulated, mean_ttk_ms", seen.at("mean_ttk_ms"), mean, kStandardErrors * sd / std::sqrt(n) / std::max(1.0, mean));
}

struct Options {
  std::string suite;
  bool json = false;
};

int run(const Options& options) {
  const auto text = read_input(options.suite);
  constexpr const char* kNext = "run the command again with the path of a suite of the format combat-ground-truth/1";
  if (!text) return fail(text.errors(), options.suite, options.json, kNext);
  const Json suite = Json::parse(*text, nullptr, false);
  const auto wrong = [&](const std::string& message) {
    Error error;
    error.code = ErrorCode::json;
    error.message = message;
    return fail({error}, options.suite, options.json, kNext);
  };
  if (!suite.is_object() || suite.value("format", "") != "combat-ground-truth/1") return wrong("this is not a suite of the format combat-ground-truth/1");
  const std::vector<std::pair<std::string, std::function<void(const Json&)>>> kSections = {
      {"dice", check_dice}, {"d20_attack", check_attack}, {"damage_type_order", check_order}, {"falloff", check_falloff}, {"hp_race_duels", check_duel}};
  Json report = {{"ok", true}, {"sections", Json::object()}, {"failures", Json::array()}};
  for (const auto& [section, check] : kSections) {
    std::uint64_t passed = 0, failed = 0, i = 0;
    for (const Json& c : suite.contains(section) ? suite.at(section) : Json::array()) {
      try {
        check(c);
        ++passed;
      } catch (const Failed& why) {
        report["failures"].push_back({{"section", section}, {"case", i}, {"why", why.what()}});
        ++failed;
      } catch (const Json::exception& why) {
        report["failures"].push_back({{"section", section}, {"case", i}, {"why", why.what()}});
        ++failed;
      }
      ++i;
    }
    report["sections"][section] = {{"passed", passed}, {"failed", failed}};
    report["ok"] = report["ok"].get<bool>() && failed == 0;
  }
  if (options.json) {
    std::fputs((report.dump() + "\n").c_str(), stdout);
  } else {
    Table table({Table::Align::left, Table::Align::right, Table::Align::right});
    table.row({"section", "passed", "failed"});
    for (const auto& [section, counts] : report["sections"].items()) table.row({section, thousands(counts.at("passed")), thousands(counts.at("failed"))});
    std::string out;
    for (const Json& f : report["failures"]) out += f.at("section").get<std::string>() + " " + std::to_string(f.at("case").get<std::uint64_t>()) + ": " + printable(f.at("why").get<std::string>()) + "\n";
    std::fputs((out + table.str()).c_str(), stdout);
  }
  return report["ok"].get<bool>() ? kDone : kDataError;
}

}  // namespace

void add_conformance_combat(CLI::App& command, int& exit_code) {
  CLI::App* combat = command.add_subcommand("combat", "dice, attacks, formulas and duels with known answers: exact within 1e-9, simulated within 4 standard errors");
  const auto options = std::make_shared<Options>();
  add_path(*combat, "SUITE", options->suite, "the suite, or - for standard input")->required();
  combat->add_flag("--json", options->json, "print one JSON object");
  combat->footer("Examples:\n  ludex conformance combat combat.json");
  combat->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace ludex::cli
