#include <doctest/doctest.h>

#include <string>

#include "helpers/patterns.h"

namespace {

constexpr ludex::test::Patterns kPatterns{ludex::regex::Dialect::re2};

bool matches(std::string_view pattern, std::string_view text) { return kPatterns.matches(pattern, text); }
bool is_refused(std::string_view pattern, std::uint32_t offset, std::string_view word) { return kPatterns.is_refused(pattern, offset, word); }

}  // namespace

TEST_CASE("flags hold to the end of their group, across alternatives") {
  CHECK(matches("^(?i)kelvin$", "\u212AELVIN"));
  CHECK(matches("^(?i:a)b$", "Ab"));
  CHECK_FALSE(matches("^(?i:a)b$", "AB"));
  CHECK(matches("^(?:(?i)x|a)b$", "Ab"));
  CHECK_FALSE(matches("^(?:(?i)a)b$", "AB"));
  CHECK(matches("^(?i)a(?-i)b$", "Ab"));
  CHECK_FALSE(matches("^(?i)a(?-i)b$", "AB"));
  CHECK(matches("(?i)[^a]", "b"));
  CHECK_FALSE(matches("(?i)[^a]", "A"));
  CHECK(matches("(?s)^.$", "\n"));
  CHECK_FALSE(matches("^.$", "\n"));
  CHECK(matches("^.$", "\r"));
  CHECK(matches("(?m)^b$", "a\nb\nc"));
  CHECK_FALSE(matches("^b$", "a\nb\nc"));
  CHECK(matches("(?m)\\Aa$", "a\nb"));
  CHECK_FALSE(matches("(?m)a\\z", "a\nb"));
  CHECK(matches("(?U)^a+?$", "aa"));
  CHECK(matches("(?sm-i)^.$", "\n"));
}

TEST_CASE("escapes are RE2's") {
  CHECK(matches("^\\a\\f\\t\\n\\r\\v\\141\\x61\\x{1F600}\\0\\*$", std::string_view("\a\f\t\n\r\vaa😀\0*", 14)));
  CHECK(matches("^\\Qa.b\\E\\Q+*$", "a.b+*$"));
  CHECK(matches("^\\-\\_\\!$", "-_!"));
  CHECK(matches("^\\s$", " "));
  CHECK_FALSE(matches("\\s", "\v\u00A0"));
  CHECK(matches("^\\pN\\p{Greek}\\PL\\p{^Lu}$", "1α-a"));
}

TEST_CASE("classes take names, and ']' or '-' where they can only be characters") {
  CHECK(matches("^[[:alpha:]][[:^alpha:]][^[:digit:]_]$", "a1-"));
  CHECK(matches("^[]a]+$", "]a"));
  CHECK(matches("^[^]a]$", "b"));
  CHECK(matches("^[a-]+$", "-a"));
  CHECK(matches("^[\\d\\pL-]+$", "1é-"));
  CHECK(matches("^[[:]+$", "[:"));
  is_refused("[[:alfa:]]", 1, "alpha");
  is_refused("[b-a]", 1, "out of order");
  is_refused("[a-\\d]", 3, "escape");
}

TEST_CASE("'{' that begins no quantifier is a character") {
  CHECK(matches("^a{,2}$", "a{,2}"));
  CHECK(matches("^{a}$", "{a}"));
  CHECK(matches("^a{1,2}$", "aa"));
  CHECK(matches("^(?:^)*a$", "a"));
  CHECK(matches("^*a", "a"));
}

TEST_CASE("what RE2 refuses is refused") {
  is_refused("a**", 2, "not repeated");
  is_refused("a{2}{3}", 4, "not repeated");
  is_refused("*", 0, "nothing stands before");
  is_refused("(*)", 1, "nothing stands before");
  is_refused("a{1001}", 1, "1000");
  is_refused("(?i", 0, "flags");
  is_refused("(?x)a", 0, "flags");
  is_refused("(?i-)a", 0, "flags");
  is_refused("(?P<n>a)(?P<n>b)", 8, "two groups");
  is_refused("(?P<a-b>c)", 0, "name");
  is_refused("\\C", 0, "byte");
  is_refused("(a)\\1", 3, "linear time");
  is_refused("(?P<n>a)(?P=n)", 8, "linear time");
  is_refused("(?=a)", 0, "linear time");
  is_refused("\\y", 0, "escape");
  is_refused("\\p{Letter}", 0, "'Letter'");
  is_refused("(a", 0, "not closed");
  is_refused("a)", 1, "closes no group");
}
