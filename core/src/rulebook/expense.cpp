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
    for (const WithName& w : action_.with) add(with, of(w.id, program_.places[w.place]));
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
      refusal = dearer(refusal, told);  // one clause refuses
    }
    for (const Cost& c : action_.costs) {
      add(costs, of(c.amount, program_.places[c.place]));
      refusal = dearer(refusal, of(c.operands));
    }
    Expense effects;
    for (const Effect& e : action_.effects) add(effects, of(e, refusal));
    for (const auto& [slot, field] : written_) {
      const std::uint32_t kind = slot == 0 ? program_.declarations.actor_kind : action_.with[slot - 1].kind;
      const Shape& shape = *program_.declarations.kinds[kind].fields[field].shape;
      // A closing value breaks its bounds at the first item too many.
      effects.state = plus(effects.state, expr::volume_of(shape, expr::range_of(shape, expr::Origin{})).elements);
    }
    for (const Event& e : action_.events) {
      add(events, of(e.entity, program_.places[e.place]));
      for (const Event::Datum& d : e.data) add(events, told(d.block, program_.places[e.place] + "/data/" + d.key));
    }
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

  /// An effect of a loop is this, times the loop's bound.
  Expense of(const Effect& e, Expense& refusal) {
    const std::string& pointer = program_.places[e.place];
    Expense x = of(e.value, pointer);
    add(x, of(e.min, pointer));
    add(x, of(e.max, pointer));
    refusal = dearer(refusal, of(e.operands));
    if (e.op == Effect::Op::branch) {
      Expense yes, no;
      for (const Effect& inner : e.then_do) add(yes, of(inner, refusal));
      for (const Effect& inner : e.else_do) add(no, of(inner, refusal));
      add(x, dearer(yes, no));
      return x;
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
    switch (code.instructions[i].op) {
      case expr::OpCode::concat_string:
      case expr::OpCode::concat_list:
      case expr::OpCode::vec3:
      case expr::OpCode::some:
      case expr::OpCode::list_new:
      case expr::OpCode::list_reserve:
      case expr::OpCode::map_new:
      case expr::OpCode::record_new: code.may_fail[i] = true; break;
      default: break;
    }
  }
  loader.program.unproven.push_back({pointer, "", "overflow", "values of up to " + std::to_string(expense.total.scratch) + " bytes, the limit is " + std::to_string(expr::kMaxScratchBytes)});
}

}  // namespace ludex::detail
