// The stages one request passes: permit (A), guard (B), and C's seven steps.

#include <algorithm>
#include <cstring>
#include <utility>

#include "expr/draw_trace.h"
#include "judge/request_judge.h"
#include "ledger/fingerprint.h"
#include "ledger/id.h"
#include "schema/typed.h"

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
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return draws[a].name < draws[b].name; });
  canonical::put_map(work_.draws, static_cast<std::uint32_t>(order.size()));
  for (const std::uint32_t i : order) {
    canonical::put_key(work_.draws, draws[i].name);
    if (draws[i].function == std::string_view("chance")) canonical::put_bool(work_.draws, work_.drawn[i].value.b);
    else canonical::put_int(work_.draws, work_.drawn[i].value.i);
  }
}

// (1) Names to entities.
bool RequestJudge::resolve(const Action& action, const Request& request, Verdict& verdict) {
  const std::uint32_t kind = program_.declarations.actor_kind;
  work_.entity_count = action.slot_kinds.size();
  for (std::size_t k = 1; k < work_.entity_count; ++k) work_.entities[k] = {nullptr, 0, action.slot_kinds[k], 0};
  expr::EntityRef& actor = work_.entities[0];
  if (!action.needs_actor) {
    actor = {nullptr, request.envelope.actor, kind, 0};
    for (const WithName& with : action.with)
      if (!resolve_one(with, with.slot, verdict)) return false;
    return true;
  }
  lane_.note_access(kind, request.envelope.actor);
  const std::uint32_t position = world_.kinds[kind].index.find({request.envelope.actor});
  if (position == FlatMap::kAbsent) return reject(verdict, Reason::no_such_entity, action.place_actor);
  actor = {world_.row(kind, position), request.envelope.actor, kind, position};
  const std::uint8_t status = world_.kinds[kind].status[position];
  if (program_.declarations.kinds[kind].has_profile && !(status & kHasProfile)) return reject(verdict, Reason::profile_not_ready, action.place_actor);
  if (action.actor_writes_profile && (status & kProfileReadOnly)) return reject(verdict, Reason::profile_read_only, action.place_actor);
  for (const WithName& with : action.with)
    if (!resolve_one(with, with.slot, verdict)) return false;
  return true;
}

// Entities whose profile is not loaded are passed over: what nobody named must not refuse a request.
bool RequestJudge::collect_around(const Near& near, Place at, Verdict& verdict) {
  Word point, radius;
  if (!evaluate(near.at, at, verdict, point) || !evaluate(near.radius, at, verdict, radius)) return false;
  find_nearest(world_, near.kind, near.position_field, point.vec, radius.d, near.max, work_.around);
  return true;
}

bool RequestJudge::find_near(const Near& near, Place at, Verdict& verdict, Word& list) {
  if (!collect_around(near, at, verdict)) return false;
  auto* found = work_.scratch.allocate_array<List>(1);
  const auto count = static_cast<std::uint32_t>(work_.around.found.size());
  *found = {count, count, work_.scratch.allocate_array<Word>(count + 1)};
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t position = work_.around.found[i].position;
    lane_.note_access(near.kind, world_.kinds[near.kind].ids[position]);
    work_.entities[work_.entity_count] = {world_.row(near.kind, position), world_.kinds[near.kind].ids[position], near.kind, position};
    found->items[i] = word_int(static_cast<std::int64_t>(work_.entity_count++));
  }
  list = word_list(found);
  return true;
}

