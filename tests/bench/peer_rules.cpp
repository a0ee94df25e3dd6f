#include "peer_rules.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace peer {
namespace {

constexpr std::int64_t kSalePercent = 0;

/// GCRA in exact integers; returns -1 when the token is granted, else the wait in ms.
std::int64_t take_token(std::int64_t& tat, std::int64_t per_second, std::int64_t burst, std::int64_t now) {
  const std::int64_t n = std::max<std::int64_t>(now, 0) * per_second;
  const std::int64_t start = std::max(tat, n), ahead = start - n, allowed = (burst - 1) * 1000;
  if (ahead > allowed) return (ahead - allowed + per_second - 1) / per_second;
  tat = start + 1000;
  return -1;
}

Reason take_nonce(Session& s, std::int64_t nonce) {
  constexpr std::int64_t size = kNonceWindow + 1;
  const auto at = static_cast<std::size_t>(nonce % size);
  const std::uint64_t mask = std::uint64_t{1} << (at % 64);
  if (nonce <= s.highest) {
    if (s.highest - nonce > kNonceWindow) return Reason::nonce_too_old;
    if (s.bits[at / 64] & mask) return Reason::nonce_replayed;
  } else {
    if (s.highest < 0 || nonce - s.highest >= size) s.bits = {};
    else
      for (std::int64_t n = s.highest + 1; n < nonce; ++n)
        s.bits[static_cast<std::size_t>(n % size) / 64] &= ~(std::uint64_t{1} << (n % size % 64));
    s.highest = nonce;
  }
  s.bits[at / 64] |= mask;
  return Reason::accepted;
}

double distance(const double* a, const double* b) {
  const double dx = a[0] - b[0], dy = a[1] - b[1], dz = a[2] - b[2];
  return std::sqrt((dx * dx + dy * dy) + dz * dz);
}

class Judge {
 public:
  Judge(World& world, Output& out) : world_(world), out_(out), now_(world.now) {}

  Verdict judge(const Request& r) {
    if (!r.is_readable) return {r.reason};
    now_ = std::max(now_, r.received_at);
    Reason reason = r.reason;
    if (reason == Reason::accepted && r.action == Action::grant_coins && r.origin != Origin::server &&
        !r.has_economy_role)
      reason = Reason::not_permitted;
    const Verdict guard = check_guard(r, reason != Reason::accepted);
    if (reason != Reason::accepted) return {reason};
    if (guard.reason != Reason::accepted) return guard;
    const auto actor = world_.players.find(r.actor);
    if (actor == world_.players.end()) return {Reason::no_such_entity};
    return act(r, actor->second);
  }
  std::int64_t now() const { return now_; }

 private:
  Verdict check_guard(const Request& r, bool has_failed) {
    if (r.origin != Origin::client) {
      if (!has_failed) ++world_.guards[r.actor].command_seq;
      return {};
    }
    Guard& guard = world_.guards[r.actor];
    std::int64_t wait = take_token(guard.tat, 10, 10, now_);
    if (has_failed) return {};
    if (wait >= 0) return {Reason::rate_limited, wait};
    if (r.action == Action::move && (wait = take_token(guard.move_tat, 20, 20, now_)) >= 0)
      return {Reason::rate_limited, wait};
    const Reason nonce = take_nonce(world_.sessions[{r.actor, r.session}], r.nonce);
    if (nonce != Reason::accepted) return {nonce};
    if (r.sent_at < now_ - 2000) return {Reason::sent_too_late};
    if (r.sent_at > now_ + 500) return {Reason::sent_too_early};
    ++guard.seq;
    return {};
  }

  Verdict act(const Request& r, Player& actor) {
    switch (r.action) {
      case Action::attack: return attack(r, actor);
      case Action::move: return move(r, actor);
      case Action::use_item: return use_item(r, actor);
      case Action::purchase: return purchase(r, actor);
      case Action::equip: return equip(r, actor);
      case Action::respawn: return respawn(r, actor);
      case Action::grant_coins: return grant_coins(r, actor);
    }
    return {};
  }

  Verdict attack(const Request& r, Player& actor) {
    const auto found = world_.players.find(r.target);
    if (found == world_.players.end()) return {Reason::no_such_entity};
    if (r.target == r.actor) return {Reason::same_entity};
    Player& target = found->second;
    const WeaponRow& weapon = kWeaponTable[actor.weapon];
    if (now_ < actor.attack_ready_at) return {Reason::on_cooldown, actor.attack_ready_at - now_};
    if (actor.health <= 0) return {Reason::actor_dead};
    if (target.health <= 0) return {Reason::target_dead};
    if (distance(actor.position.data(), target.position.data()) > weapon.range) return {Reason::too_far};
    target.health = std::max<std::int64_t>(target.health - weapon.damage, 0);
    actor.attack_ready_at = now_ + weapon.cooldown_ms;
    out_.events.push_back({Event::Kind::attack_confirmed, r.actor, r.target, weapon.damage, target.health});
    return {};
  }

