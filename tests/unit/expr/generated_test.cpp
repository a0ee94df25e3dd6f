// The bar: on generated expressions of every type the scalar evaluator, the batch evaluator and a naive tree walker agree
// to the last bit, and nothing that was said of an expression before it ran turns out false.
// LUDEX_GENERATED in the environment says how many expressions; make test-all asks for a million.

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "helpers/trial.h"

using namespace ludex;

TEST_CASE("generated expressions: scalar, batch and tree walker agree, and what is inferred of them holds") {
  const char* asked = std::getenv("LUDEX_GENERATED");
  const std::uint64_t wanted = asked ? std::strtoull(asked, nullptr, 10) : 20'000;
  constexpr std::uint64_t kOfOneTrial = 1000;  // then other state, and other lets
  RandomStream random(2026, 11);
  test::ExpressionGenerator generator(random);
  std::unique_ptr<test::Trial> trial;
  test::Trial::Counts all;
  std::uint64_t written = 0;
  const auto add = [&] {
    if (!trial) return;
    const test::Trial::Counts& c = trial->counts;
    all = {all.parsed + c.parsed, all.compiled + c.compiled, all.proven + c.proven, all.by_columns + c.by_columns, all.rows + c.rows, all.failures + c.failures};
    trial = nullptr;
  };
  for (; written < wanted; ++written) {
    if (written % kOfOneTrial == 0) {
      add();
      trial = std::make_unique<test::Trial>(written);
      generator.lets = trial->lets();
    }
    const std::string text = generator.any(static_cast<int>(random.below(7)));
    const std::size_t rows = written % 50 == 0 ? expr::kBlockRows + 8 : 5;
    const std::string wrong = trial->check(text, rows);
    if (wrong.empty()) continue;
    INFO(text);
    INFO(wrong);
    FAIL_CHECK(trial->smallest(text, rows));
    break;
  }
  add();
  MESSAGE(written << " written, " << all.compiled << " compiled, " << all.by_columns << " by columns, " << all.proven << " operations proven; " << all.rows << " rows, " << all.failures << " failures");
  // Each side of the property has to be there for it to say anything.
  CHECK(all.parsed >= written);
  CHECK(all.compiled * 10 > written * 9);
  CHECK(all.proven * 2 > written);
  CHECK(all.failures * 20 > all.rows);
  CHECK(all.failures * 2 < all.rows);
  CHECK(all.by_columns * 4 > all.compiled);
}
