// A matrix of parts is the matrix, byte for byte; what is no part of it is refused.

#include <doctest/doctest.h>

#include "helpers/duels.h"
#include "helpers/game.h"
#include "ludex/balance.h"

namespace {

using namespace ludex;

const char* const kThree = R"("loadouts":{"rifle":{"live":{"make":"a","health":100}},"cannon":{"live":{"make":"b","health":120}},"tank":{"live":{"make":"b","health":150}}},)";

Program arsenal() { return test::compile(test::duel_rules(test::rifle(), test::cannon(), "", kThree)); }

std::string part(const Program& program, const char* options, int first, int count) {
  const std::string all = std::string(options) + ",\"first\":" + std::to_string(first) + ",\"count\":" + std::to_string(count) + "}";
  const auto made = win_matrix_json(program, "duel", "{" + all);
  if (!made) FAIL(made.error().message);
  return *made;
}

}  // namespace

TEST_CASE("a matrix of parts has the bytes of the whole, solved and sampled") {
  const Program program = arsenal();
  for (const char* options : {R"("error":0.05)", R"("error":0.05,"sample":true,"seed":7)"}) {
    CAPTURE(options);
    const std::string given = std::string("{") + options + "}";
    const auto whole = win_matrix_json(program, "duel", given);
    REQUIRE(whole);
    const std::string parts = "[" + part(program, options, 0, 2) + "," + part(program, options, 2, 0) + "," + part(program, options, 2, 6) + "," + part(program, options, 8, 100) + "]";
    const auto joined = win_matrix_of_parts_json(program, "duel", given, parts);
    REQUIRE(joined);
    CHECK(*joined == *whole);
  }
}

TEST_CASE("parts that are damaged, missing, given twice or of another matrix are refused") {
  const Program program = arsenal();
  const char* const options = R"("error":0.05,"sample":true)";
  const std::string a = part(program, options, 0, 4), b = part(program, options, 4, 5);
  const auto refused = [&](const std::string& parts) {
    const auto joined = win_matrix_of_parts_json(program, "duel", std::string("{") + options + "}", parts);
    return joined ? std::string() : joined.error().message;
  };
  CHECK(refused("[" + a + "," + b + "]") == "");
  CHECK(refused("[" + a + "]") == "these parts are 4 of 9 pairs");
  CHECK(refused("[" + b + "," + a + "]") == "pair 0 is the next: give every part once, in order");
  CHECK(refused("[" + a + "," + a + "]") == "pair 4 is the next: give every part once, in order");
  CHECK(refused("[" + part(program, R"("error":0.06,"sample":true)", 0, 4) + "]") == "a part is of another matrix: other rules, another scenario or other options");
  CHECK(refused(a) == "the parts of a matrix are a list of what its parts were answered with");
  for (const std::string& bad : {std::string("[1]"), std::string("[{}]"), "[" + a.substr(0, a.rfind('[')) + "[true]]}]"}) CHECK(refused(bad) == "a part of the matrix is damaged");
  CHECK_FALSE(refused("[").empty());
  CHECK(win_matrix_json(program, "duel", R"({"first":10})").error().message == "the matrix has 9 pairs, and none of number 10");
}
