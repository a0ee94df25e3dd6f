#include "expr/dyn_emit.h"

#include <algorithm>

#include "expr/dyn_functions.h"
#include "expr/dyn_ops.h"
#include "expr/dyn_value.h"

namespace ludex::expr {
namespace {

using Kind = DynMeaning::Kind;

class DynEmitter {
 public:
  DynEmitter(const Ast& ast, const std::vector<DynMeaning>& meanings, Arena& arena, Code& code)
      : ast_(ast), meanings_(meanings), arena_(arena), code_(code) {}

  bool run(std::uint32_t root) {
    const std::uint16_t result = take();
    emit(root, result);
    put(OpCode::ret, root, result);
    code_.registers = std::max<std::uint32_t>(code_.registers, highest_ + 1u);
    code_.error_slots = std::max<std::uint32_t>(code_.error_slots, highest_slot_ + 1u);
    return is_ok_;
  }

 private:
  const Node& node(std::uint32_t n) const { return ast_.nodes[n]; }

  std::uint16_t take() {
    if (next_ >= 0xfff0) is_ok_ = false;
    highest_ = std::max(highest_, next_);
    return is_ok_ ? next_++ : next_;
  }
  std::uint16_t take_slot() {
    highest_slot_ = std::max(highest_slot_, next_slot_);
    return next_slot_++;  // no deeper than the tree
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.instructions.size()); }

  void put(OpCode op, std::uint32_t at, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    if (a > 0xffff || b > 0xffff || c > 0xffff) is_ok_ = false;
    code_.instructions.push_back({op, static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), static_cast<std::uint16_t>(c)});
    code_.offsets.push_back(node(at).position);
    code_.may_fail.push_back(true);
  }
  std::uint32_t put_jump(OpCode op, std::uint32_t at, std::uint32_t a = 0) {
    put(op, at, a);
    return here() - 1;
  }
  void land(std::uint32_t jump) { aim(jump, here()); }
  void aim(std::uint32_t jump, std::uint32_t target) {
    code_.instructions[jump].b = static_cast<std::uint16_t>(target & 0xffff);
    code_.instructions[jump].c = static_cast<std::uint16_t>(target >> 16);
  }
  void constant(std::uint32_t n, std::uint16_t dst, Word value) {
    code_.constants.push_back(value);
    const auto index = static_cast<std::uint32_t>(code_.constants.size() - 1);
    put(OpCode::constant, n, dst, index & 0xffff, index >> 16);
  }
  void constant(std::uint32_t n, std::uint16_t dst, const Dyn* value) { constant(n, dst, word_dyn(value)); }

  std::uint16_t emit_new(std::uint32_t n) {
    const std::uint16_t r = take();
    emit(n, r);
    return r;
  }
  // All children from `first` on, in registers that follow each other.
  std::uint16_t emit_all(const std::vector<std::uint32_t>& children, std::size_t first = 0) {
    const std::uint16_t begin = next_;
    for (std::size_t i = first; i < children.size(); ++i) take();
    if (!is_ok_) return begin;
    for (std::size_t i = first; i < children.size(); ++i) emit(children[i], static_cast<std::uint16_t>(begin + (i - first)));
    return begin;
  }
  std::uint16_t emit_name(std::uint32_t n, const std::string& name) {
    const std::uint16_t r = take();
    constant(n, r, dyn_text(DynKind::string, name, arena_));
    return r;
  }
  // A condition as a bool that jumps can read; anything else fails, as any operator with a wrong operand does.
  void emit_condition(std::uint32_t n, std::uint16_t dst) {
    emit(n, dst);
    put(OpCode::dyn_test, n, dst, dst);
  }
  std::uint32_t emit_guarded(std::uint32_t n, std::uint16_t dst, std::uint16_t slot) {
    const std::uint32_t begin = here();
    emit_condition(n, dst);
    code_.handlers.push_back({begin, here(), 0, slot});
    return static_cast<std::uint32_t>(code_.handlers.size() - 1);
  }

  void emit(std::uint32_t n, std::uint16_t dst);
  void emit_plain(std::uint32_t n, std::uint16_t dst);
  void emit_logic(std::uint32_t n, std::uint16_t dst, bool is_or);
  void emit_macro(std::uint32_t n, std::uint16_t dst);

