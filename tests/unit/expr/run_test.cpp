// What expressions evaluate to: every operation, its overflow and its errors.

#include <doctest/doctest.h>

#include <string>

#include "helpers/expression.h"

using ludex::test::evaluate;

TEST_CASE("names read what they say") {
  CHECK(evaluate("actor.i") == "7");
  CHECK(evaluate("actor.live.i") == "7");
  CHECK(evaluate("actor.id") == "1");
  CHECK(evaluate("other.i") == "70");
  CHECK(evaluate("other.id") == "2");
  CHECK(evaluate("now") == "1000");
  CHECK(evaluate("flags.bonus") == "3");
  CHECK(evaluate("seven") == "7");
  CHECK(evaluate("[request.actor, request.session, request.received_at]") == "[1,4,1000]");
  CHECK(evaluate("[request.origin]") == R"(["client"])");
  CHECK(evaluate("request.roles") == R"(["gm"])");
  CHECK(evaluate("'gm' in request.roles && request.origin == 'client'") == "true");
  CHECK(evaluate("actor.p") == "[3.0,4.0,0.0]");
  CHECK(evaluate("actor.p.x + actor.p.y + actor.p.z") == "7.0");
  CHECK(evaluate("actor.r.x") == "1");
  CHECK(evaluate("params.w") == R"("sword")");
}

TEST_CASE("int arithmetic is checked") {
  CHECK(evaluate("2 + 3 * 4 - 1") == "13");
  CHECK(evaluate("7 / 2") == "3");
  CHECK(evaluate("-7 / 2") == "-3");
  CHECK(evaluate("7 % -2") == "1");
  CHECK(evaluate("-7 % 2") == "-1");
  CHECK(evaluate("-actor.i") == "-7");
  CHECK(evaluate("actor.big + 1") == "!overflow");
  CHECK(evaluate("actor.least - 1") == "!overflow");
  CHECK(evaluate("actor.big * 2") == "!overflow");
  CHECK(evaluate("actor.least * -1") == "!overflow");
  CHECK(evaluate("-actor.least") == "!overflow");
  CHECK(evaluate("actor.least / -1") == "!overflow");
  CHECK(evaluate("actor.least % -1") == "!overflow");
  CHECK(evaluate("abs(actor.least)") == "!overflow");
  CHECK(evaluate("actor.i / actor.z") == "!division_by_zero");
  CHECK(evaluate("actor.i % actor.z") == "!division_by_zero");
  CHECK(evaluate("actor.big + 0") == "9223372036854775807");
  CHECK(evaluate("actor.least + 0") == "-9223372036854775808");
  CHECK(evaluate("actor.least / 1") == "-9223372036854775808");
}

TEST_CASE("double arithmetic is finite or an error") {
  CHECK(evaluate("actor.d * 2.0 + 0.5 - 1.0") == "4.5");
  CHECK(evaluate("actor.d / 2.0") == "1.25");
  CHECK(evaluate("-actor.d") == "-2.5");
  CHECK(evaluate("actor.huge + actor.huge") == "!not_finite");
  CHECK(evaluate("-actor.huge - actor.huge") == "!not_finite");
  CHECK(evaluate("actor.huge * 2.0") == "!not_finite");
  CHECK(evaluate("actor.d / actor.zero") == "!not_finite");
  CHECK(evaluate("actor.zero / actor.zero") == "!not_finite");
  CHECK(evaluate("actor.tiny / 2.0") == "0.0");
  CHECK(evaluate("-actor.zero") == "0.0");
  CHECK(evaluate("0.1 + 0.2") == "0.30000000000000004");
  CHECK(evaluate("distance(actor.p, actor.far)") == "!not_finite");
  CHECK(evaluate("actor.d + 1") == "3.5");  // an int literal beside a double is one
}

