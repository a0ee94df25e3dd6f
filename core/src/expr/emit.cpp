#include "expr/emit.h"

#include <algorithm>
#include <utility>

#include "expr/cost.h"

#include "expr/functions.h"

namespace ludex::expr {
namespace {

using enum ShapeKind;

class Emitter {
 public:
  Emitter(const Ast& ast, const Declarations& declarations, Code& code) : ast_(ast), declarations_(declarations), code_(code) {}

  bool run(std::uint32_t root) {
    const std::uint32_t begin = here();
    const std::uint16_t result = take();
    emit(root, result);
    put(OpCode::ret, root, result);
    thread_jumps(begin);
    code_.registers = std::max<std::uint32_t>(code_.registers, highest_ + 1u);
    code_.error_slots = std::max<std::uint32_t>(code_.error_slots, highest_slot_ + 1u);
    return is_ok_ && code_.constants.size() < 0xffffffffu;
  }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t scratch() const { return scratch_; }

 private:
  const Node& node(std::uint32_t n) const { return ast_.nodes[n]; }
  const Shape& shape(std::uint32_t n) const { return *ast_.nodes[n].shape; }

  std::uint16_t take() {
    if (next_ >= 0xfff0) is_ok_ = false;
    highest_ = std::max(highest_, next_);
    return is_ok_ ? next_++ : next_;
  }
  std::uint16_t take_slot() {
    if (next_slot_ >= 0xfff0) is_ok_ = false;
    highest_slot_ = std::max(highest_slot_, next_slot_);
    return is_ok_ ? next_slot_++ : next_slot_;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(code_.instructions.size()); }

  void put(OpCode op, std::uint32_t at, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0) {
    if (a > 0xffff || b > 0xffff || c > 0xffff) is_ok_ = false;
    code_.instructions.push_back({op, static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), static_cast<std::uint16_t>(c)});
    code_.offsets.push_back(node(at).position);
    code_.may_fail.push_back(node(at).may_fail && !node(at).is_proven);
    steps_ = plus(steps_, 1);
  }
  void put_wide(OpCode op, std::uint32_t at, std::uint32_t a, std::uint32_t imm) { put(op, at, a, imm & 0xffff, imm >> 16); }
  void put_constant(std::uint32_t at, std::uint32_t a, Word value) {
    code_.constants.push_back(value);
    put_wide(OpCode::constant, at, a, static_cast<std::uint32_t>(code_.constants.size() - 1));
  }
  // A jump whose target is set by `land`.
  std::uint32_t put_jump(OpCode op, std::uint32_t at, std::uint32_t a = 0) {
    put(op, at, a);
    return here() - 1;
  }
  void land(std::uint32_t jump) { aim(jump, here()); }
  void aim(std::uint32_t jump, std::uint32_t target) {
    code_.instructions[jump].b = static_cast<std::uint16_t>(target & 0xffff);
    code_.instructions[jump].c = static_cast<std::uint16_t>(target >> 16);
  }
  // A jump to a jump that must go the same way goes there at once: in a && b && c && d a false a is the end.
  void thread_jumps(std::uint32_t begin) {
    const auto is_test = [](OpCode op) { return op == OpCode::jump_false || op == OpCode::jump_true; };
    for (std::uint32_t at = here(); at-- > begin;) {
      const Instruction& x = code_.instructions[at];
      if (!is_test(x.op) && x.op != OpCode::jump) continue;
      std::uint32_t target = x.imm();
      for (;;) {
        const Instruction& next = code_.instructions[target];
        if (next.op == OpCode::jump && next.imm() > target) target = next.imm();
        else if (is_test(x.op) && is_test(next.op) && next.a == x.a) target = next.op == x.op ? next.imm() : target + 1;
        else break;
      }
      aim(at, target);
    }
  }
  bool is_same(std::uint32_t n, std::uint32_t m) const;
  std::uint32_t shape_index(const Shape& s) {
    for (std::uint32_t i = 0; i < code_.shapes.size(); ++i)
      if (code_.shapes[i] == &s) return i;
    code_.shapes.push_back(&s);
    code_.name_strings.emplace_back();
    if (s.kind == enumeration)
      for (const auto& name : s.names) code_.name_strings.back().push_back(make_str(name, declarations_.arena));
    return static_cast<std::uint32_t>(code_.shapes.size() - 1);
  }
  std::uint32_t cells_index(std::uint32_t table, std::uint32_t column) {
    const Word* cells = declarations_.tables[table].columns[column].cells.data();
    const auto it = std::find(code_.cells.begin(), code_.cells.end(), cells);
    if (it != code_.cells.end()) return static_cast<std::uint32_t>(it - code_.cells.begin());
    code_.cells.push_back(cells);
    return static_cast<std::uint32_t>(code_.cells.size() - 1);
  }
  std::uint16_t emit_new(std::uint32_t n) {
    const std::uint16_t r = take();
    emit(n, r);
    return r;
  }

