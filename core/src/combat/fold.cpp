#include "combat/fold.h"

#include <algorithm>
#include <map>

#include "combat/block_reads.h"
#include "judge/effects.h"

namespace ludex::detail {

// One write of an attack, its operands settled.
struct Write {
  const Effect* effect;
  Word value, min, max;
};

class Folder {
 public:
  Folder(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario) : program_(*program), scenario_(scenario), engine_(program, scenario) {}

  bool run(Fold& out, std::string& why_not) {
    const bool ok = begin() && attack(0) && attack(1) && states(0) && states(1) && clauses_hold(0) && clauses_hold(1);
    why_not = why_not_;
    if (ok) out = std::move(fold_);
    return ok;
  }

 private:
  bool refuse(std::string why) {
    why_not_ = std::move(why);
    return false;
  }
  const PolicyEntry& entry(int side) const { return scenario_.fighters[static_cast<std::size_t>(side)].policy[0]; }
  const Action& action(int side) const { return program_.actions[entry(side).action]; }
  const Fighter& fighter(int side) const { return scenario_.fighters[static_cast<std::size_t>(side)]; }
  BlockReads reads(const expr::Block& block, const Action& a) const { return reads_of(block, program_.code, a.lets.data(), a.slot_kinds, changing_); }

  bool begin() {
    if (scenario_.fighters.size() != 2) return refuse("there are more than two fighters");
    if (scenario_.until.is_set()) return refuse("it has an end of its own (until)");
    if (program_.limits.rate.is_set() || !program_.recurring_actions.empty()) return refuse("requests are limited by rate, or timers run");
    fold_.kind_name = program_.declarations.kind_names[program_.declarations.actor_kind];
    changing_.resize(program_.declarations.kinds.size());
    for (std::size_t k = 0; k < changing_.size(); ++k) changing_[k].assign(program_.declarations.kinds[k].stride, false);
    for (int side = 0; side < 2; ++side) {
      const Fighter& f = fighter(side);
      fold_.sides[side].team = f.team;
      fold_.sides[side].id = f.id;
      fold_.sides[side].acts = !f.policy.empty();
      fold_.sides[side].probability = {1.0};
      if (f.policy.size() > 1 || (!f.policy.empty() && f.policy[0].when.is_set())) return refuse("'" + f.name + "' chooses what to do");
      if (f.policy.empty()) continue;
      const Action& a = action(side);
      if (a.rate.is_set() || a.once.is_set() || !a.costs.empty() || a.sets_timers || a.is_alone || !a.creates.empty() || !a.deletes.empty() || !a.any_reads.empty() || !a.any_writes.empty() || a.locals > 0)
        return refuse("'" + a.name + "' does more than wear down the other side");
      for (const Access& w : a.writes) {
        const StateField& field = program_.declarations.kinds[a.slot_kinds[w.entity]].fields[w.field];
        if (field.is_cooldown) continue;
        if (is_owned(field.shape->kind)) return refuse("'" + a.name + "' writes a field that is no single value");
        changing_[a.slot_kinds[w.entity]][field.slot] = true;
      }
    }
    state_ = engine_.open(0);
    if (state_.end != FightEnd::going) return refuse("it is over before it begins");
    engine_.refer(state_);
    return true;
  }

