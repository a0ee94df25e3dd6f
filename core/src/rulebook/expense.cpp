#include "rulebook/expense.h"

#include <algorithm>
#include <set>
#include <utility>

#include "expr/cost.h"
#include "expr/run.h"
#include "rulebook/loader.h"

namespace ludex::detail {
namespace {

using expr::plus;

void add(Expense& to, const Expense& x) { to = {plus(to.steps, x.steps), plus(to.scratch, x.scratch), plus(to.state, x.state)}; }
Expense dearer(const Expense& a, const Expense& b) { return {std::max(a.steps, b.steps), std::max(a.scratch, b.scratch), std::max(a.state, b.state)}; }

class Accountant {
 public:
  Accountant(const ProgramData& program, const Action& action) : program_(program), action_(action) {}

  ActionExpense run() {
    const std::string at = json_pointer();
    Expense permit, with, lets, clauses, costs, events, refusal;
    for (const Clause& c : action_.permit) add(permit, of(c.block, program_.places[c.place]));
    for (const WithName& w : action_.with) {
      add(with, of(w.id, program_.places[w.place]));
      add(with, of(w.near, program_.places[w.place]));
    }
    // Each at most once, and copied, so that effects cannot change it.
    for (std::size_t i = 0; i < action_.lets.size(); ++i) {
      const expr::Block& b = action_.lets[i];
      Expense let = of(b, at + "/let/" + action_.let_names[i]);
      if (b.is_set() && is_owned(b.shape->kind)) add(let, {expr::times(2, kept(b)), b.bytes, 0});
      add(lets, let);
    }
    for (const Clause& c : action_.require) {
      add(clauses, of(c.block, program_.places[c.place]));
      Expense told = of(c.operands);
      if (c.retry) {
        add(told, of(c.retry->left));
        add(told, of(c.retry->right));
      }
      for (std::uint32_t k = c.events_begin; k < c.events_end; ++k) add(told, of(action_.refusal_events[k]));
      refusal = dearer(refusal, told);  // one clause refuses
    }
    for (const Cost& c : action_.costs) {
      add(costs, of(c.amount, program_.places[c.place]));
      refusal = dearer(refusal, of(c.operands));
    }
    Expense effects;
    for (const Effect& e : action_.effects) add(effects, of(e, refusal));
    for (const auto& [slot, field] : written_) {
      const Shape& shape = *program_.declarations.kinds[action_.slot_kinds[slot]].fields[field].shape;
      // A closing value breaks its bounds at the first item too many.
      effects.state = plus(effects.state, expr::volume_of(shape, expr::range_of(shape, expr::Origin{})).elements);
    }
    for (const Event& e : action_.events) add(events, of(e));
    part("permit", permit);
    part("with", with);
    part("once", told(action_.once.key, at + "/once"));
    part("let", lets);
    part("require", clauses);
    part("cost", costs);
    part("cooldown", of(action_.cooldown.ms, at + "/cooldown"));
    part("effects", effects);
    part("emit", events);
    part("result", told(action_.result, at + "/result"));
    part("refusal", refusal);
    return std::move(out_);
  }

 private:
  std::string json_pointer() const {
    const std::string& actor = program_.places[action_.place_actor];
    return actor.substr(0, actor.rfind('/'));
  }

  Expense of(const expr::Block& block, const std::string& pointer = "") {
    if (!block.is_set()) return {};
    if (!pointer.empty() && block.steps > out_.dearest_steps) {
      out_.dearest_steps = block.steps;
      out_.dearest = pointer;
    }
    return {block.steps, block.scratch, 0};
  }
  // Looking for who stands near is a walk over the world, which no bound of a rule describes: it is not counted.
  Expense of(const Near& near, const std::string& pointer) {
    Expense x = of(near.at, pointer);
    add(x, of(near.radius, pointer));
    if (near.is_set()) add(x, {near.max, 16 + 8 * std::uint64_t{near.max}, 0});
    return x;
  }
  // Nor is the walk of an audience; its condition is counted once.
  Expense of(const Event& e) {
    const std::string& pointer = program_.places[e.place];
    Expense x = of(e.entity, pointer);
    add(x, of(e.near, pointer));
    add(x, of(e.that, pointer));
    for (const Event::Datum& d : e.data) add(x, told(d.block, pointer + "/data/" + d.key));
    return x;
  }
  Expense of(const std::vector<Operand>& operands) {
    Expense sum;
    for (const Operand& o : operands) add(sum, of(o.block));
    return sum;
  }
  // A value that is kept or written out is weighed first, and is refused when it is too large.
  static std::uint64_t kept(const expr::Block& b) { return std::min<std::uint64_t>(b.volume, 3 * expr::kMaxWeight); }
  Expense told(const expr::Block& block, const std::string& pointer) {
    Expense x = of(block, pointer);
    if (block.is_set()) add(x, {expr::times(2, kept(block)), 0, 0});
    return x;
  }

