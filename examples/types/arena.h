#pragma once
// Types of the rulebook "arena", version 3, digest 6e6ecd53fc900b77.
// Written by `ludex types --lang cpp`; do not edit. C++20, the standard library only.
//
// A name that C++ does not allow as it is got underscores or numbers; for_each_member(f) calls f(name in JSON, pointer to
// member) for every member of a struct, and Names<E>::all holds the texts of an enumeration. An absent optional is left
// out, or null.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ludex_types::arena {

inline constexpr std::string_view kRulebookName = "arena";
inline constexpr std::int64_t kRulebookVersion = 3;
/// Of the compiled rules: a server and a client that were made from other rules have another.
inline constexpr std::string_view kRulebookDigest = "6e6ecd53fc900b77";

/// x, y, z
using Vec3 = std::array<double, 3>;
/// A value of no declared type, as JSON text.
struct Json {
  std::string text;
  bool operator==(const Json&) const = default;
};

template <class E>
struct Named {
  E value;
  std::string_view name;
};
/// Names<E>::all: every value of an enumeration and its text in JSON.
template <class E>
struct Names;
template <class E>
constexpr std::string_view to_string(E value) {
  for (const Named<E>& entry : Names<E>::all)
    if (entry.value == value) return entry.name;
  return {};
}
template <class E>
constexpr std::optional<E> from_string(std::string_view name) {
  for (const Named<E>& entry : Names<E>::all)
    if (entry.name == name) return entry.value;
  return std::nullopt;
}

/// A row of the table "weapons".
enum class WeaponsKey : std::uint16_t {
  sword,
  bow,
  hammer,
};
template <>
struct Names<WeaponsKey> {
  static constexpr std::array<Named<WeaponsKey>, 3> all{{
      {WeaponsKey::sword, "sword"},
      {WeaponsKey::bow, "bow"},
      {WeaponsKey::hammer, "hammer"},
  }};
};

/// A row of the table "items".
enum class ItemsKey : std::uint16_t {
  potion,
  elixir,
  key,
};
template <>
struct Names<ItemsKey> {
  static constexpr std::array<Named<ItemsKey>, 3> all{{
      {ItemsKey::potion, "potion"},
      {ItemsKey::elixir, "elixir"},
      {ItemsKey::key, "key"},
  }};
};

/// A row of the table "weapons" as the rulebook writes it.
struct WeaponsRow {
  /// int
  std::int64_t damage{};
  /// double
  double range{};
  /// int
  std::int64_t cooldown_ms{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"damage"}, &WeaponsRow::damage);
    f(std::string_view{"range"}, &WeaponsRow::range);
    f(std::string_view{"cooldown_ms"}, &WeaponsRow::cooldown_ms);
  }
  bool operator==(const WeaponsRow&) const = default;
};

/// A row of the table "items" as the rulebook writes it.
struct ItemsRow {
  /// int >= 0
  std::int64_t price{};
  /// int >= 0
  std::int64_t heal{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"price"}, &ItemsRow::price);
    f(std::string_view{"heal"}, &ItemsRow::heal);
  }
  bool operator==(const ItemsRow&) const = default;
};

/// What is saved of "player" between sessions.
struct PlayerProfile {
  /// int >= 0 = 0
  std::int64_t coins{};
  /// map<string, int >= 0> max 500
  std::map<std::string, std::int64_t> inventory{};
  /// list<row weapons> max 16 = ["sword"]
  std::vector<WeaponsKey> weapons{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"coins"}, &PlayerProfile::coins);
    f(std::string_view{"inventory"}, &PlayerProfile::inventory);
    f(std::string_view{"weapons"}, &PlayerProfile::weapons);
  }
  bool operator==(const PlayerProfile&) const = default;
};

