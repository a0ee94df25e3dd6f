#pragma once
// The state of one world in memory: a row of words per entity, kinds apart, ids through a flat index; the guard and
// the ledger beside it. Every part knows its hash, so the digest follows a batch at the cost of the parts it touched.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ledger/fingerprint.h"
#include "rulebook/program_data.h"
#include "support/flat_map.h"
#include "support/state_heap.h"
#include "world/near_index.h"

namespace ludex::detail {

enum class PartTag : std::uint8_t { header, profile, live, guard, window, ledger, timer };

/// Entities of one kind. Parallel arrays, indexed by the entity's dense position.
struct KindStore {
  FlatMap index;                        ///< id -> position
  std::vector<std::int64_t> ids;
  std::vector<Word> rows;               ///< position * stride
  std::vector<std::uint8_t> status;     ///< EntityStatus bits
  std::vector<std::uint64_t> profile_hash, live_hash;
  std::vector<std::uint32_t> free;      ///< positions of deleted entities, for new ones
  std::map<std::uint32_t, std::string> unknown;  ///< profile members no field declares: an object text, names sorted, values byte for byte
};

enum EntityStatus : std::uint8_t {
  kHasProfile = 1,       ///< the profile is loaded
  kProfileReadOnly = 2,  ///< its lock is in doubt
  kGone = 4,             ///< deleted: the position is nobody's until it is given to a new entity
  kDirtyProfile = 8,     ///< the hash is behind the state
  kDirtyLive = 16,
};

/// One actor's rate limits and counters. Never saved with a profile.
struct Guard {
  std::int64_t actor = 0;
  std::int64_t tat = 0;           ///< GCRA theoretical arrival time, in ms * per_second
  std::int64_t seq = 0;           ///< client requests past stage B
  std::int64_t command_seq = 0;   ///< server and admin requests
  bool is_dirty = false;
  std::uint64_t hash = 0;
};

/// Replay window of one (actor, session).
struct Window {
  std::int64_t actor = 0, session = 0;
  std::int64_t highest = -1;  ///< -1: no nonce yet
  bool is_dirty = false;
  std::uint64_t hash = 0;
};

struct LedgerEntry {
  std::string action;             ///< that was accepted
  ledger::Fingerprint fingerprint;
  std::int64_t accepted_at = 0;
  std::int64_t keep_ms = -1;
  bool in_profile = true;
  std::string result;             ///< canonical bytes; "" when the action has none
  std::uint64_t hash = 0;
};

/// Scope and key of a ledger entry.
struct LedgerKey {
  std::string scope;  ///< "action:NAME", "actor" or "world"
  std::int64_t actor = 0;
  std::string key;  ///< canonical bytes: "1" and 1 differ
  auto tie() const { return std::tie(scope, actor, key); }
  bool operator<(const LedgerKey& o) const { return tie() < o.tie(); }
};

/// Ids that begin so are those of actions with `every_ms`.
inline constexpr const char* kWorldTimer = "every:";

/// An action that the world will ask for by itself.
struct Timer {
  std::string id;
  std::int64_t due = 0;
  std::string action;
  std::optional<std::int64_t> actor;  ///< who set it; absent for a timer of `every_ms`
  std::string params = "{}";          ///< JSON text
  bool is_due = false;                ///< chosen to run in the batch at hand; one set in its place is not
  std::uint64_t hash = 0;
};

/// What was touched since the world last settled.
struct Dirty {
  struct Entity {
    std::uint32_t kind, position;
  };
  std::vector<Entity> entities;
  std::vector<std::uint32_t> guards, windows;
  std::vector<std::string> timers;  ///< ids set or removed
  std::vector<Entity> moved;        ///< whose place in a near index may be behind
  std::uint64_t digest = 0;         ///< what parts that are hashed when they change added to it
};

struct WorldData {
  std::shared_ptr<const ProgramData> program;
  std::int64_t now = 0;
  std::uint64_t seed = 0;

  StateHeap heap;
  std::vector<KindStore> kinds;

