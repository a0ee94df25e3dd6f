// What the actions of a scenario may do is read off their bytecode.

#include "combat/fight_actions.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

}  // namespace

TEST_CASE("draws are seen in clauses, through lets") {
  const auto draws = [](const std::string& action) {
    const Program program = test::compile(test::duel_rules(test::rifle(), test::cannon(), action));
    return draws_in_clauses(program.data(), program.data().actions[0]);
  };
  CHECK_FALSE(draws(""));
  CHECK(draws(R"--("refuse":["damage > 3 : much"],)--"));
}

TEST_CASE("actions are those of policies and of the timers they set") {
  const Program program = test::example("mechanics/fights");
  std::vector<std::string> names;
  for (const std::uint32_t i : actions_of(program.data(), program.data().scenarios[0])) names.push_back(program.data().actions[i].name);
  const std::vector<std::string> wanted = {"Drink", "Shoot", "Sting"};
  std::sort(names.begin(), names.end());
  const bool is_wanted = names == wanted;
  CHECK(is_wanted);
}
