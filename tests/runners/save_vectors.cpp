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

// Whether every member that `part` names is there and the same; lists are compared item by item.
bool contains(const Json& whole, const Json& part) {
  if (part.is_object()) {
    if (!whole.is_object()) return false;
    for (const auto& member : part.items())
      if (!whole.contains(member.key()) || !contains(whole.at(member.key()), member.value())) return false;
    return true;
  }
  if (!part.is_array()) return whole == part;
  bool is_same = whole.is_array() && whole.size() == part.size();
  for (std::size_t i = 0; is_same && i < part.size(); ++i) is_same = contains(whole[i], part[i]);
  return is_same;
}

// The objects of the lines, their words taken out; an object without words stays as it is, and the case fails.
Json without_words(const std::string& lines) {
  Json out = Json::array();
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    if (end == std::string::npos) return "a line that is not ended";
    out.push_back(Json::parse(lines.substr(at, end - at)));
    if (out.back().value("message", "") != "") out.back().erase("message");
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
    input.options = one.at("options").dump();
    std::string out;
    for (const Ordered& line : one.at("lines")) input.lines += text_or_hex(line) + "\n";
    for (const Ordered& line : one.at("out")) out += line.get<std::string>() + "\n";
    const Json got = front_end.rehearse(input);
    std::vector<std::string> problems;
    if (got.value("out", Json()) != out) problems.push_back("out: expected " + out + "\n         got " + got.value("out", Json(got)).dump());
    else if (const Json aside = without_words(got.at("quarantine").get<std::string>()), expected = Json::parse(one.at("quarantine").dump()); aside != expected)
      problems.push_back("quarantine: expected " + expected.dump() + "\n         got " + aside.dump());
    else if (const Json report = Json::parse(one.at("report").dump()); !contains(got.at("report"), report))
      problems.push_back("report: expected " + report.dump() + "\n         got " + got.at("report").dump());
    done("rehearsal.json: " + one.at("name").get<std::string>(), problems);
  }
}

}  // namespace ludex::vectors
