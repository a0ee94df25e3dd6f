#pragma once
// What is measured of Ludex: judging from bytes to verdict structs, whole and by stages.

#include <cstdint>
#include <string_view>
#include <vector>

#include "arena.h"
#include "ludex/judge.h"

namespace ludex::bench {

/// Judges the batches one after another against a copy of `world` and returns the seconds of processor time judging
/// took: neither the copy nor freeing the verdicts is in them. `digest` receives the world's at the end.
double judge_all(const Program& program, const World& world, const std::vector<std::string_view>& batches,
                 std::uint64_t& digest);

/// Seconds for the strict scan of every line and nothing else.
double scan_all(const Arena& arena);
/// Seconds for stage A: every line to a typed request.
double decode_all(const Arena& arena);
/// Seconds for hashing anew every part of `world`, as a batch that touches everything does at its end.
double settle_all(const World& world);

}  // namespace ludex::bench
