#pragma once
// A compiled program: everything judging needs, resolved to indices. Immutable once loaded.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "expr/code.h"
#include "ludex/reason.h"
#include "rulebook/migration.h"
#include "rulebook/scenario.h"
#include "rulebook/source.h"
#include "schema/declarations.h"
#include "schema/direct_program.h"
#include "support/hash.h"

namespace ludex::detail {

/// The latest server time, in ms: above it a rate's units (now * per_second) would overflow.
inline constexpr std::int64_t kMaxServerTime = std::int64_t{1} << 43;

/// Index into ProgramData::places; 0 is "".
using Place = std::uint32_t;

struct Operand {
  std::uint32_t label = 0;  ///< index into ProgramData::labels: the text of the sub-expression
  expr::Block block;
};

/// A condition that refuses; `permit`, `require` and `refuse` entries.
struct Clause {
  expr::Block block;
  Reason reason = Reason::accepted;
  Place place = 0;
  std::string name;            ///< given with "name", else ""
  bool tell = false;           ///< the client may see the operands
  bool is_refusal = false;     ///< refuses when true, and on error
  bool is_shadow = false;      ///< evaluated and reported, never decides
  std::uint32_t events_begin = 0, events_end = 0;  ///< of Action::refusal_events, told when it refuses
  std::vector<Operand> operands;
  /// For a comparison linear in `now`: the clause passes once now has grown by (right - left [+ 1]) / slope.
  struct Retry {
    expr::Block left, right;
    std::int64_t slope = 0;
    bool is_strict = false;
  };
  std::optional<Retry> retry;
};

/// Entities of a kind around a point: "near".
struct Near {
  std::uint32_t kind = 0;
  std::uint32_t position_field = 0;  ///< the vec3 field that says where an entity is
  expr::Block at, radius;
  std::uint32_t max = 0;
  bool is_set() const { return at.is_set(); }
};

struct WithName {
  std::string name;
  std::uint32_t kind = 0;
  std::uint32_t slot = 0;   ///< of the entity; for a near list, of the local
  expr::Block id;           ///< unset for a near list
  Near near;
  bool is_optional = false;
  bool may_alias = false;
  bool writes_profile = false;
  bool is_exact = true;      ///< the id is known from the request: no state, no chance
  Place place = 0;
};

struct PathStep {
  enum class Kind : std::uint8_t { record_field, map_key, list_item, axis } kind = Kind::record_field;
  std::uint32_t index = 0;          ///< record_field: position; axis: 0..2
  expr::Block key;                  ///< map_key: a string; list_item: an int
  const Shape* container = nullptr; ///< what is stepped into
};

struct Path {
  std::uint32_t entity = 0;  ///< slot: 0 actor, then with names
  std::uint32_t field = 0;   ///< position in Kind::fields
  std::vector<PathStep> steps;
  const Shape* shape = nullptr;  ///< of the target
};

struct Effect {
  enum class Op : std::uint8_t { set, add, sub, remove, branch, append, remove_where, each, create, erase, after, cancel } op = Op::set;
  Path path;
  expr::Block value;  ///< set, add, sub, append; branch: the condition; remove_where: what goes; each: the list; after: ms
  expr::Block min, max;
  expr::Block id;     ///< create, after, cancel
  std::vector<Effect> then_do, else_do;  ///< each: then_do
  std::uint32_t slot = 0;    ///< each over entities, create, erase: the entity
  std::uint32_t local = 0;   ///< each over values, remove_where: the item
  std::uint32_t kind = 0;    ///< create; each over references
  enum class Items : std::uint8_t { values, found, references } items = Items::values;  ///< each
  bool writes_profile = false;  ///< each: the turn writes a profile of its entity
  std::uint32_t action = 0;  ///< after
  struct Part {
    std::uint32_t field;     ///< create: of the kind; after: of the action's params
    expr::Block block;
  };
  std::vector<Part> parts;
  Place place = 0;
  std::vector<Operand> operands;
};

/// Turns of one `each`: an action's work is bounded before it runs.
inline constexpr std::uint32_t kMaxEachTurns = 64;
/// Entities one `near` finds at most.
inline constexpr std::uint32_t kMaxNear = 256;

struct Event {
  enum class Audience : std::uint8_t { all, actor, entity, kind, near, where } audience = Audience::all;
  std::string name;
  std::uint32_t kind = 0;
  expr::Block entity;
  Near near;
  expr::Block that;        ///< where
  std::uint32_t slot = 0;  ///< where: of the entity looked at
  struct Datum {
    std::string key;
    expr::Block block;
  };
  std::vector<Datum> data;  ///< in UTF-8 order of keys
  Place place = 0;
};

struct Rate {
  std::int64_t per_second = 0;
  std::int64_t burst = 0;
  bool is_set() const { return per_second > 0; }
};

struct Once {
  enum class Scope : std::uint8_t { actor, action, world } scope = Scope::actor;
  expr::Block key;
  std::int64_t keep_ms = -1;  ///< -1: forever
  bool in_profile = true;
  bool keeps_refusals = false;  ///< "on_reject": "stick"
  Place place = 0;
  bool is_set() const { return key.is_set(); }
};

struct Cooldown {
  std::string key;
  std::uint32_t field = 0;  ///< hidden field of the actor's kind
  expr::Block ms;
  Place place = 0;
  std::vector<Operand> operands;
  bool is_set() const { return ms.is_set(); }
};

struct Cost {
  std::uint32_t field = 0;
  Reason reason = Reason::accepted;
  expr::Block amount;
  Place place = 0;
  std::vector<Operand> operands;
};

/// An operation that the bounds of its operands do not prove safe.
struct Unproven {
  std::string pointer, text;  ///< the expression's place, and the operation in it
  std::string codes, ranges;  ///< what it may raise, and what its operands may be
};

/// An expression with a block for each of its parts: kept only to explain a verdict.
struct ExprTree {
  struct Node {
    std::string text;
    expr::Block block;                ///< unset where the part has no value of its own
    std::vector<std::uint32_t> parts;
  };
  std::string pointer;
  std::vector<Node> nodes;
  std::uint32_t root = 0;
};

/// One item of an access set: a field of whatever entity a name stands for.
struct Access {
  std::uint32_t entity = 0;  ///< slot
  std::uint32_t field = 0;
  bool operator==(const Access&) const = default;
  auto operator<=>(const Access&) const = default;
};

/// A field of any entity of a kind: what is found while judging cannot be named before.
struct AnyAccess {
  std::uint32_t kind = 0;
  std::uint32_t field = 0;
  auto operator<=>(const AnyAccess&) const = default;
};

struct Action {
  std::string name;
  std::uint8_t from = 1;  ///< bit per origin: 1 client, 2 server, 4 admin, 8 timer
  std::int64_t every_ms = 0;  ///< 0: no timer of its own
  const Shape* params = nullptr;
  std::vector<Place> param_places;  ///< "/params/x" per field of `params`
  std::vector<Clause> permit;
  std::vector<WithName> with;
  std::vector<std::uint32_t> slot_kinds;  ///< kind per entity slot: actor, with names, loops, created
  std::uint32_t locals = 0;               ///< values beside them: near lists, loop items
  std::uint32_t most_found = 0;           ///< entities that its near lists can hold together
  bool needs_actor = true;                ///< false: a timer of the world, which nobody set
  Once once;
  std::vector<std::string> let_names;
  std::vector<expr::Block> lets;
  std::vector<bool> let_is_early;   ///< used by effects, emit or result and reads state: evaluated before effects
  Cooldown cooldown;
  Rate rate;
  std::uint32_t rate_index = 0;     ///< bucket within an actor's guard, when rate.is_set()
  std::vector<Clause> require;      ///< require, then refuse
  std::vector<Cost> costs;
  std::vector<Effect> effects;
  std::vector<Event> events;
  std::vector<Event> refusal_events;
  expr::Block result;
  Place place_from = 0, place_actor = 0, place_rate = 0, place_result = 0;
  bool actor_writes_profile = false;
  std::vector<Access> reads, writes;  ///< sorted
  std::vector<AnyAccess> any_reads, any_writes;      ///< sorted
  std::vector<std::uint32_t> creates, deletes;       ///< kinds, sorted
  bool sets_timers = false;
  bool is_alone = false;  ///< what it touches cannot be told from the request: it makes or finds entities, or looks at all of a kind
  std::uint64_t name_hash = 0;
  std::uint32_t draws_begin = 0, draws_end = 0;  ///< in Code::draws
};

struct Limits {
  Rate rate;
  std::int64_t nonce_window = 0;  ///< 0: no nonce required
  bool has_clock = false;
  std::int64_t late_ms = 0, early_ms = 0;
  std::uint64_t request_bytes = 4096;
  std::uint32_t request_depth = 16;
  std::uint32_t request_nodes = 512;
  std::int64_t max_clock_step_ms = 3'600'000;  ///< an hour: a larger step is a broken host clock, not a slow night
  std::uint64_t ledger_entries = 1'000'000;    ///< of one world; a full ledger refuses, it never evicts
  std::int64_t max_timers_per_batch = 1000;    ///< a timer that sets itself again for ever still runs once a batch
};

/// Request lines for the direct reader.
struct DirectRequests {
  /// Members of the envelope: positions of its record's fields, which stand in the order of their names.
  enum Member : std::uint32_t { kAction, kActor, kNonce, kOrigin, kParams, kReceivedAt, kRoles, kSentAt, kSession, kMembers };
  DirectProgram program;
  std::uint32_t envelope = DirectProgram::kNone;
  std::vector<std::uint32_t> params;  ///< node per action; kNone where only the tape will do
  std::deque<Shape> shapes;           ///< of the envelope
};

/// One operation of a migration step.
/// Fixed places that are not in a rulebook.
enum FixedPlace : Place {
  kNowhere, kAtAction, kAtParams, kAtNonce, kAtSentAt, kAtActor, kAtSession, kAtOrigin, kAtRoles, kAtReceivedAt, kAtLimitsRate, kFixedPlaces
};

struct ProgramData {
  std::string name;
  std::int64_t version = 0;
  Declarations declarations;
  std::vector<ProfileSchema> profiles;  ///< per kind; empty where there is none
  expr::Code code;
  Limits limits;
  std::vector<Action> actions;
  std::unordered_map<std::string, std::uint32_t> action_index;  // looked up, never iterated
  std::vector<std::uint32_t> recurring_actions;  ///< those with every_ms
  DirectRequests direct;
  std::uint32_t rated_actions = 0;
  std::uint32_t most_lets = 0, most_entities = 1, most_costs = 0, most_found = 0, most_locals = 0, most_draws = 0;
  std::vector<std::string> reason_names;  ///< from kFirstRulebookReason on
  std::vector<std::string> places;
  std::vector<std::uint64_t> place_hashes, reason_hashes;  ///< by place and by Reason: what a batch digest takes of them
  std::vector<std::string> labels;
  std::unordered_map<std::string, std::uint32_t> label_index;  // looked up, never iterated
  std::vector<std::pair<std::string, std::string>> warnings;  ///< (pointer, message)
  std::vector<Unproven> unproven;
  std::vector<Scenario> scenarios;
  std::vector<ExprTree> trees;  ///< only when compiled to explain
  std::string canonical;     ///< the text the digest is of
  std::uint64_t digest = 0;
  std::uint64_t state_digest = 0;   ///< of the shape of state alone: worlds carry it
  std::uint64_t layout_digest = 0;  ///< of how state lies in memory
  Source source;

  std::string_view reason_name(Reason reason) const {
    const auto code = static_cast<std::uint16_t>(reason);
    if (code < kFirstRulebookReason) return system_reason_name(reason);
    const std::size_t i = code - kFirstRulebookReason;
    return i < reason_names.size() ? std::string_view(reason_names[i]) : std::string_view();
  }
};

/// What a batch digest takes of a pointer and of a reason's name.
inline std::uint64_t hash_place(std::string_view pointer) { return xxh64(pointer, 1); }
inline std::uint64_t hash_reason(std::string_view name) { return xxh64(name, 3); }

/// Bumped when the meaning of any rule changes: part of every program digest.
inline constexpr int kSemanticsVersion = 1;

}  // namespace ludex::detail
