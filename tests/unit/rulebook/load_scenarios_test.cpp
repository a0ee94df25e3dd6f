// Scenarios are checked like everything else, and are no part of the program's digest.

#include "rulebook/load_scenarios.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "helpers/duels.h"
#include "helpers/game.h"

namespace {

using namespace ludex;

/// "POINTER message" of every error of a rulebook with this scenario, a line each.
std::string error(const std::string& scenario) {
  const Errors errors = test::errors_of(test::small_rules(R"("Go":{"params":{"n":"int 0..5"}},"Tick":{"from":["timer"],"effects":[]})", "\"scenarios\":{\"s\":" + scenario + "}"));
  std::string out;
  for (const Error& e : errors) out += e.pointer + " " + e.message + "\n";
  return out;
}
bool says(const std::string& errors, const std::string& part) { return errors.find(part) != std::string::npos; }
const std::string kTwo = R"("fighters":{"a":{},"b":{}},)";
const std::string kOut = R"("defeated":"fighter.n < 0")";
std::string policy(const std::string& entry) { return error("{" + kTwo + R"("policy":[)" + entry + "]," + kOut + "}"); }

}  // namespace

TEST_CASE("a scenario is no part of the digest") {
  const std::string with = test::duel_rules(test::rifle(), test::cannon());
  const std::string without = with.substr(0, with.find(",\n    \"scenarios\"")) + "}";
  CHECK(test::compile(with).digest() == test::compile(without).digest());
  CHECK(test::compile(with).data().scenarios.size() == 1);
}

TEST_CASE("who fights is checked") {
  CHECK(error("{" + kTwo + R"("policy":[{"use":"Go","params":{"n":"1"}}],)" + kOut + "}") == "");
  CHECK(says(error("{}"), R"(/scenarios/s a scenario needs "fighters": an object of names and fighters)"));
  CHECK(says(error("{" + kTwo + "\"x\":1}"), "/scenarios/s/x unknown key 'x'"));
  CHECK(says(error(R"({"fighters":{"a":{}},"defeated":"fighter.n < 0"})"), "all fighters are of one team"));
  CHECK(says(error(R"({"fighters":{"a":{"kind":"playr"},"b":{}},"defeated":"fighter.n < 0"})"), "/scenarios/s/fighters/a/kind unknown kind; did you mean 'player'?"));
  CHECK(says(error(R"({"fighters":{"a":{"id":7},"b":{"id":7}},"defeated":"fighter.n < 0"})"), "are one entity"));
  CHECK(says(error(R"({"fighters":{"enemy":{},"b":{}},"defeated":"fighter.n < 0"})"), "'enemy' means something else"));
  std::string many = R"({"fighters":{)";
  for (int i = 0; i < 65; ++i) many += (i ? ",\"f" : "\"f") + std::to_string(i) + "\":{}";
  CHECK(says(error(many + "}," + kOut + "}"), "/scenarios/s/fighters a scenario holds at most 64 fighters"));
}

TEST_CASE("a fight that can never end, or in which nothing can happen, is an error") {
  CHECK(says(error("{" + kTwo + R"("policy":[{"use":"Go","params":{"n":"1"}}]})"), "say when a fighter is out of the fight"));
  CHECK(says(error("{" + kTwo + R"("policy":[{"use":"Go","params":{"n":"1"}}],"defeated":"false"})"), "this does not depend on the fight"));
  CHECK(says(error("{" + kTwo + kOut + "}"), "nobody has a policy"));
  CHECK(says(error("{" + kTwo + R"("time_limit_ms":0,"policy":[{"use":"Go","params":{"n":"1"}}],)" + kOut + "}"), "/scenarios/s/time_limit_ms expected from 1 to 86400000 ms"));
  for (const char* const ms : {"-1", "1.5", "1e30", "86400001", "\"forever\"", "\"1y\"", "null", "[]"}) {
    CAPTURE(ms);
    CHECK(says(error("{" + kTwo + R"("time_limit_ms":)" + ms + R"(,"policy":[{"use":"Go","params":{"n":"1"}}],)" + kOut + "}"), R"(a whole number, or text such as "500ms")"));
  }
}

