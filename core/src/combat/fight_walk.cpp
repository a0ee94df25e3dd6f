#include "combat/fight_walk.h"

#include <algorithm>

namespace ludex::detail {

using Function = expr::DrawUse::Function;

namespace {

std::int64_t draw_from(const expr::Draw& draw, const expr::DrawSource& source, Function function, double p, std::int64_t a, std::int64_t b, std::int64_t c, const std::vector<Word>& words, RuleError& error) {
  std::int64_t v = 0;
  error = RuleError::none;
  switch (function) {
    case Function::chance: return expr::draw_chance(draw, source, p);
    case Function::roll: error = expr::draw_roll(draw, source, a, b, v); return v;
    case Function::dice: return expr::draw_dice(draw, source, {a, b, c});
    default: break;
  }
  const auto size = static_cast<std::uint32_t>(words.size());
  const List weights{size, size, const_cast<Word*>(words.data())};
  error = function == Function::weighted_int ? expr::draw_weighted_int(draw, source, weights, v) : expr::draw_weighted_double(draw, source, weights, v);
  return v;
}

}  // namespace

// The numbers of the fight at hand, whatever fight the engine takes it for.
class FightWalker::RealDraws : public expr::DrawTrace {
 public:
  explicit RealDraws(FightWalker& walker) : walker_(walker) {}
  bool is_lost = false;  ///< a draw was asked for that is nobody's

 protected:
  RuleError decide(const expr::DrawUse& use, std::size_t, std::int64_t& out) override {
    std::uint32_t actor = 0, ahead = 0;
    bool is_command = false;
    if (!walker_.graph_->addresses().find(*use.source, actor, is_command, ahead)) return is_lost = true, RuleError::overflow;
    const expr::DrawSource source{walker_.keys_[actor], walker_.seqs_[2 * actor + is_command] + ahead, nullptr};
    RuleError error = RuleError::none;
    weights_.clear();
    if (use.weights) weights_.assign(use.weights->items, use.weights->items + use.weights->size);
    out = draw_from(*use.draw, source, use.function, use.p, use.a, use.b, use.c, weights_, error);
    return error;
  }

 private:
  FightWalker& walker_;
  std::vector<Word> weights_;
};

// The numbers of the fight at hand, for steps in pieces.
class FightWalker::RealNumbers : public StepChance {
 public:
  explicit RealNumbers(FightWalker& walker) : walker_(walker) {}

  std::int64_t number(std::uint32_t, const GraphDraw& d, std::uint32_t ahead) override {
    RuleError error;
    return draw_from(*d.draw, {walker_.keys_[d.actor], walker_.seqs_[2 * d.actor + d.is_command] + ahead, nullptr}, d.function, d.p, d.a, d.b, d.c, d.weights, error);
  }
  RuleError number(const expr::DrawUse& use, std::uint32_t actor, bool is_command, std::uint32_t ahead, std::int64_t& out) override {
    RuleError error = RuleError::none;
    std::vector<Word> weights;
    if (use.weights) weights.assign(use.weights->items, use.weights->items + use.weights->size);
    out = draw_from(*use.draw, {walker_.keys_[actor], walker_.seqs_[2 * actor + is_command] + ahead, nullptr}, use.function, use.p, use.a, use.b, use.c, weights, error);
    return error;
  }

