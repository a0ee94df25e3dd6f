// Order and groups of made-up matrices.

#include "balance/ranking.h"

#include <doctest/doctest.h>

namespace {

using namespace ludex;
using namespace ludex::detail;

MatrixReport made_up(std::size_t n) {
  MatrixReport out;
  for (std::size_t i = 0; i < n; ++i) out.loadouts.push_back(std::string(1, static_cast<char>('a' + i)));
  out.pairs.resize(n * n);
  return out;
}

}  // namespace

TEST_CASE("exact means order loadouts, and equal ones share a group") {
  MatrixReport m = made_up(3);
  const double wins[9] = {0.5, 0.3, 0.4, 0.7, 0.5, 0.2, 0.6, 0.3, 0.5};  // means 0.35, 0.45, 0.45
  for (std::size_t i = 0; i < 9; ++i) m.pairs[i].is_exact = true, m.pairs[i].win = {wins[i], wins[i], wins[i]};
  m.exact_pairs = 9;
  rank(m, std::vector<std::uint64_t>(9, 0));
  CHECK(m.ranking[0].loadout == 1);
  CHECK(m.ranking[1].loadout == 2);
  CHECK(m.ranking[2].loadout == 0);
  CHECK(m.ranking[0].group == 1);
  CHECK(m.ranking[1].group == 1);
  CHECK(m.ranking[2].group == 2);
  CHECK(m.ranking[0].mean_win.low == m.ranking[0].mean_win.high);
}

TEST_CASE("sampled means that lie close are one group, until there are more fights") {
  for (const std::uint64_t fights : {1'000ull, 10'000'000ull}) {
    MatrixReport m = made_up(2);
    std::vector<std::uint64_t> wins(4);
    const double shares[4] = {0.5, 0.505, 0.49, 0.5};
    for (std::size_t i = 0; i < 4; ++i) {
      m.pairs[i].fights = fights;
      wins[i] = static_cast<std::uint64_t>(shares[i] * static_cast<double>(fights));
    }
    rank(m, wins);
    CHECK(m.ranking[0].loadout == 0);
    CHECK(m.ranking[1].group == (fights == 1'000 ? 1 : 2));
    CHECK(m.ranking[0].mean_win.low < 0.505);
    CHECK(m.ranking[0].mean_win.high > 0.505);
  }
}

TEST_CASE("one loadout is ranked by its copy") {
  MatrixReport m = made_up(1);
  m.pairs[0].is_exact = true;
  m.pairs[0].win = {0.4, 0.4, 0.4};
  m.exact_pairs = 1;
  rank(m, {0});
  CHECK(m.ranking.size() == 1);
  CHECK(m.ranking[0].mean_win.value == 0.4);
  CHECK(m.ranking[0].group == 1);
}
