#pragma once
// Base64 (RFC 4648, section 4): bytes that are no text, inside a text.

#include <cstddef>
#include <string>
#include <string_view>

namespace ludex {

inline void append_base64(std::string& out, std::string_view bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    unsigned word = 0;
    for (std::size_t k = 0; k < 3; ++k) word = word << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out.push_back(k <= count ? kAlphabet[word >> (18 - 6 * k) & 63] : '=');
  }
}

/// False when `text` is no base64 with its padding; what was read so far is in `out`.
inline bool read_base64(std::string_view text, std::string& out) {
  if (text.size() % 4 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    unsigned word = 0, padding = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const char c = text[i + k];
      const int value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
      const bool is_padding = c == '=' && k >= 2 && i + 4 == text.size();
      if ((value < 0 && !is_padding) || (padding > 0 && !is_padding)) return false;
      padding += is_padding;
      word = word << 6 | static_cast<unsigned>(is_padding ? 0 : value);
    }
    if (word & ((1u << (8 * padding)) - 1u)) return false;  // one spelling for each text
    for (std::size_t k = 0; k + padding < 3; ++k) out.push_back(static_cast<char>(word >> (16 - 8 * k) & 255));
  }
  return true;
}

}  // namespace ludex