TEST_CASE("comparison of like with like") {
  CHECK(evaluate("[1 < 2, 2 <= 2, 3 > 2, 2 >= 3, 1 == 1, 1 != 1]") == "[true,true,true,false,true,false]");
  CHECK(evaluate("[1.0 < 2.5, 2.5 <= 2.5, 3.0 > 2.5, 2.0 >= 3.0, 1.5 == 1.5, 1.5 != 1.5]") == "[true,true,true,false,true,false]");
  CHECK(evaluate("['a' < 'b', 'a' <= 'a', 'b' > 'a', '' >= 'a', 'a' == 'a', 'a' != 'a']") == "[true,true,true,false,true,false]");
  CHECK(evaluate("['Z' < 'a', 'é' > 'z', '😀' > '€']") == "[true,true,true]");  // UTF-8 byte order
  CHECK(evaluate("[true == true, true != false, false < true]") == "[true,true,true]");
  CHECK(evaluate("[[1, 2] == [1, 2], [1, 2] == [2, 1], [1] != []]") == "[true,false,true]");
  CHECK(evaluate("actor.p == [3.0, 4.0, 0.0]") == "true");
  CHECK(evaluate("{'a': 1, 'b': 'x'} == {'b': 'x', 'a': 1}") == "true");
  CHECK(evaluate("0.0 == -0.0") == "true");
}

TEST_CASE("an int and a double are compared exactly, not after rounding") {
  CHECK(evaluate("actor.i < actor.d") == "false");
  CHECK(evaluate("actor.i > actor.d") == "true");
  CHECK(evaluate("actor.d <= actor.i") == "true");
  CHECK(evaluate("actor.big < 9223372036854775808.0") == "true");
  CHECK(evaluate("actor.big >= 9223372036854775808.0") == "false");
  CHECK(evaluate("actor.least <= -9223372036854775808.0") == "true");
  CHECK(evaluate("actor.least < -9223372036854775808.0") == "false");
  CHECK(evaluate("actor.big > actor.huge") == "false");
  CHECK(evaluate("actor.i - 7 < actor.tiny") == "true");
}

TEST_CASE("a conditional evaluates one side") {
  CHECK(evaluate("actor.b ? 1 : 1 / actor.z") == "1");
  CHECK(evaluate("!actor.b ? 1 / actor.z : 2") == "2");
  CHECK(evaluate("1 / actor.z > 0 ? 1 : 2") == "!division_by_zero");
  CHECK(evaluate("actor.b ? actor.o : null") == "5");
  CHECK(evaluate("actor.b ? null : 1") == "null");
}

TEST_CASE("strings") {
  CHECK(evaluate("actor.s + 'd'") == R"("abcd")");
  CHECK(evaluate("size(actor.s) + actor.s.size()") == "6");
  CHECK(evaluate("size(actor.utf)") == "3");
  CHECK(evaluate("[actor.s.contains('b'), actor.s.startsWith('ab'), actor.s.endsWith('ab')]") == "[true,true,false]");
  CHECK(evaluate("[actor.s.contains(''), actor.empty.contains('a'), ''.startsWith('')]") == "[true,false,true]");
  CHECK(evaluate("'q\\u00e9' + actor.utf") == "\"q\xC3\xA9\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
}

TEST_CASE("a string made by a rule has an end") {
  // 2^20 code points at most: a list of lists of joins would be the way to gigabytes.
  CHECK(evaluate("[1, 2, 3].map(x, 'ab' + string(x))") == R"(["ab1","ab2","ab3"])");
  const auto rules = R"({"ludex": 1, "entities": {"player": {"live": {"state": {"s": "string"}}}}, "actions": {"Go": {"params": {"s": "string"}, "let": {"a": "params.s + params.s", "b": "a + a", "c": "b + b", "d": "c + c", "e": "d + d",
    "f": "e + e", "g": "f + f", "h": "g + g", "i": "h + h", "j": "i + i", "k": "j + j"}, "effects": ["actor.s = k"]}}})";
  ludex::test::Game game(rules, ludex::test::players(1));
  const auto go = [&](std::size_t n) { return game.verdict(ludex::test::line(1, 1000, "Go", "\"params\":{\"s\":\"" + std::string(n, 'x') + "\"}")); };
  CHECK(go(512).find("accepted") != std::string::npos);
  CHECK(go(513).find("overflow") != std::string::npos);
}

