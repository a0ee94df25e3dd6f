#include <doctest/doctest.h>

#include <string>

#include "helpers/patterns.h"

namespace {

constexpr ludex::test::Patterns kPatterns{ludex::regex::Dialect::ecma};

std::string outcome(std::string_view pattern, std::string_view text) { return kPatterns.outcome(pattern, text); }
bool matches(std::string_view pattern, std::string_view text) { return kPatterns.matches(pattern, text); }
bool is_refused(std::string_view pattern, std::uint32_t offset, std::string_view word) { return kPatterns.is_refused(pattern, offset, word); }

}  // namespace

TEST_CASE("a pattern matches anywhere unless it says where") {
  CHECK(matches("b", "abc"));
  CHECK(matches("", ""));
  CHECK_FALSE(matches("^b", "abc"));
  CHECK_FALSE(matches("b$", "abc"));
  CHECK(matches("^abc$", "abc"));
  CHECK_FALSE(matches("^abc$", "abc\n"));
  CHECK_FALSE(matches("a^b", "ab"));
  CHECK(matches("^^a|x$$", "a"));
}

TEST_CASE("'.' is a code point that ends no line") {
  CHECK(matches("^.$", "😀"));
  CHECK(matches("^.{2}$", "é€"));
  for (const char* end : {"\n", "\r", "\u2028", "\u2029"}) CHECK_FALSE(matches("^.$", end));
  CHECK(matches("^[^]$", "\n"));
  CHECK_FALSE(matches("[]", "a"));
}

TEST_CASE("escapes name characters") {
  CHECK(matches("^\\t\\n\\v\\f\\r\\0\\cJ\\cj\\x41\\u0042\\u{43}\\/\\.$", std::string_view("\t\n\v\f\r\0\n\nABC/.", 13)));
  CHECK(matches("^\\uD83D\\uDC32$", "🐲"));
  CHECK(matches("^[\\uD83D\\uDC32-\\u{1F433}]$", "🐳"));
  CHECK(matches("^\\u{0001F432}$", "🐲"));
  CHECK(matches("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|$", "^$\\.*+?()[]{}|"));
  CHECK(matches("^[\\b\\-\\]]+$", "\b-]"));
  CHECK_FALSE(matches("\\uD83D", "🐲"));
  CHECK_FALSE(matches("\\u{D83D}\\u{DC32}", "🐲"));
}

TEST_CASE("\\d and \\w are ASCII, \\s is Unicode's white space") {
  CHECK(matches("^\\d\\w\\s$", "1_\u3000"));
  CHECK(matches("^\\s\\s$", "\uFEFF\u00A0"));
  CHECK_FALSE(matches("\\d", "٣"));
  CHECK_FALSE(matches("\\w", "é"));
  CHECK(matches("^[\\W\\d]+$", "é1"));
  CHECK(matches("^\\D\\S\\W$", "ab-"));
}

TEST_CASE("word boundaries are those of ASCII words, and never within a code point") {
  CHECK(matches("\\bfoo\\b", "a foo."));
  CHECK_FALSE(matches("\\bfoo\\b", "afoo"));
  CHECK(matches("\\bfoo\\b", "éfooé"));
  CHECK_FALSE(matches("\\B", "aéa"));
  CHECK_FALSE(matches("\\B", "c🐲A"));  // V8 finds a place between the surrogates of UTF-16
  CHECK(matches("\\B", ""));
  CHECK(matches("^\\Bé\\B$", "é"));
  CHECK(matches("a\\b.\\b", "aéb"));
}

TEST_CASE("quantifiers count, greedy or lazy") {
  CHECK(matches("^a{2}$", "aa"));
  CHECK_FALSE(matches("^a{2}$", "aaa"));
  CHECK(matches("^a{2,}b{0,1}c{0}?$", "aaaab"));
  CHECK(matches("^(?:ab){1,3}?$", "ababab"));
  CHECK_FALSE(matches("^(?:ab){1,3}$", "abababab"));
  CHECK(matches("^(a*)*$", "aaa"));
  CHECK(matches("^(?:a|ab)(?:c|bcd)$", "abcd"));
  CHECK(matches("^(?<year>\\d{4})-(?<m\\u0061>\\d\\d)$", "2026-11"));
}

TEST_CASE("properties by name, and the rest of the code points") {
  CHECK(matches("^\\p{Lu}\\p{Lowercase_Letter}+$", "Élan"));
  CHECK(matches("^\\P{L}[\\p{L}\\p{Nd}][^\\p{L}]$", "1٣-"));
  CHECK(matches("^\\p{Script=Greek}\\p{sc=Cyrl}\\p{Emoji}$", "αж😀"));
}

TEST_CASE("what the u flag forbids is refused where it stands") {
  for (const char* p : {"\\a", "\\-", "\\_", "\\8", "\\é", "\\ "}) CHECK(outcome(p, "").starts_with("0: "));
  is_refused("a{", 1, "{n}");
  is_refused("a{1", 1, "{n}");
  is_refused("a{,2}", 1, "{n}");
  is_refused("{1}", 0, "stands alone");
  is_refused("a]", 1, "stands alone");
  is_refused("}", 0, "stands alone");
  is_refused("a**", 2, "nothing stands before");
  is_refused("x|*", 2, "nothing stands before");
  is_refused("^*", 1, "assertion");
  is_refused("\\b+", 2, "assertion");
  is_refused("(a", 0, "not closed");
  is_refused("a)", 1, "closes no group");
  is_refused("[a", 0, "not closed");
  is_refused("[a-", 0, "not closed");
  is_refused("[b-a]", 1, "out of order");
  is_refused("[\\d-z]", 1, "character to character");
  is_refused("[a-\\w]", 1, "character to character");
  is_refused("a{3,2}", 1, "out of order");
  is_refused("\\x1", 0, "two hexadecimal");
  is_refused("\\u12", 0, "four hexadecimal");
  is_refused("\\u{110000}", 0, "10FFFF");
  is_refused("\\u{}", 0, "10FFFF");
  is_refused("\\c1", 0, "letter");
  is_refused("\\00", 0, "octal");
  is_refused("[\\1]", 1, "octal");
  is_refused("\\", 0, "end");
  is_refused("\\p{lu}", 0, "'lu'");
  is_refused("\\pL", 0, "\\p{Letter}");
  is_refused("(?<a>x)(?<a>y)", 7, "two groups");
  is_refused("(?<1>x)", 0, "name");
  is_refused("(?i)a", 0, "flags");
  is_refused("(?P<n>a)", 0, "flags");
}

TEST_CASE("what has no automaton is refused with what to write instead") {
  for (const char* p : {"(?=a)", "(?!a)", "(?<=a)", "(?<!a)"}) is_refused(p, 0, "linear time");
  is_refused("(a)\\1", 3, "linear time");
  is_refused("(?<n>a)\\k<n>", 7, "linear time");
}

TEST_CASE("a pattern is UTF-8") {
  is_refused("a\xC3", 1, "UTF-8");
  is_refused("\xED\xA0\x80", 0, "UTF-8");
  CHECK(matches("^€{2}$", "€€"));
}
