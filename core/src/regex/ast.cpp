#include "regex/ast.h"

#include <utility>

namespace ludex::regex {

std::uint32_t Ast::add(Node node) {
  nodes.push_back(node);
  return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::uint32_t Ast::empty() { return add({}); }

std::uint32_t Ast::literal(std::uint32_t code_point) {
  Node n;
  n.kind = NodeKind::literal;
  n.value = code_point;
  return add(n);
}

std::uint32_t Ast::assertion(Assertion assertion) {
  Node n;
  n.kind = NodeKind::assertion;
  n.assertion = assertion;
  return add(n);
}

bool Ast::set(CodeSet set, std::uint32_t& node) {
  const auto [at, is_new] = known_.try_emplace(set.ranges(), static_cast<std::uint32_t>(sets.size()));
  if (is_new) {
    ranges_ += set.ranges().size();
    if (ranges_ > kMaxSetRanges) return false;
    sets.push_back(std::move(set));
  }
  Node n;
  n.kind = NodeKind::set;
  n.value = at->second;
  node = add(n);
  return true;
}

std::uint32_t Ast::join(NodeKind kind, const std::vector<std::uint32_t>& items) {
  if (items.empty()) return empty();
  if (items.size() == 1) return items[0];
  Node n;
  n.kind = kind;
  n.begin = static_cast<std::uint32_t>(children.size());
  n.count = static_cast<std::uint32_t>(items.size());
  children.insert(children.end(), items.begin(), items.end());
  return add(n);
}

std::uint32_t Ast::repeat(std::uint32_t node, std::uint32_t minimum, std::uint32_t maximum) {
  Node n;
  n.kind = NodeKind::repetition;
  n.value = node;
  n.minimum = minimum;
  n.maximum = maximum;
  return add(n);
}

}  // namespace ludex::regex
