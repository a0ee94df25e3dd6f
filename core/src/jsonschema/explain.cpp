// What does not fit, in words. Runs only once it is known that something does not.

#include <algorithm>

#include "jsonschema/evaluate.h"
#include "jsonschema/format.h"
#include "value/diagnostics.h"

namespace ludex::jsonschema {
namespace {

using json::Type;

constexpr std::size_t kShownBytes = 60;
constexpr std::size_t kMessageBytes = 600;
constexpr std::size_t kShownNames = 8;
constexpr std::uint32_t kAlternativesExplained = 32;
constexpr std::size_t kFindingsPerAlternative = 8;
// A message takes about as long as so many steps.
constexpr std::uint64_t kStepsPerMessage = 200;
// The nearest of so many names: their distances take about as long as so many steps.
constexpr std::size_t kNamesCompared = 200;
constexpr std::uint64_t kStepsPerProposal = 20'000;

constexpr const char* kTypeNames[] = {"null", "boolean", "number", "string", "array", "object"};

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

std::string count_of(std::uint64_t n, const char* singular, const char* plural) { return std::to_string(n) + " " + (n == 1 ? singular : plural); }

/// "'a', 'b' and 'c'"
std::string listed(const std::vector<std::string>& names) {
  std::string out;
  const std::size_t shown = std::min(names.size(), kShownNames);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) out += i + 1 == names.size() ? " and " : ", ";
    out += "'" + shortened(names[i], kShownBytes) + "'";
  }
  if (shown < names.size()) out += " and " + std::to_string(names.size() - shown) + " more";
  return out;
}

std::string range_message(const Instruction& in, std::uint64_t got, const char* singular, const char* plural) {
  if (got < in.a) return "expected at least " + count_of(in.a, singular, plural) + ", got " + std::to_string(got);
  return "expected at most " + count_of(in.b, singular, plural) + ", got " + std::to_string(got);
}

}  // namespace

std::string Run::shown(std::uint32_t at) const { return shortened(json::raw(text_, nodes_[at]), kShownBytes); }
std::string Run::shown_with_type(std::uint32_t at) const { return shown(at) + " (" + kTypeNames[static_cast<std::size_t>(nodes_[at].type)] + ")"; }

void Run::tell(std::uint32_t schema, std::uint32_t keyword, std::uint32_t at, std::string message) {
  if (out_->is_full() || stop_ != Stop::none || !spend(kStepsPerMessage)) return;
  out_->findings.push_back({at, schema, keyword, shortened(message, kMessageBytes)});
}

void Run::tell_type(std::uint32_t id, std::uint32_t at) {
  const SchemaNode& schema = program_.schemas[id];
  if (schema.types == 0) return tell(id, schema.node, at, "nothing is allowed here, got " + shown_with_type(at));
  std::vector<std::string> names;
  for (unsigned i = 0; i < 6; ++i)
    if (schema.types & (1u << i)) names.push_back(i == 2 && schema.only_integers ? "integer" : kTypeNames[i]);
  std::string message = "expected ";
  for (std::size_t i = 0; i < names.size(); ++i) message += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  tell(id, schema.type_keyword, at, message + ", got " + shown_with_type(at));
}

