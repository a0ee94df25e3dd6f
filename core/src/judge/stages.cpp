// The stages one request passes: permit (A), guard (B), and C's seven steps; three of them have files of their own.

#include <algorithm>
#include <cstring>
#include <utility>

#include "expr/draw_trace.h"
#include "judge/request_judge.h"
#include "schema/typed.h"
#include "support/sort.h"

namespace ludex::detail {

using expr::EvalError;

RequestJudge::RequestJudge(const ProgramData& program, Lane lane, Answers& answers, RequestWork& work)
    : program_(program), lane_(lane), world_(lane.world), answers_(answers), work_(work), transaction_(lane) {
  work.entities.resize(std::size_t{program.most_entities} + program.most_found);
  work.locals.resize(program.most_locals);
  work.lets.resize(program.most_lets);
  work.registers.resize(std::size_t{program.code.registers} * (program.most_lets + 1));
  work.error_slots.resize(std::size_t{program.code.error_slots} * (program.most_lets + 1));
  work.costs.resize(program.most_costs);
  work.drawn.resize(program.most_draws);
  frame_.code = &program.code;
  frame_.declarations = &program.declarations;
  frame_.entities = work.entities.data();
  frame_.locals = work.locals.data();
  frame_.arena = &work.scratch;
  frame_.lets = work.lets.data();
  frame_.registers = work.registers.data();
  frame_.error_slots = work.error_slots.data();
  frame_.drawn = work.drawn.data();
  frame_.choices = work.choices;
}

void RequestJudge::bind(const Request& request, std::int64_t now) {
  frame_.envelope = &request.envelope;
  frame_.params = request.params;
  frame_.now = now;
}

// Which numbers the request's draws are: known once the guard has counted it. docs/decisions/0005-draw-addresses.md
void RequestJudge::aim_draws(const Action& action, const Request& request) {
  const Declarations& d = program_.declarations;
  frame_.draw_source.key = expr::draw_key(world_.seed, d.kind_names[d.actor_kind], request.envelope.actor);
  frame_.draw_source.seq = request.seq;
  frame_.first_draw = action.draws_begin;
  std::fill_n(work_.drawn.begin(), action.draws_end - action.draws_begin, expr::Drawn{});
}

bool RequestJudge::evaluate(const expr::Block& block, Place at, Verdict& verdict, Word& out) {
  EvalError error;
  if (!expr::run(block, frame_, out, error)) return reject(verdict, Reason::rule_error, at, error.code);
  // Values are written out in full from here on, whatever they shared while the rule ran.
  if (is_owned(block.shape->kind) && weight(*block.shape, out, expr::kMaxWeight) >= expr::kMaxWeight) return reject(verdict, Reason::rule_error, at, RuleError::overflow);
  return true;
}

bool RequestJudge::permit(const Request& request, Verdict& verdict) {
  const Action& action = program_.actions[request.action];
  for (const Clause& clause : action.permit) {
    Word allowed;
    EvalError error;
    // An error is a no: who may act must be said, not guessed.
    if (!expr::run(clause.block, frame_, allowed, error) || !allowed.b) return reject(verdict, Reason::not_permitted, clause.place);
  }
  return true;
}

// Stages A and B.
bool RequestJudge::admit(Request& request, std::int64_t now, Verdict& verdict) {
  const std::uint64_t recorded = std::exchange(request.seq, 0);
  if (!request.is_readable) return reject(verdict, request.reason, request.at);
  bind(request, now);
  if (request.reason == Reason::accepted && !program_.actions[request.action].permit.empty() && !permit(request, verdict)) {
    request.reason = verdict.reason;
    request.at = verdict.at;
  }
  const GuardVerdict guard = judge_guard(lane_, request, now);
  if (request.reason != Reason::accepted) return reject(verdict, request.reason, request.at);
  if (guard.reason != Reason::accepted) return reject(verdict, guard.reason, guard.at, RuleError::none, guard.retry_after_ms);
  request.seq = recorded & ~kUnrecordedSeq ? recorded : recorded | guard.seq;
  return true;
}

void RequestJudge::judge(Request& request, std::int64_t now, Verdict& verdict) {
  work_.scratch.reset();
  if (!admit(request, now, verdict)) return;
  const Action& action = program_.actions[request.action];
  begin(action, request);
  if (decide(action, request, verdict)) transaction_.commit();
  else transaction_.roll_back();
  finish(&action, verdict);
}

// Nothing is left of the request before: no answer, no let, no draw.
void RequestJudge::begin(const Action& action, const Request& request) {
  for (std::string* part : {&work_.result, &work_.events, &work_.operands, &work_.shadow}) part->clear();
  work_.has_key = false;
  for (std::size_t k = 0; k < action.lets.size(); ++k) work_.lets[k].status = expr::LetState::Status::unevaluated;
  frame_.let_blocks = action.lets.data();
  if (action.draws_begin != action.draws_end) aim_draws(action, request);
}

// Stage C; false when nothing is to be done.
bool RequestJudge::decide(const Action& action, const Request& request, Verdict& verdict) {
  if (!pass_clauses(action, request, verdict)) return false;
  take_opening(action);
  return act(action, verdict) && tell(action, request.action, verdict);
}

// Steps (1) to (4).
bool RequestJudge::pass_clauses(const Action& action, const Request& request, Verdict& verdict) {
  return resolve(action, request, verdict) && (!action.once.is_set() || once(action, request, verdict)) && require(action, request.action, verdict);
}

// What effects must see of the opening state is taken before the first of them.
void RequestJudge::take_opening(const Action& action) {
  for (std::uint32_t k = 0; k < action.lets.size(); ++k)
    if (action.let_is_early[k]) expr::evaluate_let(k, frame_);
  opening_ = {};
  opening_.has_ms = action.cooldown.is_set() && expr::run(action.cooldown.ms, frame_, opening_.ms, opening_.ms_error);
}

// The parts of the verdict become its payload; an answer that must be repeatable goes into the ledger.
void RequestJudge::finish(const Action* action, Verdict& verdict) {
  if (action && work_.has_key && (verdict.outcome == Outcome::accepted || action->once.keeps_refusals)) {
    work_.once_entry.result = work_.result;
    if (verdict.outcome != Outcome::accepted) {
      work_.once_entry.result.clear();
      canonical::put_map(work_.once_entry.result, 1);
      canonical::put_key(work_.once_entry.result, "rejected");
      canonical::put_string(work_.once_entry.result, program_.reason_name(verdict.reason));
    }
    if (new_keys_) new_keys_->push_back(work_.once_key);
    world_.insert_ledger(work_.once_key, work_.once_entry, lane_.dirty);
  }
  if (work_.is_quiet) return;
  work_.draws.clear();
  if (action && action->draws_begin != action->draws_end) put_draws(*action);
  const std::uint8_t parts = static_cast<std::uint8_t>((work_.draws.empty() ? 0 : kDraws) | (work_.result.empty() ? 0 : kResult) | (work_.events.empty() ? 0 : kEvents) |
                                                       (work_.operands.empty() ? 0 : kOperands) | (work_.shadow.empty() ? 0 : kShadow));
  if (!parts) return;
  constexpr std::size_t kShadowBytes = 12;  // of one clause
  const std::size_t shadow = work_.shadow.empty() ? 0 : work_.shadow.size() + 4;
  std::string& out = answers_.bytes();
  const auto size = static_cast<std::uint32_t>(1 + work_.result.size() + work_.events.size() + work_.operands.size() + shadow + work_.draws.size());
  char head[5];
  std::memcpy(head, &size, 4);
  head[4] = static_cast<char>(parts);
  out.append(head, sizeof head);
  verdict.payload = answers_.next() - 1;
  for (const std::string* part : {&work_.result, &work_.events, &work_.operands})
    if (!part->empty()) out += *part;
  if (shadow) {
    canonical::put_u32(out, static_cast<std::uint32_t>(work_.shadow.size() / kShadowBytes));
    out += work_.shadow;
  }
  if (!work_.draws.empty()) out += work_.draws;
}

// What was drawn, by name: a report names the numbers, never the seed.
void RequestJudge::put_draws(const Action& action) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < action.draws_end - action.draws_begin; ++i)
    if (work_.drawn[i].is_drawn) order.push_back(i);
  if (order.empty()) return;
  const expr::Draw* draws = &program_.code.draws[action.draws_begin];
  sort_positions(order, [&](std::uint32_t a, std::uint32_t b) { return draws[a].name < draws[b].name; });
  canonical::put_map(work_.draws, static_cast<std::uint32_t>(order.size()));
  for (const std::uint32_t i : order) {
    canonical::put_key(work_.draws, draws[i].name);
    if (draws[i].function == std::string_view("chance")) canonical::put_bool(work_.draws, work_.drawn[i].value.b);
    else canonical::put_int(work_.draws, work_.drawn[i].value.i);
  }
}