TEST_CASE("loops of concatenations end before the machine's memory does") {
  const auto rules = R"json({"ludex": 1, "entities": {"player": {"live": {"state": {"l": "list<int> max 1000", "n": "int"}}}}, "actions": {"Go": {"params": {"s": "string"},
    "let": {"a": "params.s + params.s + params.s + params.s", "b": "a + a + a + a + a + a + a + a", "c": "b + b + b + b + b + b + b + b"},
    "effects": ["actor.n = size(actor.l.map(x, c + string(x)))"]}}})json";
  std::string world = R"({"ludex_world":1,"entities":{"player":{"1":{"live":{"l":[0)";
  for (int i = 1; i < 1000; ++i) world += ",1";
  ludex::test::Game game(rules, world + "]}}}}}");
  CHECK(game.verdict(ludex::test::line(1, 1000, "Go", "\"params\":{\"s\":\"" + std::string(3000, 'x') + "\"}")).find("overflow") != std::string::npos);
  CHECK(game.reason(ludex::test::line(1, 1000, "Go", R"("params":{"s":"x"})")) == "accepted");
}

TEST_CASE("lists, maps and membership") {
  CHECK(evaluate("actor.l[0] + actor.l[2]") == "4");
  CHECK(evaluate("actor.l[3]") == "!index_out_of_range");
  CHECK(evaluate("actor.l[-1]") == "!index_out_of_range");
  CHECK(evaluate("actor.l[actor.big]") == "!index_out_of_range");
  CHECK(evaluate("actor.el[0]") == "!index_out_of_range");
  CHECK(evaluate("actor.l + [9] + actor.el") == "[1,2,3,9]");
  CHECK(evaluate("[size(actor.l), size(actor.el), size(actor.m), size([]), size({'a': 1})]") == "[3,0,2,0,1]");
  CHECK(evaluate("[2 in actor.l, 9 in actor.l, 1 in [], 'a' in actor.ls]") == "[true,false,false,true]");
  CHECK(evaluate("actor.m['a'] + actor.m.b") == "3");
  CHECK(evaluate("actor.m['zz']") == "!no_such_key");
  CHECK(evaluate("actor.m.zz") == "!no_such_key");
  CHECK(evaluate("['a' in actor.m, 'zz' in actor.m, has(actor.m.a), has(actor.m.zz)]") == "[true,false,true,false]");
  CHECK(evaluate("[actor.im[7], actor.im[int('7')]]") == R"(["seven","seven"])");
  CHECK(evaluate("actor.im[8]") == "!no_such_key");
  CHECK(evaluate("[7 in actor.im, 8 in actor.im]") == "[true,false]");
  CHECK(evaluate("{actor.s: 1, 'x' + actor.s: 2}['xabc']") == "2");
  CHECK(evaluate("{actor.s: 1, 'ab' + 'c': 2}") == "!no_such_key");  // the same key twice
  CHECK(evaluate("{'b': 1, 'a': [true, false], 'c': null}") == R"({"a":[true,false],"b":1,"c":null})");
}

