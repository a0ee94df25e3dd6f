#pragma once
// An older save in place of a damaged one, while the ledger went on: what was granted since must be granted again on top,
// or the older save be refused. Else the platform holds a receipt as granted whose goods are gone, or a grant is made anew.

#include "ledger/decision.h"
#include "ledger/live_ledger.h"

namespace ludex::ledger {

/// The event {"event": "restore", "older": LEDGER, "agreed"?: bool}. The state's ledger is the newest that is known. Effects:
/// "replay" with the id and the result of each entry that the older save lacks, in the order in which they were made, then
/// "restored"; or "refused" with the ids that cannot be replayed: they were pruned since, or are corrections.
/// `agreed`: a person has looked at what will be missing.
void restore_older(Fields& event, LiveLedger& ledger, const Guards& guards, Effects& effects);

}  // namespace ludex::ledger
