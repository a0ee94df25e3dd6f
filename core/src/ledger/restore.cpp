#include "ledger/restore.h"

#include <algorithm>
#include <vector>

namespace ludex::ledger {

void restore_older(Fields& event, LiveLedger& ledger, const Guards& guards, Effects& effects) {
  const auto given = event.object("older");
  const bool is_agreed = event.flag("agreed");
  event.done();
  if (!given && !event.faults().is_set()) event.fault("older", "expected the ledger of the older save");
  if (event.faults().is_set()) return;
  Entries older;
  older.keep = ledger.entries.keep;
  older.limits = ledger.entries.limits;
  older.read(*given, event.pointer_to("older"), event.faults());
  if (event.faults().is_set()) return;
  if (!guards.replays_ledger) {
    ledger.entries = std::move(older);
    ledger.unsaved.clear();
    return void(effects.add("restored").integer("replayed", 0));
  }

  // Taken as it is, it would be forgotten here, agreed or not.
  for (const auto& [id, entry] : older.entries()) {
    const LedgerEntry* known = ledger.entries.find(id);
    if (known ? entry.version <= known->version : ledger.entries.is_pruned(id)) continue;
    return void(effects.add("refused").text("reason", "not_older").text("id", id));
  }
  for (const auto& [source, through] : older.watermarks()) {
    const auto mark = ledger.entries.watermarks().find(source);
    if (mark != ledger.entries.watermarks().end() && mark->second >= through) continue;
    return void(effects.add("refused").text("reason", "not_older").text("id", source));
  }

  using Entry = const Entries::Map::value_type*;
  std::vector<Entry> missing;
  std::vector<std::string> lost;
  for (const auto& entry : ledger.entries.entries()) {
    const LedgerEntry* known = older.find(entry.first);
    if (!known) missing.push_back(&entry);
    else if (known->version != entry.second.version || !(known->fingerprint == entry.second.fingerprint)) lost.push_back(entry.first);
  }
  // What was pruned since may have been made since, and nobody knows any more what it was.
  for (const auto& [source, through] : ledger.entries.watermarks()) {
    const auto mark = older.watermarks().find(source);
    if (mark == older.watermarks().end() || mark->second < through) lost.push_back(source);
  }
  if (!lost.empty() && !is_agreed) {
    auto refused = effects.add("refused");
    refused.text("reason", "cannot_replay");
    std::string& list = refused.key("lost");
    list.push_back('[');
    for (const std::string& id : lost) {
      if (list.back() != '[') list.push_back(',');
      json::write_string(list, id);
    }
    list.push_back(']');
    return;
  }
  std::sort(missing.begin(), missing.end(), [](Entry a, Entry b) { return a->second.at != b->second.at ? a->second.at < b->second.at : a->first < b->first; });
  std::size_t replayed = 0;
  for (const Entry entry : missing) {
    if (entry->second.is_failure) continue;  // nothing came of it
    ++replayed;
    auto replay = effects.add("replay");
    replay.text("id", entry->first);
    if (!entry->second.result.empty()) replay.json("result", entry->second.result);
  }
  // The newest ledger stays: it remembers what the older save had, and what is replayed.
  effects.add("restored").integer("replayed", static_cast<std::int64_t>(replayed));
}

}  // namespace ludex::ledger
