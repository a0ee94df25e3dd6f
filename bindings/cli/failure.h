#pragma once
// How a command ends when something in the data is wrong.

#include <optional>
#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/program.h"

namespace ludex::cli {

/// Tells every error, as text on stderr or with `json` as one object {"ok":false,"errors":[…]} on stdout, and ends
/// with what to do next. `file` is where the errors are; empty when they lie in none.
/// Returns kDataError.
int fail(const Errors& errors, const std::string& file, bool json, std::string_view next);

/// Gives every error that has a place but no excerpt the source line it lies in (of a long line, what is around it).
Errors with_source_lines(Errors errors, std::string_view source);

/// Reads and compiles a rulebook; on failure tells why and returns nothing.
std::optional<Program> load_program(const std::string& path, bool json);

}  // namespace ludex::cli
