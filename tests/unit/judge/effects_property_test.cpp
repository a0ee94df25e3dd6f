// Random programs of effects, judged over many batches: every world agrees with itself, however it was reached, and what
// is refused leaves nothing behind.

#include <doctest/doctest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "helpers/effect_machine.h"

namespace {

using namespace ludex;
using Json = nlohmann::json;

void check_world(const Program& program, const World& world) {
  REQUIRE(world.digest() == world.recomputed_digest());
  const std::string text = world.to_json();
  const auto again = World::from_json(program, text);
  REQUIRE(again.ok());
  REQUIRE(again->digest() == world.digest());
  REQUIRE(again->to_json() == text);
}

struct Counts {
  std::size_t accepted = 0, refused = 0, timers = 0, entities_made = 0;
};

void run(const Program& program, std::uint64_t seed, Counts& counts) {
  CAPTURE(seed);
  test::Game game(program, test::load(program, test::kMachineOpening));
  World follower = game.world;  // moved on by deltas alone
  test::MachineRequests requests(seed);
  std::int64_t clock = 1000;
  for (int batch = 0; batch < 30; ++batch) {
    CAPTURE(batch);
    std::string lines;
    const std::uint32_t size = requests.below(8);
    const std::int64_t opened_at = clock;
    for (std::uint32_t i = 0; i < size; ++i) lines += requests.next(clock);
    Inputs inputs = test::opened_at(opened_at);
    inputs.want_delta = true;
    const World before = game.world;
    const std::uint64_t digest_before = before.digest();
    const Judgement judged = game.judge(lines, inputs);
    check_world(program, game.world);
    REQUIRE(judged.world_digest() == game.world.digest());

    const auto apart = judge(program, before, lines, inputs);
    REQUIRE(apart.ok());
    REQUIRE(apart->batch_digest() == judged.batch_digest());
    REQUIRE(before.digest() == digest_before);
    REQUIRE(before.recomputed_digest() == digest_before);
    auto evolved = evolve(program, std::move(follower), judged.delta());
    REQUIRE(evolved.ok());
    follower = std::move(*evolved);
    REQUIRE(follower.digest() == game.world.digest());
    REQUIRE(follower.recomputed_digest() == game.world.digest());
    REQUIRE(follower.to_json() == game.world.to_json());

    // The same batch from the text of the world: positions in memory differ, nothing else may.
    auto reread = test::load(program, before.to_json());
    const auto repeated = judge_in_place(program, reread, lines, inputs);
    REQUIRE(repeated.ok());
    REQUIRE(repeated->batch_digest() == judged.batch_digest());
    REQUIRE(reread.to_json() == game.world.to_json());

    counts.timers += judged.timer_count();
    for (const Verdict& v : judged.verdicts()) ++(v.outcome == Outcome::accepted ? counts.accepted : counts.refused);
  }
}

}  // namespace

TEST_CASE("random effects: a world agrees with its digest, its text, its deltas and its copies") {
  const Program program = test::compile(test::kMachineRules);
  Counts counts;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) run(program, seed, counts);
  CHECK(counts.accepted > 800);
  CHECK(counts.refused > 800);
  CHECK(counts.timers > 300);
}

TEST_CASE("random effects: what is refused leaves nothing behind but its nonce and its count") {
  const Program program = test::compile(test::kMachineRules);
  std::size_t refused = 0;
  for (std::uint64_t seed = 100; seed < 130; ++seed) {
    CAPTURE(seed);
    test::Game game(program, test::load(program, test::kMachineOpening));
    test::MachineRequests requests(seed);
    std::int64_t clock = 1000;
    for (int i = 0; i < 60; ++i) {
      CAPTURE(i);
      // Timers that are due run here, on their own; one that sets itself for at once never ends.
      for (int round = 0; round < 5 && game.judge("", test::opened_at(clock)).timer_count() > 0; ++round) {}
      const std::int64_t opened_at = clock;
      const std::string line = requests.next(clock);
      const Json before = Json::parse(game.world.to_json());
      const Judgement judged = game.judge(line, test::opened_at(opened_at));
      if (judged.timer_count() > 0 || judged.verdicts()[0].outcome != Outcome::rejected || line.find("\"Buy\"") != std::string::npos) continue;
      ++refused;
      const Json after = Json::parse(game.world.to_json());
      Json expected = before;
      expected["guard"] = after.at("guard");
      expected["now"] = after.at("now");
      // An entry of the ledger may have expired as the batch was opened.
      expected["ledger"] = after.at("ledger");
      REQUIRE(expected == after);
      REQUIRE(test::load(program, expected.dump()).digest() == game.world.digest());
      REQUIRE(game.world.recomputed_digest() == game.world.digest());
    }
  }
  CHECK(refused > 300);
}
