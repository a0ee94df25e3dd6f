// Functions of plain texts: at their edges, and in linear time.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "expr/text_functions.h"

namespace text = ludex::expr::text;

TEST_CASE("searching agrees with the standard library's, whatever repeats") {
  for (const std::string unit : {"a", "ab", "aab", "abcab"}) {
    std::string haystack, needle;
    for (int i = 0; i < 40; ++i) haystack += unit;
    for (int i = 0; i < 12; ++i) needle += unit;
    for (const std::string& wanted : {needle, needle + "b", needle + unit.substr(0, 1), std::string("b") + needle, std::string(300, 'a')}) {
      for (std::size_t from = 0; from <= haystack.size() + 2; from += 7) {
        CHECK(text::find(haystack, wanted, from) == haystack.find(wanted, from));
        CHECK(text::find_last(haystack, wanted, from) == haystack.rfind(wanted, from));
      }
    }
  }
}

TEST_CASE("a text and a needle made to be slow are searched at once") {
  const std::string haystack(1 << 20, 'a'), needle = std::string(1 << 19, 'a') + "b";  // 2^38 comparisons one by one
  CHECK(text::find(haystack, needle) == std::string::npos);
  CHECK(text::find_last(haystack, needle, haystack.size()) == std::string::npos);
  std::string out;
  CHECK(text::replace(haystack, needle, "", -1, 1 << 20, out));
  CHECK(out == haystack);
}

TEST_CASE("counts below zero mean all, however far below") {
  std::string out;
  CHECK(text::replace("aaa", "a", "b", INT64_MIN, 100, out));
  CHECK(out == "bbb");
  std::vector<std::string_view> parts;
  CHECK(text::split("a,b", ",", INT64_MIN, 100, parts));
  CHECK(parts.size() == 2);
}

TEST_CASE("what grows too large is given up") {
  std::string out;
  CHECK_FALSE(text::replace(std::string(1000, 'a'), "a", std::string(1000, 'b'), -1, 4096, out));
  CHECK(out.size() < 8192);
  std::vector<std::string_view> parts;
  CHECK_FALSE(text::split(std::string(100, ','), ",", -1, 10, parts));
}
