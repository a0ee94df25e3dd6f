// The fast path of the peer: a request as every honest client sends it. Anything unexpected, however harmless, is left
// to the strict reader, so this code never has to say what is wrong.

#include "peer_request.h"

#include <cstring>

#ifdef LUDEX_BENCH_SIMDJSON
#include <simdjson.h>

namespace peer {

namespace od = simdjson::ondemand;

struct Decoder::Fast {
  od::parser parser;
  // This file is compiled for AVX2 (tests/CMakeLists.txt), which Ludex's portable build is not.
  bool is_usable = __builtin_cpu_supports("avx2");
};

namespace {

bool is(const od::raw_json_string& key, std::string_view name) {
  return std::memcmp(key.raw(), name.data(), name.size()) == 0 && key.raw()[name.size()] == '"';
}

bool one_of(od::value value, const auto& table, auto& out) {
  std::string_view text;
  if (value.get_string().get(text)) return false;
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (table[i].name != text) continue;
    out = static_cast<std::decay_t<decltype(out)>>(i);
    return true;
  }
  return false;
}

bool vec3(od::value value, double (&out)[3]) {
  od::array axes;
  if (value.get_array().get(axes)) return false;
  std::size_t n = 0;
  for (auto axis : axes) {
    if (n == 3 || axis.get_double().get(out[n])) return false;
    out[n++] += 0.0;  // -0.0 becomes 0.0
  }
  return n == 3;
}

// ASCII only: then bytes are code points.
bool short_text(od::value value, std::string_view& out) {
  if (value.get_string().get(out) || out.size() < 8 || out.size() > 64) return false;
  for (const char c : out)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

bool action_of(std::string_view name, Action& out) {
  switch (name.size()) {
    case 4: out = Action::move; return name == "Move";
    case 5: out = Action::equip; return name == "Equip";
    case 7: out = name[0] == 'U' ? Action::use_item : Action::respawn; return name == "UseItem" || name == "Respawn";
    case 10: out = Action::grant_coins; return name == "GrantCoins";
    case 13: out = Action::attack; return name == "RequestAttack";
    case 15: out = Action::purchase; return name == "RequestPurchase";
    default: return false;
  }
}

bool params_of(od::object params, Request& out) {
  unsigned seen = 0;
  for (auto field : params) {
    od::raw_json_string key;
    if (field.key().get(key)) return false;
    unsigned bit = 1;
    bool ok = false;
    od::value value;
    if (field.value().get(value)) return false;
    switch (out.action) {
      case Action::attack: ok = is(key, "target") && !value.get_int64().get(out.target); break;
      case Action::move: ok = is(key, "to") && vec3(value, out.to); break;
      case Action::use_item: ok = is(key, "item") && one_of(value, kItemTable, out.item); break;
      case Action::equip: ok = is(key, "weapon") && one_of(value, kWeaponTable, out.weapon); break;
      case Action::purchase:
        if (is(key, "item")) ok = one_of(value, kItemTable, out.item);
        else bit = 2, ok = is(key, "receipt") && short_text(value, out.key);
        break;
      case Action::grant_coins:
        if (is(key, "amount")) ok = !value.get_int64().get(out.amount) && out.amount >= 1 && out.amount <= 10000;
        else bit = 2, ok = is(key, "grant") && short_text(value, out.key);
        break;
      case Action::respawn: break;
    }
    if (!ok || (seen & bit)) return false;
    seen |= bit;
  }
  const bool has_two = out.action == Action::purchase || out.action == Action::grant_coins;
  return seen == (out.action == Action::respawn ? 0u : has_two ? 3u : 1u);
}

bool roles_of(od::value value, Request& out) {
  od::array roles;
  if (value.get_array().get(roles)) return false;
  unsigned n = 0;
  for (auto role : roles) {
    std::string_view text;
    if (role.get_string().get(text) || ++n > 64) return false;
    if (text == "economy") out.has_economy_role = true;
  }
  return true;
}

enum Seen : unsigned {
  kActor = 1,
  kSession = 2,
  kReceivedAt = 4,
  kAction = 8,
  kParams = 16,
  kNonce = 32,
  kSentAt = 64,
  kOrigin = 128,
  kRoles = 256
};

}  // namespace

bool Decoder::fast(std::string_view line, Request& out) {
  if (!fast_->is_usable) return false;
  od::document document;
  od::object object;
  if (fast_->parser.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING).get(document))
    return false;
  if (document.get_object().get(object)) return false;
  unsigned seen = 0;
  for (auto field : object) {
    od::raw_json_string key;
    od::value value;
    if (field.key().get(key) || field.value().get(value)) return false;
    unsigned bit = 0;
    bool ok = false;
    switch (key.raw()[0]) {
      case 'a':
        if (is(key, "actor")) {
          bit = kActor, ok = !value.get_int64().get(out.actor);
        } else if (is(key, "action")) {
          std::string_view name;
          bit = kAction, ok = !value.get_string().get(name) && action_of(name, out.action);
        }
        break;
      case 's':
        if (is(key, "session")) bit = kSession, ok = !value.get_int64().get(out.session);
        else if (is(key, "sent_at")) bit = kSentAt, ok = !value.get_int64().get(out.sent_at);
        break;
      case 'r':
        if (is(key, "received_at"))
          bit = kReceivedAt, ok = !value.get_int64().get(out.received_at) && out.received_at <= std::int64_t{1} << 43;
        else if (is(key, "roles")) bit = kRoles, ok = roles_of(value, out);
        break;
      case 'p': {
        od::object members;
        // Its shape depends on the action, which every client of ours writes first.
        bit = kParams,
        ok = is(key, "params") && (seen & kAction) && !value.get_object().get(members) && params_of(members, out);
        break;
      }
      case 'n': bit = kNonce, ok = is(key, "nonce") && !value.get_int64().get(out.nonce) && out.nonce >= 0; break;
      case 'o': {
        std::string_view text;
        bit = kOrigin, ok = is(key, "origin") && !value.get_string().get(text);
        if (ok && text == "client") out.origin = Origin::client;
        else if (ok && text == "server") out.origin = Origin::server;
        else if (ok && text == "admin") out.origin = Origin::admin;
        else ok = false;
        break;
      }
      default: break;
    }
    if (!ok || (seen & bit)) return false;
    seen |= bit;
  }
  const bool is_client = out.origin == Origin::client;
  const unsigned needed = kActor | kReceivedAt | kAction | kParams | (is_client ? kNonce | kSentAt : 0u);
  const char* rest = nullptr;
  if ((seen & needed) != needed || !document.current_location().get(rest))
    return false;  // `rest` is only there before the end
  if ((out.action == Action::grant_coins) == is_client) return false;
  out.is_readable = true;
  return true;
}

Decoder::Decoder() : fast_(std::make_unique<Fast>()) {}
bool Decoder::has_simdjson() {
  return true;
}

}  // namespace peer

#else

namespace peer {

struct Decoder::Fast {};
Decoder::Decoder() = default;
bool Decoder::fast(std::string_view, Request&) {
  return false;
}
bool Decoder::has_simdjson() {
  return false;
}

}  // namespace peer

#endif

namespace peer {

Decoder::~Decoder() = default;

}  // namespace peer