/// What is lost of "player" when the server stops.
struct PlayerLive {
  /// vec3
  Vec3 position{};
  /// int = 0
  std::int64_t moved_at{};
  /// int 0..100 = 100
  std::int64_t health{};
  /// row weapons = "sword"
  WeaponsKey weapon{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"position"}, &PlayerLive::position);
    f(std::string_view{"moved_at"}, &PlayerLive::moved_at);
    f(std::string_view{"health"}, &PlayerLive::health);
    f(std::string_view{"weapon"}, &PlayerLive::weapon);
  }
  bool operator==(const PlayerLive&) const = default;
};

/// Inputs of a batch; each has a default.
struct Flags {
  /// bool = true
  std::optional<bool> friendly_duel{};
  /// int 0..90 = 0
  std::optional<std::int64_t> sale_percent{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"friendly_duel"}, &Flags::friendly_duel);
    f(std::string_view{"sale_percent"}, &Flags::sale_percent);
  }
  bool operator==(const Flags&) const = default;
};

/// Parameters of "Equip".
struct EquipParams {
  /// row weapons
  WeaponsKey weapon{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"weapon"}, &EquipParams::weapon);
  }
  bool operator==(const EquipParams&) const = default;
};

/// Parameters of "GrantCoins".
struct GrantCoinsParams {
  /// int 1..10000
  std::int64_t amount{};
  /// string 8..64
  std::string grant{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"amount"}, &GrantCoinsParams::amount);
    f(std::string_view{"grant"}, &GrantCoinsParams::grant);
  }
  bool operator==(const GrantCoinsParams&) const = default;
};

struct GrantCoinsResult {
  /// int
  std::int64_t balance{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"balance"}, &GrantCoinsResult::balance);
  }
  bool operator==(const GrantCoinsResult&) const = default;
};

/// Parameters of "Move".
struct MoveParams {
  /// vec3
  Vec3 to{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"to"}, &MoveParams::to);
  }
  bool operator==(const MoveParams&) const = default;
};

/// Parameters of "RequestAttack".
struct RequestAttackParams {
  /// ref player
  std::int64_t target{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"target"}, &RequestAttackParams::target);
  }
  bool operator==(const RequestAttackParams&) const = default;
};

/// Parameters of "RequestPurchase".
struct RequestPurchaseParams {
  /// row items
  ItemsKey item{};
  /// string 8..64
  std::string receipt{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"item"}, &RequestPurchaseParams::item);
    f(std::string_view{"receipt"}, &RequestPurchaseParams::receipt);
  }
  bool operator==(const RequestPurchaseParams&) const = default;
};

struct RequestPurchaseResult {
  /// int
  std::int64_t balance{};
  /// int
  std::int64_t owned{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"balance"}, &RequestPurchaseResult::balance);
    f(std::string_view{"owned"}, &RequestPurchaseResult::owned);
  }
  bool operator==(const RequestPurchaseResult&) const = default;
};

/// Parameters of "Respawn".
struct RespawnParams {
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
  }
  bool operator==(const RespawnParams&) const = default;
};

/// Parameters of "UseItem".
struct UseItemParams {
  /// row items
  ItemsKey item{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"item"}, &UseItemParams::item);
  }
  bool operator==(const UseItemParams&) const = default;
};

/// Data of the event "Equipped".
struct EquippedData {
  WeaponsKey weapon{};
  /// int
  std::int64_t who{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"weapon"}, &EquippedData::weapon);
    f(std::string_view{"who"}, &EquippedData::who);
  }
  bool operator==(const EquippedData&) const = default;
};

/// Data of the event "Moved".
struct MovedData {
  Vec3 to{};
  /// int
  std::int64_t who{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"to"}, &MovedData::to);
    f(std::string_view{"who"}, &MovedData::who);
  }
  bool operator==(const MovedData&) const = default;
};