TEST_CASE("rows, tables and enumerations") {
  CHECK(evaluate("tables.weapons[actor.w].damage") == "12");
  CHECK(evaluate("tables.weapons.sword.range") == "1.5");
  CHECK(evaluate("tables.weapons['bow'].range") == "60.0");
  CHECK(evaluate("tables.weapons[actor.s].damage") == "!no_such_key");
  CHECK(evaluate("tables.weapons['sw' + 'ord'].damage") == "20");
  CHECK(evaluate("['bow' in tables.weapons, actor.s in tables.weapons]") == "[true,false]");
  CHECK(evaluate("[actor.w == 'bow', actor.w != params.w, actor.w == actor.s, actor.w in actor.lw, actor.s in actor.lw]") == "[true,true,false,true,false]");
  CHECK(evaluate("actor.wm[actor.w] + actor.wm['bow']") == "8");
  CHECK(evaluate("actor.wm['sword']") == "!no_such_key");
  CHECK(evaluate("tables.weapons[tables.weapons.bow.kin].damage") == "20");
  CHECK(evaluate("tables.weapons[tables.weapons.sword.kin].damage") == "!no_such_overload");
  CHECK(evaluate("[actor.e == 'blue', actor.e == 'red', actor.e in ['red'], 'x' + actor.e == 'xblue', actor.e + 'x' == 'bluex', string(actor.e) == 'blue']") == "[true,false,false,true,true,true]");
  CHECK(evaluate("[actor.w < 'c', actor.e > 'a']") == "[true,true]");
}

TEST_CASE("optionals: null, present, and reading what is not there") {
  CHECK(evaluate("[has(actor.o), has(actor.none), has(params.n), actor.o == null, actor.none == null, actor.o == 5, actor.none == 5]") == "[true,false,false,false,true,true,false]");
  CHECK(evaluate("actor.o + 1") == "6");
  CHECK(evaluate("actor.none + 1") == "!no_such_overload");
  CHECK(evaluate("actor.none") == "null");
  CHECK(evaluate("has(actor.r.y) ? size(actor.r.y) : -1") == "-1");
  CHECK(evaluate("[has(other), has(nobody), has(actor.i)]") == "[true,false,true]");
  CHECK(evaluate("nobody.i") == "!no_such_key");
  CHECK(evaluate("nobody.id") == "!no_such_key");
  CHECK(evaluate("has(nobody) && nobody.i > 0") == "false");
}

TEST_CASE("conversions are exact or refused") {
  CHECK(evaluate("[int(2.9), int(-2.9), int('42'), int('-42'), int(actor.digits), int(7)]") == "[2,-2,42,-42,42,7]");
  CHECK(evaluate("int(1e19)") == "!overflow");
  CHECK(evaluate("int(9223372036854775808.0)") == "!overflow");
  CHECK(evaluate("int(-9223372036854775808.0)") == "!overflow");  // CEL: neither end tells whether it was rounded onto it
  CHECK(evaluate("int(9223372036854774784.0)") == "9223372036854774784");
  for (const char* bad : {"''", "' 1'", "'1 '", "'1.0'", "'1e3'", "'0x1'", "'-'", "'+'", "'+-1'", "'9223372036854775808'", "'9999999999999999999999999'", "'é'"}) CHECK(evaluate("int(" + std::string(bad) + ")") == "!conversion");
  CHECK(evaluate("int('-9223372036854775808')") == "-9223372036854775808");
  CHECK(evaluate("[int('+1'), int('007'), int('-0'), int('+0000000000000000000000009223372036854775807')]") == "[1,7,0,9223372036854775807]");
  CHECK(evaluate("[double(3), double('2.5e1'), double(actor.d), double('-0.5')]") == "[3.0,25.0,2.5,-0.5]");
  CHECK(evaluate("double(actor.big)") == "9.223372036854776e+18");
  for (const char* bad : {"''", "'.'", "'+'", "'.e1'", "'NaN'", "'Infinity'", "'inf'", "'1e'", "'0x1p3'", "' 1'"}) CHECK(evaluate("double(" + std::string(bad) + ")") == "!conversion");
  CHECK(evaluate("[double('+1'), double('1.'), double('.5'), double('-.5e1'), double('007.25')]") == "[1.0,1.0,0.5,-5.0,7.25]");
  CHECK(evaluate("double('1e400')") == "!not_finite");
  CHECK(evaluate("[string(7), string(2.5), string(1.0), string(true), string('x'), string(-0.0)]").find(R"(["7","2.5","1.0","true","x")") == 0);
  CHECK(evaluate("[bool('true'), bool('false'), bool(true)]") == "[true,false,true]");
  CHECK(evaluate("['1', 't', 'T', 'true', 'TRUE', 'True'].all(x, bool(x)) && ['0', 'f', 'F', 'false', 'FALSE', 'False'].all(x, !bool(x))") == "true");
  for (const char* bad : {"''", "'TrUe'", "'yes'", "'01'", "' true'"}) CHECK(evaluate("bool(" + std::string(bad) + ")") == "!conversion");
}

