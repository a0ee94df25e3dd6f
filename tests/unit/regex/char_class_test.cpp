#include "regex/char_class.h"

#include <doctest/doctest.h>

#include "regex/unicode.h"

using namespace ludex::regex;

TEST_CASE("word bytes and word characters are the same") {
  for (unsigned b = 0; b < 256; ++b) CHECK(is_word_byte(b) == (b < 128 && word_characters().contains(b)));
}

TEST_CASE("ECMA's spaces are Unicode's separators, the controls and the byte order mark") {
  CodeSet expected{{'\t', '\r'}, {0xFEFF, 0xFEFF}};
  for (const char* name : {"Zs", "Zl", "Zp"}) CHECK(find_property(name, expected));
  CHECK(ecma_spaces().ranges() == expected.ranges());
  CHECK_FALSE(re2_spaces().contains('\v'));
}

TEST_CASE("POSIX classes are ASCII and known by name") {
  CodeSet set;
  CHECK(find_posix_class("punct", set));
  CHECK(set.contains('~'));
  CHECK_FALSE(set.contains('a'));
  CHECK_FALSE(find_posix_class("Alpha", set));
  CHECK_FALSE(find_posix_class("", set));
}
