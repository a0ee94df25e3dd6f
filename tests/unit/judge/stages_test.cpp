// RULEBOOK.md, Stages: which reason is reported, what each step sees, all or nothing.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;
using Reasons = std::vector<std::string>;

}  // namespace

TEST_CASE("the lowest stage reports, then the lowest clause") {
  test::Game game(test::small_rules(R"("Go": {"params": {"k": "int 0..5", "who": "ref player"}, "permit": ["params.k != 4"], "with": {"t": {"player": "params.who"}},
      "rate": {"per_second": 1, "burst": 1}, "require": ["params.k != 1 else first", "params.k > 1 else second"], "effects": ["actor.n = 1 / (params.k - 3) + 0"]})"),
                  test::players(2));
  const auto go = [&](int now, const char* params) { return game.reason(test::line(1, now, "Go", std::string(R"("params":)") + params)); };
  CHECK(go(1000, R"({"k":9,"who":99})") == "contract");
  CHECK(go(1000, R"({"k":4,"who":99})") == "not_permitted");
  CHECK(go(1000, R"({"k":1,"who":99})") == "no_such_entity");
  CHECK(go(1001, R"({"k":1,"who":99})") == "rate_limited");
  CHECK(go(2001, R"({"k":1,"who":1})") == "same_entity");
  CHECK(go(3001, R"({"k":1,"who":2})") == "first");
  CHECK(go(4001, R"({"k":0,"who":2})") == "second");
  CHECK(go(5001, R"({"k":3,"who":2})") == "rule_error");
  CHECK(go(6001, R"({"k":2,"who":2})") == "accepted");
}

TEST_CASE("conditions and costs read the opening state; effects see those before them; emit and result the closing one") {
  test::Game game(test::small_rules(R"("Go": {"let": {"opening": "actor.n"}, "cost": {"n": "actor.n / 2"}, "require": ["actor.n == 10 else not_ten"],
      "effects": ["actor.m = actor.n", "actor.n += actor.m", "actor.k = opening"], "emit": [{"event": "E", "data": {"n": "actor.n", "o": "opening"}}], "result": "[actor.n, actor.m, actor.k, opening]"})",
                                    "", R"("n": "int = 10", "m": "int", "k": "int")"),
                  test::players(1));
  CHECK(game.verdict(test::line(1, 1000, "Go")) == R"({"i":0,"verdict":"accepted","result":[10,5,10,10],"events":[{"event":"E","audience":"all","data":{"n":10,"o":10}}]})");
}

TEST_CASE("a let is constant: first used after effects it still shows the opening state") {
  test::Game game(test::small_rules(R"("Go": {"let": {"a": "actor.n", "b": "a + 1", "l": "actor.l"}, "effects": ["actor.n = 50", "actor.l[0] = 9", "actor.m = b", "actor.n = b"], "result": "[a, b, actor.n, actor.m, l[0], actor.l[0]]"})",
                                    "", R"("n": "int = 3", "m": "int", "l": "list<int> = [1, 2]")"),
                  test::players(1));
  CHECK(game.verdict(test::line(1, 1000, "Go")) == R"({"i":0,"verdict":"accepted","result":[3,4,4,4,1,9]})");
}

TEST_CASE("a let that fails fails where it is used, and one that is not used never does") {
  test::Game game(test::small_rules(R"("A": {"let": {"bad": "1 / actor.n"}, "effects": ["actor.n = 0"]},
      "B": {"let": {"bad": "1 / actor.n"}, "require": ["actor.n == 0 else no", "bad > 0 else no"]},
      "C": {"let": {"bad": "1 / actor.n"}, "effects": ["actor.n = 5", "actor.n = bad"]},
      "D": {"let": {"bad": "1 / actor.n"}, "effects": ["actor.n = 5"], "result": "bad"})"),
                  test::players(1));
  CHECK(game.reason(test::line(1, 1000, "A")) == "accepted");
  CHECK(game.verdict(test::line(1, 1000, "B")).find(R"("at":"/actions/B/require/1","code":"division_by_zero")") != std::string::npos);
  CHECK(game.verdict(test::line(1, 1000, "C")).find(R"("at":"/actions/C/effects/1","code":"division_by_zero")") != std::string::npos);
  CHECK(game.verdict(test::line(1, 1000, "D")).find(R"("at":"/actions/D/result","code":"division_by_zero")") != std::string::npos);
}

