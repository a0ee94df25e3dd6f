// The same bits however the work is cut, and within sampling error of what is exact.

#include "ludex/combat.h"

#include <doctest/doctest.h>

#include <cmath>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

std::string report(const Program& program, std::uint64_t fights, std::uint32_t threads, std::uint64_t seed = 1) {
  SimulateOptions options;
  options.fights = fights;
  options.seed = seed;
  options.exec = {threads == 1 ? Exec::Mode::serial : Exec::Mode::parallel, threads};
  return simulate(program, "duel", options)->to_json();
}

}  // namespace

TEST_CASE("threads, and how a simulation is cut, change no bit") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const std::string whole = report(program, 20000, 1);
  for (const std::uint32_t threads : {2u, 3u, 8u, 32u}) CHECK(report(program, 20000, threads) == whole);
  CHECK(report(program, 20000, 1, 2) != whole);
  auto part = Simulation::start(program, "duel", 1);
  REQUIRE(part);
  SimulateOptions options;
  for (const std::uint64_t until : {1ull, 777ull, 5000ull, 20000ull}) {
    options.fights = until;
    REQUIRE(part->run(options));
    auto again = Simulation::resume(program, part->saved());
    REQUIRE(again);
    part = std::move(again);
  }
  CHECK(part->report().to_json() == whole);
}

TEST_CASE("what is simulated lies within four standard errors of what is exact") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  SimulateOptions options;
  options.fights = 100000;
  const auto exact = solve(program, "duel");
  const auto sampled = simulate(program, "duel", options);
  REQUIRE(exact);
  REQUIRE(sampled);
  const auto check = [&](const Estimate& e, const Estimate& s) { CHECK(std::fabs(e.value - s.value) <= 4 * std::sqrt(e.value * (1 - e.value) / 100000)); };
  check(exact->wins[0].second, sampled->wins[0].second);
  check(exact->wins[1].second, sampled->wins[1].second);
  check(exact->draw, sampled->draw);
  CHECK(std::fabs(exact->mean_ttk_ms.value - sampled->mean_ttk_ms.value) <= 4 * exact->sd_ttk_ms.value / std::sqrt(100000.0));
  CHECK(sampled->wins[0].second.low < sampled->wins[0].second.value);
}

TEST_CASE("a target error stops it, and a caller may") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  SimulateOptions options;
  options.fights = 10'000'000;
  options.error = 0.005;
  const auto r = simulate(program, "duel", options);
  REQUIRE(r);
  CHECK(r->fights > 30000);
  CHECK(r->fights < 60000);
  CHECK(r->wins[0].second.high - r->wins[0].second.value <= 0.005);
  int calls = 0;
  options.error = 0;
  options.progress = [&](std::uint64_t) { return ++calls < 2; };
  CHECK(simulate(program, "duel", options)->fights < 100000);
  CHECK(calls == 2);
}

TEST_CASE("a saved simulation that is damaged, or of other rules, is refused") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const auto start = Simulation::start(program, "duel", 1);
  REQUIRE(start);
  const std::string saved = start->saved();
  CHECK(Simulation::resume(program, saved));
  CHECK_FALSE(Simulation::resume(program, saved.substr(0, saved.size() - 3)));
  CHECK_FALSE(Simulation::resume(program, saved + " 1"));
  CHECK_FALSE(Simulation::resume(program, ""));
  CHECK_FALSE(Simulation::resume(test::compile(test::duel_rules(test::cannon(), test::cannon())), saved));
}

TEST_CASE("the log of a fight names each blow's draws, and its end") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const auto log = fight_log(program, "duel", 1, 0);
  REQUIRE(log);
  CHECK(log->find(R"({"t":0,"fighter":"a","action":"Attack","params":{"target":2},"verdict":"accepted","draws":{"crit":)") == 0);
  CHECK(log->find("\"state\":{\"a\":{") != std::string::npos);
  CHECK(log->find("{\"end\":\"") != std::string::npos);
  CHECK(log->back() == '\n');
}
