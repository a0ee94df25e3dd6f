#include "regex/parse_refused.h"

#include <doctest/doctest.h>

#include "helpers/patterns.h"

namespace {

constexpr ludex::test::Patterns kPatterns{ludex::regex::Dialect::re2};

struct Refused {
  const char* pattern;
  std::uint32_t offset;
  const char* word;
};

}  // namespace

TEST_CASE("every construct that RE2's page lists as not supported is refused where it stands, with its reason") {
  constexpr Refused kRows[] = {
      // Possessive repetitions.
      {"x*+", 2, "possessive"}, {"x++", 2, "possessive"}, {"x?+", 2, "possessive"}, {"x{1,2}+", 6, "possessive"}, {"x{1,}+", 5, "possessive"}, {"x{2}+", 4, "possessive"}, {"x**", 2, "not repeated"},
      // Groups.
      {"a(?'n'b)", 1, "(?P<name>"}, {"a(?#b)", 1, "comments"}, {"(?|a|b)", 0, "(?:"}, {"(?>a)", 0, "atomic"}, {"(?x)a b", 0, "x"}, {"(?^:a)", 0, "flags of i, m, s and U"},
      // Empty strings.
      {"a\\G", 1, "\\A"}, {"a\\Z", 1, "\\z"}, {"a(?=b)", 1, "look-around"}, {"(?!a)", 0, "look-around"}, {"(?<=a)b", 0, "look-around"}, {"(?<!a)b", 0, "look-around"},
      // Escapes.
      {"(a)\\1", 3, "back-reference"}, {"\\8", 0, "back-reference"}, {"\\g1", 0, "back-reference"}, {"\\g{-1}", 0, "back-reference"}, {"\\g<n>", 0, "back-reference"}, {"\\k<n>", 0, "back-reference"}, {"\\k'n'", 0, "back-reference"},
      {"[\\b]", 1, "\\x08"}, {"\\cK", 0, "\\x01"}, {"\\e", 0, "\\x1B"}, {"\\lX", 0, "(?i:"}, {"\\ux", 0, "\\x{"}, {"\\Lx\\E", 0, "(?i:"}, {"\\Ux\\E", 0, "(?i:"}, {"x\\E", 1, "\\Q"}, {"\\K", 0, "kept"},
      {"\\N{DIGIT ONE}", 0, "\\x{"}, {"\\o{101}", 0, "\\x{"}, {"\\R", 0, "\\r\\n"}, {"\\X", 0, "\\PM"}, {"\\C", 0, "code points"}, {"\\h", 0, "\\p{Zs}"}, {"\\H", 0, "\\p{Zs}"}, {"\\V", 0, "[^\\n"}, {"\\y", 0, "unknown escape"},
      // Names.
      {"\\p{LC}", 0, "'LC'"}, {"\\p{L&}", 0, "'L&'"}, {"\\p{Lettre}", 0, "'Lettre'"}, {"[[:alphabet:]]", 1, "'alphabet'"},
      // Magic.
      {"(?{code})", 0, "runs no code"}, {"(??{code})", 0, "runs no code"}, {"(?C)", 0, "runs no code"}, {"(a(?1)?)", 2, "holds itself"}, {"(?+1)", 0, "holds itself"}, {"(?-1)", 0, "holds itself"}, {"(?R)", 0, "holds itself"},
      {"(?&n)", 0, "holds itself"}, {"(?P>n)", 0, "holds itself"}, {"(?P=n)", 0, "back-reference"}, {"(?(1)a|b)", 0, "condition"}, {"(*ACCEPT)", 0, "(*…)"}, {"(*COMMIT)a", 0, "(*…)"}, {"(*CRLF)a", 0, "(*…)"},
      // Limits.
      {"x{1001}", 1, "1000"}, {"x{2,1}", 1, "out of order"}, {"((x{1000}){1000})", 0, "instructions"},
  };
  for (const Refused& row : kRows) kPatterns.is_refused(row.pattern, row.offset, row.word);
}

TEST_CASE("what vim reads as an operator is text, as in RE2") {
  for (const char* text : {"x{}", "x{-}", "x{-2}", "x{,2}", "x=", "x&", "x@>", "x@=", "x@<!", "%"}) CHECK(kPatterns.matches(text, text));
}

TEST_CASE("what is written instead says the same") {
  CHECK(kPatterns.matches("^[\\t\\p{Zs}]$", "\u00A0"));
  CHECK(kPatterns.matches("^(?:\\r\\n|[\\n\\v\\f\\r\\x{85}\\x{2028}\\x{2029}])$", "\r\n"));
  CHECK(kPatterns.matches("^(?:\\PM\\pM*)$", "e\u0301"));
  CHECK(kPatterns.matches("a\\n?\\z", "a\n"));
}
