#include "world/store.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "schema/typed.h"
#include "support/hash.h"
#include "support/parallel.h"

namespace ludex::detail {

WorldData::WorldData(std::shared_ptr<const ProgramData> p) : program(std::move(p)), kinds(program->declarations.kinds.size()), near(kinds.size()) {}

WorldData::WorldData(const WorldData& o)
    : program(o.program), now(o.now), seed(o.seed), kinds(o.kinds), guard_index(o.guard_index), guards(o.guards), action_tats(o.action_tats),
      window_index(o.window_index), windows(o.windows), window_bits(o.window_bits), ledger(o.ledger), expiry(o.expiry), timers(o.timers), queue(o.queue),
      digest(o.digest), dirty(o.dirty), near(kinds.size()) {
  for (const auto& lane : o.lanes) {  // of a batch that was abandoned
    Dirty touched = lane->dirty;
    take_over(touched);
  }
  for (std::uint32_t k = 0; k < kinds.size(); ++k) {
    for (const StateField& f : kind(k).fields) {
      if (!is_owned(f.shape->kind) || f.shape->kind == ShapeKind::vec3) continue;
      for (std::uint32_t i = 0; i < kinds[k].ids.size(); ++i) {
        if (kinds[k].status[i] & kGone) continue;
        Word& w = row(k, i)[f.slot];
        w = clone(*f.shape, w, heap);
      }
    }
  }
}

std::uint32_t WorldData::add_entity(std::uint32_t k, std::int64_t id) {
  KindStore& store = kinds[k];
  auto position = static_cast<std::uint32_t>(store.ids.size());
  if (store.free.empty()) {
    store.ids.push_back(id);
    store.status.push_back(0);
    store.profile_hash.push_back(0);
    store.live_hash.push_back(0);
    store.rows.resize(store.rows.size() + kind(k).stride, word_null());
  } else {
    position = store.free.back();
    store.free.pop_back();
    store.ids[position] = id;
    store.status[position] = 0;
  }
  store.index.insert({id}, position);
  Word* r = row(k, position);
  for (const StateField& f : kind(k).fields) {
    if (f.is_cooldown) {
      r[f.slot] = word_int(kNeverUsed);
    } else if (f.shape->kind == ShapeKind::vec3) {
      const double* from = f.shape->has_default ? f.shape->default_value.vec : nullptr;
      for (int i = 0; i < 3; ++i) r[f.slot + static_cast<std::uint32_t>(i)] = word_double(from ? from[i] : 0.0);
    } else {
      r[f.slot] = default_word(*f.shape, heap);
    }
  }
  return position;
}

std::uint32_t WorldData::guard_of(std::int64_t actor) {
  const std::uint32_t found = guard_index.find({actor});
  if (found != FlatMap::kAbsent) return found;
  const auto g = static_cast<std::uint32_t>(guards.size());
  guard_index.insert({actor}, g);
  guards.push_back({});
  guards.back().actor = actor;
  action_tats.resize(action_tats.size() + program->rated_actions, 0);
  return g;
}

std::uint32_t WorldData::window_of(std::int64_t actor, std::int64_t session) {
  const std::uint32_t found = window_index.find({actor, session});
  if (found != FlatMap::kAbsent) return found;
  const auto w = static_cast<std::uint32_t>(windows.size());
  window_index.insert({actor, session}, w);
  windows.push_back({});
  windows.back().actor = actor;
  windows.back().session = session;
  window_bits.resize(window_bits.size() + words_per_window(), 0);
  return w;
}

void WorldData::set_gone(std::uint32_t k, std::uint32_t position, bool is_gone) {
  KindStore& store = kinds[k];
  if (is_gone) store.index.erase({store.ids[position]});
  else store.index.insert({store.ids[position]}, position);
  std::uint8_t& status = store.status[position];
  status = static_cast<std::uint8_t>(is_gone ? status | kGone : status & ~kGone);
  touch_live(k, position);
}

std::optional<Timer> WorldData::exchange_timer(const std::string& id, std::optional<Timer> timer, Dirty& into) {
  std::optional<Timer> old;
  if (const auto it = timers.find(id); it != timers.end()) {
    into.digest -= it->second.hash;
    queue.erase({it->second.due, id});
    old = std::move(it->second);
    timers.erase(it);
  }
  if (timer) {
    timer->id = id;
    timer->hash = hash_timer(*timer);
    into.digest += timer->hash;
    queue.insert({timer->due, id});
    timers.emplace(id, std::move(*timer));
  }
  into.timers.push_back(id);
  return old;
}

namespace {

// Saturating: a keep beyond the end of time is for ever.
std::int64_t end_of(const LedgerEntry& entry) {
  std::int64_t end;
  return __builtin_add_overflow(entry.accepted_at, entry.keep_ms, &end) ? INT64_MAX : end;
}

}  // namespace

void WorldData::take_over(Dirty& lane) {
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(), from.begin(), from.end());
    from.clear();
  };
  append(dirty.entities, lane.entities);
  append(dirty.guards, lane.guards);
  append(dirty.windows, lane.windows);
  append(dirty.timers, lane.timers);
  append(dirty.moved, lane.moved);
  dirty.digest += std::exchange(lane.digest, 0);
}

