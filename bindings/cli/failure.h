#pragma once
// How a command ends when something in the data is wrong.

#include <optional>
#include <string>
#include <string_view>

#include "ludex/bundle.h"
#include "ludex/error.h"
#include "ludex/program.h"

namespace ludex::cli {

/// Tells every error, as text on stderr or with `json` as one object {"ok":false,"errors":[…]} on stdout, and ends
/// with what to do next. `file` is where the errors are; empty when they lie in none.
/// Returns kDataError.
int fail(const Errors& errors, const std::string& file, bool json, std::string_view next);

/// Gives every error that has a place but no excerpt the source line it lies in (of a long line, what is around it).
Errors with_source_lines(Errors errors, std::string_view source);

/// Reads a rulebook and the files it names; on failure tells why and returns nothing.
std::optional<Bundle> load_bundle(const std::string& path, bool json);

/// Errors of the text of a bundle as those of its files, with their lines. `path` is the rulebook's.
Errors in_files(const Bundle& bundle, const std::string& path, const Errors& errors);

/// Reads and compiles a rulebook and the files it names; on failure tells why and returns nothing.
std::optional<Program> load_program(const std::string& path, bool json, std::string* text = nullptr);

}  // namespace ludex::cli
