#include "combat/step_trees.h"

#include <cassert>
#include <tuple>

#include "combat/fight_actions.h"
#include "combat/step_trace.h"

namespace ludex::detail {
namespace {

// Counted alike on every platform: whether a fight is solved depends on it.
constexpr std::uint64_t kTreeBytes = 32, kChoiceBytes = 176, kChildBytes = 64, kLeafBytes = 80;

}  // namespace

StepTrees::StepTrees(std::shared_ptr<const ProgramData> program, const Scenario& scenario) : program_(program), scenario_(scenario), engine_(program, scenario) {
  engine_.set_quiet(true);
  state_ = engine_.open(0);
  codec_ = std::make_unique<FightCodec>(*program_, scenario_, state_);
  addresses_ = std::make_unique<GraphAddresses>(*program_, *codec_);
  trace_ = std::make_unique<Trace>(*this);
  why_not_ = codec_->why_not();
  if (!why_not_.empty()) return;
  if (state_.end != FightEnd::going) why_not_ = "it is over before it begins";
  if (codec_->has_rates()) why_not_ = "requests are rated";
  if (!program_->recurring_actions.empty()) why_not_ = "actions recur by themselves";
  for (const FightCodec::Place& p : codec_->places())
    if (p.as == FightCodec::Place::As::kept) why_not_ = "rules write values with parts";
  if (!why_not_.empty()) return;
  trace_->set_reads(&codec_->reads(), &codec_->silent());
  begin();
}

StepTrees::~StepTrees() = default;

// Numbers the words that are told apart; nothing is known yet.
void StepTrees::begin() {
  places_.clear();
  words_.kinds.assign(program_->declarations.kinds.size(), {});
  for (std::size_t k = 0; k < words_.kinds.size(); ++k) {
    words_.kinds[k].stride = program_->declarations.kinds[k].stride;
    words_.kinds[k].numbers.assign(words_.kinds[k].stride * state_.world->kinds[k].ids.size(), expr::StateWords::kNone);
  }
  for (const FightCodec::Place& p : codec_->places()) {
    if (!p.is_in) continue;
    words_.kinds[p.kind].numbers[p.position * words_.kinds[p.kind].stride + p.slot] = static_cast<std::uint32_t>(places_.size());
    places_.push_back(&p);
  }
  first_flag_ = static_cast<std::uint32_t>(places_.size());
  now_word_ = first_flag_ + 2 * static_cast<std::uint32_t>(scenario_.fighters.size());
  trace_->set_words(&words_);
  trees_.assign(2 * scenario_.fighters.size() + 1, {});
  choices_.clear();
  leaves_.clear();
  writes_.clear();
  timer_changes_.clear();
  requests_.clear();
  timer_trees_.clear();
  bytes_ = 0;
  ++generation_;
  state_ = engine_.open(0);
  take(state_, opening_);
}

std::uint32_t StepTrees::add_tree() {
  trees_.emplace_back();
  bytes_ += kTreeBytes;
  return static_cast<std::uint32_t>(trees_.size() - 1);
}

std::uint32_t StepTrees::tree_of_request(std::uint32_t fighter, std::size_t entry, const Request& request) {
  std::string key = std::to_string(fighter) + " " + std::to_string(entry) + " ";
  put_canonical(key, *program_->actions[request.action].params, word_record(request.params), program_->declarations.keys());
  const auto [at, is_new] = requests_.emplace(std::move(key), 0u);
  if (is_new) {
    at->second = add_tree();
    bytes_ += 2 * at->first.size() + 96;
  }
  return at->second;
}

std::uint32_t StepTrees::tree_of_timer(std::uint32_t timer) {
  while (timer_trees_.size() <= timer) timer_trees_.push_back(kUnknown);
  if (timer_trees_[timer] == kUnknown) timer_trees_[timer] = add_tree();
  return timer_trees_[timer];
}

std::int64_t StepTrees::next_time(const StepState& state) const {
  const std::int64_t t = next_turn(state.turns);
  return state.timers.empty() ? t : std::min(t, std::max(state.timers.front().at, state.now));
}

std::int64_t StepTrees::value_of(std::uint32_t word, const StepState& state, const std::vector<std::int64_t>& words) const {
  if (word < first_flag_) {
    const std::int64_t value = words[word];
    if (places_[word]->as != FightCodec::Place::As::cooldown) return value;
    return value == kNeverUsed || value <= state.now ? 0 : value - state.now;
  }
  if (word == now_word_) return state.now;
  const FightState::Turn& turn = state.turns[(word - first_flag_) / 2];
  return (word - first_flag_) % 2 ? turn.is_ready : turn.is_out;
}

const StepTrees::Leaf* StepTrees::find(std::uint32_t tree, const StepState& state, const std::vector<std::int64_t>& opening, StepChance& chance) const {
  std::uint32_t ref = trees_[tree].root;
  while (ref % 2 == 0) {
    const Choice& c = choices_[ref / 2];
    const std::int64_t value = c.is_draw ? chance.number(ref / 2, c.draw, counts_[2 * c.draw.actor + c.draw.is_command] + 1) : value_of(c.word, state, c.is_opening ? opening : state.words);
    const std::size_t child = stretch_of(c.children, value);
    if (child == c.children.size()) return nullptr;
    ref = c.children[child].ref;
  }
  return ref == kUnknown ? nullptr : &leaves_[ref / 2];
}

void StepTrees::apply(const Leaf& leaf, StepState& state) {
  for (std::uint32_t i = leaf.writes_begin; i < leaf.writes_end; ++i) {
    const Write& w = writes_[i];
    const bool is_cooldown = places_[w.word]->as == FightCodec::Place::As::cooldown;
    state.words[w.word] = !is_cooldown ? w.value : w.value > 0 ? state.now + w.value : kNeverUsed;
  }
  for (std::uint32_t i = leaf.timers_begin; i < leaf.timers_end; ++i) {
    const TimerChange& change = timer_changes_[i];
    const auto id_of = [&](const StepState::Due& due) -> const std::string& { return codec_->timer(due.timer).id; };
    for (std::size_t k = 0; k < state.timers.size(); ++k)
      if (id_of(state.timers[k]) == change.id) {
        state.timers.erase(state.timers.begin() + static_cast<std::ptrdiff_t>(k));
        break;
      }
    if (change.timer == kUnknown) continue;
    const std::int64_t at = state.now + change.in_ms;
    std::size_t place = 0;
    while (place < state.timers.size() && std::tie(state.timers[place].at, id_of(state.timers[place])) < std::tie(at, change.id)) ++place;
    state.timers.insert(state.timers.begin() + static_cast<std::ptrdiff_t>(place), {at, change.timer, false});
  }
}

// As BatchJudge::run_timers.
bool StepTrees::run_timers(StepState& state, StepChance& chance) {
  due_.clear();
  for (StepState::Due& due : state.timers) {
    if (due.at > state.now || static_cast<std::int64_t>(due_.size()) >= program_->limits.max_timers_per_batch) break;
    due.is_due = true;
    due_.push_back(due.timer);
  }
  for (const std::uint32_t timer : due_) {
    const auto at = std::find_if(state.timers.begin(), state.timers.end(), [&](const StepState::Due& d) { return d.is_due && d.timer == timer; });
    if (at == state.timers.end()) continue;
    state.timers.erase(at);
    if (timer >= timer_trees_.size() || timer_trees_[timer] == kUnknown) return false;
    const Leaf* const leaf = find(timer_trees_[timer], state, state.words, chance);
    if (!leaf) return false;
    if (leaf->counter != kUnknown) ++counts_[leaf->counter];
    if (leaf->holds) apply(*leaf, state);
  }
  return true;
}

bool StepTrees::look(StepState& state, StepChance& chance) {
  const auto all = static_cast<std::uint32_t>(scenario_.fighters.size());
  bool is_known = true;
  const auto holds = [&](std::uint32_t i) {
    const Leaf* const leaf = is_known ? find(all + i, state, state.words, chance) : nullptr;
    is_known = leaf != nullptr;
    return leaf && leaf->holds;
  };
  look_round(state.turns, state.now, scenario_, state.end, state.winner, holds, [&] { return holds(all); });
  return is_known;
}

bool StepTrees::step(StepState& state, StepChance& chance) {
  counts_.assign(2 * actors(), 0);
  state.attacks = 0;
  state.now = next_time(state);
  if (!state.timers.empty() && state.timers.front().at <= state.now) {
    if (!run_timers(state, chance) || !look(state, chance)) return false;
    if (state.end != FightEnd::going) return true;
  }
  group_.clear();
  for (std::uint32_t i = 0; i < state.turns.size(); ++i) {
    FightState::Turn& turn = state.turns[i];
    if (turn.is_out || turn.next_ms > state.now) continue;
    const Leaf* const leaf = find(i, state, state.words, chance);
    if (!leaf) return false;
    take_turn(turn, leaf->choice, state.now, scenario_.fighters[i], scenario_);
    if (leaf->choice.what == TurnChoice::What::asks) group_.push_back({i, leaf->request, nullptr});
  }
  if (group_.size() > 1) before_group_ = state.words;
  for (Asked& asked : group_) {
    asked.leaf = find(asked.tree, state, group_.size() > 1 ? before_group_ : state.words, chance);
    if (!asked.leaf) return false;
    if (asked.leaf->counter != kUnknown) ++counts_[asked.leaf->counter];
    if (asked.leaf->holds) apply(*asked.leaf, state);
  }
  for (const Asked& asked : group_) {
    settle_turn(state.turns[asked.fighter], asked.leaf->holds, asked.leaf->retry_after_ms, state.now, scenario_);
    state.attacks += asked.leaf->holds;
  }
  if (state.attacks > 0) call_listeners(state.turns, state.now, scenario_);
  return look(state, chance);
}

// The engine's state stands where `state` is.
void StepTrees::put(const StepState& state, FightState& into) const {
  WorldData& world = *into.world;
  world.seed = 0;
  into.now = world.now = state.now;
  into.attacks = into.turns = 0;
  into.end = FightEnd::going;
  into.fighters = state.turns;
  for (std::size_t i = 0; i < places_.size(); ++i) world.row(places_[i]->kind, places_[i]->position)[places_[i]->slot].i = state.words[i];
  codec_->count_anew(world);
  world.timers.clear();
  world.queue.clear();
  world.dirty.timers.clear();
  for (const StepState::Due& due : state.timers) {
    Timer t = codec_->timer(due.timer);
    t.due = due.at;
    t.is_due = false;
    world.queue.emplace(t.due, t.id);
    std::string id = t.id;
    world.timers.emplace(std::move(id), std::move(t));
  }
}

void StepTrees::take(const FightState& state, StepState& into) {
  const WorldData& world = *state.world;
  into.now = state.now;
  into.turns = state.fighters;
  into.end = state.end;
  into.winner = state.winner;
  into.attacks = static_cast<std::uint32_t>(state.attacks);
  into.words.resize(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) into.words[i] = world.row(places_[i]->kind, places_[i]->position)[places_[i]->slot].i;
  into.timers.clear();
  for (const auto& [due, id] : world.queue) into.timers.push_back({due, codec_->number_of(world.timers.find(id)->second), false});
}

StepTrees::Learned StepTrees::learn(const StepState& before, StepChance& chance, StepState& after) {
  put(before, state_);
  trace_->begin_step(before, chance);
  engine_.set_choices(trace_.get());
  engine_.set_watch(trace_.get());
  engine_.step(state_);
  engine_.set_watch(nullptr);
  engine_.set_choices(nullptr);
  if (codec_->take_in_reads()) {
    begin();
    return Learned::anew;
  }
  if (!engine_.fault().empty() || trace_->is_lost()) return Learned::fault;
  for (std::size_t i = 0; i < trace_->count(); ++i) assert(trace_->entry(i).part != 0);  // what is looked at belongs to a piece
  take(state_, after);
  const WorldData& world = *state_.world;
  for (std::size_t i = 0; i < actors(); ++i) {
    const Guard& guard = world.guards[world.guard_index.find({codec_->actors()[i]})];
    counts_[2 * i] = static_cast<std::uint32_t>(guard.seq - FightCodec::kFirstSeq);
    counts_[2 * i + 1] = static_cast<std::uint32_t>(guard.command_seq - FightCodec::kFirstCommandSeq);
  }
  if (is_full()) return Learned::step;
  for (std::uint32_t i = 0; i < trace_->pieces().size(); ++i) {
    const Piece& piece = trace_->pieces()[i];
    if (insert(piece, i + 1)) continue;
    trees_[piece.tree].root = kUnknown;
    ++generation_;
  }
  return Learned::step;
}

const std::string& StepTrees::shared_draw() const { return trace_->shared(); }

// The way that the engine has just gone through a piece. False when it does not fit to what is known of it.
bool StepTrees::insert(const Piece& piece, std::uint32_t part) {
  Tree& tree = trees_[piece.tree];
  std::uint32_t at = kUnknown;
  std::size_t child = 0;
  const auto place = [&]() -> std::uint32_t& { return at == kUnknown ? tree.root : choices_[at].children[child].ref; };
  const std::vector<std::int64_t>& actors = codec_->actors();
  for (std::size_t i = 0; i < trace_->count(); ++i) {
    const expr::DrawTrace::Entry& e = trace_->entry(i);
    if (e.part != part) continue;
    Choice made;
    made.is_draw = e.draw != nullptr;
    made.is_opening = !made.is_draw && e.is_opening && e.word < first_flag_;
    made.word = e.word;
    if (made.is_draw) {
      std::uint32_t ahead = 0;
      GraphDraw& d = made.draw;
      const bool is_found = addresses_->find(e.source, d.actor, d.is_command, ahead);
      assert(is_found && actors[d.actor] == piece.actor && ahead == piece.counted[d.is_command] + 1);  // its own request's, and no other's
      (void)is_found;
      d.draw = e.draw;
      d.function = e.function;
      d.p = e.p;
      d.a = e.a, d.b = e.b, d.c = e.c;
      d.weights = e.weights;
    }
    if (place() == kUnknown) {
      place() = static_cast<std::uint32_t>(choices_.size()) * 2;
      bytes_ += kChoiceBytes + 8 * made.draw.weights.size();
      choices_.push_back(made);
    }
    if (place() % 2 != 0) return false;
    at = place() / 2;
    Choice& c = choices_[at];
    if (c.is_draw != made.is_draw || (made.is_draw ? !c.draw.is_same(e) : c.word != made.word || c.is_opening != made.is_opening)) return false;
    std::int64_t low = e.low, high = e.high;
    child = 0;
    while (child < c.children.size() && c.children[child].high < e.value) ++child;
    if (child < c.children.size() && c.children[child].low <= e.value) {
      if (c.children[child].low >= low && c.children[child].high <= high) continue;
      // What is looked at later has a say in the stretch.
      if (e.draw) trace_->pin_always(e.draw);
      else tree.pinned.push_back(e.word);
      return false;
    }
    if (child > 0) low = std::max(low, c.children[child - 1].high + 1);
    if (child < c.children.size()) high = std::min(high, c.children[child].low - 1);
    c.children.insert(c.children.begin() + static_cast<std::ptrdiff_t>(child), {low, high, kUnknown});
    bytes_ += kChildBytes;
  }
  if (place() != kUnknown) return place() % 2 != 0;
  place() = static_cast<std::uint32_t>(leaves_.size()) * 2 + 1;
  keep_leaf(piece);
  return true;
}

void StepTrees::keep_leaf(const Piece& piece) {
  Leaf leaf = piece.leaf;
  leaf.writes_begin = static_cast<std::uint32_t>(writes_.size());
  leaf.timers_begin = static_cast<std::uint32_t>(timer_changes_.size());
  if (leaf.holds) {
    writes_.insert(writes_.end(), piece.writes.begin(), piece.writes.end());
    timer_changes_.insert(timer_changes_.end(), piece.timers.begin(), piece.timers.end());
  }
  leaf.writes_end = static_cast<std::uint32_t>(writes_.size());
  leaf.timers_end = static_cast<std::uint32_t>(timer_changes_.size());
  bytes_ += kLeafBytes + 16 * std::uint64_t{leaf.writes_end - leaf.writes_begin} + 128 * std::uint64_t{leaf.timers_end - leaf.timers_begin};
  leaves_.push_back(leaf);
}

void StepTrees::pack(const StepState& state, std::vector<std::uint64_t>& out) const {
  out.clear();
  const auto since = [&](std::int64_t t) { return static_cast<std::uint64_t>(t - state.now); };
  for (const FightState::Turn& t : state.turns) {
    out.push_back(t.is_out || t.next_ms == FightState::kNever ? ~std::uint64_t{0} : since(t.next_ms));
    out.push_back(t.is_out ? 4u : (t.is_ready ? 1u : 0u) | (t.listens ? 2u : 0u));
  }
  for (std::uint32_t i = 0; i < places_.size(); ++i) out.push_back(static_cast<std::uint64_t>(value_of(i, state, state.words)));
  if (codec_->has_now()) out.push_back(static_cast<std::uint64_t>(state.now));
  if (!codec_->has_timers()) return;
  if (!codec_->has_now()) out.push_back(static_cast<std::uint64_t>(state.now % scenario_.tick_ms));  // timers need not be at a tick
  out.push_back(state.timers.size());
  for (const StepState::Due& due : state.timers) {
    out.push_back(since(due.at));
    out.push_back(due.timer);
  }
}

void StepTrees::unpack(const std::uint64_t* words, std::int64_t now, StepState& out) const {
  const auto at = [&](std::uint64_t since) { return now + static_cast<std::int64_t>(since); };
  out.now = now;
  out.end = FightEnd::going;
  out.turns.resize(scenario_.fighters.size());
  for (FightState::Turn& t : out.turns) {
    t.next_ms = words[0] == ~std::uint64_t{0} ? FightState::kNever : at(words[0]);
    t.is_ready = words[1] & 1;
    t.listens = words[1] & 2;
    t.is_out = words[1] & 4;
    words += 2;
  }
  out.words.resize(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i, ++words)
    out.words[i] = places_[i]->as != FightCodec::Place::As::cooldown ? static_cast<std::int64_t>(*words) : *words ? at(*words) : kNeverUsed;
  out.timers.clear();
  if (codec_->has_now()) ++words;
  if (!codec_->has_timers()) return;
  if (!codec_->has_now()) ++words;
  for (std::uint64_t left = *words++; left > 0; --left, words += 2) out.timers.push_back({at(words[0]), static_cast<std::uint32_t>(words[1]), false});
}

}  // namespace ludex::detail
