#pragma once
// The ways to compile a rulebook beside the public one.

#include <string_view>

#include "ludex/error.h"
#include "ludex/program.h"

namespace ludex::detail {

/// As Program::compile, with ProgramData::trees: for explaining, never for judging traffic.
Result<Program> compile_with_trees(std::string_view rulebook);

}  // namespace ludex::detail
