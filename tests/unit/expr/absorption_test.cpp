// CEL's absorption: an error on one side of && or || does not matter when the other side decides.

#include <doctest/doctest.h>

#include <string>

#include "helpers/expression.h"

using ludex::test::evaluate;

namespace {

// Three truth values: true, false, an error; and how each is written, with a state that no compiler can see through.
constexpr const char* kTrue = "actor.i == 7";
constexpr const char* kFalse = "actor.i == 8";
constexpr const char* kError = "1 / actor.z == 1";
constexpr const char* kOtherError = "actor.big + 1 == 1";

std::string both(const char* a, const char* op, const char* b) { return evaluate(std::string("(") + a + ") " + op + " (" + b + ")"); }

}  // namespace

TEST_CASE("&& is false when either side is") {
  for (const char* x : {kTrue, kFalse, kError}) {
    CHECK(both(x, "&&", kFalse) == "false");
    CHECK(both(kFalse, "&&", x) == "false");
  }
  CHECK(both(kTrue, "&&", kTrue) == "true");
  CHECK(both(kTrue, "&&", kError) == "!division_by_zero");
  CHECK(both(kError, "&&", kTrue) == "!division_by_zero");
}

TEST_CASE("|| is true when either side is") {
  for (const char* x : {kTrue, kFalse, kError}) {
    CHECK(both(x, "||", kTrue) == "true");
    CHECK(both(kTrue, "||", x) == "true");
  }
  CHECK(both(kFalse, "||", kFalse) == "false");
  CHECK(both(kFalse, "||", kError) == "!division_by_zero");
  CHECK(both(kError, "||", kFalse) == "!division_by_zero");
}

TEST_CASE("of two errors the left one is reported") {
  CHECK(both(kError, "&&", kOtherError) == "!division_by_zero");
  CHECK(both(kOtherError, "&&", kError) == "!overflow");
  CHECK(both(kError, "||", kOtherError) == "!division_by_zero");
  CHECK(both(kOtherError, "||", kError) == "!overflow");
}

TEST_CASE("absorption nests, against a table of three-valued logic") {
  const char* const values[] = {kTrue, kFalse, kError};
  // 0 true, 1 false, 2 error
  const auto conjunction = [](int a, int b) { return a == 1 || b == 1 ? 1 : a == 2 || b == 2 ? 2 : 0; };
  const auto disjunction = [](int a, int b) { return a == 0 || b == 0 ? 0 : a == 2 || b == 2 ? 2 : 1; };
  const char* const expected[] = {"true", "false", "!division_by_zero"};
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      for (int c = 0; c < 3; ++c) {
        const std::string x = std::string("(") + values[a] + ")", y = std::string("(") + values[b] + ")", z = std::string("(") + values[c] + ")";
        CAPTURE(x + y + z);
        CHECK(evaluate(x + " && " + y + " || " + z) == expected[disjunction(conjunction(a, b), c)]);
        CHECK(evaluate(x + " && (" + y + " || " + z + ")") == expected[conjunction(a, disjunction(b, c))]);
        CHECK(evaluate(x + " || " + y + " && " + z) == expected[disjunction(a, conjunction(b, c))]);
        CHECK(evaluate("(" + x + " || " + y + ") && " + z) == expected[conjunction(disjunction(a, b), c)]);
        const int inner = disjunction(b, c);
        CHECK(evaluate(x + " && !(" + y + " || " + z + ")") == expected[conjunction(a, inner == 2 ? 2 : 1 - inner)]);
      }
    }
  }
}

TEST_CASE("all and exists absorb like chains of && and ||") {
  CHECK(evaluate("actor.l.exists(x, 6 / (x - 2) == 6)") == "true");            // error at 2, true at 3
  CHECK(evaluate("actor.l.exists(x, 6 / (x - 2) == 7)") == "!division_by_zero");
  CHECK(evaluate("actor.l.all(x, 6 / (x - 2) == -6)") == "false");             // error at 2, false at 3
  CHECK(evaluate("actor.l.all(x, 6 / (x - 2) != 7)") == "!division_by_zero");
  CHECK(evaluate("[1, 2, 0].exists(x, [1, 0].all(y, x / y > 0))") == "!division_by_zero");
  CHECK(evaluate("[0, -1].exists(x, [1, 0].all(y, x / y > 0))") == "false");  // an inner false absorbs each
  CHECK(evaluate("[0, 1].all(x, [0, 1].exists(y, y / x == 1))") == "!division_by_zero");
}

TEST_CASE("an absorbed error leaves nothing behind for the next one") {
  CHECK(evaluate("((1 / actor.z == 1) || actor.b) && ((actor.big + 1 == 1) || actor.b)") == "true");
  CHECK(evaluate("((1 / actor.z == 1) || actor.b) && (actor.big + 1 == 1)") == "!overflow");
  CHECK(evaluate("actor.l.map(x, (1 / actor.z == 1) || x > 1 || actor.b)") == "[true,true,true]");
  CHECK(evaluate("actor.l.map(x, (1 / (x - 1) > 0) || x == 1)") == "[true,true,false]");
}

TEST_CASE("a let that fails is absorbed where it is used") {
  CHECK(evaluate("broken > 0 || actor.b") == "true");
  CHECK(evaluate("broken > 0 && !actor.b") == "false");
  CHECK(evaluate("broken > 0 || !actor.b") == "!division_by_zero");
  CHECK(evaluate("[broken > 0 || actor.b, seven == 7 || broken > 0]") == "[true,true]");
}

TEST_CASE("a conditional and a comparison do not absorb") {
  CHECK(evaluate("(1 / actor.z == 1 ? true : true) || actor.b") == "true");
  CHECK(evaluate("(1 / actor.z == 1 ? true : true) || !actor.b") == "!division_by_zero");
  CHECK(evaluate("(1 / actor.z == 1) == (1 / actor.z == 1)") == "!division_by_zero");
}

TEST_CASE("a let that absorbs an error on its way to a value has that value") {
  for (const char* let : {"1 / actor.n == 1 || actor.n == 0", "!(1 / actor.n == 1 && actor.n == 1)", "[0, 1].exists(x, 1 / x == 1)"}) {
    ludex::test::Game game(ludex::test::small_rules("\"Go\": {\"let\": {\"v\": " + ludex::test::quoted(let) + "}, \"require\": [\"v else no\"], \"result\": \"v\"}"), ludex::test::players(1));
    CAPTURE(let);
    CHECK(game.verdict(ludex::test::line(1, 1000, "Go")).find("\"result\":true") != std::string::npos);
  }
}
