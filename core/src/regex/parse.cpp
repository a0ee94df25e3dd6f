#include "regex/parse.h"

#include "value/json_bytes.h"

namespace ludex::regex {

bool parse(std::string_view pattern, Dialect dialect, Ast& ast, Fault& fault) {
  if (pattern.size() > kMaxPatternBytes) {
    fault = {0, "a pattern has at most " + std::to_string(kMaxPatternBytes) + " bytes"};
    return false;
  }
  const char* const end = pattern.data() + pattern.size();
  for (const char* p = pattern.data(); p < end;) {
    const std::size_t size = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    if (size == 0) {
      fault = {static_cast<std::uint32_t>(p - pattern.data()), "the pattern is not valid UTF-8"};
      return false;
    }
    p += size;
  }
  return dialect == Dialect::ecma ? parse_ecma(pattern, ast, fault) : parse_re2(pattern, ast, fault);
}

}  // namespace ludex::regex