void WorldData::insert_ledger(LedgerKey key, LedgerEntry entry, Dirty& into) {
  entry.hash = hash_ledger(key, entry);
  into.digest += entry.hash;
  if (entry.keep_ms >= 0) expiry.emplace(std::pair{end_of(entry), key}, true);
  ledger.emplace(std::move(key), std::move(entry));
}

void WorldData::erase_ledger(const LedgerKey& key) {
  const auto it = ledger.find(key);
  dirty.digest -= it->second.hash;
  if (it->second.keep_ms >= 0) expiry.erase({end_of(it->second), key});
  ledger.erase(it);
}

void WorldData::expire_ledger(std::int64_t opened_at) {
  while (!expiry.empty() && expiry.begin()->first.first <= opened_at) erase_ledger(LedgerKey(expiry.begin()->first.second));
}

void put_part(std::string& out, const WorldData& world, std::uint32_t k, std::uint32_t position, bool is_profile) {
  const Kind& kind = world.kind(k);
  const Word* row = world.row(k, position);
  const TableKeys keys = world.program->declarations.keys();
  for (const std::uint32_t i : is_profile ? kind.profile_order : kind.live_order) {
    const StateField& f = kind.fields[i];
    if (f.is_cooldown && row[f.slot].i == kNeverUsed) continue;
    canonical::put_key(out, f.name);
    put_canonical(out, *f.shape, field_word(f, row), keys);
  }
  if (is_profile) {
    const auto it = world.kinds[k].unknown.find(position);
    canonical::put_key(out, it == world.kinds[k].unknown.end() ? std::string_view() : std::string_view(it->second));
  }
}

namespace {

std::uint64_t part_hash(std::string_view bytes, PartTag tag, std::string_view name, std::int64_t id) {
  return xxh64(bytes, mix64(static_cast<std::uint64_t>(id) ^ mix64(static_cast<std::uint64_t>(tag) ^ xxh64(name, 0))));
}

}  // namespace

std::uint64_t WorldData::hash_header() const {
  std::string bytes;
  canonical::put_u64(bytes, static_cast<std::uint64_t>(now));
  canonical::put_u64(bytes, program->state_digest);
  return part_hash(bytes, PartTag::header, "", 0);
}

std::uint64_t WorldData::hash_profile(std::uint32_t k, std::uint32_t position, std::string& scratch) const {
  const std::uint8_t status = kinds[k].status[position];
  if (!(status & kHasProfile) || status & kGone) return 0;
  scratch.clear();
  scratch.push_back(static_cast<char>(status & kProfileReadOnly));
  put_part(scratch, *this, k, position, true);
  return part_hash(scratch, PartTag::profile, kind(k).name, kinds[k].ids[position]);
}

