#include "rulebook/loader.h"

#include <algorithm>

#include "expr/lexer.h"

namespace ludex::detail {

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool Loader::expect_object(const json::View& v, const std::string& pointer, const std::vector<std::string>& known, const std::vector<std::string>& later) {
  if (!v.is_object()) {
    error(v, pointer, std::string("expected an object, got ") + json::describe(v.type()));
    return false;
  }
  for (const auto& [name, value] : v.members()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string at = json::child_pointer(pointer, name);
    if (std::find(later.begin(), later.end(), name) != later.end()) unsupported(value, at, "'" + std::string(name) + "' is not supported yet");
    else error(value, at, "unknown key '" + std::string(name) + "'" + nearest_name(name, known));
  }
  return true;
}

std::int64_t Loader::integer(const json::View& v, const std::string& pointer, std::int64_t low, std::int64_t high) {
  const auto i = v.integer();
  if (i && *i >= low && *i <= high) return *i;
  error(v, pointer, "expected an int from " + std::to_string(low) + " to " + std::to_string(high));
  return low;
}

std::optional<std::int64_t> Loader::written_duration(const json::View& v) {
  if (v.is_string()) {
    if (v.str() == "forever") return -1;
    expr::Lexer lexer(v.str());
    const expr::Token t = lexer.next();
    if (t.kind == expr::TokenKind::integer && lexer.next().kind == expr::TokenKind::end && t.magnitude <= static_cast<std::uint64_t>(INT64_MAX))
      return static_cast<std::int64_t>(t.magnitude);
  } else if (const auto i = v.integer(); i && *i >= 0) {
    return *i;
  }
  return std::nullopt;
}

std::int64_t Loader::duration(const json::View& v, const std::string& pointer) {
  if (const auto ms = written_duration(v)) return *ms;
  error(v, pointer, "expected a duration such as \"500ms\", \"24h\" or \"forever\"");
  return 1;
}

Place Loader::place(const std::string& pointer) {
  program.places.push_back(pointer);
  return static_cast<Place>(program.places.size() - 1);
}

std::uint32_t Loader::label(const std::string& text) {
  const auto [it, is_new] = program.label_index.emplace(text, static_cast<std::uint32_t>(program.labels.size()));
  if (is_new) program.labels.push_back(text);
  return it->second;
}

Reason Loader::reason(const std::string& name, const json::View& at, const std::string& pointer) {
  for (std::uint16_t code = 0; code < kFirstRulebookReason; ++code) {
    if (system_reason_name(static_cast<Reason>(code)) == name && !name.empty()) {
      error(at, pointer, "the reason '" + name + "' is one of the system's; choose another name");
      return Reason::accepted;
    }
  }
  for (std::size_t i = 0; i < program.reason_names.size(); ++i)
    if (program.reason_names[i] == name) return static_cast<Reason>(kFirstRulebookReason + i);
  if (program.reason_names.size() >= 60'000) {
    error(at, pointer, "more than 60000 reasons");
    return Reason::accepted;
  }
  program.reason_names.push_back(name);
  return static_cast<Reason>(kFirstRulebookReason + program.reason_names.size() - 1);
}

}  // namespace ludex::detail
