#pragma once
// Ids of what may happen once: `receipt:1234`, `match:eu-7@1700000000000`, `message:mail-3#41`.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/fields.h"

namespace ludex::ledger {

inline constexpr std::size_t kMostIdBytes = 255;  // what idempotency keys have elsewhere too

/// How long an entry of a kind is kept.
struct Keep {
  enum class Class : std::uint8_t {
    forever,   ///< never pruned
    time,      ///< its id says when it was issued ("@MS"); goes `ms` after that
    sequence,  ///< its id numbers it within its source ("#N"); goes when the host says that it is through with it
  };
  Class kind = Class::forever;
  std::int64_t ms = 0;
};

/// What is kept for how long, by kind. A kind that is not named is kept for ever: what is not known to expire must not.
class KeepPolicy {
 public:
  /// Receipts, codes, admin actions, transfers and trades for ever; claims until one period after the end of theirs (two
  /// days after its beginning); match results 30 days; what clients ask for 24 hours; messages by sequence.
  Keep of(std::string_view kind) const;

  /// {"match": 86400000, "event": "forever", "mail": "sequence"}
  void read(const json::View& v, const std::string& pointer, Faults& faults);
  void write(std::string& out) const;
  bool is_default() const { return changed_.empty(); }

 private:
  std::map<std::string, Keep, std::less<>> changed_;
};

/// The number behind an id's '@' or '#': digits without leading zeros, so that one order has one spelling and one id.
std::optional<std::int64_t> read_order(std::string_view digits);

/// An id taken apart.
///
/// What orders it stands in the id itself. If it came beside the id, whoever repeats an old request could give it a new
/// date once its entry is pruned, and be granted twice.
struct Id {
  std::string_view text;
  std::string_view kind;
  std::string_view source;  ///< of a sequence: what stands before '#'; of a time: the kind. The name of its watermark.
  Keep keep;
  std::int64_t order = -1;  ///< milliseconds or sequence number; -1: kept for ever

  bool is_ordered() const { return order >= 0; }
};

/// Nothing, with a fault at `pointer`, when `text` is no id or lacks the order that its kind needs.
std::optional<Id> read_id(std::string_view text, const KeepPolicy& policy, const std::string& pointer, Faults& faults);

}  // namespace ludex::ledger
