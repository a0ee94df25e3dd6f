#include "value/decimal.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "value/number.h"

using namespace ludex::json;

namespace {

std::string key(const char* text) {
  std::string out;
  append_canonical(out, read_decimal(text));
  return out;
}

}  // namespace

TEST_CASE("one value has one spelling") {
  for (const char* one : {"1", "1.0", "10e-1", "0.1e1", "0.001E+3", "1000e-3"}) CHECK_MESSAGE(key(one) == key("1"), one);
  for (const char* zero : {"0", "-0", "0.00", "0e999999999999999999999", "-0e-5"}) CHECK_MESSAGE(key(zero) == key("0"), zero);
  CHECK(key("-12.50") == "-125e2;");
  CHECK(key("1") != key("-1"));
  CHECK(key("1e400") != key("1e401"));
  CHECK(key("12345678901234567890123456789") != key("12345678901234567890123456788"));
}

TEST_CASE("the order of numbers is that of their values") {
  const std::vector<const char*> ascending = {"-1e400", "-123456789012345678901", "-2", "-1.5", "-1", "-0.01", "-1e-400", "0", "1e-400", "0.09", "0.1", "0.11",
                                              "0.5", "1", "1.0000000000000000000001", "9.99", "10", "11", "9007199254740992", "9007199254740993", "1e400"};
  for (std::size_t i = 0; i < ascending.size(); ++i)
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      const int order = compare(read_decimal(ascending[i]), read_decimal(ascending[j]));
      CHECK_MESSAGE((i < j ? order < 0 : i > j ? order > 0 : order == 0), ascending[i], " ", ascending[j]);
    }
}

TEST_CASE("whole numbers are told from the others") {
  for (const char* whole : {"0", "-0.0", "1", "1.0", "12e-0", "120e-1", "1e400", "1.5e1"}) CHECK_MESSAGE(is_integer(whole), whole);
  for (const char* broken : {"0.5", "1e-1", "15e-1", "1.05e1", "1e-99999999999999999999"}) CHECK_MESSAGE(!is_integer(broken), broken);
}

TEST_CASE("divisibility is exact") {
  const auto divides = [](const char* divisor, const char* value) { return Divisor(read_decimal(divisor)).divides(read_decimal(value)); };
  for (const auto& c : {std::pair("0.01", "4.35"), std::pair("0.0001", "0.0075"), std::pair("2", "1e400"), std::pair("1e-8", "12391239123"), std::pair("1.5", "-4.5"), std::pair("7", "0"),
                                       std::pair("64", "1e6"), std::pair("1e308", "1e308"), std::pair("0.5", "1e308"), std::pair("999999999999999999", "999999999999999999")})
    CHECK_MESSAGE(divides(c.first, c.second), c.first, " ", c.second);
  for (const auto& c : {std::pair("0.01", "0.075"), std::pair("0.0001", "0.00751"), std::pair("3", "1e400"), std::pair("0.123456789", "1e308"), std::pair("128", "1e6"), std::pair("1e308", "1e307"),
                                       std::pair("1.5", "35"), std::pair("10", "5")})
    CHECK_MESSAGE(!divides(c.first, c.second), c.first, " ", c.second);
}

TEST_CASE("the short ways agree with the long one") {
  for (const char* text : {"0", "-0", "7", "-7", "7.0", "7.5", "-7.5", "-0.5", "0.25", "12345678901234567", "-1234567890123456", "1234567890.12345"}) {
    Neighbours n{};
    REQUIRE_MESSAGE(read_neighbours(text, n), text);
    const std::string below = std::to_string(n.below), above = std::to_string(n.above);
    CHECK(compare(read_decimal(below), read_decimal(text)) <= 0);
    CHECK(compare(read_decimal(text), read_decimal(above)) <= 0);
    CHECK((n.above - n.below == (is_integer(text) ? 0 : 1)));
    std::int64_t small = 0;
    if (read_small_integer(text, small)) CHECK(small == *ludex::parse_exact_int64(text));
  }
  Neighbours n{};
  for (const char* text : {"1e2", "1.5e1", "1234567890123456789", "0.123456789012345678"}) CHECK_MESSAGE(!read_neighbours(text, n), text);
}

TEST_CASE("exponents of any length are read, those beyond 10^18 as that") {
  for (const char* huge : {"1e1000000000000000000", "1e1000000000000000001", "1e21234678901256790123", "1e99999999999999999999999999999999"}) {
    CHECK_MESSAGE(compare(read_decimal(huge), read_decimal("1e1000000000000000000")) == 0, huge);
    CHECK_MESSAGE(compare(read_decimal(huge), read_decimal("1e99999999999999999")) > 0, huge);
    CHECK_MESSAGE(compare(read_decimal("1e-" + std::string(huge + 2)), read_decimal("1e-99999999999999999")) < 0, huge);
  }
  CHECK(compare(read_decimal("1e999999999999999998"), read_decimal("1e999999999999999997")) > 0);
}
