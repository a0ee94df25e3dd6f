#pragma once
// A step of a fight in pieces: what a fighter chooses, what comes of one request, who is out. Each piece looks at a few words of the
// state and a few draws; what it looked at, in which order, and what came of it are kept as a tree. So a step is followed in
// states that nobody has been in before, as long as each of its pieces is known. docs/decisions/0034-steps-in-pieces.md

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "combat/fight_graph.h"
#include "combat/fight_turns.h"

namespace ludex::detail {

/// A fight at one moment, as far as its future depends on it.
struct StepState {
  struct Due {
    std::int64_t at = 0;
    std::uint32_t timer = 0;  ///< FightCodec::number_of
    bool is_due = false;
  };
  std::int64_t now = 0;
  std::vector<FightState::Turn> turns;
  std::vector<std::int64_t> words;  ///< of fields; a cooldown's end
  std::vector<Due> timers;          ///< in the order in which they run
  FightEnd end = FightEnd::going;
  std::uint32_t winner = 0;
  std::uint32_t attacks = 0;        ///< of the last step
};

/// What decides about draws.
class StepChance {
 public:
  virtual ~StepChance() = default;
  /// A draw that is known: choice number `choice` of the trees. `ahead`: which request of its actor's in this step.
  virtual std::int64_t number(std::uint32_t choice, const GraphDraw& draw, std::uint32_t ahead) = 0;
  /// The same while the engine judges the step.
  virtual RuleError number(const expr::DrawUse& use, std::uint32_t actor, bool is_command, std::uint32_t ahead, std::int64_t& out) = 0;
};

class StepTrees {
 public:
  static constexpr std::uint32_t kUnknown = 0xffffffffu;
  struct Child {
    std::int64_t low, high;    ///< values that lead there
    std::uint32_t ref;         ///< to the next choice (even), or to a leaf (odd)
    double probability = -1;   ///< of a draw; for whoever reckons with it
  };
  /// What is looked at next: a draw, or a word of the state.
  struct Choice {
    bool is_draw = false, is_opening = false;
    std::uint32_t word = 0;
    GraphDraw draw;            ///< without `ahead`
    std::vector<Child> children;  ///< rising
  };

  StepTrees(std::shared_ptr<const ProgramData> program, const Scenario& scenario);
  ~StepTrees();
  /// Why steps of this scenario cannot be told in pieces; "" when they can.
  const std::string& why_not() const { return why_not_; }

  const StepState& opening() const { return opening_; }
  /// When something may happen next; FightState::kNever.
  std::int64_t next_time(const StepState& state) const;
  /// Makes the next step. False when one of its pieces is not known: `state` is then of no use.
  bool step(StepState& state, StepChance& chance);
  enum class Learned : std::uint8_t { step, anew, fault };
  /// The engine makes the step, and its pieces are known from then on as far as memory allows. `anew`: the state was told in too
  /// few words; nothing that was known holds.
  Learned learn(const StepState& before, StepChance& chance, StepState& after);
  /// Requests made in the last step: of each actor, its own and commands.
  const std::vector<std::uint32_t>& counts() const { return counts_; }

  const Choice& choice(std::uint32_t i) const { return choices_[i]; }
  Child& child(std::uint32_t choice, std::size_t i) { return choices_[choice].children[i]; }
  /// Rises when a tree is forgotten: its choices lead nowhere.
  std::uint32_t generation() const { return generation_; }
  /// A draw's name whose number another draw shares; "" when there is none.
  const std::string& shared_draw() const;
  const std::string& fault() const { return engine_.fault(); }
  std::uint64_t bytes() const { return bytes_ + codec_->bytes(); }
  bool is_full() const { return bytes() > most_bytes_; }
  void set_most_bytes(std::uint64_t bytes) { most_bytes_ = bytes; }
  const GraphAddresses& addresses() const { return *addresses_; }
  std::size_t actors() const { return codec_->actors().size(); }

  /// Equal words, equal futures.
  void pack(const StepState& state, std::vector<std::uint64_t>& out) const;
  void unpack(const std::uint64_t* words, std::int64_t now, StepState& out) const;

 private:
  class Trace;
  struct Write {
    std::uint32_t word;
    std::int64_t value;          ///< of a cooldown: ms from now
  };
  struct TimerChange {
    std::string id;
    std::uint32_t timer;         ///< kUnknown: it is gone
    std::int64_t in_ms;
  };
  struct Leaf {
    TurnChoice choice;           ///< of a fighter that decides
    std::uint32_t request = 0;   ///< its tree, when it asks
    bool holds = false;          ///< accepted; out
    std::int64_t retry_after_ms = -1;
    std::uint32_t counter = kUnknown;  ///< what the guard counted, if it did
    std::uint32_t writes_begin = 0, writes_end = 0, timers_begin = 0, timers_end = 0;
  };
  struct Tree {
    std::uint32_t root = kUnknown;
    std::vector<std::uint32_t> pinned;  ///< words without stretches
  };
  struct Piece;

  void begin();
  std::uint32_t add_tree();
  std::uint32_t tree_of_request(std::uint32_t fighter, std::size_t entry, const Request& request);
  std::uint32_t tree_of_timer(std::uint32_t timer);
  std::int64_t value_of(std::uint32_t word, const StepState& state, const std::vector<std::int64_t>& words) const;
  const Leaf* find(std::uint32_t tree, const StepState& state, const std::vector<std::int64_t>& opening, StepChance& chance) const;
  void apply(const Leaf& leaf, StepState& state);
  bool run_timers(StepState& state, StepChance& chance);
  bool look(StepState& state, StepChance& chance);
  bool insert(const Piece& piece, std::uint32_t part);
  void keep_leaf(const Piece& piece);
  void put(const StepState& state, FightState& into) const;
  void take(const FightState& state, StepState& into);

  std::shared_ptr<const ProgramData> program_;
  const Scenario& scenario_;
  std::string why_not_;
  FightEngine engine_;
  FightState state_;
  std::unique_ptr<FightCodec> codec_;
  std::unique_ptr<GraphAddresses> addresses_;
  std::unique_ptr<Trace> trace_;
  StepState opening_;
  expr::StateWords words_;
  std::vector<const FightCodec::Place*> places_;  ///< by word
  std::uint32_t first_flag_ = 0, now_word_ = 0;   ///< behind them: whether fighters are out, and ready; the clock
  std::vector<Tree> trees_;        ///< of each fighter deciding; of each out; `until`; then requests and timers as they come
  std::vector<Choice> choices_;
  std::vector<Leaf> leaves_;
  std::vector<Write> writes_;
  std::vector<TimerChange> timer_changes_;
  std::map<std::string, std::uint32_t> requests_;  ///< to trees
  std::vector<std::uint32_t> timer_trees_;         ///< by timer
  std::uint64_t bytes_ = 0, most_bytes_ = 96'000'000;
  std::uint32_t generation_ = 0;
  // Of the step at hand:
  std::vector<std::uint32_t> counts_;
  struct Asked {
    std::uint32_t fighter, tree;
    const Leaf* leaf;
  };
  std::vector<Asked> group_;
  std::vector<std::int64_t> before_group_;
  std::vector<std::uint32_t> due_;
};

}  // namespace ludex::detail
