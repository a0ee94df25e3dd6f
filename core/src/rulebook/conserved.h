#pragma once
// Numbers that migrating must neither make nor lose ("conserve"): advice for rehearsals, no rule.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ludex/rehearsal.h"
#include "rulebook/migration.h"
#include "value/json_view.h"

namespace ludex::detail {

struct Loader;

/// A declared sum, taken apart.
struct ConservedSum {
  std::string name;
  std::vector<std::vector<std::string>> at;  ///< reference tokens; "*" is every item or member
  std::vector<bool> may_change;              ///< by step
};

/// What is wrong with a declaration: an item of `at` or of `changed_by`, or the name.
struct SumFault {
  enum class Part { name, at, changed_by } part = Part::name;
  std::size_t index = 0;
  std::string message;
};

inline constexpr std::size_t kMaxSums = 64;
inline constexpr std::size_t kMaxSumPointers = 64;  ///< of one sum

inline constexpr std::size_t kMaxSumDepth = 16;     ///< tokens of a pointer

/// Takes a declaration apart, or says what is wrong with it.
std::optional<ConservedSum> conserved_sum(const DeclaredSum& declared, const std::vector<MigrationStep>& steps, SumFault& fault);

/// Reads `profile.conserve`. Errors go to the loader, each with its place.
std::vector<DeclaredSum> load_conserve(Loader& loader, const json::View& v, const std::string& pointer, const std::vector<MigrationStep>& steps);

}  // namespace ludex::detail
