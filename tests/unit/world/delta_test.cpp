// The difference of two worlds: whatever they are, as long as one program made them, it turns the one into the other.

#include "ludex/delta.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "helpers/effect_machine.h"
#include "helpers/game.h"
#include "support/random.h"

namespace {

using namespace ludex;

std::string delta_of(const World& from, const World& to) {
  const auto made = world_delta(from, to);
  REQUIRE(made.ok());
  return *made;
}

World applied(const World& world, const std::string& delta) {
  auto made = apply_world_delta(world, delta);
  if (!made) FAIL(format_error(made.error()), delta);
  return std::move(*made);
}

void check_leads(const World& from, const World& to) {
  const std::string delta = delta_of(from, to);
  const World there = applied(from, delta);
  REQUIRE(there.digest() == to.digest());
  REQUIRE(there.recomputed_digest() == to.digest());
  REQUIRE(there.to_json() == to.to_json());
}

/// Worlds as the effects of many batches left them, of several runs.
std::vector<World> random_worlds(const Program& program, std::uint64_t seed) {
  std::vector<World> out;
  for (std::uint64_t run = 0; run < 3; ++run) {
    test::Game game(program, test::load(program, test::kMachineOpening));
    test::MachineRequests requests(seed * 100 + run);
    std::int64_t clock = 1000;
    for (int batch = 0; batch < 6; ++batch) {
      std::string lines;
      const std::int64_t opened_at = clock;
      for (int i = 0; i < 8; ++i) lines += requests.next(clock);
      game.judge(lines, test::opened_at(opened_at));
      out.push_back(game.world);
    }
  }
  out.push_back(test::load(program, test::kMachineOpening));
  out.push_back(World::empty(program, 77));
  return out;
}

}  // namespace

TEST_CASE("a delta of any two worlds of a program turns the one into the other, and one with itself is empty") {
  const Program program = test::compile(test::kMachineRules);
  std::size_t changed = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const std::vector<World> worlds = random_worlds(program, seed);
    for (std::size_t a = 0; a < worlds.size(); ++a) {
      CAPTURE(a);
      const std::string same = delta_of(worlds[a], worlds[a]);
      CHECK(is_empty_delta(same));
      CHECK(applied(worlds[a], same).to_json() == worlds[a].to_json());
      for (std::size_t b = 0; b < worlds.size(); ++b) {
        CAPTURE(b);
        check_leads(worlds[a], worlds[b]);
        changed += worlds[a].digest() != worlds[b].digest();
      }
    }
  }
  CHECK(changed > 1000);
}

TEST_CASE("deltas follow each other: from a by b to c is from a to c") {
  const Program program = test::compile(test::kMachineRules);
  RandomStream random(5, 0);
  const std::vector<World> worlds = random_worlds(program, 9);
  const auto any = [&]() -> const World& { return worlds[random.below(static_cast<std::uint32_t>(worlds.size()))]; };
  for (int i = 0; i < 300; ++i) {
    const World &a = any(), &b = any(), &c = any();
    const World by_b = applied(applied(a, delta_of(a, b)), delta_of(b, c));
    REQUIRE(by_b.to_json() == applied(a, delta_of(a, c)).to_json());
  }
}

TEST_CASE("the bytes of a delta do not depend on how worlds lie in memory") {
  const Program program = test::compile(test::kMachineRules);
  const std::vector<World> worlds = random_worlds(program, 3);
  for (std::size_t i = 0; i + 1 < worlds.size(); ++i) {
    const World a = test::load(program, worlds[i].to_json()), b = test::load(program, worlds[i + 1].to_json());
    REQUIRE(delta_of(a, b) == delta_of(worlds[i], worlds[i + 1]));
  }
}

TEST_CASE("a delta tells the fields that differ and no others") {
  const Program program = test::compile(test::small_rules(R"("Go": {"cooldown": {"key": "go", "ms": "50"}})", "", R"("n": "int = 4", "m": "map<string, int>", "p": "vec3")"));
  const World a = test::load(program, R"({"ludex_world":1,"now":5,"entities":{"player":{"1":{"live":{"n":1}},"2":{"live":{"n":2}},"3":{}}}})");
  const World b = test::load(program, R"({"ludex_world":1,"now":5,"entities":{"player":{"1":{"live":{"n":1,"p":[0,1,0]}},"3":{},"9":{"live":{"m":{"k":1}}}}}})");
  const std::string delta = delta_of(a, b);
  CHECK(delta.find(R"("gone":{"entities":{"player":[2]}})") != std::string::npos);
  CHECK(delta.find(R"("entities":{"player":{"1":{"live":{"p":[0.0,1.0,0.0]}},"9":{"live":{"m":{"k":1}}}}})") != std::string::npos);
  check_leads(a, b);
  check_leads(b, a);
}

TEST_CASE("what no text takes back goes and comes anew: profiles that are no more, cooldowns as if never used") {
  const Program program = test::compile(R"({"ludex": 1, "name": "p", "version": 1, "entities": {"player": {
    "profile": {"version": 2, "state": {"coins": "int = 3"}, "migrations": [{"id": "one", "to": 1, "steps": []}, {"id": "two", "to": 2, "steps": []}]},
    "live": {"state": {"n": "int"}}}}, "actions": {"Go": {"cooldown": {"key": "go", "ms": "50"}}}})");
  const char* const texts[] = {
      R"({"ludex_world":1,"entities":{"player":{"1":{}}}})",
      R"({"ludex_world":1,"entities":{"player":{"1":{"live":{"$cooldown.go":77}}}}})",
      R"({"ludex_world":1,"entities":{"player":{"1":{"live":{"n":1},"profile":{"version":2}}}}})",
      R"({"ludex_world":1,"entities":{"player":{"1":{"live":{"$cooldown.go":9},"profile":{"version":2,"read_only":true,"state":{"coins":5}}}}}})",
      R"({"ludex_world":1,"entities":{"player":{"1":{"profile":{"version":2,"state":{"coins":5,"old":{"x":[1, 2]},"a":null}}}}}})",
      R"({"ludex_world":1,"entities":{"player":{"1":{"profile":{"version":2,"state":{"coins":6,"old":{"x":[1, 2]}}}}}}})",
      R"({"ludex_world":1,"seed":12,"entities":{}})",
  };
  for (const char* from : texts)
    for (const char* to : texts) check_leads(test::load(program, from), test::load(program, to));
}

TEST_CASE("worlds of two programs have no delta") {
  const Program one = test::compile(test::small_rules(R"("Go": {})")), other = test::compile(test::small_rules(R"("Run": {})"));
  const auto made = world_delta(World::empty(one), World::empty(other));
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == ErrorCode::host);
}
