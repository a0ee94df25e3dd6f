// A whole fight by dynamic programming over its graph: what comes of a state is found once, however often and whenever fights come
// there.

#include <algorithm>
#include <map>
#include <optional>

#include "combat/solve.h"
#include "combat/solve_steps.h"

namespace ludex::detail {

void WayList::add(const Way& way) {
  if (way.end == FightEnd::going) {
    if (going_.size() <= way.next) going_.resize(std::max<std::size_t>(way.next + 1, going_.size() * 2));
    // Ways to one node differ at most in how many attacks it took: the last one is looked at.
    Mark& mark = going_[way.next];
    if (mark.turn == turn_ && ways_[mark.way].attacks == way.attacks) {
      ways_[mark.way].probability += way.probability;
      return;
    }
    mark = {turn_, static_cast<std::uint32_t>(ways_.size())};
  } else {
    for (std::size_t i = begin_; i < ways_.size(); ++i) {
      Way& w = ways_[i];
      if (w.end != way.end || w.winner != way.winner || w.attacks != way.attacks) continue;
      w.probability += way.probability;
      return;
    }
  }
  ways_.push_back(way);
}

void WayList::end(std::uint32_t node) {
  if (of_.size() <= node) of_.resize(std::max<std::size_t>(node + 1, of_.size() * 2));
  of_[node] = {begin_, ways_.size()};
  begin_ = ways_.size();
}

namespace {

class GraphSolver {
 public:
  GraphSolver(SolveSteps& steps, const Scenario& scenario, const SolveOptions& options, std::string& why_not) : steps_(steps), scenario_(scenario), options_(options), progress_(options), why_not_(why_not) {}

  bool run(Timeline& out) {
    const Timeline empty = out;
    while (!try_to(out)) {
      if (!is_void_) return false;
      is_void_ = false;  // something looked at what was no word of a state; now it is one
      out = empty;
      ways_.clear();
      layers_.clear();
    }
    return true;
  }

 private:
  bool try_to(Timeline& out) {
    if (const FightState* const state = steps_.over()) {
      if (state->end == FightEnd::won) out.add_win(0, state->winner, 1.0);
      else out.add_draw(0, 1.0);
      return true;
    }
    const std::uint64_t share = std::max<std::uint64_t>(1, scenario_.fighters.size() / 2);
    const std::uint64_t most_steps = std::max<std::uint64_t>(1, options_.max_ways / share);
    steps_left_ = most_steps;
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
        if (!progress_.tell((most_steps - steps_left_) * share, looked_at)) return refuse(kSolvingStopped);
        if (p < kNegligible) {
          out.timeout.add(p);
          continue;
        }
        if (!ways_.has(node) && !expand(node, t - steps_.wait_ms(node))) return false;
        const auto [first, last] = ways_.of(node);
        for (std::size_t w = first; w < last; ++w) {
          const Way& way = ways_[w];
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
    const std::int64_t wait = steps_.wait_ms(node);
    if (wait < 0 || now + wait > scenario_.time_limit_ms || p < kNegligible) return out.timeout.add(p);
    layers_[now + wait].emplace_back(node, p);
  }

  bool expand(std::uint32_t node, std::int64_t now) {
    switch (steps_.expand(node, now, ways_, steps_left_, why_not_)) {
      case SolveSteps::Expanded::done: break;
      case SolveSteps::Expanded::anew: return is_void_ = true, false;
      case SolveSteps::Expanded::exhausted: return refuse("it takes more than " + std::to_string(options_.max_ways) + " steps");
      case SolveSteps::Expanded::refused: return false;
    }
    ways_.end(node);
    return steps_.bytes() + ways_.bytes() <= options_.max_bytes || refuse("it takes more than " + std::to_string(options_.max_bytes / 1'000'000) + " MB");
  }

  SolveSteps& steps_;
  const Scenario& scenario_;
  const SolveOptions& options_;
  SolveProgress progress_;
  std::string& why_not_;
  bool is_void_ = false;
  std::uint64_t steps_left_ = 0;
  WayList ways_;
  std::map<std::int64_t, std::vector<std::pair<std::uint32_t, double>>> layers_;  ///< by when something happens next
};

}  // namespace

std::optional<bool> solve_graph(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario, const SolveOptions& options, Timeline& out, std::string& why_not) {
  std::unique_ptr<SolveSteps> steps = tree_steps(program, scenario);
  if (!steps->why_not().empty()) steps = graph_steps(program, scenario);
  if (!steps->why_not().empty()) return std::nullopt;
  GraphSolver solver(*steps, scenario, options, why_not);
  return solver.run(out);
}

}  // namespace ludex::detail
