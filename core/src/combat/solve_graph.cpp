// A whole fight by dynamic programming over its graph: what comes of a state is judged once, however often and whenever fights
// come there, and numbers that make no difference are gone through as one.

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "combat/fight_graph.h"
#include "combat/solve.h"
#include "expr/draw_outcomes.h"

namespace ludex::detail {
namespace {

/// Memory of one solution.
constexpr std::size_t kMostBytes = 512'000'000;

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

// One way from a state to the next, for all draws that lead there.
struct Way {
  std::uint32_t next = 0;
  FightEnd end = FightEnd::going;
  std::uint32_t winner = 0, attacks = 0;
  double probability = 0;
};

class GraphSolver {
 public:
  GraphSolver(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, std::string& why_not)
      : graph_(program, scenario), scenario_(scenario), options_(options), why_not_(why_not) {}

  bool can() const { return graph_.why_not().empty(); }

  bool run(Timeline& out) {
    const Timeline empty = out;
    graph_.watch(draws_);
    while (!try_to(out)) {
      if (!is_void_) return false;
      is_void_ = false;  // something looked at what was no word of a state; now it is one
      out = empty;
      ways_.clear();
      ways_of_.clear();
      layers_.clear();
      steps_ = 0;
    }
    return true;
  }

 private:
  bool try_to(Timeline& out) {
    if (graph_.size() == 0) {
      const FightState& state = graph_.state();
      if (state.end == FightEnd::won) out.add_win(0, state.winner, 1.0);
      else out.add_draw(0, 1.0);
      return true;
    }
    const std::uint64_t share = std::max<std::uint64_t>(1, scenario_.fighters.size() / 2);
    most_steps_ = std::max<std::uint64_t>(1, options_.max_ways / share);
    std::uint64_t looked_at = 0;
    put(out, 0, 0, 1.0);
    while (!layers_.empty()) {
      const std::int64_t t = layers_.begin()->first;
      std::vector<std::pair<std::uint32_t, double>> layer = std::move(layers_.begin()->second);
      layers_.erase(layers_.begin());
      // Chances of one state are added up in the order in which they came.
      std::stable_sort(layer.begin(), layer.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
      for (std::size_t i = 0; i < layer.size();) {
        const std::uint32_t node = layer[i].first;
        double p = 0.0;
        for (; i < layer.size() && layer[i].first == node; ++i) p += layer[i].second;
        if (++looked_at > options_.max_states) return refuse("it has more than " + std::to_string(options_.max_states) + " states");
        if (p < kNegligible) {
          out.timeout.add(p);
          continue;
        }
        if (!expand(node, t - graph_.node(node).wait_ms)) return false;
        for (std::size_t w = ways_of_[node].first; w < ways_of_[node].second; ++w) {
          const Way way = ways_[w];
          const double q = p * way.probability;
          out.attacks.add(q * way.attacks);
          if (way.end == FightEnd::won) out.add_win(t, way.winner, q);
          else if (way.end == FightEnd::draw) out.add_draw(t, q);
          else put(out, way.next, t, q);
        }
      }
    }
    return true;
  }

  bool refuse(std::string why) { return why_not_ = std::move(why), false; }

  void put(Timeline& out, std::uint32_t node, std::int64_t now, double p) {
    const std::int64_t wait = graph_.node(node).wait_ms;
    if (wait < 0 || now + wait > scenario_.time_limit_ms || p < kNegligible) return out.timeout.add(p);
    layers_[now + wait].emplace_back(node, p);
  }

  // All ways from a node, where they are not known yet.
  bool expand(std::uint32_t node, std::int64_t now) {
    if (node < ways_of_.size() && ways_of_[node].second > 0) return true;
    const std::size_t begin = ways_.size();
    std::map<std::tuple<std::uint32_t, FightEnd, std::uint32_t, std::uint32_t>, std::size_t> known;
    FightEngine& engine = graph_.engine();
    draws_.restart();
    for (bool is_more = true; is_more;) {
      if (++steps_ > most_steps_) return refuse("it takes more than " + std::to_string(options_.max_ways) + " steps");
      FightState& state = graph_.stand_at(node, now);
      draws_.begin();
      engine.set_choices(&draws_);
      engine.step(state);
      engine.set_choices(nullptr);
      if (graph_.is_void()) return is_void_ = true, false;
      if (!draws_.fault().empty()) return refuse(draws_.fault());
      if (!engine.fault().empty()) return refuse(engine.fault());
      if (!draws_.settle()) {
        ways_.resize(begin);
        known.clear();
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
      const auto [at, is_other] = known.emplace(std::make_tuple(way.next, way.end, way.winner, way.attacks), ways_.size());
      if (is_other) ways_.push_back(way);
      else ways_[at->second].probability += way.probability;
      if (graph_.bytes() + ways_.size() * sizeof(Way) > kMostBytes) return refuse("it takes more than " + std::to_string(kMostBytes / 1'000'000) + " MB");
      is_more = draws_.next();
    }
    if (ways_of_.size() < graph_.size()) ways_of_.resize(graph_.size());
    ways_of_[node] = {begin, ways_.size()};
    return true;
  }

  FightGraph graph_;
  const Scenario& scenario_;
  const SolveOptions& options_;
  std::string& why_not_;
  AllDraws draws_;
  bool is_void_ = false;
  std::uint64_t most_steps_ = 0, steps_ = 0;
  std::vector<Way> ways_;
  std::vector<std::pair<std::size_t, std::size_t>> ways_of_;  ///< by node: from, to
  std::map<std::int64_t, std::vector<std::pair<std::uint32_t, double>>> layers_;  ///< by when something happens next
};

}  // namespace

std::optional<bool> solve_graph(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not) {
  GraphSolver solver(program, scenario, options, why_not);
  if (!solver.can()) return std::nullopt;
  return solver.run(out);
}

}  // namespace ludex::detail
