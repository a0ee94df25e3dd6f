// All ways from a state, each judged by the engine: numbers that make no difference are gone through as one.

#include "combat/fight_graph.h"
#include "combat/solve_steps.h"
#include "expr/draw_outcomes.h"

namespace ludex::detail {
namespace {

// Goes through all that chance can do in one step, a stretch of each draw at a time.
class AllDraws : public expr::DrawTrace {
 public:
  struct Step {
    std::vector<expr::DrawOutcome> outcomes;
    std::size_t chosen = 0, last = 0;  ///< the stretch at hand
    bool is_fresh = true;              ///< it has not been gone through yet
  };

  void restart() { steps_.clear(); }
  /// After a run: false when a stretch turns out to be shorter than what has been gone through of it. Then all begins anew.
  bool settle() {
    for (std::size_t i = 0; i < count(); ++i) {
      Step& step = steps_[i];
      std::size_t last = step.chosen;
      while (last + 1 < step.outcomes.size() && step.outcomes[last + 1].value <= entry(i).high) ++last;
      if (step.is_fresh) step.last = last;
      else if (last < step.last) return pin_always(entry(i).draw), false;
      step.is_fresh = false;
    }
    return true;
  }
  double probability() const {
    double p = 1.0;
    for (std::size_t i = 0; i < count(); ++i) {
      double sum = 0.0;
      for (std::size_t k = steps_[i].chosen; k <= steps_[i].last; ++k) sum += steps_[i].outcomes[k].probability;
      p *= sum;
    }
    return p;
  }
  bool next() {
    steps_.resize(count());
    while (!steps_.empty() && steps_.back().last + 1 == steps_.back().outcomes.size()) steps_.pop_back();
    if (steps_.empty()) return false;
    steps_.back().chosen = steps_.back().last + 1;
    steps_.back().is_fresh = true;
    return true;
  }
  const std::string& fault() const { return why_not_; }

 protected:
  RuleError decide(const expr::DrawUse& use, std::size_t index, std::int64_t& out) override {
    if (!why_not_.empty()) return RuleError::overflow;
    if (index == steps_.size()) {
      for (std::size_t i = 0; i < index; ++i) {
        const Entry& e = entry(i);
        if (e.draw->own_stream != use.draw->own_stream || e.source.seq != use.source->seq || !(e.source.key == use.source->key)) continue;
        why_not_ = "the draw '" + use.draw->name + "' is made in two ways from one random number; give each its own name";
        return RuleError::overflow;
      }
      Step step;
      bool is_too_many = false;
      if (const RuleError error = expr::draw_outcomes(use, step.outcomes, is_too_many); error != RuleError::none) return error;
      if (is_too_many) {
        why_not_ = "the draw '" + use.draw->name + "' has more than " + std::to_string(expr::kMaxDrawOutcomes) + " outcomes";
        return RuleError::overflow;
      }
      steps_.push_back(std::move(step));
    }
    out = steps_[index].outcomes[steps_[index].chosen].value;
    return RuleError::none;
  }

 private:
  std::vector<Step> steps_;
  std::string why_not_;
};

class GraphSteps : public SolveSteps {
 public:
  GraphSteps(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario) : graph_(program, scenario) {
    if (is_over()) return;
    if (graph_.why_not().empty()) graph_.watch(draws_);
  }

  const std::string& why_not() const override { return graph_.why_not(); }
  const FightState* over() override { return is_over() ? &graph_.state() : nullptr; }
  std::int64_t wait_ms(std::uint32_t node) const override { return graph_.node(node).wait_ms; }
  std::size_t size() const override { return graph_.size(); }
  std::uint64_t bytes() const override { return graph_.bytes(); }

  Expanded expand(std::uint32_t node, std::int64_t now, WayList& out, std::uint64_t& steps, std::string& why_not) override {
    FightEngine& engine = graph_.engine();
    draws_.restart();
    out.begin();
    for (bool is_more = true; is_more;) {
      if (steps < kJudgedStep) return Expanded::exhausted;
      steps -= kJudgedStep;
      FightState& state = graph_.stand_at(node, now);
      draws_.begin();
      engine.set_choices(&draws_);
      engine.step(state);
      engine.set_choices(nullptr);
      if (graph_.is_void()) return Expanded::anew;
      if (!draws_.fault().empty()) return why_not = draws_.fault(), Expanded::refused;
      if (!engine.fault().empty()) return why_not = engine.fault(), Expanded::refused;
      if (!draws_.settle()) {
        out.begin();
        draws_.restart();
        continue;
      }
      Way way;
      way.end = state.end;
      way.winner = state.end == FightEnd::won ? state.winner : 0;
      way.attacks = static_cast<std::uint32_t>(state.attacks);
      way.probability = draws_.probability();
      bool is_new = false;
      if (state.end == FightEnd::going) way.next = graph_.node_of(state, is_new);
      out.add(way);
      is_more = draws_.next();
    }
    return Expanded::done;
  }

 private:
  bool is_over() const { return graph_.why_not().empty() && graph_.size() == 0; }
  FightGraph graph_;
  AllDraws draws_;
};

}  // namespace

std::unique_ptr<SolveSteps> graph_steps(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario) {
  return std::make_unique<GraphSteps>(program, scenario);
}

}  // namespace ludex::detail
