// Fights through a front end: combat.json, balance.json and tuning.json of the vectors. Each question is asked with one thread and with
// three as well; the answers are the same bytes.

#include "vectors.h"

#include <algorithm>
#include <cmath>

namespace ludex::vectors {
namespace {

using Problems = std::vector<std::string>;

constexpr double kTolerance = 1e-9;  ///< of numbers above 1: of their size

bool is_near(double got, double wanted) { return std::abs(got - wanted) <= kTolerance * std::max(1.0, std::abs(wanted)); }

// Objects by the members that `wanted` names, lists element by element.
void compare(const Json& got, const Ordered& wanted, const std::string& at, Problems& problems) {
  const auto differs = [&](const std::string& what) { problems.push_back(at + ": " + what); };
  if (wanted.is_object()) {
    if (!got.is_object()) return differs("expected an object, got " + got.dump());
    for (const auto& [key, value] : wanted.items()) {
      if (got.contains(key)) compare(got.at(key), value, at + "/" + key, problems);
      else differs("nothing is said of " + key);
    }
  } else if (wanted.is_array()) {
    if (!got.is_array() || got.size() != wanted.size()) return differs("expected " + std::to_string(wanted.size()) + " elements, got " + got.dump());
    for (std::size_t i = 0; i < wanted.size(); ++i) compare(got.at(i), wanted.at(i), at + "/" + std::to_string(i), problems);
  } else {
    // Two whole numbers are compared as such: a seed of 64 bits is more than a double holds.
    const bool are_near = wanted.is_number() && got.is_number() && !(wanted.is_number_integer() && got.is_number_integer()) &&
                          is_near(got.get<double>(), wanted.get<double>());
    if (!are_near && got != Json::parse(wanted.dump())) differs("expected " + wanted.dump() + ", got " + got.dump());
  }
}

// The answer, whatever the number of threads; two answers are a problem.
Json ask(const FrontEnd& front_end, FightQuestion question, Problems& problems) {
  Ordered options = Ordered::parse(question.options);
  const Json answer = front_end.ask(question);
  for (const int threads : {1, 3}) {
    options["threads"] = threads;
    question.options = options.dump();
    if (const Json other = front_end.ask(question); other != answer) {
      problems.push_back("with " + std::to_string(threads) + " threads: " + other.dump());
      problems.push_back("without a number of them: " + answer.dump());
    }
  }
  return answer;
}

// The report that an answer has as its text; null, and a problem, where there is none.
Json report_of(const Json& answer, Problems& problems) {
  if (answer.is_object() && answer.contains("text")) return Json::parse(answer.at("text").get<std::string>());
  problems.push_back("expected a report, got " + answer.dump());
  return {};
}

void check_counts(const Json& report, const Ordered& one, Problems& problems) {
  const Ordered& counts = one.at("counts");
  const auto fights = one.at("fights").get<double>(), timeouts = counts.at("timeout").get<double>();
  for (const char* key : {"win_a", "win_b", "draw", "timeout"})
    if (report.at(key) != counts.at(key).get<double>() / fights) problems.push_back(std::string(key) + ": expected " + counts.at(key).dump() + " of them, got " + report.at(key).dump());
  compare(report, Ordered{{"exact", false}, {"fights", one.at("fights")}, {"mean_ttk_ms", counts.at("ttk").get<double>() / (fights - timeouts)}, {"mean_attacks", counts.at("attacks").get<double>() / fights}},
          "simulated", problems);
}

Problems duel(const FrontEnd& front_end, const Ordered& one) {
  Problems problems;
  FightQuestion question{"solve", one.at("rulebook").dump(), "", one.at("scenario").get<std::string>(), "{}"};
  if (const Json solved = report_of(front_end.ask(question), problems); !solved.is_null()) {
    compare(solved, one.at("exact"), "solved", problems);
    compare(solved, Ordered{{"exact", true}, {"fights", 0}}, "solved", problems);
  }
  question.question = "simulate";
  Ordered options{{"fights", one.at("fights")}, {"seed", one.at("seed")}};
  question.options = options.dump();
  const Json whole = ask(front_end, question, problems);
  if (const Json played = report_of(whole, problems); !played.is_null()) check_counts(played, one, problems);
  options["first"] = one.at("fights").get<std::uint64_t>() / 3;
  question.options = options.dump();
  if (ask(front_end, question, problems) != whole) problems.push_back("played in two parts, the report is another");
  return problems;
}

Problems balance(const FrontEnd& front_end, const Ordered& one) {
  Problems problems;
  const Json report = report_of(ask(front_end,
                                    {one.at("ask").get<std::string>(), one.at("rulebook").dump(), one.contains("after") ? one.at("after").dump() : "",
                                     one.value("scenario", ""), one.at("options").dump()},
                                    problems),
                                problems);
  if (!report.is_null()) compare(report, one.at("report"), "report", problems);
  return problems;
}

void check_sensitivity(const Json& report, const Ordered& changes, Problems& problems) {
  const Json& numbers = report.at("numbers");
  if (numbers.size() != changes.size()) problems.push_back("expected " + std::to_string(changes.size()) + " numbers, got " + std::to_string(numbers.size()));
  for (const auto& [pointer, ways] : changes.items()) {
    const auto number = std::find_if(numbers.begin(), numbers.end(), [&, &at = pointer](const Json& n) { return n.at("pointer") == at; });
    if (number == numbers.end()) {
      problems.push_back("nothing is said of " + pointer);
      continue;
    }
    for (const auto& [way, wanted] : ways.items()) {
      const Json& side = number->at(way);
      if (!side.is_object() || side.at("value") != wanted.at("value").get<double>()) {
        problems.push_back(pointer + "/" + way + ": expected the value " + wanted.at("value").dump() + ", got " + side.dump());
        continue;
      }
      Ordered change = wanted;
      change.erase("value");
      compare(side.at("change"), change, pointer + "/" + way, problems);
    }
  }
}

bool is_refused(const Json& errors, const Ordered& refused) {
  return std::any_of(errors.begin(), errors.end(), [&](const Json& error) {
    return error.at("pointer") == refused.at("pointer").get<std::string>() && error.at("message").get<std::string>().find(refused.at("message_contains").get<std::string>()) != std::string::npos;
  });
}

Problems tuning(const FrontEnd& front_end, const Ordered& file, const Ordered& one) {
  Problems problems;
  const std::string question = one.at("question").get<std::string>();
  const Json answer = ask(front_end, {question, file.at("rulebook").dump(), "", file.at("scenario").get<std::string>(), one.at("options").dump()}, problems);
  if (one.contains("refused")) {
    if (!answer.is_object() || !is_refused(answer.value("errors", Json::array()), one.at("refused"))) problems.push_back("expected " + one.at("refused").dump() + ", got " + answer.dump());
    return problems;
  }
  const Json report = report_of(answer, problems);
  if (report.is_null()) return problems;
  if (question == "sweep") {
    compare(report.at("points"), one.at("points"), "points", problems);
  } else if (question == "sensitivity") {
    check_sensitivity(report, one.at("changes"), problems);
  } else if (const Json rows = Json::parse(one.at("rows").dump()); report.at("rows") != rows) {
    problems.push_back("expected " + rows.dump());
    problems.push_back("got      " + report.at("rows").dump());
  }
  return problems;
}

}  // namespace

void run_duels(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) done("combat.json: " + one.at("name").get<std::string>(), duel(front_end, one));
}

void run_balance(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) done("balance.json: " + one.at("name").get<std::string>(), balance(front_end, one));
}

void run_tuning(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) done("tuning.json: " + one.at("name").get<std::string>(), tuning(front_end, file, one));
}

}  // namespace ludex::vectors
