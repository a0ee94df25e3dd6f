#include "types/identifier.h"

#include <algorithm>
#include <cstdint>

namespace ludex::detail::types {
namespace {

// Keys of a result or an event may be megabytes long, and names are made of names.
constexpr std::size_t kLongestName = 120;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string hex(std::uint32_t code, std::size_t digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (; code || out.size() < digits; code >>= 4) out.insert(out.begin(), kDigits[code & 15]);
  return out;
}

// The code point at `at`, which moves behind it. Names come from JSON, so they are valid UTF-8.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])) : 0u; };
  const std::uint32_t first = byte(at);
  const std::size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  std::uint32_t code = more == 0 ? first : first & (0x3fu >> more);
  for (std::size_t i = 1; i <= more; ++i) code = code << 6 | (byte(at + i) & 0x3f);
  at = std::min(at + 1 + more, text.size());
  return code;
}

// Controls, marks that turn the direction of text, invisible ones and separators of lines: what makes a source read
// otherwise than it compiles.
bool is_unprintable(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff0 && c <= 0xffff) || c >= 0xe0000;
}

}  // namespace

bool is_identifier(std::string_view name) {
  return !name.empty() && !is_digit(name[0]) && std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '_'; });
}

std::string pascal_case(std::string_view name) {
  std::string out;
  bool starts_word = true;
  for (std::size_t at = 0; at < name.size() && out.size() < kLongestName;) {
    const std::size_t begin = at;
    const std::uint32_t code = next_code_point(name, at);
    if (code >= 0x80) {
      out += "U" + hex(code, 4);
      starts_word = true;
    } else if (const char c = name[begin]; is_word(c)) {
      out += starts_word ? to_upper(c) : c;
      starts_word = is_digit(c);
    } else {
      starts_word = true;
    }
  }
  if (out.empty()) return "Unnamed";
  return is_digit(out[0]) ? "N" + out : out;
}

std::string identifier(std::string_view name) {
  if (is_identifier(name)) return std::string(name.substr(0, kLongestName));
  std::string out;
  for (std::size_t at = 0; at < name.size() && out.size() < kLongestName;) {
    const std::size_t begin = at;
    const std::uint32_t code = next_code_point(name, at);
    if (code >= 0x80) out += "u" + hex(code, 4);
    else if (is_word(name[begin])) out += name[begin];
    else if (!out.empty() && out.back() != '_') out += '_';
  }
  if (out.empty()) return "unnamed";
  return is_digit(out[0]) ? "n" + out : out;
}

UniqueNames::UniqueNames(const std::vector<std::string_view>& reserved) {
  for (const std::string_view name : reserved) (*this)(std::string(name));
}

std::string UniqueNames::operator()(std::string wanted) {
  wanted.resize(std::min(wanted.size(), kLongestName));
  const auto folded = [](std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), to_lower);
    return name;
  };
  const auto [it, is_new] = taken_.try_emplace(folded(wanted), 2);
  if (is_new) return wanted;
  std::string name;
  do name = wanted + (is_digit(wanted.back()) ? "_" : "") + std::to_string(it->second++);
  while (!taken_.try_emplace(folded(name), 2).second);
  return name;
}

std::string quoted(std::string_view text, Escape escape) {
  std::string out = "\"";
  const auto escaped_bytes = [&](std::string_view bytes) {
    for (const char c : bytes) {
      const auto b = static_cast<unsigned char>(c);
      out += '\\';
      for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + (b >> shift & 7));
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t code = next_code_point(text, at);
    const std::string_view bytes = text.substr(begin, at - begin);
    if (code == '"' || code == '\\') {
      out += '\\';
      out += bytes;
    } else if (code == '?' && escape == Escape::octal) {
      out += "\\?";  // no trigraph
    } else if (!is_unprintable(code)) {
      out += bytes;
    } else if (escape == Escape::octal) {
      escaped_bytes(bytes);
    } else if (escape == Escape::luau) {
      out += "\\u{" + hex(code, 1) + "}";
    } else if (code >= 0x10000) {
      if (escape == Escape::python) out += "\\U" + hex(code, 8);
      else out += "\\u" + hex(0xd800 + ((code - 0x10000) >> 10), 4) + "\\u" + hex(0xdc00 + ((code - 0x10000) & 0x3ff), 4);
    } else {
      out += "\\u" + hex(code, 4);
    }
  }
  return out + "\"";
}

std::string comment_text(std::string_view text) {
  constexpr std::size_t kLongest = 400;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (out.size() > kLongest) return out + "…";
    const std::size_t begin = at;
    const std::uint32_t code = next_code_point(text, at);
    if (code == '\t' || code == '\n' || code == '\r') out += ' ';
    else if (is_unprintable(code)) out += "U+" + hex(code, 4);
    else if (code == '/' && !out.empty() && out.back() == '*') out += " /";                                 // would end a comment
    else if (code == '*' && !out.empty() && out.back() == '/') out += " *";                                 // would warn of one inside
    else if (code == '?' && !out.empty() && out.back() == '?') out += " ?";                                 // a trigraph may be a backslash
    else out += text.substr(begin, at - begin);
  }
  if (!out.empty() && out.back() == '\\') out += " .";  // would go on in the next line
  return out;
}

}  // namespace ludex::detail::types
