#pragma once
// What a Program holds: the automaton and, where it is small, the whole table of its positions.

#include <array>
#include <cstdint>
#include <vector>

#include "regex/automaton.h"

namespace ludex::regex {

/// Entries (of two bytes) of a whole table, and steps that making it may take (some milliseconds). Contracts are full of
/// patterns such as ^[a-z][a-z0-9_]{0,31}$ (200 entries); what is larger is worked out as texts come.
inline constexpr std::size_t kMaxTableEntries = 1u << 15;
inline constexpr std::uint64_t kMaxTableSteps = 1u << 20;

struct Compiled {
  Automaton automaton;
  std::vector<std::uint16_t> table;  ///< rows as in Dfa: no, yes, unused, then positions; empty when too large
  std::uint16_t begin = 0;
  std::array<bool, 256> stays{};  ///< bytes that leave the position at the begin as it is: those before most matches
};

}  // namespace ludex::regex
