#pragma once
// How long a large rulebook takes to compile.

#include <string>

namespace ludex::bench {

/// A rulebook of so many actions, each with parameters, a target, lets, a cooldown, clauses, effects and an event.
std::string large_rulebook(int actions);
/// Seconds of processor time for compiling it.
double compile_once(const std::string& rulebook);

}  // namespace ludex::bench
