#pragma once
// Reads JSON that is what its reader expects: one step for each thing expected, and a plain "no" at the first byte that
// is anything else. No places, no messages, no forms that only a few texts use: whoever hears "no" reads the text again
// with the strict scanner, which says what is wrong, if anything is.
//
// Each step takes the position it reads from and returns the one behind what it read, or null: a position that went
// through memory between two steps would cost more than most of them.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "value/number.h"
#include "value/swar.h"

namespace ludex::json {

class Cursor {
 public:
  /// Bytes behind `end` that must be readable, so that eight can be read anywhere without a look at what is left.
  static constexpr std::size_t kSlack = 32;

  /// `end` must point to a byte below 0x20: no text goes on over one but through white space, where `end` is looked for.
  explicit Cursor(const char* end) : end_(end) {}
  Cursor() = default;

  const char* end() const { return end_; }

  /// To the next byte that is no white space. At the end it stays.
  const char* skip_space(const char* p) const {
    if (static_cast<unsigned char>(*p) <= ' ') [[unlikely]]
      return over_space(p);
    return p;
  }
  const char* take(const char* p, char c) const {
    if (*p == c) [[likely]]
      return p + 1;
    p = skip_space(p);
    return *p == c ? p + 1 : nullptr;
  }
  bool is_end(const char* p) const { return skip_space(p) == end_; }

  /// The bytes between the quotes of a valid string: UTF-8, escapes that mean something.
  struct String {
    const char* begin = nullptr;
    const char* end = nullptr;
    bool has_escape = false;
    std::size_t size() const { return static_cast<std::size_t>(end - begin); }
    std::string_view bytes() const { return {begin, size()}; }
  };
  [[gnu::always_inline]] const char* string(const char* p, String& out) const {
    p = take(p, '"');
    if (p == nullptr) return nullptr;
    out.begin = p;
    out.has_escape = false;
    for (;;) {
      const std::uint64_t stops = swar::not_plain(swar::load(p));
      if (stops == 0) {
        p += 8;
        continue;
      }
      p += swar::first_marked(stops);
      if (*p == '"') [[likely]]
        break;
      p = unusual(p, out.has_escape);
      if (p == nullptr) return nullptr;
    }
    out.end = p;
    return p + 1;
  }

  /// An int64 in plain digits. "1.0" and "1e3" are ints too, but not here: what follows is then no end of a value.
  [[gnu::always_inline]] const char* integer(const char* p, std::int64_t& out) const {
    p = skip_space(p);
    const bool is_negative = *p == '-';
    const char* const first = p + is_negative;
    std::uint64_t value = 0;
    p = digits(first, value);
    const auto count = static_cast<std::size_t>(p - first);
    // Nineteen digits fit 64 bits, so the value is whole.
    if (count - 1 > 18 || (*first == '0' && count > 1) || value > (std::uint64_t{1} << 63) - !is_negative) return nullptr;
    out = static_cast<std::int64_t>(is_negative ? 0 - value : value);
    return p;
  }

  /// The finite double nearest to a number, never negative zero.
  [[gnu::always_inline]] const char* number(const char* p, double& out) const {
    p = skip_space(p);
    const char* const begin = p;
    const bool is_negative = *p == '-';
    const char* const first = p + is_negative;
    std::uint64_t value = 0;
    p = digits(first, value);
    std::size_t count = static_cast<std::size_t>(p - first);
    if (count == 0 || (*first == '0' && count > 1)) return nullptr;
    int exponent = 0;
    if (*p == '.') {
      const char* const fraction = ++p;
      p = digits(fraction, value);
      const auto places = static_cast<std::size_t>(p - fraction);
      if (places == 0) return nullptr;
      count += places;
      exponent = -static_cast<int>(places);
    }
    double magnitude;
    if (count > 19 || (*p | 0x20) == 'e' || !nearest_double(value, exponent, magnitude)) [[unlikely]]
      return long_number(begin, p, out);
    // The sign as a bit: half of all coordinates are negative, and no processor foresees which.
    out = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, magnitude) | std::uint64_t{is_negative} << 63) + 0.0;
    return p;
  }

  const char* literal(const char* p, std::string_view word) const {
    p = skip_space(p);
    for (const char c : word)
      if (*p++ != c) return nullptr;
    return p;
  }

  /// Over an object or array of balanced brackets. Whether it is JSON shows when it is read.
  const char* skip_container(const char* p) const;

 private:
  /// After a run of digits, which `value` takes in modulo 2^64.
  [[gnu::always_inline]] static const char* digits(const char* p, std::uint64_t& value) {
    for (;;) {
      const std::uint64_t word = swar::load(p);
      const std::uint64_t stops = swar::not_digit(word);
      if (stops == 0) {
        value = value * 100000000 + swar::eight_digits(word);
        p += 8;
        continue;
      }
      const std::size_t n = swar::first_marked(stops);
      if (n == 0) return p;
      static constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
      // Zeros before them: the eight digits of the same number.
      value = value * kPowers[n] + swar::eight_digits(word << (64 - 8 * n) | (swar::kOnes * '0') >> (8 * n));
      return p + n;
    }
  }

  const char* over_space(const char* p) const;
  /// Over an escape or a run of sequences above U+007F; null for what no string may hold.
  const char* unusual(const char* p, bool& has_escape) const;
  /// Many digits or an exponent: the text begins at `begin`, its digits end at `p`.
  static const char* long_number(const char* begin, const char* p, double& out);

  const char* end_ = nullptr;
};

/// Writes the value of a string with escapes to `out`, which has room for its bytes; returns the length.
std::size_t unescape_all(std::string_view bytes, char* out);

}  // namespace ludex::json
