// Operators and conditionals.

#include "expr/checker.h"

#include <algorithm>


namespace ludex::expr {

using enum ShapeKind;

bool Checker::unary(std::uint32_t n) {
  if (!visit(child(n, 0))) return false;
  unwrap_children(n);
  const Shape& s = shape(child(n, 0));
  if (node(n).op == Op::not_)
    return s.kind == boolean ? set(n, Meaning::operation, s) : fail(n, "'!' takes a bool, not " + name_of(s));
  if (s.kind == integer || s.kind == ref) return set(n, Meaning::operation, builtin_shapes().integer, true);
  if (s.kind == number) return set(n, Meaning::operation, builtin_shapes().number);
  if (s.kind == vec3) return set(n, Meaning::operation, builtin_shapes().vec3, true);
  return fail(n, "'-' takes a number, not " + name_of(s));
}

bool Checker::binary(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  const Op op = node(n).op;
  if (!visit(child(n, 0)) || !visit(child(n, 1))) return false;
  if (op == Op::eq || op == Op::ne) return equality(n);
  if (op == Op::in) return membership(n);
  unwrap_children(n);
  std::uint32_t a = child(n, 0), b = child(n, 1);
  if (op == Op::and_ || op == Op::or_) {
    for (const auto c : {a, b})
      if (shape(c).kind != boolean) return fail(c, "'" + std::string(spelling(op)) + "' takes bools, not " + name_of(shape(c)));
    return set(n, Meaning::operation, builtin.boolean);
  }
  const bool is_order = op == Op::lt || op == Op::le || op == Op::gt || op == Op::ge;
  // Order between int and double is exact and part of CEL; arithmetic between them is not.
  const auto is_numeric = [](const Shape& s) { return s.kind == integer || s.kind == ref || s.kind == number; };
  if (is_order && is_numeric(shape(a)) && is_numeric(shape(b)) && !same_type(shape(a), shape(b)) && node(a).kind != NodeKind::int_literal &&
      node(b).kind != NodeKind::int_literal)
    return set(n, Meaning::operation, builtin.boolean);
  if (op == Op::mul && (shape(a).kind == vec3 || shape(b).kind == vec3)) {
    std::uint32_t& factor = shape(a).kind == vec3 ? b : a;
    adapt(factor, builtin.number, false);
    node(n).children = {a, b};
    if (shape(factor).kind == number) return set(n, Meaning::operation, builtin.vec3, true);
    return error ? false : fail(n, "a vec3 is multiplied by a double, not by " + name_of(shape(factor)) + "; dot(a, b) multiplies two");
  }
  if (!unify(a, b, n)) return false;
  node(n).children = {a, b};
  const ShapeKind k = shape(a).kind == ref ? integer : shape(a).kind;
  if (is_order) {
    if (k == row || k == enumeration) {
      wrap(a, "$text", builtin.string, false);
      wrap(b, "$text", builtin.string, false);
      node(n).children = {a, b};
    } else if (k != integer && k != number && k != string && k != boolean) {
      return fail(n, "values of type " + name_of(shape(a)) + " have no order");
    }
    return set(n, Meaning::operation, builtin.boolean);
  }
  if (k == integer) return set(n, Meaning::operation, builtin.integer, true);
  if (k == number && op != Op::mod) return set(n, Meaning::operation, builtin.number, true);
  if (k == vec3 && (op == Op::add || op == Op::sub)) return set(n, Meaning::operation, builtin.vec3, true);
  if (op == Op::add && is_textual(shape(a))) {
    if (k != string) {
      wrap(a, "$text", builtin.string, false);
      wrap(b, "$text", builtin.string, false);
      node(n).children = {a, b};
    }
    return set(n, Meaning::operation, builtin.string, true);
  }
  if (op == Op::add && k == list) {
    const auto total = std::min<std::uint64_t>(kMaxItemsDefault, bound_of(a) + bound_of(b));
    const Shape& element = shape(a).element->kind == nothing ? *shape(b).element : *shape(a).element;
    return set(n, Meaning::operation, *make_list(element, static_cast<std::uint32_t>(total)), true);
  }
  return fail(n, "'" + std::string(spelling(op)) + "' has no meaning between " + name_of(shape(a)) + " and " + name_of(shape(b)));
}

bool Checker::equality(std::uint32_t n) {
  std::uint32_t a = child(n, 0), b = child(n, 1);
  for (int i = 0; i < 2; ++i) {
    if (shape(a).kind == optional && shape(b).kind != optional) {
      if (!adapt(b, shape(a), false)) {
        if (!error) fail(n, "'" + std::string(spelling(node(n).op)) + "' has no meaning between " + name_of(shape(a)) + " and " + name_of(shape(b)));
        return false;
      }
    }
    std::swap(a, b);
  }
  if (!unify(a, b, n)) return false;
  if (shape(a).kind == entity || shape(a).kind == table || shape(a).kind == table_row)
    return fail(n, "compare ids or keys, not " + name_of(shape(a)));
  node(n).children = {a, b};
  return set(n, Meaning::operation, builtin_shapes().boolean);
}

bool Checker::membership(std::uint32_t n) {
  std::uint32_t item = child(n, 0), range = child(n, 1);
  unwrap(range);
  if (!as_map(range)) return false;
  const Shape& r = shape(range);
  switch (r.kind) {
    case map:
      if (!map_key(item, r, n)) return false;
      break;
    case table:
      unwrap(item);
      if (!is_textual(shape(item))) return fail(n, "a table's keys are strings, not " + name_of(shape(item)));
      if (shape(item).kind != string) wrap(item, "$text", builtin_shapes().string, false);
      break;
    case list:
      if (r.element->kind == nothing) break;
      // Looking through a list is a loop too.
      if (turns_ > 1 && turns_ * bound_of(range) > kMaxTurns)
        return fail(n, "this search could look " + std::to_string(turns_ * bound_of(range)) + " times, the limit is " + std::to_string(kMaxTurns) + "; declare a smaller max for the list");
      if (!same_type(shape(item), *r.element)) {
        const bool is_search = shape(item).kind == string && node(item).kind != NodeKind::string_literal && (r.element->kind == row || r.element->kind == enumeration);
        if (is_search) {
          wrap(item, "$find", *r.element, false);
        } else if (r.element->kind == string && is_textual(shape(item))) {
          wrap(item, "$text", builtin_shapes().string, false);
        } else if (!adapt(item, *r.element, false)) {
          if (shape(item).kind == optional) unwrap(item);
          if (!same_type(shape(item), *r.element)) return error ? false : fail(n, "the list holds " + name_of(*r.element) + ", not " + name_of(shape(item)));
        }
      }
      break;
    default: return fail(n, "'in' looks into a list, a map or a table, not into " + name_of(r));
  }
  node(n).children = {item, range};
  return set(n, Meaning::operation, builtin_shapes().boolean);
}

bool Checker::conditional(std::uint32_t n) {
  std::uint32_t condition = child(n, 0), yes = child(n, 1), no = child(n, 2);
  if (!visit(condition) || !visit(yes) || !visit(no)) return false;
  unwrap(condition);
  if (shape(condition).kind != boolean) return fail(condition, "the condition is " + name_of(shape(condition)) + ", not bool");
  if (shape(yes).kind == null && shape(no).kind != optional && shape(no).kind != null) {
    Shape s;
    s.kind = optional;
    s.element = &shape(no);
    const Shape* o = declarations_.add_shape(std::move(s));
    if (!adapt(yes, *o, true) || !adapt(no, *o, true)) return false;
  } else if (shape(no).kind == null && shape(yes).kind != optional && shape(yes).kind != null) {
    Shape s;
    s.kind = optional;
    s.element = &shape(yes);
    const Shape* o = declarations_.add_shape(std::move(s));
    if (!adapt(yes, *o, true) || !adapt(no, *o, true)) return false;
  } else if (!unify(yes, no, n)) {
    return false;
  }
  node(n).children = {condition, yes, no};
  return set(n, Meaning::operation, shape(yes).kind == list && shape(no).max_length > shape(yes).max_length ? shape(no) : shape(yes));
}

}  // namespace ludex::expr
