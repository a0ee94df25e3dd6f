#pragma once
// Reads JSON that is what its reader expects: one step for each thing expected, and a plain "no" at the first byte that
// is anything else. No places, no messages, no forms that only a few texts use: whoever hears "no" reads the text again
// with the strict scanner, which says what is wrong, if anything is.

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
  Cursor(const char* begin, const char* end) : p_(begin), end_(end) {}
  Cursor() = default;

  const char* position() const { return p_; }
  void go_to(const char* p) { p_ = p; }
  const char* end() const { return end_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - p_); }

  /// The next byte that is no white space; what lies behind the end is not looked at.
  char peek() {
    if (static_cast<unsigned char>(*p_) <= ' ') [[unlikely]]
      skip_space();
    return *p_;
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++p_;
    return true;
  }
  bool is_at_end() { return peek(), p_ == end_; }

  /// The bytes between the quotes of a valid string: UTF-8, escapes that mean something.
  struct String {
    const char* begin = nullptr;
    const char* end = nullptr;
    bool has_escape = false;
    std::size_t size() const { return static_cast<std::size_t>(end - begin); }
    std::string_view bytes() const { return {begin, size()}; }
  };
  bool string(String& out) {
    if (peek() != '"') return false;
    const char* p = p_ + 1;
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
      if (p == nullptr) return false;
    }
    out.end = p;
    p_ = p + 1;
    return true;
  }

  /// An int64 in plain digits. "1.0" and "1e3" are ints too, but not here: what follows is then no end of a value.
  bool integer(std::int64_t& out) {
    peek();
    const bool is_negative = *p_ == '-';
    const char* const first = p_ + is_negative;
    std::uint64_t value = 0;
    const char* const last = digits(first, value);
    const auto count = static_cast<std::size_t>(last - first);
    // Nineteen digits fit 64 bits, so the value is whole.
    if (count - 1 > 18 || (*first == '0' && count > 1) || value > (std::uint64_t{1} << 63) - !is_negative) return false;
    p_ = last;
    out = static_cast<std::int64_t>(is_negative ? 0 - value : value);
    return true;
  }

  /// The finite double nearest to a number, never negative zero.
  bool number(double& out) {
    peek();
    const bool is_negative = *p_ == '-';
    const char* const first = p_ + is_negative;
    std::uint64_t value = 0;
    const char* p = digits(first, value);
    std::size_t count = static_cast<std::size_t>(p - first);
    if (count == 0 || (*first == '0' && count > 1)) return false;
    int exponent = 0;
    if (*p == '.') {
      const char* const fraction = ++p;
      p = digits(fraction, value);
      const auto places = static_cast<std::size_t>(p - fraction);
      if (places == 0) return false;
      count += places;
      exponent = -static_cast<int>(places);
    }
    if (count > 19 || (*p | 0x20) == 'e') [[unlikely]]
      return long_number(p, out);
    double magnitude;
    if (!nearest_double(value, exponent, magnitude)) [[unlikely]]
      return long_number(p, out);
    p_ = p;
    out = (is_negative ? -magnitude : magnitude) + 0.0;
    return true;
  }

  bool literal(std::string_view word) {
    peek();
    for (std::size_t i = 0; i < word.size(); ++i)
      if (p_[i] != word[i]) return false;
    p_ += word.size();
    return true;
  }

  /// Over an object or array of balanced brackets. Whether it is JSON shows when it is read.
  bool skip_container();

 private:
  /// After a run of digits, which `value` takes in modulo 2^64.
  static const char* digits(const char* p, std::uint64_t& value) {
    for (;;) {
      const std::uint64_t word = swar::load(p);
      const std::uint64_t stops = swar::not_digit(word);
      if (stops == 0) {
        value = value * 100000000 + swar::eight_digits(word);
        p += 8;
        continue;
      }
      const std::size_t n = swar::first_marked(stops);
      if (n != 0) {
        static constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
        // Zeros before them: the eight digits of the same number.
        value = value * kPowers[n] + swar::eight_digits(word << (64 - 8 * n) | (swar::kOnes * '0') >> (8 * n));
      }
      return p + n;
    }
  }

  void skip_space();
  /// Over an escape or a run of sequences above U+007F; null for what no string may hold.
  const char* unusual(const char* p, bool& has_escape) const;
  bool long_number(const char* p, double& out);

  const char* p_ = nullptr;
  const char* end_ = nullptr;
};

/// Writes the value of a string with escapes to `out`, which has room for its bytes; returns the length.
std::size_t unescape_all(std::string_view bytes, char* out);

}  // namespace ludex::json
