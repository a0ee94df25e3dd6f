#include "regex/unicode.h"

#include <doctest/doctest.h>

namespace {

using namespace ludex::regex;

std::size_t count(const CodeSet& set) {
  std::size_t n = 0;
  for (const CodeRange& r : set.ranges()) n += r.last - r.first + 1;
  return n;
}

CodeSet property(const char* name) {
  CodeSet set;
  CHECK_MESSAGE(find_property(name, set), name);
  return set;
}

}  // namespace

TEST_CASE("the categories part all code points between them") {
  std::size_t n = 0;
  for (const char* name : {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
                           "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"})
    n += count(property(name));
  CHECK(n == 0x110000);
  CHECK(count(property("Cs")) == 0x800);
  CHECK(count(property("Any")) == 0x110000);
  CHECK(count(property("Assigned")) + count(property("Cn")) == 0x110000);
}

TEST_CASE("a property has its short and its long names, and says which kind is meant") {
  CHECK(property("L").ranges() == property("Letter").ranges());
  CHECK(property("gc=Lu").ranges() == property("General_Category=Uppercase_Letter").ranges());
  CHECK(property("Script=Greek").ranges() == property("sc=Grek").ranges());
  CHECK(property("Script_Extensions=Greek").ranges() == property("scx=Grek").ranges());
  CHECK(property("scx=Greek").ranges() != property("sc=Greek").ranges());
  CHECK(property("Alphabetic").ranges() == property("Alpha").ranges());
  CHECK(property("LC").ranges() == property("Cased_Letter").ranges());
  CHECK(property("sc=Qaac").ranges() == property("sc=Coptic").ranges());
}

TEST_CASE("names of properties are exact") {
  CodeSet set;
  for (const char* name : {"", "=", "letter", "LETTER", "Greek", "sc=greek", "sc=", "Script=Lu", "gc=Greek", "Any=Yes", "Alphabetic=Yes", "InGreek", "IsLu", " Lu"})
    CHECK_MESSAGE(!find_property(name, set), name);
  for (const char* name : {"", "Letter", "Uppercase_Letter", "LC", "lu", "greek", "Alphabetic"}) CHECK_MESSAGE(!find_re2_property(name, set), name);
  CHECK(set.ranges().empty());
  CHECK(find_re2_property("Greek", set));
  CHECK(set.contains(0x3B1));
}

TEST_CASE("the tables hold what Unicode 17 holds") {
  CHECK(unicode_version() == "17.0");
  CHECK(property("Lu").contains(0x16EA0));  // BERIA ERFE CAPITAL LETTER ARKAB, new in 17
  CHECK(property("Emoji_Presentation").contains(0x1F600));
  CHECK_FALSE(property("Lu").contains('a'));
  CHECK(property("White_Space").contains(0x3000));
  CHECK_FALSE(property("White_Space").contains(0xFEFF));
}

TEST_CASE("case variants go round in circles, and Turkish has none") {
  const auto variants = [](std::uint32_t c) {
    CodeSet set{{c, c}};
    add_case_variants(set);
    return set.ranges();
  };
  CHECK(variants('k') == std::vector<CodeRange>{{'K', 'K'}, {'k', 'k'}, {0x212A, 0x212A}});
  CHECK(variants(0x212A) == variants('k'));
  CHECK(variants('i') == std::vector<CodeRange>{{'I', 'I'}, {'i', 'i'}});
  CHECK(variants(0x130) == std::vector<CodeRange>{{0x130, 0x130}});
  CHECK(variants(0x3C3) == std::vector<CodeRange>{{0x3A3, 0x3A3}, {0x3C2, 0x3C3}});
  CHECK(variants('1') == std::vector<CodeRange>{{'1', '1'}});
  CodeSet all{{0, kMaxCodePoint}};
  add_case_variants(all);
  CHECK(all.ranges() == std::vector<CodeRange>{{0, kMaxCodePoint}});
}
