// What interval analysis proves, and what it must not prove. That nothing it proves ever fails: generated_test.cpp.

#include "expr/interval.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "helpers/expression.h"
#include "helpers/proving.h"

namespace {

using namespace ludex;
using test::Lab;
using Json = nlohmann::json;

constexpr const char* kAnyInt = "-9223372036854775808..9223372036854775807";

}  // namespace

TEST_CASE("declared bounds prove arithmetic") {
  Lab lab;
  CHECK(lab.unproven("params.p * params.q + actor.i - actor.n") == "");
  CHECK(lab.unproven("-actor.n") == "");
  CHECK(lab.unproven("abs(actor.n)") == "");
  CHECK(lab.unproven("100 / params.p + 100 % actor.pos") == "");
  CHECK(lab.unproven("params.r * params.r + actor.d") == "");
  CHECK(lab.unproven("params.r / actor.z") == "");
  CHECK(lab.unproven("int(params.r)") == "");
  CHECK(lab.unproven("now - 1000") == "");
  CHECK(lab.unproven("actor.s + params.k") == "");
  CHECK(lab.unproven("tables.weapons[actor.w].damage * 1000") == "");
  CHECK(lab.unproven("100 * (100 - flags.sale) / 100") == "");
  CHECK(lab.unproven("{'a': 1, 'b': params.p * 2}") == "");
}

TEST_CASE("what bounds do not rule out is said, with the ranges that could fail") {
  Lab lab;
  CHECK(lab.unproven("actor.any + 1") == std::string("overflow: ") + kAnyInt + " + 1");
  CHECK(lab.unproven("10 / params.q") == "division_by_zero: 10 / -5..5");
  CHECK(lab.unproven("10 % params.q") == "division_by_zero: 10 % -5..5");
  CHECK(lab.unproven("params.a / params.q") == std::string("division_by_zero or overflow: ") + kAnyInt + " / -5..5");
  CHECK(lab.unproven("params.a / -1") == std::string("overflow: ") + kAnyInt + " / -1");
  CHECK(lab.unproven("-actor.least") == "overflow: -(-9223372036854775808..0)");
  CHECK(lab.unproven("actor.l[0]") == "index_out_of_range: item 0 of 0..5");
  CHECK(lab.unproven("actor.m[params.k]") == "no_such_key: a key that may be missing");
  CHECK(lab.unproven("params.o + 1") == "no_such_overload: a value that may be null");
  CHECK(lab.unproven("other.i") == "no_such_key: the entity is optional");
  CHECK(lab.unproven("tables.weapons[params.k].damage") == "no_such_key: any text");
  CHECK(lab.unproven("int(params.y)") == "overflow: any");
  CHECK(lab.unproven("params.y * 2.0") == "not_finite: any * 2.0");
  CHECK(lab.unproven("params.r / actor.d") == "not_finite: -1000000.0..1000000.0 / 0.0..1.0");
  CHECK(lab.unproven("int(params.k)") == "conversion: 1..4");
}