/// Data of the event "AttackConfirmed".
struct AttackConfirmedData {
  /// int
  std::int64_t attacker{};
  /// int
  std::int64_t damage{};
  /// int
  std::int64_t health{};
  /// int
  std::int64_t target{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"attacker"}, &AttackConfirmedData::attacker);
    f(std::string_view{"damage"}, &AttackConfirmedData::damage);
    f(std::string_view{"health"}, &AttackConfirmedData::health);
    f(std::string_view{"target"}, &AttackConfirmedData::target);
  }
  bool operator==(const AttackConfirmedData&) const = default;
};

/// Data of the event "Respawned".
struct RespawnedData {
  /// int
  std::int64_t who{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"who"}, &RespawnedData::who);
  }
  bool operator==(const RespawnedData&) const = default;
};

/// Data of the event "Healed".
struct HealedData {
  /// int
  std::int64_t health{};
  /// int
  std::int64_t who{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"health"}, &HealedData::health);
    f(std::string_view{"who"}, &HealedData::who);
  }
  bool operator==(const HealedData&) const = default;
};

/// Versions of saved profiles by kind of entity.
struct ProfileVersion {
  std::string_view kind;
  std::int64_t version;
};
inline constexpr std::array<ProfileVersion, 1> kProfileVersions{{
    {"player", 3},
}};

/// Actions by number, equal wherever the digest is: for packets. Another rulebook may number otherwise.
enum class Action : std::uint16_t {
  Equip,
  GrantCoins,
  Move,
  RequestAttack,
  RequestPurchase,
  Respawn,
  UseItem,
};
template <>
struct Names<Action> {
  static constexpr std::array<Named<Action>, 7> all{{
      {Action::Equip, "Equip"},
      {Action::GrantCoins, "GrantCoins"},
      {Action::Move, "Move"},
      {Action::RequestAttack, "RequestAttack"},
      {Action::RequestPurchase, "RequestPurchase"},
      {Action::Respawn, "Respawn"},
      {Action::UseItem, "UseItem"},
  }};
};

/// The body of a request, from client.
struct EquipRequest {
  static constexpr std::string_view action = "Equip";
  EquipParams params{};
  std::int64_t nonce{};
  std::int64_t sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &EquipRequest::params);
    f(std::string_view{"nonce"}, &EquipRequest::nonce);
    f(std::string_view{"sent_at"}, &EquipRequest::sent_at);
  }
  bool operator==(const EquipRequest&) const = default;
};

/// The body of a request, from server, admin.
struct GrantCoinsRequest {
  static constexpr std::string_view action = "GrantCoins";
  GrantCoinsParams params{};
  std::optional<std::int64_t> nonce{};
  std::optional<std::int64_t> sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &GrantCoinsRequest::params);
    f(std::string_view{"nonce"}, &GrantCoinsRequest::nonce);
    f(std::string_view{"sent_at"}, &GrantCoinsRequest::sent_at);
  }
  bool operator==(const GrantCoinsRequest&) const = default;
};

/// The body of a request, from client.
struct MoveRequest {
  static constexpr std::string_view action = "Move";
  MoveParams params{};
  std::int64_t nonce{};
  std::int64_t sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &MoveRequest::params);
    f(std::string_view{"nonce"}, &MoveRequest::nonce);
    f(std::string_view{"sent_at"}, &MoveRequest::sent_at);
  }
  bool operator==(const MoveRequest&) const = default;
};

/// The body of a request, from client.
struct RequestAttackRequest {
  static constexpr std::string_view action = "RequestAttack";
  RequestAttackParams params{};
  std::int64_t nonce{};
  std::int64_t sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &RequestAttackRequest::params);
    f(std::string_view{"nonce"}, &RequestAttackRequest::nonce);
    f(std::string_view{"sent_at"}, &RequestAttackRequest::sent_at);
  }
  bool operator==(const RequestAttackRequest&) const = default;
};