void Run::tell_value(std::uint32_t id, const Instruction& in, std::uint32_t at) {
  const json::Node& node = nodes_[at];
  const auto say = [&](std::string message) { tell(id, in.keyword, at, std::move(message)); };
  const SourceDocument& source = *program_.documents[program_.schemas[id].document];
  switch (in.op) {
    case Op::minimum: return say("expected at least " + program_.bounds[in.a]->text + ", got " + shown(at));
    case Op::exclusive_minimum: return say("expected more than " + program_.bounds[in.a]->text + ", got " + shown(at));
    case Op::maximum: return say("expected at most " + program_.bounds[in.a]->text + ", got " + shown(at));
    case Op::exclusive_maximum: return say("expected less than " + program_.bounds[in.a]->text + ", got " + shown(at));
    case Op::multiple_of: return say("expected a multiple of " + std::string(json::raw(source.text, source.json.tape.nodes[in.keyword])) + ", got " + shown(at));
    case Op::length: {
      const std::string_view text = string_at(at);
      const auto n = static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
      return say(range_message(in, n, "character", "characters") + ": " + shown(at));
    }
    case Op::property_count: return say(range_message(in, node.count, "property", "properties"));
    case Op::item_count: return say(range_message(in, node.count, "item", "items"));
    case Op::constant: return say("expected " + shortened(json::raw(source.text, source.json.tape.nodes[in.keyword]), kShownBytes) + ", got " + shown_with_type(at));
    case Op::enumeration: {
      const json::View list(source.json, in.keyword);
      if (!spend(list.count() + kStepsPerProposal)) return;
      std::string message = list.count() == 0 ? "nothing is allowed here" : "expected ";
      std::vector<std::string> names;
      Arena arena;  // not the document's: the program is shared between threads
      list.for_each_item([&](std::uint32_t i, const json::View& value) {
        if (i < kShownNames) message += (i == 0 ? "" : i + 1 == list.count() ? " or " : ", ") + shortened(value.raw(), kShownBytes);
        if (value.is_string() && names.size() < kNamesCompared) names.emplace_back(json::string_value(source.text, value.node(), arena));
      });
      if (list.count() > kShownNames) message += " or one of " + std::to_string(list.count() - kShownNames) + " more";
      message += ", got " + shown_with_type(at);
      if (node.type == Type::string) message += nearest_name(string_at(at), names);
      return say(message);
    }
    case Op::pattern: return say("expected text that matches " + shortened(program_.pattern_texts[in.a], 2 * kShownBytes) + ", got " + shown(at));
    case Op::format: return say(std::string("expected the format ") + to_string(static_cast<Format>(in.a)) + ", got " + shown(at));
    case Op::unique_items: {
      if (!spend(node.next - at + (node.end - node.begin) / 16)) return;
      std::uint32_t earlier = kNone;
      const std::uint32_t repeated = repeated_item(at, &earlier);
      std::uint32_t index = 0, first = 0;
      for (std::uint32_t item = at + 1; item < node.next && repeated != kNone; item = nodes_[item].next, ++index)
        if (item == earlier) first = index;
      return tell(id, in.keyword, repeated == kNone ? at : repeated, "equals item " + std::to_string(first) + ", no two may be equal: " + shown(repeated == kNone ? at : repeated));
    }
    case Op::width: {
      constexpr const char* kWords[] = {"a whole number from 0 to 255", "a whole number from -128 to 127", "a whole number from 0 to 65535", "a whole number from -32768 to 32767",
                                        "a whole number from 0 to 4294967295", "a whole number from -2147483648 to 2147483647", "a whole number of 64 bits",
                                        "a number that a 32-bit float can hold", "a number that a double can hold"};
      return say(std::string("expected ") + kWords[in.a] + ", got " + shown(at));
    }
    case Op::finite: return say("expected a number that a double can hold, got " + shown(at));
    case Op::entity_ref: return say("expected an id (a whole number of 64 bits), got " + shown_with_type(at));
    case Op::max_bytes: return say("expected at most " + count_of(in.a, "byte", "bytes") + ", got " + std::to_string(node.has_escape ? string_at(at).size() : node.end - node.begin));
    case Op::max_nodes: return say("expected at most " + count_of(in.a, "value", "values") + " in all");
    case Op::max_depth: return say("expected at most " + count_of(in.a, "level", "levels") + " of arrays and objects");
    default: return say("does not fit");
  }
}

void Run::tell_missing(std::uint32_t id, const ObjectCheck& check, std::uint32_t at) {
  const SchemaNode& schema = program_.schemas[id];
  if (!spend(check.properties.size() + nodes_[at].count)) return;
  std::vector<char> is_there(check.properties.size());
  for (std::uint32_t key = at + 1; key < nodes_[at].next; key = nodes_[key + 1].next) {
    const std::uint32_t number = check.names.find(name_at(key));
    if (number != NameTable::kAbsent) is_there[number] = 1;
  }
  std::vector<std::string> missing;
  const SourceDocument& source = *program_.documents[schema.document];
  const json::View list(source.json, check.required_keyword);
  Arena arena;  // not the document's: the program is shared between threads
  list.for_each_item([&](std::uint32_t, const json::View& item) {
    const std::string_view name = json::string_value(source.text, item.node(), arena);
    const std::uint32_t number = check.names.find(name_key(name, name.data() + name.size()));
    if (number != NameTable::kAbsent && !is_there[number]) missing.emplace_back(name);
  });
  tell(id, check.required_keyword, at, "missing " + listed(missing));
}

