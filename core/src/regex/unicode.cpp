#include "regex/unicode.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "regex/unicode_tables.inc"

namespace ludex::regex {
namespace {

using tables::Property;

template <std::size_t size>
const Property* find(const Property (&properties)[size], std::string_view name) {
  const auto at = std::lower_bound(std::begin(properties), std::end(properties), name,
                                   [](const Property& p, std::string_view n) { return p.name < n; });
  return at != std::end(properties) && at->name == name ? at : nullptr;
}

bool unpack(const Property* property, CodeSet& out) {
  if (!property) return false;
  const std::uint8_t* byte = tables::kRanges + property->begin;
  const std::uint8_t* const end = byte + property->size;
  const auto number = [&byte] {
    std::uint32_t n = 0;
    for (int shift = 0;; shift += 7) {
      n |= static_cast<std::uint32_t>(*byte & 0x7F) << shift;
      if (*byte++ < 0x80) return n;
    }
  };
  std::uint32_t at = 0;
  while (byte < end) {
    const std::uint32_t first = at + number();
    at = first + number();
    out.add(first, at);
  }
  return true;
}

bool is_in(const char* property, std::uint32_t code_point) {
  CodeSet set;
  unpack(find(tables::kBinary, property), set);
  return set.contains(code_point);
}

// The first that ends behind a code point.
const tables::Foldings* find_foldings(std::uint32_t code_point) {
  return std::partition_point(std::begin(tables::kFoldings), std::end(tables::kFoldings),
                              [code_point](const tables::Foldings& f) { return f.first + f.count <= code_point; });
}

std::uint32_t next_of_circle(const tables::Foldings& f, std::uint32_t code_point) {
  const std::int32_t step = f.step != 0 ? f.step : (code_point - f.first) % 2 == 0 ? 1 : -1;
  return code_point + static_cast<std::uint32_t>(step);
}

}  // namespace

std::string_view unicode_version() { return tables::kUnicodeVersion; }

bool find_property(std::string_view expression, CodeSet& out) {
  const std::size_t equals = expression.find('=');
  if (equals != std::string_view::npos) {
    const std::string_view name = expression.substr(0, equals), value = expression.substr(equals + 1);
    if (name == "General_Category" || name == "gc") return unpack(find(tables::kCategory, value), out);
    if (name == "Script" || name == "sc") return unpack(find(tables::kScript, value), out);
    if (name == "Script_Extensions" || name == "scx") return unpack(find(tables::kScriptExtension, value), out);
    return false;
  }
  if (expression == "Any") return out.add(0, kMaxCodePoint), true;
  if (expression == "ASCII") return out.add(0, 0x7F), true;
  if (expression == "Assigned") {
    CodeSet unassigned;
    unpack(find(tables::kCategory, "Cn"), unassigned);
    unassigned.negate();
    return out.add(unassigned), true;
  }
  return unpack(find(tables::kCategory, expression), out) || unpack(find(tables::kBinary, expression), out);
}

bool find_re2_property(std::string_view name, CodeSet& out) {
  if (name == "Any") return out.add(0, kMaxCodePoint), true;
  if (name.size() <= 2 && name != "LC" && unpack(find(tables::kCategory, name), out)) return true;
  // Yi has two letters as well. Codes of four letters are ECMA's; some names have four letters too, and the code is then another or the same.
  return unpack(find(tables::kScript, name), out);
}

bool is_identifier_start(std::uint32_t c) {
  if (c < 0x80) return (c | 0x20) - 'a' < 26u || c == '_' || c == '$';
  return is_in("ID_Start", c);
}

bool is_identifier_part(std::uint32_t c) {
  if (c < 0x80) return is_identifier_start(c) || c - '0' < 10u;
  return c == 0x200C || c == 0x200D || is_in("ID_Continue", c);
}

void add_case_variants(CodeSet& set) {
  const std::vector<CodeRange> ranges = set.ranges();
  for (const CodeRange& r : ranges) {
    for (auto f = find_foldings(r.first); f != std::end(tables::kFoldings) && f->first <= r.last; ++f) {
      const std::uint32_t last = std::min(r.last, f->first + f->count - 1);
      for (std::uint32_t at = std::max(r.first, f->first); at <= last; ++at)
        for (std::uint32_t c = next_of_circle(*f, at); c != at; c = next_of_circle(*find_foldings(c), c)) set.add(c);
    }
  }
}

}  // namespace ludex::regex
