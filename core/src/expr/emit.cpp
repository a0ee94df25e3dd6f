// Names and literals, and the way in.

#include "expr/emitter.h"

namespace ludex::expr {

using enum ShapeKind;

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
    case Meaning::variable: {
      const Variable& v = variables_[x.a];
      if (v.may_fail) put(OpCode::raise_if_saved, n, v.slot);
      put(OpCode::move, n, dst, v.at);
      break;
    }
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
        case NodeKind::optional_select:
        case NodeKind::optional_index: emit_optional_part(n, dst); break;
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
