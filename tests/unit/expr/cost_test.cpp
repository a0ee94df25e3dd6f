// Worst-case cost: what it counts, that it is printed and limited, and that measuring never finds more.

#include "expr/cost.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "helpers/proving.h"
#include "rulebook/expense.h"

namespace {

using namespace ludex;
using test::Lab;
using Json = nlohmann::json;

}  // namespace

TEST_CASE("straight code costs its instructions") {
  Lab lab;
  CHECK(lab.compile("1").block.steps == 2);                    // constant, ret
  CHECK(lab.compile("actor.i + actor.n").block.steps == 4);    // two fields, add, ret
  CHECK(lab.compile("actor.b ? actor.i : actor.i + 1").block.steps == lab.compile("actor.b ? actor.i + 1 : actor.i").block.steps - 1);  // and a jump over the other
}

TEST_CASE("a loop costs its body as often as it may turn") {
  Lab lab;
  const auto steps = [&](const char* text) { return lab.compile(text).block.steps; };
  const std::uint64_t one = steps("actor.l.all(x, x > 1)"), two = steps("actor.l.all(x, x > 1 && x > 2)");
  CHECK(one > 5 * 3);
  CHECK((two - one) % 6 == 0);  // five turns, and one to find the end
  CHECK(steps("actor.l.all(x, actor.l.all(y, y > x))") > 5 * one);
  CHECK(lab.compile("actor.l.map(x, [x, x])").block.scratch >= 5 * 16 + 5 * 8);
}

TEST_CASE("searching, comparing and joining cost what they run over") {
  Lab lab;
  const auto steps = [&](const char* text) { return lab.compile(text).block.steps; };
  CHECK(steps("params.a in params.l") >= 6);
  CHECK(steps("params.l == params.l") >= 6);
  CHECK(steps("params.l + params.l") >= 12);
  CHECK(steps("actor.s == actor.s") < 10);
}

TEST_CASE("measured cost is never above the bound, and reaches it where nothing is cut short") {
  Lab lab;
  RandomStream random(7, 7);
  for (const char* text : {"actor.l.all(x, x >= 0)", "actor.l.map(x, x + 1)", "params.l.filter(x, x > 0)", "actor.m.exists(k, k == params.k)", "actor.l.exists(x, x in params.l)",
                           "actor.l.exists_one(x, x == 3)", "params.k + actor.s + params.k", "[params.k, actor.s].map(x, x + 'a')", "actor.lr.map(e, {'x': e.x})", "{params.k: 1, actor.s: 2}",
                           "actor.l + params.l == params.l", "params.k.contains(actor.s) || actor.s.startsWith(params.k)", "has(other) && other.l.all(x, actor.l.exists(y, y == x))"}) {
    lab.code = {};
    const Lab::Compiled c = lab.compile(text);
    REQUIRE_MESSAGE(c.error.empty(), text);
    std::uint64_t most = 0;
    for (int i = 0; i < 400; ++i) {
      lab.draw(random);
      most = std::max(most, lab.run(c).measured.steps);
    }
    CHECK_MESSAGE(most <= c.block.steps, text);
    CHECK_MESSAGE(most * 12 >= c.block.steps, text << ": measured " << most << " of " << c.block.steps);  // a bound, not a guess
  }
}

TEST_CASE("an action's cost is the sum of its parts, each let once and the dearer branch") {
  const Program program = test::compile(test::small_rules(
      R"("Go": {"let": {"a": "actor.n + 1"}, "require": ["a > 0 && a < 5 && a != 3 else x"], "effects": [{"if": "actor.n > 0", "then": ["actor.n = a * 2 + a"], "else": ["actor.n = 1"]}], "result": "a"})"));
  const detail::ActionExpense expense = detail::expense_of(program.data(), program.data().actions[0]);
  const detail::Action& action = program.data().actions[0];
  CHECK(expense.total.steps >= action.lets[0].steps + action.require[0].block.steps + action.effects[0].value.steps + action.effects[0].then_do[0].value.steps + action.result.steps);
  const Json cost = Json::parse(program.cost_json());
  CHECK(cost["limit"] == detail::kMaxActionSteps);
  CHECK(cost["actions"][0]["steps"] == expense.total.steps);
  CHECK(cost["actions"][0]["parts"].contains("let"));
  CHECK(cost["actions"][0]["dearest"] == "/actions/Go/require/0");
}

TEST_CASE("an action above the limit does not compile, and says which expression is to blame") {
  // Each clause is allowed by itself; there are too many of them.
  std::string clauses = "\"actor.n > 0 else x\"";
  for (int i = 0; i < 100; ++i)
    clauses += ", \"actor.l.all(x, actor.l.all(y, x + y > " + std::to_string(i) + " && x * y > 0 && x - y > 0 && y - x > 0 && x + 1 > y)) else y\"";
  const Errors errors = test::errors_of(test::small_rules("\"Go\": {\"require\": [" + clauses + "]}", "", R"("n": "int = 0", "l": "list<int> max 1000")"));
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].pointer == "/actions/Go");
  CHECK(errors[0].message.find("the limit is 1000000000; the dearest expression is /actions/Go/require/1") != std::string::npos);
}

TEST_CASE("what may not fit the scratch memory of a request is said to fail") {
  const auto why = [](const char* bound) {
    return Json::parse(test::compile(test::small_rules(R"x("Go": {"result": "actor.l.map(x, actor.l.map(y, y + ''))"})x", "", std::string(R"("n": "int = 0", "l": "list<string 0..4000> max )") + bound + "\"")).why_json());
  };
  CHECK(why("20").empty());
  const Json large = why("100");
  REQUIRE_FALSE(large.empty());
  CHECK(large.back()["pointer"] == "/actions/Go");
  CHECK(large.back()["codes"] == "overflow");
}
