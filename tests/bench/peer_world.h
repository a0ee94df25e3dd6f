#pragma once
// The state of the hand-written arena: what a server engineer would declare without a rulebook.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace peer {

enum Weapon : std::uint8_t { sword, bow, hammer, kWeapons };
enum Item : std::uint8_t { potion, elixir, key, kItems };

struct WeaponRow {
  std::string_view name;
  std::int64_t damage;
  double range;
  std::int64_t cooldown_ms;
};
struct ItemRow {
  std::string_view name;
  std::int64_t price, heal;
};
inline constexpr WeaponRow kWeaponTable[kWeapons] = {
    {"sword", 20, 10.0, 500}, {"bow", 12, 60.0, 900}, {"hammer", 45, 6.0, 1600}};
inline constexpr ItemRow kItemTable[kItems] = {{"potion", 25, 40}, {"elixir", 90, 100}, {"key", 400, 0}};

struct HashText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <class Value>
using ByText = std::unordered_map<std::string, Value, HashText, std::equal_to<>>;

struct Purchase {
  Item item;
  std::int64_t balance, owned;
};
struct Grant {
  std::int64_t actor, amount, balance;
};

struct Player {
  std::int64_t coins = 0;
  std::array<std::int64_t, kItems> inventory{-1, -1, -1};  ///< -1: not in the inventory
  std::vector<Weapon> weapons{sword};
  std::array<double, 3> position{0, 0, 0};
  std::int64_t moved_at = 0;
  std::int64_t health = 100;
  Weapon weapon = sword;
  std::int64_t attack_ready_at = 0, use_item_ready_at = 0, respawn_ready_at = 0;
  ByText<Purchase> purchases;  ///< by receipt
};

struct Guard {
  std::int64_t tat = 0, move_tat = 0, seq = 0, command_seq = 0;
};

inline constexpr std::int64_t kNonceWindow = 256;
struct Session {
  std::int64_t highest = -1;
  std::array<std::uint64_t, 5> bits{};  ///< nonce n at bit n mod 257
};
struct SessionId {
  std::int64_t actor, session;
  bool operator==(const SessionId&) const = default;
};
struct HashSession {
  std::size_t operator()(const SessionId& id) const {
    return std::hash<std::int64_t>()(id.actor * 0x5851F42D4C957F2D + id.session);
  }
};

struct World {
  std::int64_t now = 0;
  std::unordered_map<std::int64_t, Player> players;
  std::unordered_map<std::int64_t, Guard> guards;
  std::unordered_map<SessionId, Session, HashSession> sessions;
  ByText<Grant> grants;
};

/// Reads Ludex's text form of an arena world; ends the process when it is not one.
World load(std::string_view world_json);

}  // namespace peer