void Run::tell_unknown(std::uint32_t id, std::uint32_t keyword, const ObjectCheck* check, std::uint32_t where) {
  const SchemaNode& schema = program_.schemas[id];
  if (!check) {
    // unevaluated*: `where` is an item or the value of a member. Its pointer costs what lies before it.
    if (!spend(where)) return;
    const std::string pointer = pointer_to(text_, scratch_.tape, where);
    return tell(id, keyword, where, "nothing in the schema allows '" + shortened(pointer.substr(pointer.rfind('/') + 1), kShownBytes) + "' here, got " + shown_with_type(where));
  }
  const std::uint32_t key = where;
  const std::string name(string_at(key));
  std::vector<std::string> known;
  if (check->properties_keyword != 0) {
    const SourceDocument& source = *program_.documents[schema.document];
    const auto& nodes = source.json.tape.nodes;
    Arena arena;  // not the document's: the program is shared between threads
    const std::uint32_t end = nodes[check->properties_keyword].next;
    for (std::uint32_t k = check->properties_keyword + 1; k < end && known.size() < kNamesCompared; k = nodes[k + 1].next)
      known.emplace_back(json::string_value(source.text, nodes[k], arena));
  }
  if (!spend(kStepsPerProposal)) return;
  tell(id, keyword, key + 1, "unknown property '" + shortened(name, kShownBytes) + "'" + nearest_name(name, known));
}

void Run::tell_dependent(std::uint32_t id, const DependentCheck& check, const DependentCheck::Trigger& trigger, std::uint32_t at) {
  std::vector<std::string> missing;
  for (const std::uint32_t r : trigger.required)
    if (!scratch_.is_present[r]) missing.push_back(check.spelled[r]);
  tell(id, trigger.keyword, at, "'" + shortened(check.spelled[trigger.name], kShownBytes) + "' needs beside it what is missing: " + listed(missing));
}

// The alternative that came closest: one that fails inside rather than by its type, then by a tag, then by the number of
// things wrong.
void Run::tell_none_of(std::uint32_t id, const Instruction& in, std::uint32_t at) {
  Explanation best;
  std::uint32_t best_index = 0, best_score = kNone;
  for (std::uint32_t i = 0; i < std::min(in.b, kAlternativesExplained) && stop_ == Stop::none; ++i) {
    Explanation attempt;
    attempt.most = kFindingsPerAlternative;
    explain(program_.lists[in.a + i], at, attempt);
    if (attempt.findings.empty()) continue;
    std::uint32_t score = 0;
    for (const Finding& f : attempt.findings) {
      const SchemaNode& schema = program_.schemas[f.schema];
      const bool is_type = f.keyword == schema.type_keyword;
      bool is_tag = false;
      for (std::uint32_t k = schema.first; k < schema.first + schema.count; ++k)
        is_tag = is_tag || (program_.code[k].keyword == f.keyword && (program_.code[k].op == Op::constant || program_.code[k].op == Op::enumeration));
      score += f.at == at && is_type ? 10'000 : is_tag ? 100 : 1;
    }
    if (score < best_score) best = std::move(attempt), best_index = i, best_score = score;
  }
  std::string message = "fits none of " + count_of(in.b, "alternative", "alternatives");
  if (best.findings.empty()) return tell(id, in.keyword, at, message + ", got " + shown_with_type(at));
  if (!spend(best.findings.front().at)) return;
  const auto first = std::min_element(best.findings.begin(), best.findings.end(), [&](const Finding& a, const Finding& b) { return nodes_[a.at].begin < nodes_[b.at].begin; });
  const std::string pointer = pointer_to(text_, scratch_.tape, first->at);
  message += in.b == 1 ? ": " : "; the closest is number " + std::to_string(best_index + 1) + ": ";
  if (first->at != at) message += pointer + ": ";
  tell(id, in.keyword, at, message + first->message);
}

}  // namespace ludex::jsonschema
