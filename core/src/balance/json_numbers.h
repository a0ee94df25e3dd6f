#pragma once
// Whole numbers of options.

#include <cstdint>
#include <optional>
#include <string>

#include "value/json_view.h"

namespace ludex::detail {

/// A whole number from 0 to 2^64 - 1, as JavaScript and Python write a seed; nothing when `v` is none.
std::optional<std::uint64_t> whole_number(const json::View& v);

}  // namespace ludex::detail
