// The C library of the test machine is the oracle here: strtod and printf are exact in glibc. The core never calls
// them.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/bits.h"
#include "value/number.h"

namespace {

using ludex::bits_of;
using ludex::double_of;
using ludex::parse_double;
using ludex::parse_exact_int64;

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

std::string printed(double value) {
  char out[ludex::kMaxDoubleText];
  return {out, ludex::print_double(value, out)};
}

std::string printed_integer(std::int64_t value) {
  char out[20];
  return {out, ludex::print_int64(value, out)};
}

std::string with_digits(double value, int significant) {
  char out[64];
  const int length = std::snprintf(out, sizeof out, "%.*e", significant - 1, value);
  return {out, static_cast<std::size_t>(length)};
}

/// The significant digits of a printed number without leading and trailing zeros.
std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c >= '0' && c <= '9' && !(digits.empty() && c == '0')) digits.push_back(c);
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return digits;
}

/// Empty when parse_double agrees with strtod, else what differs. One string instead of one CHECK per number: a
/// million CHECKs cost more than what they check.
std::string parse_difference(const std::string& text) {
  const double expected = std::strtod(text.c_str(), nullptr);
  const double actual = parse_double(text);
  if (bits_of(actual) == bits_of(expected)) return {};
  return text.substr(0, 60) + ": " + with_digits(actual, 17) + " instead of " + with_digits(expected, 17);
}

/// Empty when the text of `value` reads back, is as short as possible and the closest of that length.
std::string print_difference(double value) {
  const std::string text = printed(value);
  if (bits_of(parse_double(text)) != bits_of(value)) return text + " does not read back by parse_double";
  if (bits_of(std::strtod(text.c_str(), nullptr)) != bits_of(value)) return text + " does not read back by strtod";
  const std::string digits = digits_of(text);
  const int length = static_cast<int>(digits.size());
  if (length > 1 && std::strtod(with_digits(value, length - 1).c_str(), nullptr) == value) {
    return text + " is longer than " + with_digits(value, length - 1);
  }
  const std::string nearest = with_digits(value, length);
  if (std::strtod(nearest.c_str(), nullptr) == value && digits_of(nearest) != digits) {
    return text + " is farther than " + nearest;
  }
  return {};
}

/// The middle between the double `bits` and the next one, exactly: digits * 10^exponent.
struct Middle {
  std::string digits;
  std::string exponent;
};

Middle middle_above(std::uint64_t bits) {
  const auto biased = static_cast<int>(bits >> 52);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const std::uint64_t mantissa = biased == 0 ? fraction : fraction | std::uint64_t{1} << 52;
  const int exponent = (biased == 0 ? 1 : biased) - 1076;

  // (2m+1) * 2^e, or (2m+1) * 5^-e * 10^e, in limbs of nine digits, the lowest first.
  constexpr std::uint64_t kLimb = 1'000'000'000;
  const std::uint64_t odd = 2 * mantissa + 1;
  std::vector<std::uint64_t> limbs = {odd % kLimb, odd / kLimb};
  const std::uint64_t base = exponent >= 0 ? 2 : 5;
  for (int left = exponent >= 0 ? exponent : -exponent; left > 0;) {
    std::uint64_t carry = 0;
    std::uint64_t factor = 1;
    for (; left > 0 && factor < kLimb / base; --left) factor *= base;
    for (std::uint64_t& limb : limbs) {
      carry += limb * factor;
      limb = carry % kLimb;
      carry /= kLimb;
    }
    if (carry != 0) limbs.push_back(carry);
  }
  std::string digits;
  for (auto limb = limbs.rbegin(); limb != limbs.rend(); ++limb) digits += std::to_string(kLimb + *limb).substr(1);
  digits.erase(0, digits.find_first_not_of('0'));
  return {digits, "e" + std::to_string(std::min(exponent, 0))};
}

/// The decimal integer before `digits`, which is not 0.
std::string decremented(std::string digits) {
  std::size_t at = digits.size() - 1;
  for (; digits[at] == '0'; --at) digits[at] = '9';
  --digits[at];
  return digits;
}

}  // namespace

TEST_CASE("printing and parsing a random double gives the same bits, the shortest digits and the nearest ones") {
  SplitMix random(1);
  for (int i = 0; i < 250'000; ++i) {
    const double value = double_of(random.next());
    if (!std::isfinite(value)) continue;
    const std::string difference = print_difference(value);
    REQUIRE_MESSAGE(difference.empty(), difference);
  }
}

