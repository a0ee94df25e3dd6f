// One expression on its own: the language of rules, and CEL as specified.
#include <doctest/doctest.h>

#include <string>

#include "ludex/expression.h"

using namespace ludex;

namespace {

std::string rules(std::string_view expression, std::string_view variables = "{}", std::string_view types = "{}") {
  EvaluateOptions options;
  options.variables = variables;
  options.types = types;
  const auto result = evaluate(expression, options);
  if (!result) return "? " + result.error().message;
  return result->code == RuleError::none ? result->value + " " + result->type : "! " + std::string(to_string(result->code)) + " at " + std::to_string(result->error.caret);
}

std::string cel(std::string_view expression, std::string_view variables = "{}", std::string_view types = "{}", bool check = true, std::string_view container = "") {
  EvaluateOptions options;
  options.variables = variables;
  options.types = types;
  options.conformance = true;
  options.check = check;
  options.container = container;
  const auto result = evaluate(expression, options);
  if (!result) return "? " + result.error().message;
  return result->code == RuleError::none ? result->value : "! " + std::string(to_string(result->code));
}

const std::string kTrue = R"({"bool":true})", kFalse = R"({"bool":false})";

}  // namespace

TEST_CASE("rules: variables take the types their values suggest") {
  CHECK(rules("2 + 3 * x", R"({"x": 4})") == "14 int");
  CHECK(rules("a.b + 0.5", R"({"a": {"b": 1.5, "c": "x"}})") == "2.0 double");
  CHECK(rules("xs.map(x, x * 2)", R"({"xs": [1, 2]})").starts_with("[2,4] list<int>"));
  CHECK(rules("xs[0] + 1.0", R"({"xs": [1, 2.5]})") == "2.0 double");
  CHECK(rules("'é' + s", R"({"s": "\u00e9"})") == "\"éé\" string");
  CHECK(rules("1", "{}") == "1 int");
}

TEST_CASE("rules: an error that was absorbed is none") {
  CHECK(rules("1 / n == 1 || n == 0", R"({"n": 0})") == "true bool");
  CHECK(rules("[0, n].exists(x, 1 / x == 1)", R"({"n": 1})") == "true bool");
}

TEST_CASE("rules: or the types they are given") {
  CHECK(rules("size(m)", R"({"m": {"a": 1}})", R"({"m": "map<string, int>"})") == "1 int");
  CHECK(rules("x * 2.0", R"({"x": 3})", R"({"x": "double"})") == "6.0 double");
  CHECK(rules("x", R"({"x": 3})", R"({"x": "int 0..2"})").find("'x'") != std::string::npos);
  CHECK(rules("x", R"({"x": 3})", R"({"x": "inr"})").starts_with("? "));
  CHECK(rules("x", "{}", R"({"x": "int"})") == "? 'x' has a type but no value among the variables");
  CHECK(rules("x", R"({"x": null})") == "? variable 'x': null says nothing about its type; give one in the types");
  CHECK(rules("x", R"({"x": []})").find("an empty list says nothing") != std::string::npos);
  CHECK(rules("x", R"({"x": [1, "a"]})").find("items of a list have one type") != std::string::npos);
}

TEST_CASE("rules: what they refuse, they refuse here") {
  CHECK(rules("1u") == "? rules have no type uint; leave the 'u' out, and declare an int with a bound, as in int >= 0");
  CHECK(rules("b'x'") == "? rules have no type bytes: requests and saves are JSON, whose texts are Unicode; write a text");
  CHECK(rules("2 * 1.5").starts_with("3.0"));
  CHECK(rules("x * 1.5", R"({"x": 2})") == "? '*' has no meaning between int and double; write double(…) around the int");
  CHECK(rules("helth", R"({"health": 1})") == "? unknown name 'helth'; did you mean 'health'?");
  CHECK(rules("actor.x") == "? unknown name 'actor'");
  CHECK(rules("now").starts_with("? "));
  CHECK(rules("1 / (2 - 2)") == "! division_by_zero at 2");
  CHECK(rules("1.0 / 0.0") == "! not_finite at 4");
}