  FlatMap guard_index;                     ///< actor -> guards
  std::vector<Guard> guards;
  std::vector<std::int64_t> action_tats;   ///< guards * rated actions
  FlatMap window_index;                    ///< (actor, session) -> windows
  std::vector<Window> windows;
  std::vector<std::uint64_t> window_bits;  ///< windows * words_per_window: nonce n at bit n mod (window + 1)

  std::map<LedgerKey, LedgerEntry> ledger;
  std::map<std::pair<std::int64_t, LedgerKey>, bool> expiry;  ///< entries with an end, soonest first

  std::map<std::string, Timer> timers;                    ///< by id
  std::set<std::pair<std::int64_t, std::string>> queue;   ///< (due, id) of each of them

  std::uint64_t digest = 0;  ///< sum over all parts but the header, which changes with every batch
  Dirty dirty;
  /// Of threads that work side by side: kept between batches, for the memory they hold.
  struct LaneStore {
    explicit LaneStore(StateHeap& whole) : heap(StateHeap::PartOf{whole}) {}
    StateHeap heap;
    Dirty dirty;
  };
  std::vector<std::unique_ptr<LaneStore>> lanes;
  std::vector<NearIndex> near;      ///< per kind; not part of the state: a copy finds its own
  std::shared_ptr<void> workspace;  ///< buffers of judging, kept between batches; not part of the state

  explicit WorldData(std::shared_ptr<const ProgramData> p);
  WorldData(const WorldData& other);
  WorldData& operator=(const WorldData&) = delete;

  const Kind& kind(std::uint32_t k) const { return program->declarations.kinds[k]; }
  Word* row(std::uint32_t k, std::uint32_t position) { return kinds[k].rows.data() + std::size_t{position} * kind(k).stride; }
  const Word* row(std::uint32_t k, std::uint32_t position) const { return kinds[k].rows.data() + std::size_t{position} * kind(k).stride; }

  std::uint32_t words_per_window() const { return static_cast<std::uint32_t>((program->limits.nonce_window + 1 + 63) / 64); }

  /// Adds an entity with all fields at their defaults; `id` must be new.
  std::uint32_t add_entity(std::uint32_t kind, std::int64_t id);
  /// Deleting and undoing it: the position stays the entity's own until the world settles.
  void set_gone(std::uint32_t kind, std::uint32_t position, bool is_gone);
  bool is_gone(std::uint32_t kind, std::uint32_t position) const { return kinds[kind].status[position] & kGone; }
  std::uint32_t guard_of(std::int64_t actor);
  std::uint32_t window_of(std::int64_t actor, std::int64_t session);

  /// Notes that a part was changed, in `dirty` where the caller has none of its own.
  void touch_profile(std::uint32_t kind, std::uint32_t position) { touch(kind, position, kDirtyProfile, dirty); }
  void touch_live(std::uint32_t kind, std::uint32_t position) { touch(kind, position, kDirtyLive, dirty); }
  void touch_guard(std::uint32_t g) { touch_guard(g, dirty); }
  void touch_window(std::uint32_t w) { touch_window(w, dirty); }
  void touch(std::uint32_t k, std::uint32_t position, std::uint8_t bit, Dirty& into) {
    std::uint8_t& s = kinds[k].status[position];
    if (!(s & (kDirtyProfile | kDirtyLive))) into.entities.push_back({k, position});
    s = static_cast<std::uint8_t>(s | bit);
  }
  void touch_guard(std::uint32_t g, Dirty& into) {
    if (guards[g].is_dirty) return;
    guards[g].is_dirty = true;
    into.guards.push_back(g);
  }
  void touch_window(std::uint32_t w, Dirty& into) {
    if (windows[w].is_dirty) return;
    windows[w].is_dirty = true;
    into.windows.push_back(w);
  }
  /// Notes that an entity may stand elsewhere now, where somebody keeps an index of it.
  void note_place(std::uint32_t k, std::uint32_t position, Dirty& into) {
    if (near[k].is_kept() && near[k].note(position)) into.moved.push_back({k, position});
  }
  void note_field(std::uint32_t k, std::uint32_t position, std::uint32_t field, Dirty& into) {
    if (near[k].is_kept() && near[k].field() == field) note_place(k, position, into);
  }
  /// Takes over what a lane touched, and leaves it empty.
  void take_over(Dirty& lane);

