// The matrix is what solving and simulating each pair says, on any number of threads.

#include "ludex/balance.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

const char* const kThree = R"("loadouts":{"rifle":{"live":{"make":"a","health":100}},"cannon":{"live":{"make":"b","health":120}},"tank":{"live":{"make":"b","health":150}}},)";

Program arsenal() { return test::compile(test::duel_rules(test::rifle(), test::cannon(), "", kThree)); }

MatrixReport matrix(const Program& program, bool is_sampled, std::uint32_t threads = 1, double error = 0.02) {
  MatrixOptions options;
  options.is_sampled = is_sampled;
  options.error = error;
  options.exec = {threads == 1 ? Exec::Mode::serial : Exec::Mode::parallel, threads};
  const auto report = win_matrix(program, "duel", options);
  if (!report) FAIL(report.error().message);
  return *report;
}

}  // namespace

TEST_CASE("a pair is what its own scenario comes to") {
  const Program program = arsenal();
  const MatrixReport report = matrix(program, false);
  const auto own = solve(program, "duel");
  CHECK(report.exact_pairs == 9);
  CHECK(report.pairs[1].win.value == own->wins[0].second.value);
  CHECK(report.pairs[1].loss == own->wins[1].second.value);
  CHECK(report.pairs[1].draw == own->draw.value);
  CHECK(report.pairs[1].mean_ttk_ms == own->mean_ttk_ms.value);
  CHECK(report.pairs[0].win.value == report.pairs[0].loss);  // against its copy
  CHECK(report.pairs[1].half_width == 0);
}

TEST_CASE("sampled pairs are as close as asked, and hold the exact ones") {
  const Program program = arsenal();
  const MatrixReport exact = matrix(program, false), sampled = matrix(program, true, 1, 0.005);
  CHECK(sampled.exact_pairs == 0);
  for (std::size_t i = 0; i < 9; ++i) {
    CAPTURE(i);
    const MatrixReport::Pair& p = sampled.pairs[i];
    CHECK(p.half_width <= 0.005);
    CHECK(p.fights > 0);
    CHECK(p.win.low <= exact.pairs[i].win.value);
    CHECK(p.win.high >= exact.pairs[i].win.value);
    CHECK(p.win.high - p.win.value > p.half_width * 0.99);  // all at once is wider than one alone
  }
}

TEST_CASE("threads change no bit of a matrix") {
  const Program program = arsenal();
  for (const bool is_sampled : {false, true}) {
    const std::string one = matrix(program, is_sampled).to_json();
    for (const std::uint32_t threads : {2u, 3u, 8u, 32u}) CHECK(matrix(program, is_sampled, threads).to_json() == one);
  }
}

TEST_CASE("a pair's fights do not depend on which others there are") {
  const Program all = arsenal(), two = test::compile(test::duel_rules(test::rifle(), test::cannon(), "",
      R"("loadouts":{"cannon":{"live":{"make":"b","health":120}},"rifle":{"live":{"make":"a","health":100}}},)"));
  const MatrixReport of_all = matrix(all, true), of_two = matrix(two, true);
  CHECK(of_all.pairs[1].win.value == of_two.pairs[2].win.value);  // rifle against cannon
  CHECK(of_all.pairs[1].fights == of_two.pairs[2].fights);
}

TEST_CASE("progress is told and may stop it; what cannot be asked says why") {
  const Program program = arsenal();
  MatrixOptions options;
  std::uint64_t told = 0, all = 0;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    told = done;
    all = total;
    return true;
  };
  CHECK(win_matrix(program, "duel", options));
  CHECK(told == 9);
  CHECK(all == 9);
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  options.exec.mode = Exec::Mode::serial;
  CHECK(win_matrix(program, "duel", options).error().message == "stopped after 1 of 9");
  options = {};
  options.error = 0;
  CHECK_FALSE(win_matrix(program, "duel", options));
  const Program none = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  CHECK(win_matrix(none, "duel").error().message.find("has no loadouts; write") != std::string::npos);
}
