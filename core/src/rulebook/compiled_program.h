#pragma once
// What is kept of a rulebook beside what judging needs: for tuning, which compiles it again with other numbers.

#include <string>
#include <vector>

#include "rulebook/program_data.h"

namespace ludex::detail {

/// Instructions from `begin` to before `end`.
struct CodeRange {
  std::uint32_t begin = 0, end = 0;
};

/// Every program is one.
struct CompiledProgram : ProgramData {
  std::string text;                       ///< what was compiled
  std::vector<CodeRange> action_code;     ///< by action: all of its blocks
  std::vector<CodeRange> scenario_code;   ///< by scenario
};

/// `program` was made by Program::compile or compile_with_trees; there is no other way to one.
inline const CompiledProgram& compiled(const ProgramData& program) { return static_cast<const CompiledProgram&>(program); }

}  // namespace ludex::detail
