#pragma once
// Where a fight may go from each of its states: for solve_graph.cpp, which adds up the chances.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "combat/fight.h"

namespace ludex::detail {

/// One way from a state to the next, for all draws that lead there.
struct Way {
  std::uint32_t next = 0;
  FightEnd end = FightEnd::going;
  std::uint32_t winner = 0, attacks = 0;
  double probability = 0;
};

/// The ways from one state after another; those of one state that come to the same are added up.
class WayList {
 public:
  /// Of the next state; what was added since the last end() is forgotten.
  void begin() {
    ways_.resize(begin_);
    ++turn_;
  }
  void add(const Way& way);
  /// The ways of `node` are all there.
  void end(std::uint32_t node);
  bool has(std::uint32_t node) const { return node < of_.size() && of_[node].second > 0; }
  std::pair<std::size_t, std::size_t> of(std::uint32_t node) const { return of_[node]; }
  const Way& operator[](std::size_t i) const { return ways_[i]; }
  void clear() { *this = {}; }
  /// Counted alike on every platform, as whether a fight is solved depends on it.
  std::uint64_t bytes() const { return ways_.size() * 24; }

 private:
  struct Mark {
    std::uint32_t turn = 0, way = 0;
  };
  std::vector<Way> ways_;
  std::size_t begin_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> of_;  ///< by node: from, to
  std::vector<Mark> going_;                              ///< by node: the way that leads there last
  std::uint32_t turn_ = 0;
};

/// What a step that the engine judges counts, where one that is only followed counts 1.
inline constexpr std::uint64_t kJudgedStep = 8;

class SolveSteps {
 public:
  virtual ~SolveSteps() = default;
  /// Why states cannot be told in words; "" when they can.
  virtual const std::string& why_not() const = 0;
  /// The fight, where it is over before it begins; else it begins at node 0.
  virtual const FightState* over() = 0;
  /// Until something may happen; -1: never.
  virtual std::int64_t wait_ms(std::uint32_t node) const = 0;
  virtual std::size_t size() const = 0;
  virtual std::uint64_t bytes() const = 0;
  /// `anew`: states were told apart too coarsely; all nodes but the first are void.
  enum class Expanded : std::uint8_t { done, anew, exhausted, refused };
  /// All ways from a node that stands `now` ms after the fight began; takes what they cost off `steps`.
  virtual Expanded expand(std::uint32_t node, std::int64_t now, WayList& out, std::uint64_t& steps, std::string& why_not) = 0;
};

/// Every step is judged by the engine.
std::unique_ptr<SolveSteps> graph_steps(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario);
/// Steps are followed in pieces (step_trees.h), which are judged once.
std::unique_ptr<SolveSteps> tree_steps(const std::shared_ptr<const ProgramData>& program, const Scenario& scenario);

}  // namespace ludex::detail
