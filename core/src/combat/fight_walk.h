#pragma once
// Many fights of one scenario over its graph, which grows as they go: the first to come somewhere is judged by the engine,
// those after it follow. Where hardly any state is met twice, they follow its pieces.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "combat/fight_graph.h"
#include "combat/step_trees.h"
#include "combat/tally.h"

namespace ludex::detail {

/// One thread's own. Whatever it has seen before, fight i of a seed is the one the whole engine plays, to the last bit.
class FightWalker {
 public:
  /// Memory of one graph. Who comes somewhere new when it is full is played by the engine from there.
  static constexpr std::size_t kMostBytes = 96'000'000;
  /// Steps after which it is looked whether most of them were new: then looking for them costs more than it saves.
  static constexpr std::uint64_t kFewSteps = 50'000;

  FightWalker(std::shared_ptr<const ProgramData> program, const Scenario& scenario);
  ~FightWalker();
  /// Fights follow pieces of steps from now on, where they can; else whoever finds that hardly any state is met twice does so.
  void leave_graph() { give_up("as asked"); }
  /// False and `fault` as play_engine().
  bool play(std::uint64_t seed, std::uint64_t first, std::uint64_t count, Tally& out, std::string& fault);
  /// Why all is left to the engine; "" when it is not.
  const std::string& why_not() const { return why_not_; }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t misses() const { return misses_; }  ///< steps that the engine made

 private:
  class RealDraws;
  class RealNumbers;
  struct Ending {
    FightEnd end = FightEnd::going;
    std::uint32_t winner = 0;
    std::int64_t ms = 0;
    std::uint64_t attacks = 0;
  };
  struct Child {
    std::int64_t low, high;  ///< numbers that lead there
    std::uint32_t ref;
  };
  struct Choice {
    GraphDraw draw;
    std::vector<Child> children;  ///< rising
  };
  // Where a stretch leads: to the next draw (even), or to a leaf (odd).
  static constexpr std::uint32_t kUnknown = 0xffffffffu;

  bool walk(Ending& out);
  bool step_by_engine(std::uint32_t node, std::int64_t now, std::uint32_t& leaf);
  bool insert(std::uint32_t node, std::uint32_t leaf);
  bool finish_by_engine(Ending& out);
  bool play_by_trees(std::uint64_t own_seed, Ending& out);
  bool play_plainly(std::uint64_t own_seed, Ending& out);
  std::int64_t draw(const GraphDraw& d) const;
  void give_up(std::string why);
  void start_anew();

  std::shared_ptr<const ProgramData> program_;
  const Scenario& scenario_;
  std::string why_not_, fault_;
  std::unique_ptr<FightGraph> graph_;
  std::unique_ptr<RealDraws> draws_;
  std::unique_ptr<StepTrees> trees_;   ///< while fights follow pieces of steps
  std::unique_ptr<FightEngine> plain_;
  StepState state_, before_;
  std::vector<std::uint32_t> roots_;   ///< by node
  std::vector<Choice> choices_;
  std::vector<GraphLeaf> leaves_;
  std::vector<std::uint32_t> counts_;  ///< (position in seqs_, requests) of leaves
  std::size_t choice_bytes_ = 0;
  // Of the fight at hand:
  std::vector<PhiloxKey> keys_;
  std::vector<std::uint64_t> seqs_;    ///< by actor: requests, commands
  bool is_left_ = false;               ///< the graph: every fight is played by the engine
  bool is_begun_anew_ = false;         ///< nothing that was known held
  std::uint64_t steps_ = 0, misses_ = 0;
};

}  // namespace ludex::detail
