#pragma once
// What the scanner and the readers of strings share: UTF-8 and escapes, one sequence at a time.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ludex::json {

/// The length of the well-formed UTF-8 sequence above U+007F at `p`, or 0 (Unicode 15, table 3-7: no overlongs, no
/// surrogates, nothing above U+10FFFF).
inline std::size_t utf8_sequence(const char* p, const char* end) {
  const auto byte = [p](int i) { return static_cast<unsigned char>(p[i]); };
  const auto is_tail = [&byte](int i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned lead = byte(0);
  const std::ptrdiff_t left = end - p;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return left >= 2 && is_tail(1) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !is_tail(1) || !is_tail(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) >= 0xA0) return 0;
    return 3;
  }
  if (lead > 0xF4 || left < 4 || !is_tail(1) || !is_tail(2) || !is_tail(3)) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) >= 0x90) return 0;
  return 4;
}

/// Whether all of `text` is well-formed UTF-8.
inline bool is_utf8(std::string_view text) {
  const char* p = text.data();
  for (const char* const end = p + text.size(); p != end;) {
    const std::size_t length = static_cast<unsigned char>(*p) < 0x80 ? 1 : utf8_sequence(p, end);
    if (length == 0) return false;
    p += length;
  }
  return true;
}

/// The value of a hexadecimal digit, or a negative number.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The character that `\c` stands for, or 0 when `c` is `u` or nothing known.
constexpr char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
  }
}

constexpr bool is_high_surrogate(unsigned unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low_surrogate(unsigned unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

/// The four digits of a \u escape that has been checked.
constexpr unsigned code_unit(const char* p) {
  unsigned unit = 0;
  for (int i = 0; i < 4; ++i) unit = unit * 16 + static_cast<unsigned>(hex_digit(p[i]));
  return unit;
}

/// Writes the character of the checked escape at `p` (a backslash) as UTF-8, moves `p` past it and returns the length.
inline std::size_t unescape(const char*& p, char* out) {
  if (p[1] != 'u') {
    *out = simple_escape(p[1]);
    p += 2;
    return 1;
  }
  unsigned point = code_unit(p + 2);
  p += 6;
  if (is_high_surrogate(point)) {
    point = 0x10000 + ((point - 0xD800) << 10) + (code_unit(p + 2) - 0xDC00);
    p += 6;
  }
  const auto tail = [point](int shift) { return static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out[0] = static_cast<char>(point);
    return 1;
  }
  if (point < 0x800) {
    out[0] = static_cast<char>(0xC0 | (point >> 6));
    out[1] = tail(0);
    return 2;
  }
  if (point < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (point >> 12));
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (point >> 18));
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

}  // namespace ludex::json