TEST_CASE("ranges are exact at their ends") {
  Lab lab;
  CHECK(lab.range("params.q * params.q") == "-25..25");
  CHECK(lab.range("params.p / params.q") == "-1000..1000");
  CHECK(lab.range("params.p / actor.pos") == "0..1000");
  CHECK(lab.range("params.q % 3") == "-2..2");
  CHECK(lab.range("actor.i % 7") == "0..6");
  CHECK(lab.range("actor.i % 1000") == "0..100");
  CHECK(lab.range("abs(params.q)") == "0..5");
  CHECK(lab.range("abs(params.p - 2000)") == "1000..1999");
  CHECK(lab.range("min(actor.i, params.q)") == "-5..5");
  CHECK(lab.range("clamp(params.a, 1, 9)") == "1..9");
  CHECK(lab.range("actor.b ? actor.pos : -actor.pos") == "-9..9");
  CHECK(lab.range("tables.weapons[actor.w].damage") == "3..20");
  CHECK(lab.range("tables.weapons.bow.damage") == "12");
  CHECK(lab.range("tables.weapons['bow'].range") == "60.0");
  CHECK(lab.range("size(actor.l) + size(actor.m)") == "0..9");
  CHECK(lab.range("size(actor.l.filter(x, x > 3))") == "0..5");
  CHECK(lab.range("actor.l.filter(x, x > 3)[0]") == "4..9");
  CHECK(lab.range("actor.l.map(x, x * 2)[0]") == "0..18");
  CHECK(lab.range("[1, params.q, 9][1]") == "-5..9");
  CHECK(lab.range("floor(actor.d + 1.7)") == "1.0..2.0");
  CHECK(lab.range("round(actor.d + 1.7)") == "1.0..3.0");
  CHECK(lab.range("now") == "0..8796093022208");
  CHECK(lab.range("request.received_at") == "-9223372036854775808..8796093022208");
  CHECK(lab.range("params.p > 0") == "true");
  CHECK(lab.range("params.p > 0 && actor.i > 100") == "false");
}

TEST_CASE("a condition narrows what is evaluated after it") {
  Lab lab;
  CHECK(lab.unproven("params.a > 0 && 100 / params.a > 1") == "");
  CHECK(lab.unproven("params.a != 0 && 100 / params.a > 1").starts_with("division_by_zero: "));  // a hole is no interval
  CHECK(lab.unproven("params.q != -5 && params.q < 0 && 100 / params.q > 1") == "");
  CHECK(lab.unproven("actor.i != 0 && 100 / actor.i > 1") == "");
  CHECK(lab.unproven("actor.i == 0 || 100 / actor.i > 1") == "");
  CHECK(lab.unproven("!(actor.i == 0) && 100 / actor.i > 1") == "");
  CHECK(lab.unproven("actor.i > 0 ? 100 / actor.i : 0") == "");
  CHECK(lab.unproven("actor.i == 0 ? 0 : 100 / actor.i") == "");
  CHECK(lab.unproven("params.k in actor.m && actor.m[params.k] > 1") == "");
  CHECK(lab.unproven("has(actor.m.a) && actor.m.a > 1") == "");
  CHECK(lab.unproven("'a' in actor.m && actor.m.a + actor.m['a'] > 1") == "");
  CHECK(lab.unproven("params.k in tables.weapons && tables.weapons[params.k].damage > 1") == "");
  CHECK(lab.unproven("has(params.o) && params.o > 1") == "");
  CHECK(lab.unproven("params.o != null && params.o > 1") == "");
  CHECK(lab.unproven("params.o == null || params.o > 1") == "");
  CHECK(lab.unproven("has(other) && other.i > 1") == "");
  CHECK(lab.unproven("params.a >= 0 && params.a < size(actor.l) && actor.l[params.a] > 1") == "");
  CHECK(lab.unproven("size(actor.l) > 2 && actor.l[2] > 1") == "");
  CHECK(lab.unproven("actor.l.all(x, x > 0 && 10 / x > 1)") == "");
  CHECK(lab.unproven("actor.l.map(x, x > 0, 10 / x)[0] > 0").starts_with("index_out_of_range"));
  CHECK(lab.unproven("abs(params.y) <= 500.0 && params.y * params.y > 1.0") == "");
  CHECK(lab.unproven("params.q in [1, 2, 4] && 8 / params.q > 1") == "");
}

