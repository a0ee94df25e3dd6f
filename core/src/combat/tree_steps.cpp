// All ways from a state, followed in pieces: numbers that make no difference are gone through as one.

#include <cassert>

#include "combat/solve_steps.h"
#include "combat/step_trees.h"
#include "combat/word_table.h"
#include "expr/draw_outcomes.h"

namespace ludex::detail {
namespace {

using Outcomes = std::vector<expr::DrawOutcome>;

// Goes through all that chance can do, a stretch of each draw at a time.
class AllNumbers : public StepChance {
 public:
  explicit AllNumbers(StepTrees& trees) : trees_(trees) {}

  void restart() { path_.clear(); }
  void begin() { at_ = 0; }
  double probability() const {
    double p = 1.0;
    for (const Turn& turn : path_) p *= trees_.child(turn.choice, turn.child).probability;
    return p;
  }
  bool next() {
    for (; !path_.empty(); path_.pop_back()) {
      Turn& turn = path_.back();
      const Outcomes& all = outcomes_[turn.choice];
      if (turn.last + 1 == all.size()) continue;
      turn.first = turn.last + 1;
      turn.is_known = false;
      return true;
    }
    return false;
  }
  const std::string& fault() const { return why_not_; }
  /// The trees' choices have other numbers now.
  void forget() {
    outcomes_.clear();
    path_.clear();
  }

  std::int64_t number(std::uint32_t choice, const GraphDraw& d, std::uint32_t ahead) override {
    if (at_ == path_.size()) path_.push_back({choice, ahead, 0, 0, 0, false});
    Turn& turn = path_[at_++];
    assert(turn.choice == choice);
    const Outcomes& all = outcomes_of(choice, d);
    if (!turn.is_known) {
      const StepTrees::Choice& c = trees_.choice(choice);
      const std::size_t child = stretch_of(c.children, all[turn.first].value);
      if (child < c.children.size()) {
        turn.child = child;
        turn.is_known = true;
        StepTrees::Child& to = trees_.child(choice, child);
        turn.last = turn.first;
        while (turn.last + 1 < all.size() && all[turn.last + 1].value <= to.high) ++turn.last;
        if (to.probability < 0) {
          double sum = 0.0;
          for (std::size_t i = turn.first; i <= turn.last; ++i) sum += all[i].probability;
          to.probability = sum;
        }
      }
    }
    return all[turn.first].value;
  }

  RuleError number(const expr::DrawUse& use, std::uint32_t actor, bool is_command, std::uint32_t ahead, std::int64_t& out) override {
    for (const Turn& turn : path_) {
      const GraphDraw& d = trees_.choice(turn.choice).draw;
      if (d.draw != use.draw || d.function != use.function || d.actor != actor || d.is_command != is_command || turn.ahead != ahead) continue;
      if (d.p != use.p || d.a != use.a || d.b != use.b || d.c != use.c) continue;
      out = outcomes_[turn.choice][turn.first].value;
      return RuleError::none;
    }
    Outcomes all;
    if (const RuleError error = find_outcomes(use, all); error != RuleError::none) return error;
    out = all[0].value;
    return RuleError::none;
  }

 private:
  struct Turn {
    std::uint32_t choice;
    std::uint32_t ahead;
    std::size_t first, last;   ///< outcomes of the stretch at hand
    std::size_t child;
    bool is_known;             ///< where the stretch ends
  };
  RuleError find_outcomes(const expr::DrawUse& use, Outcomes& out) {
    bool is_too_many = false;
    const RuleError error = expr::draw_outcomes(use, out, is_too_many);
    if (!is_too_many) return error;
    why_not_ = "the draw '" + use.draw->name + "' has more than " + std::to_string(expr::kMaxDrawOutcomes) + " outcomes";
    return RuleError::overflow;
  }
  const Outcomes& outcomes_of(std::uint32_t choice, const GraphDraw& d) {
    if (outcomes_.size() <= choice) outcomes_.resize(choice + 1);
    Outcomes& all = outcomes_[choice];
    if (!all.empty()) return all;
    const auto size = static_cast<std::uint32_t>(d.weights.size());
    const List weights{size, size, const_cast<Word*>(d.weights.data())};
    const expr::DrawSource nobody;
    find_outcomes({d.function, d.draw, &nobody, d.p, d.a, d.b, d.c, size ? &weights : nullptr}, all);
    return all;
  }

