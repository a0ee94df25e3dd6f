#include "regex/utf8_set.h"

#include <doctest/doctest.h>

#include "helpers/pattern_oracle.h"
#include "regex/unicode.h"

namespace {

using namespace ludex;
using namespace ludex::regex;

bool accepts(const Utf8Set& set, const std::string& bytes) {
  std::uint32_t at = static_cast<std::uint32_t>(set.nodes.size() - 1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    bool is_found = false;
    for (const Transition& t : set.nodes[at]) {
      if (byte < t.first || byte > t.last) continue;
      if (t.target == kComplete) return i + 1 == bytes.size();
      at = t.target;
      is_found = true;
      break;
    }
    if (!is_found) return false;
  }
  return false;
}

}  // namespace

TEST_CASE("the bytes of a set are those of its code points, all of them and no others") {
  CodeSet letters;
  REQUIRE(find_property("L", letters));
  const CodeSet sets[] = {letters, {{0, kMaxCodePoint}}, {}, {{0x7F, 0x80}, {0x7FF, 0x801}, {0xFFFE, 0x10001}}, {{0x500, 0x20FFFF - 0x100000}}};
  for (const CodeSet& set : sets) {
    const Utf8Set automaton = utf8_set(set);
    for (std::uint32_t c = 0; c <= kMaxCodePoint; c += c < 0x3000 || (c & 0xFFF) > 0xFF0 ? 1 : 7) {
      if (c >= 0xD800 && c < 0xE000) continue;
      std::string bytes;
      test::put_utf8(bytes, c);
      if (accepts(automaton, bytes) != set.contains(c)) FAIL_CHECK(c);
    }
  }
}

TEST_CASE("no surrogate, overlong form or byte alone is in any set") {
  const Utf8Set all = utf8_set({{0, kMaxCodePoint}});
  for (const char* bytes : {"\xED\xA0\x80", "\xC0\x80", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\x80", "\xC3", "\xFF"}) CHECK_FALSE(accepts(all, bytes));
  CHECK(all.instructions < 40);
}

TEST_CASE("a set that shares endings shares states") {
  CodeSet letters;
  REQUIRE(find_property("L", letters));
  CHECK(utf8_set(letters).instructions < 2 * letters.ranges().size() + 200);
}
