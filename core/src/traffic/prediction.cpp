#include "traffic/prediction.h"

#include <algorithm>

#include "judge/effects.h"
#include "schema/typed.h"

namespace ludex::traffic {

using detail::Action;

Prediction::Prediction(detail::WorldData& world)
    : world_(world),
      program_(*world.program),
      transaction_(world),
      entities_(program_.most_entities),
      locals_(program_.most_locals + 1),
      lets_(program_.most_lets) {
  const std::size_t windows = std::size_t{program_.most_lets} + 1;
  registers_.resize(windows * program_.code.registers);
  error_slots_.resize(windows * program_.code.error_slots);
  for (const Flag& f : program_.declarations.flags) flags_.push_back(default_word(*f.shape, constants_));
  frame_.code = &program_.code;
  frame_.declarations = &program_.declarations;
  frame_.entities = entities_.data();
  frame_.locals = locals_.data();
  frame_.envelope = &envelope_;
  frame_.flags = flags_.data();
  frame_.arena = &scratch_;
  frame_.lets = lets_.data();
  frame_.registers = registers_.data();
  frame_.error_slots = error_slots_.data();
  envelope_.roles = &no_roles_;
}

bool Prediction::evaluate(const expr::Block& block, Word& out) const {
  expr::EvalError error;
  return expr::run(block, frame_, out, error);
}

bool Prediction::perform(const Attempt& attempt) {
  const Action& action = *attempt.action;
  scratch_.reset();
  envelope_.actor = attempt.actor;
  envelope_.session = attempt.session;
  envelope_.received_at = attempt.now;
  envelope_.origin = attempt.origin;
  frame_.params = attempt.params;
  frame_.now = attempt.now;
  frame_.let_blocks = action.lets.data();
  for (std::size_t i = 0; i < action.lets.size(); ++i) lets_[i].status = expr::LetState::Status::unevaluated;
  if (!resolve(attempt) || !is_allowed(action) || !can_pay(action)) return false;
  if (act(action)) {
    transaction_.commit();
    return true;
  }
  transaction_.roll_back();
  return false;
}

bool Prediction::resolve(const Attempt& attempt) {
  const auto find = [this](std::uint32_t kind, std::int64_t id) {
    const std::uint32_t position = world_.kinds[kind].index.find({id});
    return expr::EntityRef{position == FlatMap::kAbsent ? nullptr : world_.row(kind, position), id, kind,
                           position == FlatMap::kAbsent ? 0 : position};
  };
  entities_[0] = find(program_.declarations.actor_kind, attempt.actor);
  if (!entities_[0].row) return false;
  for (const detail::WithName& with : attempt.action->with) {
    const std::uint32_t slot = with.slot;
    if (with.near.is_set()) {
      locals_[slot] = word_list(&nobody_);  // honest players do not count on who stands by
      continue;
    }
    entities_[slot] = {nullptr, 0, with.kind, 0};
    Word id;
    if (!evaluate(with.id, id)) return false;
    if (with.id.shape->kind == ShapeKind::optional) {
      if (!id.optional) {
        if (with.is_optional) continue;
        return false;
      }
      id = *id.optional;
    }
    entities_[slot] = find(with.kind, id.i);
    if (!entities_[slot].row && !with.is_optional) return false;
    for (std::uint32_t other = 0; other < slot && !with.may_alias; ++other)
      if (entities_[other].row && entities_[other].kind == with.kind && entities_[other].id == id.i) return false;
  }
  return true;
}

bool Prediction::is_allowed(const Action& action) {
  const auto holds = [this](const detail::Clause& clause) {
    Word value;
    return clause.is_shadow || (evaluate(clause.block, value) && value.b != clause.is_refusal);
  };
  if (!std::all_of(action.permit.begin(), action.permit.end(), holds)) return false;
  if (action.cooldown.is_set()) {
    const StateField& f = world_.kind(entities_[0].kind).fields[action.cooldown.field];
    const std::int64_t ready_at = entities_[0].row[f.slot].i;
    if (ready_at != kNeverUsed && frame_.now < ready_at) return false;
  }
  return std::all_of(action.require.begin(), action.require.end(), holds);
}

bool Prediction::can_pay(const Action& action) {
  costs_.resize(std::max(costs_.size(), action.costs.size()));
  for (std::size_t i = 0; i < action.costs.size(); ++i) {
    const detail::Cost& cost = action.costs[i];
    if (!evaluate(cost.amount, costs_[i])) return false;
    const StateField& f = world_.kind(entities_[0].kind).fields[cost.field];
    const Word have = entities_[0].row[f.slot];
    const bool is_double = f.shape->kind == ShapeKind::number;
    if (is_double ? costs_[i].d < 0.0 || have.d < costs_[i].d : costs_[i].i < 0 || have.i < costs_[i].i) return false;
  }
  return true;
}

bool Prediction::act(const Action& action) {
  for (std::uint32_t i = 0; i < action.lets.size(); ++i)
    if (action.let_is_early[i]) expr::evaluate_let(i, frame_);
  Word ms = word_int(0);
  if (action.cooldown.is_set() && !evaluate(action.cooldown.ms, ms)) return false;
  detail::EffectRunner runner(world_, frame_, {entities_.data(), entities_.size(), locals_.data()}, transaction_);
  detail::EffectFault fault;
  for (std::size_t i = 0; i < action.costs.size(); ++i)
    if (!runner.debit(action.costs[i].field, costs_[i], action.costs[i].place, fault)) return false;
  if (!runner.run(action.effects, fault)) return false;
  if (action.cooldown.is_set()) {
    std::int64_t ready_at = 0;
    if (__builtin_add_overflow(frame_.now, ms.i, &ready_at) || ready_at == kNeverUsed) return false;
    if (!runner.start_cooldown(action.cooldown.field, ready_at, action.cooldown.place, fault)) return false;
  }
  return runner.check_bounds(fault);
}

}  // namespace ludex::traffic
