#include "traffic/trace.h"

namespace ludex::traffic {

using expr::OpCode;

Trace::Trace(const detail::ProgramData& program, const detail::Action& action)
    : program_(program), action_(action), registers_(program.code.registers) {}

std::uint32_t Trace::kind_of(std::uint32_t entity) const {
  return action_.slot_kinds[entity];
}

std::optional<std::uint32_t> Trace::field_at(std::uint32_t entity, std::uint32_t slot) const {
  if (entity >= action_.slot_kinds.size()) return std::nullopt;
  const Kind& kind = program_.declarations.kinds[kind_of(entity)];
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i)
    if (kind.fields[i].slot == slot) return i;
  return std::nullopt;
}

Origin Trace::read(const expr::Block& block, const Visit& visit) {
  // Straight through, jumps ignored: a register holds what was last written above, which is what the source says.
  mentioned_.clear();
  registers_.assign(registers_.size(), {});
  for (std::uint32_t pc = block.begin; pc < program_.code.instructions.size(); ++pc) {
    const expr::Instruction& x = program_.code.instructions[pc];
    switch (x.op) {
      case OpCode::ret: return registers_[x.a];
      case OpCode::move: registers_[x.a] = registers_[x.b]; break;
      case OpCode::param: {
        const Shape& shape = *action_.params->fields[x.b].shape;
        registers_[x.a] = {Origin::What::param, x.b, 0, {}};
        if (shape.kind == ShapeKind::row) registers_[x.a].table = shape.index;
        mentioned_.push_back(x.b);
        break;
      }
      case OpCode::field:
        registers_[x.a] = {};
        if (const auto field = field_at(x.b, x.c)) {
          const Shape& shape = *program_.declarations.kinds[kind_of(x.b)].fields[*field].shape;
          if (shape.kind == ShapeKind::vec3) break;  // its x
          registers_[x.a] = {Origin::What::field, *field, x.b, {}};
          if (shape.kind == ShapeKind::row) registers_[x.a].table = shape.index;
        }
        break;
      case OpCode::let: registers_[x.a] = x.b < lets_.size() ? lets_[x.b] : Origin{}; break;
      case OpCode::get: registers_[x.a] = registers_[x.b]; break;
      case OpCode::row_text: {
        Origin text = registers_[x.b];
        text.table = x.c;
        registers_[x.a] = text;
        break;
      }
      case OpCode::row_find:
      case OpCode::row_has:
        visit({Use::Kind::row_of_table, registers_[x.b], {}, x.c});
        registers_[x.a] = {};
        break;
      case OpCode::map_value: {
        const Use use{Use::Kind::key_of_map, registers_[x.c], registers_[x.b], 0};
        visit(use);
        registers_[x.a] = {};
        break;
      }
      case OpCode::map_has: {
        const Use use{Use::Kind::key_of_map, registers_[x.c], registers_[x.b], 0};
        visit(use);
        registers_[x.a] = {};
        break;
      }
      case OpCode::eq_typed:
      case OpCode::list_has:
        registers_[x.a] = {};
        ++pc;  // the second half holds a shape, not an operation
        break;
      case OpCode::jump:
      case OpCode::jump_false:
      case OpCode::jump_true:
      case OpCode::jump_if_saved:
      case OpCode::raise_saved:
      case OpCode::raise_if_saved:
      case OpCode::clear_saved:
      case OpCode::entity_check: break;  // `a` is no destination
      default: registers_[x.a] = {}; break;
    }
  }
  return {};
}

std::vector<std::uint32_t> Trace::params_in(const expr::Block& block) {
  read(block, [](const Use&) {});
  return mentioned_;
}

}  // namespace ludex::traffic
