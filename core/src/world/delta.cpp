// The difference of two worlds. Both know the hash of every part, so only parts that differ are looked into.

#include "ludex/delta.h"

#include <algorithm>
#include <map>

#include "schema/typed.h"
#include "support/sort.h"
#include "value/canonical.h"
#include "value/json_writer.h"
#include "world/delta_text.h"
#include "world/store.h"
#include "world/text.h"

namespace ludex {

using namespace detail;

namespace {

class Comparison {
 public:
  Comparison(const WorldData& from, const WorldData& to) : from_(from), to_(to), blank_(to.program) {}

  std::string text() {
    std::string changed = entities();
    guards();
    windows();
    ledger();
    timers();
    const bool is_same = changed == "{}" && gone_ == DeltaGone{} && touched_.guards.empty() && touched_.windows.empty() && touched_.ledger.empty() && touched_.timers.empty() &&
                         from_.now == to_.now && from_.seed == to_.seed;
    json::Writer w;
    w.open('{');
    w.key("from").string(digest_text(from_.total_digest()));
    if (!(gone_ == DeltaGone{})) {
      w.key("gone");
      write_gone(w, gone_);
    }
    w.key("ludex_delta").number(1);
    w.key("program").string(digest_text(to_.program->digest));
    w.key("to").string(digest_text(to_.total_digest()));
    if (!is_same) {
      // A world's text with the entities told field by field.
      std::string rest;
      write_text(rest, to_, &touched_);
      constexpr std::string_view kNoEntities = "{\"entities\":{}";
      assert(rest.starts_with(kNoEntities));
      w.key("world").raw("{\"entities\":" + changed + rest.substr(kNoEntities.size()));
    }
    w.close('}');
    return std::move(w.out);
  }

 private:
  /// Positions of a kind's entities in the order of their ids.
  static std::vector<std::uint32_t> in_order(const KindStore& store) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < store.ids.size(); ++i)
      if (!(store.status[i] & kGone)) out.push_back(i);
    detail::sort_positions(out, [&](std::uint32_t a, std::uint32_t b) { return store.ids[a] < store.ids[b]; });
    return out;
  }

  std::string entities() {
    const auto kinds = detail::sorted_positions(to_.kinds.size(), [&](std::uint32_t a, std::uint32_t b) { return to_.kind(a).name < to_.kind(b).name; });
    json::Writer w;
    w.open('{');
    for (const std::uint32_t k : kinds) {
      const KindStore &old = from_.kinds[k], &now = to_.kinds[k];
      std::vector<std::int64_t> left;
      for (const std::uint32_t i : in_order(old))
        if (now.index.find({old.ids[i]}) == FlatMap::kAbsent) left.push_back(old.ids[i]);
      json::Writer changed;
      changed.open('{');
      for (const std::uint32_t i : in_order(now)) {
        const std::uint32_t before = old.index.find({now.ids[i]});
        if (before != FlatMap::kAbsent && old.live_hash[before] == now.live_hash[i] && old.profile_hash[before] == now.profile_hash[i]) continue;
        const bool is_new = before == FlatMap::kAbsent || lost_what_no_text_takes_back(k, before, i);
        if (before != FlatMap::kAbsent && is_new) left.push_back(now.ids[i]);
        changed.key(std::to_string(now.ids[i]));
        if (is_new) entity(changed, blank_, k, blank_of(k), i);
        else entity(changed, from_, k, before, i);
      }
      changed.close('}');
      std::sort(left.begin(), left.end());
      if (!left.empty()) gone_.entities.emplace(to_.kind(k).name, std::move(left));
      if (changed.out != "{}") w.key(to_.kind(k).name).raw(changed.out);
    }
    w.close('}');
    return std::move(w.out);
  }

  /// An entity of nothing but defaults, to compare new ones with.
  std::uint32_t blank_of(std::uint32_t k) {
    const std::uint32_t found = blank_.kinds[k].index.find({0});
    return found != FlatMap::kAbsent ? found : blank_.add_entity(k, 0);
  }

  // A text adds and overwrites; a profile that is no more, and a cooldown as if never used, it cannot tell: such an entity goes
  // and comes anew.
  bool lost_what_no_text_takes_back(std::uint32_t k, std::uint32_t before, std::uint32_t i) const {
    if (from_.kinds[k].status[before] & kHasProfile && !(to_.kinds[k].status[i] & kHasProfile)) return true;
    for (const StateField& f : to_.kind(k).fields)
      if (f.is_cooldown && to_.row(k, i)[f.slot].i == kNeverUsed && from_.row(k, before)[f.slot].i != kNeverUsed) return true;
    return false;
  }

  void entity(json::Writer& w, const WorldData& base, std::uint32_t k, std::uint32_t before, std::uint32_t i) {
    const std::uint8_t status = to_.kinds[k].status[i];
    w.open('{');
    w.key("live");
    fields(w, base, k, before, i, false);
    const bool had_profile = base.kinds[k].status[before] & kHasProfile;
    if (status & kHasProfile && (!had_profile || base.kinds[k].profile_hash[before] != to_.kinds[k].profile_hash[i])) {
      w.key("profile").open('{');
      if (status & kProfileReadOnly) w.key("read_only").boolean(true);
      w.key("state");
      fields(w, base, k, before, i, true);
      w.key("version").number(to_.program->profiles[k].version);
      w.close('}');
    }
    w.close('}');
  }

