#include "ledger/entries.h"

#include <algorithm>

namespace ludex::ledger {
namespace {

constexpr std::size_t kMostWatermarks = 4096;

void write_entry(std::string& out, const LedgerEntry& e) {
  ObjectWriter object(out);
  object.integer("at", e.at);
  if (e.is_failure) object.flag("failed", true);
  object.text("fingerprint", fingerprint_text(e.fingerprint));
  if (!e.result.empty()) object.json("result", e.result);
  if (e.version != 0) object.integer("version", e.version);
}

// With the id, its quotes, ':' and ','. Ids hold no control characters, so an escape takes two bytes.
std::int64_t text_bytes(std::string_view id, const LedgerEntry& e) {
  const auto escapes = std::count_if(id.begin(), id.end(), [](char c) { return c == '"' || c == '\\'; });
  std::string text;
  write_entry(text, e);
  return static_cast<std::int64_t>(id.size() + text.size() + 4) + escapes;
}

// The most that an entry can take: what `begin` calls new must find room when it is committed.
std::int64_t most_bytes(std::string_view id, const LedgerLimits& limits) {
  LedgerEntry most;
  most.at = kLeastInt64;
  most.version = kMostInt64;
  most.is_failure = true;
  most.result = "0";
  return text_bytes(id, most) + limits.max_result_bytes;
}

}  // namespace

const char* to_string(Answer answer) {
  switch (answer) {
    case Answer::new_: return "new";
    case Answer::newer: return "newer";
    case Answer::same: return "same";
    case Answer::superseded: return "superseded";
    case Answer::conflict: return "conflict";
    case Answer::in_doubt: return "in_doubt";
    case Answer::pruned: return "pruned";
    case Answer::full: return "full";
    case Answer::early: return "early";
  }
  return "";
}

void Entries::read(const json::View& v, const std::string& pointer, Faults& faults) {
  if (!v.is_object()) return faults.set(pointer, std::string("expected an object, got ") + describe(v.type()));
  for (const auto& [name, value] : v.members()) {
    const std::string at = json::child_pointer(pointer, name);
    if (name != "entries" && name != "watermarks") {
      unknown_.emplace_back(name, value.raw());
      continue;
    }
    if (!value.is_object()) return faults.set(at, std::string("expected an object, got ") + describe(value.type()));
    if (name == "watermarks" && value.count() > kMostWatermarks) return faults.set(at, "more than " + std::to_string(kMostWatermarks) + " sources");
    for (const auto& [id, item] : value.members()) {
      const std::string place = json::child_pointer(at, id);
      if (name == "watermarks") {
        const auto through = item.integer();
        if (!through || *through < 0 || id.size() > kMostIdBytes) return faults.set(place, "expected a whole number from 0");
        watermarks_.emplace(id, *through);
        continue;
      }
      // Not by the policy of today: entries written under another one are entries all the same.
      if (id.empty() || id.size() > kMostIdBytes) return faults.set(place, "an id has 1 to 255 bytes");
      Fields fields(item, place, faults);
      LedgerEntry e;
      e.at = fields.integer("at", kLeastInt64, kMostInt64);
      e.is_failure = fields.flag("failed");
      const auto print = read_fingerprint(fields.text("fingerprint", 32));
      if (!print) fields.fault("fingerprint", "expected 32 hex digits");
      else e.fingerprint = *print;
      e.result = fields.json("result", json::Limits{}.max_bytes);
      e.version = fields.integer_or("version", 0, 0, kMostInt64);
      fields.done();
      if (faults.is_set()) return;
      bytes_ += text_bytes(id, e);
      entries_.emplace(id, std::move(e));
    }
  }
}

void Entries::write(std::string& out) const {
  ObjectWriter ledger(out);
  {
    ObjectWriter object(ledger.key("entries"));
    for (const auto& [id, e] : entries_) write_entry(object.key(id), e);
  }
  {
    ObjectWriter object(ledger.key("watermarks"));
    for (const auto& [source, through] : watermarks_) object.integer(source, through);
  }
  for (const auto& [name, bytes] : unknown_) ledger.json(name, bytes);
}

bool Entries::is_below_watermark(const Id& id) const {
  if (watermarks_.empty()) return false;
  // By what pruned it, not by the policy of today: kept for longer from now on, what went is gone all the same.
  const auto is_below = [&](char sign) {
    const std::size_t at = id.text.find_last_of(sign);
    if (at == std::string_view::npos || at <= id.kind.size()) return false;
    const auto order = parse_exact_int64(id.text.substr(at + 1));
    const auto mark = watermarks_.find(sign == '@' ? id.kind : id.text.substr(0, at));
    return order && *order >= 0 && mark != watermarks_.end() && *order <= mark->second;
  };
  return is_below('@') || is_below('#');
}

Answer Entries::begin(const Id& id, const Fingerprint& fingerprint, std::int64_t version, std::int64_t now, const Guards& guards, const LedgerEntry** known) const {
  *known = find(id.text);
  if (*known) {
    const LedgerEntry& e = **known;
    if (version > e.version) return guards.never_evicts && bytes_ - text_bytes(id.text, e) > limits.max_bytes - most_bytes(id.text, limits) ? Answer::full : Answer::newer;
    if (version < e.version) return Answer::superseded;
    return e.fingerprint == fingerprint || !guards.compares_fingerprints ? Answer::same : Answer::conflict;
  }
  if (guards.refuses_pruned && is_below_watermark(id)) return Answer::pruned;
  if (id.keep.kind == Keep::Class::time && id.order > now && id.order - now > limits.early_ms) return Answer::early;
  // Asked now, before anything is done: later it could only be undone.
  const bool is_full = static_cast<std::int64_t>(entries_.size()) >= limits.max_entries || bytes_ > limits.max_bytes - most_bytes(id.text, limits);
  return is_full && guards.never_evicts ? Answer::full : Answer::new_;
}

bool Entries::commit(const Id& id, LedgerEntry entry, const Guards& guards) {
  const auto known = entries_.find(id.text);
  const std::int64_t before = known == entries_.end() ? 0 : text_bytes(id.text, known->second), after = text_bytes(id.text, entry);
  if (static_cast<std::int64_t>(entry.result.size()) > limits.max_result_bytes) return false;
  if (guards.never_evicts) {
    if (known == entries_.end() && static_cast<std::int64_t>(entries_.size()) >= limits.max_entries) return false;
    if (after - before > limits.max_bytes - bytes_) return false;
  } else {
    while (known == entries_.end() && !entries_.empty() && static_cast<std::int64_t>(entries_.size()) >= limits.max_entries)
      erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.second.at < b.second.at; }));
  }
  bytes_ += after - before;
  entries_[std::string(id.text)] = std::move(entry);
  return true;
}

