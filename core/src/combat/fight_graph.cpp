#include "combat/fight_graph.h"

#include <algorithm>
#include <string_view>

#include "support/hash.h"

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
  grow();
  bool is_new = false;
  if (state_.end == FightEnd::going) node_of(state_, is_new);
}

void FightGraph::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 2), 0);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const Node& n = nodes_[i];
    std::size_t at = xxh64({reinterpret_cast<const char*>(&words_[static_cast<std::size_t>(n.words)]), std::size_t{n.size} * 8}, 0) & (slots_.size() - 1);
    while (slots_[at]) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = i + 1;
  }
}

std::uint32_t FightGraph::node_of(const FightState& state, bool& is_new) {
  codec_->save(state, fresh_);
  const std::string_view bytes(reinterpret_cast<const char*>(fresh_.data()), fresh_.size() * 8);
  std::size_t at = xxh64(bytes, 0) & (slots_.size() - 1);
  for (; slots_[at]; at = (at + 1) & (slots_.size() - 1)) {
    const Node& n = nodes_[slots_[at] - 1];
    if (n.size != fresh_.size() || !std::equal(fresh_.begin(), fresh_.end(), words_.begin() + static_cast<std::ptrdiff_t>(n.words))) continue;
    is_new = false;
    return slots_[at] - 1;
  }
  is_new = true;
  const auto i = static_cast<std::uint32_t>(nodes_.size());
  const std::int64_t then = engine_.next_time(state);
  nodes_.push_back({words_.size(), static_cast<std::uint32_t>(fresh_.size()), then == FightState::kNever ? -1 : then - state.now});
  words_.insert(words_.end(), fresh_.begin(), fresh_.end());
  slots_[at] = i + 1;
  if (nodes_.size() * 2 > slots_.size()) grow();
  return i;
}

FightState& FightGraph::stand_at(std::uint32_t i, std::int64_t now) {
  state_.world->seed = 0;
  codec_->load(&words_[static_cast<std::size_t>(nodes_[i].words)], now, state_);
  return state_;
}

std::uint32_t FightGraph::counted(std::uint32_t actor, bool is_command) const {
  const WorldData& world = *state_.world;
  const Guard& guard = world.guards[world.guard_index.find({codec_->actors()[actor]})];
  return static_cast<std::uint32_t>(is_command ? guard.command_seq - FightCodec::kFirstCommandSeq : guard.seq - FightCodec::kFirstSeq);
}

void FightGraph::open_anew() {
  nodes_.clear();
  words_.clear();
  slots_.clear();
  grow();
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
  words_.resize(nodes_.empty() ? 0 : nodes_[0].size);
  nodes_.resize(std::min<std::size_t>(nodes_.size(), 1));
  slots_.clear();
  grow();
}

}  // namespace ludex::detail
