#pragma once
// Fights as a rulebook sets them up: who, in which state, doing what. docs/decisions/0017-scenarios.md

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expr/code.h"

namespace ludex::detail {

inline constexpr std::size_t kMaxScenarios = 1024;
/// Each decides anew at every turn, and policies name one another: a fight is a skirmish, not an army.
inline constexpr std::size_t kMaxFighters = 64;
inline constexpr std::size_t kMaxPolicyEntries = 64;
/// Entities that take no side: a battle whose turn it is, a wall.
inline constexpr std::size_t kMaxOthers = 64;
inline constexpr std::int64_t kMaxFightMs = 86'400'000;
/// Each fights each: their square is what a matrix costs.
inline constexpr std::size_t kMaxLoadouts = 256;

/// One line of a policy: an action that is tried when the lines before it cannot be done.
struct PolicyEntry {
  std::uint32_t action = 0;
  std::uint8_t origin = 0;    ///< the first of client, server and admin that the action takes requests from
  expr::Block when;           ///< unset: always
  struct Param {
    bool is_written = false;
    expr::Block block;
    Word value = word_null(); ///< when nothing is written: the default
  };
  std::vector<Param> params;  ///< by position in the action's record
};

struct Fighter {
  std::string name;
  std::uint32_t kind = 0;
  std::int64_t id = 0;
  std::uint32_t team = 0;
  std::vector<std::pair<std::uint32_t, Word>> fields;  ///< (position in Kind::fields, value) of what was written
  std::vector<PolicyEntry> policy;
  expr::Block defeated;
  std::int64_t first_ms = 0;   ///< when it first looks for something to do
  std::int64_t delay_ms = 0;   ///< from when something becomes possible until it is done: reaction and ping
  std::int64_t ping_ms = 0;    ///< its part of that
};

/// What may be put in the seats of a scenario: the first fighter of its first two teams. What it does not say is the fighter's own.
struct Loadout {
  std::string name;
  std::vector<std::pair<std::uint32_t, Word>> fields;  ///< as Fighter::fields, after them
  bool has_policy = false;
  std::vector<PolicyEntry> policy[2];                  ///< by seat
  std::optional<std::int64_t> first_ms, reaction_ms, ping_ms;
};

/// Expressions of a scenario see these entities, in this order of slots: `fighter`, `enemy`, then every fighter and every other
/// entity by its name.
inline constexpr std::uint32_t kFighterSlot = 0, kEnemySlot = 1, kFirstNamedSlot = 2;

struct Scenario {
  std::string name;
  std::string pointer;
  std::vector<std::string> teams;
  std::vector<Fighter> fighters;
  expr::Block until;                    ///< unset: when at most one team is left
  std::int64_t time_limit_ms = 600'000;
  std::int64_t tick_ms = 1;
  std::int64_t retry_ms = 100;          ///< when nothing says when to try again
  struct Expectation {
    std::string key;
    double quantile = 0;  ///< of ttk_quantiles_ms; 0 for other keys
    double low = 0, high = 0;
  };
  std::vector<Expectation> expect;
  std::vector<Fighter> others;          ///< who take no side: no team, no policy, never out
  std::vector<std::pair<std::uint32_t, Word>> flags;  ///< (position in Declarations::flags, value) of what was written
  std::string flags_json;               ///< the same, as text
  std::vector<Loadout> loadouts;        ///< empty where nothing is said of them
  std::uint32_t seats[2] = {0, 0};      ///< positions in `fighters`, where there are loadouts
};

}  // namespace ludex::detail
