// Strings and positions of a scanned text, and strings on their way out.

#include <algorithm>
#include <cstddef>

#include "value/json_bytes.h"
#include "value/json_view.h"
#include "value/swar.h"

namespace ludex::json {

std::string_view raw(std::string_view text, const Node& node) {
  const std::uint32_t quote = node.type == Type::string ? 1 : 0;
  return text.substr(node.begin - quote, node.end - node.begin + 2 * quote);
}

std::string_view string_value(std::string_view text, const Node& node, Arena& arena) {
  const std::string_view bytes = text.substr(node.begin, node.end - node.begin);
  if (!node.has_escape) return bytes;
  char* const out = arena.allocate_array<char>(bytes.size());  // no escape is shorter than what it stands for
  char* at = out;
  const char* p = bytes.data();
  const char* const end = p + bytes.size();
  while (p != end) {
    if (*p == '\\') {
      at += unescape(p, at);
    } else {
      *at++ = *p++;
    }
  }
  return {out, static_cast<std::size_t>(at - out)};
}

bool escaped_string_equals(std::string_view text, const Node& node, std::string_view expected) {
  const std::string_view bytes = text.substr(node.begin, node.end - node.begin);
  const char* p = bytes.data();
  const char* const end = p + bytes.size();
  while (p != end) {
    char character[4] = {*p};
    std::size_t length = 1;
    if (*p == '\\') {
      length = unescape(p, character);
    } else {
      ++p;
    }
    if (expected.substr(0, length) != std::string_view(character, length)) return false;
    expected.remove_prefix(length);
  }
  return expected.empty();
}

Position position_of(std::string_view text, std::uint32_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t last = before.rfind('\n');
  const std::size_t line_begin = last == std::string_view::npos ? 0 : last + 1;
  return {lines + 1, static_cast<std::uint32_t>(before.size() - line_begin) + 1};
}

Error scan_error(std::string_view text, const ScanResult& scanned) {
  const Position position = position_of(text, scanned.offset);
  Error e;
  e.code = ErrorCode::json;
  e.message = scanned.message;
  e.line = position.line;
  e.column = position.column;
  e.offset = scanned.offset;
  return e;
}

void write_compact(std::string& out, const View& value) {
  if (value.is_object()) {
    out.push_back('{');
    for (const auto& [name, member] : value.members()) {
      if (out.back() != '{') out.push_back(',');
      write_string(out, name);
      out.push_back(':');
      write_compact(out, member);
    }
    out.push_back('}');
  } else if (value.is_array()) {
    out.push_back('[');
    value.for_each_item([&](std::uint32_t i, const View& item) {
      if (i > 0) out.push_back(',');
      write_compact(out, item);
    });
    out.push_back(']');
  } else {
    out += value.raw();
  }
}

void write_string(std::string& out, std::string_view value) {
  constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    while (value.size() - i > 8 && swar::not_plain(swar::load(value.data() + i)) == 0) i += 8;
    const char c = value[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(value, copied, i - copied);
    copied = i + 1;
    out.push_back('\\');
    switch (c) {
      case '"':
      case '\\': out.push_back(c); break;
      case '\b': out.push_back('b'); break;
      case '\f': out.push_back('f'); break;
      case '\n': out.push_back('n'); break;
      case '\r': out.push_back('r'); break;
      case '\t': out.push_back('t'); break;
      default:
        out.append("u00");
        out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
        out.push_back(kHex[c & 0xF]);
    }
  }
  out.append(value, copied, value.size() - copied);
  out.push_back('"');
}

}  // namespace ludex::json