  Expense of(const Effect& e, Expense& refusal) {
    const std::string& pointer = program_.places[e.place];
    Expense x = of(e.value, pointer);
    add(x, of(e.min, pointer));
    add(x, of(e.max, pointer));
    add(x, of(e.id, pointer));
    for (const Effect::Part& p : e.parts) add(x, told(p.block, pointer));
    refusal = dearer(refusal, of(e.operands));
    if (e.op == Effect::Op::branch) {
      Expense yes, no;
      for (const Effect& inner : e.then_do) add(yes, of(inner, refusal));
      for (const Effect& inner : e.else_do) add(no, of(inner, refusal));
      add(x, dearer(yes, no));
      return x;
    }
    if (e.op == Effect::Op::each) {
      const std::uint64_t turns = std::min<std::uint64_t>(e.value.is_set() ? e.value.shape->max_length : 0, kMaxEachTurns);
      add(x, told(e.value, pointer));
      Expense turn;
      for (const Effect& inner : e.then_do) add(turn, of(inner, refusal));
      add(x, {expr::times(turns, expr::plus(turn.steps, 1)), expr::times(turns, turn.scratch), expr::times(turns, turn.state)});
      return x;
    }
    if (e.op == Effect::Op::create || e.op == Effect::Op::erase || e.op == Effect::Op::after || e.op == Effect::Op::cancel) {
      constexpr std::uint64_t kSearch = 32;  // of an index, a queue
      x.state = plus(x.state, kSearch + e.parts.size());
      if (e.op == Effect::Op::create)
        for (std::uint32_t f = 0; f < program_.declarations.kinds[e.kind].fields.size(); ++f) written_.insert({e.slot, f});
      return x;
    }
    if (e.op == Effect::Op::remove_where) {
      const std::uint64_t items = std::min<std::uint64_t>(e.path.shape->max_length, kMaxItemsDefault);
      const Expense one = of(e.value, pointer);
      add(x, {expr::times(items, one.steps), expr::times(items, plus(one.scratch, 1)), expr::times(2, items)});
    }
    for (const PathStep& s : e.path.steps) {
      add(x, of(s.key, pointer));
      x.state = plus(x.state, s.kind == PathStep::Kind::map_key ? 17 : 1);  // a binary search of the most a map holds
    }
    x.state = plus(x.state, e.value.is_set() ? expr::times(2, kept(e.value)) : 1);
    written_.insert({e.path.entity, e.path.field});
    return x;
  }

  void part(const char* name, const Expense& expense) {
    add(out_.total, expense);
    if (expense.steps || expense.state) out_.parts.push_back({name, expense});
  }

  const ProgramData& program_;
  const Action& action_;
  ActionExpense out_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> written_;
};

}  // namespace

ActionExpense expense_of(const ProgramData& program, const Action& action) { return Accountant(program, action).run(); }

void limit_expense(Loader& loader, const Action& action, const json::View& at, const std::string& pointer, std::size_t first_instruction) {
  if (!loader.diagnostics.ok()) return;  // some of it is missing
  const ActionExpense expense = expense_of(loader.program, action);
  if (expense.total.steps > kMaxActionSteps) {
    loader.error(at, pointer, "the action could take " + std::to_string(expense.total.steps) + " steps, the limit is " + std::to_string(kMaxActionSteps) + "; the dearest expression is " +
                 expense.dearest + " with " + std::to_string(expense.dearest_steps) + ": declare smaller bounds for what it runs over");
    return;
  }
  if (expense.total.scratch <= expr::kMaxScratchBytes) return;
  // Whatever makes a value may then find no room for it.
  expr::Code& code = loader.program.code;
  for (std::size_t i = first_instruction; i < code.instructions.size(); ++i) {
    if (expr::makes_value(code.instructions[i].op)) code.may_fail[i] = true;
  }
  loader.program.unproven.push_back({pointer, "", "overflow", "values of up to " + std::to_string(expense.total.scratch) + " bytes, the limit is " + std::to_string(expr::kMaxScratchBytes)});
}

}  // namespace ludex::detail
