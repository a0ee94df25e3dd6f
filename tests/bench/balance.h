#pragma once
// A win matrix of forty generated weapons: exact, and sampled to half a point a pair.

namespace ludex::bench {

/// Prints the section. False when a sampled answer is not within its interval of the exact one.
bool run_balance_bench();

}  // namespace ludex::bench
