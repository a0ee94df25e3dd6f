// States as words: what does not matter is left out, and what was left out comes back.

#include "combat/fight_codec.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/fights.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

struct Words {
  Program program;
  const Scenario& scenario;
  FightEngine engine;
  FightState state;
  FightCodec codec;
  explicit Words(const std::string& rules)
      : program(test::compile(rules)), scenario(program.data().scenarios[0]), engine(program.shared(), scenario), state(engine.open(1)), codec(program.data(), scenario, state) {}
  std::vector<std::uint64_t> words() {
    std::vector<std::uint64_t> out;
    codec.save(state, out);
    return out;
  }
};

}  // namespace

TEST_CASE("a state that was loaded has the words it was saved as, at any time") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Words w(test::random_fight(seed));
    if (!w.codec.why_not().empty()) continue;
    CAPTURE(seed);
    std::vector<std::vector<std::uint64_t>> seen;
    std::vector<std::int64_t> times;
    for (int i = 0; i < 12; ++i) {
      seen.push_back(w.words());
      times.push_back(w.state.now);
      if (!w.engine.step(w.state)) break;
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
      w.codec.load(seen[i].data(), times[i], w.state);
      const bool is_same = w.words() == seen[i];
      CHECK(is_same);
    }
  }
}

TEST_CASE("times count from now: the same wait later is the same state") {
  Words w(test::duel_rules(test::rifle(), test::cannon()));
  REQUIRE(w.codec.why_not() == "");
  const auto first = w.words();
  w.codec.load(first.data(), 5000, w.state);
  CHECK(w.state.now == 5000);
  CHECK(w.state.fighters[0].next_ms == 5000);
  const bool is_same = w.words() == first;
  CHECK(is_same);
}

TEST_CASE("a cooldown that is over is as good as one that never was") {
  Words w(test::duel_rules(test::rifle(), test::cannon()));
  const auto first = w.words();
  for (const StateField& f : w.program.data().declarations.kinds[w.scenario.fighters[0].kind].fields)
    if (f.is_cooldown) w.state.world->row(w.scenario.fighters[0].kind, 0)[f.slot] = word_int(0);
  const bool is_same = w.words() == first;
  CHECK(is_same);
}

TEST_CASE("fields that no action writes are no words, those that one writes are") {
  Words w(test::duel_rules(test::rifle(), test::cannon()));
  const auto first = w.words();
  const Kind& kind = w.program.data().declarations.kinds[w.scenario.fighters[0].kind];
  const auto set = [&](const char* name) {
    for (const StateField& f : kind.fields)
      if (f.name == name) w.state.world->row(w.scenario.fighters[0].kind, 0)[f.slot] = word_int(9);
    return w.words() != first;
  };
  CHECK_FALSE(set("shield"));
  CHECK(set("health"));
}
