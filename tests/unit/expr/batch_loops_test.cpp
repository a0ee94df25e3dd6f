// The loops for one kind of processor give the bits of the portable ones.

#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "expr/batch_loops.h"
#include "support/random.h"

using namespace ludex;
using namespace ludex::expr;

namespace {

void fill(std::vector<Word>& words, RandomStream& random) {
  constexpr double special[] = {0.0, -0.0, 1.0, -0.5, 0.5, 1.5, 2.5, 1e308, -1e308, 5e-324, 9223372036854775808.0, 4503599627370497.5};
  for (Word& w : words) {
    const std::uint32_t how = random.below(4);
    if (how == 0) w = word_double(special[random.below(12)]);
    else if (how == 1) w = word_int(static_cast<std::int64_t>(random.below(7)) - 3);
    else if (how == 2) w.u = random.next_u64();
    else w = word_double((static_cast<double>(random.below(2000)) - 1000) / 8);
  }
}

}  // namespace

TEST_CASE("all loops give the same bits, dense and sparse, for every processor") {
  const Kernels* const sets[] = {&portable_kernels(), &kernels()};
  RandomStream random(11, 0);
  std::size_t loops = 0;
  for (std::uint32_t op = 0; op < 200; ++op) {
    for (const bool may_fail : {false, true}) {
      const Loop* a = sets[0]->find(static_cast<OpCode>(op), may_fail);
      const Loop* b = sets[1]->find(static_cast<OpCode>(op), may_fail);
      REQUIRE((a == nullptr) == (b == nullptr));
      if (!a || !a->dense || a->takes_truths) continue;
      ++loops;
      CAPTURE(op);
      for (const std::size_t n : {std::size_t{1}, std::size_t{7}, std::size_t{64}, std::size_t{509}, kBlockRows}) {
        std::vector<Word> x(n), y(n);
        fill(x, random);
        fill(y, random);
        std::vector<RowNumber> rows;
        for (std::size_t i = 0; i < n; ++i) rows.push_back(static_cast<RowNumber>(i));
        std::vector<Word> out[3] = {std::vector<Word>(n, word_null()), std::vector<Word>(n, word_null()), std::vector<Word>(n, word_null())};
        const bool bad_a = a->dense(x.data(), y.data(), out[0].data(), n, nullptr) >> 63;
        const bool bad_b = b->dense(x.data(), y.data(), out[1].data(), n, nullptr) >> 63;
        const bool bad_c = a->sparse(x.data(), y.data(), out[2].data(), rows.data(), n, nullptr) >> 63;
        CHECK(bad_a == bad_b);
        CHECK(bad_a == bad_c);
        bool same = true;
        for (std::size_t i = 0; i < n; ++i) {
          // A NaN is an error before anyone sees its bits.
          if (!a->gives_truths && out[0][i].d != out[0][i].d && out[1][i].d != out[1][i].d) continue;
          same = same && out[0][i].u == out[1][i].u && out[0][i].u == out[2][i].u;
        }
        CHECK(same);
        if (!a->fault) continue;
        bool any = false;
        for (std::size_t i = 0; i < n; ++i) any = any || a->fault(x.data(), y.data(), i) != RuleError::none;
        CHECK(any == bad_a);
      }
    }
  }
  CHECK(loops > 40);
}
