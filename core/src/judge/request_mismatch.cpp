#include "judge/request_mismatch.h"

#include "schema/mismatch.h"
#include "value/diagnostics.h"
#include "value/json_view.h"

namespace ludex::detail {

// In the order of RequestDecoder::body().
std::vector<ContractMismatch> request_mismatches(const ProgramData& program, std::string_view line) {
  static const std::vector<std::string> kMembers = {"actor", "session", "received_at", "action", "params", "nonce", "sent_at", "origin", "roles"};
  std::vector<ContractMismatch> out;
  json::Document document;
  document.text = line;
  if (!json::scan(line, {}, document.tape).ok() || document.tape.nodes[0].type != json::Type::object) return out;
  const json::View root(document, 0);
  const auto offset = [](const json::View& v) { return v.node().begin - (v.is_string() ? 1 : 0); };
  for (const auto& member : root.members()) {
    if (Declarations::position(kMembers, member.name)) continue;
    // The key stands right before its value on the tape.
    out.push_back({json::child_pointer("", member.name), "is not a member of a request" + nearest_name(member.name, kMembers), document.tape.nodes[member.value.index() - 1].begin - 1});
    break;
  }

  const auto action_name = root.find("action");
  std::vector<std::string> names;
  for (const Action& a : program.actions) names.push_back(a.name);
  const auto index = action_name && action_name->is_string() ? Declarations::position(names, action_name->str()) : std::nullopt;
  if (!index) {
    if (!action_name) out.push_back({"/action", "expected the name of an action, got nothing: it is required", 0});
    else out.push_back({"/action", "expected the name of an action, got " + shown(line, action_name->node()) + (action_name->is_string() ? nearest_name(action_name->str(), names) : ""), offset(*action_name)});
    return out;
  }
  Arena arena;
  DecodeContext context{line, document.tape, program.declarations, arena};
  const Action& action = program.actions[*index];
  const auto params = root.find("params");
  if (params) {
    for (auto& mismatch : find_mismatches(*action.params, params->index(), context, "/params", true)) out.push_back(std::move(mismatch));
  } else {
    for (const std::uint32_t i : action.params->declared) {
      const Field& f = action.params->fields[i];
      if (!f.shape->has_default && f.shape->kind != ShapeKind::optional)
        out.push_back({json::child_pointer("/params", f.name), "expected " + expected(*f.shape, program.declarations) + ", got nothing: it is required", 0});
    }
  }

  const auto origin = root.find("origin");
  const bool is_client = !origin || (origin->is_string() && origin->str() == "client");
  const auto integer = [&](const char* name, bool is_required, std::int64_t minimum) {
    const std::string pointer = std::string("/") + name;
    const auto value = root.find(name);
    if (!value) {
      if (is_client && is_required) out.push_back({pointer, "expected integer, got nothing: it is required", 0});
    } else if (const auto i = value->integer(); !i) {
      out.push_back({pointer, "expected integer, got " + shown(line, value->node()), offset(*value)});
    } else if (*i < minimum) {
      out.push_back({pointer, "expected at least " + std::to_string(minimum) + ", got " + std::string(value->raw()), offset(*value)});
    }
  };
  integer("nonce", program.limits.nonce_window > 0, 0);
  integer("sent_at", program.limits.has_clock, INT64_MIN);
  return out;
}

}  // namespace ludex::detail
