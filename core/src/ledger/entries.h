#pragma once
// The ledger of one record: what was done once, so that it is not done twice. It lies in the same record as what was
// done, and one write saves both.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/fingerprint.h"
#include "ledger/guards.h"
#include "ledger/id.h"

namespace ludex::ledger {

struct LedgerLimits {
  std::int64_t max_entries = 20'000;
  std::int64_t max_bytes = 1 << 20;     ///< of the ledger's text; a record may have 4 MB in all
  std::int64_t max_result_bytes = 4096;
  std::int64_t early_ms = 300'000;      ///< an id may be issued so far ahead of the clock: no entry must outlive its class
};

/// How an id stands.
enum class Answer : std::uint8_t {
  new_,        ///< never seen: do it, and commit the entry in the same write
  newer,       ///< a later version of what is known: do the difference to `result`
  same,        ///< done: `result` is the answer
  superseded,  ///< a version before the one that is known; `result` is that one's
  conflict,    ///< the id is known with another content: nothing may be done
  in_doubt,    ///< done in memory, not known to be saved
  pruned,      ///< below the watermark: its entry may have been there and gone
  full,        ///< there is no room for an entry, so nothing may be done
  early,       ///< issued in the future
};
const char* to_string(Answer answer);

struct LedgerEntry {
  Fingerprint fingerprint;
  std::int64_t at = 0;
  std::int64_t version = 0;  ///< of what can be corrected, such as the result of a match; 0: it cannot
  bool is_failure = false;   ///< it was refused for good, and `result` says why
  std::string result;        ///< compact JSON; "" when there is none
};

class Entries {
 public:
  using Map = std::map<std::string, LedgerEntry, std::less<>>;

  /// {"entries": {ID: {"at", "fingerprint", "result"?, "version"?, "failed"?}}, "watermarks": {SOURCE: N}}. Members that
  /// this build does not know keep their bytes.
  void read(const json::View& v, const std::string& pointer, Faults& faults);
  /// Ids in byte order: one ledger, one text.
  void write(std::string& out) const;

  /// `pending` entries are those whose save is not acknowledged.
  Answer begin(const Id& id, const Fingerprint& fingerprint, std::int64_t version, std::int64_t now, const Guards& guards, const LedgerEntry** known) const;
  /// Puts the entry of an id that `begin` called new or newer. False when there is no room for it.
  bool commit(const Id& id, LedgerEntry entry, const Guards& guards);

  /// Moves the watermarks of every kind that is kept for a time, and takes away what is below. Never back: a clock that
  /// is set back brings no id to life. Returns how many entries went.
  std::size_t prune(std::int64_t now);
  /// Takes away what is numbered up to `through` within a source, "message:mail-3", and refuses it from now on.
  std::size_t prune(std::string_view source, std::int64_t through);

  const LedgerEntry* find(std::string_view id) const;
  /// Whether the id lies below its watermark.
  bool is_pruned(std::string_view id) const;
  const Map& entries() const { return entries_; }
  const std::map<std::string, std::int64_t, std::less<>>& watermarks() const { return watermarks_; }
  std::int64_t bytes() const { return bytes_; }

  KeepPolicy keep;
  LedgerLimits limits;

 private:
  bool is_below_watermark(const Id& id) const;
  void erase(Map::iterator entry);
  bool raise(std::string_view source, std::int64_t through);

  Map entries_;
  std::map<std::string, std::int64_t, std::less<>> watermarks_;
  std::vector<std::pair<std::string, std::string>> unknown_;  ///< members of other builds: name, bytes
  std::int64_t bytes_ = 0;                                    ///< of the entries' text
};

/// {"keep": {…}, "limits": {"max_entries", "max_bytes", "max_result_bytes", "early_ms"}}
void read_policy(const json::View& v, const std::string& pointer, Faults& faults, Entries& out);
bool has_policy(const Entries& entries);
void write_policy(std::string& out, const Entries& entries);

}  // namespace ludex::ledger
