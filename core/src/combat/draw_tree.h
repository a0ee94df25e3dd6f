#pragma once
// Which draws lead to which outcome: made once by going through all ways, followed once for each attack.

#include <cstdint>
#include <vector>

#include "combat/outcome_walk.h"

namespace ludex::detail {

/// Inner nodes are draws, leaves outcomes. The draws are those the rules would make, under the same addresses: the same
/// numbers lead to the same outcome.
class DrawTree {
 public:
  struct Node {
    const expr::Draw* draw = nullptr;  ///< nullptr: a leaf
    expr::DrawUse::Function function = expr::DrawUse::Function::chance;
    double p = 0;
    std::int64_t a = 0, b = 0, c = 0;
    std::vector<Word> weights;
    std::vector<std::int64_t> values;  ///< of the children, rising
    std::vector<std::uint32_t> children;
    std::uint32_t outcome = 0;
  };

  /// The way that `walk` has just gone leads to `outcome`.
  void add(const OutcomeWalk& walk, std::uint32_t outcome);
  /// The outcome of one request's draws.
  std::uint32_t follow(const expr::DrawSource& source) const;

  const std::vector<Node>& nodes() const { return nodes_; }
  static constexpr std::uint32_t kNone = 0xffffffffu;

 private:
  std::int64_t draw(const Node& node, const expr::DrawSource& source) const;
  std::vector<Node> nodes_;
};

}  // namespace ludex::detail
