#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "support/arena.h"
#include "value/json_scan.h"

namespace {

using namespace ludex::json;
using ludex::Arena;
using namespace std::string_literals;

/// The value of the JSON string `text`.
std::string value_of(std::string_view text) {
  Tape tape;
  Arena arena;
  if (!scan(text, {}, tape).ok()) return "(fault)";
  return std::string(string_value(text, tape.nodes[0], arena));
}

}  // namespace

TEST_CASE("strings are unescaped to UTF-8") {
  CHECK(value_of(R"("plain")") == "plain");
  CHECK(value_of(R"("")") == "");
  CHECK(value_of(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(value_of(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(value_of(R"("\u0000x")") == "\0x"s);
  CHECK(value_of(R"("\ud800\udc00\udbff\udfff")") == "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
  CHECK(value_of(R"("\ud7ff\ue000\uffff")") == "\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF");
  CHECK(value_of("\"tail \xE2\x82\xAC \\n \xE2\x82\xAC\"") == "tail \xE2\x82\xAC \n \xE2\x82\xAC");
}

TEST_CASE("a string without escapes is a view into the text") {
  const std::string text = R"("untouched")";
  Tape tape;
  Arena arena;
  REQUIRE(scan(text, {}, tape).ok());
  CHECK(string_value(text, tape.nodes[0], arena).data() == text.data() + 1);
}

TEST_CASE("string_equals compares values, not spellings") {
  const auto equals = [](std::string_view text, std::string_view expected) {
    Tape tape;
    REQUIRE(scan(text, {}, tape).ok());
    return string_equals(text, tape.nodes[0], expected);
  };
  CHECK(equals(R"("abc")", "abc"));
  CHECK(equals(R"("\u0061b\u0063")", "abc"));
  CHECK(equals(R"("\ud83d\ude00")", "\xF0\x9F\x98\x80"));
  CHECK(equals(R"("\u0000")", "\0"s));
  CHECK(equals(R"("")", ""));
  CHECK_FALSE(equals(R"("\u0061b")", "abc"));
  CHECK_FALSE(equals(R"("\u0061bcd")", "abc"));
  CHECK_FALSE(equals(R"("\u0061")", ""));
  CHECK_FALSE(equals(R"("\ud83d\ude00")", "\xF0\x9F\x98"));
  CHECK_FALSE(equals(R"("abc")", "abd"));
  CHECK_FALSE(equals(R"("\\u0061")", "a"));
}

TEST_CASE("positions count lines by LF and columns in bytes from 1") {
  const std::string_view text = "a\r\nb\n\n\xC3\xA9x";
  const auto at = [text](std::uint32_t offset) {
    const Position position = position_of(text, offset);
    return std::to_string(position.line) + ":" + std::to_string(position.column);
  };
  CHECK(at(0) == "1:1");
  CHECK(at(2) == "1:3");
  CHECK(at(3) == "2:1");
  CHECK(at(5) == "3:1");
  CHECK(at(6) == "4:1");
  CHECK(at(8) == "4:3");
  CHECK(at(9) == "4:4");
  CHECK(at(1000) == "4:4");  // past the end is the end
  CHECK(position_of("", 0).line == 1);
}

TEST_CASE("a written string escapes what it must, nothing else, and reads back") {
  const auto written = [](std::string_view value) {
    std::string out = "x";
    write_string(out, value);
    return out;
  };
  CHECK(written("") == "x\"\"");
  CHECK(written("a/b'\x7F\xE2\x82\xAC") == "x\"a/b'\x7F\xE2\x82\xAC\"");
  CHECK(written("\"\\\b\f\n\r\t") == R"(x"\"\\\b\f\n\r\t")");
  CHECK(written("a\0b\x1F"s) == R"(x"a\u0000b\u001f")");
  std::string all;
  for (int round = 0; round < 3; ++round) {
    for (int byte = 0; byte < 0x80; ++byte) all.push_back(static_cast<char>(byte));
    all += "\xF0\x9F\x98\x80";
  }
  CHECK(value_of(written(all).substr(1)) == all);
}
