#pragma once
// The instructions of CEL as specified: values carry their types, so operators look at them.

#include <string>
#include <utility>
#include <vector>

#include "expr/ast.h"
#include "expr/dyn_value.h"
#include "expr/run.h"

namespace ludex::expr {

/// What such an expression has while it runs.
struct DynState {
  const Dyn* const* variables = nullptr;  ///< nullptr: declared, but without a value
  std::uint64_t turns = 0;                ///< of all loops so far
  std::vector<std::pair<std::uint32_t, std::string>> faults;  ///< what is wrong at an offset, beside the code

  RuleError fail(std::uint32_t offset, RuleError code, std::string what);
};

/// Runs the instruction at `x`, a dyn_…; dyn_call also takes the one after it.
RuleError run_dyn(const Instruction* x, Word* r, const Frame& frame, std::uint32_t offset);

/// a op b for everything but && and ||.
RuleError apply(Op op, const Dyn& a, const Dyn& b, Arena& arena, const Dyn*& out);

}  // namespace ludex::expr
