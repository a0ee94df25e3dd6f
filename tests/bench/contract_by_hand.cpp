// The rival: simdjson with checks by hand, as strict as the contract. Closed, no member twice, nothing after the object,
// UTF-8 throughout (simdjson's own), lengths in code points.

#include "contract.h"

#ifdef LUDEX_BENCH_SIMDJSON
#include <simdjson.h>

namespace ludex::bench {
namespace {

namespace od = simdjson::ondemand;

bool is_key(const od::raw_json_string& key, std::string_view name) {
  return std::memcmp(key.raw(), name.data(), name.size()) == 0 && key.raw()[name.size()] == '"';
}

bool weapon_of(std::string_view name, std::uint8_t& out) {
  for (std::uint8_t i = 0; i < 8; ++i) {
    if (kAttackWeapons[i] != name) continue;
    out = i;
    return true;
  }
  return false;
}

bool is_nonce(std::string_view text) {
  if (text.size() < 8) return false;
  std::size_t points = 0;
  for (const char c : text) points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return points >= 8 && points <= 64;
}

bool in_reach(double v) { return v >= -kFarthest && v <= kFarthest; }

struct Attack {
  std::int64_t target = 0;
  std::uint8_t weapon = 0;
  double at[3] = {};
  std::string_view nonce;
};

bool position_of(od::object object, double (&at)[3]) {
  unsigned seen = 0;
  for (auto field : object) {
    od::raw_json_string key;
    if (field.key().get(key)) return false;
    const char* const name = key.raw();
    if (name[0] < 'x' || name[0] > 'z' || name[1] != '"') return false;
    const int axis = name[0] - 'x';
    if (seen & 1u << axis) return false;
    seen |= 1u << axis;
    if (field.value().get_double().get(at[axis]) || !in_reach(at[axis])) return false;
    at[axis] += 0.0;
  }
  return seen == 7;
}

bool attack_of(od::document& document, Attack& out) {
  od::object object;
  if (document.get_object().get(object)) return false;
  unsigned seen = 0;
  for (auto field : object) {
    od::raw_json_string key;
    if (field.key().get(key)) return false;
    unsigned bit = 0;
    bool ok = false;
    if (is_key(key, "targetUserId")) {
      bit = 1;
      ok = !field.value().get_int64().get(out.target) && out.target >= 1 && out.target <= kMostTarget;
    } else if (is_key(key, "weapon")) {
      bit = 2;
      std::string_view name;
      ok = !field.value().get_string().get(name) && weapon_of(name, out.weapon);
    } else if (is_key(key, "position")) {
      bit = 4;
      od::object position;
      ok = !field.value().get_object().get(position) && position_of(position, out.at);
    } else if (is_key(key, "nonce")) {
      bit = 8;
      ok = !field.value().get_string().get(out.nonce) && is_nonce(out.nonce);
    }
    if (!ok || (seen & bit)) return false;
    seen |= bit;
  }
  const char* rest;
  return seen == 15 && document.current_location().get(rest) != 0;  // nothing behind it
}

bool position_of(const simdjson::dom::object& object, double (&at)[3]) {
  unsigned seen = 0;
  for (const auto field : object) {
    if (field.key.size() != 1 || field.key[0] < 'x' || field.key[0] > 'z') return false;
    const int axis = field.key[0] - 'x';
    if (seen & 1u << axis) return false;
    seen |= 1u << axis;
    if (!field.value.is_number() || field.value.get_double().get(at[axis]) || !in_reach(at[axis])) return false;
    at[axis] += 0.0;
  }
  return seen == 7;
}

bool attack_of(const simdjson::dom::element& root, Attack& out) {
  simdjson::dom::object object;
  if (root.get_object().get(object)) return false;
  unsigned seen = 0;
  for (const auto field : object) {
    unsigned bit = 0;
    bool ok = false;
    if (field.key == "targetUserId") {
      bit = 1;
      ok = !field.value.get_int64().get(out.target) && out.target >= 1 && out.target <= kMostTarget;
    } else if (field.key == "weapon") {
      bit = 2;
      std::string_view name;
      ok = !field.value.get_string().get(name) && weapon_of(name, out.weapon);
    } else if (field.key == "position") {
      bit = 4;
      simdjson::dom::object position;
      ok = !field.value.get_object().get(position) && position_of(position, out.at);
    } else if (field.key == "nonce") {
      bit = 8;
      ok = !field.value.get_string().get(out.nonce) && is_nonce(out.nonce);
    }
    if (!ok || (seen & bit)) return false;
    seen |= bit;
  }
  return seen == 15;
}

bool is_usable() { return __builtin_cpu_supports("avx2"); }

}  // namespace

bool by_hand_on_demand(const AttackTexts& texts, AttackColumns& out) {
  static od::parser parser;  // warm from the first turn on
  if (!is_usable()) return false;
  const char* const end = texts.bytes.data() + texts.bytes.size();
  for (const std::string_view text : texts.texts) {
    od::document document;
    Attack attack;
    if (!parser.iterate(text.data(), text.size(), static_cast<std::size_t>(end - text.data())).get(document) && attack_of(document, attack))
      out.add(attack.target, attack.weapon, attack.at, attack.nonce);
    else out.refuse();
  }
  return true;
}

bool by_hand_dom(const AttackTexts& texts, AttackColumns& out) {
  static simdjson::dom::parser parser;
  if (!is_usable()) return false;
  for (const std::string_view text : texts.texts) {
    simdjson::dom::element root;
    Attack attack;
    if (!parser.parse(text.data(), text.size(), false).get(root) && attack_of(root, attack))
      out.add(attack.target, attack.weapon, attack.at, attack.nonce);
    else out.refuse();
  }
  return true;
}

}  // namespace ludex::bench

#else

namespace ludex::bench {
bool by_hand_on_demand(const AttackTexts&, AttackColumns&) { return false; }
bool by_hand_dom(const AttackTexts&, AttackColumns&) { return false; }
}  // namespace ludex::bench

#endif
