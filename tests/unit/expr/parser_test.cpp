#include "expr/parser.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace ludex::expr;

/// The canonical spelling; "OFFSET message" when it does not parse.
std::string parsed(std::string_view text) {
  Ast ast;
  std::uint32_t root = 0;
  if (const auto e = parse_expression(text, ast, root)) return std::to_string(e->offset) + " " + e->message;
  return print(ast, root);
}

std::string clause(std::string_view text, bool is_refusal = false) {
  Ast ast;
  ClauseText out;
  if (const auto e = is_refusal ? parse_refusal(text, ast, out) : parse_clause(text, ast, out)) return std::to_string(e->offset) + " " + e->message;
  return print(ast, out.that) + " / " + out.reason;
}

std::string effect(std::string_view text) {
  Ast ast;
  EffectText out;
  if (const auto e = parse_effect(text, ast, out)) return std::to_string(e->offset) + " " + e->message;
  std::string s = out.op + " " + print(ast, out.path);
  for (const auto part : {out.value, out.min, out.max}) s += " | " + (part == kNone ? std::string("-") : print(ast, part));
  return s;
}

}  // namespace

TEST_CASE("operators bind as in CEL") {
  CHECK(parsed("1+2*3") == "1 + 2 * 3");
  CHECK(parsed("(1+2)*3") == "(1 + 2) * 3");
  CHECK(parsed("a-b-c") == "a - b - c");
  CHECK(parsed("a-(b-c)") == "a - (b - c)");
  CHECK(parsed("a||b&&c==d+e*-f") == "a || b && c == d + e * -f");
  CHECK(parsed("(a||b)&&c") == "(a || b) && c");
  CHECK(parsed("!a.b") == "!a.b");
  CHECK(parsed("!(a&&b)") == "!(a && b)");
  CHECK(parsed("a<b==c") == "a < b == c");
  CHECK(parsed("a<(b==c)") == "a < (b == c)");
  CHECK(parsed("a in b in c") == "a in b in c");
  CHECK(parsed("a?b:c?d:e") == "a ? b : c ? d : e");
  CHECK(parsed("(a?b:c)?d:e") == "(a ? b : c) ? d : e");
  CHECK(parsed("-a.b[0]") == "-a.b[0]");
  CHECK(parsed("(-a).b") == "(-a).b");
  CHECK(parsed("- -a") == "-(-a)");
}

TEST_CASE("a sign belongs to its literal, so the least int64 can be written") {
  CHECK(parsed("-9223372036854775808") == "-9223372036854775808");
  CHECK(parsed("9223372036854775807") == "9223372036854775807");
  CHECK(parsed("9223372036854775808").find("0 integer literal is out of range of int64") == 0);
  CHECK(parsed("-9223372036854775809").find("1 integer literal is out of range of int64") == 0);
  CHECK(parsed("1 - 1") == "1 - 1");
  CHECK(parsed("1-1") == "1 - 1");
}

TEST_CASE("calls, methods, macros, lists and maps") {
  CHECK(parsed("f(a,b).g(c)[d].h") == "f(a, b).g(c)[d].h");
  CHECK(parsed("l.exists(x,x>1)") == "l.exists(x, x > 1)");
  CHECK(parsed("l.map(x,x>1,x*2)") == "l.map(x, x > 1, x * 2)");
  CHECK(parsed("[1,[],[2,],]") == "[1, [], [2]]");
  CHECK(parsed("{'a':1,b:{}}") == R"({"a": 1, b: {}})");
  CHECK(parsed("has(a.b)") == "has(a.b)");
  CHECK(parsed("has(a)") == "has(a)");
}

TEST_CASE("a syntax error stands where the reading stopped") {
  CHECK(parsed("") == "0 expected an expression, found the end");
  CHECK(parsed("1 +") == "3 expected an expression, found the end");
  CHECK(parsed("1 2") == "2 expected the end of the expression, found '2'");
  CHECK(parsed("(1") == "2 expected ')', found the end");
  CHECK(parsed("[1, 2") == "5 expected ']'" ", found the end");
  CHECK(parsed("a.") == "2 expected a field name, found the end");
  CHECK(parsed("a.1") == "1 expected the end of the expression, found '.1'");
  CHECK(parsed("a ? b") == "5 expected ':', found the end");
  CHECK(parsed("{1}") == "2 expected ':', found '}'");
  CHECK(parsed("a = b") == "2 expected the end of the expression, found '='; comparison is '=='");
  CHECK(parsed("f(a,)") == "4 expected an expression, found ')'");
  CHECK(parsed("a && && b") == "5 expected an expression, found '&&'");
  CHECK(parsed("x + 'open") == "4 the string is not closed");
  CHECK(parsed("let") == "0 'let' is a reserved word; write cel.bind(name, value, E), or a let of the action");
  CHECK(parsed("1 + if") == "4 'if' is a reserved word; write c ? a : b");
}

