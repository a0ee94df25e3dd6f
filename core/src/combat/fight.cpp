#include "combat/fight.h"

#include <algorithm>

#include "combat/fight_turns.h"
#include "judge/judgement.h"
#include "value/canonical.h"
#include "world/text.h"

namespace ludex::detail {

std::string too_many_turns() { return "a fight took more than " + std::to_string(kMaxTurns) + " turns; give actions a cooldown, or the scenario a larger tick_ms"; }

FightEngine::FightEngine(std::shared_ptr<const ProgramData> program, const Scenario& scenario)
    : program_(std::move(program)), scenario_(scenario), opening_(program_) {
  data_.program = program_;
  for (const Flag& f : program_->declarations.flags) flags_.push_back(default_word(*f.shape, constants_));
  registers_.resize(program_->code.registers);
  error_slots_.resize(program_->code.error_slots);
  for (const auto& [flag, value] : scenario_.flags) flags_[flag] = value;
  for (const std::vector<Fighter>* all : {&scenario_.fighters, &scenario_.others})
    for (const Fighter& f : *all) named_.push_back(&f);
  refs_.resize(kFirstNamedSlot + named_.size());
  for (const Fighter* const one : named_) {
    const Fighter& f = *one;
    const std::uint32_t position = opening_.add_entity(f.kind, f.id);
    const Kind& kind = opening_.kind(f.kind);
    if (kind.has_profile) opening_.kinds[f.kind].status[position] |= kHasProfile;
    for (const auto& [field, value] : f.fields) {
      const StateField& s = kind.fields[field];
      Word* const at = opening_.row(f.kind, position) + s.slot;
      if (s.shape->kind == ShapeKind::vec3) {
        for (int axis = 0; axis < 3; ++axis) at[axis] = word_double(value.vec[axis] + 0.0);
      } else {
        destroy(*s.shape, *at, opening_.heap);
        *at = clone(*s.shape, value, opening_.heap);
      }
    }
    opening_.touch_live(f.kind, position);
    if (kind.has_profile) opening_.touch_profile(f.kind, position);
  }
  opening_.settle();
}

FightState FightEngine::open(std::uint64_t seed) {
  FightState state;
  state.world = std::make_unique<WorldData>(opening_);
  state.world->seed = seed;
  for (const Fighter& f : scenario_.fighters) {
    state.fighters.emplace_back();
    if (!f.policy.empty()) state.fighters.back().next_ms = next_tick(f.first_ms, scenario_.tick_ms);
    else state.fighters.back().next_ms = FightState::kNever;
  }
  fault_.clear();
  if (!program_->recurring_actions.empty()) run_timers(state);  // their first round counts from here
  look(state);
  return state;
}

// Where the fighters lie now: entities that come and go move others.
void FightEngine::refer(FightState& state) {
  WorldData& world = *state.world;
  for (std::size_t i = 0; i < named_.size(); ++i) {
    const Fighter& f = *named_[i];
    expr::EntityRef& ref = refs_[kFirstNamedSlot + i];
    const std::uint32_t position = world.kinds[f.kind].index.find({f.id});
    ref = {nullptr, f.id, f.kind, 0};
    if (position == FlatMap::kAbsent || world.is_gone(f.kind, position)) continue;
    ref.row = world.row(f.kind, position);
    ref.index = position;
  }
}

// What `fighter` and `enemy` stand for. refer() first.
void FightEngine::see_as(std::uint32_t fighter, const FightState& state) {
  refs_[kFighterSlot] = refs_[kFirstNamedSlot + fighter];
  const std::uint32_t enemy = first_enemy(state.fighters, fighter, scenario_, [&](std::uint32_t i) {
    if (watch_) watch_->saw_out(i, state.fighters[i].is_out);
  });
  refs_[kEnemySlot] = enemy < state.fighters.size() ? refs_[kFirstNamedSlot + enemy] : expr::EntityRef{nullptr, 0, 0, 0};
}

expr::Frame FightEngine::frame_at(std::int64_t now) {
  expr::Frame frame;
  frame.code = &program_->code;
  frame.declarations = &program_->declarations;
  frame.entities = refs_.data();
  frame.flags = flags_.data();
  frame.now = now;
  frame.arena = &params_;
  frame.registers = registers_.data();
  frame.error_slots = error_slots_.data();
  frame.choices = work_.request.choices;  // policies do not draw, but whoever traces sees what they look at
  return frame;
}

// An error is a no.
bool FightEngine::holds(const expr::Block& block, const FightState& state) {
  Word value;
  expr::EvalError error;
  return expr::run(block, frame_at(state.now), value, error) && value.b;
}

bool FightEngine::make_params(const PolicyEntry& entry, const FightState& state, Request& request) {
  const Shape& shape = *program_->actions[entry.action].params;
  request.params = params_.allocate_array<Word>(entry.params.size() + 1);
  const expr::Frame frame = frame_at(state.now);
  for (std::size_t i = 0; i < entry.params.size(); ++i) {
    const PolicyEntry::Param& p = entry.params[i];
    const Shape& field = *shape.fields[i].shape;
    Word value = p.value;
    expr::EvalError error;
    if (p.is_written && !expr::run(p.block, frame, value, error)) return false;
    if (bounds_fault(field, value)) return false;  // as its contract would refuse it
    request.params[i] = p.is_written && is_owned(field.kind) ? clone(field, value, params_) : value;
  }
  return true;
}

// What `fighter` does now; true when it asks for something in this group.
bool FightEngine::decide(FightState& state, std::uint32_t fighter, RequestJudge& judge) {
  const Fighter& f = scenario_.fighters[fighter];
  FightState::Turn& turn = state.fighters[fighter];
  TurnChoice choice;
  std::size_t entry = 0;
  if (watch_) watch_->decides(fighter);
  see_as(fighter, state);
  Request request;
  for (; entry < f.policy.size(); ++entry) {
    const PolicyEntry& e = f.policy[entry];
    if (e.when.is_set() && !holds(e.when, state)) {
      choice.listens = true;
      continue;
    }
    request = {};
    request.is_readable = true;
    request.action = e.action;
    request.envelope = {f.id, 0, state.now, e.origin, no_roles()};
    request.sent_at = state.now;
    if (!make_params(e, state, request)) {
      choice.listens = true;
      continue;
    }
    Verdict verdict;
    if (!judge.would_pass(request, state.now, verdict)) {
      if (verdict.retry_after_ms >= 0) choice.wake = std::min(choice.wake, std::max<std::int64_t>(1, verdict.retry_after_ms));
      else choice.listens = true;
      continue;
    }
    if (watch_ && f.delay_ms > 0) watch_->saw_ready(fighter, turn.is_ready);
    choice.what = f.delay_ms > 0 && !turn.is_ready ? TurnChoice::What::gets_ready : TurnChoice::What::asks;
    break;
  }
  take_turn(turn, choice, state.now, f, scenario_);
  const bool asks = choice.what == TurnChoice::What::asks;
  if (watch_) watch_->decided(fighter, choice, entry, asks ? &request : nullptr);
  if (!asks) return false;
  if (program_->limits.nonce_window > 0) request.nonce = state.world->guards[state.world->guard_of(f.id)].seq + 1;
  requests_.push_back(request);
  group_.push_back(fighter);
  return true;
}

bool FightEngine::run_timers(FightState& state) {
  Inputs inputs;
  inputs.opened_at = state.now;
  inputs.flags_json = scenario_.flags_json;
  JudgementData told;
  told.program = program_;
  BatchJudge judge(*program_, *state.world, told, work_);
  Error error;
  if (work_.request.is_quiet) return judge.run_timers_at(state.now, scenario_.flags_json, error) || (fault_ = error.message, false);
  if (!judge.run("", &BatchJudge::read_lines, inputs, error)) return fault_ = error.message, false;
  if (log_ && !told.timers.empty()) {
    Judgement judgement(std::make_unique<JudgementData>(std::move(told)));
    std::string lines;
    judgement.write_timers(lines);
    for (std::size_t begin = 0; begin < lines.size();) {
      const std::size_t end = lines.find('\n', begin);
      *log_ += "{\"t\":" + std::to_string(state.now) + "," + lines.substr(begin + 1, end - begin - 1) + "\n";
      begin = end + 1;
    }
  }
  return true;
}

// Who is out, and whether that ends it.
void FightEngine::look(FightState& state) {
  refer(state);
  const auto is_defeated = [&](std::uint32_t i) {
    if (watch_) watch_->looks(i);
    see_as(i, state);
    const bool is_out = !refs_[kFirstNamedSlot + i].row || holds(scenario_.fighters[i].defeated, state);
    if (watch_) watch_->looked(i, is_out);
    return is_out;
  };
  // `until` sees with the eyes of the last.
  const auto is_over = [&] {
    const auto all = static_cast<std::uint32_t>(state.fighters.size());
    if (watch_) watch_->looks(all), see_as(all - 1, state);
    const bool holds_now = holds(scenario_.until, state);
    if (watch_) watch_->looked(all, holds_now);
    return holds_now;
  };
  look_round(state.fighters, state.now, scenario_, state.end, state.winner, is_defeated, is_over);
}

void FightEngine::judge_group(FightState& state) {
  params_.reset();
  requests_.clear();
  group_.clear();
  work_.batch.reset();
  work_.answers.begin(0, 0);
  RequestJudge judge(*program_, Lane(*state.world), work_.answers, work_.request);
  judge.set_flags(flags_.data());
  for (std::uint32_t i = 0; i < state.fighters.size(); ++i)
    if (!state.fighters[i].is_out && state.fighters[i].next_ms <= state.now) decide(state, i, judge);
  if (requests_.empty()) return;
  clocks_.assign(requests_.size(), state.now);
  verdicts_.assign(requests_.size(), {});
  if (log_) {
    lets_.assign(requests_.size(), {});
    work_.request.told_lets = &lets_;
  }
  judge.judge_group(requests_, clocks_, verdicts_);
  bool changed = false;
  for (std::size_t k = 0; k < verdicts_.size(); ++k) {
    const bool is_accepted = verdicts_[k].outcome == Outcome::accepted;
    settle_turn(state.fighters[group_[k]], is_accepted, verdicts_[k].retry_after_ms, state.now, scenario_);
    if (watch_) watch_->judged(k, verdicts_[k]);
    state.attacks += is_accepted;
    changed = changed || is_accepted;
  }
  if (changed) call_listeners(state.fighters, state.now, scenario_);
  if (log_) tell(state, verdicts_);
}

std::int64_t FightEngine::next_time(const FightState& state) const {
  const std::int64_t t = next_turn(state.fighters);
  const auto& queue = state.world->queue;
  return queue.empty() ? t : std::min(t, std::max(queue.begin()->first, state.now));
}

bool FightEngine::step(FightState& state) {
  if (state.end != FightEnd::going) return false;
  const std::int64_t t = next_time(state);
  const auto& queue = state.world->queue;
  if (t > scenario_.time_limit_ms) return state.end = FightEnd::timeout, false;
  if (++state.turns > kMaxTurns) return fault_ = too_many_turns(), false;
  state.now = t;
  state.world->now = t;
  if (!queue.empty() && queue.begin()->first <= t) {
    if (!run_timers(state)) return false;
    look(state);
    if (state.end != FightEnd::going) return false;
  }
  refer(state);
  judge_group(state);
  look(state);
  return state.end == FightEnd::going;
}

// The state of every fighter, as in a world's text.
void FightEngine::tell_state(const FightState& state, std::string& out) const {
  const Declarations& d = program_->declarations;
  out += "{";
  for (const Fighter* const one : named_) {
    const Fighter& f = *one;
    const std::uint32_t position = state.world->kinds[f.kind].index.find({f.id});
    if (position == FlatMap::kAbsent || state.world->is_gone(f.kind, position)) continue;
    if (out.back() != '{') out += ",";
    json::write_string(out, f.name);
    out += ":{";
    for (const StateField& field : d.kinds[f.kind].fields) {
      // What no action writes stands in the rulebook.
      bool is_written = false;
      for (const Action& a : program_->actions)
        for (const Access& w : a.writes) is_written = is_written || (a.slot_kinds[w.entity] == f.kind && &d.kinds[f.kind].fields[w.field] == &field);
      if (field.is_cooldown || !is_written) continue;
      if (out.back() != '{') out += ",";
      json::write_string(out, field.name);
      out += ":";
      std::string bytes;
      put_canonical(bytes, *field.shape, field_word(field, state.world->row(f.kind, position)), d.keys());
      canonical::write_json(out, bytes);
    }
    out += "}";
  }
  out += "}";
}

void FightEngine::tell(const FightState& state, const std::vector<Verdict>& verdicts) {
  auto data = std::make_unique<JudgementData>();
  data->program = program_;
  data->payloads = {work_.answers.bytes()};
  data->verdicts = verdicts;
  const Judgement judgement(std::move(data));
  for (std::size_t k = 0; k < verdicts.size(); ++k) {
    std::string& out = *log_;
    out += "{\"t\":" + std::to_string(state.now) + ",\"fighter\":";
    json::write_string(out, scenario_.fighters[group_[k]].name);
    out += ",\"action\":";
    json::write_string(out, program_->actions[requests_[k].action].name);
    std::string bytes;
    put_canonical(bytes, *program_->actions[requests_[k].action].params, word_record(requests_[k].params), program_->declarations.keys());
    out += ",\"params\":";
    canonical::write_json(out, bytes);
    const std::string line = judgement.verdict_line(k);
    out += line.substr(line.find(','));  // after its number
    out.pop_back();
    if (!lets_[k].empty()) out += ",\"let\":" + lets_[k];
    if (k + 1 == verdicts.size()) {  // effects of a group are done one after the other, and seen together
      out += ",\"state\":";
      tell_state(state, out);
    }
    out += "}\n";
  }
}

}  // namespace ludex::detail