  void emit(std::uint32_t n, std::uint16_t dst);
  void emit_entity_check(std::uint32_t n) {
    if (node(n).is_fallible) put(OpCode::entity_check, n, node(n).a);
  }
  void emit_has(std::uint32_t n, std::uint16_t dst);
  void emit_logic(std::uint32_t n, std::uint16_t dst, bool is_or);
  void emit_binary(std::uint32_t n, std::uint16_t dst);
  void emit_equality(std::uint32_t n, std::uint16_t a, std::uint16_t b, std::uint16_t dst);
  void emit_macro(std::uint32_t n, std::uint16_t dst);
  void emit_call(std::uint32_t n, std::uint16_t dst);
  void emit_conversion(std::uint32_t n, std::uint16_t dst);
  void emit_draw(std::uint32_t n, OpCode op, std::uint16_t dst);
  void emit_items(std::uint32_t n, OpCode op, std::uint32_t count, std::uint16_t dst);
  // Emits `n` so that an error in it goes on at the returned handler's target (to be set), kept in `slot`.
  std::uint32_t emit_guarded(std::uint32_t n, std::uint16_t dst, std::uint16_t slot) {
    const std::uint32_t begin = here();
    emit(n, dst);
    code_.handlers.push_back({begin, here(), 0, slot});
    return static_cast<std::uint32_t>(code_.handlers.size() - 1);
  }