  Verdict move(const Request& r, Player& actor) {
    if (actor.health <= 0) return {Reason::actor_dead};
    for (const double axis : r.to)
      if (std::fabs(axis) > 500.0) return {Reason::out_of_map};
    const std::int64_t elapsed_ms = std::clamp<std::int64_t>(now_ - actor.moved_at, 0, 1000);
    if (distance(actor.position.data(), r.to) > 0.016 * static_cast<double>(elapsed_ms) * 1.10 + 0.5)
      return {Reason::too_fast};
    actor.position = {r.to[0], r.to[1], r.to[2]};
    actor.moved_at = now_;
    out_.events.push_back({Event::Kind::moved, r.actor, 0, 0, 0, {r.to[0], r.to[1], r.to[2]}});
    return {};
  }

  Verdict use_item(const Request& r, Player& actor) {
    const std::int64_t heal = kItemTable[r.item].heal;
    std::int64_t& owned = actor.inventory[r.item];
    if (now_ < actor.use_item_ready_at) return {Reason::on_cooldown, actor.use_item_ready_at - now_};
    if (actor.health <= 0) return {Reason::actor_dead};
    if (owned < 0) return {Reason::not_in_inventory};
    if (heal <= 0) return {Reason::not_usable};
    if (actor.health >= 100) return {Reason::already_healthy};
    if (owned == 0) return {Reason::out_of_bounds};
    actor.health = std::min<std::int64_t>(actor.health + heal, 100);
    owned = owned == 1 ? -1 : owned - 1;
    actor.use_item_ready_at = now_ + 2000;
    out_.events.push_back({Event::Kind::healed, r.actor, 0, 0, actor.health});
    return {};
  }

  Verdict purchase(const Request& r, Player& actor) {
    const auto known = actor.purchases.find(r.key);
    if (known != actor.purchases.end()) {
      if (known->second.item != r.item) return {Reason::idempotency_conflict};
      answer(known->second.balance, known->second.owned);
      return {Reason::duplicate};
    }
    const std::int64_t price = kItemTable[r.item].price * (100 - kSalePercent) / 100;
    if (actor.coins < price) return {Reason::not_enough_coins};
    actor.coins -= price;
    std::int64_t& owned = actor.inventory[r.item];
    owned = std::max<std::int64_t>(owned, 0) + 1;
    actor.purchases.emplace(r.key, Purchase{r.item, actor.coins, owned});
    answer(actor.coins, owned);
    return {};
  }

  Verdict equip(const Request& r, Player& actor) {
    if (actor.health <= 0) return {Reason::actor_dead};
    if (std::find(actor.weapons.begin(), actor.weapons.end(), r.weapon) == actor.weapons.end())
      return {Reason::not_owned};
    if (actor.weapon == r.weapon) return {Reason::already_equipped};
    actor.weapon = r.weapon;
    out_.events.push_back({Event::Kind::equipped, r.actor, r.weapon});
    return {};
  }

  Verdict respawn(const Request& r, Player& actor) {
    if (now_ < actor.respawn_ready_at) return {Reason::on_cooldown, actor.respawn_ready_at - now_};
    if (actor.health != 0) return {Reason::still_alive};
    if (actor.weapons.empty()) return {Reason::rule_error};
    actor.health = 100;
    actor.weapon = actor.weapons.front();
    actor.respawn_ready_at = now_ + 5000;
    out_.events.push_back({Event::Kind::respawned, r.actor});
    return {};
  }

  Verdict grant_coins(const Request& r, Player& actor) {
    const auto known = world_.grants.find(r.key);
    if (known != world_.grants.end()) {
      // Ludex's fingerprint is of the action and its parameters: granting to somebody else answers the first grant.
      if (known->second.amount != r.amount) return {Reason::idempotency_conflict};
      answer(known->second.balance, 0);
      return {Reason::duplicate};
    }
    std::int64_t coins = 0;
    if (__builtin_add_overflow(actor.coins, r.amount, &coins)) return {Reason::rule_error};
    actor.coins = coins;
    world_.grants.emplace(r.key, Grant{r.actor, r.amount, actor.coins});
    answer(actor.coins, 0);
    return {};
  }

  void answer(std::int64_t balance, std::int64_t owned) {
    out_.answers.push_back({static_cast<std::uint32_t>(out_.verdicts.size()), balance, owned});
  }

  World& world_;
  Output& out_;
  std::int64_t now_;
};

}  // namespace

void judge(World& world, Decoder& decoder, std::string_view ndjson, const char* padded_end, Output& out) {
  constexpr std::ptrdiff_t kPadding = 64;
  Judge judge(world, out);
  while (!ndjson.empty()) {
    const auto* lf = static_cast<const char*>(std::memchr(ndjson.data(), '\n', ndjson.size()));
    std::string_view line = ndjson.substr(0, lf ? static_cast<std::size_t>(lf - ndjson.data()) : ndjson.size());
    ndjson.remove_prefix(line.size() + (lf ? 1 : 0));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const bool is_padded = padded_end - (line.data() + line.size()) >= kPadding;
    out.verdicts.push_back(judge.judge(decoder.decode(line, is_padded)));
  }
  world.now = judge.now();
}

}  // namespace peer
