#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/patterns.h"
#include "regex/unicode.h"

namespace {

constexpr ludex::test::Patterns kPatterns{ludex::regex::Dialect::re2};

/// A construct: a text that it takes whole, and one that it does not.
struct Construct {
  const char* pattern;
  std::string_view takes;
  std::string_view leaves;
};

void check(const Construct& row) {
  const std::string whole = std::string("\\A(?:") + row.pattern + ")\\z";
  CAPTURE(row.pattern);
  CHECK(kPatterns.matches(whole, row.takes));
  CHECK_FALSE(kPatterns.matches(whole, row.leaves));
}

}  // namespace

TEST_CASE("every construct that RE2's page lists as supported means what the page says") {
  constexpr Construct kRows[] = {
      // Single characters.
      {".", "é", "\n"}, {"(?s).", "\n", ""}, {"[xyz]", "y", "a"}, {"[^xyz]", "a", "y"}, {"\\d", "7", "٣"}, {"\\D", "٣", "7"}, {"[[:alpha:]]", "k", "é"}, {"[[:^alpha:]]", "é", "k"}, {"\\pN", "½", "a"}, {"\\p{Greek}", "α", "a"},
      {"\\PN", "a", "½"}, {"\\P{Greek}", "a", "α"}, {"\\p{^Greek}", "a", "α"}, {"\\P{^Greek}", "α", "a"},
      // Composites.
      {"xy", "xy", "yx"}, {"x|y", "y", "xy"}, {"x|", "", "y"}, {"", "", "x"},
      // Repetitions, greedy or not.
      {"x*", "xxx", "y"}, {"x+", "x", ""}, {"x?", "", "xx"}, {"x{2,3}", "xxx", "xxxx"}, {"x{2,}", "xxxxx", "x"}, {"x{2}", "xx", "xxx"}, {"x*?", "xxx", "y"}, {"x+?", "xx", ""}, {"x??", "x", "xx"}, {"x{2,3}?", "xx", "x"}, {"x{2,}?", "xx", "x"},
      {"x{2}?", "xx", "x"}, {"x{0}", "", "x"}, {"(?:ab){2}", "abab", "ab"},
      // Groups and flags.
      {"(ab)c", "abc", "ab"}, {"(?P<name>a)", "a", "b"}, {"(?<name>a)", "a", "b"}, {"(?:a)", "a", "b"}, {"(?i)aB", "Ab", "b"}, {"(?i:a)b", "Ab", "AB"}, {"(?i-i:a)", "a", "A"}, {"(?m:a$)\\n", "a\n", "a"}, {"(?s-i:.)", "\n", ""}, {"(?U)x*", "xx", "y"},
      // Empty strings.
      {"(?m)a\\n^b", "a\nb", "ab"}, {"a\\n^b|c", "c", "a\nb"}, {"(?m:a$)\\nb", "a\nb", "ab"}, {"\\Aa", "a", "ba"}, {"a\\b-", "a-", "ab"}, {"a\\Bb", "ab", "a-"}, {"a\\z", "a", "a\n"},
      // Escapes.
      {"\\a\\f\\t\\n\\r\\v", "\a\f\t\n\r\v", "afnrtv"}, {"\\*\\.\\[\\\\", "*.[\\", "*.["}, {"\\141\\101\\0", std::string_view("aA\0", 3), "a"}, {"\\x7F", "\x7F", "7F"}, {"\\x{10FFFF}", "\U0010FFFF", "x"}, {"\\Q.*[\\E+", ".*[[", "a"}, {"\\Q\\d\\E", "\\d", "7"},
      // Elements of classes.
      {"[A-F]", "C", "G"}, {"[\\d]", "1", "a"}, {"[^\\d]", "a", "1"}, {"[\\D]", "a", "1"}, {"[^\\D]", "1", "a"}, {"[^[:alpha:]]", "1", "a"}, {"[\\p{Lu}]", "É", "é"}, {"[^\\p{Lu}]", "é", "É"}, {"[\\pLu]", "u", "1"}, {"[a\\-z]", "-", "b"}, {"[a-]", "-", "b"},
      {"[]]", "]", "["}, {"[^]]", "[", "]"}, {"[\\]]", "]", "["}, {"[[:digit:][:upper:]-]", "-", "a"}, {"[\\x{e0}-\\x{ff}]", "é", "e"},
      // Perl's classes are ASCII.
      {"\\s", "\f", "\v"}, {"\\S", "\v", "\f"}, {"\\w", "_", "é"}, {"\\W", "é", "_"},
      // ASCII classes.
      {"[[:alnum:]]", "9", "_"}, {"[[:ascii:]]", "\x7F", "\u0080"}, {"[[:blank:]]", "\t", "\n"}, {"[[:cntrl:]]", "\x7F", " "}, {"[[:digit:]]", "0", "a"}, {"[[:graph:]]", "~", " "}, {"[[:lower:]]", "z", "Z"}, {"[[:print:]]", " ", "\t"}, {"[[:punct:]]", "`", "a"},
      {"[[:space:]]", "\v", "a"}, {"[[:upper:]]", "Z", "z"}, {"[[:word:]]", "_", "-"}, {"[[:xdigit:]]", "f", "g"},
      // General categories.
      {"\\pC", "\u00AD", "a"}, {"\\p{Cc}", "\x01", "\u00AD"}, {"\\p{Cf}", "\u00AD", "a"}, {"\\p{Co}", "\uE000", "a"}, {"\\pL", "a", "1"}, {"\\p{Ll}", "a", "A"}, {"\\p{Lm}", "\u02B0", "a"}, {"\\p{Lo}", "\u05D0", "a"}, {"\\p{Lt}", "\u01C5", "a"}, {"\\p{Lu}", "A", "a"},
      {"\\pM", "\u0301", "a"}, {"\\p{Mc}", "\u0903", "\u0301"}, {"\\p{Me}", "\u20DD", "\u0301"}, {"\\p{Mn}", "\u0301", "\u0903"}, {"\\p{Nd}", "٣", "½"}, {"\\p{Nl}", "Ⅷ", "8"}, {"\\p{No}", "½", "8"}, {"\\pP", "!", "+"}, {"\\p{Pc}", "_", "-"}, {"\\p{Pd}", "-", "_"},
      {"\\p{Pe}", ")", "("}, {"\\p{Pf}", "»", "«"}, {"\\p{Pi}", "«", "»"}, {"\\p{Po}", "!", "-"}, {"\\p{Ps}", "(", ")"}, {"\\pS", "+", "!"}, {"\\p{Sc}", "€", "+"}, {"\\p{Sk}", "^", "+"}, {"\\p{Sm}", "+", "€"}, {"\\p{So}", "©", "+"}, {"\\pZ", "\u2028", "a"},
      {"\\p{Zl}", "\u2028", "\u2029"}, {"\\p{Zp}", "\u2029", "\u2028"}, {"\\p{Zs}", "\u00A0", "\n"}, {"\\p{Any}", "a", ""},
      // Scripts.
      {"\\p{Latin}", "é", "α"}, {"\\p{Cyrillic}", "ж", "a"}, {"\\p{Han}", "語", "a"}, {"\\p{Hiragana}", "ひ", "カ"}, {"\\p{Katakana}", "カ", "ひ"}, {"\\p{Common}", "1", "a"}, {"\\p{Inherited}", "\u0301", "a"}, {"\\p{Canadian_Aboriginal}", "ᐁ", "a"}, {"\\p{Yi}", "ꀀ", "a"},
  };
  for (const Construct& row : kRows) check(row);
}

