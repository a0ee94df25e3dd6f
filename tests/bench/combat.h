#pragma once
// Model D1 (examples/rulebooks/duel.json): duels by Ludex beside the hand-written ones of the peers folder, in turns.

namespace ludex::bench {

/// Prints the section. False when an answer is not what exact solving says. Peers are built with g++ from $LUDEX_PEERS_DIR, else
/// ../shared/peers beside the project; what is not there is told as not run.
bool run_combat_bench();

}  // namespace ludex::bench