  // What an attack can come to, and when it is made.
  bool attack(int side) {
    Fold::Side& out = fold_.sides[side];
    if (!out.acts) return true;
    const Action& a = action(side);
    const std::string name = "'" + a.name + "'";
    const std::vector<std::uint32_t> scenario_kinds = kinds_of_refs(side);
    for (const PolicyEntry::Param& p : entry(side).params)
      if (!reads_of(p.block, program_.code, nullptr, scenario_kinds, changing_).is_constant()) return refuse("parameters of " + name + " change during the fight");
    for (const WithName& with : a.with)
      if (const BlockReads r = reads(with.id, a); with.near.is_set() || !r.is_constant() || r.draws) return refuse("whom " + name + " is about changes during the fight");
    for (const Clause& c : a.permit)
      if (reads(c.block, a).now) return refuse(name + " is permitted at times");
    if (const BlockReads r = reads(a.cooldown.ms, a); !r.is_constant() || r.draws) return refuse("the cooldown of " + name + " changes during the fight");
    std::vector<const expr::Block*> told;
    if (!is_told_safely(a, told)) return refuse("what " + name + " tells may fail");

    engine_.see_as(static_cast<std::uint32_t>(side), state_);
    Request& request = requests_[side];
    request.is_readable = true;
    request.action = entry(side).action;
    request.envelope = {fighter(side).id, 0, 0, entry(side).origin, no_roles()};
    if (!engine_.make_params(entry(side), state_, request)) return refuse("parameters of " + name + " break its contract");
    OutcomeWalk first(Fold::kMostWays), walk(Fold::kMostWays);
    engine_.set_choices(&first);
    RequestJudge judge(program_, Lane(*state_.world), engine_.work_.answers, engine_.work_.request);
    judge.set_flags(engine_.flags_.data());
    Verdict verdict;
    const bool passes = judge.would_pass(request, state_.now, verdict);
    engine_.set_choices(nullptr);
    if (!passes) return refuse(name + " is refused at first: " + std::string(program_.reason_name(verdict.reason)));
    entities_[side] = {engine_.work_.request.entities.begin(), engine_.work_.request.entities.begin() + static_cast<std::ptrdiff_t>(a.slot_kinds.size())};
    for (const Access& w : a.writes)
      if (!program_.declarations.kinds[a.slot_kinds[w.entity]].fields[w.field].is_cooldown && side_of(entities_[side][w.entity]) != 1 - side)
        return refuse(name + " changes more than the other side");
    if (!writes_are_constant(a, a.effects)) return refuse("what " + name + " does depends on what has happened before");

    expr::Frame frame = frame_of(side, &walk);
    Word ms = word_int(0);
    expr::EvalError error;
    if (a.cooldown.is_set() && !expr::run(a.cooldown.ms, frame, ms, error)) return refuse("the cooldown of " + name + " fails");
    const std::int64_t tick = scenario_.tick_ms;
    out.first_ms = next_tick(next_tick(fighter(side).first_ms, tick) + fighter(side).delay_ms, tick);
    if (ms.i > kMaxFightMs) ms.i = kMaxFightMs + 1;
    out.period_ms = next_tick(next_tick(std::max<std::int64_t>(1, ms.i), tick) + fighter(side).delay_ms, tick);

    if (scenario_.time_limit_ms / out.period_ms > static_cast<std::int64_t>(kMaxTurns)) return refuse("it takes too many turns");

    out.probability.clear();
    std::map<std::vector<std::uint64_t>, std::uint32_t> known;
    do {
      for (std::size_t k = 0; k < a.lets.size(); ++k) engine_.work_.request.lets[k].status = expr::LetState::Status::unevaluated;
      std::vector<Write> writes;
      if (!trace(a.effects, frame, writes)) return refuse(walk.fault().empty() ? "an effect of " + name + " may fail" : walk.fault());
      for (const expr::Block* block : told) {
        Word value;
        if (!expr::run(*block, frame, value, error)) return refuse(walk.fault().empty() ? "what " + name + " tells may fail" : walk.fault());
      }
      std::vector<std::uint64_t> key;
      for (const Write& w : writes) {
        key.push_back(w.effect->place);
        for (const Word x : {w.value, w.min, w.max}) key.push_back(x.u);
      }
      const auto [at, is_new] = known.emplace(std::move(key), static_cast<std::uint32_t>(out.probability.size()));
      if (is_new) {
        out.probability.push_back(0.0);
        writes_[side].push_back(std::move(writes));
      }
      out.probability[at->second] += walk.probability();
      out.tree.add(walk, at->second);
    } while (walk.next());
    return walk.fault().empty() || refuse(walk.fault());
  }

