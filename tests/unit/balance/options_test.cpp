// Options as JSON do what the options do, and what is none is an error that says so.

#include "ludex/balance.h"

#include <doctest/doctest.h>

#include "helpers/game.h"

namespace {

using namespace ludex;

std::string message(const Result<std::string>& r) { return r ? "" : r.error().message; }

}  // namespace

TEST_CASE("options as JSON are those of the call") {
  const Program program = test::example("arsenal");
  TestOptions options;
  options.alarm = 0.001;
  options.seed = 18446744073709551615ull;
  CHECK(*test_expectations_json(program, R"({"scenarios":["mirror","duel"],"alarm":0.001,"seed":18446744073709551615,"threads":1})") == test_expectations(program, {"mirror", "duel"}, options)->to_json());
  CHECK(*win_matrix_json(program, "duel", "") == win_matrix(program, "duel")->to_json());
  CHECK(*compare_scenario_json(program, program, "duel", R"({"max_states":10})") == compare_scenario(program, program, "duel")->to_json());
}

TEST_CASE("what is no option is named") {
  const Program program = test::example("arsenal");
  CHECK(message(test_expectations_json(program, "[]")) == "the options are an object");
  CHECK(message(test_expectations_json(program, "{")).find("the options: ") == 0);
  CHECK(message(test_expectations_json(program, R"({"alrm":1})")).find("'alrm' is no option; there are scenarios, fights, alarm") == 0);
  CHECK(message(test_expectations_json(program, R"({"scenarios":"duel"})")) == "'scenarios' is a list of names");
  CHECK(message(test_expectations_json(program, R"({"fights":0})")) == "'fights' is a whole number from 1 to 2^64 - 1");
  CHECK(message(win_matrix_json(program, "duel", R"({"seed":-1})")) == "'seed' is a whole number from 0 to 2^64 - 1");
  CHECK(message(win_matrix_json(program, "duel", R"({"seed":18446744073709551616})")) == "'seed' is a whole number from 0 to 2^64 - 1");
  CHECK(message(win_matrix_json(program, "duel", R"({"threads":1000})")) == "'threads' is at most 256");
  CHECK(message(compare_scenario_json(program, program, "duel", R"({"sample":1})")) == "'sample' is true or false");
  CHECK(message(compare_scenario_json(program, program, "duel", R"({"error":"x"})")) == "'error' is a number");
}