TEST_CASE("a field out of bounds is found on its closing value, at the last effect that wrote it") {
  test::Game game(test::small_rules(R"("Dip": {"effects": ["actor.n -= 5", "actor.n += 6"]}, "Sink": {"effects": ["actor.m = 99", "actor.n -= 1", "actor.m = 1", "actor.n -= 1"]},
      "Two": {"effects": ["actor.m = 99", "actor.n = -1"]}, "Clamp": {"effects": ["actor.n -= 5 min 0"]})",
                                    "", R"("n": "int 0..9 = 0", "m": "int 0..9 = 0")"),
                  test::players(1));
  CHECK(game.reason(test::line(1, 1000, "Dip")) == "accepted");
  CHECK(game.verdict(test::line(1, 1000, "Sink")).find(R"("reason":"out_of_bounds","at":"/actions/Sink/effects/3")") != std::string::npos);
  CHECK(game.verdict(test::line(1, 1000, "Two")).find(R"("at":"/actions/Two/effects/0")") != std::string::npos);  // in order of first write
  CHECK(game.reason(test::line(1, 1000, "Clamp")) == "accepted");
}

TEST_CASE("sums are exact, then clamped, and only then checked") {
  test::Game game(test::small_rules(R"("Up": {"params": {"by": "int"}, "effects": ["actor.n += params.by max 100"]}, "Over": {"params": {"by": "int"}, "effects": ["actor.n += params.by"]},
      "Down": {"params": {"by": "int"}, "effects": ["actor.n -= params.by min -100 max 100"]}, "Both": {"effects": ["actor.n += 0 min 50 max 10"]})"),
                  test::players(1));
  const auto act = [&](const char* action, const char* by) { return game.reason(test::line(1, 1000, action, std::string(R"("params":{"by":)") + by + "}")); };
  CHECK(act("Up", "7") == "accepted");
  CHECK(act("Up", "9223372036854775807") == "accepted");  // 7 + max is clamped to 100 before it is an int64
  CHECK(act("Over", "9223372036854775807") == "rule_error");
  CHECK(act("Down", "-9223372036854775808") == "accepted");
  CHECK(act("Down", "9223372036854775807") == "accepted");
  CHECK(game.world.to_json().find(R"("n":-100)") != std::string::npos);
  CHECK(game.reason(test::line(1, 1000, "Both")) == "accepted");  // min first, then max
  CHECK(game.world.to_json().find(R"("n":10)") != std::string::npos);
}

TEST_CASE("all costs are checked before any is paid, and a negative one is an error") {
  test::Game game(test::small_rules(R"("Pay": {"params": {"a": "int", "b": "int"}, "cost": {"a": "params.a", "b": "params.b"}})", "", R"("a": "int = 10", "b": "int = 10")"), test::players(1));
  const auto pay = [&](const char* params) { return game.verdict(test::line(1, 1000, "Pay", std::string(R"("params":)") + params)); };
  CHECK(pay(R"({"a":5,"b":11})").find(R"("reason":"not_enough_b","at":"/actions/Pay/cost/b")") != std::string::npos);
  CHECK(pay(R"({"a":11,"b":11})").find(R"("reason":"not_enough_a")") != std::string::npos);
  CHECK(pay(R"({"a":5,"b":-1})").find(R"("reason":"rule_error","at":"/actions/Pay/cost/b","code":"negative_cost")") != std::string::npos);
  CHECK(game.world.to_json().find(R"("a":10,"b":10)") != std::string::npos);
  CHECK(pay(R"({"a":10,"b":0})").find("accepted") != std::string::npos);
  CHECK(game.world.to_json().find(R"("a":0,"b":10)") != std::string::npos);
}

TEST_CASE("cooldown, require, refuse and cost are asked in this order") {
  test::Game game(test::small_rules(R"("Go": {"params": {"k": "int"}, "cooldown": {"key": "go", "ms": "1s"}, "cost": {"n": "params.k"}, "refuse": ["params.k > 7 : refused"], "require": ["params.k > 0 else required"]})",
                                    "", R"("n": "int = 7")"),
                  test::players(1));
  const auto go = [&](int now, int k) { return game.reason(test::line(1, now, "Go", "\"params\":{\"k\":" + std::to_string(k) + "}")); };
  CHECK(go(1000, 0) == "required");
  CHECK(go(1000, 8) == "refused");
  CHECK(go(1000, 7) == "accepted");
  CHECK(go(1999, 0) == "on_cooldown");  // a refusal before it did not start it
  CHECK(go(2000, 1) == "not_enough_n");
  CHECK(go(2000, 1) == "not_enough_n");
}

