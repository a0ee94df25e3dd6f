#include "traffic/attack.h"

#include <algorithm>

namespace ludex::traffic {
namespace {

constexpr std::int64_t kHostileSession = 1'000'000;  // far from the sessions of honest connections

}  // namespace

Targets find_targets(const detail::ProgramData& program, const Facts& facts) {
  Targets out;
  for (const std::uint32_t a : facts.client_actions) {
    const auto& fields = program.actions[a].params->fields;
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
      const Shape& written = *fields[i].shape;
      const Shape& shape = written.kind == ShapeKind::optional ? *written.element : written;
      const Target target{a, i};
      out.any.push_back(target);
      const ParamFacts::Role role = facts.actions[a].params[i].role;
      if (role == ParamFacts::Role::receipt) out.receipts.push_back(target);
      switch (shape.kind) {
        case ShapeKind::integer:
        case ShapeKind::number: out.numbers.push_back(target); break;
        case ShapeKind::vec3: out.vectors.push_back(target); break;
        case ShapeKind::string: out.strings.push_back(target); break;
        case ShapeKind::row:
        case ShapeKind::enumeration: out.names.push_back(target); break;
        case ShapeKind::ref: out.entities.push_back(target); break;
        default: break;
      }
    }
  }
  return out;
}

std::uint32_t Attack::base() {
  const auto& actions = facts.client_actions;
  const std::uint32_t action = actions[random.below(static_cast<std::uint32_t>(actions.size()))];
  base(action);
  return action;
}

void Attack::base(std::uint32_t action) {
  line.clear();
  set_int(line.actor, std::int64_t{cheater->player} + 1);
  set_int(line.session, kHostileSession + cheater->session);
  set_int(line.received_at, now);
  line.action = '"' + program.actions[action].name + '"';
  params.write(line, action, params.draw(action, cheater->player, now));
  if (program.limits.nonce_window > 0) set_int(line.nonce, ++cheater->nonce);
  if (program.limits.has_clock)
    set_int(line.sent_at, now - std::min<std::int64_t>(random.between(15, 90), program.limits.late_ms));
}

std::string& Attack::base_at(const std::vector<Target>& among, Target* chosen) {
  const Target target = among[random.below(static_cast<std::uint32_t>(among.size()))];
  if (chosen) *chosen = target;
  base(target.action);
  const std::string_view name = program.actions[target.action].params->fields[target.param].name;
  for (std::size_t i = 0; i < line.param_count; ++i)
    if (line.params[i].name == name) return line.params[i].text;
  return line.add_param(name).text;  // an optional that was left out
}

void Attack::write() {
  text.clear();
  write_line(text, line);
  is_text = true;
}

void Attack::use_new_session() {
  ++cheater->session;
  cheater->nonce = 0;
}

}  // namespace ludex::traffic
