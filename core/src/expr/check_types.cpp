// Bringing one type to another: literals adapt, rows become text, two sides meet.

#include "expr/checker.h"

#include "value/diagnostics.h"

namespace ludex::expr {

using enum ShapeKind;

const Shape* Checker::make_list(const Shape& element, std::uint32_t max) {
  Shape s;
  s.kind = list;
  s.element = &element;
  s.max_length = max;
  return declarations_.add_shape(std::move(s));
}

void Checker::wrap(std::uint32_t& n, const char* function, const Shape& s, bool is_fallible) {
  Node w;
  w.kind = NodeKind::call;
  w.text = function;
  w.position = node(n).position;
  w.children = {n};
  ast_.nodes.push_back(std::move(w));
  n = static_cast<std::uint32_t>(ast_.nodes.size() - 1);
  set(n, Meaning::operation, s, is_fallible);
}

void Checker::unwrap_children(std::uint32_t n) {
  for (std::size_t i = 0; i < node(n).children.size(); ++i) {
    std::uint32_t c = child(n, i);
    unwrap(c);
    node(n).children[i] = c;
  }
}

bool Checker::as_map(std::uint32_t n) {
  if (node(n).kind != NodeKind::map || shape(n).kind != record || shape(n).fields.empty()) return true;
  std::uint32_t first = child(n, 1);
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t i = 3; i < node(n).children.size(); i += 2) {
      std::uint32_t value = child(n, i);
      if (!unify(first, value, value)) return false;
      node(n).children[i] = value;
    }
  }
  node(n).children[1] = first;
  Shape s;
  s.kind = map;
  s.key = &builtin_shapes().string;
  s.element = &shape(first);
  s.max_length = static_cast<std::uint32_t>(node(n).children.size() / 2);
  return set(n, Meaning::operation, *declarations_.add_shape(std::move(s)));
}

// Literals take the type of what they stand beside; rows and enumerations become text beside strings.
bool Checker::unify(std::uint32_t& a, std::uint32_t& b, std::uint32_t at) {
  if (same_type(shape(a), shape(b))) return true;
  // A literal beside a row or an enumeration is one of its names, or else just text; in a comparison that is worth a note.
  const Op op = node(at).op;
  const bool makes_text = op == Op::add || op == Op::lt || op == Op::le || op == Op::gt || op == Op::ge;
  for (const bool swaps : {false, true}) {
    std::uint32_t& literal = swaps ? a : b;
    const Shape& named = shape(swaps ? b : a);
    if (makes_text || node(literal).kind != NodeKind::string_literal || shape(literal).kind != string || (named.kind != row && named.kind != enumeration)) continue;
    const auto& names = named.kind == row ? declarations_.row_keys[named.index] : named.names;
    if (Declarations::position(names, node(literal).text)) return adapt(literal, named, false);
    if (op == Op::eq || op == Op::ne)
      reads_.notes.push_back("'" + node(literal).text + "' is never equal to a value of type " + name_of(named) + nearest_name(node(literal).text, names));
  }
  if (is_textual(shape(a)) && is_textual(shape(b))) {
    if (shape(a).kind != string) wrap(a, "$text", builtin_shapes().string, false);
    if (shape(b).kind != string) wrap(b, "$text", builtin_shapes().string, false);
    return true;
  }
  if (adapt(a, shape(b), false) || error) return !error;
  if (adapt(b, shape(a), false) || error) return !error;
  const auto is_printable = [](const Shape& s) { return s.kind == integer || s.kind == number || s.kind == boolean; };
  const auto is_relation = [](Op o) { return o == Op::lt || o == Op::le || o == Op::gt || o == Op::ge || o == Op::eq || o == Op::ne; };
  const bool mixes_numbers = (shape(a).kind == integer && shape(b).kind == number) || (shape(a).kind == number && shape(b).kind == integer);
  const bool mixes_text = op == Op::add && ((is_textual(shape(a)) && is_printable(shape(b))) || (is_printable(shape(a)) && is_textual(shape(b))));
  const bool chains = is_relation(op) && node(a).kind == NodeKind::binary && is_relation(node(a).op);
  const char* next = mixes_numbers ? "; write double(…) around the int"
                     : mixes_text  ? "; write string(…) around what is no text"
                     : chains      ? "; comparisons do not chain, write a < b && b < c"
                                   : "";
  return fail(at, (op == Op::none ? std::string("types differ: ") : "'" + std::string(spelling(op)) + "' has no meaning between ") + name_of(shape(a)) + " and " + name_of(shape(b)) + next);
}