/// The body of a request, from client.
struct RequestPurchaseRequest {
  static constexpr std::string_view action = "RequestPurchase";
  RequestPurchaseParams params{};
  std::int64_t nonce{};
  std::int64_t sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &RequestPurchaseRequest::params);
    f(std::string_view{"nonce"}, &RequestPurchaseRequest::nonce);
    f(std::string_view{"sent_at"}, &RequestPurchaseRequest::sent_at);
  }
  bool operator==(const RequestPurchaseRequest&) const = default;
};

/// The body of a request, from client.
struct RespawnRequest {
  static constexpr std::string_view action = "Respawn";
  std::optional<RespawnParams> params{};
  std::int64_t nonce{};
  std::int64_t sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &RespawnRequest::params);
    f(std::string_view{"nonce"}, &RespawnRequest::nonce);
    f(std::string_view{"sent_at"}, &RespawnRequest::sent_at);
  }
  bool operator==(const RespawnRequest&) const = default;
};

/// The body of a request, from client.
struct UseItemRequest {
  static constexpr std::string_view action = "UseItem";
  UseItemParams params{};
  std::int64_t nonce{};
  std::int64_t sent_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"params"}, &UseItemRequest::params);
    f(std::string_view{"nonce"}, &UseItemRequest::nonce);
    f(std::string_view{"sent_at"}, &UseItemRequest::sent_at);
  }
  bool operator==(const UseItemRequest&) const = default;
};

/// Every request.
using Request = std::variant<EquipRequest, GrantCoinsRequest, MoveRequest, RequestAttackRequest, RequestPurchaseRequest, RespawnRequest, UseItemRequest>;

/// What a client may send. Nothing else it says is to be believed.
using ClientRequest = std::variant<EquipRequest, MoveRequest, RequestAttackRequest, RequestPurchaseRequest, RespawnRequest, UseItemRequest>;

/// What the host vouches for, never the client. A line of a batch is this and the request, as one object.
struct Envelope {
  std::int64_t actor{};
  std::optional<std::int64_t> session{};
  /// client, server or admin
  std::optional<std::string> origin{};
  std::vector<std::string> roles{};
  /// server time, ms
  std::int64_t received_at{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"actor"}, &Envelope::actor);
    f(std::string_view{"session"}, &Envelope::session);
    f(std::string_view{"origin"}, &Envelope::origin);
    f(std::string_view{"roles"}, &Envelope::roles);
    f(std::string_view{"received_at"}, &Envelope::received_at);
  }
  bool operator==(const Envelope&) const = default;
};

/// Whom an event is for; `ids` are those it meant when it happened.
struct Audience {
  enum class To : std::uint8_t { all, actor, entity, kind, near_, where } to = To::all;
  std::optional<std::int64_t> entity{};
  std::optional<std::string> kind{};
  std::vector<std::int64_t> ids{};
  bool operator==(const Audience&) const = default;
};

struct EquippedEvent {
  static constexpr std::string_view event = "Equipped";
  Audience audience{};
  EquippedData data{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"audience"}, &EquippedEvent::audience);
    f(std::string_view{"data"}, &EquippedEvent::data);
  }
  bool operator==(const EquippedEvent&) const = default;
};

struct MovedEvent {
  static constexpr std::string_view event = "Moved";
  Audience audience{};
  MovedData data{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"audience"}, &MovedEvent::audience);
    f(std::string_view{"data"}, &MovedEvent::data);
  }
  bool operator==(const MovedEvent&) const = default;
};

struct AttackConfirmedEvent {
  static constexpr std::string_view event = "AttackConfirmed";
  Audience audience{};
  AttackConfirmedData data{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"audience"}, &AttackConfirmedEvent::audience);
    f(std::string_view{"data"}, &AttackConfirmedEvent::data);
  }
  bool operator==(const AttackConfirmedEvent&) const = default;
};