TEST_CASE("a condition says nothing where it does not hold") {
  Lab lab;
  CHECK(lab.unproven("params.a > 0 || 100 / params.a > 1") != "");
  CHECK(lab.unproven("actor.i > 0 && actor.b || 100 / actor.i > 1") == "division_by_zero: 100 / 0..100");
  CHECK(lab.unproven("(actor.i > 0 ? 1 : 2) > 1 && 100 / actor.i > 1") == "division_by_zero: 100 / 0..100");
  CHECK(lab.unproven("actor.i > 0 ? 0 : 100 / actor.i") == "division_by_zero: 100 / 0");
  CHECK(lab.unproven("has(actor.m.a) && actor.m.b > 1") != "");
  CHECK(lab.unproven("params.k in actor.m && actor.m.k > 1") != "");
  CHECK(lab.unproven("has(params.o) && actor.o > 1") != "");
  CHECK(lab.unproven("params.a < size(actor.l) && actor.l[params.a] > 1") != "");
  CHECK(lab.unproven("params.a >= 0 && params.a <= size(actor.l) && actor.l[params.a] > 1") != "");
  CHECK(lab.unproven("params.a >= 0 && params.a < size(params.l) && actor.l[params.a] > 1") != "");
  CHECK(lab.unproven("actor.l.all(x, x > 0) && actor.l.all(x, 10 / x > 1)") == "division_by_zero: 10 / 0..9");
}

TEST_CASE("the right side also runs when the left one failed, so a condition that may fail says nothing") {
  Lab lab;
  // 10 / q > 1 fails at q = 0, and then 100 / q is evaluated with q = 0.
  CHECK(lab.unproven("10 / params.q > 1 && 100 / params.q > 1") == "division_by_zero: 10 / -5..5; division_by_zero: 100 / -5..5");
  CHECK(lab.unproven("(actor.i > 0 && 10 / params.q > 1) && 100 / actor.i > 1") == "division_by_zero: 10 / -5..5");
  CHECK(lab.unproven("10 / params.q > 1 ? 100 / params.q : 0") == "division_by_zero: 10 / -5..5; division_by_zero: 100 / -5..5");
}

TEST_CASE("a stored record may hold a default that nobody wrote") {
  Lab lab;
  CHECK(lab.range("actor.r.x") == "1..4");
  CHECK(lab.range("actor.lr.map(e, e.x)[0]") == "0..4");
  CHECK(lab.unproven("actor.lr.exists(e, 1 / e.x > 0)") == "division_by_zero: 1 / 0..4");
}

TEST_CASE("a field an effect may have changed has no bounds until all effects have run") {
  Lab lab;
  lab.scope.changed[{0, 0}] = 0;  // actor.i, and other.i: they may be one player
  CHECK(lab.unproven("actor.i + 1") == std::string("overflow: ") + kAnyInt + " + 1");
  CHECK(lab.unproven("has(other) ? other.i + 1 : 0") == std::string("overflow: ") + kAnyInt + " + 1");
  CHECK(lab.unproven("actor.pos + 1") == "");
}

TEST_CASE("effects see what earlier ones wrote out of bounds; events and the result do not") {
  const Program program = test::compile(test::small_rules(
      R"("Go": {"params": {"a": "int"}, "effects": ["actor.n = params.a", "actor.k = actor.n + 1", "actor.k = actor.k % 7 + 1"], "result": "actor.n + actor.k"})", "",
      R"("n": "int 0..100 = 0", "k": "int 0..9 = 0")"));
  const Json why = Json::parse(program.why_json());
  REQUIRE(why.size() == 1);
  CHECK(why[0]["pointer"] == "/actions/Go/effects/1");
  CHECK(why[0]["operation"] == "actor.n + 1");
  CHECK(why[0]["codes"] == "overflow");
  test::Game game(program, test::load(program, test::players(1)));
  CHECK(game.verdict(test::line(1, 1000, "Go", R"("params":{"a":9223372036854775807})")).find("overflow") != std::string::npos);
  CHECK(game.reason(test::line(1, 1000, "Go", R"("params":{"a":101})")) == "out_of_bounds");
}

