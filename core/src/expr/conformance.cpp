// The suite of google/cel-spec against CEL as the core has it.

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "expr/dyn_expression.h"
#include "ludex/expression.h"
#include "value/json_view.h"

namespace ludex {
namespace {

using expr::CelFailure;
using expr::Dyn;
using Stage = CelFailure::Stage;

// Nothing may fail in these tiers; the others are counted.
constexpr std::string_view kClaimed[] = {"T0", "T1", "T2", "T3"};

// What the core does not offer; a case that needs it is not applicable.
struct NotOffered {
  std::string_view feature, why;
};
constexpr NotOffered kNotOffered[] = {
    {"proto", "protocol buffer messages"},
    {"enums", "protocol buffer enums"},
};

struct Counts {
  std::uint64_t passed = 0, failed = 0, not_applicable = 0;
  std::string json() const {
    return "\"passed\":" + std::to_string(passed) + ",\"failed\":" + std::to_string(failed) + ",\"not_applicable\":" + std::to_string(not_applicable);
  }
};

std::string text_of(const json::View& v, std::string_view key) {
  const auto found = v.find(key);
  return found && found->is_string() ? std::string(found->str()) : std::string();
}
bool flag_of(const json::View& v, std::string_view key) {
  const auto found = v.find(key);
  return found && found->is(json::Type::boolean) && found->boolean();
}

struct Outcome {
  enum class Verdict : std::uint8_t { passed, failed, not_applicable };
  Verdict verdict = Verdict::passed;
  std::string expected, got;  ///< of a failure; `got` is the reason of a case that is not applicable
};

Outcome not_applicable(std::string_view why) { return {Outcome::Verdict::not_applicable, "", std::string(why)}; }

const char* name_of(Stage stage) { return stage == Stage::parse ? "does not parse" : stage == Stage::check ? "does not check" : "fails"; }

// The types the suite declares; false when one holds a message.
bool read_declarations(const json::View& test, expr::DynScope& scope) {
  const auto declared = test.find("type_env");
  if (!declared) return true;
  bool is_known = true;
  declared->for_each_item([&](std::uint32_t, const json::View& d) {
    const std::string name = text_of(d, "name"), type = text_of(d, "type");
    if (text_of(d, "kind") == "ident") {
      is_known = is_known && type.find("object(") == std::string::npos && type.find("message") == std::string::npos;
      scope.variables.push_back({name, type});
      return;
    }
    const auto overloads = d.find("overloads");
    if (!overloads) return;
    overloads->for_each_item([&](std::uint32_t, const json::View& o) {
      std::string parameters;
      if (const auto list = o.find("params"))
        list->for_each_item([&](std::uint32_t i, const json::View& p) { parameters += (i ? "," : "") + (p.is_string() ? std::string(p.str()) : std::string()); });
      scope.overloads.push_back({name, parameters, text_of(o, "result"), flag_of(o, "is_instance")});
    });
  });
  return is_known;
}

Outcome judge(const json::View& test) {
  bool is_offered = true;
  std::string_view why;
  if (const auto features = test.find("features"))
    features->for_each_item([&](std::uint32_t, const json::View& f) {
      for (const NotOffered& n : kNotOffered)
        if (f.is_string() && f.str() == n.feature) is_offered = false, why = n.why;
    });
  if (!is_offered) return not_applicable(why);

  expr::DynScope scope;
  scope.container = text_of(test, "container");
  if (!read_declarations(test, scope)) return not_applicable("protocol buffer messages");
  Arena arena;
  std::vector<const Dyn*> values(scope.variables.size());
  if (const auto bindings = test.find("bindings")) {
    for (const auto& member : bindings->members()) {
      const Dyn* value = expr::read_tagged(member.value, arena);
      if (!value) return not_applicable("a bound value of another kind");
      const auto at = std::find_if(scope.variables.begin(), scope.variables.end(), [&](const auto& v) { return v.name == member.name; });
      if (at != scope.variables.end()) {
        values[static_cast<std::size_t>(at - scope.variables.begin())] = value;
      } else {
        scope.variables.push_back({std::string(member.name), "dyn"});
        values.push_back(value);
      }
    }
  }
  const std::string expect = text_of(test, "expect");
  const auto expected = test.find("value");
  const Dyn* wanted = expect == "value" && expected ? expr::read_tagged(*expected, arena) : nullptr;
  if (expect == "value" && !wanted) return not_applicable("an expected value of another kind");

  const bool checks = !flag_of(test, "disable_check");
  const auto text = test.find("expr");
  std::string wants;
  if (wanted) expr::write_tagged(wants, *wanted);
  else wants = expect == "error" ? "an error" : "to check";
  const auto failed = [&](std::string got) { return Outcome{Outcome::Verdict::failed, wants, std::move(got)}; };
  if (!text || !text->is_string()) return failed("the case has no expression");

  expr::CelExpression compiled;
  const std::string_view source = text->str();
  // Errors are of evaluation: the specification's own runner takes none from the parser or the checker.
  if (const auto e = compiled.compile(source, scope, checks, !flag_of(test, "disable_macros"))) return failed(std::string(name_of(e->stage)) + ": " + e->message);
  const std::string deduced = text_of(test, "deduced_type");
  if (checks && !deduced.empty() && deduced != compiled.type()) return failed("type " + compiled.type() + ", not " + deduced);
  if (flag_of(test, "check_only") || expect == "check_only") return {};
  const Dyn* value = nullptr;
  const auto e = compiled.run(values, arena, value);
  if (e && expect != "error" && e->message.find(expr::kNoNamedZones) != std::string::npos) return not_applicable("named time zones");
  if (e) return expect == "error" ? Outcome{} : failed(std::string(name_of(e->stage)) + ": " + e->message);
  std::string got;
  expr::write_tagged(got, *value);
  return wanted && got == wants ? Outcome{} : failed(got);
}

void write_failure(std::string& out, const json::View& test, const Outcome& outcome) {
  if (out.size() > 1) out += ",";
  out += "{";
  for (const char* key : {"tier", "file", "section", "name", "expr"}) {
    out += "\"" + std::string(key) + "\":";
    json::write_string(out, text_of(test, key));
    out += ",";
  }
  out += "\"expected\":";
  json::write_string(out, outcome.expected);
  out += ",\"got\":";
  json::write_string(out, outcome.got);
  out += "}";
}

std::string refuse(std::string_view code, std::string_view message) {
  std::string out = "{\"ok\":false,\"error\":{\"code\":";
  json::write_string(out, code);
  out += ",\"message\":";
  json::write_string(out, message);
  return out + "}}";
}

}  // namespace

std::string conformance_cel(std::string_view suite) {
  const auto document = std::make_unique<json::Document>();
  document->text = suite;
  json::Limits limits;
  limits.max_bytes = 256u << 20;
  const auto scanned = json::scan(suite, limits, document->tape);
  if (!scanned.ok()) return refuse("json", scanned.message);
  const json::View root(*document, 0);
  const auto tests = root.is_object() ? root.find("tests") : std::nullopt;
  if (!tests || !tests->is_array()) return refuse("json", "expected an object with an array \"tests\", as docs/command.md shows it");

  std::map<std::string, Counts> tiers;
  std::map<std::tuple<std::string, std::string, std::string>, Counts> sections;
  std::map<std::string, std::uint64_t> reasons;
  std::string failures = "[";
  bool is_good = true, is_any = false;
  tests->for_each_item([&](std::uint32_t, const json::View& test) {
    if (!test.is_object()) return;
    const std::string tier = text_of(test, "tier");
    const bool is_claimed = std::find(std::begin(kClaimed), std::end(kClaimed), tier) != std::end(kClaimed);
    const Outcome outcome = judge(test);
    Counts& section = sections[{tier, text_of(test, "file"), text_of(test, "section")}];
    for (Counts* counts : {&tiers[tier], &section})
      ++(outcome.verdict == Outcome::Verdict::passed ? counts->passed : outcome.verdict == Outcome::Verdict::failed ? counts->failed : counts->not_applicable);
    if (outcome.verdict == Outcome::Verdict::failed) write_failure(failures, test, outcome);
    if (outcome.verdict == Outcome::Verdict::not_applicable) ++reasons[outcome.got];
    is_any = is_any || is_claimed;
    is_good = is_good && !(is_claimed && outcome.verdict == Outcome::Verdict::failed);
  });

  std::string out = std::string("{\"ok\":") + (is_good && is_any ? "true" : "false") + ",\"claimed\":[";
  for (const auto& tier : kClaimed) out += (out.back() == '[' ? "\"" : ",\"") + std::string(tier) + "\"";
  out += "],\"tiers\":{";
  for (const auto& [tier, counts] : tiers) {
    if (out.back() != '{') out += ",";
    json::write_string(out, tier);
    out += ":{" + counts.json() + "}";
  }
  out += "},\"sections\":[";
  for (const auto& [key, counts] : sections) {
    out += out.back() == '[' ? "{\"tier\":" : ",{\"tier\":";
    json::write_string(out, std::get<0>(key));
    out += ",\"file\":";
    json::write_string(out, std::get<1>(key));
    out += ",\"section\":";
    json::write_string(out, std::get<2>(key));
    out += "," + counts.json() + "}";
  }
  out += "],\"failures\":" + failures + "],\"not_applicable\":[";
  for (const auto& [reason, count] : reasons) {
    out += out.back() == '[' ? "{\"why\":" : ",{\"why\":";
    json::write_string(out, reason);
    out += ",\"count\":" + std::to_string(count) + "}";
  }
  return out + "]}";
}

}  // namespace ludex
