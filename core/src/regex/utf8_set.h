#pragma once
// A set of code points as the least acyclic automaton over their UTF-8 bytes.

#include <cstdint>
#include <vector>

#include "regex/automaton.h"
#include "regex/code_set.h"

namespace ludex::regex {

/// Where a transition leads once the code point is complete.
inline constexpr std::uint32_t kComplete = 0xFFFFFFFFu;

struct Utf8Set {
  std::vector<std::vector<Transition>> nodes;  ///< each after those it leads to; the last one is the root
  std::uint64_t instructions = 0;
};

/// Surrogates have no UTF-8 form and fall away.
Utf8Set utf8_set(const CodeSet& set);

}  // namespace ludex::regex
