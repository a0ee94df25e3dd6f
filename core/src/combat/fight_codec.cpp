#include "combat/fight_codec.h"

#include <algorithm>
#include <set>

#include "combat/fight_actions.h"

namespace ludex::detail {

FightCodec::FightCodec(const ProgramData& program, const Scenario& scenario, const FightState& opening) : program_(program), scenario_(scenario) {
  for (const Fighter& f : scenario.fighters)
    if (f.kind == program.declarations.actor_kind) actors_.push_back(f.id);
  for (const Fighter& f : scenario.others)
    if (f.kind == program.declarations.actor_kind) actors_.push_back(f.id);
  actors_.push_back(0);  // of timers that nobody set
  std::sort(actors_.begin(), actors_.end());
  actors_.erase(std::unique(actors_.begin(), actors_.end()), actors_.end());
  find_changing(opening);
}

void FightCodec::find_changing(const FightState& opening) {
  const Declarations& d = program_.declarations;
  std::set<std::pair<std::uint32_t, std::uint32_t>> written;  // (kind, field)
  has_timers_ = !program_.recurring_actions.empty();
  has_rates_ = program_.limits.rate.is_set();
  // A field that no effect writes stays as the scenario has it.
  actions_ = actions_of(program_, scenario_);
  std::set<std::pair<std::uint32_t, std::uint32_t>> read_by_writing;
  for (const std::uint32_t index : actions_) {
    const Action& a = program_.actions[index];
    const auto refuse = [&](const char* what) { why_not_ = "'" + a.name + "' " + what; };
    if (a.once.is_set()) return refuse("may be done once");
    if (!a.creates.empty() || !a.deletes.empty()) return refuse("makes or removes entities");
    for (const WithName& with : a.with)
      if (with.near.is_set()) return refuse("looks around");
    for (const Event& e : a.events)
      if (e.audience == Event::Audience::near) return refuse("looks around");
    if (sets_nameless_timers(a.effects)) return refuse("sets timers without an id");
    if (draws_in_clauses(program_, a)) return refuse("draws before it is decided");
    has_timers_ = has_timers_ || a.sets_timers;
    has_rates_ = has_rates_ || a.rate.is_set();
    for (const Cost& c : a.costs) read_by_writing.insert({d.actor_kind, c.field});
    each_effect(a.effects, [&](const Effect& e) {
      if (!is_plain_set(e) && e.path.shape) read_by_writing.insert({a.slot_kinds[e.path.entity], e.path.field});
    });
    for (const Access& w : a.writes) written.insert({a.slot_kinds[w.entity], w.field});
    for (const AnyAccess& w : a.any_writes) written.insert({w.kind, w.field});
    if (a.cooldown.is_set()) written.insert({d.actor_kind, a.cooldown.field});
  }
  for (const Kind& kind : d.kinds) reads_.slots.emplace_back(kind.stride, false);
  for (std::uint32_t k = 0; k < d.kinds.size(); ++k) {
    const KindStore& store = opening.world->kinds[k];
    for (std::uint32_t i = 0; i < store.ids.size(); ++i) {
      for (std::uint32_t f = 0; f < d.kinds[k].fields.size(); ++f) {
        const StateField& field = d.kinds[k].fields[f];
        if (!written.count({k, f})) continue;
        const bool is_optional = !field.is_cooldown && !read_by_writing.count({k, f});
        const auto add = [&](std::uint32_t slot, Place::As as) { places_.push_back({k, i, slot, field.shape, as, field.slot, is_optional, !is_optional}); };
        if (field.shape->kind == ShapeKind::vec3)
          for (std::uint32_t axis = 0; axis < 3; ++axis) add(field.slot + axis, Place::As::word);
        else add(field.slot, field.is_cooldown ? Place::As::cooldown : is_owned(field.shape->kind) ? Place::As::kept : Place::As::word);
      }
    }
  }
  find_silent();
}

void FightCodec::find_silent() {
  silent_.clear();
  for (const std::uint32_t index : actions_) {
    const Action& a = program_.actions[index];
    each_effect(a.effects, [&](const Effect& e) {
      if (!is_plain_set(e) || e.value.is_fallible) return;
      const std::uint32_t kind = a.slot_kinds[e.path.entity], slot = program_.declarations.kinds[kind].fields[e.path.field].slot;
      for (const Place& p : places_)
        if (p.kind == kind && p.first_slot == slot && !p.is_in) return silent_.push_back(e.value.begin);
    });
  }
  std::sort(silent_.begin(), silent_.end());
}

bool FightCodec::take_in_reads() {
  bool is_more = reads_.now && !has_now_;
  has_now_ = has_now_ || reads_.now;
  for (Place& p : places_) {
    if (p.is_in || !reads_.slots[p.kind][p.first_slot]) continue;
    p.is_in = is_more = true;
  }
  if (is_more) find_silent();
  return is_more;
}

void FightCodec::take_in_all() {
  has_now_ = true;
  for (Place& p : places_) p.is_in = true;
  find_silent();
}

std::uint32_t FightCodec::intern(const Shape& shape, Word value) {
  text_.clear();
  put_canonical(text_, shape, value, program_.declarations.keys());
  const auto [at, is_new] = known_.emplace(std::make_pair(&shape, text_), static_cast<std::uint32_t>(kept_.size()));
  if (is_new) {
    kept_.emplace_back(&shape, clone(shape, value, heap_));
    bytes_ += 4 * text_.size() + 128;
  }
  return at->second;
}

void FightCodec::save(const FightState& state, std::vector<std::uint64_t>& out) {
  out.clear();
  const WorldData& world = *state.world;
  const auto since = [&](std::int64_t t) { return static_cast<std::uint64_t>(t - state.now); };
  for (const FightState::Turn& t : state.fighters) {
    out.push_back(t.is_out || t.next_ms == FightState::kNever ? ~std::uint64_t{0} : since(t.next_ms));
    out.push_back(t.is_out ? 4u : (t.is_ready ? 1u : 0u) | (t.listens ? 2u : 0u));
  }
  for (const Place& p : places_) {
    if (!p.is_in) continue;
    const Word word = world.row(p.kind, p.position)[p.slot];
    if (p.as == Place::As::word) out.push_back(word.u);
    // A cooldown that is over is as good as one that never was.
    else if (p.as == Place::As::cooldown) out.push_back(word.i == kNeverUsed || word.i <= state.now ? 0 : since(word.i));
    else out.push_back(intern(*p.shape, word));
  }
  if (has_rates_) {
    for (const std::int64_t actor : actors_) {
      const std::uint32_t g = world.guard_index.find({actor});
      const auto ahead = [&](std::int64_t tat, const Rate& rate) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, tat - state.now * rate.per_second)); };
      out.push_back(g == FlatMap::kAbsent || !program_.limits.rate.is_set() ? 0 : ahead(world.guards[g].tat, program_.limits.rate));
      for (const Action& a : program_.actions)
        if (a.rate.is_set()) out.push_back(g == FlatMap::kAbsent ? 0 : ahead(world.action_tats[std::size_t{g} * program_.rated_actions + a.rate_index], a.rate));
    }
  }
  if (has_now_) out.push_back(static_cast<std::uint64_t>(state.now));
  if (!has_timers_) return;
  if (!has_now_) out.push_back(static_cast<std::uint64_t>(state.now % scenario_.tick_ms));  // timers need not be at a tick
  out.push_back(world.queue.size());
  for (const auto& [due, id] : world.queue) {
    out.push_back(since(due));
    out.push_back(number_of(world.timers.find(id)->second));
  }
}