void RequestJudge::put_operands(const std::vector<Operand>& operands, bool told) {
  if (work_.is_quiet) return;
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
  work_.operands.push_back(told ? 1 : 0);
  canonical::put_u32(work_.operands, count);
  work_.operands += work_.bytes;
}

bool RequestJudge::check_clause(const Action& action, std::uint32_t action_index, const Clause& clause, Verdict& verdict) {
  Word value;
  EvalError error;
  const bool is_ok = expr::run(clause.block, frame_, value, error);
  if (clause.is_shadow) {
    if (is_ok && value.b != clause.is_refusal) return true;
    const bool is_error = !is_ok && !clause.is_refusal;
    canonical::put_u32(work_.shadow, clause.place);
    canonical::put_u32(work_.shadow, static_cast<std::uint32_t>(is_error ? Reason::rule_error : clause.reason));
    canonical::put_u32(work_.shadow, static_cast<std::uint32_t>(is_error ? error.code : RuleError::none));
    return true;
  }
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
  put_operands(clause.operands, clause.tell);
  put_refusal_events(action, action_index, clause);
  return false;
}

// "on_reject": told on the opening state. What cannot be computed is told as null: a refusal stands whatever its report says.
void RequestJudge::put_refusal_events(const Action& action, std::uint32_t action_index, const Clause& clause) {
  if (clause.events_begin == clause.events_end || work_.is_quiet) return;
  std::uint32_t count = 0;
  std::string& out = work_.bytes;
  out.clear();
  for (std::uint32_t k = clause.events_begin; k < clause.events_end; ++k) {
    const std::size_t before = out.size();
    Verdict ignored;
    if (put_event(action.refusal_events[k], action_index, k | kRefusalEvent, ignored, out)) ++count;
    else out.resize(before);
  }
  if (!count) return;
  canonical::put_u32(work_.events, count);
  work_.events += out;
}

