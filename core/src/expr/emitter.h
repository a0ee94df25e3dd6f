#pragma once
// The walk that turns a checked tree into bytecode. emit*.cpp hold its parts.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "expr/cost.h"
#include "expr/emit.h"

namespace ludex::expr {

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
    if (s.kind == ShapeKind::enumeration)
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
  void emit_bind(std::uint32_t n, std::uint16_t dst);
  void emit_optional_macro(std::uint32_t n, std::uint16_t dst);
  void emit_optional_part(std::uint32_t n, std::uint16_t dst);
  void emit_optional_call(std::uint32_t n, std::uint16_t dst);
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

  /// A loop's variable, or a name that stands for a value whose error, kept in `slot`, shows where it is used.
  struct Variable {
    std::uint16_t at;
    bool may_fail = false;
    std::uint16_t slot = 0;
  };
  const Ast& ast_;
  const Declarations& declarations_;
  Code& code_;
  std::vector<Variable> variables_;
  std::uint16_t next_ = 0, highest_ = 0;
  std::uint16_t next_slot_ = 0, highest_slot_ = 0;
  bool is_ok_ = true;
  std::uint64_t steps_ = 0, scratch_ = 0;  ///< at most, of what was emitted so far
};

}  // namespace ludex::expr