TEST_CASE("an effect's own sum, its place, a cost and a cooldown are proven or listed") {
  const auto why = [](const std::string& action) {
    std::string out;
    for (const Json& u : Json::parse(test::compile(test::small_rules("\"Go\": {" + action + "}", "", R"("n": "int 0..100 = 0", "any": "int = 0", "d": "double = 0", "l": "list<int> max 5", "m": "map<string, int 0..9> max 5", "free": "map<string, int> max 5")")).why_json()))
      out += u["pointer"].get<std::string>().substr(12) + ": " + u["operation"].get<std::string>() + ": " + u["codes"].get<std::string>() + ": " + u["ranges"].get<std::string>() + "\n";
    return out;
  };
  CHECK(why(R"("effects": ["actor.n += 5"])") == "");
  CHECK(why(R"("effects": ["actor.any += 5 max 100"])") == "");
  CHECK(why(R"("effects": ["actor.any -= 5"])") == "effects/0: actor.any: overflow: -9223372036854775808..9223372036854775807 - 5\n");
  CHECK(why(R"("effects": ["actor.any -= 5 min 0"])") == "");
  CHECK(why(R"("effects": ["actor.n += 5", "actor.n += 5"])") == "effects/1: actor.n: overflow: -9223372036854775808..9223372036854775807 + 5\n");
  CHECK(why(R"("effects": ["actor.d += 5.0"])") == "");  // the largest double and 5 is the largest double
  CHECK(why(R"("effects": ["actor.d += 1e300"])") == "effects/0: actor.d: not_finite: any + 1e+300\n");
  CHECK(why(R"("effects": ["actor.l[2] = 5"])") == "effects/0: actor.l[2]: index_out_of_range: item 2 of 0..5\n");
  CHECK(why(R"("effects": ["actor.m['a'] += 5", "remove actor.m['a']"])") == "");
  CHECK(why(R"("params": {"e": {"enum": ["x", "y"]}}, "effects": ["actor.free[params.e] += 5"])") == "effects/0: actor.free[params.e]: overflow: -9223372036854775808..9223372036854775807 + 5\n");
  CHECK(why(R"("cost": {"n": "actor.any"})") == "cost/n: actor.any: negative_cost: -9223372036854775808..9223372036854775807\n");
  CHECK(why(R"("cost": {"n": "actor.n / 2"})") == "");
  CHECK(why(R"("cooldown": {"key": "k", "ms": "actor.any"})") == "cooldown/ms: actor.any: overflow: 0..8796093022208 + -9223372036854775808..9223372036854775807\n");
  CHECK(why(R"("cooldown": {"key": "k", "ms": "actor.n * 10"})") == "");
}

TEST_CASE("a let carries its range into what uses it") {
  const Program program = test::compile(test::small_rules(
      R"("Go": {"params": {"p": "int 1..9"}, "let": {"half": "100 / params.p", "all": "actor.n"}, "require": ["half * half > all else x"], "result": "half + 1"})", "", R"("n": "int 0..100 = 0")"));
  CHECK(program.why_json() == "[]");
}

TEST_CASE("parts of a clause that are told on refusal stand without its guards") {
  const Program program = test::compile(test::small_rules(R"("Go": {"params": {"i": "int"}, "require": ["params.i >= 0 && params.i < size(actor.l) && actor.l[params.i] > 0 else x"]})", "",
                                                          R"("l": "list<int> max 5")"));
  CHECK(program.why_json() == "[]");
  const detail::Clause& clause = program.data().actions[0].require[0];
  CHECK_FALSE(clause.block.is_fallible);
  bool has_item = false;
  for (const auto& o : clause.operands) {
    if (program.data().labels[o.label] != "actor.l[params.i]") continue;
    has_item = true;
    CHECK(o.block.is_fallible);
  }
  CHECK(has_item);
  test::Game game(program, test::load(program, test::players(1)));
  CHECK(game.reason(test::line(1, 1000, "Go", R"("params":{"i":7})")) == "x");
}