TEST_CASE("printing is shortest and exact around every power of two") {
  for (std::uint64_t exponent = 0; exponent < 0x7FF; ++exponent) {
    for (std::uint64_t step = 0; step < 5; ++step) {
      const std::uint64_t bits = (exponent << 52) + step - 2;
      if (exponent == 0 && step < 2) continue;
      const double value = double_of(bits);
      if (!std::isfinite(value)) continue;
      const std::string difference = print_difference(value);
      REQUIRE_MESSAGE(difference.empty(), difference);
    }
  }
}

TEST_CASE("printing is shortest and exact for subnormals and for decimals people write") {
  SplitMix random(2);
  for (int i = 0; i < 60'000; ++i) {
    const double subnormal = double_of(random.next() >> 12 >> random.below(52));
    const double price = static_cast<double>(random.below(10'000'000)) / 100.0;
    const double integer = static_cast<double>(random.next() >> random.below(64));
    for (const double value : {subnormal, price, integer}) {
      const std::string difference = print_difference(value);
      REQUIRE_MESSAGE(difference.empty(), difference);
    }
  }
}

TEST_CASE("a double is laid out as Python's repr") {
  const struct {
    double value;
    const char* text;
  } cases[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {-1.0, "-1.0"},
      {0.1, "0.1"},
      {0.3, "0.3"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.5, "1.5"},
      {10.0, "10.0"},
      {100.25, "100.25"},
      {123456.789, "123456.789"},
      {0.001, "0.001"},
      {0.0001, "0.0001"},
      {0.00012345, "0.00012345"},
      {0.00001, "1e-05"},
      {0.000012345, "1.2345e-05"},
      {1e15, "1000000000000000.0"},
      {9999999999999998.0, "9999999999999998.0"},
      {1e16, "1e+16"},
      {12345678901234568.0, "1.2345678901234568e+16"},
      {1e17, "1e+17"},
      {1e22, "1e+22"},
      {1e23, "1e+23"},
      {9007199254740993.0, "9007199254740992.0"},
      {1.5e300, "1.5e+300"},
      {1e-100, "1e-100"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {2.225073858507201e-308, "2.225073858507201e-308"},
      {5e-324, "5e-324"},
      {-5e-324, "-5e-324"},
      {2e-323, "2e-323"},
      {5.684341886080802e-14, "5.684341886080802e-14"},
      {9.5367431640625e-07, "9.5367431640625e-07"},
      {-2.2250738585072014e-308, "-2.2250738585072014e-308"},
  };
  for (const auto& [value, text] : cases) CHECK(printed(value) == text);
}

TEST_CASE("no double needs more than kMaxDoubleText bytes") {
  SplitMix random(3);
  std::size_t longest = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double value = double_of(random.next() | std::uint64_t{1} << 63);
    if (std::isfinite(value)) longest = std::max(longest, printed(value).size());
  }
  CHECK(longest == 24);
  CHECK(longest <= ludex::kMaxDoubleText);
}

TEST_CASE("parsing agrees with the C library on random texts of every shape") {
  SplitMix random(4);
  const auto digits = [&random](std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<char>('0' + random.below(10)));
    return out;
  };
  const auto integer = [&](std::size_t most) {
    std::string out = digits(1 + random.below(most));
    return out[0] == '0' ? std::string("0") : out;
  };
  for (int i = 0; i < 250'000; ++i) {
    std::string text = random.below(2) != 0 ? "-" : "";
    switch (random.below(5)) {
      case 0: text += integer(25); break;
      case 1: text += integer(4) + "." + digits(1 + random.below(20)); break;
      case 2: text += integer(22) + "e" + std::to_string(static_cast<int>(random.below(670)) - 350); break;
      case 3: text += integer(1) + "." + digits(1 + random.below(40)) + "E-" + digits(1 + random.below(3)); break;
      default: text += "0." + std::string(random.below(330), '0') + digits(1 + random.below(25));
    }
    const std::string difference = parse_difference(text);
    REQUIRE_MESSAGE(difference.empty(), difference);
  }
}

TEST_CASE("parsing reads 17 digits of a random double back to its bits") {
  SplitMix random(5);
  for (int i = 0; i < 250'000; ++i) {
    const double value = double_of(random.next());
    if (!std::isfinite(value)) continue;
    REQUIRE(bits_of(parse_double(with_digits(value, 17))) == bits_of(value));
  }
}

