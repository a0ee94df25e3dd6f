#include "combat/fight_graph.h"

#include <algorithm>

namespace ludex::detail {

bool GraphDraw::is_same(const expr::DrawTrace::Entry& e) const {
  if (draw != e.draw || function != e.function || p != e.p || a != e.a || b != e.b || c != e.c || weights.size() != e.weights.size()) return false;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i].u != e.weights[i].u) return false;
  return true;
}

GraphAddresses::GraphAddresses(const ProgramData& program, const FightCodec& codec) : program_(program), actors_(codec.actors()) { keys_of(0, keys_); }

void GraphAddresses::keys_of(std::uint64_t seed, std::vector<PhiloxKey>& out) const {
  const Declarations& d = program_.declarations;
  out.clear();
  for (const std::int64_t id : actors_) out.push_back(expr::draw_key(seed, d.kind_names[d.actor_kind], id));
}

bool GraphAddresses::find(const expr::DrawSource& source, std::uint32_t& actor, bool& is_command, std::uint32_t& ahead) const {
  const auto seq = static_cast<std::int64_t>(source.seq);
  if (seq <= FightCodec::kFirstSeq) return false;
  is_command = seq > FightCodec::kFirstCommandSeq;
  ahead = static_cast<std::uint32_t>(seq - (is_command ? FightCodec::kFirstCommandSeq : FightCodec::kFirstSeq));
  for (actor = 0; actor < keys_.size(); ++actor)
    if (keys_[actor] == source.key) return true;
  return false;
}

FightGraph::FightGraph(std::shared_ptr<const ProgramData> program, const Scenario& scenario) : program_(program), engine_(program, scenario) {
  engine_.set_quiet(true);
  state_ = engine_.open(0);
  codec_ = std::make_unique<FightCodec>(*program_, scenario, state_);
  addresses_ = std::make_unique<GraphAddresses>(*program_, *codec_);
  if (!why_not().empty()) return;
  bool is_new = false;
  if (state_.end == FightEnd::going) node_of(state_, is_new);
}

std::uint32_t FightGraph::node_of(const FightState& state, bool& is_new) {
  codec_->save(state, fresh_);
  const std::uint32_t i = words_.find_or_add(fresh_, is_new);
  if (is_new) {
    const std::int64_t then = engine_.next_time(state);
    nodes_.push_back({then == FightState::kNever ? -1 : then - state.now});
  }
  return i;
}

FightState& FightGraph::stand_at(std::uint32_t i, std::int64_t now) {
  state_.world->seed = 0;
  codec_->load(words_.row(i), now, state_);
  return state_;
}

std::uint32_t FightGraph::counted(std::uint32_t actor, bool is_command) const {
  const WorldData& world = *state_.world;
  const Guard& guard = world.guards[world.guard_index.find({codec_->actors()[actor]})];
  return static_cast<std::uint32_t>(is_command ? guard.command_seq - FightCodec::kFirstCommandSeq : guard.seq - FightCodec::kFirstSeq);
}

void FightGraph::open_anew() {
  nodes_.clear();
  words_.keep(0);
  state_ = engine_.open(0);
  bool is_new = false;
  node_of(state_, is_new);
}

bool FightGraph::is_void() {
  if (!codec_->take_in_reads()) return false;
  open_anew();
  return true;
}

void FightGraph::leave() {
  codec_->take_in_all();
  open_anew();
}

FightState& FightGraph::begin_fight(std::uint64_t own_seed) {
  FightState& state = stand_at(0, 0);
  WorldData& world = *state.world;
  world.seed = own_seed;
  for (Guard& guard : world.guards) guard.seq = guard.command_seq = 0;
  return state;
}

void FightGraph::clear() {
  nodes_.resize(std::min<std::size_t>(nodes_.size(), 1));
  words_.keep(nodes_.size());
}

}  // namespace ludex::detail