std::uint64_t WorldData::hash_live(std::uint32_t k, std::uint32_t position, std::string& scratch) const {
  if (is_gone(k, position)) return 0;
  scratch.clear();
  put_part(scratch, *this, k, position, false);
  return part_hash(scratch, PartTag::live, kind(k).name, kinds[k].ids[position]);
}

std::uint64_t WorldData::hash_guard(std::uint32_t g, std::string& scratch) const {
  scratch.clear();
  const Guard& x = guards[g];
  bool is_blank = x.tat == 0 && x.seq == 0 && x.command_seq == 0;
  for (const std::int64_t v : {x.tat, x.seq, x.command_seq}) canonical::put_u64(scratch, static_cast<std::uint64_t>(v));
  for (const Action& a : program->actions) {
    if (!a.rate.is_set()) continue;
    const std::int64_t tat = action_tats[std::size_t{g} * program->rated_actions + a.rate_index];
    if (tat == 0) continue;
    is_blank = false;
    canonical::put_u64(scratch, a.name_hash);
    canonical::put_u64(scratch, static_cast<std::uint64_t>(tat));
  }
  return is_blank ? 0 : part_hash(scratch, PartTag::guard, "", x.actor);  // a guard that says nothing is no state
}

std::uint64_t WorldData::hash_window(std::uint32_t w, std::string& scratch) const {
  const Window& x = windows[w];
  if (x.highest < 0) return 0;
  scratch.clear();
  canonical::put_u64(scratch, static_cast<std::uint64_t>(x.session));
  canonical::put_u64(scratch, static_cast<std::uint64_t>(x.highest));
  const std::uint32_t words = words_per_window();
  scratch.append(reinterpret_cast<const char*>(&window_bits[std::size_t{w} * words]), std::size_t{words} * 8);
  return part_hash(scratch, PartTag::window, "", x.actor);
}

std::uint64_t WorldData::hash_ledger(const LedgerKey& key, const LedgerEntry& e) {
  std::string bytes;
  canonical::put_key(bytes, key.scope);
  canonical::put_key(bytes, key.key);
  canonical::put_key(bytes, e.action);
  for (const std::uint64_t v : {e.fingerprint.words[0], e.fingerprint.words[1], static_cast<std::uint64_t>(e.accepted_at), static_cast<std::uint64_t>(e.keep_ms), std::uint64_t{e.in_profile}})
    canonical::put_u64(bytes, v);
  canonical::put_key(bytes, e.result);
  return part_hash(bytes, PartTag::ledger, "", key.actor);
}

std::uint64_t WorldData::hash_timer(const Timer& t) {
  std::string bytes;
  canonical::put_key(bytes, t.id);
  canonical::put_key(bytes, t.action);
  canonical::put_key(bytes, t.params);
  canonical::put_u64(bytes, static_cast<std::uint64_t>(t.due));
  bytes.push_back(t.actor ? 1 : 0);
  return part_hash(bytes, PartTag::timer, "", t.actor.value_or(0));
}

// New hashes for a stretch of what was touched; what they add to the digest. Stretches may be done side by side.
std::uint64_t WorldData::rehash_entities(std::size_t begin, std::size_t end) {
  std::string scratch;
  std::uint64_t sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Dirty::Entity d = dirty.entities[i];
    KindStore& store = kinds[d.kind];
    const std::uint8_t status = store.status[d.position];
    if (status & kDirtyProfile) {
      const std::uint64_t h = hash_profile(d.kind, d.position, scratch);
      sum += h - store.profile_hash[d.position];
      store.profile_hash[d.position] = h;
    }
    if (status & kDirtyLive) {
      const std::uint64_t h = hash_live(d.kind, d.position, scratch);
      sum += h - store.live_hash[d.position];
      store.live_hash[d.position] = h;
    }
  }
  return sum;
}

namespace {

/// The same for guards and windows, which carry their hash.
template <class Part, class Hash>
std::uint64_t rehash_parts(std::vector<Part>& parts, const std::vector<std::uint32_t>& touched, std::size_t begin, std::size_t end, Hash&& hash) {
  std::string scratch;
  std::uint64_t sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    Part& part = parts[touched[i]];
    const std::uint64_t h = hash(touched[i], scratch);
    sum += h - part.hash;
    part.hash = h;
    part.is_dirty = false;
  }
  return sum;
}

}  // namespace

