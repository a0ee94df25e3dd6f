#pragma once
// Counts as texts: the report for people and tools, and the state to go on from.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/rehearsal_counts.h"
#include "value/json_view.h"
#include "value/json_writer.h"

namespace ludex::detail {

/// Members of a report's object, or of a state's.
void write_report(json::Writer& w, const RehearsalCounts& counts, const std::vector<MigrationStep>& steps, const std::vector<ConservedSum>& sums, const RehearsalOptions& options);
void write_counts(json::Writer& w, const RehearsalCounts& counts);

/// What `write_counts` wrote; false when `v` is something else. `out` is then unspecified.
bool read_counts(const json::View& v, RehearsalCounts& out);

}  // namespace ludex::detail
