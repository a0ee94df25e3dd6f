// What cannot matter is told by proof: the numbers that a scenario never looks at change nothing.

#include "balance/scenario_reads.h"

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/tuning.h"

namespace {

using namespace ludex;

// Rows c and d stand beside those that fight; `extra` is of the attack's damage.
std::string rules(const std::string& damage, const std::string& params = "\"params\":{\"target\":\"enemy.id\"}") {
  return R"--({"ludex":1,"actor":"fighter","tables":{
      "makes":{"columns":{"power":"int","spare":"int","ammo":"row ammo = x"},"rows":{"a":{"power":5,"spare":1},"b":{"power":6,"spare":1},"c":{"power":7,"spare":1},"d":{"power":8,"spare":1}}},
      "ammo":{"columns":{"bonus":"int"},"rows":{"x":{"bonus":1},"y":{"bonus":2}}}},
    "entities":{"fighter":{"live":{"state":{"make":"row makes = a","health":"int = 40"}}}},
    "actions":{
      "Attack":{"params":{"target":"ref fighter","with":"row makes = d"},"with":{"target":{"fighter":"params.target"}},
        "let":{"mine":"tables.makes[actor.make]"},"cooldown":{"key":"attack","ms":700},"effects":["target.health -= )--" + damage + R"--("]},
      "Idle":{"cooldown":{"key":"idle","ms":900},"effects":["actor.health += tables.makes.d.spare"]}},
    "scenarios":{
      "duel":{"fighters":{"a":{},"b":{"live":{"make":"b"}}},"policy":[{"use":"Attack",)--" + params + R"--(}],"defeated":"fighter.health <= 0"},
      "other":{"fighters":{"a":{},"b":{}},"policy":[{"use":"Idle"}],"defeated":"fighter.health <= 0"}}})--";
}

std::string read_rows(const std::string& damage, const std::string& column = "power") {
  const Program program = test::compile(rules(damage));
  const detail::ScenarioReads reads(program.data(), program.data().scenarios[0]);
  std::string out;
  for (const char* row : {"a", "b", "c", "d"})
    if (reads.can_matter({"tables", "makes", "rows", row, column})) out += row;
  return out;
}

}  // namespace

TEST_CASE("rows that no fighter holds are not read, other columns neither") {
  CHECK(read_rows("mine.power") == "ab");
  CHECK(read_rows("mine.power", "spare") == "");
  CHECK(read_rows("tables.makes[actor.make].power + tables.makes.c.power") == "abc");
}

TEST_CASE("a row that is chosen while playing may be any") {
  CHECK(read_rows("tables.makes[actor.health > 20 ? actor.make : target.make].power") == "abcd");
  CHECK(read_rows("tables.makes[params.with].power") == "d");  // what the policy gives: the default
}

TEST_CASE("a row reached through another table's cells may be any that they name") {
  const Program program = test::compile(rules("tables.ammo[mine.ammo].bonus"));
  const detail::ScenarioReads reads(program.data(), program.data().scenarios[0]);
  CHECK(reads.can_matter({"tables", "ammo", "rows", "x", "bonus"}));
  CHECK_FALSE(reads.can_matter({"tables", "ammo", "rows", "y", "bonus"}));
}

TEST_CASE("actions that nobody uses and other scenarios do not matter") {
  const Program program = test::compile(rules("mine.power"));
  const detail::ScenarioReads reads(program.data(), program.data().scenarios[0]);
  CHECK(reads.can_matter({"actions", "Attack", "cooldown", "ms"}));
  CHECK_FALSE(reads.can_matter({"actions", "Idle", "cooldown", "ms"}));
  CHECK_FALSE(reads.can_matter({"scenarios", "other", "time_limit_ms"}));
  CHECK(reads.can_matter({"scenarios", "duel", "time_limit_ms"}));
  CHECK_FALSE(reads.is_of_balance({"scenarios", "duel", "time_limit_ms"}));
  CHECK(reads.is_of_balance({"scenarios", "duel", "fighters", "a", "live", "health"}));
}

TEST_CASE("a field that an action writes may hold any row") {
  std::string text = rules("mine.power");
  const std::string effect = "\"target.health -= mine.power\"";
  text.replace(text.find(effect), effect.size(), effect + ",{\"set\":\"actor.make\",\"to\":\"params.with\"}");
  const Program program = test::compile(text);
  const detail::ScenarioReads reads(program.data(), program.data().scenarios[0]);
  CHECK(reads.can_matter({"tables", "makes", "rows", "c", "power"}));
}

TEST_CASE("what is said to be unread changes no answer") {
  const Program program = test::compile(rules("mine.power"));
  const detail::ScenarioReads reads(program.data(), program.data().scenarios[0]);
  const auto base = solve(program, "duel");
  REQUIRE(base);
  std::size_t unread = 0;
  for (const TunableNumber& n : numbers(program)) {
    if (n.pointer.find("/tables/") != 0) continue;
    std::vector<std::string> tokens{"tables", "makes", "rows", n.pointer.substr(19, 1), n.pointer.substr(21)};
    if (n.pointer.find("/tables/makes/") != 0 || reads.can_matter(tokens)) continue;
    ++unread;
    const auto varied = vary(program, {{n.pointer, "999"}});
    REQUIRE(varied);
    const auto report = solve(*varied, "duel");
    REQUIRE(report);
    CHECK(report->to_json() == base->to_json());
  }
  CHECK(unread == 6);
}
