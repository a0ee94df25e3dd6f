#pragma once
// Whose turn comes when, and what ends a fight: the same for who judges a step and for who follows one that was judged.

#include <algorithm>
#include <vector>

#include "combat/fight.h"

namespace ludex::detail {

/// When something may happen next, if not a timer.
inline std::int64_t next_turn(const std::vector<FightState::Turn>& turns) {
  std::int64_t t = FightState::kNever;
  for (const FightState::Turn& turn : turns)
    if (!turn.is_out) t = std::min(t, turn.next_ms);
  return t;
}

/// What a fighter makes of what it sees.
struct TurnChoice {
  enum class What : std::uint8_t { waits, gets_ready, asks } what = What::waits;
  bool listens = false;                     ///< it passed something over that others may make possible
  std::int64_t wake = FightState::kNever;   ///< ms from now, when it waits for nothing but time
};

inline void take_turn(FightState::Turn& turn, const TurnChoice& choice, std::int64_t now, const Fighter& fighter, const Scenario& scenario) {
  turn.listens = choice.listens;
  turn.is_ready = choice.what == TurnChoice::What::gets_ready;
  if (choice.what == TurnChoice::What::asks) return;
  if (turn.is_ready) {
    turn.next_ms = next_tick(now + fighter.delay_ms, scenario.tick_ms);
    return;
  }
  std::int64_t wake = choice.wake == FightState::kNever ? FightState::kNever : now + choice.wake;
  if (turn.listens) wake = std::min(wake, now + scenario.retry_ms);
  turn.next_ms = wake == FightState::kNever ? wake : next_tick(wake, scenario.tick_ms);
}

/// Who asked looks again 1 ms later, or when it was told to.
inline void settle_turn(FightState::Turn& turn, bool is_accepted, std::int64_t retry_after_ms, std::int64_t now, const Scenario& scenario) {
  const std::int64_t wait = is_accepted ? 1 : retry_after_ms >= 0 ? std::max<std::int64_t>(1, retry_after_ms) : scenario.retry_ms;
  turn.next_ms = next_tick(now + wait, scenario.tick_ms);
}

/// Something was done: whoever listens looks at it.
inline void call_listeners(std::vector<FightState::Turn>& turns, std::int64_t now, const Scenario& scenario) {
  for (FightState::Turn& turn : turns)
    if (turn.listens && !turn.is_ready) turn.next_ms = std::min(turn.next_ms, next_tick(now + 1, scenario.tick_ms));
}

/// Of the fighter's enemies, the first that stands; nothing beyond them when none does. `see` is told of each one looked at.
template <class See>
std::uint32_t first_enemy(const std::vector<FightState::Turn>& turns, std::uint32_t fighter, const Scenario& scenario, const See& see) {
  for (std::uint32_t i = 0; i < turns.size(); ++i) {
    if (scenario.fighters[i].team == scenario.fighters[fighter].team) continue;
    see(i);
    if (!turns[i].is_out) return i;
  }
  return static_cast<std::uint32_t>(turns.size());
}

/// Who is out, and whether that ends it. `is_defeated(i)`, and `is_over()` where the scenario says when it is.
template <class IsDefeated, class IsOver>
void look_round(std::vector<FightState::Turn>& turns, std::int64_t now, const Scenario& scenario, FightEnd& end, std::uint32_t& winner, const IsDefeated& is_defeated, const IsOver& is_over) {
  for (std::uint32_t i = 0; i < turns.size(); ++i) {
    const bool was_out = turns[i].is_out;
    turns[i].is_out = is_defeated(i);
    if (was_out && !turns[i].is_out && !scenario.fighters[i].policy.empty()) turns[i].next_ms = next_tick(now + 1, scenario.tick_ms);
  }
  std::uint32_t left = 0, team = 0;
  for (std::uint32_t t = 0; t < scenario.teams.size(); ++t) {
    bool stands = false;
    for (std::uint32_t i = 0; i < turns.size(); ++i) stands = stands || (scenario.fighters[i].team == t && !turns[i].is_out);
    if (stands && ++left == 1) team = t;
  }
  if (left > 1 && !(scenario.until.is_set() && is_over())) return;
  end = left == 1 ? FightEnd::won : FightEnd::draw;
  if (left == 1) winner = team;
}

}  // namespace ludex::detail
