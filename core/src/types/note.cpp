// A shape as a comment says it: the short form designers know, with bounds and default.

#include "schema/typed.h"
#include "types/describe.h"
#include "value/canonical.h"

namespace ludex::detail::types {
namespace {

// A default worth reading in a comment; of a longer one the rulebook is the better place.
constexpr std::size_t kLongestDefault = 60;

std::string bounds(const Shape& s) {
  const bool is_length = s.kind == ShapeKind::string;
  if (is_length) {
    if (s.min_length == 0 && s.max_length == kMaxStringDefault) return "";
    return " " + std::to_string(s.min_length) + ".." + std::to_string(s.max_length);
  }
  if (s.kind == ShapeKind::list || s.kind == ShapeKind::map)
    return s.max_length == kMaxItemsDefault ? "" : " max " + std::to_string(s.max_length);
  if (!s.has_minimum && !s.has_maximum) return "";
  if (s.has_minimum && s.has_maximum && !s.exclusive_minimum && !s.exclusive_maximum) return " " + number_text(s, s.minimum) + ".." + number_text(s, s.maximum);
  std::string out;
  if (s.has_minimum) out += (s.exclusive_minimum ? " > " : " >= ") + number_text(s, s.minimum);
  if (s.has_maximum) out += (s.exclusive_maximum ? " < " : " <= ") + number_text(s, s.maximum);
  return out;
}

std::string type_note(const Shape& s, const Declarations& d) {
  switch (s.kind) {
    case ShapeKind::optional: return type_note(*s.element, d) + "?";
    case ShapeKind::list: return "list<" + type_note(*s.element, d) + ">" + bounds(s);
    case ShapeKind::map: return "map<" + type_note(*s.key, d) + ", " + type_note(*s.element, d) + ">" + bounds(s);
    case ShapeKind::record: return "object";
    case ShapeKind::enumeration: return "enum";
    case ShapeKind::table_row: return "row " + d.table_names[s.index];
    default: return type_name(s, d.names()) + bounds(s);
  }
}

}  // namespace

std::string note_of(const Shape& shape, const Declarations& declarations) {
  std::string out = type_note(shape, declarations);
  if (!shape.has_default) return out;
  std::string bytes, text;
  put_canonical(bytes, shape, shape.default_value, declarations.keys());
  canonical::write_json(text, bytes);
  return out + (text.size() > kLongestDefault ? " = …" : " = " + text);
}

}  // namespace ludex::detail::types
