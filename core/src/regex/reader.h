#pragma once
// What both parsers read with: the pattern as code points, and the first fault.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "regex/ast.h"
#include "regex/regex.h"
#include "value/json_bytes.h"

namespace ludex::regex {

class Reader {
 public:
  /// `pattern` is valid UTF-8.
  Reader(std::string_view pattern, Fault& fault) : pattern_(pattern), fault_(fault) {}

  std::uint32_t offset() const { return at_; }
  bool at_end() const { return at_ == pattern_.size(); }
  std::string_view rest() const { return pattern_.substr(at_); }
  bool sees(std::string_view text) const { return rest().starts_with(text); }
  bool take(std::string_view text) {
    if (!sees(text)) return false;
    at_ += static_cast<std::uint32_t>(text.size());
    return true;
  }
  /// The byte `ahead` of here, 0 beyond the end.
  char peek(std::size_t ahead = 0) const { return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0'; }
  void back_to(std::uint32_t offset) { at_ = offset; }

  /// The next code point; not at the end.
  std::uint32_t next() {
    const auto byte = [this] { return static_cast<std::uint32_t>(static_cast<unsigned char>(pattern_[at_++])); };
    const std::uint32_t lead = byte();
    if (lead < 0x80) return lead;
    std::uint32_t c = lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0xF : lead & 7;
    for (int tails = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3; tails > 0; --tails) c = c << 6 | (byte() & 0x3F);
    return c;
  }

  /// `count` hexadecimal digits, or nothing taken.
  bool hex(int count, std::uint32_t& out) {
    std::uint32_t n = 0;
    for (int i = 0; i < count; ++i) {
      const int digit = json::hex_digit(peek(static_cast<std::size_t>(i)));
      if (digit < 0) return false;
      n = n << 4 | static_cast<std::uint32_t>(digit);
    }
    at_ += static_cast<std::uint32_t>(count);
    out = n;
    return true;
  }
  /// Hexadecimal digits and '}' (the '{' is taken), a code point; or anything taken.
  bool braced_hex(std::uint32_t& out) {
    std::uint32_t n = 0;
    const std::uint32_t begin = at_;
    for (int digit; (digit = json::hex_digit(peek())) >= 0; ++at_) {
      n = n << 4 | static_cast<std::uint32_t>(digit);
      if (n > kMaxCodePoint) return false;
    }
    out = n;
    return at_ > begin && take("}");
  }
  /// A decimal number, held at kMaxRepetitions + 1 when larger; or nothing taken.
  bool decimal(std::uint32_t& out) {
    const std::uint32_t begin = at_;
    for (out = 0; peek() >= '0' && peek() <= '9'; ++at_) {
      if (out <= kMaxRepetitions) out = out * 10 + static_cast<std::uint32_t>(peek() - '0');
    }
    if (out > kMaxRepetitions) out = kMaxRepetitions + 1;
    return at_ > begin;
  }
  /// What lies between here and `end`, which is taken too; false without it.
  bool until(std::string_view end, std::string_view& out) {
    const std::size_t found = pattern_.find(end, at_);
    if (found == std::string_view::npos) return false;
    out = pattern_.substr(at_, found - at_);
    at_ = static_cast<std::uint32_t>(found + end.size());
    return true;
  }

  /// Always false, for callers to return.
  bool fail(std::uint32_t offset, std::string message) {
    if (fault_.message.empty()) fault_ = {offset, std::move(message)};
    return false;
  }

 private:
  std::string_view pattern_;
  Fault& fault_;
  std::uint32_t at_ = 0;
};

/// A name out of a pattern, where it fits into a message.
inline std::string quoted_name(std::string_view name) {
  constexpr std::size_t kMost = 40;
  for (const char c : name) {
    if (c < ' ' || c > '~') return "of that name";
  }
  return name.size() > kMost ? "of that name" : "'" + std::string(name) + "'";
}

/// Faults that both dialects share.
inline constexpr const char* kBackReference =
    "a back-reference cannot be matched in linear time; compare the two parts in a rule, or write the alternatives out";
inline constexpr const char* kLookAround =
    "look-around cannot be matched in linear time here; use two patterns (one of them negated), or write the alternatives out";
inline constexpr const char* kTooDeep = "groups are nested more than 200 deep";
inline constexpr const char* kTooManyRanges = "the classes of this pattern hold more than 65536 ranges together; use fewer of \\p{…}";
inline constexpr const char* kTooManyRepetitions = "counts above 1000 are not supported; bound the length of the text instead";

}  // namespace ludex::regex
