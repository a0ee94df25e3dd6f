#include "balance/scenario_reads.h"

#include <algorithm>

#include "expr/batch_flow.h"

namespace ludex::detail {

using expr::Instruction;
using expr::OpCode;

namespace {

/// Look-ups through look-ups: deeper ones can lead to every row.
constexpr int kMostDepth = 16;

std::uint32_t end_of(const expr::Code& code, std::uint32_t begin) {
  std::uint32_t pc = begin;
  while (code.instructions[pc].op != OpCode::ret) pc += expr::traits(code.instructions[pc].op).has_data ? 2 : 1;
  return pc;
}

}  // namespace

void ScenarioReads::Rows::add(const Rows& other) {
  all = all || other.all;
  some.insert(some.end(), other.some.begin(), other.some.end());
}

ScenarioReads::ScenarioReads(const ProgramData& program, const Scenario& scenario) : program_(program), scenario_(scenario) {
  const Declarations& d = program.declarations;
  const expr::Code& code = program.code;
  happens_.assign(program.actions.size(), false);
  by_timer_.assign(program.actions.size(), false);
  for (const Fighter& f : scenario.fighters)
    for (const PolicyEntry& entry : f.policy) reach(entry.action, false);
  for (const std::uint32_t a : program.recurring_actions) reach(a, true);

  for (const Kind& k : d.kinds) written_.emplace_back(k.fields.size(), false);
  for (std::size_t i = 0; i < program.actions.size(); ++i) {
    if (!happens_[i]) continue;
    const Action& a = program.actions[i];
    for (const Access& w : a.writes) written_[a.slot_kinds[w.entity]][w.field] = true;
    for (const AnyAccess& w : a.any_writes) written_[w.kind][w.field] = true;
    for (const std::uint32_t kind : a.creates) written_[kind].assign(written_[kind].size(), true);
  }

  is_target_.assign(code.instructions.size() + 1, false);
  before_.assign(code.instructions.size() + 1, kNone);
  for (std::uint32_t pc = 0, last = kNone; pc < code.instructions.size(); ++pc) {
    const Instruction& x = code.instructions[pc];
    before_[pc] = last;
    last = x.op == OpCode::ret ? kNone : pc;
    if (x.op == OpCode::jump || x.op == OpCode::jump_false || x.op == OpCode::jump_true || x.op == OpCode::jump_if_saved) is_target_[x.imm()] = true;
    if (expr::traits(x.op).has_data) last = kNone, ++pc;
  }
  for (const expr::Handler& h : code.handlers) is_target_[h.target] = true;

  columns_.assign(code.cells.size(), {kNone, kNone});
  for (std::uint32_t t = 0; t < d.tables.size(); ++t) {
    cells_.emplace_back();
    for (std::uint32_t c = 0; c < d.tables[t].columns.size(); ++c) {
      const Column& column = d.tables[t].columns[c];
      cells_.back().emplace_back(column.cells.size(), false);
      for (std::size_t i = 0; i < code.cells.size(); ++i)
        if (code.cells[i] == column.cells.data() && !column.cells.empty()) columns_[i] = {t, c};
    }
  }
  for (std::size_t i = 0; i < program.actions.size(); ++i)
    if (happens_[i]) look(program.source.action_code[i], &program.actions[i]);
  look(program.source.scenario_code[static_cast<std::size_t>(&scenario - program.scenarios.data())], nullptr);
}

void ScenarioReads::reach(std::uint32_t action, bool by_timer) {
  if (by_timer) by_timer_[action] = true;
  if (happens_[action]) return;
  happens_[action] = true;
  reach_timers(program_.actions[action].effects);
}

void ScenarioReads::reach_timers(const std::vector<Effect>& effects) {
  for (const Effect& e : effects) {
    if (e.op == Effect::Op::after) reach(e.action, true);
    reach_timers(e.then_do);
    reach_timers(e.else_do);
  }
}

void ScenarioReads::look(CodeRange range, const Action* action) {
  const expr::Code& code = program_.code;
  for (std::uint32_t pc = range.begin; pc < range.end; ++pc) {
    const Instruction& x = code.instructions[pc];
    if (x.op == OpCode::cell) mark(columns_[x.c].first, columns_[x.c].second, rows_before(pc, x.b, action, 0));
    if (expr::traits(x.op).has_data) ++pc;
  }
}

void ScenarioReads::mark(std::uint32_t table, std::uint32_t column, const Rows& rows) {
  if (table == kNone) return;  // a table without rows
  std::vector<bool>& cells = cells_[table][column];
  if (rows.all) cells.assign(cells.size(), true);
  for (const std::int64_t row : rows.some)
    if (row >= 0 && row < static_cast<std::int64_t>(cells.size())) cells[static_cast<std::size_t>(row)] = true;
}

// Which rows a register may name just before `pc`: known when the instruction before made it, and nothing jumps in between.
ScenarioReads::Rows ScenarioReads::rows_before(std::uint32_t pc, std::uint16_t reg, const Action* action, int depth) const {
  const Rows unknown{true, {}};
  const std::uint32_t before = before_[pc];
  if (depth > kMostDepth || before == kNone || is_target_[pc]) return unknown;
  const Instruction& x = program_.code.instructions[before];
  if (x.a != reg) return unknown;
  switch (x.op) {
    case OpCode::constant: return {false, {program_.code.constants[x.imm()].i}};
    case OpCode::move: return rows_before(before, x.b, action, depth + 1);
    case OpCode::field: {
      if (action) return x.b < action->slot_kinds.size() ? rows_of_field(action->slot_kinds[x.b], x.c) : unknown;
      Rows out;  // `fighter` and `enemy` may be of any kind that fights
      for (const Fighter& f : scenario_.fighters) out.add(rows_of_field(f.kind, x.c));
      return out;
    }
    case OpCode::param: return action ? rows_of_param(*action, x.b, depth + 1) : unknown;
    case OpCode::let: return action && x.b < action->lets.size() ? rows_of_block(action->lets[x.b], action, depth + 1) : unknown;
    case OpCode::cell: {
      if (columns_[x.c].first == kNone) return unknown;
      const Column& column = program_.declarations.tables[columns_[x.c].first].columns[columns_[x.c].second];
      if (column.shape->kind != ShapeKind::row) return unknown;
      Rows out;
      for (const Word w : column.cells) out.some.push_back(w.i);
      return out;
    }
    default: return unknown;
  }
}

ScenarioReads::Rows ScenarioReads::rows_of_block(const expr::Block& block, const Action* action, int depth) const {
  const std::uint32_t end = end_of(program_.code, block.begin);
  return rows_before(end, program_.code.instructions[end].a, action, depth);
}

ScenarioReads::Rows ScenarioReads::rows_of_field(std::uint32_t kind, std::uint32_t slot) const {
  const Kind& k = program_.declarations.kinds[kind];
  Rows out;
  for (std::uint32_t i = 0; i < k.fields.size(); ++i) {
    const StateField& field = k.fields[i];
    if (field.slot != slot || field.shape->kind != ShapeKind::row) continue;
    if (written_[kind][i]) return {true, {}};
    Arena arena;
    for (const Fighter& f : scenario_.fighters) {
      if (f.kind != kind) continue;
      Word value = default_word(*field.shape, arena);
      for (const auto& [at, word] : f.fields)
        if (at == i) value = word;
      out.some.push_back(value.i);
    }
    return out;
  }
  return {true, {}};
}

ScenarioReads::Rows ScenarioReads::rows_of_param(const Action& action, std::uint32_t param, int depth) const {
  const auto index = static_cast<std::uint32_t>(&action - program_.actions.data());
  if (by_timer_[index] || param >= action.params->fields.size() || action.params->fields[param].shape->kind != ShapeKind::row) return {true, {}};
  Rows out;
  for (const Fighter& f : scenario_.fighters) {
    for (const PolicyEntry& entry : f.policy) {
      if (entry.action != index) continue;
      const PolicyEntry::Param& p = entry.params[param];
      if (!p.is_written) out.some.push_back(p.value.i);
      else out.add(rows_of_block(p.block, nullptr, depth));
    }
  }
  return out;
}

bool ScenarioReads::can_matter(const std::vector<std::string>& tokens) const {
  const Declarations& d = program_.declarations;
  if (tokens.empty()) return true;
  if (tokens[0] == "tables") {
    if (tokens.size() < 5 || tokens[2] != "rows") return true;
    const auto table = d.find_table(tokens[1]);
    const auto row = table ? d.find_row(*table, tokens[3]) : std::nullopt;
    if (!row) return true;
    for (std::uint32_t c = 0; c < d.tables[*table].columns.size(); ++c)
      if (d.tables[*table].columns[c].name == tokens[4]) return can_read(*table, c, *row);
    return true;
  }
  if (tokens[0] == "scenarios" && tokens.size() > 2) return tokens[1] == scenario_.name && tokens[2] != "expect";
  if (tokens[0] == "actions" && tokens.size() > 1) {
    const auto action = program_.action_index.find(tokens[1]);
    return action == program_.action_index.end() || happens_[action->second];
  }
  return true;
}

bool ScenarioReads::is_of_balance(const std::vector<std::string>& tokens) const {
  if (tokens.empty() || !can_matter(tokens)) return false;
  if (tokens[0] == "scenarios") return tokens.size() > 4 && tokens[2] == "fighters" && tokens[4] != "id";
  return tokens[0] == "actions" || (tokens[0] == "tables" && tokens.size() > 4 && tokens[2] == "rows");
}

}  // namespace ludex::detail
