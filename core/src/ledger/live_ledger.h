#pragma once
// A ledger in the memory of whoever holds its record: which entries are saved, and which only will be.

#include <map>
#include <string>

#include "ledger/entries.h"

namespace ludex::ledger {

struct LiveLedger {
  Entries entries;
  std::map<std::string, std::int64_t, std::less<>> unsaved;  ///< id -> number of the save that holds its entry
  std::int64_t seq = 0;    ///< of the last save that was asked for
  std::int64_t saved = 0;  ///< of the last that was acknowledged

  /// Members "ledger", "unsaved", "seq", "saved" and "policy" of a machine's state.
  void read(Fields& state);
  void write(ObjectWriter& state) const;

  /// As Entries::begin, and in doubt where the entry may not be saved yet.
  Answer begin(const Id& id, const Fingerprint& fingerprint, std::int64_t version, std::int64_t now, const Guards& guards, const LedgerEntry** known) const;
  bool commit(const Id& id, LedgerEntry entry, std::int64_t save, const Guards& guards);
  /// Everything up to the save `number` is on record.
  void acknowledge(std::int64_t number);
};

/// What identifies the content of an event: "fingerprint" as 32 hex digits, or "content", any JSON, of which it is taken.
Fingerprint read_content(Fields& event, std::string_view kind);

}  // namespace ludex::ledger
