// tests/vectors/presence.json through a front end: players come, play, are saved and leave.

#include "vectors.h"

namespace ludex::vectors {
namespace {

using Problems = std::vector<std::string>;

Json plain(const Ordered& value) { return Json::parse(value.dump()); }

VisitStep step_of(const Ordered& step, const std::string& kind) {
  VisitStep out;
  out.kind = step.value("kind", kind);
  for (const auto& [name, op] : {std::pair("join", VisitStep::Op::join), std::pair("save", VisitStep::Op::save), std::pair("leave", VisitStep::Op::leave)}) {
    if (!step.contains(name)) continue;
    out.op = op;
    out.id = step.at(name).get<std::int64_t>();
  }
  if (step.contains("record") && !step.at("record").is_null()) out.text = text_or_hex(step.at("record"));
  if (!step.contains("judge")) return out;
  out.op = VisitStep::Op::judge;
  for (const Ordered& line : step.at("judge")) out.text += line.get<std::string>() + "\n";
  return out;
}

void compare(Problems& problems, const Json& got, const Json& expected, const std::string& what) {
  if (got != expected) problems.push_back(what + ": expected " + expected.dump() + "\n         got " + got.dump());
}

// What is expected of the finding is compared member by member; of the words, that they hold some.
void compare_finding(Problems& problems, Json found, Json expected, const std::string& where) {
  const std::string words = expected.value("message_contains", "");
  if (expected.erase("message_contains") > 0 && found.is_object() && !found.value("message", "").empty() && found.value("message", "").find(words) != std::string::npos) found.erase("message");
  compare(problems, found, expected, where + ", finding");
}

Problems compare_step(const Ordered& step, const Json& got, const Json& before, const std::string& where) {
  Problems problems;
  if (step.contains("refused")) {
    for (const std::string& problem : problems_of_refusal(step.at("refused"), got.value("errors", Json::array()))) problems.push_back(where + ": " + problem);
  } else if (got.contains("errors")) {
    return {where + ": " + got.at("errors").dump()};
  }
  if (step.contains("finding")) compare_finding(problems, got.value("finding", Json()), plain(step.at("finding")), where);
  if (step.contains("out")) compare(problems, got.value("text", Json()), plain(step.at("out")), where + ", record");
  if (step.contains("reasons")) {
    Json reasons = Json::array();
    const std::string lines = got.value("text", "");
    for (std::size_t at = 0, end; (end = lines.find('\n', at)) != std::string::npos; at = end + 1) reasons.push_back(Json::parse(lines.substr(at, end - at)).value("reason", "accepted"));
    compare(problems, reasons, plain(step.at("reasons")), where + ", reasons");
  }
  const Json after = Json::parse(got.at("world").get<std::string>());
  const Json expected = plain(step.value("after", Ordered::object()));
  for (const auto& member : expected.items()) compare(problems, after.value(member.key(), Json()), member.value(), where + ", world's " + member.key());
  if (step.value("unchanged", false)) compare(problems, after, before, where + ", world");
  return problems;
}

}  // namespace

void run_visits(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    VisitCase input;
    input.rulebook = file.at("rulebooks").at(one.at("rulebook").get<std::string>()).dump();
    input.world = one.at("world").dump();
    input.limits = one.value("limits", Ordered::object()).dump();
    for (const Ordered& step : one.at("steps")) input.steps.push_back(step_of(step, file.at("kind").get<std::string>()));
    const Json got = front_end.visit(input);
    Problems problems;
    if (!got.is_array() || got.size() != input.steps.size() + 1) {
      problems = {got.dump()};
    } else {
      for (std::size_t i = 0; i < input.steps.size(); ++i)
        for (std::string& problem : compare_step(one.at("steps")[i], got[i + 1], Json::parse(got[i].at("world").get<std::string>()), "step " + std::to_string(i))) problems.push_back(std::move(problem));
    }
    done("presence.json: " + one.at("name").get<std::string>(), problems);
  }
}

}  // namespace ludex::vectors
