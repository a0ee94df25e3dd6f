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

TEST_CASE("fights that are walked tell how far they are within a round, and are the same fights") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), "", "", R"("target.health -= damage","actor.healed += 1")"));
  SimulateOptions options;
  options.fights = 5000;
  const std::string whole = simulate(program, "duel", options)->to_json();
  std::vector<std::uint64_t> told;
  options.progress = [&](std::uint64_t fights) { return told.push_back(fights), true; };
  for (const std::uint32_t threads : {1u, 3u}) {
    options.exec = {threads == 1 ? Exec::Mode::serial : Exec::Mode::parallel, threads};
    told.clear();
    CHECK(simulate(program, "duel", options)->to_json() == whole);
    CHECK(told == std::vector<std::uint64_t>{1024, 2048, 3072, 4096, 5000});
  }
  options.progress = [](std::uint64_t fights) { return fights < 2000; };
  CHECK(simulate(program, "duel", options)->fights == 2048);
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

TEST_CASE("a fight that would be told for ever is not") {
  const std::string rules = test::small_rules(R"("Go":{"effects":["actor.n += 1 max 5"]})", R"("scenarios":{"s":{"fighters":{"a":{},"b":{}},"policy":[{"use":"Go"}],"defeated":"fighter.n < 0","time_limit_ms":"24h"}})");
  const auto log = fight_log(test::compile(rules), "s", 1, 0);
  REQUIRE_FALSE(log);
  CHECK(log.error().message == "the log of this fight is longer than 16 MB; give the scenario a smaller time_limit_ms, or its actions a cooldown");
  CHECK(log.error().pointer == "/scenarios/s");
}

TEST_CASE("the log of a fight names each blow's draws, and its end") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const auto log = fight_log(program, "duel", 1, 0);
  REQUIRE(log);
  CHECK(log->find(R"({"t":0,"fighter":"a","action":"Attack","params":{"target":2},"verdict":"accepted","draws":{"crit":)") == 0);
  CHECK(log->find("\"state\":{\"a\":{") != std::string::npos);
  CHECK(log->find("{\"end\":\"") != std::string::npos);
  CHECK(log->back() == '\n');
  // Each line says what its numbers were made of: rows by their keys, a number that was rolled, what armour left of it.
  CHECK(log->find(R"("let":{"mine":"a","theirs":"b","raw":)") != std::string::npos);
  const std::size_t at = log->find("\"damage\":", log->find("\"let\":"));
  CHECK(at != std::string::npos);
}

TEST_CASE("a simulation put together of parts, whoever played them, has the bits of the whole") {
  for (const bool is_folded : {true, false}) {
    CAPTURE(is_folded);
    const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), "", "", is_folded ? R"("target.health -= damage")" : R"("target.health -= damage","actor.healed += 1","actor.health += actor.healed > 2 ? 0 : 1")"));
    SimulateOptions options;
    options.fights = 20000;
    const std::string whole = simulate(program, "duel", options)->to_json();
    auto sum = Simulation::start(program, "duel"), one = Simulation::start(program, "duel"), other = Simulation::start(program, "duel");
    REQUIRE((sum && one && other));
    std::uint64_t first = 0;
    for (const std::uint64_t count : {1ull, 4096ull, 0ull, 9000ull, 6903ull}) {
      const auto part = (count % 2 ? one : other)->part(first, count, {Exec::Mode::parallel, 1 + static_cast<std::uint32_t>(count % 3)});
      REQUIRE(part);
      REQUIRE(sum->add(*part));
      first += count;
    }
    CHECK(sum->report().to_json() == whole);
    CHECK(one->fights() == 0);
  }
}

TEST_CASE("rounds played elsewhere stop where a simulation alone would") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  SimulateOptions options;
  options.fights = 1'000'000;
  options.error = 0.002;
  const std::string alone = simulate(program, "duel", options)->to_json();
  auto sum = Simulation::start(program, "duel"), worker = Simulation::start(program, "duel");
  REQUIRE((sum && worker));
  for (std::uint64_t end; (end = sum->next_look(options.fights, options.error)) > sum->fights();) {
    const std::uint64_t middle = sum->fights() + (end - sum->fights()) / 3;
    REQUIRE(sum->add(*worker->part(sum->fights(), middle - sum->fights())));
    REQUIRE(sum->add(*worker->part(middle, end - middle)));
  }
  CHECK(sum->report().to_json() == alone);
  CHECK(sum->next_look(options.fights, options.error) == sum->fights());
}

TEST_CASE("a part that is damaged, out of order, or of another simulation is refused and changes nothing") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const Program others = test::compile(test::duel_rules(test::cannon(), test::cannon()));
  auto sum = Simulation::start(program, "duel"), seeded = Simulation::start(program, "duel", 2), other = Simulation::start(others, "duel");
  REQUIRE((sum && seeded && other));
  const std::string first = *sum->part(0, 100), second = *sum->part(100, 100);
  CHECK_FALSE(sum->add(second));
  REQUIRE(sum->add(first));
  const auto again = sum->add(first);
  REQUIRE_FALSE(again);
  CHECK(again.error().message == "the part begins with fight 0, and fight 100 is the next: add every part once, in order");
  for (const std::string& bad : {std::string(), second.substr(0, second.size() - 2), second + " 1", *seeded->part(100, 100), *other->part(100, 100), sum->saved()}) CHECK_FALSE(sum->add(bad));
  CHECK(sum->fights() == 100);
  CHECK_FALSE(sum->part(UINT64_MAX, 1));
  REQUIRE(sum->add(second));
  CHECK(sum->fights() == 200);
}
