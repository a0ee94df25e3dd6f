#pragma once
// The three ways to the one answer, for search() to choose from and for tests to compare.

#include <memory>
#include <string_view>
#include <vector>

#include "regex/compiled.h"
#include "regex/dfa.h"
#include "regex/regex.h"

namespace ludex::regex {

/// Of the programs searched with last; their automata live as long as they stand here.
inline constexpr std::size_t kCachedPrograms = 8;

struct Cache {
  std::shared_ptr<const Compiled> program;
  Dfa dfa;
  std::uint64_t used = 0;
};

struct Caches {
  std::vector<Cache> programs;
  std::uint64_t clock = 0;
  Simulation simulation;
  Position from, to;
};

/// By the whole table.
Match search_table(const Compiled& program, std::string_view text);
/// By positions as they come; goes over to the simulation where they do not repeat.
Match search_lazy(const std::shared_ptr<const Compiled>& program, std::string_view text, Caches& caches, std::uint64_t* taken = nullptr);
/// By simulation alone: the reference. `steps` counts its work.
Match search_simulated(const Compiled& program, std::string_view text, Caches& caches, std::uint64_t& steps);

}  // namespace ludex::regex