bool RequestJudge::resolve_one(const WithName& with, std::uint32_t slot, Verdict& verdict) {
  if (with.near.is_set()) return find_near(with.near, with.place, verdict, work_.locals[slot]);
  expr::EntityRef& entity = work_.entities[slot];
  entity = {nullptr, 0, with.kind, 0};
  Word id;
  if (!evaluate(with.id, with.place, verdict, id)) return false;
  if (with.id.shape->kind == ShapeKind::optional) {
    if (!id.optional) return with.is_optional || reject(verdict, Reason::no_such_entity, with.place);
    id = *id.optional;
  }
  entity.id = id.i;
  lane_.note_access(with.kind, id.i);
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

std::optional<std::int64_t> RequestJudge::id_of(const WithName& with, const Request& request, std::int64_t now) {
  work_.scratch.reset();
  bind(request, now);
  Word id;
  EvalError error;
  if (!expr::run(with.id, frame_, id, error)) return std::nullopt;
  if (with.id.shape->kind != ShapeKind::optional) return id.i;
  if (!id.optional) return std::nullopt;
  return id.optional->i;
}

namespace {

// A key may tell when it was issued: milliseconds behind its last '@', as in the ids of a ledger. False: so long ago that its
// entry may have been there and gone; who repeats it would be granted twice. One from the future is kept until it would be
// refused.
bool keep_by_its_time(std::string_view key, std::int64_t now, std::int64_t& keep_ms) {
  const std::size_t mark = key.find_last_of('@');
  const auto issued = mark == std::string_view::npos ? std::nullopt : ledger::read_order(key.substr(mark + 1));
  if (!issued) return true;
  std::int64_t end;
  if (__builtin_add_overflow(*issued, keep_ms, &end)) end = INT64_MAX;
  if (end <= now) return false;
  if (*issued > now && __builtin_sub_overflow(end, now, &keep_ms)) keep_ms = INT64_MAX;
  return true;
}

}  // namespace

// (2) An idempotency key that was seen answers without acting.
bool RequestJudge::once(const Action& action, const Request& request, Verdict& verdict) {
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
  entry.fingerprint = ledger::fingerprint_of(params, action.name_hash);
  entry.accepted_at = frame_.now;
  entry.keep_ms = o.keep_ms;
  entry.in_profile = o.in_profile;
  if (lane_.trace) lane_.trace->ledger.push_back(key);
  const auto known = world_.ledger.find(key);
  if (known == world_.ledger.end()) {
    if (o.keep_ms >= 0 && o.key.shape->kind == ShapeKind::string && !keep_by_its_time(value.s->view(), frame_.now, entry.keep_ms)) return reject(verdict, Reason::key_expired, o.place);
    work_.has_key = true;
    if (world_.ledger.size() >= program_.limits.ledger_entries) return work_.has_key = false, reject(verdict, Reason::ledger_full, o.place);
    return true;
  }
  const LedgerEntry& e = known->second;
  if (e.action != entry.action || !(e.fingerprint == entry.fingerprint))
    return reject(verdict, Reason::idempotency_conflict, o.place);
  verdict.outcome = Outcome::duplicate;
  verdict.reason = Reason::duplicate;
  verdict.at = o.place;
  work_.result = e.result;
  return false;
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

bool RequestJudge::put_event(const Event& event, std::uint32_t action_index, std::uint32_t event_index, Verdict& verdict, std::string& out) {
  Word entity = word_int(0);
  if (event.entity.is_set() && !evaluate(event.entity, event.place, verdict, entity)) return false;
  canonical::put_u32(out, action_index);
  canonical::put_u32(out, event_index);
  canonical::put_u64(out, static_cast<std::uint64_t>(entity.i));
  if (event.audience == Event::Audience::near) {
    if (!collect_around(event.near, event.place, verdict)) return false;
    canonical::put_u32(out, static_cast<std::uint32_t>(work_.around.found.size()));
    for (const space::Found& one : work_.around.found) {
      lane_.note_access(event.kind, one.id);
      canonical::put_u64(out, static_cast<std::uint64_t>(one.id));
    }
  } else if (event.audience == Event::Audience::where) {
    const KindStore& store = world_.kinds[event.kind];
    // In the order of ids, so that what fails first does not depend on where entities lie.
    std::vector<std::uint32_t> positions;
    for (std::uint32_t i = 0; i < store.ids.size(); ++i)
      if (!(store.status[i] & kGone) && (!program_.declarations.kinds[event.kind].has_profile || store.status[i] & kHasProfile)) positions.push_back(i);
    std::sort(positions.begin(), positions.end(), [&](std::uint32_t a, std::uint32_t b) { return store.ids[a] < store.ids[b]; });
    std::vector<std::int64_t> ids;
    for (const std::uint32_t i : positions) {
      work_.entities[event.slot] = {world_.row(event.kind, i), store.ids[i], event.kind, i};
      Word is_in;
      const bool is_ok = evaluate(event.that, event.place, verdict, is_in);
      if (!is_ok || is_in.b) lane_.note_access(event.kind, store.ids[i]);  // those left out have no say
      if (!is_ok) return false;
      if (is_in.b) ids.push_back(store.ids[i]);
    }
    canonical::put_u32(out, static_cast<std::uint32_t>(ids.size()));
    for (const std::int64_t id : ids) canonical::put_u64(out, static_cast<std::uint64_t>(id));
  }
  canonical::put_map(out, static_cast<std::uint32_t>(event.data.size()));
  for (const Event::Datum& datum : event.data) {
    canonical::put_key(out, datum.key);
    Word value;
    if (evaluate(datum.block, event.place, verdict, value)) put_canonical(out, *datum.block.shape, value, program_.declarations.keys());
    else if (event_index & kRefusalEvent) canonical::put_null(out);
    else return false;
  }
  return true;
}

// (7) Events and the result, on the closing state.
bool RequestJudge::tell(const Action& action, std::uint32_t action_index, Verdict& verdict) {
  if (work_.is_quiet && !action.once.is_set()) return tell_quietly(action, action_index, verdict);
  if (!action.events.empty()) canonical::put_u32(work_.events, static_cast<std::uint32_t>(action.events.size()));
  for (std::uint32_t k = 0; k < action.events.size(); ++k)
    if (!put_event(action.events[k], action_index, k, verdict, work_.events)) return work_.events.clear(), false;
  if (action.result.is_set()) {
    Word value;
    if (!evaluate(action.result, action.place_result, verdict, value)) return work_.events.clear(), false;
    put_canonical(work_.result, *action.result.shape, value, program_.declarations.keys());
  }
  verdict.outcome = Outcome::accepted;
  verdict.reason = Reason::accepted;
  return true;
}

namespace {

// Whether the weight of such a value is as small as it is written.
bool is_light(const Shape& shape) {
  if (shape.kind == ShapeKind::record)
    return std::all_of(shape.fields.begin(), shape.fields.end(), [](const Field& f) { return f.shape->kind != ShapeKind::record && is_light(*f.shape); });
  return !is_owned(shape.kind) || shape.kind == ShapeKind::string || shape.kind == ShapeKind::vec3;
}

bool may_refuse(const expr::Block& block) { return block.is_set() && (block.is_fallible || !is_light(*block.shape)); }

}  // namespace

// (7) where nobody listens: only what may fail is looked at, as a failure refuses.
bool RequestJudge::tell_quietly(const Action& action, std::uint32_t action_index, Verdict& verdict) {
  Word value;
  for (std::uint32_t k = 0; k < action.events.size(); ++k) {
    const Event& event = action.events[k];
    if (event.audience == Event::Audience::near || event.audience == Event::Audience::where) {
      work_.events.clear();
      if (!put_event(event, action_index, k, verdict, work_.events)) return false;
      continue;
    }
    if (may_refuse(event.entity) && !evaluate(event.entity, event.place, verdict, value)) return false;
    for (const Event::Datum& datum : event.data)
      if (may_refuse(datum.block) && !evaluate(datum.block, event.place, verdict, value)) return false;
  }
  if (may_refuse(action.result) && !evaluate(action.result, action.place_result, verdict, value)) return false;
  verdict.outcome = Outcome::accepted;
  verdict.reason = Reason::accepted;
  return true;
}

}  // namespace ludex::detail