TEST_CASE("check warns of clauses that decide nothing, and of '/' where a side may be negative") {
  const auto warnings = [](const std::string& action) {
    std::string out;
    const Json summary = Json::parse(test::compile(test::small_rules("\"Go\": {" + action + "}", "", R"("n": "int 0..100 = 0", "m": "int -5..5 = 0")")).summary_json());
    for (const Json& w : summary["warnings"])
      if (w["pointer"].get<std::string>().starts_with("/actions")) out += w["pointer"].get<std::string>() + ": " + w["message"].get<std::string>() + "\n";
    return out;
  };
  CHECK(warnings(R"("require": ["actor.n > 0 else x"], "result": "actor.m")") == "");
  CHECK(warnings(R"("require": ["actor.n >= 0 else x"], "result": "actor.m")") == "/actions/Go/require/0: this clause can never refuse: the declared bounds decide it\n");
  CHECK(warnings(R"("require": ["actor.n > 100 else x"], "result": "actor.m")") == "/actions/Go/require/0: this clause always refuses: the declared bounds decide it\n");
  CHECK(warnings(R"("refuse": ["actor.n < 0 : x"], "result": "actor.m")") == "/actions/Go/refuse/0: this clause can never refuse: the declared bounds decide it\n");
  CHECK(warnings(R"("refuse": ["actor.n >= 0 : x"], "result": "actor.m")") == "/actions/Go/refuse/0: this clause always refuses: the declared bounds decide it\n");
  CHECK(warnings(R"("result": "actor.n / 2 + actor.m")") == "");
  CHECK(warnings(R"("result": "actor.m / 2 + actor.n")") == "/actions/Go/result: in 'actor.m / 2' a side may be negative (-5..5 / 2): '/' rounds towards zero, floor_div() down\n");
}

