// Calls: functions of the table, draws, optional values, and the conversions that checking put in.

#include "expr/emitter.h"
#include "expr/functions.h"

namespace ludex::expr {

using enum ShapeKind;

// What the checker put between a value and the type wanted of it.
void Emitter::emit_conversion(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint16_t v = emit_new(x.children[0]);
  const Shape& s = shape(x.children[0]);
  if (x.text == "$get") put(OpCode::get, n, dst, v);
  else if (x.text == "$some") put(OpCode::some, n, dst, v);
  else if (x.text == "$text") {
    if (s.kind == row) put(OpCode::row_text, n, dst, v, s.index);
    else if (s.kind == enumeration) put(OpCode::name_text, n, dst, v, shape_index(s));
    else put(s.kind == integer || s.kind == ref ? OpCode::int_to_string : OpCode::move, n, dst, v);
  } else if (x.text == "$find") {
    if (x.shape->kind == row) put(OpCode::row_search, n, dst, v, x.shape->index);
    else put(OpCode::name_search, n, dst, v, shape_index(*x.shape));
  } else {
    is_ok_ = false;
  }
}

void Emitter::emit_draw(std::uint32_t n, OpCode op, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint16_t first = next_;
  if (op == OpCode::dice && x.children.size() == 2) {
    Dice dice;
    std::string error;
    std::uint32_t offset = 0;
    if (!parse_dice(node(x.children[1]).text, dice, error, offset)) is_ok_ = false;
    for (const std::int64_t v : {dice.count, dice.sides, dice.plus}) {
      code_.constants.push_back(word_int(v));
      put_wide(OpCode::constant, n, take(), static_cast<std::uint32_t>(code_.constants.size() - 1));
    }
  } else {
    for (std::size_t i = 1; i < x.children.size(); ++i) take();
    for (std::size_t i = 1; i < x.children.size(); ++i) emit(x.children[i], static_cast<std::uint16_t>(first + i - 1));
    if (op == OpCode::dice) {  // nothing is added
      code_.constants.push_back(word_int(0));
      put_wide(OpCode::constant, n, take(), static_cast<std::uint32_t>(code_.constants.size() - 1));
    }
  }
  put(op, n, dst, first, x.a);
}

void Emitter::emit_call(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  if (x.text.starts_with('$')) return emit_conversion(n, dst);
  if (x.text == "hasValue" || x.text == "value" || x.text == "orValue" || x.text == "or" || x.text == "optional.of") return emit_optional_call(n, dst);
  const Function* f = find_function(x.text);
  std::vector<const Shape*> types;
  for (const auto c : x.children) types.push_back(&shape(c));
  const Overload* overload = f ? find_overload(*f, types) : nullptr;
  if (!overload) {
    is_ok_ = false;
    return;
  }
  if (f->has(kDraws)) return emit_draw(n, overload->op, dst);
  const std::size_t count = x.children.size();
  if (overload->op == OpCode::matches) {
    put(OpCode::matches, n, dst, emit_new(x.children[0]), x.a);
    return;
  }
  const std::uint16_t first = next_;
  for (std::size_t i = 0; i < count; ++i) take();
  for (std::size_t i = 0; i < count; ++i) emit(x.children[i], static_cast<std::uint16_t>(first + i));
  if (std::string_view(overload->takes).ends_with('+')) {
    put(OpCode::move, n, dst, first);
    for (std::size_t i = 1; i < count; ++i) put(overload->op, n, dst, dst, static_cast<std::uint32_t>(first + i));
    return;
  }
  const bool is_end = overload->op == OpCode::first || overload->op == OpCode::last;
  put(overload->op, n, dst, first, is_end ? shape(x.children[0]).element->kind == optional : count > 1 ? first + 1u : 0u);
  if (overload->then != OpCode::move) put(overload->then, n, dst, dst, first + 2u);
  if (overload->op == OpCode::distinct || overload->op == OpCode::sort) put(OpCode::move, n, shape_index(*shape(x.children[0]).element));
}

// What is asked of a T?: the second argument of or() and orValue() only where the first holds nothing.
void Emitter::emit_optional_call(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint16_t given = emit_new(x.children[0]);
  if (x.text == "optional.of") return put(OpCode::some, n, dst, given);
  if (x.text == "hasValue") return put(OpCode::is_some, n, dst, given);
  if (x.text == "value") return put(OpCode::get, n, dst, given);
  const std::uint16_t test = take();
  put(OpCode::is_some, n, test, given);
  const std::uint32_t to_other = put_jump(OpCode::jump_false, n, test);
  put(x.text == "or" ? OpCode::move : OpCode::get, n, dst, given);
  const std::uint32_t to_end = put_jump(OpCode::jump, n);
  land(to_other);
  emit(x.children[1], dst);
  land(to_end);
}

}  // namespace ludex::expr