TEST_CASE("a cooldown says when it is over, is shared by its key, and passes then") {
  test::Game game(test::small_rules(R"("A": {"cooldown": {"key": "k", "ms": "500ms"}}, "B": {"cooldown": {"key": "k", "ms": "2s"}})"), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "A")) == "accepted");
  CHECK(game.verdict(test::line(1, 1200, "B")) == R"({"i":0,"verdict":"rejected","reason":"on_cooldown","at":"/actions/B/cooldown","retry_after_ms":300})");
  CHECK(game.reason(test::line(1, 1499, "B")) == "on_cooldown");
  CHECK(game.reason(test::line(1, 1500, "B")) == "accepted");
  CHECK(game.reason(test::line(1, 3499, "A")) == "on_cooldown");
  CHECK(game.reason(test::line(1, 3500, "A")) == "accepted");
}

TEST_CASE("a clause linear in now says when it would pass, to the millisecond") {
  test::Game game(test::small_rules(R"("Ge": {"require": ["now >= actor.n + 50 else early"]}, "Gt": {"require": ["now > actor.n + 50 else early"]}, "Le": {"require": ["actor.n + 50 <= now else early"]},
      "Two": {"require": ["now + now - 10 >= actor.n else early"]}, "Other": {"require": ["now <= actor.n else late"]}, "Mul": {"require": ["now * 2 >= 99999 else early"]},
      "Not": {"require": ["!(now < actor.n + 50) else early"]}, "Refuse": {"refuse": ["now <= actor.n : early"]}, "Square": {"require": ["now * now >= 2000000 else early"]})",
                                    "", R"("n": "int = 2000")"),
                  test::players(1));
  const auto retry = [&](const char* action) {
    const Judgement j = game.judge(test::line(1, 1000, action));
    return j.verdicts()[0].retry_after_ms;
  };
  CHECK(retry("Ge") == 1050);
  CHECK(retry("Gt") == 1051);
  CHECK(retry("Le") == 1050);
  CHECK(retry("Two") == 5);
  CHECK(retry("Other") == -1);
  CHECK(retry("Mul") == 49000);
  CHECK(retry("Not") == 1050);
  CHECK(retry("Refuse") == 1001);
  CHECK(retry("Square") == -1);
  CHECK(game.reason(test::line(1, 2000, "Refuse")) == "early");
  CHECK(game.reason(test::line(1, 2001, "Refuse")) == "accepted");
  CHECK(game.reason(test::line(1, 2049, "Ge")) == "early");
  CHECK(game.reason(test::line(1, 2050, "Ge")) == "accepted");
  CHECK(game.reason(test::line(1, 2050, "Gt")) == "early");
  CHECK(game.reason(test::line(1, 2051, "Gt")) == "accepted");
  CHECK(game.reason(test::line(1, 49999, "Mul")) == "early");
  CHECK(game.reason(test::line(1, 50000, "Mul")) == "accepted");
}

TEST_CASE("a refusal in error refuses, an error in permit is a no, an error in require is rule_error") {
  test::Game game(test::small_rules(R"("Refuse": {"refuse": ["1 / actor.n > 5 : refused"]}, "Require": {"require": ["1 / actor.n > 5 else no"]}, "Permit": {"params": {"k": "int"}, "permit": ["1 / params.k >= 0"]})"), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "Refuse")) == "refused");
  CHECK(game.reason(test::line(1, 1000, "Require")) == "rule_error");
  CHECK(game.reason(test::line(1, 1000, "Permit", R"("params":{"k":0})")) == "not_permitted");
  CHECK(game.reason(test::line(1, 1000, "Permit", R"("params":{"k":1})")) == "accepted");
}

TEST_CASE("an absent actor, an absent or repeated name, and what optional and may_alias allow") {
  test::Game game(test::small_rules(R"("Go": {"params": {"a": "ref player", "b": "ref player?"}, "with": {"x": {"player": "params.a"}, "y": {"player": "params.b", "optional": true}, "z": {"player": "params.a", "may_alias": true}},
      "require": ["has(y) || actor.n == 0 else no"], "effects": ["x.n += 1", "z.n += 1"], "result": "[x.n, z.n, has(y) ? y.id : -1]"})"),
                  test::players(3));
  const auto go = [&](int actor, const char* params) { return game.verdict(test::line(actor, 1000, "Go", std::string(R"("params":)") + params)); };
  CHECK(go(9, R"({"a":2})").find(R"("reason":"no_such_entity","at":"/actions/Go/actor")") != std::string::npos);
  CHECK(go(1, R"({"a":9})").find(R"("reason":"no_such_entity","at":"/actions/Go/with/x")") != std::string::npos);
  CHECK(go(1, R"({"a":1})").find(R"("reason":"same_entity","at":"/actions/Go/with/x")") != std::string::npos);
  CHECK(go(1, R"({"a":2,"b":2})").find(R"("reason":"same_entity","at":"/actions/Go/with/y")") != std::string::npos);
  CHECK(go(1, R"({"a":2,"b":9})").find(R"("result":[2,2,-1])") != std::string::npos);
  CHECK(go(1, R"({"a":2,"b":null})").find(R"("result":[4,4,-1])") != std::string::npos);
  CHECK(go(1, R"({"a":2,"b":3})").find(R"("result":[6,6,3])") != std::string::npos);
}

