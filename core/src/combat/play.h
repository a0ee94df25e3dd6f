#pragma once
// Stretches of fights, counted: by the whole engine, or over a folded duel. Both give the same bits.

#include "combat/fold.h"
#include "combat/tally.h"

namespace ludex::detail {

/// Fights `first` … `first + count - 1` of `seed`, by the engine. False and `fault` when one cannot be ended.
bool play_engine(FightEngine& engine, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out, std::string& fault);

/// The same of a folded duel, one after the other, draw by draw.
void play_fold(const Fold& fold, const Scenario& scenario, std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out);

}  // namespace ludex::detail
