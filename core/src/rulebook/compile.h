#pragma once
// The ways to compile a rulebook beside the public one.

#include <string_view>
#include <vector>

#include "ludex/error.h"
#include "ludex/program.h"
#include "rulebook/expression_types.h"

namespace ludex::detail {

/// As Program::compile, with ProgramData::trees: for explaining, never for judging traffic.
Result<Program> compile_with_trees(std::string_view rulebook);
/// As Program::compile, and what types its expressions have, in the order in which they were loaded.
Result<Program> compile_with_types(std::string_view rulebook, std::vector<TypedExpression>& types);

}  // namespace ludex::detail