struct RespawnedEvent {
  static constexpr std::string_view event = "Respawned";
  Audience audience{};
  RespawnedData data{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"audience"}, &RespawnedEvent::audience);
    f(std::string_view{"data"}, &RespawnedEvent::data);
  }
  bool operator==(const RespawnedEvent&) const = default;
};

struct HealedEvent {
  static constexpr std::string_view event = "Healed";
  Audience audience{};
  HealedData data{};
  template <class F>
  static constexpr void for_each_member([[maybe_unused]] F&& f) {
    f(std::string_view{"audience"}, &HealedEvent::audience);
    f(std::string_view{"data"}, &HealedEvent::data);
  }
  bool operator==(const HealedEvent&) const = default;
};

/// Every event.
using GameEvent = std::variant<EquippedEvent, MovedEvent, AttackConfirmedEvent, RespawnedEvent, HealedEvent>;

/// Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook.
enum class Reason : std::uint16_t {
  accepted = 0,
  duplicate = 1,
  timer_failed = 2,
  malformed = 100,
  too_large = 101,
  too_deep = 102,
  too_many_nodes = 103,
  bad_envelope = 104,
  unknown_action = 105,
  contract = 106,
  not_permitted = 107,
  rate_limited = 200,
  nonce_replayed = 201,
  nonce_too_old = 202,
  sent_too_late = 203,
  sent_too_early = 204,
  no_such_entity = 300,
  same_entity = 301,
  profile_not_ready = 302,
  profile_read_only = 303,
  idempotency_conflict = 304,
  key_expired = 305,
  ledger_full = 306,
  on_cooldown = 307,
  rule_error = 308,
  out_of_bounds = 309,
  entity_exists = 310,
  actor_dead = 1000,
  not_owned = 1001,
  already_equipped = 1002,
  out_of_map = 1003,
  too_fast = 1004,
  target_dead = 1005,
  too_far = 1006,
  not_enough_coins = 1007,
  still_alive = 1008,
  not_in_inventory = 1009,
  not_usable = 1010,
  already_healthy = 1011,
};
template <>
struct Names<Reason> {
  static constexpr std::array<Named<Reason>, 39> all{{
      {Reason::accepted, "accepted"},
      {Reason::duplicate, "duplicate"},
      {Reason::timer_failed, "timer_failed"},
      {Reason::malformed, "malformed"},
      {Reason::too_large, "too_large"},
      {Reason::too_deep, "too_deep"},
      {Reason::too_many_nodes, "too_many_nodes"},
      {Reason::bad_envelope, "bad_envelope"},
      {Reason::unknown_action, "unknown_action"},
      {Reason::contract, "contract"},
      {Reason::not_permitted, "not_permitted"},
      {Reason::rate_limited, "rate_limited"},
      {Reason::nonce_replayed, "nonce_replayed"},
      {Reason::nonce_too_old, "nonce_too_old"},
      {Reason::sent_too_late, "sent_too_late"},
      {Reason::sent_too_early, "sent_too_early"},
      {Reason::no_such_entity, "no_such_entity"},
      {Reason::same_entity, "same_entity"},
      {Reason::profile_not_ready, "profile_not_ready"},
      {Reason::profile_read_only, "profile_read_only"},
      {Reason::idempotency_conflict, "idempotency_conflict"},
      {Reason::key_expired, "key_expired"},
      {Reason::ledger_full, "ledger_full"},
      {Reason::on_cooldown, "on_cooldown"},
      {Reason::rule_error, "rule_error"},
      {Reason::out_of_bounds, "out_of_bounds"},
      {Reason::entity_exists, "entity_exists"},
      {Reason::actor_dead, "actor_dead"},
      {Reason::not_owned, "not_owned"},
      {Reason::already_equipped, "already_equipped"},
      {Reason::out_of_map, "out_of_map"},
      {Reason::too_fast, "too_fast"},
      {Reason::target_dead, "target_dead"},
      {Reason::too_far, "too_far"},
      {Reason::not_enough_coins, "not_enough_coins"},
      {Reason::still_alive, "still_alive"},
      {Reason::not_in_inventory, "not_in_inventory"},
      {Reason::not_usable, "not_usable"},
      {Reason::already_healthy, "already_healthy"},
  }};
};

