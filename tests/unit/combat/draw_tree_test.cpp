// A tree from draws to outcomes follows the very numbers that the rules would draw.

#include "combat/draw_tree.h"

#include <doctest/doctest.h>

namespace {

using namespace ludex;
using namespace ludex::detail;
using F = expr::DrawUse::Function;

}  // namespace

TEST_CASE("the tree leads where the draws themselves lead") {
  expr::Draw hit, damage, kind;
  hit.own_stream = 1, damage.own_stream = 2, kind.own_stream = 3;
  hit.name = "hit", damage.name = "damage", kind.name = "kind";
  Word items[3] = {word_int(1), word_int(0), word_int(2)};
  const List weights{3, 3, items};
  expr::DrawSource source;
  const auto code = [](std::int64_t h, std::int64_t d, std::int64_t k) { return static_cast<std::uint32_t>(h ? 1 + (d - 4) * 3 + k : 0); };
  DrawTree tree;
  OutcomeWalk walk(1000);
  do {
    std::int64_t h = 0, d = 0, k = 0;
    walk.choose({F::chance, &hit, &source, 0.6, 0, 0, 0, nullptr}, h);
    if (h) {
      walk.choose({F::dice, &damage, &source, 0, 2, 3, 2, nullptr}, d);
      walk.choose({F::weighted_int, &kind, &source, 0, 0, 0, 0, &weights}, k);
    }
    tree.add(walk, code(h, d, k));
  } while (walk.next());
  for (std::uint64_t seq = 1; seq <= 500; ++seq) {
    source.seq = seq;
    source.key = expr::draw_key(9, "p", 1);
    std::int64_t d = 0, k = 0;
    const bool h = expr::draw_chance(hit, source, 0.6);
    if (h) {
      d = expr::draw_dice(damage, source, {2, 3, 2});
      expr::draw_weighted_int(kind, source, weights, k);
    }
    CHECK(tree.follow(source) == code(h, d, k));
  }
}

TEST_CASE("a tree without draws has one outcome") {
  DrawTree tree;
  OutcomeWalk walk(10);
  tree.add(walk, 7);
  CHECK(tree.follow({}) == 7);
  CHECK(tree.nodes().size() == 1);
}