// Whether `n` can be read as `target`; `is_final` reports why not.
bool Checker::adapt(std::uint32_t& n, const Shape& target, bool is_final) {
  if (same_type(shape(n), target)) return true;
  if (target.kind == optional) {
    if (shape(n).kind == null) {
      set(n, Meaning::constant, target);
      node(n).value = word_null();
      return true;
    }
    if (!adapt(n, *target.element, is_final)) return false;
    wrap(n, "$some", target, false);
    return true;
  }
  const Node& x = node(n);
  if (target.kind == number && x.kind == NodeKind::int_literal) {
    const std::int64_t i = x.value.i;
    if (i > (std::int64_t{1} << 53) || i < -(std::int64_t{1} << 53)) return fail(n, "the literal is not exact as a double");
    node(n).value = word_double(static_cast<double>(i));
    return set(n, Meaning::constant, builtin_shapes().number);
  }
  if (x.kind == NodeKind::string_literal && x.shape->kind == string && (target.kind == row || target.kind == enumeration)) {
    const std::vector<std::string>& names = target.kind == row ? declarations_.row_keys[target.index] : target.names;
    const auto i = Declarations::position(names, x.text);
    if (!i) return fail(n, "'" + x.text + "' is not one of the " + (target.kind == row ? "rows of table '" + declarations_.table_names[target.index] + "'" : name_of(target)) + nearest_name(x.text, names));
    node(n).value = word_int(*i);
    return set(n, Meaning::constant, target);
  }
  if (target.kind == string && (x.shape->kind == row || x.shape->kind == enumeration)) {
    wrap(n, "$text", builtin_shapes().string, false);
    return true;
  }
  if (target.kind == vec3 && x.kind == NodeKind::list && x.children.size() == 3) {
    std::vector<std::uint32_t> axes = x.children;
    for (auto& a : axes)
      if (!adapt(a, builtin_shapes().number, is_final)) return false;
    node(n).kind = NodeKind::call;
    node(n).text = "vec3";
    node(n).children = axes;
    return set(n, Meaning::operation, builtin_shapes().vec3);
  }
  if (target.kind == list && x.kind == NodeKind::list) {
    std::vector<std::uint32_t> items = x.children;
    for (auto& i : items)
      if (!adapt(i, *target.element, is_final)) return false;
    node(n).children = items;
    return set(n, Meaning::operation, target);
  }
  if (target.kind == map && x.kind == NodeKind::map && (x.shape->kind == record || x.shape->kind == map)) {
    if (target.key->kind != string && target.key->kind != row && target.key->kind != enumeration) return false;
    std::vector<std::uint32_t> children = x.children;
    for (std::size_t i = 0; i < children.size(); i += 2) {
      if (!adapt(children[i + 1], *target.element, is_final)) return false;
      if (target.key->kind == string) continue;
      if (node(children[i]).kind != NodeKind::string_literal) return false;
      const auto& names = target.key->kind == row ? declarations_.row_keys[target.key->index] : target.key->names;
      if (!Declarations::position(names, node(children[i]).text)) return fail(children[i], "'" + node(children[i]).text + "' is not a key of " + name_of(target) + nearest_name(node(children[i]).text, names));
    }
    node(n).children = children;
    return set(n, Meaning::operation, target, true);
  }
  if (target.kind == record && x.kind == NodeKind::map && x.shape->kind == record && x.shape->fields.size() == target.fields.size()) {
    std::vector<std::uint32_t> children = x.children;
    for (std::size_t i = 0; i < target.fields.size(); ++i)
      if (x.shape->fields[i].name != target.fields[i].name) return is_final ? fail(n, "the field '" + x.shape->fields[i].name + "' is not declared") : false;
    for (std::size_t i = 0; i < target.fields.size(); ++i)
      if (!adapt(children[2 * i + 1], *target.fields[i].shape, is_final)) return false;
    node(n).children = children;
    return set(n, Meaning::operation, target);
  }
  if (is_final && shape(n).kind == optional && same_type(*shape(n).element, target)) {
    unwrap(n);
    return true;
  }
  if (is_final && !error) {
    const bool wants_double = target.kind == number && shape(n).kind == integer;
    fail(n, "expected " + name_of(target) + ", got " + name_of(shape(n)) + (wants_double ? "; write double(…) around it" : ""));
  }
  return false;
}

}  // namespace ludex::expr
