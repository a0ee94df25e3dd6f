#pragma once
/// Limits, options and findings of saves as JSON: one form for every front end that speaks it.

#include <string>
#include <string_view>

#include "ludex/error.h"
#include "ludex/profile.h"
#include "ludex/rehearsal.h"

namespace ludex {

/// Limits from {"max_bytes","max_depth","max_nodes"}, each optional; "" is {}. Errors: `json`, and `host` for what is no limit.
Result<SaveLimits> read_save_limits(std::string_view limits);

/// Options from {"limits":{…},"twice":bool,"histograms":bool,"samples":n,"first_line":n,"threads":n,"sums":{name: sum}}, each optional;
/// "" is {}. A sum is a pointer, a list of them, or {"at": either, "changed_by": [id of a step]}; `threads` 0 is as many as there
/// are. Errors: `json`, and `host` for what is no option.
Result<RehearsalOptions> read_rehearsal_options(std::string_view options);

/// {"state","version","changed","ahead","reconciled","step","pointer","message"}
std::string to_json(const LoadedSave& save);

}  // namespace ludex
