// The fast path of stage A: a line without fault is a request after one pass over its bytes.

#include <bit>

#include "judge/request.h"

namespace ludex::detail {

using Member = DirectRequests::Member;

namespace {

// Most of an envelope: read here, not through its nodes.
constexpr unsigned kIntegers = 1u << Member::kActor | 1u << Member::kNonce | 1u << Member::kReceivedAt | 1u << Member::kSentAt | 1u << Member::kSession;

}  // namespace

// True only for what decode_by_tape() would accept, with the same request; false says nothing.
bool RequestDecoder::take_direct(std::string_view line, std::size_t readable, Request& out) {
  const DirectRequests& direct = program_.direct;
  const Limits& limits = program_.limits;
  if (direct.envelope == DirectProgram::kNone || line.size() > limits.request_bytes || line.size() > INT32_MAX) return false;
  const DirectProgram::Node& envelope = direct.program.nodes[direct.envelope];
  const char* p = reader_.begin(line, readable);
  const json::Cursor& cursor = reader_.cursor();
  p = cursor.take(p, '{');
  if (p == nullptr) return false;

  Word member[DirectRequests::kMembers];
  std::uint64_t seen = 0;
  const auto has = [&seen](Member m) { return (seen >> m & 1) != 0; };
  const auto read_params = [&](const char* from) -> const char* {
    const std::uint32_t node = direct.params[static_cast<std::size_t>(member[Member::kAction].i)];
    return node != DirectProgram::kNone ? reader_.value(direct.program.nodes[node], from, member[Member::kParams]) : nullptr;
  };
  const char* params_at = nullptr;  // they came before the action that says what they are
  std::uint32_t last = 0;
  for (;;) {
    std::uint32_t i = 0;
    p = reader_.field(envelope, last, p, i);
    if (p == nullptr || (seen >> i & 1)) return false;
    if (kIntegers >> i & 1) {
      p = cursor.integer(p, member[i].i);
    } else if (i != Member::kParams) {
      p = reader_.value(direct.program.nodes[direct.program.members[envelope.first_field + i].node], p, member[i]);
    } else if (has(Member::kAction)) {
      p = read_params(p);
    } else {
      params_at = p = cursor.skip_space(p);
      p = *p == '{' ? cursor.skip_container(p) : nullptr;
    }
    if (p == nullptr) return false;
    seen |= std::uint64_t{1} << i;
    last = i + 1;
    const char* const next = cursor.take(p, ',');
    if (next == nullptr) break;
    p = next;
  }
  p = cursor.take(p, '}');
  if (p == nullptr || !cursor.is_end(p)) return false;
  if (!has(Member::kActor) || !has(Member::kReceivedAt) || !has(Member::kAction)) return false;
  if (params_at && read_params(params_at) == nullptr) return false;

  out.action = static_cast<std::uint32_t>(member[Member::kAction].i);
  const Action& action = program_.actions[out.action];
  if (has(Member::kParams)) {
    out.params = member[Member::kParams].record;
  } else {
    const std::uint32_t node = direct.params[out.action];
    if (node == DirectProgram::kNone) return false;
    const DirectProgram::Node& record = direct.program.nodes[node];
    out.params = arena_.allocate_array<Word>(record.field_count ? record.field_count : 1);
    if (!reader_.fill(record, 0, out.params)) return false;
  }
  reader_.count(1 + static_cast<std::uint64_t>(std::popcount(seen)));
  if (reader_.values() > limits.request_nodes) return false;

  expr::Envelope& e = out.envelope;
  e.actor = member[Member::kActor].i;
  e.received_at = member[Member::kReceivedAt].i;
  if (has(Member::kSession)) e.session = member[Member::kSession].i;
  if (has(Member::kOrigin)) e.origin = static_cast<decltype(e.origin)>(member[Member::kOrigin].i);
  if (is_timer_) e.origin = 3;
  e.roles = has(Member::kRoles) ? member[Member::kRoles].list : no_roles();
  if (has(Member::kNonce)) out.nonce = member[Member::kNonce].i;
  if (has(Member::kSentAt)) out.sent_at = member[Member::kSentAt].i;

  const bool is_client = e.origin == 0;
  if (has(Member::kNonce) ? out.nonce < 0 : is_client && limits.nonce_window > 0) return false;
  if (!has(Member::kSentAt) && is_client && limits.has_clock) return false;
  if (e.received_at > kMaxServerTime || !(action.from >> e.origin & 1)) return false;
  out.is_readable = true;
  return true;
}

}  // namespace ludex::detail
