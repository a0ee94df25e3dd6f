#include "combat/draw_tree.h"

#include <algorithm>

namespace ludex::detail {

using Function = expr::DrawUse::Function;

void DrawTree::add(const OutcomeWalk& walk, std::uint32_t outcome) {
  if (nodes_.empty()) nodes_.emplace_back();
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < walk.drawn(); ++i) {
    const OutcomeWalk::Step& step = walk.steps()[i];
    if (!nodes_[at].draw) {
      Node& node = nodes_[at];
      node.draw = step.use.draw;
      node.function = step.use.function;
      node.p = step.use.p;
      node.a = step.use.a, node.b = step.use.b, node.c = step.use.c;
      node.weights = step.weights;
      for (const expr::DrawOutcome& o : step.outcomes) node.values.push_back(o.value);
      node.children.assign(node.values.size(), kNone);
    }
    std::uint32_t child = nodes_[at].children[step.chosen];
    if (child == kNone) {
      child = static_cast<std::uint32_t>(nodes_.size());
      nodes_[at].children[step.chosen] = child;
      nodes_.emplace_back();
    }
    at = child;
  }
  nodes_[at].outcome = outcome;
}

std::int64_t DrawTree::draw(const Node& node, const expr::DrawSource& source) const {
  std::int64_t v = 0;
  switch (node.function) {
    case Function::chance: return expr::draw_chance(*node.draw, source, node.p);
    case Function::roll: expr::draw_roll(*node.draw, source, node.a, node.b, v); return v;
    case Function::dice: return expr::draw_dice(*node.draw, source, {node.a, node.b, node.c});
    default: break;
  }
  const auto size = static_cast<std::uint32_t>(node.weights.size());
  const List weights{size, size, const_cast<Word*>(node.weights.data())};
  if (node.function == Function::weighted_int) expr::draw_weighted_int(*node.draw, source, weights, v);
  else expr::draw_weighted_double(*node.draw, source, weights, v);
  return v;
}

std::uint32_t DrawTree::follow(const expr::DrawSource& source) const {
  std::uint32_t at = 0;
  while (nodes_[at].draw) {
    const Node& node = nodes_[at];
    if (node.values.size() == 1) {  // nothing is left to chance
      at = node.children[0];
      continue;
    }
    const std::int64_t v = draw(node, source);
    // Mostly every value from the first on is there. A chance so small that it never comes has a value all the same.
    const auto offset = static_cast<std::size_t>(v - node.values[0]);
    const std::size_t i = offset < node.values.size() && node.values[offset] == v
                              ? offset
                              : static_cast<std::size_t>(std::lower_bound(node.values.begin(), node.values.end(), v) - node.values.begin());
    at = node.children[i];
  }
  return nodes_[at].outcome;
}

}  // namespace ludex::detail