  const Ast& ast_;
  const std::vector<DynMeaning>& meanings_;
  Arena& arena_;
  Code& code_;
  void emit_binding(std::uint32_t n, std::uint16_t dst);
  void emit_optional_macro(std::uint32_t n, std::uint16_t dst);
  void emit_alternative(std::uint32_t n, std::uint16_t dst, bool unwraps);
  void call(std::uint32_t n, std::uint16_t dst, std::string_view function, std::uint16_t arguments, std::uint32_t count) {
    put(OpCode::dyn_call, n, dst, arguments);
    put(OpCode::move, n, find_dyn_function(function), count);
  }

  struct Local {
    std::uint16_t value = 0;
    bool may_have_failed = false;
    std::uint16_t slot = 0;  // where its error is, then
  };
  std::vector<Local> locals_;
  std::uint16_t next_ = 0, highest_ = 0;
  std::uint16_t next_slot_ = 0, highest_slot_ = 0;
  bool is_ok_ = true;
};

void DynEmitter::emit(std::uint32_t n, std::uint16_t dst) {
  const DynMeaning& m = meanings_[n];
  const std::uint16_t mark = next_;
  switch (m.kind) {
    case Kind::plain: emit_plain(n, dst); break;
    case Kind::local: {
      const Local& local = locals_[m.index];
      if (local.may_have_failed) put(OpCode::raise_if_saved, n, local.slot);
      put(OpCode::move, n, dst, local.value);
      break;
    }
    case Kind::variable: put(OpCode::dyn_variable, n, dst, m.index); break;
    case Kind::type: constant(n, dst, dyn_text(DynKind::type, m.text, arena_)); break;
    case Kind::function:
    case Kind::plain_function: {
      const std::string_view name = dyn_functions()[m.index].name;
      if ((name == ".or" || name == ".orValue") && node(n).children.size() == 2) {
        emit_alternative(n, dst, name == ".orValue");
        break;
      }
      const std::size_t first = m.kind == Kind::plain_function ? 1 : 0;
      const std::uint16_t arguments = emit_all(node(n).children, first);
      put(OpCode::dyn_call, n, dst, arguments);
      put(OpCode::move, n, m.index, static_cast<std::uint32_t>(node(n).children.size() - first));
      break;
    }
    case Kind::unknown: {
      code_.texts.push_back(m.text);
      const auto index = static_cast<std::uint32_t>(code_.texts.size() - 1);
      put(OpCode::dyn_fail, n, static_cast<std::uint32_t>(m.code), index & 0xffff, index >> 16);
      break;
    }
  }
  next_ = mark;
}

void DynEmitter::emit_plain(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  switch (x.kind) {
    case NodeKind::null_literal: return constant(n, dst, make_dyn(DynKind::null, arena_));
    case NodeKind::bool_literal: return constant(n, dst, dyn_bool(x.value.b, arena_));
    case NodeKind::int_literal: return constant(n, dst, dyn_int(x.value.i, arena_));
    case NodeKind::uint_literal: return constant(n, dst, dyn_uint(x.value.u, arena_));
    case NodeKind::double_literal: return constant(n, dst, dyn_double(x.value.d, arena_));
    case NodeKind::string_literal: return constant(n, dst, dyn_text(DynKind::string, x.text, arena_));
    case NodeKind::bytes_literal: return constant(n, dst, dyn_text(DynKind::bytes, x.text, arena_));
    case NodeKind::optional_entry: {
      const std::uint16_t v = emit_new(x.children[0]);
      put(OpCode::dyn_entry, n, dst, v);
      return;
    }
    case NodeKind::select:
    case NodeKind::optional_select: {
      const std::uint16_t v = emit_new(x.children[0]);
      put(x.kind == NodeKind::select ? OpCode::dyn_select : OpCode::dyn_optional_select, n, dst, v, emit_name(n, x.text));
      return;
    }
    case NodeKind::has: {
      const Node& field = node(x.children[0]);
      const std::uint16_t v = emit_new(field.children[0]);
      put(OpCode::dyn_has, n, dst, v, emit_name(n, field.text));
      put(OpCode::dyn_bool, n, dst, dst);
      return;
    }
    case NodeKind::index:
    case NodeKind::optional_index: {
      const std::uint16_t v = emit_all(x.children);
      put(x.kind == NodeKind::index ? OpCode::dyn_index : OpCode::dyn_optional_index, n, dst, v, v + 1u);
      return;
    }
    case NodeKind::unary: {
      const std::uint16_t v = emit_new(x.children[0]);
      put(OpCode::dyn_unary, n, dst, v, static_cast<std::uint32_t>(x.op));
      return;
    }
    case NodeKind::binary:
      if (x.op == Op::and_ || x.op == Op::or_) return emit_logic(n, dst, x.op == Op::or_);
      put(OpCode::dyn_binary, n, dst, emit_all(x.children), static_cast<std::uint32_t>(x.op));
      return;
    case NodeKind::conditional: {
      const std::uint16_t test = take();
      emit_condition(x.children[0], test);
      const std::uint32_t to_no = put_jump(OpCode::jump_false, n, test);
      emit(x.children[1], dst);
      const std::uint32_t to_end = put_jump(OpCode::jump, n);
      land(to_no);
      emit(x.children[2], dst);
      land(to_end);
      return;
    }
    case NodeKind::list: put(OpCode::dyn_list, n, dst, emit_all(x.children), static_cast<std::uint32_t>(x.children.size())); return;
    case NodeKind::map: put(OpCode::dyn_map, n, dst, emit_all(x.children), static_cast<std::uint32_t>(x.children.size() / 2)); return;
    case NodeKind::macro: return emit_macro(n, dst);
    case NodeKind::identifier:
    case NodeKind::call:
    case NodeKind::message: is_ok_ = false;  // checking has said what these mean
  }
}

