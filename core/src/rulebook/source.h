#pragma once
// What is kept of a rulebook beside what judging needs: for tuning, which compiles it again with other numbers.

#include <cstdint>
#include <string>
#include <vector>

namespace ludex::detail {

/// Instructions from `begin` to before `end`.
struct CodeRange {
  std::uint32_t begin = 0, end = 0;
};

struct Source {
  std::string text;                      ///< what was compiled
  std::vector<CodeRange> action_code;    ///< by action: all of its blocks
  std::vector<CodeRange> scenario_code;  ///< by scenario
};

}  // namespace ludex::detail
