#pragma once
// Flags of a batch on the command line.

#include <string>
#include <vector>

namespace ludex::cli {

/// NAME=JSON each, to one object. The JSON is passed on as written: a double could not hold every int64.
/// Throws CLI::ValidationError for what is no NAME=JSON, and for a name given twice.
std::string flags_json_of(const std::vector<std::string>& flags);

}  // namespace ludex::cli
