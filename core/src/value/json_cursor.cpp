// What few texts need.

#include "value/json_cursor.h"

#include <cmath>

#include "value/json_bytes.h"

namespace ludex::json {

const char* Cursor::over_space(const char* p) const {
  while (p != end_ && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) ++p;
  return p;
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

const char* Cursor::long_number(const char* begin, const char* p, double& out) {
  if ((*p | 0x20) == 'e') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    const char* const first = p;
    while (static_cast<unsigned char>(*p - '0') < 10) ++p;
    if (p == first) return nullptr;
  }
  out = parse_double({begin, static_cast<std::size_t>(p - begin)}) + 0.0;
  return std::isfinite(out) ? p : nullptr;
}

const char* Cursor::skip_container(const char* p) const {
  p = skip_space(p);
  if (*p != '{' && *p != '[') return nullptr;
  std::size_t depth = 0;
  do {
    p = skip_space(p);
    switch (*p) {
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']': --depth; break;
      case '"': {
        String ignored;
        p = string(p, ignored);
        if (p == nullptr) return nullptr;
        continue;
      }
      default:
        if (static_cast<unsigned char>(*p) < 0x20) return nullptr;
    }
    ++p;
  } while (depth > 0);
  return p;
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
