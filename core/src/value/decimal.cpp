#include "value/decimal.h"

#include <algorithm>

namespace ludex::json {
namespace {

constexpr std::int64_t kMaxExponent = 1'000'000'000'000'000'000;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Decimal read_decimal(std::string_view text) {
  Decimal out;
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p != end && *p == '-') out.is_negative = true, ++p;
  std::uint32_t seen = 0, last = 0;      // digits from the first that is not zero on
  std::int64_t point = 0;                // where it lies relative to the first of them
  bool is_fraction = false;
  for (; p != end; ++p) {
    if (*p == '.') {
      is_fraction = true;
      continue;
    }
    if (!is_digit(*p)) break;
    if (seen == 0 && *p == '0') {
      if (is_fraction) --point;
      continue;
    }
    if (seen == 0) out.first = p;
    ++seen;
    if (*p != '0') last = seen;
    if (!is_fraction) ++point;
  }
  out.digits = last;
  if (last == 0) return {};  // -0 is 0
  std::int64_t power = 0;
  if (p != end) {
    ++p;  // e
    const bool is_below = p != end && *p == '-';
    if (p != end && (*p == '-' || *p == '+')) ++p;
    for (; p != end; ++p) {
      const std::int64_t digit = *p - '0';
      power = power > (kMaxExponent - digit) / 10 ? kMaxExponent : power * 10 + digit;
    }
    if (is_below) power = -power;
  }
  out.exponent = std::clamp(point + power, -kMaxExponent, kMaxExponent);
  return out;
}

int compare(const Decimal& a, const Decimal& b) {
  const int sign_a = a.digits == 0 ? 0 : a.is_negative ? -1 : 1, sign_b = b.digits == 0 ? 0 : b.is_negative ? -1 : 1;
  if (sign_a != sign_b) return sign_a < sign_b ? -1 : 1;
  if (sign_a == 0) return 0;
  if (a.exponent != b.exponent) return a.exponent < b.exponent ? -sign_a : sign_a;
  const char *p = a.first, *q = b.first;
  const std::uint32_t common = std::min(a.digits, b.digits);
  for (std::uint32_t i = 0; i < common; ++i, ++p, ++q) {
    if (*p == '.') ++p;
    if (*q == '.') ++q;
    if (*p != *q) return *p < *q ? -sign_a : sign_a;
  }
  if (a.digits == b.digits) return 0;
  return a.digits < b.digits ? -sign_a : sign_a;
}

void append_canonical(std::string& out, const Decimal& value) {
  if (value.is_negative) out.push_back('-');
  const char* p = value.first;
  for (std::uint32_t i = 0; i < value.digits; ++i, ++p) {
    if (*p == '.') ++p;
    out.push_back(*p);
  }
  out += 'e' + std::to_string(value.digits == 0 ? 0 : value.exponent) + ';';
}

Divisor::Divisor(const Decimal& value) {
  const char* p = value.first;
  for (std::uint32_t i = 0; i < value.digits; ++i, ++p) {
    if (*p == '.') ++p;
    digits_ = digits_ * 10 + static_cast<std::uint64_t>(*p - '0');
  }
  power_ = value.exponent - static_cast<std::int64_t>(value.digits);
}

bool Divisor::divides(const Decimal& value) const {
  if (value.digits == 0) return true;
  std::int64_t zeros = value.exponent - static_cast<std::int64_t>(value.digits) - power_;
  // The last digit is not zero, so tenths of the divisor's last place remain.
  if (zeros < 0) return false;
  std::uint64_t rest = 0;
  const char* p = value.first;
  for (std::uint32_t i = 0; i < value.digits; ++i, ++p) {
    if (*p == '.') ++p;
    rest = (rest * 10 + static_cast<std::uint64_t>(*p - '0')) % digits_;
  }
  // A divisor below 2^60 holds at most 60 factors of 2 and fewer of 5; what remains has no factor in common with 10,
  // so that more zeros change nothing.
  for (zeros = std::min<std::int64_t>(zeros, 64); zeros > 0 && rest != 0; --zeros) rest = rest * 10 % digits_;
  return rest == 0;
}

}  // namespace ludex::json