// (4) Conditions on the opening state: cooldown, require, refuse, cost.
bool RequestJudge::require(const Action& action, std::uint32_t action_index, Verdict& verdict) {
  if (action.cooldown.is_set()) {
    const StateField& f = program_.declarations.kinds[work_.entities[0].kind].fields[action.cooldown.field];
    const std::int64_t ready_at = work_.entities[0].row[f.slot].i;
    if (expr::DrawTrace* const trace = expr::trace_of(frame_))
      trace->look_at_cooldown(work_.entities[0], f.slot, ready_at == kNeverUsed ? 0 : std::max<std::int64_t>(0, ready_at - frame_.now));
    if (ready_at != kNeverUsed && frame_.now < ready_at)
      return reject(verdict, Reason::on_cooldown, action.cooldown.place, RuleError::none, ready_at - frame_.now);
  }
  for (const Clause& clause : action.require)
    if (!check_clause(action, action_index, clause, verdict)) return false;
  for (std::size_t k = 0; k < action.costs.size(); ++k) {
    const Cost& cost = action.costs[k];
    if (!evaluate(cost.amount, cost.place, verdict, work_.costs[k])) return put_operands(cost.operands, false), false;
    const StateField& f = program_.declarations.kinds[work_.entities[0].kind].fields[cost.field];
    const bool is_double = f.shape->kind == ShapeKind::number;
    const Word have = work_.entities[0].row[f.slot];
    if (expr::DrawTrace* const trace = expr::trace_of(frame_)) trace->look_at_field(work_.entities[0], f.slot);
    const bool is_negative = is_double ? work_.costs[k].d < 0 : work_.costs[k].i < 0;
    const bool is_enough = is_double ? have.d >= work_.costs[k].d : have.i >= work_.costs[k].i;
    if (is_negative) reject(verdict, Reason::rule_error, cost.place, RuleError::negative_cost);
    else if (!is_enough) reject(verdict, cost.reason, cost.place);
    else continue;
    put_operands(cost.operands, false);
    return false;
  }
  return true;
}

// (5) and (6): effects, then bounds.
bool RequestJudge::act(const Action& action, Verdict& verdict) {
  EffectRunner runner(lane_, frame_, {work_.entities.data(), work_.entity_count, work_.locals.data()}, transaction_, observer_);
  EffectFault fault;
  bool ok = true;
  for (std::size_t k = 0; ok && k < action.costs.size(); ++k) ok = runner.debit(action.costs[k].field, work_.costs[k], action.costs[k].place, fault);
  ok = ok && runner.run(action.effects, fault);
  if (ok && action.cooldown.is_set()) {
    std::int64_t ready_at = 0;
    if (!opening_.has_ms) return reject(verdict, Reason::rule_error, action.cooldown.place, opening_.ms_error.code);
    if (__builtin_add_overflow(frame_.now, opening_.ms.i, &ready_at) || ready_at == kNeverUsed) return reject(verdict, Reason::rule_error, action.cooldown.place, RuleError::overflow);
    ok = runner.start_cooldown(action.cooldown.field, ready_at, action.cooldown.place, fault);
  }
  ok = ok && runner.check_bounds(fault);
  if (ok) return true;
  reject(verdict, fault.reason, fault.at, fault.code);
  if (fault.effect) put_operands(fault.effect->operands, false);
  return false;
}

}  // namespace ludex::detail
