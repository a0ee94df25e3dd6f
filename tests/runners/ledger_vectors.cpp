// Runs of the ledger's machines, fingerprints and audits, through each front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

using Problems = std::vector<std::string>;

Json plain(const Ordered& value) { return Json::parse(value.dump()); }

Problems compare(const Json& got, const Json& expected, const std::string& what) {
  if (got == expected) return {};
  return {what, "expected " + expected.dump(), "got " + got.dump()};
}

Problems run_machine(const FrontEnd& front_end, const Ordered& run) {
  std::string state = run.at("begin").dump();
  std::size_t i = 0;
  for (const Ordered& step : run.at("steps")) {
    const std::string where = "step " + std::to_string(i++);
    const Json got = front_end.decide(run.at("machine").get<std::string>(), state, step.at("event").dump());
    if (step.contains("refused")) {
      if (auto problems = problems_of_refusal(step.at("refused"), got.value("errors", Json::array())); !problems.empty()) return problems;
      continue;
    }
    if (!got.contains("text")) return {where, got.dump()};
    const Json made = Json::parse(got.at("text").get<std::string>());
    if (auto problems = compare(made.at("effects"), plain(step.at("effects")), where + ", effects"); !problems.empty()) return problems;
    if (step.contains("state"))
      if (auto problems = compare(made.at("state"), plain(step.at("state")), where + ", state"); !problems.empty()) return problems;
    state = made.at("state").dump();
  }
  return {};
}

Problems run_fingerprint(const FrontEnd& front_end, const Ordered& one) {
  const Json got = front_end.fingerprint(one.at("name").get<std::string>(), one.at("content").get<std::string>());
  if (one.contains("refused")) return problems_of_refusal(one.at("refused"), got.value("errors", Json::array()));
  return compare(got, {{"text", plain(one.at("fingerprint"))}}, "fingerprint");
}

Problems run_audit(const FrontEnd& front_end, const Ordered& one) {
  const Json got = front_end.audit({one.at("journal").get<std::string>(), one.at("balances").get<std::string>(), one.at("saves").get<std::string>(), one.contains("compare") ? one.at("compare").dump() : ""});
  if (!got.contains("text")) return {got.dump()};
  const Json report = Json::parse(got.at("text").get<std::string>());
  const Json expected = plain(one.at("report"));
  for (const auto& [name, value] : expected.items())
    if (auto problems = compare(report.at(name), value, name); !problems.empty()) return problems;
  Json breaches = Json::array();
  for (const Json& b : report.at("breaches")) breaches.push_back({{"file", b.at("file")}, {"line", b.at("line")}, {"kind", b.at("kind")}});
  return compare(breaches, plain(one.at("breaches")), "breaches");
}

}  // namespace

void run_ledgers(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& run : file.at("runs")) done("ledger.json: " + run.at("name").get<std::string>(), run_machine(front_end, run));
  for (const Ordered& one : file.at("fingerprints")) done("ledger.json: fingerprint of " + one.at("content").get<std::string>(), run_fingerprint(front_end, one));
  for (const Ordered& one : file.at("audits")) done("ledger.json: audit: " + one.at("name").get<std::string>(), run_audit(front_end, one));
}

}  // namespace ludex::vectors
