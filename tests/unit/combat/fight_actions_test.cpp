// What the actions of a scenario may do is read off their bytecode.

#include "combat/fight_actions.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

bool reads_now_with(const std::string& action) {
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), action));
  return reads_now(program.data(), program.data().actions[0]);
}

}  // namespace

TEST_CASE("the clock is seen in clauses, lets and effects; a cooldown is no look at it") {
  CHECK_FALSE(reads_now_with(""));
  CHECK(reads_now_with(R"("refuse":["now > 1000 : late"],)"));
  CHECK(reads_now_with(R"("refuse":["request.received_at > 1000 : late"],)"));
  const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), "", "", R"("target.health -= damage + now % 2")"));
  CHECK(reads_now(program.data(), program.data().actions[0]));
  const Program until = test::compile(test::duel_rules(test::rifle(), test::cannon(), "", "\"until\":\"now > 5\","));
  CHECK(reads_now(until.data(), until.data().scenarios[0]));
}

TEST_CASE("what an event tells counts only where it may fail") {
  CHECK_FALSE(reads_now_with(R"("emit":[{"event":"x","audience":"all","data":{"v":"now > 5"}}],)"));
  CHECK(reads_now_with(R"("emit":[{"event":"x","audience":"all","data":{"v":"1000 / now"}}],)"));
}

TEST_CASE("draws are seen in clauses, through lets") {
  const auto draws = [](const std::string& action) {
    const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), action));
    return draws_in_clauses(program.data(), program.data().actions[0]);
  };
  CHECK_FALSE(draws(""));
  CHECK(draws(R"("refuse":["damage > 3 : much"],)"));
}

TEST_CASE("actions are those of policies and of the timers they set") {
  const Program program = test::example("mechanics/fights");
  std::vector<std::string> names;
  for (const std::uint32_t i : actions_of(program.data(), program.data().scenarios[0])) names.push_back(program.data().actions[i].name);
  const std::vector<std::string> wanted = {"Shoot", "Sting", "Drink"};
  const bool is_wanted = names == wanted;
  CHECK(is_wanted);
}
