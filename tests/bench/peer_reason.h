#pragma once
// The peer's answers, named as Ludex names them, so that the two can be compared line by line.

#include <cstdint>
#include <string_view>

namespace peer {

enum class Reason : std::uint8_t {
  accepted,
  duplicate,
  malformed,
  too_large,
  too_deep,
  too_many_nodes,
  bad_envelope,
  unknown_action,
  contract,
  not_permitted,
  rate_limited,
  nonce_replayed,
  nonce_too_old,
  sent_too_late,
  sent_too_early,
  no_such_entity,
  same_entity,
  idempotency_conflict,
  on_cooldown,
  rule_error,
  out_of_bounds,
  actor_dead,
  target_dead,
  too_far,
  out_of_map,
  too_fast,
  not_in_inventory,
  not_usable,
  already_healthy,
  not_enough_coins,
  not_owned,
  already_equipped,
  still_alive,
};

inline constexpr std::string_view kReasonNames[] = {
    "accepted",       "duplicate",        "malformed",
    "too_large",      "too_deep",         "too_many_nodes",
    "bad_envelope",   "unknown_action",   "contract",
    "not_permitted",  "rate_limited",     "nonce_replayed",
    "nonce_too_old",  "sent_too_late",    "sent_too_early",
    "no_such_entity", "same_entity",      "idempotency_conflict",
    "on_cooldown",    "rule_error",       "out_of_bounds",
    "actor_dead",     "target_dead",      "too_far",
    "out_of_map",     "too_fast",         "not_in_inventory",
    "not_usable",     "already_healthy",  "not_enough_coins",
    "not_owned",      "already_equipped", "still_alive",
};

inline std::string_view name(Reason reason) {
  return kReasonNames[static_cast<std::size_t>(reason)];
}

}  // namespace peer
