#pragma once
// The patterns of matches(), compiled with the rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "expr/range.h"
#include "schema/declarations.h"

namespace ludex::expr {

/// The place among `declarations.patterns` of a regular expression in RE2's syntax, compiled once however often it stands
/// in the rules; nothing, and why, when it has a fault or the patterns of all rules together are too large.
std::optional<std::uint32_t> add_pattern(Declarations& declarations, std::string_view text, std::string& fault, std::uint32_t& offset);

/// The most steps that searching a text of at most so many bytes takes.
std::uint64_t search_steps(const TextPattern& pattern, std::uint64_t bytes);
/// Whether such a text may be given up on.
bool may_be_too_costly(const TextPattern& pattern, std::uint64_t bytes);

}  // namespace ludex::expr
