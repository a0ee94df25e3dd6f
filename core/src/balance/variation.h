#pragma once
// A program with other numbers, and what a scenario of it comes to.

#include <vector>

#include "balance/number_places.h"

namespace ludex::detail {

/// Compiles the text with these values, in any order, each place once.
Result<Program> vary_places(const NumberPlaces& places, std::vector<NumberPlaces::Put> puts);

/// Exactly where it can be, else so many fights of the seed, on this thread.
Result<CombatReport> answer(const Program& program, std::string_view scenario, const PlayOptions& options);

/// Variations that are worked on before errors among them are looked for.
inline constexpr std::uint64_t kRound = 16;

}  // namespace ludex::detail
