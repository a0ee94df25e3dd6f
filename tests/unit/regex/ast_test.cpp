#include "regex/ast.h"

#include <doctest/doctest.h>

using namespace ludex::regex;

TEST_CASE("equal sets are kept once, and all together are bounded") {
  Ast ast;
  std::uint32_t a = 0, b = 0;
  CHECK(ast.set({{1, 2}, {3, 4}}, a));
  CHECK(ast.set({{1, 4}}, b));
  CHECK(ast.sets.size() == 1);
  CHECK(a != b);
  CodeSet odd;
  for (std::uint32_t c = 1; c < 2 * kMaxSetRanges; c += 2) odd.add(c);
  CHECK_FALSE(ast.set(odd, a));
}

TEST_CASE("one item is itself, none is empty") {
  Ast ast;
  const std::uint32_t a = ast.literal('a');
  CHECK(ast.join(NodeKind::concatenation, {a}) == a);
  CHECK(ast.nodes[ast.join(NodeKind::alternation, {})].kind == NodeKind::empty);
  const Node both = ast.nodes[ast.join(NodeKind::alternation, {a, a})];
  CHECK(both.count == 2);
  CHECK(ast.children[both.begin + 1] == a);
}
