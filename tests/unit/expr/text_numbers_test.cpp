// What conversions read of a text, at its edges.

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "expr/text_numbers.h"

namespace text = ludex::expr::text;

namespace {

template <class T>
T good(text::Read (*read)(std::string_view, T&), std::string_view given) {
  T out{};
  CAPTURE(given);
  CHECK(read(given, out) == text::Read::good);
  return out;
}

template <class T>
text::Read outcome(text::Read (*read)(std::string_view, T&), std::string_view given) {
  T out{};
  return read(given, out);
}

}  // namespace

TEST_CASE("ints: a sign, any number of zeros, all of 64 bits") {
  CHECK(good(text::to_int, "+3") == 3);
  CHECK(good(text::to_int, "-0") == 0);
  CHECK(good(text::to_int, std::string(5000, '0') + "7") == 7);
  CHECK(good(text::to_int, "9223372036854775807") == INT64_MAX);
  CHECK(good(text::to_int, "-9223372036854775808") == INT64_MIN);
  CHECK(good(text::to_uint, "18446744073709551615") == UINT64_MAX);
  for (const char* large : {"9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999999999"}) CHECK(outcome(text::to_int, large) == text::Read::out_of_range);
  CHECK(outcome(text::to_uint, "18446744073709551616") == text::Read::out_of_range);
  for (const char* bad : {"", "+", "-", "+-1", "--1", "1 ", " 1", "1.0", "1e3", "0x1", "1_000", "１"}) CHECK(outcome(text::to_int, bad) == text::Read::not_one);
  for (const char* bad : {"", "+1", "-1"}) CHECK(outcome(text::to_uint, bad) == text::Read::not_one);
  CHECK(outcome(text::to_int, std::string_view("1\0", 2)) == text::Read::not_one);
}

TEST_CASE("doubles: digits on one side of a point are enough") {
  CHECK(good(text::to_double, "1") == 1.0);
  CHECK(good(text::to_double, "+.5e1") == 5.0);
  CHECK(good(text::to_double, "-007.") == -7.0);
  CHECK(good(text::to_double, "1.e2") == 100.0);
  CHECK(good(text::to_double, "000.1") == 0.1);
  CHECK(std::signbit(good(text::to_double, "-0")));
  CHECK(good(text::to_double, "0.1000000000000000055511151231257827") == 0.1);
  CHECK(good(text::to_double, std::string(4000, '0') + ".25") == 0.25);
  CHECK(good(text::to_double, "1e-999") == 0.0);
  CHECK(outcome(text::to_double, "1e999") == text::Read::out_of_range);
  CHECK(outcome(text::to_double, "-.1e999") == text::Read::out_of_range);
  for (const char* bad : {"", ".", "+", "-.", ".e1", "e1", "1e", "1e+", "1.2.3", "1 ", " 1", "0x1p3", "1f", "nan", "inf", "Infinity", "1,5"}) CHECK(outcome(text::to_double, bad) == text::Read::not_one);
}

TEST_CASE("bools: six words for each") {
  for (const char* word : {"1", "t", "T", "true", "TRUE", "True"}) CHECK(good(text::to_bool, word));
  for (const char* word : {"0", "f", "F", "false", "FALSE", "False"}) CHECK(!good(text::to_bool, word));
  for (const char* bad : {"", "tRUE", "yes", "on", "01", "true ", "2"}) CHECK(outcome(text::to_bool, bad) == text::Read::not_one);
}