void Entries::erase(Map::iterator entry) {
  bytes_ -= text_bytes(entry->first, entry->second);
  entries_.erase(entry);
}

bool Entries::raise(std::string_view source, std::int64_t through) {
  const auto mark = watermarks_.find(source);
  if (mark == watermarks_.end() ? watermarks_.size() >= kMostWatermarks : mark->second >= through) return false;
  watermarks_[std::string(source)] = through;
  return true;
}

std::size_t Entries::prune(std::int64_t now) {
  Faults ignored;
  const auto is_over = [&](const std::optional<Id>& id) { return id && id->keep.kind == Keep::Class::time && now >= id->keep.ms && id->order <= now - id->keep.ms; };
  // Only as far as what goes, not up to the clock: one that was wrong for a minute must not refuse everything for a year.
  std::map<std::string, std::int64_t, std::less<>> marks;
  for (const auto& [text, entry] : entries_)
    if (const auto id = read_id(text, keep, "", ignored); is_over(id)) {
      std::int64_t& mark = marks.emplace(id->source, id->order).first->second;
      mark = std::max(mark, id->order);
    }
  for (const auto& [source, through] : marks) raise(source, through);
  std::size_t gone = 0;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto here = entry++;
    const auto id = read_id(here->first, keep, "", ignored);
    if (!is_over(id) || !is_below_watermark(*id)) continue;  // should there be no room for a watermark, its entries stay
    erase(here);
    ++gone;
  }
  return gone;
}

std::size_t Entries::prune(std::string_view source, std::int64_t through) {
  if (!raise(source, through)) return 0;
  std::size_t gone = 0;
  Faults ignored;
  const std::string prefix = std::string(source) + "#";
  for (auto entry = entries_.lower_bound(prefix); entry != entries_.end() && std::string_view(entry->first).starts_with(prefix);) {
    const auto here = entry++;
    const auto id = read_id(here->first, keep, "", ignored);
    if (!id || id->source != source || !is_below_watermark(*id)) continue;
    erase(here);
    ++gone;
  }
  return gone;
}

const LedgerEntry* Entries::find(std::string_view id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

bool Entries::is_pruned(std::string_view text) const {
  Faults ignored;
  const auto id = read_id(text, keep, "", ignored);
  return id && is_below_watermark(*id);
}

void read_policy(const json::View& v, const std::string& pointer, Faults& faults, Entries& out) {
  Fields fields(v, pointer, faults);
  if (const auto keep = fields.object("keep")) out.keep.read(*keep, fields.pointer_to("keep"), faults);
  if (const auto limits = fields.object("limits")) {
    Fields each(*limits, fields.pointer_to("limits"), faults);
    LedgerLimits& l = out.limits;
    l.max_entries = each.integer_or("max_entries", l.max_entries, 0, 1'000'000);
    l.max_bytes = each.integer_or("max_bytes", l.max_bytes, 0, 16 << 20);
    l.max_result_bytes = each.integer_or("max_result_bytes", l.max_result_bytes, 0, 1 << 20);
    l.early_ms = each.integer_or("early_ms", l.early_ms, 0, std::int64_t{1} << 43);
    each.done();
  }
  fields.done();
}

bool has_policy(const Entries& entries) {
  const LedgerLimits &a = entries.limits, b;
  return !entries.keep.is_default() || a.max_entries != b.max_entries || a.max_bytes != b.max_bytes || a.max_result_bytes != b.max_result_bytes || a.early_ms != b.early_ms;
}

void write_policy(std::string& out, const Entries& entries) {
  ObjectWriter policy(out);
  if (!entries.keep.is_default()) entries.keep.write(policy.key("keep"));
  ObjectWriter limits(policy.key("limits"));
  limits.integer("max_entries", entries.limits.max_entries).integer("max_bytes", entries.limits.max_bytes);
  limits.integer("max_result_bytes", entries.limits.max_result_bytes).integer("early_ms", entries.limits.early_ms);
}

}  // namespace ludex::ledger
