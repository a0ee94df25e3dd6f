#pragma once
// CEL as specified to bytecode: the same machine as for rules, values that carry their types.

#include <optional>
#include <vector>

#include "expr/ast.h"
#include "expr/code.h"
#include "expr/dyn_check.h"

namespace ludex::expr {

/// Appends the code of the tree under `root`; constants are owned by `arena`. Nothing is returned when the expression
/// needs more registers or constants than an instruction can name.
std::optional<Block> emit_cel(const Ast& ast, std::uint32_t root, const std::vector<DynMeaning>& meanings, Arena& arena, Code& code);

}  // namespace ludex::expr
