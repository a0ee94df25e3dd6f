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
