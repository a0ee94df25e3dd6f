#include "schema/parse_short.h"

#include <cmath>
#include <optional>

#include "schema/decode.h"
#include "schema/shape_text.h"
#include "value/diagnostics.h"
#include "value/number.h"

namespace ludex {

bool set_default(Shape& shape, std::string_view json, Declarations& declarations, std::string& message) {
  json::Document document;
  document.text = declarations.arena.copy(json);
  const auto scanned = json::scan(document.text, {}, document.tape);
  if (!scanned.ok()) {
    message = std::string("the default is not JSON: ") + scanned.message;
    return false;
  }
  DecodeContext context{document.text, document.tape, declarations, declarations.arena};
  ContractFault fault;
  Word value;
  if (!decode(shape, 0, context, value, fault)) {
    const std::string at = fault.pointer("");
    message = "the default" + (at.empty() ? "" : " at " + at) + " " + fault.message;
    return false;
  }
  shape.default_value = value;
  shape.has_default = true;
  return true;
}

namespace {

constexpr int kMaxNesting = 8;

class ShortForm {
 public:
  ShortForm(std::string_view text, Declarations& declarations, ShortFormError& error)
      : text_(text), declarations_(declarations), error_(error) {}

  const Shape* whole() {
    const Shape* s = shape(0);
    if (s && !at_end()) return fail("unexpected '" + std::string(text_.substr(cursor_)) + "'");
    return s;
  }

 private:
  const Shape* fail(std::string message) {
    if (error_.message.empty()) error_ = {std::move(message), cursor_};
    return nullptr;
  }
  void skip() {
    while (cursor_ < text_.size() && (text_[cursor_] == ' ' || text_[cursor_] == '\t')) ++cursor_;
  }
  bool at_end() {
    skip();
    return cursor_ >= text_.size();
  }
  char peek(std::uint32_t ahead = 0) const { return cursor_ + ahead < text_.size() ? text_[cursor_ + ahead] : '\0'; }
  bool take(std::string_view token) {
    skip();
    if (text_.substr(cursor_, token.size()) != token) return false;
    cursor_ += static_cast<std::uint32_t>(token.size());
    return true;
  }
  static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
  std::string word() {
    skip();
    const std::uint32_t begin = cursor_;
    while (cursor_ < text_.size() && is_word(text_[cursor_])) ++cursor_;
    return std::string(text_.substr(begin, cursor_ - begin));
  }
  bool starts_number() const {
    const char c = peek(), d = peek(1);
    return (c >= '0' && c <= '9') || (c == '-' && d >= '0' && d <= '9');
  }
  std::optional<std::string> number() {
    skip();
    const std::uint32_t begin = cursor_;
    if (!starts_number()) return std::nullopt;
    const auto digits = [&] {
      while (peek() >= '0' && peek() <= '9') ++cursor_;
    };
    if (peek() == '-') ++cursor_;
    digits();
    if (peek() == '.' && peek(1) >= '0' && peek(1) <= '9') {
      ++cursor_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      const std::uint32_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
      if (peek(1 + sign) >= '0' && peek(1 + sign) <= '9') {
        cursor_ += 1 + sign;
        digits();
      }
    }
    std::string out(text_.substr(begin, cursor_ - begin));
    const std::size_t first = out[0] == '-' ? 1 : 0;
    if (out.size() > first + 1 && out[first] == '0' && out[first + 1] >= '0' && out[first + 1] <= '9') return std::nullopt;  // 007 is a typing error
    return out;
  }

  const Shape* shape(int depth);
  bool bounds(Shape& s);
  bool bound(Shape& s, bool is_minimum, bool is_exclusive);
  const Shape* with_default(Shape s, bool is_nullable, int depth);

