#pragma once
// What other engines have and RE2 has not (its page of the syntax lists it as NOT SUPPORTED), each with the reason and what to
// write instead: patterns are brought along from where they worked.

#include <cstdint>
#include <string_view>

namespace ludex::regex {

/// Of a backslash before `letter`: at least that no such escape is known.
const char* refused_escape(std::uint32_t letter);
/// Of a group, by what stands behind its "(?"; nullptr where only its flags can be at fault.
const char* refused_group(std::string_view rest);

inline constexpr const char* kVerb = "(*…) steers a search that goes back, and this one never does; leave it out";
inline constexpr const char* kPossessive = "a possessive quantifier is one that never goes back, and no search here does; leave the '+' out";

}  // namespace ludex::regex