TEST_CASE("parsing decides exact ties to even, and texts a hair away from them to the nearer double") {
  SplitMix random(6);
  for (int i = 0; i < 4'000; ++i) {
    const std::uint64_t bits =
        i % 2 == 0 ? random.below(0x7FEF'FFFF'FFFF'FFFFu) : random.next() >> 12 >> random.below(52);
    const auto [digits, exponent] = middle_above(bits);
    REQUIRE(bits_of(parse_double(digits + exponent)) == bits + (bits & 1));
    const std::size_t length = random.below(2000);
    REQUIRE(bits_of(parse_double(digits + "." + std::string(length, '0') + "1" + exponent)) == bits + 1);
    REQUIRE(bits_of(parse_double(decremented(digits) + "." + std::string(length, '9') + exponent)) == bits);
  }
}

TEST_CASE("parsing agrees with the C library on the known hard cases") {
  const char* const cases[] = {
      "0",
      "-0",
      "0.0",
      "-0.0",
      "0e5",
      "-0e-5",
      "0.000e400",
      "1",
      "-1",
      "1e0",
      "1E+0",
      "1e-0",
      // 2^53 and its neighbours, ties included
      "9007199254740991",
      "9007199254740992",
      "9007199254740993",
      "9007199254740994",
      "9007199254740995",
      "9007199254740993.0",
      "9007199254740993.00000000000000000000000000001",
      "9007199254740992.9999999999999999999",
      "90071992547409930e-1",
      "9007199254740993000000000000000000e-18",
      "18014398509481985",
      "18014398509481987",
      "18446744073709551615",
      "18446744073709551616",
      "9223372036854775807",
      "9223372036854775808",
      "9223372036854777856",
      // fast path edges
      "1e22",
      "1e23",
      "-1e-22",
      "1e-23",
      "123456789012345e22",
      "9007199254740992e22",
      "9007199254740993e22",
      // range
      "1.7976931348623157e308",
      "1.7976931348623158e308",
      "1.7976931348623159e308",
      "1.797693134862315807e308",
      "179769313486231580793728971405301e276",
      "1e308",
      "1e309",
      "-1e309",
      "1e400",
      "1e99999",
      "1e999999999999999999999",
      "2.2250738585072014e-308",
      "2.2250738585072011e-308",
      "2.2250738585072012e-308",
      "2.225073858507201e-308",
      "4.9406564584124654e-324",
      "4.9e-324",
      "2.4703282292062327208e-324",
      "2.4703282292062327209e-324",
      "2.4703282292062328e-324",
      "2.47032822920623272e-324",
      "7.4109846876186981626e-324",
      "1e-323",
      "1e-324",
      "1e-325",
      "-1e-400",
      "1e-99999",
      "1e-999999999999999999999",
      "9999999999999999999e-343",
      "9999999999999999999e-342",
      // from the literature
      "8.90029543402881e-308",
      "6.8985865317742005e-321",
      "1.00000000000000011102230246251565404236316680908203125",
      "1.00000000000000011102230246251565404236316680908203124",
      "1.00000000000000011102230246251565404236316680908203126",
      "1.00000000000000033306690738754696212708950042724609375",
      "7.2057594037927933e16",
      "9.5e-5",
      "3.2378839133029012895883524125015321748630094e-319",
      "179.9769313486231570814527423731704356798070",
      "5e-20",
      "6929495644600919.5",
      "3.4084113410580475e-51",
      "2.1656846e-310",
      "5.6e17",
      "1.2345678901234567e-7",
      "104110013277974872254e-225",
      "0.500000000000000166533453693773481063544750213623046875",
      "1448997445238699",
      "860228122.6654514319E+90",
      "2.22507385850720138309023271733240406421921598046233e-308",
      "9214843084008499.0",
      "1090544144181609348835077142190",
  };
  for (const char* const text : cases) {
    const std::string difference = parse_difference(text);
    CHECK_MESSAGE(difference.empty(), difference);
  }
}

TEST_CASE("digit strings of any length are exact and read in linear time") {
  const std::size_t lengths[] = {17, 18, 19, 20, 21, 30, 100, 767, 768, 769, 799, 800, 801, 802, 1000, 5000, 20'000};
  for (const std::size_t length : lengths) {
    const std::string nines(length, '9');
    const std::string zeros(length, '0');
    const std::string shift = std::to_string(length);
    const std::string cases[] = {
        nines,
        nines + "e-" + shift,
        "0." + nines,
        "0." + zeros + "1e" + shift,
        "1" + zeros + "e-" + shift,
        "1." + zeros,
        "1." + zeros + "1",
        "9007199254740993." + zeros,
        "9007199254740993." + zeros + "1",
        "9007199254740992." + nines,
        "0." + zeros + "9007199254740993e" + std::to_string(length + 16),
        "0." + zeros + "4503599627370496.5e" + shift,
        "2.4703282292062327208" + nines + "e-324",
        "17976931348623158" + zeros + "e-" + shift,
    };
    for (const std::string& text : cases) {
      if (text.find('.') != text.rfind('.')) continue;
      const std::string difference = parse_difference(text);
      CHECK_MESSAGE(difference.empty(), difference);
    }
  }
  CHECK(parse_double("1" + std::string(3'000'000, '0') + "e-3000000") == 1.0);
  CHECK(parse_double("0." + std::string(3'000'000, '0') + "1e3000001") == 1.0);
  CHECK(parse_double("9007199254740993." + std::string(3'000'000, '0') + "1") == 9007199254740994.0);
}

TEST_CASE("an int64 is read exactly from any lexical form") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  const std::string zeros(1000, '0');
  const struct {
    std::string text;
    std::optional<std::int64_t> value;
  } cases[] = {
      {"0", 0},
      {"-0", 0},
      {"-0.0", 0},
      {"0e999999999999", 0},
      {"0e-999999999999999999999999", 0},
      {"0." + zeros + "e5", 0},
      {"1", 1},
      {"-1", -1},
      {"1.0", 1},
      {"10e-1", 1},
      {"1e0", 1},
      {"1E+2", 100},
      {"0.5e1", 5},
      {"12.5e1", 125},
      {"1." + zeros, 1},
      {"1" + zeros + "e-1000", 1},
      {"0." + zeros + "7e1001", 7},
      {"1e18", 1'000'000'000'000'000'000},
      {"9e18", 9'000'000'000'000'000'000},
      {"1e19", std::nullopt},
      {"10e18", std::nullopt},
      {"0.1e19", 1'000'000'000'000'000'000},
      {"9223372036854775807", kMax},
      {"-9223372036854775807", -kMax},
      {"-9223372036854775808", kMin},
      {"9223372036854775808", std::nullopt},
      {"-9223372036854775809", std::nullopt},
      {"92233720368547758070e-1", kMax},
      {"-92233720368547758080e-1", kMin},
      {"92233720368547758080e-1", std::nullopt},
      {"9.223372036854775807e18", kMax},
      {"9.223372036854775808e18", std::nullopt},
      {"-9.223372036854775808e18", kMin},
      {"9223372036854775807." + zeros, kMax},
      {"9223372036854775807." + zeros + "1", std::nullopt},
      {"9223372036854775806.5", std::nullopt},
      {"9999999999999999999", std::nullopt},
      {"18446744073709551616", std::nullopt},
      {"18446744073709551617", std::nullopt},
      {"184467440737095516170", std::nullopt},
      {"1.5", std::nullopt},
      {"1e-1", std::nullopt},
      {"0.1", std::nullopt},
      {"1e400", std::nullopt},
      {"-1e400", std::nullopt},
      {"1e-400", std::nullopt},
      {"1e99999999999999999999999", std::nullopt},
      {"1e-99999999999999999999999", std::nullopt},
      {"1." + zeros + "1", std::nullopt},
      // A double could not tell these two apart.
      {"9007199254740993", 9'007'199'254'740'993},
      {"9007199254740993.0", 9'007'199'254'740'993},
  };
  for (const auto& example : cases) {
    CAPTURE(example.text.substr(0, 40));
    CHECK(parse_exact_int64(example.text) == example.value);
  }
}

TEST_CASE("printing and parsing any int64 gives the same value") {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  CHECK(printed_integer(0) == "0");
  CHECK(printed_integer(-7) == "-7");
  CHECK(printed_integer(99) == "99");
  CHECK(printed_integer(100) == "100");
  CHECK(printed_integer(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  CHECK(printed_integer(kMin) == "-9223372036854775808");
  SplitMix random(7);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = static_cast<std::int64_t>(random.next()) >> random.below(64);
    const std::string text = printed_integer(value);
    REQUIRE(text == std::to_string(value));
    REQUIRE(parse_exact_int64(text) == value);
    REQUIRE(parse_exact_int64(text + ".000") == value);
    REQUIRE(parse_exact_int64(text + "00e-2") == value);
  }
}
