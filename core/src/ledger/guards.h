#pragma once
// The rules that keep a grant from being made twice. All of them always hold; only tests take one out, to see that the
// simulation finds what then goes wrong.

namespace ludex::ledger {

struct Guards {
  bool refuses_pruned = true;         ///< an id below the watermark is no new one
  bool compares_fingerprints = true;  ///< a known id with another content is a conflict
  bool never_evicts = true;           ///< a full ledger refuses; else, as caches do, the oldest entry makes room
  bool waits_for_save = true;         ///< nothing is called done before its save is acknowledged
  bool is_holder_only = true;         ///< only who holds the session applies
  bool keeps_order = true;            ///< a clock that runs backwards opens no second period
  bool counts_lost_blocks = true;     ///< uses of a block that nobody returned count as used
  bool checks_balance = true;         ///< nobody gives what they do not have
  bool rolls_back = true;             ///< a list that fails in the middle leaves nothing
  bool decides_once = true;           ///< a trade has one decision
  bool replays_ledger = true;         ///< an older save gets what the ledger did since
};

}  // namespace ludex::ledger