std::uint64_t WorldData::rehash_guards(std::size_t begin, std::size_t end) {
  return rehash_parts(guards, dirty.guards, begin, end, [&](std::uint32_t g, std::string& scratch) { return hash_guard(g, scratch); });
}

std::uint64_t WorldData::rehash_windows(std::size_t begin, std::size_t end) {
  return rehash_parts(windows, dirty.windows, begin, end, [&](std::uint32_t w, std::string& scratch) { return hash_window(w, scratch); });
}

void WorldData::settle(std::uint32_t threads) {
  for (const auto& lane : lanes) take_over(lane->dirty);  // of a batch that was abandoned
  // Pieces of all three kinds of parts, side by side.
  using Rehash = std::uint64_t (WorldData::*)(std::size_t, std::size_t);
  struct Parts {
    std::size_t count;
    Rehash rehash;
  };
  const Parts all[] = {{dirty.entities.size(), &WorldData::rehash_entities}, {dirty.guards.size(), &WorldData::rehash_guards}, {dirty.windows.size(), &WorldData::rehash_windows}};
  constexpr std::size_t kPiece = 128;  // some 20 us of hashing
  constexpr std::size_t kFewestPieces = 8;
  std::size_t pieces = 0;
  for (const Parts& parts : all) pieces += (parts.count + kPiece - 1) / kPiece;
  if (threads <= 1 || pieces < kFewestPieces) {
    for (const Parts& parts : all) digest += (this->*parts.rehash)(0, parts.count);
  } else {
    std::vector<std::uint64_t> sums(pieces);
    parallel_for(static_cast<std::uint32_t>(pieces), threads, [&](std::uint32_t i) {
      std::size_t piece = i;
      for (const Parts& parts : all) {
        const std::size_t own = (parts.count + kPiece - 1) / kPiece;
        if (piece < own) {
          sums[i] = (this->*parts.rehash)(piece * kPiece, std::min(parts.count, (piece + 1) * kPiece));
          return;
        }
        piece -= own;
      }
    });
    for (const std::uint64_t sum : sums) digest += sum;
  }
  for (const Dirty::Entity& d : dirty.entities) {
    KindStore& store = kinds[d.kind];
    std::uint8_t& status = store.status[d.position];
    note_place(d.kind, d.position, dirty);  // whoever changed it: a text that was read, a save that joined
    status = static_cast<std::uint8_t>(status & ~(kDirtyProfile | kDirtyLive));
    if (!(status & kGone)) continue;
    for (const StateField& f : kind(d.kind).fields) {
      Word& w = row(d.kind, d.position)[f.slot];
      if (f.shape->kind != ShapeKind::vec3) destroy(*f.shape, w, heap);
      w = word_null();
    }
    store.free.push_back(d.position);
  }
  dirty.entities.clear();
  dirty.guards.clear();
  dirty.windows.clear();
  dirty.timers.clear();
  digest += std::exchange(dirty.digest, 0);
}

std::uint64_t WorldData::total_digest() const { return digest + hash_header(); }

std::uint64_t WorldData::recompute_digest() const {
  std::uint64_t sum = hash_header();
  std::string scratch;
  for (std::uint32_t k = 0; k < kinds.size(); ++k)
    for (std::uint32_t i = 0; i < kinds[k].ids.size(); ++i) sum += hash_profile(k, i, scratch) + hash_live(k, i, scratch);
  for (std::uint32_t g = 0; g < guards.size(); ++g) sum += hash_guard(g, scratch);
  for (std::uint32_t w = 0; w < windows.size(); ++w) sum += hash_window(w, scratch);
  for (const auto& [key, entry] : ledger) sum += hash_ledger(key, entry);
  for (const auto& [id, timer] : timers) sum += hash_timer(timer);
  return sum;
}

}  // namespace ludex::detail