  void insert_ledger(LedgerKey key, LedgerEntry entry) { insert_ledger(std::move(key), std::move(entry), dirty); }
  void insert_ledger(LedgerKey key, LedgerEntry entry, Dirty& into);
  void erase_ledger(const LedgerKey& key);
  /// Removes every entry whose time is over at `opened_at`.
  void expire_ledger(std::int64_t opened_at);

  /// Sets, replaces (nothing: removes) the timer `id`; gives what stood there.
  std::optional<Timer> exchange_timer(const std::string& id, std::optional<Timer> timer) { return exchange_timer(id, std::move(timer), dirty); }
  std::optional<Timer> exchange_timer(const std::string& id, std::optional<Timer> timer, Dirty& into);

  /// Brings the hashes of touched parts up to date.
  void settle(std::uint32_t threads = 1);
  /// Digest over all parts; settled first.
  std::uint64_t total_digest() const;
  std::uint64_t recompute_digest() const;

  std::uint64_t hash_header() const;
  std::uint64_t hash_profile(std::uint32_t kind, std::uint32_t position, std::string& scratch) const;
  std::uint64_t hash_live(std::uint32_t kind, std::uint32_t position, std::string& scratch) const;
  std::uint64_t hash_guard(std::uint32_t g, std::string& scratch) const;
  std::uint64_t hash_window(std::uint32_t w, std::string& scratch) const;
  static std::uint64_t hash_ledger(const LedgerKey& key, const LedgerEntry& entry);
  static std::uint64_t hash_timer(const Timer& timer);

 private:
  std::uint64_t rehash_entities(std::size_t begin, std::size_t end);
  std::uint64_t rehash_guards(std::size_t begin, std::size_t end);
  std::uint64_t rehash_windows(std::size_t begin, std::size_t end);
};

/// What requests asked of a world, there or not: kept where a verdict is cut out with just the state it needs.
struct AccessTrace {
  std::vector<std::pair<std::uint32_t, std::int64_t>> entities;  ///< (kind, id)
  std::vector<LedgerKey> ledger;
  std::vector<std::string> timers;
};

/// One of the threads that change a world: its memory, and its notes of what it touched. Which entities, guards, ledgers
/// and timers it may touch is for others to see to: nothing here is locked.
struct Lane {
  Lane(WorldData& data) : world(data), heap(data.heap), dirty(data.dirty) {}
  Lane(WorldData& data, WorldData::LaneStore& store) : world(data), heap(store.heap), dirty(store.dirty) {}
  void touch_profile(std::uint32_t kind, std::uint32_t position) { world.touch(kind, position, kDirtyProfile, dirty); }
  void touch_live(std::uint32_t kind, std::uint32_t position) { world.touch(kind, position, kDirtyLive, dirty); }
  void touch_guard(std::uint32_t g) { world.touch_guard(g, dirty); }
  void touch_window(std::uint32_t w) { world.touch_window(w, dirty); }

  /// Notes that an entity's state, or that there is none, has a say in what is decided.
  void note_access(std::uint32_t kind, std::int64_t id) {
    if (trace) trace->entities.emplace_back(kind, id);
  }

  WorldData& world;
  StateHeap& heap;
  Dirty& dirty;
  AccessTrace* trace = nullptr;
};

/// The canonical bytes of one part of an entity: (field name, value) in name order, then unknown members.
void put_part(std::string& out, const WorldData& world, std::uint32_t kind, std::uint32_t position, bool is_profile);

/// Reads / writes a field as a word: a vec3 stands inline in its row.
inline Word field_word(const StateField& f, Word* row) { return f.shape->kind == ShapeKind::vec3 ? word_vec(&row[f.slot].d) : row[f.slot]; }
inline Word field_word(const StateField& f, const Word* row) { return field_word(f, const_cast<Word*>(row)); }

}  // namespace ludex::detail