TEST_CASE("letters that fold into one another are one under (?i), in a class and out of it") {
  for (const char* pattern : {"(?i)k", "(?i)K", "(?i)\u212A", "(?i)[k]", "(?i)[j-l]", "(?i)\\x4b"}) {
    for (const char* text : {"k", "K", "\u212A"}) {
      CAPTURE(pattern);
      CHECK(kPatterns.matches(pattern, text));
    }
  }
  for (const char* text : {"k", "K", "\u212A"}) {
    CHECK_FALSE(kPatterns.matches("(?i)^[^k]$", text));
    CHECK_FALSE(kPatterns.matches("(?i)^\\W$", text));
  }
  CHECK(kPatterns.matches("(?i)^\\p{Lu}$", "a"));
  CHECK_FALSE(kPatterns.matches("(?i)^\\P{Lu}$", "a"));
  CHECK_FALSE(kPatterns.matches("(?i)^ss$", "ß"));  // no letter becomes two
}

TEST_CASE("every script of RE2's page is known, and takes something but not everything") {
  for (const char* script : {
      "Arabic", "Armenian", "Balinese", "Bengali", "Bopomofo", "Braille", "Buginese", "Buhid", "Canadian_Aboriginal",
      "Carian", "Cham", "Cherokee", "Common", "Coptic", "Cuneiform", "Cypriot", "Cyrillic", "Deseret", "Devanagari",
      "Ethiopic", "Georgian", "Glagolitic", "Gothic", "Greek", "Gujarati", "Gurmukhi", "Han", "Hangul", "Hanunoo",
      "Hebrew", "Hiragana", "Inherited", "Kannada", "Katakana", "Kayah_Li", "Kharoshthi", "Khmer", "Lao", "Latin",
      "Lepcha", "Limbu", "Linear_B", "Lycian", "Lydian", "Malayalam", "Mongolian", "Myanmar", "New_Tai_Lue", "Nko",
      "Ogham", "Ol_Chiki", "Old_Italic", "Old_Persian", "Oriya", "Osmanya", "Phags_Pa", "Phoenician", "Rejang", "Runic",
      "Saurashtra", "Shavian", "Sinhala", "Sundanese", "Syloti_Nagri", "Syriac", "Tagalog", "Tagbanwa", "Tai_Le",
      "Tamil", "Telugu", "Thaana", "Thai", "Tibetan", "Tifinagh", "Ugaritic", "Vai", "Yi"}) {
    CAPTURE(script);
    ludex::regex::CodeSet set;
    CHECK(ludex::regex::find_re2_property(script, set));
    CHECK_FALSE(set.ranges().empty());
    CHECK_FALSE(set.contains(0xE000));  // of private use: of no script
  }
}