  void fields(json::Writer& w, const WorldData& base, std::uint32_t k, std::uint32_t before, std::uint32_t i, bool is_profile) {
    const Kind& kind = to_.kind(k);
    const Word *old = base.row(k, before), *row = to_.row(k, i);
    const TableKeys keys = to_.program->declarations.keys();
    std::map<std::string, std::string, std::less<>> changed;
    for (const std::uint32_t n : is_profile ? kind.profile_order : kind.live_order) {
      const StateField& f = kind.fields[n];
      if (f.is_cooldown && row[f.slot].i == kNeverUsed) continue;
      was_.clear();
      is_.clear();
      put_canonical(was_, *f.shape, field_word(f, old), keys);
      put_canonical(is_, *f.shape, field_word(f, row), keys);
      if (was_ != is_) canonical::write_json(changed[f.name], is_);
    }
    if (is_profile) {
      // Members that nobody knows: a profile that is read has those its text has, so they are told even if they stayed.
      const auto unknown = to_.kinds[k].unknown.find(i);
      if (unknown != to_.kinds[k].unknown.end()) add_members(unknown->second, changed);
    }
    w.open('{');
    for (const auto& [name, text] : changed) w.key(name).raw(text);
    w.close('}');
  }

  static void add_members(std::string_view object, std::map<std::string, std::string, std::less<>>& to) {
    json::Document document;
    document.text = object;
    [[maybe_unused]] const bool is_readable = json::scan(object, trusted_limits(), document.tape).ok();
    assert(is_readable);
    for (const auto& [name, value] : json::View(document, 0).members()) to.emplace(std::string(name), std::string(value.raw()));
  }

  // A guard that says nothing is no state: its hash is 0.
  void guards() {
    for (std::uint32_t g = 0; g < to_.guards.size(); ++g) {
      const std::uint32_t old = from_.guard_index.find({to_.guards[g].actor});
      const std::uint64_t before = old == FlatMap::kAbsent ? 0 : from_.guards[old].hash;
      if (to_.guards[g].hash == before) continue;
      if (before != 0) gone_.guards.push_back(to_.guards[g].actor);
      if (to_.guards[g].hash != 0) touched_.guards.push_back(g);
    }
    for (const Guard& guard : from_.guards)
      if (guard.hash != 0 && to_.guard_index.find({guard.actor}) == FlatMap::kAbsent) gone_.guards.push_back(guard.actor);
    std::sort(gone_.guards.begin(), gone_.guards.end());
  }

  void windows() {
    for (std::uint32_t w = 0; w < to_.windows.size(); ++w) {
      const Window& window = to_.windows[w];
      const std::uint32_t old = from_.window_index.find({window.actor, window.session});
      if (window.hash == (old == FlatMap::kAbsent ? 0 : from_.windows[old].hash)) continue;
      if (window.hash != 0) touched_.windows.push_back(w);
      else gone_.windows.emplace_back(window.actor, window.session);
    }
    for (const Window& window : from_.windows)
      if (window.hash != 0 && to_.window_index.find({window.actor, window.session}) == FlatMap::kAbsent) gone_.windows.emplace_back(window.actor, window.session);
    std::sort(gone_.windows.begin(), gone_.windows.end());
  }

  void ledger() {
    auto old = from_.ledger.begin();
    auto now = to_.ledger.begin();
    while (old != from_.ledger.end() || now != to_.ledger.end()) {
      const bool has_old = now == to_.ledger.end() || (old != from_.ledger.end() && old->first < now->first);
      const bool has_new = old == from_.ledger.end() || (now != to_.ledger.end() && now->first < old->first);
      const bool is_other = !has_old && !has_new && old->second.hash != now->second.hash;
      if (has_old || is_other) gone_.ledger.push_back(old->first);
      if (has_new || is_other) touched_.ledger.push_back(now->first);
      if (!has_new) ++old;
      if (!has_old) ++now;
    }
  }

  void timers() {
    for (const auto& [id, timer] : from_.timers) {
      const auto now = to_.timers.find(id);
      if (now == to_.timers.end() || now->second.hash != timer.hash) gone_.timers.push_back(id);
    }
    for (const auto& [id, timer] : to_.timers) {
      const auto old = from_.timers.find(id);
      if (old == from_.timers.end() || old->second.hash != timer.hash) touched_.timers.push_back(id);
    }
  }

  const WorldData& from_;
  const WorldData& to_;
  WorldData blank_;
  DeltaGone gone_;
  Touched touched_;
  std::string was_, is_;
};

}  // namespace

Result<std::string> world_delta(const World& from, const World& to) {
  if (from.data().program->digest != to.data().program->digest)
    return Error{ErrorCode::host, "the worlds are of two programs: adopt() one of them first", {}, 0, 0, {}, 0};
  return Comparison(from.data(), to.data()).text();
}

}  // namespace ludex