std::uint32_t FightCodec::number_of(const Timer& t) {
  text_ = t.id + '\n' + t.action + '\n' + (t.actor ? std::to_string(*t.actor) : "") + '\n' + t.params;
  const auto [at, is_new] = known_timers_.emplace(text_, static_cast<std::uint32_t>(timers_.size()));
  if (is_new) {
    timers_.push_back(t);
    bytes_ += 4 * text_.size() + 256;
  }
  return at->second;
}

void FightCodec::count_anew(WorldData& world) const {
  for (const std::int64_t actor : actors_) {
    Guard& guard = world.guards[world.guard_of(actor)];
    guard.seq = kFirstSeq;
    guard.command_seq = kFirstCommandSeq;
  }
  for (Window& w : world.windows) w.highest = -1;  // the next number is the highest in any case
}

void FightCodec::load(const std::uint64_t* words, std::int64_t now, FightState& into) {
  WorldData& world = *into.world;
  into.now = world.now = now;
  into.attacks = into.turns = 0;
  into.end = FightEnd::going;
  const auto at = [&](std::uint64_t since) { return now + static_cast<std::int64_t>(since); };
  for (FightState::Turn& t : into.fighters) {
    t.next_ms = words[0] == ~std::uint64_t{0} ? FightState::kNever : at(words[0]);
    t.is_ready = words[1] & 1;
    t.listens = words[1] & 2;
    t.is_out = words[1] & 4;
    words += 2;
  }
  for (const Place& p : places_) {
    if (!p.is_in) continue;
    Word& word = world.row(p.kind, p.position)[p.slot];
    if (p.as == Place::As::word) word.u = *words;
    else if (p.as == Place::As::cooldown) word = word_int(*words ? at(*words) : kNeverUsed);
    else {
      destroy(*p.shape, word, world.heap);
      word = clone(*p.shape, kept_[static_cast<std::size_t>(*words)].second, world.heap);
    }
    ++words;
  }
  count_anew(world);
  if (has_rates_) {
    for (const std::int64_t actor : actors_) {
      const std::uint32_t g = world.guard_of(actor);
      const std::uint64_t ahead = *words++;
      if (program_.limits.rate.is_set()) world.guards[g].tat = now * program_.limits.rate.per_second + static_cast<std::int64_t>(ahead);
      for (const Action& a : program_.actions)
        if (a.rate.is_set()) world.action_tats[std::size_t{g} * program_.rated_actions + a.rate_index] = now * a.rate.per_second + static_cast<std::int64_t>(*words++);
    }
  }
  if (!has_timers_) return;
  ++words;  // now, or its place within a tick
  world.timers.clear();
  world.queue.clear();
  world.dirty.timers.clear();
  for (std::uint64_t left = *words++; left > 0; --left) {
    Timer t = timers_[static_cast<std::size_t>(words[1])];
    t.due = at(words[0]);
    t.is_due = false;
    world.queue.emplace(t.due, t.id);
    std::string id = t.id;
    world.timers.emplace(std::move(id), std::move(t));
    words += 2;
  }
}

}  // namespace ludex::detail
