// Expectations that hold pass, those that do not fail, whether solved or played; what the numbers do not tell is undecided.

#include "ludex/balance.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

Program expecting(const std::string& expect) { return test::compile(test::duel_rules(test::rifle(), test::cannon(), "", "\"expect\":" + expect + ",")); }

TestReport run(const Program& program, bool is_sampled, std::uint64_t fights = 1'000'000, std::uint32_t threads = 1) {
  TestOptions options;
  options.is_sampled = is_sampled;
  options.fights = fights;
  options.exec = {threads == 1 ? Exec::Mode::serial : Exec::Mode::parallel, threads};
  const auto report = test_expectations(program, {}, options);
  if (!report) FAIL(report.error().message);
  return *report;
}

// Exactly 0.54075, 0.43971, 0.01954, 11461.8 ms.
const char* const kTrue = R"({"win_a":[0.52,0.56],"win_b":[0.42,0.46],"draw":[0,0.03],"timeout":[0,0.001],"mean_ttk_ms":[11000,12000],"sd_ttk_ms":[3000,5500],
  "mean_attacks":[20,32],"ttk_quantiles_ms":{"0.05":[3000,9000],"0.5":[11000,11800],"0.95":[15000,22000]}})";

}  // namespace

TEST_CASE("what is so passes, solved and played") {
  const Program program = expecting(kTrue);
  for (const bool is_sampled : {false, true}) {
    const TestReport report = run(program, is_sampled);
    for (const ExpectationTest& t : report.scenarios[0].tests) {
      CAPTURE(t.key);
      CAPTURE(t.found.low);
      CAPTURE(t.found.high);
      CHECK(t.verdict == TestVerdict::passed);
    }
    CHECK(report.verdict == TestVerdict::passed);
    CHECK(report.passed == 10);
    CHECK(report.sampled == (is_sampled ? 10 : 0));
    CHECK(report.scenarios[0].is_exact == !is_sampled);
  }
}

TEST_CASE("what is not so fails, every key of it, solved and played") {
  const Program program = expecting(R"({"win_a":[0.3,0.5],"win_b":[0.48,1],"draw":[0.05,1],"timeout":[0.5,1],"mean_ttk_ms":[0,10000],"sd_ttk_ms":[0,100],
    "mean_attacks":[1000,2000],"ttk_quantiles_ms":{"0.5":[0,9000]}})");
  for (const bool is_sampled : {false, true}) {
    const TestReport report = run(program, is_sampled);
    CHECK(report.failed == 8);
    CHECK(report.verdict == TestVerdict::failed);
  }
}

TEST_CASE("a range that ends where the number lies stays undecided at the named limit") {
  const Program program = expecting(R"({"win_a":[0.540751814406446,0.9],"mean_ttk_ms":[0,100000]})");
  const TestReport report = run(program, true, 100'000);
  CHECK(report.undecided == 1);
  CHECK(report.passed == 1);
  CHECK(report.verdict == TestVerdict::undecided);
  CHECK(report.scenarios[0].fights == 100'000);
  // Solved, it is what it is, within what rounding does.
  CHECK(run(program, false).verdict == TestVerdict::passed);
}

TEST_CASE("one fight that should never come is enough to fail") {
  const Program program = expecting(R"({"draw":[0,0]})");
  const TestReport report = run(program, true);
  CHECK(report.verdict == TestVerdict::failed);
  CHECK(report.scenarios[0].fights < 1'000'000);
}

TEST_CASE("many tests of true expectations, a hair wide, raise no false alarm") {
  // At an alarm of 1 % each run may fail once in a hundred: 60 seeds, three ranges whose end is the number itself.
  const Program program = expecting(R"({"win_a":[0.54075181,1],"win_b":[0,0.43971159],"mean_ttk_ms":[11461.83,1000000]})");
  int failed = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    TestOptions options;
    options.is_sampled = true;
    options.fights = 65'536;
    options.alarm = 0.01;
    options.seed = seed;
    options.exec.mode = Exec::Mode::serial;
    failed += test_expectations(program, {}, options)->verdict == TestVerdict::failed;
  }
  CHECK(failed <= 3);
}

TEST_CASE("tests say the same on any number of threads") {
  const Program program = expecting(kTrue);
  const std::string one = run(program, true, 200'000, 1).to_json();
  for (const std::uint32_t threads : {2u, 3u, 8u, 32u}) CHECK(run(program, true, 200'000, threads).to_json() == one);
}

TEST_CASE("what cannot be tested says why and what next") {
  const Program empty = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  CHECK(test_expectations(empty).error().message.find("write \"expect\"") != std::string::npos);
  CHECK(test_expectations(empty, {"duel"}).error().pointer == "/scenarios/duel");
  CHECK(test_expectations(empty, {"dual"}).error().message.find("did you mean 'duel'") != std::string::npos);
  TestOptions options;
  options.alarm = 0;
  CHECK_FALSE(test_expectations(expecting(kTrue), {}, options));
  // A fight without end: named, with its place.
  const Program endless = test::compile(test::duel_rules({}, {}, "", R"("expect":{"win_a":[0,1]},"until":"a.health < -5",)", R"("target.health -= 0")"));
  options = {};
  options.is_sampled = true;
  options.fights = 10;
  const auto report = test_expectations(endless, {}, options);
  REQUIRE(report);
  CHECK(report->scenarios[0].tests[0].found.high < 1);  // all of them ran out of time
}

TEST_CASE("a false key, quantile or range does not compile") {
  const auto pointer_of = [](const std::string& expect) {
    const Errors errors = test::errors_of(test::duel_rules(test::rifle(), test::cannon(), "", "\"expect\":" + expect + ","));
    return errors.empty() ? "none" : errors[0].pointer;
  };
  CHECK(pointer_of(R"({"win_c":[0,1]})") == "/scenarios/duel/expect/win_c");
  CHECK(pointer_of(R"({"draw":[1,0]})") == "/scenarios/duel/expect/draw");
  CHECK(pointer_of(R"({"draw":[0]})") == "/scenarios/duel/expect/draw");
  CHECK(pointer_of(R"({"draw":[0,1e999]})") == "/scenarios/duel/expect/draw");
  CHECK(pointer_of(R"({"ttk_quantiles_ms":[0,1]})") == "/scenarios/duel/expect/ttk_quantiles_ms");
  CHECK(pointer_of(R"({"ttk_quantiles_ms":{"0.33":[0,1]}})") == "/scenarios/duel/expect/ttk_quantiles_ms/0.33");
  CHECK(pointer_of(R"({"ttk_quantiles_ms":{"0.5":[2,1]}})") == "/scenarios/duel/expect/ttk_quantiles_ms/0.5");
}
