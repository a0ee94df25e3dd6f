#pragma once
// Sets of code points by property, and simple case folding; the data is unicode_tables.inc.

#include <string_view>

#include "regex/code_set.h"

namespace ludex::regex {

/// \p{expression} of ECMA-262: `Lu`, `Letter`, `gc=Lu`, `Script=Greek`, `scx=Grek`, `Alphabetic` … Case and spelling count.
bool find_property(std::string_view expression, CodeSet& out);
/// \p{name} of RE2: a general category's short name, a script's long one, or Any.
bool find_re2_property(std::string_view name, CodeSet& out);
/// What a property's name may look like, for messages.
std::string_view unicode_version();

bool is_identifier_start(std::uint32_t code_point);
bool is_identifier_part(std::uint32_t code_point);

/// Adds what differs from members by case alone.
void add_case_variants(CodeSet& set);

}  // namespace ludex::regex
