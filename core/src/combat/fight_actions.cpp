#include "combat/fight_actions.h"

#include <algorithm>

#include "expr/batch_flow.h"

namespace ludex::detail {
namespace {

// Blocks that decide whether an action is done, and about whom.
template <class See>
void each_clause(const Action& a, const See& see) {
  for (const std::vector<Clause>* clauses : {&a.permit, &a.require})
    for (const Clause& c : *clauses) see(c.block);
  for (const WithName& with : a.with) {
    see(with.id);
    see(with.near.at);
    see(with.near.radius);
  }
  for (const Cost& c : a.costs) see(c.amount);
  see(a.once.key);
}

// Whether a block draws, itself or through lets.
void look_at(const expr::Block& block, const expr::Code& code, const expr::Block* lets, std::vector<bool>& seen, bool& draws) {
  using expr::OpCode;
  if (!block.is_set()) return;
  for (std::uint32_t pc = block.begin; code.instructions[pc].op != OpCode::ret; ++pc) {
    const expr::Instruction& x = code.instructions[pc];
    switch (x.op) {
      case OpCode::chance:
      case OpCode::roll:
      case OpCode::dice:
      case OpCode::weighted_int:
      case OpCode::weighted_double: draws = true; break;
      case OpCode::let:
        if (seen[x.b]) break;
        seen[x.b] = true;
        look_at(lets[x.b], code, lets, seen, draws);  // lets name earlier ones only
        break;
      default: break;
    }
    if (expr::traits(x.op).has_data) ++pc;
  }
}

}  // namespace

std::vector<std::uint32_t> actions_of(const ProgramData& program, const Scenario& scenario) {
  std::vector<bool> is_in(program.actions.size(), false);
  std::vector<std::uint32_t> waiting = program.recurring_actions;
  for (const Fighter& f : scenario.fighters)
    for (const PolicyEntry& entry : f.policy) waiting.push_back(entry.action);
  while (!waiting.empty()) {
    const std::uint32_t a = waiting.back();
    waiting.pop_back();
    if (is_in[a]) continue;
    is_in[a] = true;
    each_effect(program.actions[a].effects, [&](const Effect& e) {
      if (e.op == Effect::Op::after) waiting.push_back(e.action);
    });
  }
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < is_in.size(); ++i)
    if (is_in[i]) out.push_back(i);
  return out;
}

bool draws_in_clauses(const ProgramData& program, const Action& action) {
  bool out = false;
  std::vector<bool> seen(action.lets.size(), false);
  each_clause(action, [&](const expr::Block& block) { look_at(block, program.code, action.lets.data(), seen, out); });
  return out;
}

bool sets_nameless_timers(const std::vector<Effect>& effects) {
  bool out = false;
  each_effect(effects, [&](const Effect& e) { out = out || (e.op == Effect::Op::after && !e.id.is_set()); });
  return out;
}

}  // namespace ludex::detail
