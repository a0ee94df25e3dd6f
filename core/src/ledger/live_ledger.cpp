#include "ledger/live_ledger.h"

#include <algorithm>

namespace ludex::ledger {

void LiveLedger::read(Fields& state) {
  if (const auto policy = state.object("policy")) read_policy(*policy, state.pointer_to("policy"), state.faults(), entries);
  if (const auto ledger = state.object("ledger")) entries.read(*ledger, state.pointer_to("ledger"), state.faults());
  seq = state.integer_or("seq", 0, 0, kMostInt64 - 1);
  saved = state.integer_or("saved", 0, 0, kMostInt64 - 1);
  const auto list = state.object("unsaved");
  if (!list || state.faults().is_set()) return;
  for (const auto& [id, number] : list->members()) {
    const auto value = number.integer();
    if (!value || *value < 0 || !entries.find(id)) return state.faults().set(json::child_pointer(state.pointer_to("unsaved"), id), "expected the number of a save, of an id that the ledger has");
    if (*value > saved) unsaved.emplace(id, *value);
  }
}

void LiveLedger::write(ObjectWriter& state) const {
  entries.write(state.key("ledger"));
  if (has_policy(entries)) write_policy(state.key("policy"), entries);
  state.integer("saved", saved).integer("seq", seq);
  ObjectWriter list(state.key("unsaved"));
  for (const auto& [id, number] : unsaved) list.integer(id, number);
}

Answer LiveLedger::begin(const Id& id, const Fingerprint& fingerprint, std::int64_t version, std::int64_t now, const Guards& guards, const LedgerEntry** known) const {
  const Answer answer = entries.begin(id, fingerprint, version, now, guards, known);
  const bool is_done = answer == Answer::same || answer == Answer::superseded || answer == Answer::newer;
  return is_done && guards.waits_for_save && unsaved.count(id.text) ? Answer::in_doubt : answer;
}

bool LiveLedger::commit(const Id& id, LedgerEntry entry, std::int64_t save, const Guards& guards) {
  if (!entries.commit(id, std::move(entry), guards)) return false;
  seq = std::max(seq, save);
  if (!guards.never_evicts) std::erase_if(unsaved, [&](const auto& entry) { return !entries.find(entry.first); });
  if (save > saved) unsaved[std::string(id.text)] = save;
  return true;
}

void LiveLedger::acknowledge(std::int64_t number) {
  saved = std::max(saved, number);
  std::erase_if(unsaved, [&](const auto& entry) { return entry.second <= saved; });
}

Fingerprint read_content(Fields& event, std::string_view kind) {
  Fingerprint out;
  const auto content = event.member("content");
  if (!content) {
    const auto print = read_fingerprint(event.text("fingerprint", 32));
    if (!print) event.fault("fingerprint", "expected 32 hex digits, or \"content\" of which to take them");
    else out = *print;
  } else if (event.member("fingerprint")) {
    event.fault("content", "give \"content\" or \"fingerprint\", not both");
  } else if (const auto print = fingerprint_of(kind, *content)) {
    out = *print;
  } else {
    event.fault("content", "a number is neither a 64-bit integer nor a finite double: rounded, two amounts could be the same");
  }
  return out;
}

}  // namespace ludex::ledger
