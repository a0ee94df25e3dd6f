#pragma once
// The language of rules and CEL as specified are two evaluators of one language: what both accept they agree on.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/parser.h"
#include "ludex/expression.h"
#include "value/json_scan.h"
#include "value/json_view.h"
#include "value/json_writer.h"

namespace fuzz {

using namespace ludex;

/// A value without its types, in one spelling: {"int":"1"} of CEL as specified and 1 of rules are both 1.
inline void put_plain(std::string& out, const json::View& v, bool is_tagged) {
  if (!is_tagged) {
    if (v.is_array()) {
      out += '[';
      v.for_each_item([&](std::uint32_t i, const json::View& item) {
        if (i) out += ',';
        put_plain(out, item, false);
      });
      out += ']';
    } else if (v.is_object()) {
      out += '{';
      std::vector<std::pair<std::string, std::string>> entries;
      for (const auto& m : v.members()) {
        std::string value;
        put_plain(value, m.value, false);
        entries.emplace_back(std::string(m.name), std::move(value));
      }
      std::sort(entries.begin(), entries.end());
      for (const auto& e : entries) out += e.first + ':' + e.second + ';';
      out += '}';
    } else if (v.is_string()) {
      json::write_string(out, v.str());
    } else {
      out += v.raw();
    }
    return;
  }
  for (const auto& m : v.members()) {  // its tag alone
    const json::View& x = m.value;
    if (m.name == "list") {
      out += '[';
      x.for_each_item([&](std::uint32_t i, const json::View& item) {
        if (i) out += ',';
        put_plain(out, item, true);
      });
      out += ']';
    } else if (m.name == "map") {
      std::vector<std::pair<std::string, std::string>> entries;
      x.for_each_item([&](std::uint32_t, const json::View& pair) {
        std::string parts[2];
        pair.for_each_item([&](std::uint32_t i, const json::View& part) {
          if (i == 1) return put_plain(parts[1], part, true);
          for (const auto& key : part.members()) parts[0] = key.value.is_string() ? std::string(key.value.str()) : std::string(key.value.raw());
        });
        entries.emplace_back(std::move(parts[0]), std::move(parts[1]));
      });
      std::sort(entries.begin(), entries.end());
      out += '{';
      for (const auto& e : entries) out += e.first + ':' + e.second + ';';
      out += '}';
    } else if (m.name == "optional") {
      if (x.is_object()) put_plain(out, x, true);
      else out += "null";
    } else if (m.name == "string") {
      json::write_string(out, x.str());
    } else if (x.is_string()) {
      out += x.str();
    } else {
      out += x.raw();
    }
    return;
  }
}

inline std::string plain(std::string_view json_text, bool is_tagged) {
  json::Document document;
  document.text = json_text;
  json::Limits limits;
  limits.max_depth = 1000;
  if (!json::scan(document.text, limits, document.tape).ok()) return "?";
  std::string out;
  put_plain(out, json::View(document, 0), is_tagged);
  return out;
}

/// What the two languages mean differently by design: doubles (finite in rules, and whole literals beside them are some),
/// null (a T? of rules is null or its value), conversions of text.
inline bool is_common(std::string_view text) {
  expr::Ast ast;
  std::uint32_t root = 0;
  if (expr::parse_expression(text, ast, root)) return false;
  return std::none_of(ast.nodes.begin(), ast.nodes.end(), [](const expr::Node& n) {
    if (n.kind == expr::NodeKind::double_literal || n.kind == expr::NodeKind::null_literal) return true;
    static constexpr std::string_view kOther[] = {"int", "bool", "double", "sqrt", "none"};
    return n.kind == expr::NodeKind::call && std::find(std::begin(kOther), std::end(kOther), n.text) != std::end(kOther);
  });
}

/// "" or how the two differ. `counted` goes up when both accepted the text and gave a value.
inline std::string check_agreement(std::string_view text, std::uint64_t* counted = nullptr) {
  if (!is_common(text)) return {};
  EvaluateOptions rules, cel;
  rules.variables = cel.variables = R"({"n":5,"l":[3,1,2,1],"s":"Ab é","t":"a,b","m":{"a":1,"b":2},"b":true,"ls":["b","a","b"],"ll":[[1],[],[2,1]]})";
  rules.types = R"({"m":"map<string, int> max 9","l":"list<int> max 9","ls":"list<string> max 9","ll":"list<list<int> max 9> max 9","s":"string 0..20"})";
  cel.types = R"j({"n":"int","l":"list(int)","s":"string","t":"string","m":"map(string,int)","b":"bool","ls":"list(string)","ll":"list(list(int))"})j";
  cel.conformance = true;
  const auto a = evaluate(text, rules), b = evaluate(text, cel);
  if (!a || !b) return {};
  const bool is_limit = a->code == RuleError::overflow || b->code == RuleError::overflow;  // each has limits of its own
  if (a->code != RuleError::none || b->code != RuleError::none) {
    if ((a->code == RuleError::none) == (b->code == RuleError::none) || is_limit) return {};
    return "one of rules and CEL fails: " + to_json(a) + " / " + to_json(b);
  }
  if (counted) ++*counted;
  const std::string x = plain(a->value, false), y = plain(b->value, true);
  return x == y ? "" : "rules and CEL differ: " + x + " / " + y;
}

}  // namespace fuzz
