#include "regex/parse_refused.h"

namespace ludex::regex {
namespace {

struct Refused {
  std::string_view text;
  const char* why;
};

constexpr const char* kRecursion = "a group that holds itself is no regular expression; write out as many levels as there may be";
constexpr const char* kCode = "a pattern runs no code; leave it out";
constexpr const char* kByCode = "a character is named by its code; write \\x{…}";
constexpr const char* kCase = "\\L, \\U, \\l and \\u belong to replacements; write (?i:…) where case does not matter, \\x{…} for a character by its code";

constexpr Refused kEscapes[] = {
    {"E", "\\E ends what \\Q began, and no \\Q stands before it"},
    {"G", "\\G asks where the last search ended, and every search begins with the text; write \\A"},
    {"H", "\\H is unknown here; write [^\\t\\p{Zs}]"},
    {"K", "\\K is unknown here: what a pattern matched is not kept, only whether it did; leave it out"},
    {"L", kCase},
    {"N", kByCode},
    {"R", "\\R is unknown here; write (?:\\r\\n|[\\n\\v\\f\\r\\x{85}\\x{2028}\\x{2029}])"},
    {"U", kCase},
    {"V", "\\V is unknown here; write [^\\n\\v\\f\\r\\x{85}\\x{2028}\\x{2029}]"},
    {"X", "\\X is unknown here; write (?:\\PM\\pM*)"},
    {"Z", "\\Z is unknown here; write \\z, or \\n?\\z where a line may end the text"},
    {"b", "in a class \\b is no word boundary; write \\x08 for a backspace"},
    {"c", "\\c is unknown here; write the code of the character, as in \\x01"},
    {"e", "\\e is unknown here; write \\x1B"},
    {"h", "\\h is unknown here; write [\\t\\p{Zs}]"},
    {"l", kCase},
    {"o", kByCode},
    {"u", kCase},
};

constexpr Refused kGroups[] = {
    {"'", "a group is named as in (?P<name>…)"},
    {"#", "a pattern holds no comments; leave it out"},
    {"|", "what groups matched is not kept, so there is nothing to number; write (?:…)"},
    {">", "an atomic group never goes back, and no search here does; write (?:…)"},
    {"{", kCode},
    {"?{", kCode},
    {"C", kCode},
    {"(", "a condition asks what a group matched, which is not kept; write the alternatives out"},
    {"R", kRecursion},
    {"&", kRecursion},
    {"P>", kRecursion},
    {"x", "the flags are i, m, s and U; there is no x, so leave out blanks and comments that are not to be matched"},
};

}  // namespace

const char* refused_escape(std::uint32_t letter) {
  for (const Refused& r : kEscapes) {
    if (static_cast<unsigned char>(r.text[0]) == letter) return r.why;
  }
  return "unknown escape; letters stand for themselves without a backslash";
}

const char* refused_group(std::string_view rest) {
  const std::string_view number = rest.starts_with('+') || rest.starts_with('-') ? rest.substr(1) : rest;
  if (!number.empty() && number[0] >= '0' && number[0] <= '9') return kRecursion;
  for (const Refused& r : kGroups) {
    if (rest.starts_with(r.text)) return r.why;
  }
  return nullptr;
}

}  // namespace ludex::regex