// CEL absorption: an error on one side of && or || does not matter when the other side decides.
void DynEmitter::emit_logic(std::uint32_t n, std::uint16_t dst, bool is_or) {
  const OpCode decides = is_or ? OpCode::jump_true : OpCode::jump_false;
  const std::uint16_t slot = take_slot();
  put(OpCode::clear_saved, n, slot);
  const std::uint32_t guard = emit_guarded(node(n).children[0], dst, slot);
  const std::uint32_t to_end = put_jump(decides, n, dst);
  code_.handlers[guard].target = here();
  const std::uint32_t guard_right = emit_guarded(node(n).children[1], dst, slot);
  const std::uint32_t to_end_too = put_jump(decides, n, dst);
  code_.handlers[guard_right].target = here();
  const std::uint32_t to_raise = put_jump(OpCode::jump_if_saved, n, slot);
  const std::uint32_t to_end_three = put_jump(OpCode::jump, n);
  land(to_raise);
  put(OpCode::raise_saved, n, slot);
  land(to_end);
  land(to_end_too);
  land(to_end_three);
  put(OpCode::dyn_bool, n, dst, dst);
  --next_slot_;
}

// bind() and block(): each value is computed once, before its first use; an error in it shows where the value is used.
void DynEmitter::emit_binding(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::size_t before = locals_.size();
  const std::uint16_t slots_before = next_slot_;
  for (std::size_t i = 0; i + 1 < x.children.size(); ++i) {
    const std::uint16_t value = take(), slot = take_slot();
    put(OpCode::clear_saved, n, slot);
    const std::uint32_t begin = here();
    emit(x.children[i], value);
    code_.handlers.push_back({begin, here(), here(), slot});
    locals_.push_back({value, true, slot});
  }
  emit(x.children.back(), dst);
  locals_.resize(before);
  next_slot_ = slots_before;
}

void DynEmitter::emit_optional_macro(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint16_t given = emit_new(x.children[0]), test = take(), held = take(), made = take();
  put(OpCode::dyn_has_value, n, test, given);
  const std::uint32_t to_none = put_jump(OpCode::jump_false, n, test);
  put(OpCode::dyn_value, n, held, given);
  locals_.push_back({held});
  emit(x.children[1], made);
  locals_.pop_back();
  put(x.text == "optMap" ? OpCode::dyn_optional : OpCode::dyn_has_value, n, x.text == "optMap" ? made : test, made);
  const std::uint32_t to_end = put_jump(OpCode::jump, n);
  land(to_none);
  constant(n, made, dyn_optional(nullptr, arena_));
  land(to_end);
  put(OpCode::move, n, dst, made);
}

// x.or(y) and x.orValue(y): y is not looked at where x holds a value.
void DynEmitter::emit_alternative(std::uint32_t n, std::uint16_t dst, bool unwraps) {
  const Node& x = node(n);
  const std::uint16_t first = emit_new(x.children[0]), test = take();
  put(OpCode::dyn_has_value, n, test, first);
  const std::uint32_t to_other = put_jump(OpCode::jump_false, n, test);
  put(unwraps ? OpCode::dyn_value : OpCode::move, n, dst, first);
  const std::uint32_t to_end = put_jump(OpCode::jump, n);
  land(to_other);
  emit(x.children[1], dst);
  if (!unwraps) put(OpCode::dyn_has_value, n, test, dst);
  land(to_end);
}

