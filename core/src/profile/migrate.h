#pragma once
// Brings a profile of an older version to the program's, step by step.

#include <cstdint>
#include <string>

#include "rulebook/program_data.h"
#include "value/json_tree.h"

namespace ludex::detail {

struct MigrationFault {
  std::string message;
  std::string step;     ///< id of the step that failed; "" when none was reached
  std::string pointer;  ///< into the profile's state
};

/// Applies every step above `from_version` to `state`. Fails when the version is newer than the program's, or when an
/// operation that may not be skipped misses its member; `state` is then unspecified and the original bytes are all
/// that counts.
bool migrate(const ProfileSchema& schema, std::int64_t from_version, json::Tree& state, MigrationFault& fault);

}  // namespace ludex::detail
