#pragma once
// A program with other numbers, and what a scenario of it comes to.

#include <vector>

#include "balance/number_places.h"

namespace ludex::detail {

/// Compiles the text with these values, in any order, each place once.
Result<Program> vary_places(const NumberPlaces& places, std::vector<NumberPlaces::Put> puts);

/// Exactly where it can be, else so many fights of the seed, on this thread.
Result<CombatReport> answer(const Program& program, std::string_view scenario, const PlayOptions& options);

/// Asks `progress`. An error when it says to stop.
std::optional<Error> tell_progress(const Progress& progress, std::uint64_t done, std::uint64_t total);

/// Variations that are worked on between two looks at the progress.
inline constexpr std::uint64_t kRound = 16;

}  // namespace ludex::detail
