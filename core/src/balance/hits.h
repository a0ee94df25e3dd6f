#pragma once
// How many attacks that change their target defeat it, read off a folded duel.

#include <vector>

#include "combat/fold.h"
#include "ludex/tuning.h"

namespace ludex::detail {

/// Of both fighters, in the order written. A way that an attack can go counts as changing the target when it does so in any state
/// of the duel's.
std::vector<Hits> count_hits(const Fold& fold, const Scenario& scenario);

}  // namespace ludex::detail
