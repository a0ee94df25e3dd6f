#pragma once
// Checked tree to bytecode.

#include <optional>

#include "expr/ast.h"
#include "expr/code.h"

namespace ludex::expr {

/// Appends the code of the tree under `root` (checked before). Nothing is returned when the expression needs more
/// registers, constants or instructions than an instruction can name.
std::optional<Block> emit(const Ast& ast, std::uint32_t root, const Declarations& declarations, Code& code);

}  // namespace ludex::expr
