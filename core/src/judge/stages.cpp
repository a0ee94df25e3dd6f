// The stages one request passes: permit (A), guard (B), and C's seven steps.

#include <algorithm>

#include "judge/judge.h"
#include "schema/typed.h"
#include "support/hash.h"

namespace ludex::detail {

using expr::EvalError;

void BatchJudge::bind(const Request& request, std::int64_t now) {
  work_.scratch.reset();
  frame_.envelope = &request.envelope;
  frame_.params = request.params;
  frame_.now = now;
}

// Which numbers the request's draws are: known once the guard has counted it. docs/decisions/0005-draw-addresses.md
void BatchJudge::aim_draws(const Action& action, const Request& request) {
  const Declarations& d = program_.declarations;
  const Guard& guard = world_.guards[world_.guard_of(request.envelope.actor)];
  frame_.draw_source.key = expr::draw_key(world_.seed, d.kind_names[d.actor_kind], request.envelope.actor);
  frame_.draw_source.seq = static_cast<std::uint64_t>(request.envelope.origin == 0 ? guard.seq : guard.command_seq);
  frame_.first_draw = action.draws_begin;
  std::fill_n(work_.drawn.begin(), action.draws_end - action.draws_begin, expr::Drawn{});
}

bool BatchJudge::evaluate(const expr::Block& block, Place at, Verdict& verdict, Word& out) {
  EvalError error;
  if (!expr::run(block, frame_, out, error)) return reject(verdict, Reason::rule_error, at, error.code);
  // Values are written out in full from here on, whatever they shared while the rule ran.
  if (is_owned(block.shape->kind) && weight(*block.shape, out, expr::kMaxWeight) >= expr::kMaxWeight) return reject(verdict, Reason::rule_error, at, RuleError::overflow);
  return true;
}

bool BatchJudge::permit(const Request& request, Verdict& verdict) {
  const Action& action = program_.actions[request.action];
  for (const Clause& clause : action.permit) {
    Word allowed;
    EvalError error;
    // An error is a no: who may act must be said, not guessed.
    if (!expr::run(clause.block, frame_, allowed, error) || !allowed.b) return reject(verdict, Reason::not_permitted, clause.place);
  }
  return true;
}

void BatchJudge::judge_one(std::size_t i) {
  Request& request = work_.requests[i];
  Verdict& verdict = out_.verdicts[i];
  if (!request.is_readable) {
    reject(verdict, request.reason, request.at);
    return;
  }
  bind(request, work_.now[i]);
  if (request.reason == Reason::accepted && !program_.actions[request.action].permit.empty() && !permit(request, verdict)) {
    request.reason = verdict.reason;
    request.at = verdict.at;
  }
  const GuardVerdict guard = judge_guard(world_, request, work_.now[i]);
  if (request.reason != Reason::accepted) {
    reject(verdict, request.reason, request.at);
    return;
  }
  if (guard.reason != Reason::accepted) {
    reject(verdict, guard.reason, guard.at, RuleError::none, guard.retry_after_ms);
    return;
  }
  const Action& action = program_.actions[request.action];
  for (std::size_t k = 0; k < action.lets.size(); ++k) work_.lets[k].status = expr::LetState::Status::unevaluated;
  frame_.let_blocks = action.lets.data();
  if (action.draws_begin != action.draws_end) aim_draws(action, request);
  if (!resolve(action, request, verdict)) return;
  if (action.once.is_set() && !once(action, request, verdict)) return;
  if (!require(action, verdict)) return;
  if (!act(action, verdict) || !tell(action, request.action, verdict)) {
    transaction_.roll_back();
    return;
  }
  transaction_.commit();
  if (action.once.is_set()) {
    if (wants_delta_) touched_.ledger.push_back(work_.once_key);
    work_.once_entry.result = work_.result;
    world_.insert_ledger(work_.once_key, work_.once_entry);
  }
}

// (1) Names to entities.
bool BatchJudge::resolve(const Action& action, const Request& request, Verdict& verdict) {
  const std::uint32_t kind = program_.declarations.actor_kind;
  expr::EntityRef& actor = work_.entities[0];
  const std::uint32_t position = world_.kinds[kind].index.find({request.envelope.actor});
  if (position == FlatMap::kAbsent) return reject(verdict, Reason::no_such_entity, action.place_actor);
  actor = {world_.row(kind, position), request.envelope.actor, kind, position};
  const std::uint8_t status = world_.kinds[kind].status[position];
  if (program_.declarations.kinds[kind].has_profile && !(status & kHasProfile)) return reject(verdict, Reason::profile_not_ready, action.place_actor);
  if (action.actor_writes_profile && (status & kProfileReadOnly)) return reject(verdict, Reason::profile_read_only, action.place_actor);
  for (std::uint32_t k = 0; k < action.with.size(); ++k)
    if (!resolve_one(action.with[k], k + 1, verdict)) return false;
  return true;
}

bool BatchJudge::resolve_one(const WithName& with, std::uint32_t slot, Verdict& verdict) {
  expr::EntityRef& entity = work_.entities[slot];
  entity = {nullptr, 0, with.kind, 0};
  Word id;
  if (!evaluate(with.id, with.place, verdict, id)) return false;
  if (with.id.shape->kind == ShapeKind::optional) {
    if (!id.optional) return with.is_optional || reject(verdict, Reason::no_such_entity, with.place);
    id = *id.optional;
  }
  entity.id = id.i;
  const std::uint32_t position = world_.kinds[with.kind].index.find({id.i});
  if (position == FlatMap::kAbsent) return with.is_optional || reject(verdict, Reason::no_such_entity, with.place);
  if (!with.may_alias) {
    for (std::uint32_t other = 0; other < slot; ++other)
      if (work_.entities[other].row && work_.entities[other].kind == with.kind && work_.entities[other].id == id.i)
        return reject(verdict, Reason::same_entity, with.place);
  }
  const std::uint8_t status = world_.kinds[with.kind].status[position];
  if (program_.declarations.kinds[with.kind].has_profile && !(status & kHasProfile)) return reject(verdict, Reason::profile_not_ready, with.place);
  if (with.writes_profile && (status & kProfileReadOnly)) return reject(verdict, Reason::profile_read_only, with.place);
  entity.row = world_.row(with.kind, position);
  entity.index = position;
  return true;
}

// (2) An idempotency key that was seen answers without acting.
bool BatchJudge::once(const Action& action, const Request& request, Verdict& verdict) {
  const Once& o = action.once;
  LedgerKey& key = work_.once_key;
  LedgerEntry& entry = work_.once_entry;
  Word value;
  if (!evaluate(o.key, o.place, verdict, value)) return false;
  key.key.clear();
  key.actor = 0;
  put_canonical(key.key, *o.key.shape, value, program_.declarations.keys());
  switch (o.scope) {
    case Once::Scope::actor:
      key.scope = "actor";
      key.actor = request.envelope.actor;
      break;
    case Once::Scope::action: key.scope.assign("action:").append(action.name); break;
    case Once::Scope::world: key.scope = "world"; break;
  }
  std::string& params = work_.bytes;
  params.clear();
  put_canonical(params, *action.params, word_record(request.params), program_.declarations.keys());
  entry.action = action.name;
  // Two seeds make 128 bits, so that parameters do not pass as others by chance. Whoever forges a collision only gets
  // the answer stored under a key of their own.
  entry.fingerprint[0] = xxh64(params, action.name_hash);
  entry.fingerprint[1] = xxh64(params, ~action.name_hash);
  entry.accepted_at = frame_.now;
  entry.keep_ms = o.keep_ms;
  entry.in_profile = o.in_profile;
  const auto known = world_.ledger.find(key);
  if (known == world_.ledger.end()) {
    if (world_.ledger.size() >= program_.limits.ledger_entries) return reject(verdict, Reason::ledger_full, o.place);
    return true;
  }
  const LedgerEntry& e = known->second;
  if (e.action != entry.action || e.fingerprint[0] != entry.fingerprint[0] || e.fingerprint[1] != entry.fingerprint[1])
    return reject(verdict, Reason::idempotency_conflict, o.place);
  verdict.outcome = Outcome::duplicate;
  verdict.reason = Reason::duplicate;
  verdict.at = o.place;
  if (!e.result.empty()) {
    verdict.payload = out_.payloads.size();
    out_.payloads.push_back(static_cast<char>(kResult));
    out_.payloads += e.result;
  }
  return false;
}

void BatchJudge::put_operands(const std::vector<Operand>& operands, bool told, Verdict& verdict) {
  if (operands.empty()) return;
  std::uint32_t count = 0;
  work_.bytes.clear();
  for (const Operand& o : operands) {
    Word value;
    EvalError error;
    if (!expr::run(o.block, frame_, value, error)) continue;  // the one that failed has no value
    constexpr std::uint32_t kMostOperandBytes = 256;
    if (o.block.shape->kind == ShapeKind::string && value.s->size > kMostOperandBytes) continue;
    canonical::put_u32(work_.bytes, o.label);
    put_canonical(work_.bytes, *o.block.shape, value, program_.declarations.keys());
    ++count;
  }
  if (!count) return;
  verdict.payload = out_.payloads.size();
  out_.payloads.push_back(static_cast<char>(kOperands));
  out_.payloads.push_back(told ? 1 : 0);
  canonical::put_u32(out_.payloads, count);
  out_.payloads += work_.bytes;
}

bool BatchJudge::check_clause(const Clause& clause, Verdict& verdict) {
  Word value;
  EvalError error;
  const bool is_ok = expr::run(clause.block, frame_, value, error);
  if (clause.is_refusal) {
    if (is_ok && !value.b) return true;
    reject(verdict, clause.reason, clause.place);
  } else {
    if (is_ok && value.b) return true;
    if (is_ok) reject(verdict, clause.reason, clause.place);
    else reject(verdict, Reason::rule_error, clause.place, error.code);
  }
  if (is_ok && clause.retry) {
    Word left, right;
    if (expr::run(clause.retry->left, frame_, left, error) && expr::run(clause.retry->right, frame_, right, error)) {
      __extension__ using Wide = __int128;
      const Wide missing = Wide{right.i} - left.i + (clause.retry->is_strict ? 1 : 0);
      const Wide wait = (missing + clause.retry->slope - 1) / clause.retry->slope;
      if (wait > 0 && wait <= INT64_MAX) verdict.retry_after_ms = static_cast<std::int64_t>(wait);
    }
  }
  put_operands(clause.operands, clause.tell, verdict);
  return false;
}

// (4) Conditions on the opening state: cooldown, require, refuse, cost.
bool BatchJudge::require(const Action& action, Verdict& verdict) {
  if (action.cooldown.is_set()) {
    const StateField& f = program_.declarations.kinds[work_.entities[0].kind].fields[action.cooldown.field];
    const std::int64_t ready_at = work_.entities[0].row[f.slot].i;
    if (ready_at != kNeverUsed && frame_.now < ready_at)
      return reject(verdict, Reason::on_cooldown, action.cooldown.place, RuleError::none, ready_at - frame_.now);
  }
  for (const Clause& clause : action.require)
    if (!check_clause(clause, verdict)) return false;
  for (std::size_t k = 0; k < action.costs.size(); ++k) {
    const Cost& cost = action.costs[k];
    if (!evaluate(cost.amount, cost.place, verdict, work_.costs[k])) return put_operands(cost.operands, false, verdict), false;
    const StateField& f = program_.declarations.kinds[work_.entities[0].kind].fields[cost.field];
    const bool is_double = f.shape->kind == ShapeKind::number;
    const Word have = work_.entities[0].row[f.slot];
    const bool is_negative = is_double ? work_.costs[k].d < 0 : work_.costs[k].i < 0;
    const bool is_enough = is_double ? have.d >= work_.costs[k].d : have.i >= work_.costs[k].i;
    if (is_negative) reject(verdict, Reason::rule_error, cost.place, RuleError::negative_cost);
    else if (!is_enough) reject(verdict, cost.reason, cost.place);
    else continue;
    put_operands(cost.operands, false, verdict);
    return false;
  }
  return true;
}

// (5) and (6): effects, then bounds.
bool BatchJudge::act(const Action& action, Verdict& verdict) {
  // What effects must see of the opening state is taken before the first of them.
  for (std::uint32_t k = 0; k < action.lets.size(); ++k)
    if (action.let_is_early[k]) expr::evaluate_let(k, frame_);
  Word ms = word_null();
  EvalError ms_error;
  const bool has_cooldown = action.cooldown.is_set();
  const bool has_ms = has_cooldown && expr::run(action.cooldown.ms, frame_, ms, ms_error);

  EffectRunner runner(world_, frame_, transaction_);
  EffectFault fault;
  bool ok = true;
  for (std::size_t k = 0; ok && k < action.costs.size(); ++k) ok = runner.debit(action.costs[k].field, work_.costs[k], action.costs[k].place, fault);
  ok = ok && runner.run(action.effects, fault);
  if (ok && has_cooldown) {
    std::int64_t ready_at = 0;
    if (!has_ms) return reject(verdict, Reason::rule_error, action.cooldown.place, ms_error.code);
    if (__builtin_add_overflow(frame_.now, ms.i, &ready_at) || ready_at == kNeverUsed) return reject(verdict, Reason::rule_error, action.cooldown.place, RuleError::overflow);
    runner.start_cooldown(action.cooldown.field, ready_at, action.cooldown.place);
  }
  ok = ok && runner.check_bounds(fault);
  if (ok) return true;
  reject(verdict, fault.reason, fault.at, fault.code);
  if (fault.effect) put_operands(fault.effect->operands, false, verdict);
  return false;
}

// (7) Events and the result, on the closing state.
bool BatchJudge::tell(const Action& action, std::uint32_t action_index, Verdict& verdict) {
  const TableKeys keys = program_.declarations.keys();
  work_.bytes.clear();
  std::uint8_t parts = 0;
  if (!action.events.empty()) {
    parts |= kEvents;
    canonical::put_u32(work_.bytes, static_cast<std::uint32_t>(action.events.size()));
    for (std::uint32_t k = 0; k < action.events.size(); ++k) {
      const Event& event = action.events[k];
      Word entity = word_int(0);
      if (event.entity.is_set() && !evaluate(event.entity, event.place, verdict, entity)) return false;
      canonical::put_u32(work_.bytes, action_index);
      canonical::put_u32(work_.bytes, k);
      canonical::put_u64(work_.bytes, static_cast<std::uint64_t>(entity.i));
      canonical::put_map(work_.bytes, static_cast<std::uint32_t>(event.data.size()));
      for (const Event::Datum& datum : event.data) {
        Word value;
        if (!evaluate(datum.block, event.place, verdict, value)) return false;
        canonical::put_key(work_.bytes, datum.key);
        put_canonical(work_.bytes, *datum.block.shape, value, keys);
      }
    }
  }
  std::string& result = work_.result;
  result.clear();
  if (action.result.is_set()) {
    Word value;
    if (!evaluate(action.result, action.place_result, verdict, value)) return false;
    put_canonical(result, *action.result.shape, value, keys);
    parts |= kResult;
  }
  verdict.outcome = Outcome::accepted;
  verdict.reason = Reason::accepted;
  if (!parts) return true;
  verdict.payload = out_.payloads.size();
  out_.payloads.push_back(static_cast<char>(parts));
  out_.payloads += result;
  out_.payloads += work_.bytes;
  return true;
}

}  // namespace ludex::detail