TEST_CASE("has and macros take what they are made for") {
  CHECK(parsed("has(a[0])").find("has() takes a field") != std::string::npos);
  CHECK(parsed("has(1 + 2)").find("has() takes a field") != std::string::npos);
  CHECK(parsed("has()") != "");
  CHECK(parsed("l.all(1, true)").find("expected a variable name") != std::string::npos);
  CHECK(parsed("l.all(x)").find("expected ','") != std::string::npos);
  CHECK(parsed("l.all(x, y, z, w)").find("all() takes a variable, or two, and one expression") != std::string::npos);
  CHECK(parsed("l.map(x, a, b, c)").find("map() takes a variable and one or two expressions") != std::string::npos);
  CHECK(parsed("l.all(in, true)").find("reserved word") != std::string::npos);
}

TEST_CASE("no nesting reaches the end of the stack") {
  const auto repeated = [](const char* text, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += text;
    return out;
  };
  for (const char* open : {"(", "[", "-", "!", "f(", "a[", "{1:", "a?b:", "a?(", "x.all(y,", "has("}) {
    const std::string text = repeated(open, 1500);
    CHECK(parsed(text).find("nests deeper than ") != std::string::npos);
  }
  // What is printed can be read again, however deep the signs.
  CHECK(parsed(parsed(repeated("-", 99) + "q")) == parsed(repeated("-", 99) + "q"));
  CHECK(parsed(repeated("-", 100) + "q").find("nests deeper than 100") != std::string::npos);
  CHECK(parsed("a" + repeated(".b", 200)).find("nests deeper than 100") != std::string::npos);
  CHECK(parsed("1" + repeated("+1", 200)).find("nests deeper than 100") != std::string::npos);
  CHECK(parsed(repeated("(", 90) + "1" + repeated(")", 90)) == "1");
  CHECK(parsed("[" + repeated("1,", 7000) + "]").size() > 7000);
  CHECK(parsed("[" + repeated((repeated("!", 90) + "a,").c_str(), 100) + "]").find("more than 8192 parts") != std::string::npos);
  CHECK(parsed(repeated(" ", 16 * 1024) + "1").find("longer than 16384 bytes") != std::string::npos);
}

TEST_CASE("a clause ends in else and a reason") {
  CHECK(clause("a > 0 else dead") == "a > 0 / dead");
  CHECK(clause("a ? b : c else dead") == "a ? b : c / dead");
  CHECK(clause("a > 0").find("5 a clause ends in 'else' and a reason") == 0);
  CHECK(clause("a > 0 else").find("10 expected a reason after 'else'") == 0);
  CHECK(clause("a > 0 else 7").find("11 expected a reason") == 0);
  CHECK(clause("a > 0 else x y") == "13 expected the end of the expression, found 'y'");
  CHECK(clause("a > 0 or dead").find("6 expected the end of the expression") == 0);
  CHECK(clause("") == "0 expected an expression, found the end");
}

TEST_CASE("a refusal ends in a colon and a reason, also behind a conditional") {
  CHECK(clause("a : gone", true) == "a / gone");
  CHECK(clause("a ? b : c : gone", true) == "a ? b : c / gone");
  CHECK(clause("a", true).find("1 a refusal ends in ':' and a reason") == 0);
  CHECK(clause("a :", true).find("3 expected a reason after ':'") == 0);
}

TEST_CASE("effects: set, add, sub, remove, with bounds") {
  CHECK(effect("a.b = 1") == "set a.b | 1 | - | -");
  CHECK(effect("a.b += 1 min 0 max 9") == "add a.b | 1 | 0 | 9");
  CHECK(effect("a.b -= c max 9 min 0") == "sub a.b | c | 0 | 9");
  CHECK(effect("a.b -= min(c, d) min 0") == "sub a.b | min(c, d) | 0 | -");
  CHECK(effect("remove a.m[k]") == "remove a.m[k] | - | - | -");
  CHECK(effect("a.b == 1").find("an effect is") != std::string::npos);
  CHECK(effect("a.b").find("an effect is") != std::string::npos);
  CHECK(effect("a.b += 1 min 0 min 1").find("the bound is given twice") != std::string::npos);
  CHECK(effect("a.b = 1 min 0").find("8 expected the end of the expression") == 0);
  CHECK(effect("a.b =") == "5 expected an expression, found the end");
  CHECK(effect("remove") == "6 expected an expression, found the end");
}

TEST_CASE("a field name in backquotes is printed in them") {
  using namespace ludex::expr;
  for (const char* text : {"m.`content-type`", "m.`.`", "m.`a b`.c", "m.plain"}) {
    Ast ast;
    std::uint32_t root = 0;
    CHECK_FALSE(parse_cel(text, ast, root).has_value());
    CHECK(print(ast, root) == text);
  }
}
