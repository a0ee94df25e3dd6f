#include "judge/request.h"

#include "value/json_view.h"
#include "value/number.h"

namespace ludex::detail {
namespace {

// Plain digits that cannot overflow: what nearly every number of an envelope is.
bool plain_digits(std::string_view text, std::int64_t& out) {
  if (text.size() > 18) return false;
  std::int64_t value = 0;
  for (const char c : text) {
    const auto digit = static_cast<unsigned char>(c - '0');
    if (digit > 9) return false;
    value = value * 10 + digit;
  }
  out = value;
  return true;
}

}  // namespace

List* no_roles() {
  static List list{0, 0, nullptr};  // never written: roles are read only
  return &list;
}

void RequestDecoder::decode_timer(std::string_view line, Request& out) {
  is_timer_ = true;
  decode(line, line.size(), out);  // under the limits of every request: the bounds of rules count on them
  is_timer_ = false;
}

void RequestDecoder::decode(std::string_view line, std::size_t readable, Request& out) {
  if (take_direct(line, readable, out)) {
    ++scratch_.taken;
    return;
  }
  out = {};
  decode_by_tape(line, out);
}

void RequestDecoder::decode_by_tape(std::string_view line, Request& out) {
  const Limits& limits = program_.limits;
  json::Limits scan_limits;
  scan_limits.max_bytes = limits.request_bytes;
  scan_limits.max_depth = limits.request_depth;
  scan_limits.max_nodes = limits.request_nodes;
  switch (json::scan(line, scan_limits, tape_).fault) {
    case json::Fault::none: break;
    case json::Fault::too_large: refuse(out, Reason::too_large, kNowhere); return;
    case json::Fault::too_deep: refuse(out, Reason::too_deep, kNowhere); return;
    case json::Fault::too_many_nodes: refuse(out, Reason::too_many_nodes, kNowhere); return;
    case json::Fault::malformed: refuse(out, Reason::malformed, kNowhere); return;
  }
  if (envelope(line, out)) body(line, out);
}

bool RequestDecoder::integer(std::string_view line, std::uint32_t index, std::int64_t& out) const {
  if (node(index).type != json::Type::number) return false;
  const std::string_view text = json::raw(line, node(index));
  if (plain_digits(text, out)) return true;
  const auto value = parse_exact_int64(text);
  if (value) out = *value;
  return value.has_value();
}

bool RequestDecoder::roles(std::string_view line, std::uint32_t index, List*& out) {
  const json::Node& n = node(index);
  if (n.type != json::Type::array) return false;
  out = arena_.allocate_array<List>(1);
  *out = {0, n.count, n.count ? arena_.allocate_array<Word>(n.count) : nullptr};
  for (std::uint32_t child = index + 1; child < n.next; child = node(child).next) {
    if (node(child).type != json::Type::string) return false;
    out->items[out->size++] = word_str(make_str(json::string_value(line, node(child), arena_), arena_));
  }
  return true;
}

// The host's part first: without it a line has no actor to charge and no place in time.
bool RequestDecoder::envelope(std::string_view line, Request& out) {
  members_ = {};
  if (node(0).type != json::Type::object) return refuse(out, Reason::bad_envelope, kNowhere);
  struct Name {
    std::string_view text;
    std::uint32_t Members::*slot;
  };
  static constexpr Name kNames[] = {{"actor", &Members::actor},   {"session", &Members::session}, {"received_at", &Members::received_at},
                                    {"action", &Members::action}, {"params", &Members::params},   {"nonce", &Members::nonce},
                                    {"sent_at", &Members::sent_at}, {"origin", &Members::origin}, {"roles", &Members::roles}};
  for (std::uint32_t key = 1; key < node(0).next; key = node(key + 1).next) {
    std::uint32_t* slot = nullptr;
    for (const Name& name : kNames) {
      if (!json::string_equals(line, node(key), name.text)) continue;
      slot = &(members_.*name.slot);
      break;
    }
    if (slot) *slot = key + 1;
    else if (!members_.first_unknown) members_.first_unknown = key;
  }

  expr::Envelope& e = out.envelope;
  e.roles = no_roles();
  if (!members_.actor || !integer(line, members_.actor, e.actor)) return refuse(out, Reason::bad_envelope, kAtActor);
  if (members_.session && !integer(line, members_.session, e.session)) return refuse(out, Reason::bad_envelope, kAtSession);
  if (members_.origin) {
    const json::Node& n = node(members_.origin);
    const bool is_string = n.type == json::Type::string;
    if (is_string && json::string_equals(line, n, "client")) e.origin = 0;
    else if (is_string && json::string_equals(line, n, "server")) e.origin = 1;
    else if (is_string && json::string_equals(line, n, "admin")) e.origin = 2;
    else return refuse(out, Reason::bad_envelope, kAtOrigin);
  }
  if (is_timer_) e.origin = 3;
  if (members_.roles && !roles(line, members_.roles, e.roles)) return refuse(out, Reason::bad_envelope, kAtRoles);
  if (!members_.received_at || !integer(line, members_.received_at, e.received_at) || e.received_at > kMaxServerTime)
    return refuse(out, Reason::bad_envelope, kAtReceivedAt);
  out.is_readable = true;
  return true;
}

// What the client controls, in the order of RULEBOOK.md's Stage A.
bool RequestDecoder::body(std::string_view line, Request& out) {
  if (members_.first_unknown)
    return refuse(out, Reason::contract, pointer(json::child_pointer("", json::string_value(line, node(members_.first_unknown), arena_))));
  if (!members_.action || node(members_.action).type != json::Type::string) return refuse(out, Reason::unknown_action, kAtAction);
  const std::string_view name = json::string_value(line, node(members_.action), arena_);
  std::uint32_t action = 0;
  // A handful of names: comparing lengths first beats hashing, and many are found through the index.
  constexpr std::size_t kFew = 12;
  if (program_.actions.size() <= kFew) {
    while (action < program_.actions.size() && program_.actions[action].name != name) ++action;
    if (action == program_.actions.size()) return refuse(out, Reason::unknown_action, kAtAction);
  } else {
    const auto it = program_.action_index.find(std::string(name));
    if (it == program_.action_index.end()) return refuse(out, Reason::unknown_action, kAtAction);
    action = it->second;
  }
  out.action = action;
  if (!params(line, out)) return false;
  const Limits& limits = program_.limits;
  const bool is_client = out.envelope.origin == 0;
  if (members_.nonce) {
    if (!integer(line, members_.nonce, out.nonce) || out.nonce < 0) return refuse(out, Reason::contract, kAtNonce);
  } else if (is_client && limits.nonce_window > 0) {
    return refuse(out, Reason::contract, kAtNonce);
  }
  if (members_.sent_at) {
    if (!integer(line, members_.sent_at, out.sent_at)) return refuse(out, Reason::contract, kAtSentAt);
  } else if (is_client && limits.has_clock) {
    return refuse(out, Reason::contract, kAtSentAt);
  }
  if (!(program_.actions[action].from >> out.envelope.origin & 1)) return refuse(out, Reason::not_permitted, program_.actions[action].place_from);
  return true;
}

bool RequestDecoder::params(std::string_view line, Request& out) {
  const Action& action = program_.actions[out.action];
  const Shape& shape = *action.params;
  if (members_.params && node(members_.params).type != json::Type::object) return refuse(out, Reason::contract, kAtParams);
  DecodeContext context{line, tape_, program_.declarations, arena_};
  ContractFault fault;
  Word record;
  if (members_.params) {
    if (ludex::decode(shape, members_.params, context, record, fault)) {
      out.params = record.record;
      return true;
    }
    return refuse(out, Reason::contract, pointer(fault.pointer("/params")));
  }
  // Absent params are {}.
  out.params = arena_.allocate_array<Word>(shape.fields.empty() ? 1 : shape.fields.size());
  for (const std::uint32_t i : shape.declared) {
    const Shape& f = *shape.fields[i].shape;
    if (!f.has_default && f.kind != ShapeKind::optional) return refuse(out, Reason::contract, action.param_places[i]);
    out.params[i] = default_word(f, arena_);
  }
  return true;
}

}  // namespace ludex::detail