  expr::Frame frame_of(int side, expr::DrawChoices* choices) {
    const Action& a = action(side);
    RequestWork& work = engine_.work_.request;
    expr::Frame frame = engine_.frame_at(state_.now);
    frame.entities = entities_[side].data();
    frame.params = requests_[side].params;
    frame.envelope = &requests_[side].envelope;
    frame.lets = work.lets.data();
    frame.let_blocks = a.lets.data();
    frame.registers = work.registers.data();
    frame.error_slots = work.error_slots.data();
    frame.first_draw = a.draws_begin;
    frame.choices = choices;
    return frame;
  }

  std::vector<std::uint32_t> kinds_of_refs(int side) const {
    std::vector<std::uint32_t> out{fighter(side).kind, fighter(1 - side).kind};
    for (const Fighter* f : engine_.named_) out.push_back(f->kind);
    return out;
  }

  int side_of(const expr::EntityRef& e) const {
    for (int side = 0; side < 2; ++side)
      if (e.kind == fighter(side).kind && e.id == fighter(side).id) return side;
    return -1;
  }

  // Nothing after the effects can refuse. What could fail for all its bounds say, and does not change, is tried with every way.
  bool is_told_safely(const Action& a, std::vector<const expr::Block*>& to_try) const {
    const auto is_safe = [&](const expr::Block& b) {
      if (!b.is_set()) return true;
      const BlockReads r = reads(b, a);
      if (b.is_fallible && r.is_constant()) to_try.push_back(&b);
      else if (b.is_fallible) return false;
      return !is_owned(b.shape->kind) || b.shape->kind == ShapeKind::string || b.shape->kind == ShapeKind::vec3;
    };
    for (const Event& e : a.events) {
      if (e.audience == Event::Audience::near || e.audience == Event::Audience::where || !is_safe(e.entity)) return false;
      for (const Event::Datum& d : e.data)
        if (!is_safe(d.block)) return false;
    }
    if (!a.result.is_set() || (!a.result.is_fallible && a.result.shape->kind == ShapeKind::record)) return true;  // as large as it is written
    return is_safe(a.result);
  }

  bool writes_are_constant(const Action& a, const std::vector<Effect>& effects) const {
    for (const Effect& e : effects) {
      const bool is_branch = e.op == Effect::Op::branch;
      if (!is_branch && e.op != Effect::Op::set && e.op != Effect::Op::add && e.op != Effect::Op::sub) return false;
      for (const expr::Block* block : {&e.value, &e.min, &e.max})
        if (!reads(*block, a).is_constant()) return false;
      if (is_branch ? !writes_are_constant(a, e.then_do) || !writes_are_constant(a, e.else_do) : !e.path.steps.empty() || is_owned(e.path.shape->kind)) return false;
    }
    return true;
  }

  // The operands of each write, in order, as the draws at hand make them.
  bool trace(const std::vector<Effect>& effects, const expr::Frame& frame, std::vector<Write>& out) {
    expr::EvalError error;
    for (const Effect& e : effects) {
      Write w{&e, word_null(), word_null(), word_null()};
      if (!expr::run(e.value, frame, w.value, error)) return false;
      if (e.op == Effect::Op::branch) {
        if (!trace(w.value.b ? e.then_do : e.else_do, frame, out)) return false;
        continue;
      }
      if ((e.min.is_set() && !expr::run(e.min, frame, w.min, error)) || (e.max.is_set() && !expr::run(e.max, frame, w.max, error))) return false;
      out.push_back(w);
    }
    return true;
  }

  Word* row(int side) { return engine_.refs_[kFirstNamedSlot + static_cast<std::size_t>(side)].row; }

