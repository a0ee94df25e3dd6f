#pragma once
// Why stage A refused a line, said for people. The line is read again for it: judging pays nothing for messages.

#include <string_view>
#include <vector>

#include "ludex/contract.h"
#include "rulebook/program_data.h"

namespace ludex::detail {

/// What is wrong with a line that was refused with `contract` or `unknown_action`, the verdict's own place first.
std::vector<ContractMismatch> request_mismatches(const ProgramData& program, std::string_view line);

}  // namespace ludex::detail
