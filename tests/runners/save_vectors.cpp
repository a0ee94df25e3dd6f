// tests/vectors/saves.json and rehearsal.json through a front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

// What is expected of the finding is compared member by member; of the words, that they hold some.
std::vector<std::string> problems_of(const Ordered& one, const Json& got) {
  Json expected = Json::parse(one.at("finding").dump());
  Json found = got.value("finding", Json(got));
  const std::string words = expected.value("message_contains", "");
  if (expected.erase("message_contains") > 0 && found.is_object() && found.value("message", "").find(words) != std::string::npos && found.value("message", "") != "")
    found.erase("message");
  const Json out = one.contains("out") ? Json(one.at("out").get<std::string>()) : Json();
  std::vector<std::string> problems;
  if (found != expected) problems.push_back("expected " + one.at("finding").dump() + "\n         got " + found.dump());
  if (got.value("out", Json()) != out) problems.push_back("expected " + out.dump() + "\n         got " + got.value("out", Json()).dump());
  return problems;
}

// The objects of the lines, each without its message where that holds the words that are expected of it.
Json quarantine_of(const std::string& lines, const Json& expected) {
  Json out = Json::array();
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    if (end == std::string::npos) return "a line that is not ended";
    Json line = Json::parse(lines.substr(at, end - at));
    const std::string words = out.size() < expected.size() ? expected[out.size()].value("message_contains", "") : "";
    if (line.value("message", "").find(words) != std::string::npos) {
      line.erase("message");
      if (!words.empty()) line["message_contains"] = words;
    }
    out.push_back(line);
    at = end + 1;
  }
  return out;
}

}  // namespace

void run_saves(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    SaveCase input;
    input.rulebook = file.at("rulebooks").at(one.at("rulebook").get<std::string>()).dump();
    input.kind = file.at("kind").get<std::string>();
    input.limits = one.value("limits", Ordered::object()).dump();
    input.save = text_or_hex(one.at("save"));
    std::vector<std::string> problems = problems_of(one, front_end.load_save(input));
    if (one.contains("out")) {
      input.save = one.at("out").get<std::string>();
      const Json again = front_end.load_save(input);
      if (again.value("out", Json()) != input.save || again.at("finding").at("changed") != false) problems.push_back("loading what came out changes it: " + again.dump());
    }
    done("saves.json: " + one.at("name").get<std::string>(), problems);
  }
}

void run_rehearsals(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    RehearsalCase input;
    input.rulebook = file.at("rulebooks").at(one.at("rulebook").get<std::string>()).dump();
    input.kind = file.at("kind").get<std::string>();
    input.options = one.value("options", Ordered::object()).dump();
    for (const Ordered& line : one.at("lines")) input.lines += text_or_hex(line) + "\n";
    const Json got = front_end.rehearse(input);
    std::vector<std::string> problems;
    if (!got.is_object() || !got.contains("report")) {
      problems = {got.dump()};
    } else {
      const Json aside = Json::parse(one.at("quarantine").dump()), found = quarantine_of(got.at("quarantine").get<std::string>(), aside);
      if (got.at("out") != one.at("out").get<std::string>()) problems.push_back("out: expected " + one.at("out").dump() + "\n         got " + got.at("out").dump());
      if (found != aside) problems.push_back("quarantine: expected " + aside.dump() + "\n         got " + found.dump());
      const Json report = Json::parse(one.at("report").dump());
      for (const auto& member : report.items())
        if (const Json value = got.at("report").value(member.key(), Json()); value != member.value())
          problems.push_back("report: " + member.key() + ": expected " + member.value().dump() + "\n         got " + value.dump());
    }
    done("rehearsal.json: " + one.at("name").get<std::string>(), problems);
  }
}

}  // namespace ludex::vectors
