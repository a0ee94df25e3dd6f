#include "peer_request.h"

#include <iterator>

namespace peer {
namespace {

constexpr std::size_t kMaxBytes = 4096;
constexpr std::uint32_t kMaxDepth = 16, kMaxNodes = 512;
constexpr std::int64_t kMaxTime = std::int64_t{1} << 43;

constexpr std::string_view kActions[] = {"RequestAttack", "Move",    "UseItem",   "RequestPurchase",
                                         "Equip",         "Respawn", "GrantCoins"};
constexpr std::string_view kOrigins[] = {"client", "server", "admin"};
constexpr std::string_view kMembers[] = {"actor",  "session", "origin", "roles",  "received_at",
                                         "action", "params",  "nonce",  "sent_at"};

std::size_t code_points(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

template <class Row, std::size_t n>
int row(const Row (&table)[n], std::string_view name) {
  for (std::size_t i = 0; i < n; ++i)
    if (table[i].name == name) return static_cast<int>(i);
  return -1;
}

}  // namespace

Request Decoder::decode(std::string_view line, bool is_padded) {
  Request out;
  if (line.size() > kMaxBytes) {
    out.reason = Reason::too_large;
    return out;
  }
  if (is_padded && fast(line, out)) return out;
  out = {};
  strict(line, out);
  return out;
}

void Decoder::strict(std::string_view line, Request& out) {
  switch (document_.read(line, kMaxDepth, kMaxNodes)) {
    case Fault::none: break;
    case Fault::malformed: out.reason = Reason::malformed; return;
    case Fault::too_deep: out.reason = Reason::too_deep; return;
    case Fault::too_many_nodes: out.reason = Reason::too_many_nodes; return;
  }
  out.is_readable = document_.nodes[0].type == Type::object && envelope(out);
  if (out.is_readable) body(out);
  else out.reason = Reason::bad_envelope;
}

bool Decoder::envelope(Request& out) {
  const Document& d = document_;
  const auto integer = [&](std::uint32_t at, std::int64_t& value) {
    if (d.nodes[at].type != Type::number) return false;
    const auto exact = exact_int(d.raw(d.nodes[at]));
    if (exact) value = *exact;
    return exact.has_value();
  };
  const std::uint32_t actor = d.member(0, "actor"), received_at = d.member(0, "received_at");
  if (!actor || !integer(actor, out.actor)) return false;
  if (const std::uint32_t at = d.member(0, "session"); at && !integer(at, out.session)) return false;
  if (const std::uint32_t at = d.member(0, "origin")) {
    if (d.nodes[at].type != Type::string) return false;
    const std::string_view text = d.string(d.nodes[at], text_);
    std::size_t i = 0;
    while (i < std::size(kOrigins) && kOrigins[i] != text) ++i;
    if (i == std::size(kOrigins)) return false;
    out.origin = static_cast<Origin>(i);
  }
  if (const std::uint32_t at = d.member(0, "roles")) {
    if (d.nodes[at].type != Type::array) return false;
    for (std::uint32_t i = at + 1; i < d.nodes[at].next; i = d.nodes[i].next) {
      if (d.nodes[i].type != Type::string) return false;
      if (d.string(d.nodes[i], text_) == "economy") out.has_economy_role = true;
    }
  }
  return received_at && integer(received_at, out.received_at) && out.received_at <= kMaxTime;
}

void Decoder::body(Request& out) {
  const Document& d = document_;
  const auto refuse = [&](Reason reason) { out.reason = reason; };
  for (std::uint32_t key = 1; key < d.nodes[0].next; key = d.nodes[key + 1].next) {
    bool is_known = false;
    for (const std::string_view member : kMembers) is_known = is_known || d.string(d.nodes[key], text_) == member;
    if (!is_known) return refuse(Reason::contract);
  }
  const std::uint32_t action = d.member(0, "action");
  if (!action || d.nodes[action].type != Type::string) return refuse(Reason::unknown_action);
  std::size_t a = 0;
  while (a < std::size(kActions) && kActions[a] != d.string(d.nodes[action], text_)) ++a;
  if (a == std::size(kActions)) return refuse(Reason::unknown_action);
  out.action = static_cast<Action>(a);
  if (!params(d.member(0, "params"), out)) return refuse(Reason::contract);

  const bool is_client = out.origin == Origin::client;
  const auto integer = [&](std::string_view name, std::int64_t& value) {
    const std::uint32_t at = d.member(0, name);
    if (!at) return !is_client;
    const auto exact = d.nodes[at].type == Type::number ? exact_int(d.raw(d.nodes[at])) : std::nullopt;
    if (exact) value = *exact;
    return exact.has_value();
  };
  if (!integer("nonce", out.nonce) || out.nonce < (d.member(0, "nonce") ? 0 : -1)) return refuse(Reason::contract);
  if (!integer("sent_at", out.sent_at)) return refuse(Reason::contract);
  if ((out.action == Action::grant_coins) == is_client) return refuse(Reason::not_permitted);
}

bool Decoder::params(std::uint32_t at, Request& out) {
  const Document& d = document_;
  if (!at) return out.action == Action::respawn;
  if (d.nodes[at].type != Type::object) return false;
  std::uint32_t known = 0;
  const auto find = [&](std::string_view name, Type type) {
    const std::uint32_t member = d.member(at, name);
    if (!member || d.nodes[member].type != type) return std::uint32_t{0};
    ++known;
    return member;
  };
  const auto integer = [&](std::string_view name, std::int64_t& value) {
    const std::uint32_t member = find(name, Type::number);
    const auto exact = member ? exact_int(d.raw(d.nodes[member])) : std::nullopt;
    if (exact) value = *exact;
    return exact.has_value();
  };
  const auto one_of = [&](std::string_view name, const auto& table, auto& value) {
    const std::uint32_t member = find(name, Type::string);
    const int i = member ? row(table, d.string(d.nodes[member], text_)) : -1;
    if (i >= 0) value = static_cast<std::decay_t<decltype(value)>>(i);
    return i >= 0;
  };
  const auto text = [&](std::string_view name) {
    const std::uint32_t member = find(name, Type::string);
    if (!member) return false;
    out.key = d.string(d.nodes[member], key_);
    const std::size_t n = code_points(out.key);
    return n >= 8 && n <= 64;
  };
  bool ok = true;
  switch (out.action) {
    case Action::attack: ok = integer("target", out.target); break;
    case Action::move: {
      const std::uint32_t list = find("to", Type::array);
      ok = list && d.nodes[list].count == 3;
      for (std::uint32_t i = 0, child = list + 1; ok && i < 3; ++i, child = d.nodes[child].next) {
        const auto axis = d.nodes[child].type == Type::number ? finite_double(d.raw(d.nodes[child])) : std::nullopt;
        ok = axis.has_value();
        if (ok) out.to[i] = *axis + 0.0;
      }
      break;
    }
    case Action::use_item: ok = one_of("item", kItemTable, out.item); break;
    case Action::equip: ok = one_of("weapon", kWeaponTable, out.weapon); break;
    case Action::purchase: ok = one_of("item", kItemTable, out.item) && text("receipt"); break;
    case Action::respawn: break;
    case Action::grant_coins:
      ok = integer("amount", out.amount) && out.amount >= 1 && out.amount <= 10000 && text("grant");
      break;
  }
  return ok && d.nodes[at].count == known;
}

}  // namespace peer