TEST_CASE("a profile that is not loaded is never read as defaults, one in doubt is never written") {
  const char* const rules = R"({"ludex": 1, "entities": {"player": {"profile": {"version": 0, "state": {"coins": "int = 5"}}, "live": {"state": {"hp": "int"}}}},
    "actions": {"Read": {"require": ["actor.coins == 5 else no"]}, "Write": {"effects": ["actor.coins += 1"]}, "Live": {"effects": ["actor.hp += 1"]}}})";
  test::Game game(rules, R"({"ludex_world":1,"entities":{"player":{"1":{},"2":{"profile":{"version":0,"state":{},"read_only":true}},"3":{"profile":{"version":0,"state":{}}}}}})");
  CHECK(game.reason(test::line(1, 1000, "Read")) == "profile_not_ready");
  CHECK(game.reason(test::line(2, 1000, "Read")) == "accepted");
  CHECK(game.reason(test::line(2, 1000, "Live")) == "accepted");
  CHECK(game.reason(test::line(2, 1000, "Write")) == "profile_read_only");
  CHECK(game.reason(test::line(3, 1000, "Write")) == "accepted");
}

TEST_CASE("an effect's own branch, key and amount see what came before it") {
  test::Game game(test::small_rules(R"("Go": {"effects": ["actor.n = 2", {"if": "actor.n == 2", "then": ["actor.l[actor.n] = 7", {"if": "actor.l[2] == 7", "then": ["actor.n = 9"], "else": ["actor.n = 1"]}], "else": ["actor.n = 3"]},
      "actor.m[string(actor.n)] += actor.l[2]"], "result": "{'n': actor.n, 'l': actor.l, 'm': actor.m}"})",
                                    "", R"("n": "int", "l": "list<int> = [0, 0, 0]", "m": "map<string, int>")"),
                  test::players(1));
  CHECK(game.verdict(test::line(1, 1000, "Go")) == R"({"i":0,"verdict":"accepted","result":{"l":[0,0,7],"m":{"9":7},"n":9}})");
}

TEST_CASE("a list index out of range is an error, a missing key to remove is nothing, a size bound holds") {
  test::Game game(test::small_rules(R"("Set": {"params": {"i": "int"}, "effects": ["actor.l[params.i] = 1"]}, "Drop": {"params": {"i": "int"}, "effects": ["remove actor.l[params.i]"]},
      "Forget": {"effects": ["remove actor.m['none']"]}, "Put": {"params": {"k": "string"}, "effects": ["actor.m[params.k] = 1"]})",
                                    "", R"("l": "list<int> = [0]", "m": "map<string, int> max 2")"),
                  test::players(1));
  for (const char* action : {"Set", "Drop"})
    for (const char* i : {"-1", "1", "9223372036854775807", "-9223372036854775808"})
      CHECK(game.verdict(test::line(1, 1000, action, std::string(R"("params":{"i":)") + i + "}")).find("index_out_of_range") != std::string::npos);
  CHECK(game.reason(test::line(1, 1000, "Forget")) == "accepted");
  CHECK(game.reasons(test::line(1, 1000, "Put", R"("params":{"k":"a"})") + test::line(1, 1000, "Put", R"("params":{"k":"b"})") + test::line(1, 1000, "Put", R"("params":{"k":"c"})") +
                     test::line(1, 1000, "Put", R"("params":{"k":"a"})")) == Reasons{"accepted", "accepted", "out_of_bounds", "accepted"});
}

TEST_CASE("lines: an empty one is malformed, one CR is dropped, the last needs no newline, none is lost") {
  test::Game game(test::small_rules(R"("Go": {})"), test::players(1));
  const std::string go = test::line(1, 1000, "Go"), bare = go.substr(0, go.size() - 1);
  CHECK(game.reasons(go + "\n" + bare + "\r\n" + bare + "\r\r\n" + "not json\n" + bare) == Reasons{"accepted", "malformed", "accepted", "accepted", "malformed", "accepted"});
  CHECK(game.reasons("\n") == Reasons{"malformed"});
  CHECK(game.reasons("").empty());
}
