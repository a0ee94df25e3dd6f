#pragma once
// What `ludex check` prints of a program.

#include <string>

#include "rulebook/program_data.h"

namespace ludex::detail {

std::string summary_json(const ProgramData& program);
std::string why_json(const ProgramData& program);
std::string cost_json(const ProgramData& program);

}  // namespace ludex::detail