  std::string_view text_;
  Declarations& declarations_;
  ShortFormError& error_;
  std::uint32_t cursor_ = 0;
};

const Shape* ShortForm::shape(int depth) {
  if (depth > kMaxNesting) return fail("shapes nest deeper than " + std::to_string(kMaxNesting));
  Shape s;
  skip();
  const std::uint32_t begin = cursor_;
  const std::string type = word();
  const BuiltinShapes& builtin = builtin_shapes();
  if (type == "int") s = builtin.integer;
  else if (type == "double") s = builtin.number;
  else if (type == "string") s = builtin.string;
  else if (type == "bool") s = builtin.boolean;
  else if (type == "vec3") s = builtin.vec3;
  else if (type == "row" || type == "ref") {
    const bool is_row = type == "row";
    const std::string name = word();
    const auto found = is_row ? declarations_.find_table(name) : declarations_.find_kind(name);
    if (!found) return fail(std::string(is_row ? "unknown table '" : "unknown kind '") + name + "'" + nearest_name(name, is_row ? declarations_.table_names : declarations_.kind_names));
    s.kind = is_row ? ShapeKind::row : ShapeKind::ref;
    s.index = *found;
  } else if (type == "enum") {
    s.kind = ShapeKind::enumeration;
    if (!take("(")) return fail("expected '(' and names, as in enum(red,blue)");
    do {
      const std::string name = word();
      if (name.empty()) return fail("expected a name");
      if (Declarations::position(s.names, name)) return fail("'" + name + "' stands twice");
      s.names.push_back(name);
      if (s.names.size() > kMaxEnumeration) return fail("an enumeration has at most " + std::to_string(kMaxEnumeration) + " names; a table holds more");
    } while (take(","));
    if (!take(")")) return fail("expected ')'");
  } else if (type == "list" || type == "map") {
    if (!take("<")) return fail("expected '<' and a type, as in " + std::string(type == "list" ? "list<int>" : "map<string, int>"));
    if (type == "map") {
      s.kind = ShapeKind::map;
      s.key = shape(depth + 1);
      if (!s.key) return nullptr;
      const ShapeKind k = s.key->kind;
      if (k == ShapeKind::ref) s.key = &builtin.integer;
      else if (k != ShapeKind::string && k != ShapeKind::row && k != ShapeKind::enumeration && k != ShapeKind::integer)
        return fail("a map's keys are string, int, row or enum");
      if (!take(",")) return fail("expected ',' and the type of the values");
    } else {
      s.kind = ShapeKind::list;
    }
    s.element = shape(depth + 1);
    if (!s.element) return nullptr;
    if (!take(">")) return fail("expected '>'");
    s.max_length = kMaxItemsDefault;
    if (take("max")) {
      const auto n = number();
      const auto value = n ? parse_exact_int64(*n) : std::nullopt;
      if (!value || *value < 0 || *value > kMaxItemsDefault) return fail("max takes a count of at most " + std::to_string(kMaxItemsDefault));
      s.max_length = static_cast<std::uint32_t>(*value);
    }
  } else {
    cursor_ = begin;
    static const std::vector<std::string> kTypes = {"int", "double", "string", "bool", "vec3", "row", "ref", "enum", "list", "map"};
    return fail(type.empty() ? "expected a type, such as int, double, string, bool, vec3, row T, ref K, enum(…), list<T>, map<K, V>" : "unknown type '" + type + "'" + nearest_name(type, kTypes));
  }
  const bool is_nullable = take("?");  // "int? 0..5" and "int 0..5?" are one thing
  if (!bounds(s)) return nullptr;
  return with_default(std::move(s), is_nullable, depth);
}

bool ShortForm::bound(Shape& s, bool is_minimum, bool is_exclusive) {
  const std::uint32_t begin = cursor_;
  const auto text = number();
  if (!text) return fail("expected a number"), false;
  const bool is_length = s.kind == ShapeKind::string;
  Word value = word_null();
  if (s.kind == ShapeKind::number) {
    value = word_double(parse_double(*text));
    if (!std::isfinite(value.d)) return cursor_ = begin, fail("the bound is out of range of a double"), false;
  } else if (s.kind == ShapeKind::integer || is_length) {
    const auto i = parse_exact_int64(*text);
    if (!i) return cursor_ = begin, fail("the bound is not an int"), false;
    value = word_int(*i);
  } else {
    return cursor_ = begin, fail("this type takes no bounds"), false;
  }
  if (is_length) {
    const std::int64_t n = value.i + (is_exclusive ? (is_minimum ? 1 : -1) : 0);
    if (n < 0 || n > kMaxStringDefault) return cursor_ = begin, fail("a length is 0.." + std::to_string(kMaxStringDefault)), false;
    (is_minimum ? s.min_length : s.max_length) = static_cast<std::uint32_t>(n);
    return true;
  }
  if (is_minimum) {
    s.has_minimum = true;
    s.minimum = value;
    s.exclusive_minimum = is_exclusive;
  } else {
    s.has_maximum = true;
    s.maximum = value;
    s.exclusive_maximum = is_exclusive;
  }
  return true;
}

bool ShortForm::bounds(Shape& s) {
  for (;;) {
    skip();
    const std::uint32_t begin = cursor_;
    if (starts_number()) {
      if (!bound(s, true, false)) return false;
      if (!take("..")) return fail("expected '..' and the upper bound, as in 0..100"), false;
      if (!bound(s, false, false)) return false;
    } else if (take(">=")) {
      if (!bound(s, true, false)) return false;
    } else if (take("<=")) {
      if (!bound(s, false, false)) return false;
    } else if (peek() == '>' || peek() == '<') {
      const bool is_minimum = peek() == '>';
      ++cursor_;
      skip();
      if (!starts_number()) {  // the '>' that closes list<…>
        cursor_ = begin;
        break;
      }
      if (!bound(s, is_minimum, true)) return false;
    } else {
      break;
    }
  }
  const bool is_empty = s.kind == ShapeKind::integer  ? s.has_minimum && s.has_maximum && s.minimum.i > s.maximum.i
                        : s.kind == ShapeKind::number ? s.has_minimum && s.has_maximum && s.minimum.d > s.maximum.d
                                                      : s.kind == ShapeKind::string && s.min_length > s.max_length;
  if (is_empty) return fail("no value lies within these bounds"), false;
  return true;
}

const Shape* ShortForm::with_default(Shape s, bool is_nullable, int depth) {
  const bool is_nullable_here = take("?");
  if (is_nullable_here && is_nullable) return fail("'?' is given twice");
  if (is_nullable_here || is_nullable) {
    Shape o;
    o.kind = ShapeKind::optional;
    o.element = declarations_.add_shape(std::move(s));
    s = std::move(o);
  }
  skip();
  if (peek() == '=') {
    ++cursor_;
    skip();
    const std::uint32_t begin = cursor_;
    cursor_ = static_cast<std::uint32_t>(end_of_default(text_, begin, depth > 0));
    std::string value(text_.substr(begin, cursor_ - begin));
    while (!value.empty() && value.back() == ' ') value.pop_back();
    // Names may stand bare: "row weapons = sword", "enum(a,b) = b".
    const Shape& inner = s.kind == ShapeKind::optional ? *s.element : s;
    const bool is_text = inner.kind == ShapeKind::row || inner.kind == ShapeKind::enumeration || inner.kind == ShapeKind::string;
    if (is_text && !value.empty() && value.front() != '"' && value != "null") {
      if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'') value = value.substr(1, value.size() - 2);
      std::string quoted;
      json::write_string(quoted, value);
      value = quoted;
    }
    std::string message;
    if (value.empty()) return fail("expected a value after '='");
    if (!set_default(s, value, declarations_, message)) {
      cursor_ = begin;
      return fail(message);
    }
  }
  return declarations_.add_shape(std::move(s));
}

}  // namespace

const Shape* parse_short_shape(std::string_view text, Declarations& declarations, ShortFormError& error) {
  return ShortForm(text, declarations, error).whole();
}

}  // namespace ludex