TEST_CASE("what fighters share is told once, and no fault brings others along") {
  CHECK(policy(R"({"use":"Goo"})") == "/scenarios/s/policy/0/use unknown action; did you mean 'Go'?\n");
  CHECK(error("{" + kTwo + R"("policy":[{"use":"Go","params":{"n":"1"}}],"defeated":"false"})") == "/scenarios/s/defeated this does not depend on the fight, which then never ends or never begins\n");
  CHECK(error(R"({"fighters":{"a":{}},"policy":[{"use":"Go","params":{"n":"enemy.n"}}],"defeated":"fighter.n < 0"})") == "/scenarios/s/fighters all fighters are of one team: nobody is there to be fought\n");
  CHECK(error(R"({"fighters":{"a":{"policy":[{"use":"Goo"}]},"b":{}},"defeated":"fighter.n < 0"})") == "/scenarios/s/fighters/a/policy/0/use unknown action; did you mean 'Go'?\n");
  const Program program = test::compile(test::small_rules(R"("Go":{})", "\"scenarios\":{\"s\":{" + kTwo + R"("policy":[{"use":"Go"}],)" + kOut + "}}"));
  const auto& warnings = program.data().warnings;
  CHECK(std::count_if(warnings.begin(), warnings.end(), [](const auto& w) { return w.second.find("has no cooldown") != std::string::npos; }) == 1);
}

TEST_CASE("policies name actions and their parameters") {
  CHECK(says(policy(R"({"use":"Og"})"), "/scenarios/s/policy/0/use unknown action"));
  CHECK(says(policy(R"({"use":"Tick"})"), "/scenarios/s/policy/0/use only timers ask for 'Tick'"));
  CHECK(says(policy(R"({"use":"Go"})"), "/scenarios/s/policy/0 action 'Go' needs the parameter 'n'"));
  CHECK(says(policy(R"({"use":"Go","params":{"n":"1","m":"1"}})"), "/scenarios/s/policy/0/params/m action 'Go' has no parameter 'm'"));
  CHECK(says(policy(R"({"use":"Go","params":{"n":"fighter.m"}})"), "/scenarios/s/policy/0/params/n"));
  CHECK(says(policy(R"({"use":"Go","params":{"n":"'x'"}})"), "/scenarios/s/policy/0/params/n"));
  CHECK(policy(R"({"use":"Go","params":{"n":"1"},"when":"enemy.n > b.n"})") == "");
}

TEST_CASE("expectations name what is reported") {
  const auto expect = [](const std::string& e) { return error("{" + kTwo + R"("policy":[{"use":"Go","params":{"n":"1"}}],)" + kOut + ",\"expect\":" + e + "}"); };
  CHECK(expect(R"({"win_a":[0.4,0.6],"mean_ttk_ms":[1,2]})") == "");
  CHECK(says(expect(R"({"win_c":[0.4,0.6]})"), "/scenarios/s/expect/win_c unknown key"));
  CHECK(says(expect(R"({"win_a":[0.6,0.4]})"), "expected the lowest and the highest value"));
  CHECK(expect(R"({"win_a":[45,55]})") == "/scenarios/s/expect/win_a no share of fights is above 1: write 0.45 for 45 %, as in [0.45, 0.55]\n");
  CHECK(says(expect(R"({"timeout":[1.5,2]})"), "no share of fights is above 1"));
  CHECK(says(expect(R"({"mean_ttk_ms":[-2,-1]})"), "nothing that is reported lies below 0"));
  CHECK(expect(R"({"win_a":[-1,2],"mean_attacks":[3,4]})") == "");
  CHECK(expect(R"({"ttk_quantiles_ms":{"0.9":[1,2]}})") == "/scenarios/s/expect/ttk_quantiles_ms/0.9 unknown quantile '0.9': it is one of 0.05, 0.25, 0.5, 0.75 and 0.95\n");
}
