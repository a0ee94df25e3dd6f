#include "rulebook/direct_requests.h"

namespace ludex::detail {

void compile_direct(ProgramData& program) {
  DirectRequests& direct = program.direct;
  const BuiltinShapes& builtin = builtin_shapes();
  const auto keep = [&](Shape shape) {
    direct.shapes.push_back(std::move(shape));
    return &direct.shapes.back();
  };
  Shape text = builtin.string, roles = builtin.list_of_string, origin = builtin.origin, actions, envelope;
  text.max_length = roles.max_length = UINT32_MAX;  // the host's own: the size of a line is their only bound
  roles.element = keep(text);
  origin.names.pop_back();  // "timer" cannot be claimed
  actions.kind = ShapeKind::enumeration;
  for (const Action& action : program.actions) actions.names.push_back(action.name);
  envelope.kind = ShapeKind::record;
  envelope.fields = {{"action", keep(actions)},
                     {"actor", &builtin.integer},
                     {"nonce", &builtin.integer},
                     {"origin", keep(origin)},
                     {"params", &builtin.boolean},  // a place holder: what they are depends on the action
                     {"received_at", &builtin.integer},
                     {"roles", keep(roles)},
                     {"sent_at", &builtin.integer},
                     {"session", &builtin.integer}};
  using Request = DirectRequests;
  envelope.declared = {Request::kActor,  Request::kSession, Request::kOrigin, Request::kRoles, Request::kReceivedAt,
                       Request::kAction, Request::kParams,  Request::kNonce,  Request::kSentAt};
  // Depth is settled here: what the limit lets through at its deepest needs no count while reading.
  const std::uint32_t envelope_node = direct.program.add(*keep(envelope), program.declarations);
  const bool fits = envelope_node != DirectProgram::kNone && direct.program.nodes[envelope_node].depth <= program.limits.request_depth;
  if (fits) direct.envelope = envelope_node;
  for (const Action& action : program.actions) {
    std::uint32_t node = direct.program.add(*action.params, program.declarations);
    if (node != DirectProgram::kNone && direct.program.nodes[node].depth + 1 > program.limits.request_depth) node = DirectProgram::kNone;
    direct.params.push_back(node);
  }
}

}  // namespace ludex::detail
