#include "value/canonical.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "support/random.h"

namespace {

using namespace ludex;

/// The canonical bytes of a JSON text; "" when a number is out of range.
std::string bytes_of(std::string_view text) {
  json::Tape tape;
  Arena arena;
  REQUIRE(json::scan(text, {}, tape).ok());
  std::string out;
  return canonical::from_json(out, text, tape, 0, arena) ? out : "";
}

/// The canonical text of a JSON text.
std::string spelled(std::string_view text) {
  std::string out;
  const std::string bytes = bytes_of(text);
  CHECK(canonical::skip(bytes, 0) == bytes.size());
  CHECK(canonical::write_json(out, bytes) == bytes.size());
  return out;
}

/// A random JSON text with blanks, unordered keys and odd numbers.
std::string any_json(RandomStream& random, int depth) {
  static constexpr const char* kScalars[] = {"null",  "true",   "false",      "0",     "-0",   "1.0",  "-1.5e3", "1e2",  "\"\"",
                                             "\"a\"", "\"\\n\"", "\"\\u00e9\"", "0.1",   "1e-9", "5e-324", "9223372036854775807",
                                             "-9223372036854775808", "9223372036854775808", "12345678901234567890123", "\"\xF0\x9F\x98\x80\""};
  if (depth == 0 || random.percent(40)) return kScalars[random.below(std::size(kScalars))];
  const bool is_list = random.percent(50);
  const std::uint32_t count = random.below(5);
  std::string out = is_list ? "[ " : "{ ";
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i) out += " , ";
    if (!is_list) out += "\"k" + std::to_string((i * 7 + 3) % 11) + (random.percent(20) ? "\\u0041" : "") + std::to_string(i) + "\" : ";
    out += any_json(random, depth - 1);
  }
  return out + (is_list ? "]" : "}");
}

}  // namespace

TEST_CASE("keys are written in UTF-8 byte order, without blanks") {
  CHECK(spelled(R"({ "b" : 1, "a" : { "\u00e9":2, "z":[ true , null ] } })") == R"({"a":{"z":[true,null],")" "\xC3\xA9" R"(":2},"b":1})");
  CHECK(spelled(R"({"10":0,"9":0,"":0})") == R"({"":0,"10":0,"9":0})");
}

TEST_CASE("one value has one spelling, whatever it was written like") {
  CHECK(bytes_of(R"({"a":1,"b":2})") == bytes_of(R"({ "b":2, "\u0061":1 })"));
  CHECK(bytes_of("1.50") == bytes_of("15e-1"));
  CHECK(bytes_of("-0.0") == bytes_of("0.0"));
  CHECK(bytes_of("\"\\u20ac\"") == bytes_of("\"\xE2\x82\xAC\""));
}

TEST_CASE("an int stays an int and a double a double") {
  CHECK(spelled("1") == "1");
  CHECK(spelled("1.0") == "1.0");
  CHECK(bytes_of("1") != bytes_of("1.0"));
  CHECK(spelled("-0") == "0");
  CHECK(spelled("9223372036854775807") == "9223372036854775807");
  CHECK(spelled("-9223372036854775808") == "-9223372036854775808");
  CHECK(spelled("9223372036854775808") == "9.223372036854776e+18");  // no int64: the nearest double
}

TEST_CASE("a number that no double reaches is refused, and with it what holds it") {
  CHECK(bytes_of("1e400").empty());
  CHECK(bytes_of("[1,{\"a\":-1e999}]").empty());
}

TEST_CASE("negative zero is never written") {
  std::string out, text;
  canonical::put_double(out, -0.0);
  canonical::write_json(text, out);
  CHECK(text == "0.0");
}

TEST_CASE("the bytes are the documented ones") {
  std::string out;
  canonical::put_map(out, 1);
  canonical::put_key(out, "k");
  canonical::put_list(out, 2);
  canonical::put_int(out, -2);
  canonical::put_string(out, "xy");
  CHECK(out == std::string("\x07\x01\0\0\0" "\x01\0\0\0k" "\x06\x02\0\0\0" "\x03\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF" "\x05\x02\0\0\0xy", 31));
  std::string text;
  CHECK(canonical::write_json(text, out) == out.size());
  CHECK(text == R"({"k":[-2,"xy"]})");
}

TEST_CASE("values that follow each other are found by skipping") {
  std::string out;
  canonical::put_string(out, "one");
  const std::size_t second = out.size();
  out += bytes_of(R"([{"a":[1,2,"x"]},false])");
  const std::size_t third = out.size();
  canonical::put_null(out);
  CHECK(canonical::skip(out, 0) == second);
  CHECK(canonical::skip(out, second) == third);
  CHECK(canonical::skip(out, third) == out.size());
  std::string text;
  CHECK(canonical::write_json(text, out, second) == third);
  CHECK(text == R"([{"a":[1,2,"x"]},false])");
}

TEST_CASE("text, bytes, text: a canonical text is a fixed point") {
  RandomStream random(3, 0);
  for (int i = 0; i < 2000; ++i) {
    const std::string written = any_json(random, 4);
    CAPTURE(written);
    const std::string once = spelled(written);
    REQUIRE(spelled(once) == once);
    REQUIRE(bytes_of(once) == bytes_of(written));
  }
}
