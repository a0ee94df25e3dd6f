#pragma once
// Fights as walks over a graph: states are its nodes, and what chance may do leads from one to the next. Each step is judged by
// the engine once, and followed from then on. docs/decisions/0026-fights-as-graphs.md

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "combat/fight_codec.h"
#include "combat/word_table.h"
#include "expr/draw_trace.h"

namespace ludex::detail {

/// Draws made on the way from one state to the next, as they are addressed in any fight.
struct GraphDraw {
  const expr::Draw* draw = nullptr;
  expr::DrawUse::Function function = expr::DrawUse::Function::chance;
  std::uint32_t actor = 0;       ///< position among FightCodec::actors()
  bool is_command = false;       ///< of whose requests it counts which
  std::uint32_t ahead = 0;       ///< how many requests after those before the step
  double p = 0;
  std::int64_t a = 0, b = 0, c = 0;
  std::vector<Word> weights;
  bool is_same(const expr::DrawTrace::Entry& entry) const;
};

/// Tells what a trace's draws are, whichever fight they belong to. The engine works with requests counted from
/// FightCodec::kFirstSeq and with seed 0.
class GraphAddresses {
 public:
  explicit GraphAddresses(const ProgramData& program, const FightCodec& codec);
  bool find(const expr::DrawSource& source, std::uint32_t& actor, bool& is_command, std::uint32_t& ahead) const;
  /// Of the actors, for fights of this seed.
  void keys_of(std::uint64_t seed, std::vector<PhiloxKey>& out) const;

 private:
  const ProgramData& program_;
  const std::vector<std::int64_t>& actors_;
  std::vector<PhiloxKey> keys_;
};

/// Of stretches `low` to `high` that rise: the position of the one with `value` in it; their count where none has.
template <class Stretch>
std::size_t stretch_of(const std::vector<Stretch>& stretches, std::int64_t value) {
  std::size_t first = 0, count = stretches.size();
  while (count > 0) {
    const std::size_t half = count / 2;
    if (stretches[first + half].high < value) first += half + 1, count -= half + 1;
    else count = half;
  }
  return first < stretches.size() && stretches[first].low <= value ? first : stretches.size();
}

/// Where a step ends.
struct GraphLeaf {
  std::uint32_t next = 0;      ///< node, when it goes on
  FightEnd end = FightEnd::going;
  std::uint32_t winner = 0;
  std::uint32_t attacks = 0;
  std::uint32_t counts_begin = 0, counts_end = 0;  ///< of requests made: FightGraph::counts()
};

class FightGraph {
 public:
  FightGraph(std::shared_ptr<const ProgramData> program, const Scenario& scenario);
  /// Why fights cannot be walked so; "" when they can.
  const std::string& why_not() const { return codec_->why_not(); }

  struct Node {
    std::int64_t wait_ms = 0;  ///< until something may happen; -1: never
  };
  /// The node of a state; `is_new` when nobody was there before.
  std::uint32_t node_of(const FightState& state, bool& is_new);
  const Node& node(std::uint32_t i) const { return nodes_[i]; }
  std::size_t size() const { return nodes_.size(); }
  /// The engine's state stands at node `i`, `now` ms after the fight began.
  FightState& stand_at(std::uint32_t i, std::int64_t now);
  FightState& state() { return state_; }
  FightEngine& engine() { return engine_; }
  const GraphAddresses& addresses() const { return *addresses_; }
  std::size_t actors() const { return codec_->actors().size(); }
  /// Requests counted in the engine's state since it stood at its node: of each actor, its own and commands.
  std::uint32_t counted(std::uint32_t actor, bool is_command) const;
  std::uint64_t bytes() const { return codec_->bytes() + words_.bytes() + nodes_.size() * sizeof(Node); }
  /// Forgets all nodes but the first.
  void clear();
  /// Draws that are to note what rules look at.
  void watch(expr::DrawTrace& draws) { draws.set_reads(&codec_->reads(), &codec_->silent()); }
  /// After a step: true when it looked at something that was no word of a state. All nodes but the first are void then, and so is
  /// the step.
  bool is_void();
  /// The graph is left: from now on each fight of a seed is set down at its beginning, with the numbers of its own requests.
  void leave();
  FightState& begin_fight(std::uint64_t own_seed);

 private:
  void open_anew();
  std::shared_ptr<const ProgramData> program_;
  FightEngine engine_;
  FightState state_;
  std::unique_ptr<FightCodec> codec_;
  std::unique_ptr<GraphAddresses> addresses_;
  std::vector<Node> nodes_;
  WordTable words_;                   ///< of nodes
  std::vector<std::uint64_t> fresh_;
};

}  // namespace ludex::detail