  bool is_out(int side) {
    engine_.see_as(static_cast<std::uint32_t>(side), state_);
    return engine_.holds(fighter(side).defeated, state_);
  }

  // Every state the other's attacks can bring a side to.
  bool states(int side) {
    Fold::Side& out = fold_.sides[side];
    const Kind& kind = program_.declarations.kinds[fighter(side).kind];
    for (const std::uint32_t slot : reads_of(fighter(side).defeated, program_.code, nullptr, kinds_of_refs(side), changing_).changing)
      if (slot != kFighterSlot && slot != kFirstNamedSlot + static_cast<std::uint32_t>(side)) return refuse("who is defeated depends on others");
    if (const BlockReads r = reads_of(fighter(side).defeated, program_.code, nullptr, kinds_of_refs(side), changing_); !r.is_known || r.now) return refuse("who is defeated depends on the time");
    for (std::uint32_t slot = 0; slot < kind.stride; ++slot)
      if (changing_[fighter(side).kind][slot]) slots_[side].push_back(slot);
    const std::vector<std::uint32_t>& slots = slots_[side];
    std::vector<std::vector<Write>>& attacks = writes_[1 - side];
    const std::uint32_t outcomes = fold_.outcomes_against(side);
    if (!fold_.sides[1 - side].acts) attacks.assign(1, {});

    std::vector<Word>& values = states_[side];  // of state i from i * slots
    FlatMap short_index;                         // one or two values are their own key
    std::map<std::vector<std::uint64_t>, std::uint32_t> long_index;
    const auto find_or_add = [&](const Word* words) -> std::uint32_t {
      const auto fresh = static_cast<std::uint32_t>(slots.empty() ? 0 : values.size() / slots.size());
      if (slots.size() <= 2) {
        const IdKey key{slots.empty() ? 0 : words[0].i, slots.size() < 2 ? 0 : words[1].i};
        const std::uint32_t found = short_index.find(key);
        if (found != FlatMap::kAbsent) return found;
        short_index.insert(key, fresh);
      } else {
        std::vector<std::uint64_t> key;
        for (std::size_t i = 0; i < slots.size(); ++i) key.push_back(words[i].u);
        const auto [at, is_new] = long_index.emplace(std::move(key), fresh);
        if (!is_new) return at->second;
      }
      values.insert(values.end(), words, words + slots.size());
      return fresh;
    };
    std::vector<Word> first, words(slots.size());
    for (const std::uint32_t slot : slots) first.push_back(row(side)[slot]);
    find_or_add(first.data());
    constexpr std::uint32_t kOut = 0xffffffffu;
    std::vector<std::uint32_t> out_states;  // by state: kOut when it is
    std::uint32_t count = 1;
    std::uint64_t cells = 0;  // as if those that are out could be hit too: there may be ten thousand of them, each with as many outcomes
    for (std::uint32_t s = 0; s < count; ++s) {
      const auto load = [&](std::uint32_t state) {
        for (std::size_t i = 0; i < slots.size(); ++i) row(side)[slots[i]] = values[state * slots.size() + i];
      };
      load(s);
      out_states.push_back(is_out(side) ? kOut : 0);
      cells += outcomes;
      if (out_states.back() == kOut) continue;
      for (std::uint32_t o = 0; o < outcomes; ++o) {
        load(s);
        if (!apply(side, attacks[o])) return refuse("an attack may bring '" + fighter(side).name + "' out of its bounds, and be refused");
        for (std::size_t i = 0; i < slots.size(); ++i) words[i] = row(side)[slots[i]];
        out.next.push_back(slots.empty() ? 0 : find_or_add(words.data()));
      }
      count = slots.empty() ? 1 : static_cast<std::uint32_t>(values.size() / slots.size());
      if (count > Fold::kMostStates || cells > Fold::kMostCells) return refuse("there are too many states to be hit in");
    }
    for (std::size_t i = 0; i < slots.size(); ++i) row(side)[slots[i]] = first[i];

    // Those that are out become one, behind all others.
    std::vector<std::uint32_t> number(count);
    std::uint32_t in = 0;
    for (std::uint32_t s = 0; s < count; ++s)
      if (out_states[s] != kOut) number[s] = in++;
    out.out = in;
    std::vector<Word> kept;
    for (std::uint32_t s = 0; s < count; ++s)
      if (out_states[s] != kOut)
        for (std::size_t i = 0; i < slots.size(); ++i) kept.push_back(values[s * slots.size() + i]);
    for (std::uint32_t& to : out.next) to = out_states[to] == kOut ? in : number[to];
    values = std::move(kept);
    out.start = 0;
    return true;
  }