 private:
  FightWalker& walker_;
};

FightWalker::FightWalker(std::shared_ptr<const ProgramData> program, const Scenario& scenario) : program_(std::move(program)), scenario_(scenario) {
  graph_ = std::make_unique<FightGraph>(program_, scenario_);
  draws_ = std::make_unique<RealDraws>(*this);
  roots_.assign(1, kUnknown);
  if (!graph_->why_not().empty()) give_up(graph_->why_not());
  else if (graph_->size() == 0) give_up("it is over before it begins");
  else graph_->watch(*draws_);
}

FightWalker::~FightWalker() = default;

void FightWalker::give_up(std::string why) {
  why_not_ = std::move(why);
  is_left_ = true;
  if (graph_->why_not().empty() && graph_->size() > 0) {
    graph_->leave();
    trees_ = std::make_unique<StepTrees>(program_, scenario_);
    if (!trees_->why_not().empty()) trees_.reset();
  } else {
    plain_ = std::make_unique<FightEngine>(program_, scenario_);
    plain_->set_quiet(true);
    graph_.reset();
  }
  roots_ = {};
  choices_ = {};
  leaves_ = {};
  counts_ = {};
}

// What is known was told apart too coarsely.
void FightWalker::start_anew() {
  graph_->clear();
  roots_.assign(1, kUnknown);
  choices_.clear();
  leaves_.clear();
  counts_.clear();
  choice_bytes_ = 0;
}

std::int64_t FightWalker::draw(const GraphDraw& d) const {
  RuleError error;  // the trace has seen that there is none: it depends on the operands alone
  return draw_from(*d.draw, {keys_[d.actor], seqs_[2 * d.actor + d.is_command] + d.ahead, nullptr}, d.function, d.p, d.a, d.b, d.c, d.weights, error);
}

// The way that the engine has just gone from `node`. False when it does not fit to what is known.
bool FightWalker::insert(std::uint32_t node, std::uint32_t leaf) {
  std::uint32_t choice = kUnknown;
  std::size_t child = 0;
  const auto place = [&]() -> std::uint32_t& { return choice == kUnknown ? roots_[node] : choices_[choice].children[child].ref; };
  for (std::size_t i = 0; i < draws_->count(); ++i) {
    const expr::DrawTrace::Entry& e = draws_->entry(i);
    if (place() == kUnknown) {
      Choice fresh;
      GraphDraw& d = fresh.draw;
      if (!graph_->addresses().find(e.source, d.actor, d.is_command, d.ahead)) return false;
      d.draw = e.draw;
      d.function = e.function;
      d.p = e.p;
      d.a = e.a, d.b = e.b, d.c = e.c;
      d.weights = e.weights;
      place() = static_cast<std::uint32_t>(choices_.size()) * 2;
      choices_.push_back(std::move(fresh));
      choice_bytes_ += sizeof(Choice) + e.weights.size() * sizeof(Word) + 16;
    }
    if (place() % 2 != 0) return false;
    choice = place() / 2;
    Choice& c = choices_[choice];
    if (!c.draw.is_same(e)) return false;
    std::int64_t low = e.low, high = e.high;
    child = 0;
    while (child < c.children.size() && c.children[child].high < e.value) ++child;
    if (child < c.children.size() && c.children[child].low <= e.value) {
      if (c.children[child].low < low || c.children[child].high > high) {  // what is drawn later has a say in the stretch
        draws_->pin_always(e.draw);
        return false;
      }
      continue;
    }
    if (child > 0) low = std::max(low, c.children[child - 1].high + 1);
    if (child < c.children.size()) high = std::min(high, c.children[child].low - 1);
    c.children.insert(c.children.begin() + static_cast<std::ptrdiff_t>(child), {low, high, kUnknown});
    choice_bytes_ += 2 * sizeof(Child);
  }
  if (place() != kUnknown) return false;
  place() = leaf * 2 + 1;
  return true;
}

// From `node` on, `now` ms after the fight began; `leaf` is where it comes to, or kUnknown: then the state stands there.
bool FightWalker::step_by_engine(std::uint32_t node, std::int64_t now, std::uint32_t& leaf) {
  ++misses_;
  leaf = kUnknown;
  FightEngine& engine = graph_->engine();
  FightState& state = graph_->stand_at(node, now);
  draws_->begin();
  engine.set_choices(draws_.get());
  engine.step(state);
  engine.set_choices(nullptr);
  if (graph_->is_void()) {
    start_anew();
    return is_begun_anew_ = true;
  }
  if (!engine.fault().empty()) return fault_ = engine.fault(), false;
  if (draws_->is_lost || graph_->bytes() + choice_bytes_ + leaves_.size() * sizeof(GraphLeaf) + counts_.size() * 4 > kMostBytes) return true;
  GraphLeaf made;
  made.end = state.end;
  made.winner = state.winner;
  made.attacks = static_cast<std::uint32_t>(state.attacks);
  made.counts_begin = static_cast<std::uint32_t>(counts_.size());
  for (std::uint32_t i = 0; i < seqs_.size(); ++i) {
    const std::uint32_t n = graph_->counted(i / 2, i % 2 != 0);
    if (n) counts_.push_back(i), counts_.push_back(n);
  }
  made.counts_end = static_cast<std::uint32_t>(counts_.size());
  if (!insert(node, static_cast<std::uint32_t>(leaves_.size()))) {
    start_anew();
    return true;
  }
  if (state.end == FightEnd::going) {
    bool is_new = false;
    made.next = graph_->node_of(state, is_new);
    if (is_new) roots_.push_back(kUnknown);
  }
  leaf = static_cast<std::uint32_t>(leaves_.size());
  leaves_.push_back(made);
  return true;
}

// The engine's state stands somewhere that the graph has no room for: it plays on from there.
bool FightWalker::finish_by_engine(Ending& out) {
  FightEngine& engine = graph_->engine();
  FightState& state = graph_->state();
  engine.set_choices(draws_.get());
  while (state.end == FightEnd::going) {
    draws_->begin();
    ++steps_, ++misses_;
    const bool is_going = engine.step(state);
    if (graph_->is_void()) {
      engine.set_choices(nullptr);
      start_anew();
      return is_begun_anew_ = true;
    }
    if (!is_going) break;
  }
  engine.set_choices(nullptr);
  if (!engine.fault().empty()) return fault_ = engine.fault(), false;
  out.end = state.end;
  out.winner = state.winner;
  out.ms = state.now;
  out.attacks += state.attacks;
  return true;
}

bool FightWalker::walk(Ending& out) {
  std::int64_t now = 0;
  std::uint32_t at = 0;
  for (std::uint64_t turns = 0;;) {
    const std::int64_t wait = graph_->node(at).wait_ms;
    if (wait < 0 || now + wait > scenario_.time_limit_ms) return out.end = FightEnd::timeout, true;
    if (++turns > kMaxTurns) return fault_ = too_many_turns(), false;
    ++steps_;
    std::uint32_t ref = roots_[at];
    while (ref % 2 == 0) {
      const Choice& choice = choices_[ref / 2];
      const std::size_t child = stretch_of(choice.children, draw(choice.draw));
      ref = child == choice.children.size() ? kUnknown : choice.children[child].ref;
    }
    std::uint32_t leaf = ref / 2;
    if (ref == kUnknown) {
      if (!step_by_engine(at, now, leaf)) return false;
      if (is_begun_anew_) return true;
      if (leaf == kUnknown) return finish_by_engine(out);
    }
    const GraphLeaf& l = leaves_[leaf];
    now += wait;
    out.attacks += l.attacks;
    if (l.end != FightEnd::going) {
      out.end = l.end;
      out.winner = l.winner;
      out.ms = now;
      return true;
    }
    for (std::uint32_t i = l.counts_begin; i < l.counts_end; i += 2) seqs_[counts_[i]] += counts_[i + 1];
    at = l.next;
  }
}

// False and no fault: pieces of steps are no help.
bool FightWalker::play_by_trees(std::uint64_t own_seed, Ending& out) {
  RealNumbers numbers(*this);
  StepTrees& trees = *trees_;
  trees.addresses().keys_of(own_seed, keys_);
  const auto begin = [&] {
    out = {};
    seqs_.assign(2 * keys_.size(), 0);
    state_ = trees.opening();
  };
  begin();
  for (std::uint64_t turns = 0;;) {
    if (trees.next_time(state_) > scenario_.time_limit_ms) return out.end = FightEnd::timeout, true;
    if (++turns > kMaxTurns) return fault_ = too_many_turns(), false;
    ++steps_;
    before_ = state_;
    if (!trees.step(state_, numbers)) {
      ++misses_;
      const StepTrees::Learned learned = trees.learn(before_, numbers, state_);
      if (learned == StepTrees::Learned::fault) return fault_ = trees.fault(), false;
      if (learned == StepTrees::Learned::anew) {
        begin();
        turns = 0;
        continue;
      }
    }
    for (std::size_t i = 0; i < seqs_.size(); ++i) seqs_[i] += trees.counts()[i];
    out.attacks += state_.attacks;
    if (state_.end == FightEnd::going) continue;
    out.end = state_.end;
    out.winner = state_.winner;
    out.ms = state_.now;
    return true;
  }
}

bool FightWalker::play_plainly(std::uint64_t own_seed, Ending& out) {
  FightEngine& engine = graph_ ? graph_->engine() : *plain_;
  FightState opened;
  if (!graph_) opened = engine.open(own_seed);
  FightState& state = graph_ ? graph_->begin_fight(own_seed) : opened;
  while (engine.step(state)) {}
  if (!engine.fault().empty()) return fault_ = engine.fault(), false;
  out = {state.end, state.winner, state.now, state.attacks};
  return true;
}

bool FightWalker::play(std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out, std::string& fault) {
  for (std::uint64_t i = first; i < first + count; ++i) {
    const std::uint64_t own = seed_of_fight(seed, i);
    Ending ending;
    bool is_played = false;
    if (!is_left_) {
      graph_->addresses().keys_of(own, keys_);
      do {  // a fight that shows that states were told apart too coarsely is begun again
        is_begun_anew_ = false;
        ending = {};
        seqs_.assign(2 * keys_.size(), 0);
        if (!walk(ending)) return fault = fault_, false;
      } while (is_begun_anew_);
      is_played = !draws_->is_lost;
      if (draws_->is_lost) give_up("its draws cannot be told apart");
      else if (steps_ > kFewSteps && misses_ > steps_ / 2) {
        give_up("hardly any state is met twice");
        steps_ = misses_ = 0;
      }
    } else if (trees_) {
      is_played = play_by_trees(own, ending);
      if (!is_played && !fault_.empty()) return fault = fault_, false;
      if (!is_played || (steps_ > kFewSteps && misses_ > steps_ / 2)) trees_.reset();
    }
    if (!is_played) {
      ending = {};
      if (!play_plainly(own, ending)) return fault = fault_, false;
    }
    out.add(ending.end, ending.winner, ending.ms, ending.attacks, i);
  }
  return true;
}

}  // namespace ludex::detail
