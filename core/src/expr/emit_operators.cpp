// Operators: what they compare, absorb and look for.

#include "expr/emitter.h"

namespace ludex::expr {

using enum ShapeKind;

void Emitter::emit_has(std::uint32_t n, std::uint16_t dst) {
  const std::uint32_t t = node(n).children[0];
  const Node& target = node(t);
  switch (target.meaning) {
    case Meaning::entity: put(OpCode::entity_present, n, dst, target.a); return;
    case Meaning::map_key: {
      const std::uint16_t m = emit_new(target.children[0]);
      const std::uint16_t k = take();
      put_constant(n, k, word_str(make_str(target.text, declarations_.arena)));
      put(OpCode::map_has, n, dst, m, k);
      return;
    }
    default:
      if (target.shape->kind == optional) {
        put(OpCode::is_some, n, dst, emit_new(t));
      } else {
        if (target.is_fallible) emit(t, take());  // what stands before the field may be missing
        put_constant(n, dst, word_bool(true));
      }
  }
}

// CEL absorption: an error on one side of && or || does not matter when the other side decides.
void Emitter::emit_logic(std::uint32_t n, std::uint16_t dst, bool is_or) {
  const std::uint32_t left = node(n).children[0], right = node(n).children[1];
  const OpCode decides = is_or ? OpCode::jump_true : OpCode::jump_false;
  if (!node(left).is_fallible) {
    emit(left, dst);
    const std::uint32_t to_end = put_jump(decides, n, dst);
    emit(right, dst);
    land(to_end);
    return;
  }
  const std::uint16_t slot = take_slot();
  put(OpCode::clear_saved, n, slot);
  const std::uint32_t guard = emit_guarded(left, dst, slot);
  const std::uint32_t to_end = put_jump(decides, n, dst);
  code_.handlers[guard].target = here();
  const std::uint32_t guard_right = emit_guarded(right, dst, slot);
  const std::uint32_t to_end_too = put_jump(decides, n, dst);
  code_.handlers[guard_right].target = here();
  put(OpCode::raise_if_saved, n, slot);
  land(to_end);
  land(to_end_too);
  --next_slot_;
}

// The same expression, so the same value: nothing has effects.
bool Emitter::is_same(std::uint32_t n, std::uint32_t m) const {
  const Node &a = node(n), &b = node(m);
  if (a.kind != b.kind || a.op != b.op || a.meaning != b.meaning || a.a != b.a || a.b != b.b || a.shape != b.shape || a.text != b.text || a.children.size() != b.children.size()) return false;
  if (a.kind == NodeKind::macro || a.meaning == Meaning::variable || (a.meaning == Meaning::constant && a.value.u != b.value.u)) return false;
  for (std::size_t i = 0; i < a.children.size(); ++i)
    if (!is_same(a.children[i], b.children[i])) return false;
  return true;
}

void Emitter::emit_equality(std::uint32_t n, std::uint16_t a, std::uint16_t b, std::uint16_t dst) {
  const Shape& s = shape(node(n).children[0]);
  const bool is_ne = node(n).op == Op::ne;
  switch (s.kind) {
    case integer:
    case ref:
    case row:
    case enumeration:
    case boolean:
    case null: put(is_ne ? OpCode::ne_int : OpCode::eq_int, n, dst, a, b); return;
    case number: put(is_ne ? OpCode::ne_double : OpCode::eq_double, n, dst, a, b); return;
    case string: put(OpCode::eq_string, n, dst, a, b); break;
    default:
      put(OpCode::eq_typed, n, dst, a, b);
      put(OpCode::move, n, shape_index(s));
  }
  if (is_ne) put(OpCode::not_, n, dst, dst);
}

void Emitter::emit_binary(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  if (x.op == Op::and_ || x.op == Op::or_) return emit_logic(n, dst, x.op == Op::or_);
  const Shape& right = shape(x.children[1]);
  if (x.op == Op::in && right.kind == table) {
    put(OpCode::row_has, n, dst, emit_new(x.children[0]), right.index);
    return;
  }
  const std::uint16_t a = emit_new(x.children[0]);
  const std::uint16_t b = is_same(x.children[0], x.children[1]) ? a : emit_new(x.children[1]);  // squares
  if (x.op == Op::in) {
    if (right.kind == map) {
      put(OpCode::map_has, n, dst, b, a);
    } else {
      const ShapeKind element = right.element->kind;
      if (element == integer || element == ref || element == row || element == enumeration || element == boolean) {
        put(OpCode::list_has_word, n, dst, a, b);
        return;
      }
      put(OpCode::list_has, n, dst, a, b);
      put(OpCode::move, n, shape_index(*right.element));
    }
    return;
  }
  if (x.op == Op::eq || x.op == Op::ne) return emit_equality(n, a, b, dst);
  const ShapeKind k = shape(x.children[0]).kind;
  const ShapeKind k2 = right.kind;
  const bool is_int_first = (k == integer || k == ref) && k2 == number, is_double_first = k == number && (k2 == integer || k2 == ref);
  if (is_int_first || is_double_first) {  // only orders mix the two
    const bool swaps = x.op == Op::gt || x.op == Op::ge, is_strict = x.op == Op::lt || x.op == Op::gt;
    const bool int_left = is_int_first != swaps;
    put(int_left ? (is_strict ? OpCode::lt_int_double : OpCode::le_int_double) : (is_strict ? OpCode::lt_double_int : OpCode::le_double_int), n, dst,
        swaps ? b : a, swaps ? a : b);
    return;
  }
  if (k == vec3 || k2 == vec3) {
    if (x.op == Op::mul) put(OpCode::mul_vec3, n, dst, k == vec3 ? a : b, k == vec3 ? b : a);
    else put(x.op == Op::add ? OpCode::add_vec3 : OpCode::sub_vec3, n, dst, a, b);
    return;
  }
  const auto pick = [&](OpCode i, OpCode d, OpCode s) { return k == number ? d : k == string ? s : k == list ? OpCode::concat_list : i; };
  switch (x.op) {
    case Op::add: put(pick(OpCode::add_int, OpCode::add_double, OpCode::concat_string), n, dst, a, b); return;
    case Op::sub: put(pick(OpCode::sub_int, OpCode::sub_double, OpCode::sub_int), n, dst, a, b); return;
    case Op::mul: put(pick(OpCode::mul_int, OpCode::mul_double, OpCode::mul_int), n, dst, a, b); return;
    case Op::div: put(pick(OpCode::div_int, OpCode::div_double, OpCode::div_int), n, dst, a, b); return;
    case Op::mod: put(OpCode::mod_int, n, dst, a, b); return;
    case Op::lt: put(pick(OpCode::lt_int, OpCode::lt_double, OpCode::lt_string), n, dst, a, b); return;
    case Op::le: put(pick(OpCode::le_int, OpCode::le_double, OpCode::le_string), n, dst, a, b); return;
    case Op::gt: put(pick(OpCode::lt_int, OpCode::lt_double, OpCode::lt_string), n, dst, b, a); return;
    case Op::ge: put(pick(OpCode::le_int, OpCode::le_double, OpCode::le_string), n, dst, b, a); return;
    default: is_ok_ = false;
  }
}

// x.?field, x[?key]: looked for first, so that nothing fails.
void Emitter::emit_optional_part(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const bool may_be_null = shape(x.children[0]).kind == optional;
  const Shape& t = may_be_null ? *shape(x.children[0]).element : shape(x.children[0]);
  const std::uint16_t given = emit_new(x.children[0]), test = take(), made = take();
  std::vector<std::uint32_t> to_none;
  if (may_be_null) {
    put(OpCode::is_some, n, test, given);
    to_none.push_back(put_jump(OpCode::jump_false, n, test));
    put(OpCode::get, n, given, given);
  }
  const Shape* part = t.element;
  if (t.kind == record) {
    part = t.fields[x.a].shape;
    put(OpCode::record_field, n, made, given, x.a);
  } else {
    const std::uint16_t key = take();
    if (x.kind == NodeKind::optional_select) put_constant(n, key, word_str(make_str(x.text, declarations_.arena)));
    else emit(x.children[1], key);
    if (t.kind == map) {
      put(OpCode::map_has, n, test, given, key);
      to_none.push_back(put_jump(OpCode::jump_false, n, test));
      put(OpCode::map_value, n, made, given, key);
    } else {
      put_constant(n, test, word_int(0));
      put(OpCode::le_int, n, test, test, key);
      to_none.push_back(put_jump(OpCode::jump_false, n, test));
      put(OpCode::size_list, n, test, given);
      put(OpCode::lt_int, n, test, key, test);
      to_none.push_back(put_jump(OpCode::jump_false, n, test));
      put(OpCode::list_at, n, made, given, key);
    }
  }
  put(part->kind == optional ? OpCode::move : OpCode::some, n, dst, made);
  if (to_none.empty()) return;
  const std::uint32_t to_end = put_jump(OpCode::jump, n);
  for (const auto j : to_none) land(j);
  put_constant(n, dst, word_null());
  land(to_end);
}

}  // namespace ludex::expr
