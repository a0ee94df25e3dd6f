#pragma once
// The text of a difference (docs/interest.md): what is gone stands by itself, the rest is a world's text that adds and overwrites.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "value/json_scan.h"
#include "value/json_writer.h"
#include "world/store.h"

namespace ludex::detail {

/// What must leave the first world before the text is read into it: what is no more, and what comes anew.
struct DeltaGone {
  std::map<std::string, std::vector<std::int64_t>> entities;  ///< ids by kind
  std::vector<std::int64_t> guards;                           ///< actors
  std::vector<std::pair<std::int64_t, std::int64_t>> windows; ///< actor and session
  std::vector<LedgerKey> ledger;
  std::vector<std::string> timers;
  bool operator==(const DeltaGone& o) const {
    return entities == o.entities && guards == o.guards && windows == o.windows && timers == o.timers && ledger.size() == o.ledger.size() &&
           std::equal(ledger.begin(), ledger.end(), o.ledger.begin(), [](const LedgerKey& a, const LedgerKey& b) { return a.tie() == b.tie(); });
  }
};

void write_gone(json::Writer& w, const DeltaGone& gone);

/// For texts that were written here, or are part of what was scanned.
inline json::Limits trusted_limits() {
  json::Limits limits;
  limits.max_bytes = 0xfffffffe;
  limits.max_nodes = 0xffffffffu;
  return limits;
}

}  // namespace ludex::detail
