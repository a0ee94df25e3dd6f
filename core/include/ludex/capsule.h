#pragma once
/// A capsule: one verdict cut out of a log with just the state it needs, to be judged and explained again anywhere
/// (docs/backtest.md). It carries what was drawn, never the seed.

#include <cstdint>
#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/judge.h"
#include "ludex/program.h"
#include "ludex/record.h"
#include "ludex/world.h"

namespace ludex {

/// A verdict to be cut out.
struct CapsuleSource {
  std::string_view rulebook;   ///< the text `world`'s rules were compiled from
  std::string_view requests;   ///< the whole batch
  RequestForm form = RequestForm::lines;
  Inputs inputs;               ///< of the batch
  std::uint64_t batch = 0;     ///< its number; only told
  std::uint64_t request = 0;   ///< 0-based, in the batch
};

/// One JSON object: {"ludex_capsule":1,"program","semantics","batch","request","now","opened_at","flags","line","seq","draws","world",
/// "rulebook","verdict","sha256"}. Its world holds of every entity that the request named, found or was kept from making
/// just the fields that its action may touch; of the guard, ledger and timers just the entries that were asked for.
///
/// `world` is the world before the batch. Before the capsule is given out it is judged once more: it says the verdict.
/// Cost: judging the batch up to the request, three copies of the world.
/// Errors (`host`): no such request, a batch judged as a group (its clauses and effects see two worlds), a verdict that rests
/// on how much there is in the world (`ledger_full`), and those of `judge_in_place`.
Result<std::string> cut_capsule(const World& world, const CapsuleSource& source);

/// The same, out of a log in memory, judged again from its last snapshot before the batch.
/// Errors (`record`): as `LogReader` and `Replay`; (`host`): there is no such batch.
Result<std::string> cut_capsule(std::string_view log, std::uint64_t batch, std::uint64_t request);

/// Judges a capsule: the verdict line, as it stood in its batch, byte for byte.
/// Errors (`record`), with a place in the capsule: it is none, of a later version, of other rules than it says, was changed
/// after it was cut, or does not say what judging it says.
Result<std::string> replay_capsule(std::string_view capsule);

/// Why: as `explain`, of a capsule. Errors as `replay_capsule`.
Result<std::string> explain_capsule(std::string_view capsule);

}  // namespace ludex