/// How an expression failed, beside the reason rule_error.
enum class RuleError : std::uint16_t {
  overflow,
  division_by_zero,
  not_finite,
  no_such_key,
  index_out_of_range,
  negative_cost,
  no_such_overload,
  conversion,
};
template <>
struct Names<RuleError> {
  static constexpr std::array<Named<RuleError>, 8> all{{
      {RuleError::overflow, "overflow"},
      {RuleError::division_by_zero, "division_by_zero"},
      {RuleError::not_finite, "not_finite"},
      {RuleError::no_such_key, "no_such_key"},
      {RuleError::index_out_of_range, "index_out_of_range"},
      {RuleError::negative_cost, "negative_cost"},
      {RuleError::no_such_overload, "no_such_overload"},
      {RuleError::conversion, "conversion"},
  }};
};

/// A clause in shadow mode that would have refused.
struct ShadowRefusal {
  std::string at{};
  Reason reason{};
  std::optional<RuleError> code{};
  bool operator==(const ShadowRefusal&) const = default;
};

/// The full view; a client is shown no `at`, `code`, `events`, `shadow` and `draws`.
template <class Result>
struct Accepted {
  std::int64_t i{};
  std::optional<Result> result{};
  std::vector<GameEvent> events{};
  std::vector<ShadowRefusal> shadow{};
  std::map<std::string, Json> draws{};
  bool operator==(const Accepted&) const = default;
};

/// The same request was accepted before; nothing changed. The result is as stored then.
template <class Result>
struct Duplicate {
  std::int64_t i{};
  std::string at{};
  std::optional<Result> result{};
  bool operator==(const Duplicate&) const = default;
};

struct Rejected {
  std::int64_t i{};
  Reason reason{};
  /// JSON pointer of the place that decided, in the rulebook or in the request.
  std::string at{};
  /// How an expression failed, when the reason is rule_error.
  std::optional<RuleError> code{};
  /// The values the clause looked at.
  std::map<std::string, Json> operands{};
  /// When asking again could pass.
  std::optional<std::int64_t> retry_after_ms{};
  std::vector<GameEvent> events{};
  std::vector<ShadowRefusal> shadow{};
  std::map<std::string, Json> draws{};
  bool operator==(const Rejected&) const = default;
};

/// The result of a duplicate whose first request was refused, where the action says "on_reject": "stick".
struct StoredRefusal {
  Reason rejected{};
  bool operator==(const StoredRefusal&) const = default;
};

/// How "Equip" was judged.
using EquipVerdict = std::variant<Accepted<std::monostate>, Duplicate<std::monostate>, Rejected>;

/// How "GrantCoins" was judged.
using GrantCoinsVerdict = std::variant<Accepted<GrantCoinsResult>, Duplicate<GrantCoinsResult>, Rejected>;

/// How "Move" was judged.
using MoveVerdict = std::variant<Accepted<std::monostate>, Duplicate<std::monostate>, Rejected>;

/// How "RequestAttack" was judged.
using RequestAttackVerdict = std::variant<Accepted<std::monostate>, Duplicate<std::monostate>, Rejected>;

/// How "RequestPurchase" was judged.
using RequestPurchaseVerdict = std::variant<Accepted<RequestPurchaseResult>, Duplicate<RequestPurchaseResult>, Rejected>;

/// How "Respawn" was judged.
using RespawnVerdict = std::variant<Accepted<std::monostate>, Duplicate<std::monostate>, Rejected>;

/// How "UseItem" was judged.
using UseItemVerdict = std::variant<Accepted<std::monostate>, Duplicate<std::monostate>, Rejected>;

}  // namespace ludex_types::arena