void DynEmitter::emit_macro(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::string& f = x.text;
  if (f == "bind" || f == "block") return emit_binding(n, dst);
  if (f == "optMap" || f == "optFlatMap") return emit_optional_macro(n, dst);
  const bool is_all = f == "all", is_exists = f == "exists", is_one = f == "exists_one" || f == "existsOne";
  const bool absorbs = is_all || is_exists, has_two = !x.second_variable.empty(), makes_map = f == "transformMap";
  const bool sorts = f == "sortBy", merges = f == "transformMapEntry";
  const bool transforms = makes_map || merges || sorts || f == "transformList" || f == "map";
  const std::uint16_t range = emit_new(x.children[0]), size = take(), i = take(), one = take(), first = take(), second = take(), test = take();
  const std::uint16_t slot = take_slot();
  // The result is made aside: `dst` may be where an outer loop keeps what this one reads.
  const std::uint16_t made = take();
  put(OpCode::dyn_size, n, size, range);
  constant(n, i, word_int(0));
  constant(n, one, word_int(1));
  if (absorbs || is_one) constant(n, made, is_one ? word_int(0) : word_bool(is_all));
  else put(OpCode::dyn_reserve, n, made, size, makes_map ? 1 : 0);
  put(OpCode::clear_saved, n, slot);
  const std::uint32_t top = here();
  put(OpCode::lt_int, n, test, i, size);
  const std::uint32_t to_done = put_jump(OpCode::jump_false, n, test);
  put(OpCode::dyn_turn, n);
  put(OpCode::dyn_first, n, first, range, i);
  if (has_two) {
    put(OpCode::dyn_second, n, second, range, i);
    locals_.push_back({first});
    locals_.push_back({second});
  } else {
    put(OpCode::dyn_item, n, second, range, i);
    locals_.push_back({second});
  }
  std::vector<std::uint32_t> to_next;
  std::uint32_t to_end = 0, guard = 0;
  if (absorbs) {
    guard = emit_guarded(x.children[1], test, slot);
    to_next.push_back(put_jump(is_all ? OpCode::jump_true : OpCode::jump_false, n, test));
    put(OpCode::move, n, made, test);
    to_end = put_jump(OpCode::jump, n);
  } else {
    if (!transforms || x.children.size() == 3) {
      emit_condition(x.children[1], test);
      to_next.push_back(put_jump(OpCode::jump_false, n, test));
    }
    if (transforms) emit(x.children.back(), test);
    if (is_one) put(OpCode::add_int, n, made, made, one);
    else if (makes_map) put(OpCode::dyn_put, n, made, first, test);
    else put(OpCode::dyn_push, n, made, transforms ? test : second);
  }
  for (const auto j : to_next) land(j);
  if (absorbs) code_.handlers[guard].target = here();
  locals_.resize(locals_.size() - (has_two ? 2 : 1));
  put(OpCode::add_int, n, i, i, one);
  aim(put_jump(OpCode::jump, n), top);
  land(to_done);
  if (absorbs) {
    const std::uint32_t to_raise = put_jump(OpCode::jump_if_saved, n, slot);
    const std::uint32_t over = put_jump(OpCode::jump, n);
    land(to_raise);
    put(OpCode::raise_saved, n, slot);
    land(over);
    land(to_end);
  } else if (is_one) {
    put(OpCode::eq_int, n, made, made, one);
  }
  if (sorts || merges) {
    const std::uint16_t arguments = take();
    put(OpCode::move, n, arguments, sorts ? range : made);
    if (sorts) put(OpCode::move, n, take(), made);
    call(n, made, sorts ? "@sort_by" : "@merge", arguments, sorts ? 2 : 1);
  }
  put(absorbs || is_one ? OpCode::dyn_bool : OpCode::move, n, dst, made);
  --next_slot_;
}

}  // namespace

std::optional<Block> emit_cel(const Ast& ast, std::uint32_t root, const std::vector<DynMeaning>& meanings, Arena& arena, Code& code) {
  Block block;
  block.begin = static_cast<std::uint32_t>(code.instructions.size());
  block.handlers_begin = static_cast<std::uint32_t>(code.handlers.size());
  block.shape = &builtin_shapes().nothing;  // values say what they are
  block.is_fallible = true;
  code.run_dyn = run_dyn;
  DynEmitter e(ast, meanings, arena, code);
  if (!e.run(root)) return std::nullopt;
  block.handlers_end = static_cast<std::uint32_t>(code.handlers.size());
  return block;
}

}  // namespace ludex::expr
