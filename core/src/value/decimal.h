#pragma once
// JSON numbers as what they say, of any size: 0.1 is a tenth, 1e400 is not infinity. Nothing here goes through a double.

#include <cstdint>
#include <string>
#include <string_view>

namespace ludex::json {

/// ±0.d1d2d3… × 10^exponent with d1 and the last digit not zero. The digits stay in the text, maybe around its point.
struct Decimal {
  const char* first = nullptr;
  std::uint32_t digits = 0;   ///< 0: the number is zero
  std::int64_t exponent = 0;  ///< at most 10^18 either way: exponents beyond are read as that
  bool is_negative = false;

  bool is_integer() const { return digits == 0 || exponent >= static_cast<std::int64_t>(digits); }
};

/// `text` has the grammar of a JSON number.
Decimal read_decimal(std::string_view text);

/// Below 0, 0 or above 0, as `a` is less than, equal to or greater than `b`.
int compare(const Decimal& a, const Decimal& b);

/// One spelling per value, for equality: "-12e3;".
void append_canonical(std::string& out, const Decimal& value);

/// A plain whole number of up to 17 digits, as nearly all are.
inline bool read_small_integer(std::string_view text, std::int64_t& out) {
  if (text.size() > 18) return false;
  const bool is_negative = text[0] == '-';
  std::int64_t value = 0;
  for (std::size_t i = is_negative ? 1 : 0; i < text.size(); ++i) {
    const unsigned digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
    if (digit > 9) return false;
    value = value * 10 + static_cast<std::int64_t>(digit);
  }
  out = is_negative ? -value : value;
  return true;
}

/// The whole numbers next to a number without exponent of up to 17 digits: equal when it is one itself.
struct Neighbours {
  std::int64_t below, above;
};
inline bool read_neighbours(std::string_view text, Neighbours& out) {
  if (text.size() > 18) return false;
  const bool is_negative = text[0] == '-';
  std::int64_t value = 0;
  std::size_t i = is_negative ? 1 : 0;
  unsigned fraction = 0;
  for (; i < text.size(); ++i) {
    const unsigned digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
    if (digit > 9) break;
    value = value * 10 + static_cast<std::int64_t>(digit);
  }
  if (i < text.size()) {
    if (text[i] != '.') return false;
    for (++i; i < text.size(); ++i) {
      const unsigned digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
      if (digit > 9) return false;
      fraction |= digit;
    }
  }
  const std::int64_t step = fraction != 0 ? 1 : 0;
  out = is_negative ? Neighbours{-value - step, -value} : Neighbours{value, value + step};
  return true;
}

/// Whether the number has no fraction: 1, 1.0, 10e-1, 1e400.
inline bool is_integer(std::string_view text) {
  for (const char c : text)
    if (c == '.' || c == 'e' || c == 'E') return read_decimal(text).is_integer();
  return true;
}

/// A divisor to ask many numbers about.
class Divisor {
 public:
  static constexpr std::uint32_t kMaxDigits = 18;  // ten times a remainder fits 64 bits
  /// `value` is above zero and has at most kMaxDigits significant digits.
  explicit Divisor(const Decimal& value);
  bool divides(const Decimal& value) const;

 private:
  std::uint64_t digits_ = 0;
  std::int64_t power_ = 0;  // the divisor is digits_ × 10^power_
};

}  // namespace ludex::json
