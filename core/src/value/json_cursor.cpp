// What few texts need.

#include "value/json_cursor.h"

#include <cmath>

#include "value/json_bytes.h"

namespace ludex::json {

void Cursor::skip_space() {
  while (p_ != end_ && (*p_ == ' ' || *p_ == '\t' || *p_ == '\n' || *p_ == '\r')) ++p_;
}

const char* Cursor::unusual(const char* p, bool& has_escape) const {
  if (*p == '\\') {
    has_escape = true;
    if (p[1] != 'u') return simple_escape(p[1]) != 0 ? p + 2 : nullptr;
    const auto unit = [](const char* at, unsigned& out) {
      if (at[0] != '\\' || at[1] != 'u') return false;
      for (int i = 2; i < 6; ++i)
        if (hex_digit(at[i]) < 0) return false;
      out = code_unit(at + 2);
      return true;
    };
    unsigned first = 0, second = 0;
    if (!unit(p, first) || is_low_surrogate(first)) return nullptr;
    if (!is_high_surrogate(first)) return p + 6;
    return unit(p + 6, second) && is_low_surrogate(second) ? p + 12 : nullptr;
  }
  if (static_cast<unsigned char>(*p) < 0x80) return nullptr;  // a control character, or the byte behind the end
  do {
    const std::size_t length = utf8_sequence(p, end_);
    if (length == 0) return nullptr;
    p += length;
  } while (static_cast<unsigned char>(*p) >= 0x80);
  return p;
}

// Many digits or an exponent: `p` is behind the digits, the text begins where the cursor stands.
bool Cursor::long_number(const char* p, double& out) {
  if ((*p | 0x20) == 'e') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    const char* const first = p;
    while (static_cast<unsigned char>(*p - '0') < 10) ++p;
    if (p == first) return false;
  }
  out = parse_double({p_, static_cast<std::size_t>(p - p_)}) + 0.0;
  if (!std::isfinite(out)) return false;
  p_ = p;
  return true;
}

bool Cursor::skip_container() {
  std::size_t depth = 0;
  do {
    switch (peek()) {
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']': --depth; break;
      case '"': {
        String ignored;
        if (!string(ignored)) return false;
        continue;
      }
      default:
        if (static_cast<unsigned char>(*p_) < 0x20 || depth == 0) return false;
    }
    ++p_;
  } while (depth > 0);
  return true;
}

std::size_t unescape_all(std::string_view bytes, char* out) {
  char* at = out;
  const char* p = bytes.data();
  const char* const end = p + bytes.size();
  while (p != end) {
    if (*p == '\\') at += unescape(p, at);
    else *at++ = *p++;
  }
  return static_cast<std::size_t>(at - out);
}

}  // namespace ludex::json
