// tests/vectors/saves.json through a front end.

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

}  // namespace ludex::vectors