  // The writes of one attack to the row of `side`, as effects do them; false when they would be refused.
  bool apply(int side, const std::vector<Write>& writes) {
    for (const Write& w : writes) {
      const StateField& field = program_.declarations.kinds[fighter(side).kind].fields[w.effect->path.field];
      Word& at = row(side)[field.slot];
      if (w.effect->op == Effect::Op::set) {
        at = field.shape->kind == ShapeKind::number ? word_double(w.value.d + 0.0) : w.value;
      } else if (add_exactly(w.effect->op == Effect::Op::add, *field.shape, at, w.value, w.effect->min.is_set() ? &w.min : nullptr, w.effect->max.is_set() ? &w.max : nullptr, at) != RuleError::none) {
        return false;
      }
    }
    for (const Write& w : writes) {
      const StateField& field = program_.declarations.kinds[fighter(side).kind].fields[w.effect->path.field];
      if (bounds_fault(*field.shape, row(side)[field.slot])) return false;
    }
    return true;
  }

  // No clause refuses an attack while both are in: each is tried on every state of whom it looks at.
  bool clauses_hold(int side) {
    if (!fold_.sides[side].acts) return true;
    const Action& a = action(side);
    expr::Frame frame = frame_of(side, nullptr);
    for (const Clause& c : a.require) {
      if (c.is_shadow) continue;
      const BlockReads r = reads(c.block, a);
      if (!r.is_known || r.now || r.draws || r.changing.size() > 1) return refuse("a clause of '" + a.name + "' may refuse some attacks");
      const int whom = r.changing.empty() ? -1 : side_of(entities_[side][r.changing[0]]);
      if (!r.changing.empty() && whom < 0) return refuse("a clause of '" + a.name + "' looks at somebody else");
      const std::size_t width = whom < 0 ? 0 : slots_[whom].size();
      const std::size_t count = whom < 0 || width == 0 ? 1 : states_[whom].size() / width;
      for (std::size_t s = 0; s < count; ++s) {
        for (std::size_t i = 0; i < width; ++i) row(whom)[slots_[whom][i]] = states_[whom][s * width + i];
        for (std::size_t k = 0; k < a.lets.size(); ++k) engine_.work_.request.lets[k].status = expr::LetState::Status::unevaluated;
        Word value;
        expr::EvalError error;
        if (!expr::run(c.block, frame, value, error) || value.b == c.is_refusal) return refuse("a clause of '" + a.name + "' may refuse some attacks");
      }
    }
    return true;
  }

  const ProgramData& program_;
  const Scenario& scenario_;
  FightEngine engine_;
  FightState state_;
  Fold fold_;
  ChangingSlots changing_;
  Request requests_[2];
  std::vector<expr::EntityRef> entities_[2];
  std::vector<std::vector<Write>> writes_[2];  ///< by outcome of the side's attack
  std::vector<std::uint32_t> slots_[2];        ///< of a side's row that change
  std::vector<Word> states_[2];
  std::string why_not_;
};

std::optional<Fold> fold(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, std::string& why_not) {
  Fold out;
  if (!Folder(program, scenario).run(out, why_not)) return std::nullopt;
  return out;
}

}  // namespace ludex::detail
