#pragma once
// JSON pointers (RFC 6901) taken apart.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::json {

/// The reference tokens of a pointer, unescaped; none for "", the whole document. Nothing when the text is no pointer:
/// it must be empty or begin with '/', and '~' must stand before 0 or 1.
inline std::optional<std::vector<std::string>> parse_pointer(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      out.emplace_back();
    } else if (out.empty()) {
      return std::nullopt;
    } else if (text[i] == '~') {
      if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return std::nullopt;
      out.back().push_back(text[++i] == '0' ? '~' : '/');
    } else {
      out.back().push_back(text[i]);
    }
  }
  return out;
}

/// The array index a token spells: digits without leading zeros, below 2^32 - 1.
inline std::optional<std::uint32_t> array_index(std::string_view token) {
  if (token.empty() || token.size() > 10 || (token[0] == '0' && token.size() > 1)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value >= 0xFFFFFFFFu) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

}  // namespace ludex::json
