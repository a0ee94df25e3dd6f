#pragma once
// Makes the contracts of requests ready for the direct reader.

#include "rulebook/program_data.h"

namespace ludex::detail {

/// Fills `program.direct` from its actions and limits.
void compile_direct(ProgramData& program);

}  // namespace ludex::detail
