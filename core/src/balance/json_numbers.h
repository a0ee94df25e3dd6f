#pragma once
// Numbers of options and reports, as JSON spells them.

#include <cstdint>
#include <optional>
#include <string>

#include "value/json_view.h"

namespace ludex::detail {

/// The shortest text that reads back as `value`.
std::string double_text(double value);

/// A whole number from 0 to 2^64 - 1, as JavaScript and Python write a seed; nothing when `v` is none.
std::optional<std::uint64_t> whole_number(const json::View& v);

}  // namespace ludex::detail
