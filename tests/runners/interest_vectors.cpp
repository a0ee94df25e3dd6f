// Areas of interest, deltas of worlds and visible parts, through each front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

using Problems = std::vector<std::string>;

Json plain(const Ordered& value) { return Json::parse(value.dump()); }

Problems compare(const Json& got, const Json& expected, const std::string& what) {
  if (got == expected) return {};
  return {what, "expected " + expected.dump(), "got " + got.dump()};
}

Problems watch(const FrontEnd& front_end, const std::string& rulebook, const Ordered& one) {
  InterestCase run{rulebook, one.at("area").dump(), {}};
  Json expected = Json::array();
  for (const Ordered& step : one.value("steps", Ordered::array())) {
    run.steps.push_back({step.value("resync", std::vector<std::int64_t>()), step.at("world").dump()});
    expected.push_back(plain(step.at("changes")));
  }
  const Json got = front_end.watch(run);
  if (one.contains("refused")) return problems_of_refusal(one.at("refused"), got.value("errors", Json::array()));
  return compare(got, {{"told", expected}}, "changes");
}

Problems delta(const FrontEnd& front_end, const std::string& rulebook, const Ordered& one) {
  const Json got = front_end.world_delta(rulebook, one.at("from").dump(), one.at("to").dump());
  if (!got.contains("text")) return {got.dump()};
  Json said = Json::parse(got.at("text").get<std::string>());
  for (const char* member : {"from", "to", "program", "ludex_delta"})
    if (said.erase(member) != 1) return {std::string("the delta has no ") + member};
  Json expected = Json::object();
  for (const char* member : {"gone", "world"})
    if (one.contains(member)) expected[member] = plain(one.at(member));
  if (auto problems = compare(said, expected, "the delta"); !problems.empty()) return problems;
  // The same world, whatever its text left out: nothing more is to be said.
  const Json rest = front_end.world_delta(rulebook, got.at("there").get<std::string>(), one.at("to").dump());
  return compare(rest.value("text", ""), got.at("same"), "what is left to say where it led");
}

Problems refusal(const FrontEnd& front_end, const std::string& rulebook, const std::string& world, const Ordered& one) {
  const Json empty = front_end.world_delta(rulebook, world, world);
  Json given = plain(one.at("delta"));
  if (given.is_object()) {
    Json whole = Json::parse(empty.at("text").get<std::string>());
    whole.update(given);
    given = whole;
  }
  return problems_of_refusal(one.at("refused"), front_end.apply_world_delta(rulebook, world, given.dump()).value("errors", Json::array()));
}

Problems part(const FrontEnd& front_end, const std::string& rulebook, const std::string& world, const Ordered& one) {
  const Json got = front_end.visible(rulebook, world, one.at("visible").dump());
  if (one.contains("refused")) return problems_of_refusal(one.at("refused"), got.value("errors", Json::array()));
  if (!got.contains("text")) return {got.dump()};
  return compare(Json::parse(got.at("text").get<std::string>()), plain(one.at("part")), "the part");
}

}  // namespace

void run_interests(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  const std::string rulebook = file.at("rulebook").dump();
  for (const Ordered& one : file.at("cases")) done("interest.json: " + one.at("name").get<std::string>(), watch(front_end, rulebook, one));
}

void run_world_deltas(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  const std::string rulebook = file.at("rulebook").dump(), world = file.at("world").dump(), full = file.at("full").dump();
  for (const Ordered& one : file.at("deltas")) done("world_delta.json: delta: " + one.at("name").get<std::string>(), delta(front_end, rulebook, one));
  for (const Ordered& one : file.at("refused")) done("world_delta.json: refused: " + one.at("name").get<std::string>(), refusal(front_end, rulebook, world, one));
  for (const Ordered& one : file.at("visible")) done("world_delta.json: visible: " + one.at("name").get<std::string>(), part(front_end, rulebook, full, one));
}

}  // namespace ludex::vectors
