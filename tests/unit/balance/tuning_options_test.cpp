// Options as JSON.

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/tuning.h"

namespace {

using namespace ludex;

Program duel() { return test::compile(test::duel_rules(test::rifle(), test::cannon())); }
std::string refusal(Result<std::string> (*question)(const Program&, std::string_view, std::string_view, const Progress&), const std::string& options) {
  const auto answer = question(duel(), "duel", options, {});
  return answer ? std::string() : answer.error().message;
}

}  // namespace

TEST_CASE("options say what the structs say") {
  const auto answer = sweep_json(duel(), "duel", R"({"vary":{"/tables/makes/rows/a/hit":[0.5,0.6],"/tables/makes/rows/b/hit":"0.5..0.6:0.1"},"first":1,"count":2,"seed":18446744073709551615,"threads":1})");
  REQUIRE(answer);
  SweepOptions how;
  how.first = 1;
  how.count = 2;
  how.seed = UINT64_MAX;
  const auto made = sweep(duel(), "duel", {{"/tables/makes/rows/a/hit", {"0.5", "0.6"}, {}}, {"/tables/makes/rows/b/hit", {}, "0.5..0.6:0.1"}}, how);
  REQUIRE(made);
  CHECK(*answer == made->to_json());
  CHECK(*sensitivity_json(duel(), "duel", "") == sensitivity(duel(), "duel")->to_json());
  CHECK(*breakpoints_json(duel(), "duel", R"({"vary":{"/tables/makes/rows/a/high":[8,9]}})") == breakpoints(duel(), "duel", {{"/tables/makes/rows/a/high", {"8", "9"}, {}}})->to_json());
}

TEST_CASE("what is wrong with options is said") {
  CHECK(refusal(sweep_json, "[]").find("the options are an object, not an array") == 0);
  CHECK(refusal(sweep_json, "{").find("the options are no JSON") == 0);
  CHECK(refusal(sweep_json, "{}").find("say what is varied") == 0);
  CHECK(refusal(sweep_json, R"({"varry":{}})").find("did you mean 'vary'") != std::string::npos);
  CHECK(refusal(sweep_json, R"({"vary":{"/tables/makes/rows/a/hit":[]}})").find("a list that is not empty") != std::string::npos);
  CHECK(refusal(sweep_json, R"({"vary":{"/tables/makes/rows/a/hit":["0.5"]}})").find("the values are numbers") != std::string::npos);
  CHECK(refusal(sweep_json, R"({"vary":[]})").find("'vary' is an object") != std::string::npos);
  for (const char* seed : {"-1", "1.5", "18446744073709551616", "\"1\"", "1e3"}) CHECK(refusal(sweep_json, std::string(R"({"seed":)") + seed + "}").find("'seed' is a whole number from 0 to 18446744073709551615") != std::string::npos);
  CHECK(refusal(sensitivity_json, R"({"of":"/tables"})").find("'of' is a list of pointers") != std::string::npos);
  CHECK(refusal(sensitivity_json, R"({"step":null})").find("'step' is a number") != std::string::npos);
  CHECK(vary_json(duel(), R"({"/tables/makes/rows/a/hit":"0.5"})").error().message.find("a change is a number, not a string") == 0);
  CHECK(vary_json(duel(), R"({"/tables/makes/rows/a/hit":0.5})").ok());
}
