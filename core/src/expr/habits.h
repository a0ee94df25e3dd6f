#pragma once
// What hands bring along from other languages, and how rules say it: whoever writes `a and b` has made no typing mistake, and
// "expected the end" alone would not help him.

#include <cstdint>
#include <string>
#include <string_view>

namespace ludex::expr {

/// What to write instead, as the end of a message ("; write size(x)"); nothing where there is nothing to say.
std::string habit_of_function(std::string_view name);
std::string habit_of_field(std::string_view name);
std::string habit_of_name(std::string_view name);
/// Of what stands in `text` at or around `offset`, where the grammar takes nothing of the kind.
std::string habit_of_text(std::string_view text, std::uint32_t offset);

}  // namespace ludex::expr
