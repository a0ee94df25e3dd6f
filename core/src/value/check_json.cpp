// Strict reading on its own: the public door to the scanner.

#include "ludex/json.h"
#include "value/json_view.h"

namespace ludex {
namespace {

/// Reads a limit that must be a whole number; false when it is something else.
template <class Int>
bool read_limit(const json::View& options, std::string_view name, Int& out) {
  const auto found = options.find(name);
  if (!found) return true;
  const auto value = found->integer();
  if (!value || *value < 0 || static_cast<std::uint64_t>(*value) > static_cast<std::uint64_t>(Int(-1))) return false;
  out = static_cast<Int>(*value);
  return true;
}

bool read_flag(const json::View& options, std::string_view name, bool& out) {
  const auto found = options.find(name);
  if (found) out = found->boolean();
  return !found || found->is(json::Type::boolean);
}

std::string report(const Error& e) {
  std::string out = "{\"valid\":false,\"error\":{\"code\":";
  json::write_string(out, to_string(e.code));
  out += ",\"message\":";
  json::write_string(out, e.message);
  return out + ",\"line\":" + std::to_string(e.line) + ",\"column\":" + std::to_string(e.column) + ",\"offset\":" + std::to_string(e.offset) + "}}";
}

}  // namespace

std::optional<Error> check_json(std::string_view text, const JsonLimits& limits) {
  json::Tape tape;
  const auto scanned = json::scan(text, {limits.max_bytes, limits.max_depth, limits.max_nodes, limits.allow_comments, limits.allow_duplicate_keys}, tape);
  if (scanned.ok()) return std::nullopt;
  return json::scan_error(text, scanned);
}

std::string check_json_report(std::string_view text, std::string_view options) {
  json::Document document;
  document.text = options.empty() ? std::string_view("{}") : options;
  const auto scanned = json::scan(document.text, {}, document.tape);
  JsonLimits limits;
  bool is_good = scanned.ok();
  if (is_good) {
    const json::View root(document, 0);
    is_good = root.is_object() && read_limit(root, "max_bytes", limits.max_bytes) && read_limit(root, "max_depth", limits.max_depth) &&
              read_limit(root, "max_nodes", limits.max_nodes);
    is_good = is_good && read_flag(root, "comments", limits.allow_comments) && read_flag(root, "duplicate_keys", limits.allow_duplicate_keys);
    // A limit that is misspelled would not be kept.
    for (const auto& member : root.members())
      is_good = is_good && (member.name == "max_bytes" || member.name == "max_depth" || member.name == "max_nodes" || member.name == "comments" || member.name == "duplicate_keys");
  }
  if (!is_good) {
    Error e;
    e.code = ErrorCode::host;
    e.message = R"(the limits are no object of {"max_bytes","max_depth","max_nodes": whole numbers, "comments", "duplicate_keys": bool})";
    return report(e);
  }
  const auto error = check_json(text, limits);
  return error ? report(*error) : "{\"valid\":true}";
}

}  // namespace ludex
