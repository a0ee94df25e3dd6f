// Fights that no table holds: choices, timers, refusals, limits.

#include "combat/fight.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/combat.h"

namespace {

using namespace ludex;

std::string with_policy(const std::string& policy, const std::string& scenario = "") {
  std::string rules = test::duel_rules(test::rifle(), test::cannon(), "", scenario);
  const std::string old = R"([{"use":"Attack","params":{"target":"enemy.id"}}])";
  rules.replace(rules.find(old), old.size(), policy);
  return rules;
}

std::string log_of(const std::string& rules) {
  const auto log = fight_log(test::compile(rules), "duel", 3, 1);
  return log ? *log : log.error().message;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a policy takes its first entry that is wanted and can be done") {
  const std::string log = log_of(with_policy(R"([{"use":"Heal","when":"fighter.health < 60 && fighter.healed < 2"},{"use":"Attack","params":{"target":"enemy.id"}}])"));
  CHECK(count(log, "\"action\":\"Heal\"") >= 1);
  CHECK(count(log, "\"action\":\"Heal\"") <= 4);
  CHECK(count(log, "\"verdict\":\"rejected\"") == 0);
  CHECK(log.find("\"end\":\"won\"") != std::string::npos);
}

TEST_CASE("who cannot do anything waits, and the fight ends with its time") {
  const std::string log = log_of(with_policy(R"([{"use":"Attack","params":{"target":"fighter.id"}}])"));
  CHECK(log == "{\"end\":\"timeout\",\"attacks\":0}\n");
}

TEST_CASE("an action without a cooldown is used every tick, never twice at one instant") {
  std::string rules = with_policy(R"([{"use":"Heal"}])", "\"tick_ms\":100,");
  const std::string cooldown = R"("cooldown":{"key":"heal","ms":"2000"},)";
  rules.replace(rules.find(cooldown), cooldown.size(), "");
  rules.replace(rules.find("\"time_limit_ms\":120000"), 22, "\"time_limit_ms\":1000");
  const std::string log = log_of(rules);
  CHECK(count(log, "\"action\":\"Heal\"") == 2 * 11);
  CHECK(count(log, "{\"t\":300,") == 2);
}

TEST_CASE("timers run in fights: damage over time kills between two blows") {
  const char* rules = R"--({"ludex":1,"actor":"fighter","entities":{"fighter":{"live":{"state":{"health":"int = 10"}}}},"actions":{
    "Burn":{"params":{"target":"ref fighter"},"with":{"target":{"fighter":"params.target"}},"cooldown":{"key":"b","ms":"5000"},
            "effects":[{"after_ms":"700","do":"Tick","params":{"target":"target.id"},"id":"'t' + string(target.id)"}]},
    "Tick":{"from":["timer"],"params":{"target":"ref fighter"},"with":{"target":{"fighter":"params.target","may_alias":true}},"effects":["target.health -= 10"]}},
    "scenarios":{"duel":{"fighters":{"a":{"policy":[{"use":"Burn","params":{"target":"b.id"}}]},"b":{"policy":[]}},"defeated":"fighter.health <= 0","time_limit_ms":10000}}})--";
  const std::string log = log_of(rules);
  CHECK(log.find("\"timer\":\"t2\"") != std::string::npos);
  CHECK(log.find("{\"end\":\"won\",\"team\":\"a\",\"ttk_ms\":700,\"attacks\":1}") != std::string::npos);
  const auto exact = solve(test::compile(rules), "duel");
  REQUIRE(exact);
  CHECK(exact->wins[0].second.value == 1.0);
  CHECK(exact->mean_ttk_ms.value == 700);
}

TEST_CASE("teams of several fight until one is left") {
  std::string rules = test::duel_rules(test::rifle(), test::cannon());
  rules.replace(rules.find("\"fighters\":{"), 12, R"("fighters":{"c":{"team":"a","live":{"health":50}},)");
  const std::string a = R"("first_ms":0},"b")";
  const std::string log = log_of(rules);
  CHECK(log.find("\"fighter\":\"c\"") != std::string::npos);
  CHECK(log.find("\"end\":\"won\",\"team\":\"") != std::string::npos);
}