  StepTrees& trees_;
  std::vector<Turn> path_;
  std::size_t at_ = 0;
  std::vector<Outcomes> outcomes_;  ///< by choice
  std::string why_not_;
};

class TreeSteps : public SolveSteps {
 public:
  TreeSteps(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario) : trees_(program, scenario), numbers_(trees_) {
    trees_.set_most_bytes(~std::uint64_t{0});  // the solver has an eye on them
    if (why_not().empty()) open();
  }

  const std::string& why_not() const override { return trees_.why_not(); }
  const FightState* over() override { return nullptr; }
  std::int64_t wait_ms(std::uint32_t node) const override { return waits_[node]; }
  std::size_t size() const override { return waits_.size(); }
  std::uint64_t bytes() const override { return trees_.bytes() + words_.bytes() + waits_.size() * 8; }

  Expanded expand(std::uint32_t node, std::int64_t now, WayList& out, std::uint64_t& steps, std::string& why_not) override {
    trees_.unpack(words_.row(node), now, from_);
    numbers_.restart();
    out.begin();
    for (bool is_more = true; is_more;) {
      if (steps == 0) return Expanded::exhausted;
      --steps;
      state_ = from_;
      numbers_.begin();
      if (!trees_.step(state_, numbers_)) {
        if (steps < kJudgedStep) return Expanded::exhausted;
        steps -= kJudgedStep;
        const std::uint32_t generation = trees_.generation();
        const StepTrees::Learned learned = trees_.learn(from_, numbers_, state_);
        if (learned == StepTrees::Learned::anew) return open(), Expanded::anew;
        if (!numbers_.fault().empty()) return why_not = numbers_.fault(), Expanded::refused;
        if (!trees_.shared_draw().empty()) return why_not = "the draw '" + trees_.shared_draw() + "' is made in two ways from one random number; give each its own name", Expanded::refused;
        if (learned == StepTrees::Learned::fault) return why_not = trees_.fault().empty() ? "its draws cannot be told apart" : trees_.fault(), Expanded::refused;
        if (trees_.generation() != generation) {  // a stretch is shorter than what has been gone through of it
          numbers_.restart();
          out.begin();
        }
        continue;
      }
      Way way;
      way.end = state_.end;
      way.winner = state_.end == FightEnd::won ? state_.winner : 0;
      way.attacks = state_.attacks;
      way.probability = numbers_.probability();
      if (state_.end == FightEnd::going) way.next = node_of(state_);
      out.add(way);
      is_more = numbers_.next();
    }
    return Expanded::done;
  }

 private:
  void open() {
    numbers_.forget();
    words_.keep(0);
    waits_.clear();
    node_of(trees_.opening());
  }
  std::uint32_t node_of(const StepState& state) {
    trees_.pack(state, fresh_);
    bool is_new = false;
    const std::uint32_t i = words_.find_or_add(fresh_, is_new);
    if (is_new) {
      const std::int64_t then = trees_.next_time(state);
      waits_.push_back(then == FightState::kNever ? -1 : then - state.now);
    }
    return i;
  }

  StepTrees trees_;
  AllNumbers numbers_;
  WordTable words_;
  std::vector<std::int64_t> waits_;   ///< by node
  std::vector<std::uint64_t> fresh_;
  StepState from_, state_;
};

}  // namespace

std::unique_ptr<SolveSteps> tree_steps(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario) {
  return std::make_unique<TreeSteps>(program, scenario);
}

}  // namespace ludex::detail
