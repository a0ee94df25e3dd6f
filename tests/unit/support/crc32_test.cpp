#include "support/crc32.h"

#include <doctest/doctest.h>

#include <string>

using namespace ludex;

TEST_CASE("CRC-32 gives the check value of the catalogues, at every alignment and in pieces") {
  CHECK(crc32("") == 0);
  CHECK(crc32("123456789") == 0xcbf43926u);
  CHECK(crc32("The quick brown fox jumps over the lazy dog") == 0x414fa339u);
  const std::string text = "................123456789 and what comes behind it";
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(crc32(std::string_view(text).substr(cut), crc32(std::string_view(text).substr(0, cut))) == crc32(text));
}

TEST_CASE("one flipped bit changes it") {
  const std::string text(100, 'x');
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string other = text;
    other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
    CHECK(crc32(other) != crc32(text));
  }
}