TEST_CASE("functions of numbers keep their type, rounding gives doubles") {
  CHECK(evaluate("[min(3, 1, 2), max(3, 1, 2), abs(-4), clamp(9, 0, 5), clamp(-9, 0, 5), clamp(3, 0, 5)]") == "[1,3,4,5,0,3]");
  CHECK(evaluate("[min(3.0, 1.5), max(3.0, 1.5), abs(-4.5), clamp(9.5, 0.0, 5.0)]") == "[1.5,3.0,4.5,5.0]");
  CHECK(evaluate("math.min(1, 2) + math.max(1, 2)") == "3");
  CHECK(evaluate("min(1, 2.5)") == "1.0");
  CHECK(evaluate("[floor(2.7), floor(-2.2), ceil(2.2), ceil(-2.7), round(2.5), round(-2.5), round(0.5), round(0.49999999999999994), round(2.4)]") == "[2.0,-3.0,3.0,-2.0,3.0,-3.0,1.0,0.0,2.0]");
  CHECK(evaluate("round(4503599627370497.5)") == "4503599627370498.0");
  CHECK(evaluate("floor(3)") == "3.0");
  CHECK(evaluate("[distance(actor.p, vec3(0, 0, 0)), distance(vec3(1, 2, 3), vec3(1, 2, 3))]") == "[5.0,0.0]");
  CHECK(evaluate("vec3(1, actor.d, -0.0)") == "[1.0,2.5,0.0]");
  CHECK(evaluate("[500ms, 2s, 5m, 24h]") == "[500,2000,300000,86400000]");
  CHECK(evaluate("[15%, 1%]") == "[0.15,0.01]");
}

TEST_CASE("macros") {
  CHECK(evaluate("[actor.l.all(x, x > 0), actor.l.all(x, x > 1), actor.el.all(x, false)]") == "[true,false,true]");
  CHECK(evaluate("[actor.l.exists(x, x == 2), actor.l.exists(x, x > 5), actor.el.exists(x, true)]") == "[true,false,false]");
  CHECK(evaluate("[actor.l.exists_one(x, x > 2), actor.l.exists_one(x, x > 1), actor.el.exists_one(x, true)]") == "[true,false,false]");
  CHECK(evaluate("actor.l.map(x, x * x)") == "[1,4,9]");
  CHECK(evaluate("actor.l.map(x, x > 1, string(x))") == R"(["2","3"])");
  CHECK(evaluate("actor.l.filter(x, x != 2)") == "[1,3]");
  CHECK(evaluate("actor.m.map(k, k)") == R"(["a","b"])");
  CHECK(evaluate("actor.m.all(k, actor.m[k] > 0)") == "true");
  CHECK(evaluate("actor.im.map(k, k + 1)") == "[8]");
  CHECK(evaluate("[1, 2].map(x, [3, 4].map(y, x * y))") == "[[3,4],[6,8]]");
  CHECK(evaluate("[1, 2].map(x, [x, 9].filter(x, x > 1))") == "[[9],[2,9]]");  // the inner name hides the outer
  CHECK(evaluate("actor.l.map(x, 6 / (x - 2))") == "!division_by_zero");
  CHECK(evaluate("actor.l.filter(x, 6 / (x - 2) > 0)") == "!division_by_zero");
  CHECK(evaluate("actor.l.exists_one(x, 6 / (x - 2) > 0)") == "!division_by_zero");
}