// Whole actions: lets, names that may stand for one player, and effects that see each other's values out of bounds.
TEST_CASE("random actions in a living world fail only where why_json() says they may") {
  RandomStream random(99, 3);
  const auto pick = [&](std::uint64_t n) { return random.next_u64() % n; };
  const auto one_of = [&](const std::vector<std::string>& list) { return list[pick(list.size())]; };
  const std::vector<std::string> numbers = {"actor.n", "actor.k", "actor.any", "t.n", "t.k", "params.p", "params.q", "params.a", "a", "b", "1", "-3", "7", "size(actor.l)", "actor.l[0]", "actor.m['x']", "actor.m[params.s]"};
  const auto number = [&](const auto& self, int depth) -> std::string {
    if (depth == 0) return one_of(numbers);
    if (pick(6) == 0) return "(" + one_of(numbers) + " != 0 ? " + self(self, depth - 1) + " : 5)";
    if (pick(6) == 0) return "(params.s in actor.m ? actor.m[params.s] : " + self(self, depth - 1) + ")";
    return "(" + self(self, depth - 1) + " " + one_of({"+", "-", "*", "/", "%"}) + " " + self(self, depth - 1) + ")";
  };
  const auto strings = [](const std::vector<std::string>& list) {
    std::string out;
    for (const auto& s : list) out += (out.empty() ? "\"" : ", \"") + s + "\"";
    return "[" + out + "]";
  };
  std::uint64_t accepted = 0, errors = 0, listed = 0;
  constexpr int kActions = 250, kRequests = 40;
  for (int round = 0; round < kActions; ++round) {
    std::vector<std::string> effects;
    for (std::uint64_t i = 1 + pick(5); i > 0; --i) {
      const std::string target = one_of({"actor.n", "actor.k", "t.n", "t.k", "actor.any", "actor.m['x']", "actor.m[params.s]", "actor.l[params.q]"});
      effects.push_back(target + " " + one_of({"=", "+=", "-="}) + " " + number(number, static_cast<int>(pick(3))));
      if (effects.back().find(" = ") == std::string::npos && pick(3) == 0) effects.back() += " min 0 max 100";
    }
    std::string lets = R"("let": {"a": ")" + one_of({"actor.n + params.p", "t.k * params.q", "100 / params.p"}) + R"(", "b": "a )" + one_of({"+", "-", "*"}) + R"( actor.n"},)";
    const std::string action = R"("Go": {"params": {"t": "ref player", "p": "int 1..9", "q": "int -2..4", "a": "int", "s": "string 1..2"}, "with": {"t": {"player": "params.t", "may_alias": true}},)" + lets +
                               "\"effects\": " + strings(effects) + ", \"result\": " + test::quoted(number(number, 1)) + "}";
    test::Game game(test::small_rules(action, "", R"("n": "int 0..50 = 3", "k": "int 1..9 = 2", "any": "int = 0", "l": "list<int 0..9> max 5 = [1, 2, 3]", "m": "map<string, int 1..5 = 1> max 3 = {\"x\": 2}")"), test::players(2));
    const Json why = Json::parse(game.program.why_json());
    for (int i = 0; i < kRequests; ++i) {
      const std::string params = "\"params\":{\"t\":" + std::to_string(1 + pick(2)) + ",\"p\":" + std::to_string(1 + pick(9)) + ",\"q\":" + std::to_string(static_cast<int>(pick(7)) - 2) +
                                 ",\"a\":" + one_of({"0", "1", "-1", "9223372036854775807", "-9223372036854775808", "12"}) + ",\"s\":\"" + one_of({"x", "y", "zz"}) + "\"}";
      const Json verdict = Json::parse(game.verdict(test::line(1, 1000, "Go", params)), nullptr, false);
      if (verdict["verdict"] == "accepted") ++accepted;
      if (verdict.value("reason", "") != "rule_error") continue;
      ++errors;
      // A let's error is raised where the let is used.
      const std::string at = verdict["at"], code = verdict["code"];
      bool is_listed = false;
      for (const Json& u : why) {
        const std::string pointer = u["pointer"], codes = u["codes"];
        is_listed = is_listed || (codes.find(code) != std::string::npos && (pointer.starts_with(at) || pointer.starts_with("/actions/Go/let/")));
      }
      INFO(action << "\n" << verdict.dump() << "\n" << why.dump(1));
      REQUIRE(is_listed);
      ++listed;
    }
  }
  CHECK(accepted > 500);
  CHECK(errors > 500);
  CHECK(errors == listed);
}

TEST_CASE("divisions that say how they round have exact ranges") {
  Lab lab;
  CHECK(lab.range("floor_div(params.q, 2)") == "-3..2");
  CHECK(lab.range("ceil_div(params.q, 2)") == "-2..3");
  CHECK(lab.range("round_div(params.q, 2)") == "-3..3");
  CHECK(lab.range("half_down_div(params.q, 2)") == "-2..2");
  CHECK(lab.range("floor_div(params.q, -2)") == "-3..2");
  CHECK(lab.range("round_div(params.p, actor.pos)") == "0..1000");
  CHECK(lab.unproven("floor_div(params.p, actor.pos)") == "");
  CHECK(lab.unproven("floor_div(params.p, params.q)") == "division_by_zero or overflow: 1..1000, -5..5");
  CHECK(lab.unproven("half_down_div(params.a, -1)") == std::string("division_by_zero or overflow: ") + kAnyInt + ", -1");
}

TEST_CASE("draws are as wide as what they draw from") {
  Lab lab;
  std::vector<expr::Draw> all;
  expr::DrawNames names{&all, 0, 1};
  lab.scope.draws = &names;
  CHECK(lab.range("roll('a', params.q, 9)") == "-5..9");
  CHECK(lab.range("dice('a', actor.pos, 6)") == "1..54");
  CHECK(lab.range("dice('a', params.q, 6)") == "0..30");
  CHECK(lab.range("weighted('a', [1, 2, 3])") == "0..2");
  CHECK(lab.unproven("roll('a', params.q, 5)") == "");
  CHECK(lab.unproven("dice('a', '2d6+3') * 100") == "");
  CHECK(lab.unproven("dice('a', actor.pos, 20) * 100") == "");
  CHECK(lab.unproven("roll('a', params.q, 0)").starts_with("index_out_of_range: "));
  CHECK(lab.unproven("dice('a', params.q, 6)").starts_with("index_out_of_range: "));
  CHECK(lab.unproven("dice('a', 2, params.p * 1001)").starts_with("index_out_of_range: "));
}
