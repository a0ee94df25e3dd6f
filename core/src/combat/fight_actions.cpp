#include "combat/fight_actions.h"

#include <algorithm>

#include "expr/batch_flow.h"

namespace ludex::detail {
namespace {

template <class See>
void each_effect(const std::vector<Effect>& effects, const See& see) {
  for (const Effect& e : effects) {
    see(e);
    each_effect(e.then_do, see);
    each_effect(e.else_do, see);
  }
}

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

// Blocks that decide what it does. What it tells counts where it may fail, and so refuse.
template <class See>
void each_consequence(const Action& a, const See& see) {
  see(a.cooldown.ms);
  each_effect(a.effects, [&](const Effect& e) {
    for (const expr::Block* block : {&e.value, &e.min, &e.max, &e.id}) see(*block);
    for (const PathStep& step : e.path.steps) see(step.key);
    for (const Effect::Part& part : e.parts) see(part.block);
  });
  for (const Event& e : a.events) {
    if (e.entity.is_fallible) see(e.entity);
    see(e.that);
    for (const Event::Datum& datum : e.data)
      if (datum.block.is_fallible) see(datum.block);
  }
  if (a.result.is_fallible) see(a.result);
}

/// Whether a block looks at the clock, and whether it draws; lets included.
struct Looks {
  bool now = false, draws = false;
};

void look_at(const expr::Block& block, const expr::Code& code, const expr::Block* lets, std::vector<bool>& seen, Looks& out) {
  using expr::OpCode;
  if (!block.is_set()) return;
  for (std::uint32_t pc = block.begin; code.instructions[pc].op != OpCode::ret; ++pc) {
    const expr::Instruction& x = code.instructions[pc];
    switch (x.op) {
      case OpCode::now:
      case OpCode::request_received: out.now = true; break;
      case OpCode::chance:
      case OpCode::roll:
      case OpCode::dice:
      case OpCode::weighted_int:
      case OpCode::weighted_double: out.draws = true; break;
      case OpCode::let:
        if (seen[x.b]) break;
        seen[x.b] = true;
        look_at(lets[x.b], code, lets, seen, out);  // lets name earlier ones only
        break;
      default: break;
    }
    if (expr::traits(x.op).has_data) ++pc;
  }
}

Looks looks_of(const expr::Block& block, const ProgramData& program, const Action* action) {
  Looks out;
  std::vector<bool> seen(action ? action->lets.size() : 0, false);
  look_at(block, program.code, action ? action->lets.data() : nullptr, seen, out);
  return out;
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

bool reads_now(const ProgramData& program, const Action& action) {
  bool out = false;
  const auto see = [&](const expr::Block& block) { out = out || looks_of(block, program, &action).now; };
  each_clause(action, see);
  each_consequence(action, see);
  return out;
}

bool reads_now(const ProgramData& program, const Scenario& scenario) {
  bool out = false;
  const auto see = [&](const expr::Block& block) { out = out || looks_of(block, program, nullptr).now; };
  see(scenario.until);
  for (const Fighter& f : scenario.fighters) {
    see(f.defeated);
    for (const PolicyEntry& entry : f.policy) {
      see(entry.when);
      for (const PolicyEntry::Param& p : entry.params) see(p.block);
    }
  }
  return out;
}

bool draws_in_clauses(const ProgramData& program, const Action& action) {
  bool out = false;
  each_clause(action, [&](const expr::Block& block) { out = out || looks_of(block, program, &action).draws; });
  return out;
}

bool sets_nameless_timers(const std::vector<Effect>& effects) {
  bool out = false;
  each_effect(effects, [&](const Effect& e) { out = out || (e.op == Effect::Op::after && !e.id.is_set()); });
  return out;
}

}  // namespace ludex::detail
