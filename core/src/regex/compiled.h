#pragma once
// What a Program holds: the automaton and, where it is small, the whole table of its positions.

#include <array>
#include <cstdint>
#include <vector>

#include "regex/automaton.h"

namespace ludex::regex {

/// Entries (of four bytes) of a whole table, and steps that making it may take (some milliseconds). Contracts are full of
/// patterns such as ^[a-z][a-z0-9_]{0,31}$ (200 entries); a name as ^\p{L}[\p{L}\p{N}_ -]*$ has 80,000. What is larger is
/// worked out as texts come.
inline constexpr std::size_t kMaxTableEntries = 1u << 17;
inline constexpr std::uint64_t kMaxTableSteps = 1u << 21;

struct Compiled {
  Automaton automaton;
  std::vector<std::uint32_t> table;  ///< rows as in Dfa: no, yes, unused, then positions; empty when too large
  std::uint32_t begin = 0;
  std::array<bool, 256> stays{};  ///< bytes that leave the position at the begin as it is: those before most matches
};

}  // namespace ludex::regex
