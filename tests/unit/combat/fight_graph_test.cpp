// States of a fight as nodes: equal ones are one, whenever fights come there.

#include "combat/fight_graph.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

}  // namespace

TEST_CASE("a state met again is the node it was, and the engine can be set down there at any time") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  const Scenario& scenario = program.data().scenarios[0];
  FightGraph graph(program.shared(), scenario);
  REQUIRE(graph.why_not() == "");
  CHECK(graph.size() == 1);
  CHECK(graph.node(0).wait_ms == 0);
  std::vector<std::uint32_t> nodes;
  bool is_new = false;
  FightState& state = graph.stand_at(0, 0);
  for (int i = 0; i < 6; ++i) {
    graph.engine().step(state);
    nodes.push_back(graph.node_of(state, is_new));
  }
  for (const std::uint32_t i : nodes) {
    CHECK(graph.node_of(graph.stand_at(i, 77000), is_new) == i);
    CHECK_FALSE(is_new);
  }
  graph.clear();
  CHECK(graph.size() == 1);
  CHECK(graph.node_of(graph.stand_at(0, 5), is_new) == 0);
}

TEST_CASE("draws are told apart by who makes them and by which request") {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon()));
  FightGraph graph(program.shared(), program.data().scenarios[0]);
  const auto& addresses = graph.addresses();
  std::uint32_t actor = 9, ahead = 9;
  bool is_command = true;
  expr::DrawSource source;
  source.key = expr::draw_key(0, "fighter", 2);
  source.seq = static_cast<std::uint64_t>(FightCodec::kFirstSeq + 3);
  CHECK(addresses.find(source, actor, is_command, ahead));
  CHECK(ahead == 3);
  CHECK_FALSE(is_command);
  std::vector<PhiloxKey> keys;
  addresses.keys_of(42, keys);
  CHECK(keys[actor] == expr::draw_key(42, "fighter", 2));
  source.seq = static_cast<std::uint64_t>(FightCodec::kFirstCommandSeq + 1);
  CHECK(addresses.find(source, actor, is_command, ahead));
  CHECK(is_command);
  source.seq = 4;
  CHECK_FALSE(addresses.find(source, actor, is_command, ahead));
}
