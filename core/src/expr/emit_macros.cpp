// Macros as loops.

#include "expr/emitter.h"

namespace ludex::expr {

using enum ShapeKind;

void Emitter::emit_macro(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  if (x.text == "bind") return emit_bind(n, dst);
  if (x.text == "optMap" || x.text == "optFlatMap") return emit_optional_macro(n, dst);
  const std::uint32_t range = x.children[0];
  const bool over_map = shape(range).kind == map, has_two = !x.second_variable.empty();
  const bool is_all = x.text == "all", is_exists = x.text == "exists", is_one = x.text == "exists_one" || x.text == "existsOne";
  const bool makes_map = x.text == "transformMap", sorts = x.text == "sortBy";
  const bool transforms = x.text == "map" || x.text == "transformList" || makes_map || sorts;
  const std::uint16_t items = emit_new(range), size = take(), i = take(), one = take(), item = take(), test = take();
  const std::uint16_t second = has_two ? take() : item;
  const std::uint16_t slot = take_slot();
  put(over_map ? OpCode::size_map : OpCode::size_list, n, size, items);
  put_constant(n, i, word_int(0));
  put_constant(n, one, word_int(1));
  if (transforms || x.text == "filter") {
    put(makes_map ? OpCode::map_reserve : OpCode::list_reserve, n, dst, size);
  } else {
    // all: true until a false; exists: false until a true; exists_one: counts
    put_constant(n, dst, is_one ? word_int(0) : word_bool(is_all));
  }
  put(OpCode::clear_saved, n, slot);
  const std::uint32_t top = here();
  const std::uint64_t steps = steps_, scratch = scratch_;
  put(OpCode::lt_int, n, test, i, size);
  const std::uint32_t to_done = put_jump(OpCode::jump_false, n, test);
  const std::uint16_t key = over_map && makes_map ? take() : item;
  if (over_map) {
    put(OpCode::map_key_at, n, key, items, i);
    if (shape(range).key->kind == integer) put(OpCode::string_to_int, n, item, key);
    else if (key != item) put(OpCode::move, n, item, key);
    if (has_two) put(OpCode::map_value_at, n, second, items, i);
  } else {
    put(OpCode::list_at, n, second, items, i);
    if (has_two) put(OpCode::move, n, item, i);
  }
  variables_.push_back({item});
  if (has_two) variables_.push_back({second});
  std::vector<std::uint32_t> to_next;
  std::uint32_t to_end = 0, guard = 0xffffffffu;
  if (is_all || is_exists) {
    guard = emit_guarded(x.children[1], test, slot);
    const std::uint32_t to_continue = put_jump(is_all ? OpCode::jump_true : OpCode::jump_false, n, test);
    put(OpCode::move, n, dst, test);
    to_end = put_jump(OpCode::jump, n);
    to_next.push_back(to_continue);
  } else if (is_one) {
    emit(x.children[1], test);
    to_next.push_back(put_jump(OpCode::jump_false, n, test));
    put(OpCode::add_int, n, dst, dst, one);
  } else {
    if (!transforms || x.children.size() == 3) {
      emit(x.children[1], test);
      to_next.push_back(put_jump(OpCode::jump_false, n, test));
    }
    if (transforms) emit(x.children.back(), test);
    if (makes_map) put(OpCode::map_push, n, dst, key, test);
    else put(OpCode::list_push, n, dst, transforms ? test : item);
  }
  variables_.resize(variables_.size() - (has_two ? 2 : 1));
  for (const auto j : to_next) land(j);
  if (guard != 0xffffffffu) code_.handlers[guard].target = here();
  put(OpCode::add_int, n, i, i, one);
  aim(put_jump(OpCode::jump, n), top);
  steps_ = plus(steps, times(steps_ - steps, plus(x.turns, 1)));  // once more to find the end
  scratch_ = plus(scratch, times(scratch_ - scratch, x.turns));
  land(to_done);
  if (is_all || is_exists) {
    const std::uint32_t to_raise = put_jump(OpCode::jump_if_saved, n, slot);
    const std::uint32_t over = put_jump(OpCode::jump, n);
    land(to_raise);
    put(OpCode::raise_saved, n, slot);
    land(over);
    land(to_end);
  } else if (is_one) {
    put(OpCode::eq_int, n, dst, dst, one);
  } else if (sorts) {
    put(OpCode::sort_by, n, dst, items, dst);
    put(OpCode::move, n, shape_index(shape(x.children.back())));
  }
  --next_slot_;
}

void Emitter::emit_bind(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const bool may_fail = node(x.children[0]).is_fallible;
  const std::uint16_t value = take(), slot = may_fail ? take_slot() : std::uint16_t{0};
  if (may_fail) {
    put(OpCode::clear_saved, n, slot);
    const std::uint32_t guard = emit_guarded(x.children[0], value, slot);
    code_.handlers[guard].target = here();
  } else {
    emit(x.children[0], value);
  }
  variables_.push_back({value, may_fail, slot});
  emit(x.children[1], dst);
  variables_.pop_back();
  if (may_fail) --next_slot_;
}

void Emitter::emit_optional_macro(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint16_t given = emit_new(x.children[0]), test = take(), held = take();
  put(OpCode::is_some, n, test, given);
  const std::uint32_t to_none = put_jump(OpCode::jump_false, n, test);
  put(OpCode::get, n, held, given);
  variables_.push_back({held});
  emit(x.children[1], dst);
  variables_.pop_back();
  if (x.text == "optMap") put(OpCode::some, n, dst, dst);
  const std::uint32_t to_end = put_jump(OpCode::jump, n);
  land(to_none);
  put_constant(n, dst, word_null());
  land(to_end);
}

}  // namespace ludex::expr