  const Ast& ast_;
  const Declarations& declarations_;
  Code& code_;
  std::vector<std::uint16_t> variables_;
  std::uint16_t next_ = 0, highest_ = 0;
  std::uint16_t next_slot_ = 0, highest_slot_ = 0;
  bool is_ok_ = true;
  std::uint64_t steps_ = 0, scratch_ = 0;  ///< at most, of what was emitted so far
};

void Emitter::emit(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint16_t mark = next_;
  switch (x.meaning) {
    case Meaning::constant:
      put_constant(n, dst, x.value);
      break;
    case Meaning::entity: put_constant(n, dst, word_int(x.a)); break;
    case Meaning::entity_part:
    case Meaning::tables:
    case Meaning::flags:
    case Meaning::request:
    case Meaning::unresolved: is_ok_ = false; break;  // the checker lets none of these be a value
    case Meaning::entity_id:
      emit_entity_check(n);
      put(OpCode::entity_id, n, dst, x.a);
      break;
    case Meaning::field: {
      emit_entity_check(n);
      const auto& entity = node(x.children[0]);
      const StateField& f = declarations_.kinds[entity.shape->index].fields[x.b];
      put(x.shape->kind == vec3 ? OpCode::field_address : OpCode::field, n, dst, x.a, f.slot);
      break;
    }
    case Meaning::let_value: put(OpCode::let, n, dst, x.a); break;
    case Meaning::params: put(OpCode::params, n, dst); break;
    case Meaning::flag: put(OpCode::flag, n, dst, x.a); break;
    case Meaning::request_field: put(static_cast<OpCode>(static_cast<std::uint32_t>(OpCode::request_actor) + x.a), n, dst); break;
    case Meaning::now: put(OpCode::now, n, dst); break;
    case Meaning::variable: put(OpCode::move, n, dst, variables_[x.a]); break;
    case Meaning::table_row: {
      const std::uint32_t key = x.children[1];
      if (shape(key).kind == string) {
        put(OpCode::row_find, n, dst, emit_new(key), x.shape->index);
      } else {
        emit(key, dst);
      }
      break;
    }
    case Meaning::record_field: {
      if (node(x.children[0]).meaning == Meaning::params) {
        put(OpCode::param, n, dst, x.a);
        break;
      }
      const std::uint16_t r = emit_new(x.children[0]);
      put(OpCode::record_field, n, dst, r, x.a);
      break;
    }
    case Meaning::map_key: {
      const std::uint16_t m = emit_new(x.children[0]);
      const std::uint16_t k = take();
      if (x.kind == NodeKind::select) {
        put_constant(n, k, word_str(make_str(x.text, declarations_.arena)));
      } else {
        emit(x.children[1], k);
      }
      put(OpCode::map_value, n, dst, m, k);
      break;
    }
    case Meaning::list_item: {
      const std::uint16_t l = emit_new(x.children[0]);
      const std::uint16_t i = emit_new(x.children[1]);
      put(OpCode::list_item, n, dst, l, i);
      break;
    }
    case Meaning::cell: {
      const std::uint16_t r = emit_new(x.children[0]);
      put(OpCode::cell, n, dst, r, cells_index(x.a, x.b));
      break;
    }
    case Meaning::axis: {
      const Node& whole = node(x.children[0]);
      if (whole.meaning == Meaning::field) {  // a vec3 stands inline in its row
        emit_entity_check(x.children[0]);
        put(OpCode::field, n, dst, whole.a, declarations_.kinds[node(whole.children[0]).shape->index].fields[whole.b].slot + x.a);
        break;
      }
      const std::uint16_t v = emit_new(x.children[0]);
      put(OpCode::axis, n, dst, v, x.a);
      break;
    }
    case Meaning::local: put(OpCode::local, n, dst, x.a); break;
    case Meaning::item_part: emit(x.children[0], dst); break;
    case Meaning::item_id: put(OpCode::item_id, n, dst, emit_new(x.children[0])); break;
    case Meaning::item_field: {
      const StateField& f = declarations_.kinds[shape(x.children[0]).index].fields[x.b];
      put(x.shape->kind == vec3 ? OpCode::item_address : OpCode::item_field, n, dst, emit_new(x.children[0]), f.slot);
      break;
    }
    case Meaning::operation:
      switch (x.kind) {
        case NodeKind::has: emit_has(n, dst); break;
        case NodeKind::unary: {
          const std::uint16_t v = emit_new(x.children[0]);
          put(x.op == Op::not_ ? OpCode::not_ : x.shape->kind == number ? OpCode::neg_double : x.shape->kind == vec3 ? OpCode::neg_vec3 : OpCode::neg_int, n, dst, v);
          break;
        }
        case NodeKind::binary: emit_binary(n, dst); break;
        case NodeKind::conditional: {
          const std::uint16_t c = emit_new(x.children[0]);
          const std::uint32_t to_no = put_jump(OpCode::jump_false, n, c);
          const std::uint64_t steps = steps_, scratch = scratch_;
          emit(x.children[1], dst);
          const std::uint32_t to_end = put_jump(OpCode::jump, n);
          land(to_no);
          // One of the two runs: the dearer one counts.
          const std::uint64_t yes_steps = std::exchange(steps_, steps), yes_scratch = std::exchange(scratch_, scratch);
          emit(x.children[2], dst);
          steps_ = std::max(steps_, yes_steps);
          scratch_ = std::max(scratch_, yes_scratch);
          land(to_end);
          break;
        }
        case NodeKind::list: emit_items(n, OpCode::list_new, static_cast<std::uint32_t>(x.children.size()), dst); break;
        case NodeKind::map:
          if (x.shape->kind == record) {
            // Keys are known: only the values are computed, in the order of the fields.
            const std::uint16_t first = next_;
            for (std::size_t i = 0; i < x.children.size(); i += 2) take();
            for (std::size_t i = 0; i < x.children.size(); i += 2) emit(x.children[i + 1], static_cast<std::uint16_t>(first + i / 2));
            put(OpCode::record_new, n, dst, first, static_cast<std::uint32_t>(x.children.size() / 2));
          } else {
            emit_items(n, OpCode::map_new, static_cast<std::uint32_t>(x.children.size() / 2), dst);
          }
          break;
        case NodeKind::macro: emit_macro(n, dst); break;
        default: emit_call(n, dst); break;
      }
      break;
  }
  next_ = mark;
  steps_ = plus(steps_, x.elements);
  scratch_ = plus(scratch_, x.bytes);
}

void Emitter::emit_items(std::uint32_t n, OpCode op, std::uint32_t count, std::uint16_t dst) {
  const std::uint16_t first = next_;
  for (std::size_t i = 0; i < node(n).children.size(); ++i) take();
  for (std::size_t i = 0; i < node(n).children.size(); ++i) emit(node(n).children[i], static_cast<std::uint16_t>(first + i));
  put(op, n, dst, first, count);
}

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

void Emitter::emit_macro(std::uint32_t n, std::uint16_t dst) {
  const Node& x = node(n);
  const std::uint32_t range = x.children[0];
  const bool over_map = shape(range).kind == map;
  const bool is_all = x.text == "all", is_exists = x.text == "exists", is_one = x.text == "exists_one";
  const bool builds_list = x.text == "map" || x.text == "filter";
  const std::uint16_t items = emit_new(range), size = take(), i = take(), one = take(), item = take(), test = take();
  const std::uint16_t slot = take_slot();
  put(over_map ? OpCode::size_map : OpCode::size_list, n, size, items);
  put_constant(n, i, word_int(0));
  put_constant(n, one, word_int(1));
  if (builds_list) {
    put(OpCode::list_reserve, n, dst, size);
  } else {
    // all: true until a false; exists: false until a true; exists_one: counts
    put_constant(n, dst, is_one ? word_int(0) : word_bool(is_all));
  }
  put(OpCode::clear_saved, n, slot);
  const std::uint32_t top = here();
  const std::uint64_t steps = steps_, scratch = scratch_;
  put(OpCode::lt_int, n, test, i, size);
  const std::uint32_t to_done = put_jump(OpCode::jump_false, n, test);
  if (over_map) {
    put(OpCode::map_key_at, n, item, items, i);
    if (shape(range).key->kind == integer) put(OpCode::string_to_int, n, item, item);
  } else {
    put(OpCode::list_at, n, item, items, i);
  }
  variables_.push_back(item);
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
    const bool has_filter = x.text == "filter" || x.children.size() == 3;
    if (has_filter) {
      emit(x.children[1], test);
      to_next.push_back(put_jump(OpCode::jump_false, n, test));
    }
    if (x.text == "map") {
      emit(x.children.back(), test);
      put(OpCode::list_push, n, dst, test);
    } else {
      put(OpCode::list_push, n, dst, item);
    }
  }
  variables_.pop_back();
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
  }
  --next_slot_;
}

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
  const std::uint16_t first = next_;
  for (std::size_t i = 0; i < count; ++i) take();
  for (std::size_t i = 0; i < count; ++i) emit(x.children[i], static_cast<std::uint16_t>(first + i));
  if (std::string_view(overload->takes).ends_with('+')) {
    put(OpCode::move, n, dst, first);
    for (std::size_t i = 1; i < count; ++i) put(overload->op, n, dst, dst, static_cast<std::uint32_t>(first + i));
    return;
  }
  put(overload->op, n, dst, first, count > 1 ? first + 1u : 0u);
  if (overload->then != OpCode::move) put(overload->then, n, dst, dst, first + 2u);
}

}  // namespace

std::optional<Block> emit(const Ast& ast, std::uint32_t root, const Declarations& declarations, Code& code) {
  Block block;
  block.begin = static_cast<std::uint32_t>(code.instructions.size());
  block.handlers_begin = static_cast<std::uint32_t>(code.handlers.size());
  block.shape = ast.nodes[root].shape;
  block.is_fallible = ast.nodes[root].is_fallible;
  Emitter e(ast, declarations, code);
  if (!e.run(root)) return std::nullopt;
  block.handlers_end = static_cast<std::uint32_t>(code.handlers.size());
  block.steps = e.steps();
  block.scratch = e.scratch();
  return block;
}

}  // namespace ludex::expr