TEST_CASE("the errors of an expression have their place") {
  const auto result = evaluate("1 +\n  * 2");
  REQUIRE(!result.ok());
  CHECK(result.error().line == 2);
  CHECK(result.error().column == 3);
  CHECK(result.error().caret == 6);
  CHECK(result.error().excerpt == "1 +\n  * 2");
  CHECK(!evaluate("'\xff'").ok());
  CHECK(evaluate(std::string(20'000, '1')).error().message.find("longer than") != std::string::npos);
  EvaluateOptions broken;
  broken.variables = "{\"x\": }";
  CHECK(evaluate("1", broken).error().code == ErrorCode::json);
  broken.variables = "[1]";
  CHECK(evaluate("1", broken).error().code == ErrorCode::json);
}

TEST_CASE("cel: literals") {
  CHECK(cel("0x1Fu") == R"({"uint":"31"})");
  CHECK(cel("b'\\xff\\377é'") == R"({"bytes":"ffffc3a9"})");
  CHECK(cel("br'\\n'") == R"({"bytes":"5c6e"})");
  CHECK(cel("'\\377'") == "{\"string\":\"ÿ\"}");
  CHECK(cel("-9223372036854775808") == R"({"int":"-9223372036854775808"})");
  CHECK(cel("15%4") == R"({"int":"3"})");
  CHECK(cel("5s").starts_with("? a number may not run into a word"));
  CHECK(cel("b'\\u0041'").starts_with("? bytes have no \\u escapes"));
  CHECK(cel("-0.0") == R"({"double":-0.0,"bits":"8000000000000000"})");
  CHECK(cel("0.0 / 0.0") == R"({"double":"NaN","bits":"7ff8000000000000"})");
}

TEST_CASE("cel: equality and order across types") {
  CHECK(cel("dyn(1) == 1u && dyn(1u) == 1.0 && dyn('1') != 1") == kTrue);
  CHECK(cel("1 == 1.0") == "? '==' has no meaning between int and double; write double(…) around the int");
  CHECK(cel("dyn(-1) < 0u && dyn(9223372036854775807) < 9223372036854775808u") == kTrue);
  CHECK(cel("dyn(0.0/0.0) < 1 || dyn(0.0/0.0) >= 1 || 0.0/0.0 == 0.0/0.0") == kFalse);
  CHECK(cel("{1: 1.0, 2u: [3u]} == {2: [3.0], 1u: 1}") == kTrue);
  CHECK(cel("{1: 'a'}[1u] + {2u: 'b'}[2.0]") == "? [ ] takes a list and an int, or a map and a key, not map(int,string), uint");
  CHECK(cel("dyn({1: 'a'})[1u] + dyn({2u: 'b'})[2.0]") == R"({"string":"ab"})");
  CHECK(cel("dyn([]) < dyn([])") == "! no_such_overload");
  CHECK(cel("type(1) == int && type(int) == type && type(null) == null_type") == kTrue);
}

TEST_CASE("cel: errors are absorbed where the other side decides") {
  CHECK(cel("1 / 0 > 0 || true") == kTrue);
  CHECK(cel("false && 1 / 0 > 0") == kFalse);
  CHECK(cel("1 / 0 > 0 && true") == "! division_by_zero");
  CHECK(cel("'a' && false", "{}", "{}", false) == kFalse);
  CHECK(cel("[0, 1].exists(x, 1 / x == 1)") == kTrue);
  CHECK(cel("[1, 0].all(x, 1 / x == 1)") == "! division_by_zero");
  CHECK(cel("[1, 0].exists_one(x, 1 / x == 1)") == "! division_by_zero");
  CHECK(cel("nobody || true", "{}", "{}", false) == kTrue);
  CHECK(cel("nobody.f(1) || true", "{}", "{}", false) == kTrue);
  CHECK(cel("nobody || true") == "? unknown name 'nobody'");
}

TEST_CASE("cel: macros, also with two variables, and nested ones") {
  CHECK(cel("[3, 4].map(x, x > 3, [x, x].map(y, x + y))") == R"({"list":[{"list":[{"int":"8"},{"int":"8"}]}]})");
  CHECK(cel("[5, 6].transformList(i, v, i + v) == [5, 7]") == kTrue);
  CHECK(cel("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, k + k)") == R"({"map":[[{"string":"b"},{"string":"bb"}]]})");
  CHECK(cel("{'a': 1}.all(k, v, k == 'a' && v == 1) && [1].existsOne(i, v, i + v == 1)") == kTrue);
  CHECK(cel("[1].exists(x, [x].exists(x, x == 1) && x == 1)") == kTrue);
  CHECK(cel("cel.bind(x, 2, x * x)") == R"({"int":"4"})");
  CHECK(cel("cel.bind(x, 1 / 0, true || x > 0) && cel.bind(x, 1 / 0, x > 0 || true)") == kTrue);  // an error shows where the value is used
  CHECK(cel("cel.bind(x, 1 / 0, [1].map(y, x))") == "! division_by_zero");
  CHECK(cel("cel.block([1, cel.index(0) + 1, 1 / 0], [cel.index(1), cel.index(0)])") == R"({"list":[{"int":"2"},{"int":"1"}]})");
  CHECK(cel("cel.block([1 / 0], cel.index(0))") == "! division_by_zero");
  CHECK(cel("cel.block([1], cel.index(1))") == "? cel.index() and cel.iterVar() name what stands around them, and there is no such thing here");
  CHECK(cel("cel.block(1, 2)").starts_with("? block() takes a list"));
  CHECK(cel("[1].map(cel.iterVar(0, 0), cel.iterVar(0, 0) + 1)") == R"({"list":[{"int":"2"}]})");
  CHECK(cel("{'a': 1}.transformMapEntry(k, v, {v: k})") == R"({"map":[[{"int":"1"},{"string":"a"}]]})");
  CHECK(cel("[1, 1].transformMapEntry(i, v, {v: i})") == "! no_such_key");
  CHECK(cel("[1, 2].transformMapEntry(i, v, v > 1, {v: i})") == R"({"map":[[{"int":"2"},{"int":"1"}]]})");
  CHECK(cel("[,] == [] && {,} == {} && [1,] == [1]") == kTrue);
  for (const char* bad : {"[,1]", "[,,]", "{,1: 2}", "[1,,]", "size(,)"}) CHECK_MESSAGE(cel(bad).starts_with("?"), bad);
  CHECK(cel("[1].map(1, 2)").starts_with("? expected a variable name"));
  CHECK(cel("has({'a': 1}.a) && !has({'a': 1}.b) && has(m.a)", R"({"m": {"a": null}})") == kTrue);
  CHECK(cel("has(x)", R"({"x": 1})").starts_with("? has() takes a field"));
}

TEST_CASE("cel: names are looked for in the container first, the longest first") {
  CHECK(cel("y", R"({"com.y": 1, "y": 2})", "{}", true, "com.example") == R"({"int":"1"})");
  CHECK(cel(".y", R"({"com.y": 1, "y": 2})", "{}", true, "com.example") == R"({"int":"2"})");
  CHECK(cel("[7].map(y, y + .y)", R"({"y": 2})") == R"({"list":[{"int":"9"}]})");
  CHECK(cel("a.b.c", R"({"a.b": {"c": 1}, "a": {"b": {"c": 2}}})") == R"({"int":"1"})");
  CHECK(cel("a.`b-c`", R"({"a": {"b-c": 1}})") == R"({"int":"1"})");
  CHECK(cel("{'in': 1}.in").starts_with("? 'in' is a keyword"));
  CHECK(cel("{'for': 1}.for") == R"({"int":"1"})");
  CHECK(cel("for").starts_with("? 'for' is a reserved word"));
}

TEST_CASE("cel: conversions") {
  CHECK(cel("uint('18446744073709551615')") == R"({"uint":"18446744073709551615"})");
  CHECK(cel("int('-0009223372036854775808')") == R"({"int":"-9223372036854775808"})");
  CHECK(cel("int('9223372036854775808')") == "! overflow");
  CHECK(cel("int(9223372036854775807.0)") == "! overflow");
  CHECK(cel("uint(-0.5)") == "! overflow");
  CHECK(cel("int('1.5')") == "! conversion");
  CHECK(cel("double('.5e1') == 5.0 && double('-007.') == -7.0 && double('-inf') < 0.0") == kTrue);
  CHECK(cel("double('1e')") == "! conversion");
  CHECK(cel("string(1e23) + string(2.0) + string(b'\\xc3\\xa9')") == "{\"string\":\"1e+232é\"}");
  CHECK(cel("string(b'\\xff')") == "! conversion");
  CHECK(cel("bool('TrUe')") == "! conversion");
  CHECK(cel("timestamp('2000-02-29T23:59:59.5+01:00') + duration('1h0.5s') == timestamp('2000-03-01T00:00:00Z')") == kTrue);
  CHECK(cel("string(timestamp('2000-02-29T23:30:00.50Z') + duration('30m0.5s'))") == R"({"string":"2000-03-01T00:00:01Z"})");
  CHECK(cel("timestamp('2001-02-29T00:00:00Z')") == "! conversion");
  CHECK(cel("string(duration('-1.5s')) + string(duration('-0.5s'))") == R"({"string":"-1.5s-0.5s"})");
}

TEST_CASE("cel: nothing runs or grows without end") {
  std::string list = "[0";
  for (int i = 1; i < 200; ++i) list += ", " + std::to_string(i);
  list += "]";
  CHECK(cel("cel.bind(a, " + list + ", a.all(x, a.all(y, a.all(z, x + y + z >= 0))))") == "! overflow");
  std::string doubled = "a";
  for (int i = 0; i < 40; ++i) doubled = "cel.bind(a, [a, a], " + doubled + ")";
  CHECK(cel("cel.bind(a, [1], " + doubled + ")") == "! overflow");
  CHECK(cel("cel.bind(a, [1], cel.bind(b, " + doubled + ", b == b))") == "! overflow");
  std::string mapped = "a";
  for (int i = 0; i < 40; ++i) mapped = "cel.bind(a, {a: a}, " + mapped + ")";
  CHECK(cel("cel.bind(a, 1, " + mapped + ")") == "! no_such_overload");  // its type is as large as the value would be
  CHECK(cel("cel.bind(a, lists.range(60000), lists.range(60000).all(i, a == a))") == "! overflow");
  CHECK(cel("cel.bind(a, lists.range(60000).map(i, 'aaaaaaaaaaaaaaaa').join(), lists.range(60000).all(i, a.indexOf('b') < 0))") == "! overflow");
  CHECK(cel(std::string(200, '[') + std::string(200, ']')).find("nests deeper") != std::string::npos);
}

TEST_CASE("options as JSON") {
  CHECK(evaluate_json("x + 1", R"({"vars": {"x": 1}})") == R"({"value":2,"type":"int"})");
  CHECK(evaluate_json("x + 1u", R"({"vars": {"x": 1}, "types": {"x": "uint"}, "conformance": true})") == R"({"value":{"uint":"2"},"type":"uint"})");
  CHECK(evaluate_json("1 / 0", "").starts_with(R"({"error":{"code":"division_by_zero",)"));
  CHECK(evaluate_json("1 +", "{}") == R"({"error":{"code":"expression","message":"expected an expression, found the end","line":1,"column":4,"excerpt":"1 +","caret":3}})");
  CHECK(evaluate_json("1", R"({"vars": 1})").starts_with(R"({"error":{"code":"host")"));
  CHECK(evaluate_json("1", R"({"strict": true})").starts_with(R"({"error":{"code":"host")"));
  CHECK(evaluate_json("1", "{").starts_with(R"({"error":{"code":"json")"));
}
