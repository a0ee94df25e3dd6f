#include "expr/habits.h"

#include <doctest/doctest.h>

#include <string>

#include "expr/functions.h"
#include "expr/not_in_rules.h"
#include "ludex/expression.h"

namespace {

using namespace ludex;

/// What is wrong with an expression over x, a list of ints; s, a text; n, an int; b, a bool.
std::string fault_of(std::string_view text) {
  EvaluateOptions options;
  options.variables = R"({"x":[1],"s":"a","n":1,"b":true,"r":{"y":1}})";
  const auto result = evaluate(text, options);
  return result ? "a value" : result.error().message;
}

struct Row {
  const char* text;
  const char* says;  ///< the end of what is said of it
};

}  // namespace

TEST_CASE("what is a habit of another language is told how rules say it") {
  constexpr Row kRows[] = {
      {"b and b", "write '&&'"}, {"b or b", "write '||'"}, {"not b", "write '!'"}, {"n is 1", "write '=='"}, {"n = 1", "comparison is '=='"}, {"n === 1", "comparison is '=='"}, {"n !== 1", "comparison is '!='"}, {"n <> 1", "write '!='"},
      {"n ** 2", "write pow(x, y)"}, {"n ^ 2", "write pow(x, y), or math.bitXor(a, b)"}, {"~n", "write math.bitNot(x)"}, {"n << 2", "write math.bitShiftLeft(x, places)"}, {"n mod 2", "write '%'"}, {"n ?? 1", "write x.orValue(d)"}, {"r?.y", "write x.?field"},
      {"n++", "an expression changes nothing: write x + 1"}, {"n += 1", "an expression changes nothing: that is an effect"}, {"if b then 1 else 2", "write c ? a : b"}, {"for", "write x.all(v, E), exists, filter or map"}, {"let y = 1", "write cel.bind(name, value, E), or a let of the action"},
      {"x.map(y => y)", "a function of each item is written x.map(v, E)"}, {"lambda y: y", "a function of each item is written x.map(v, E)"}, {"x[0:1]", "a part of a list is x.slice(begin, end), of a text x.substring(begin, end)"},
      {"`s`", "a text stands in ' or \""}, {"\u201Cs\u201D", "a text stands in ' or \""}, {"'a' 'b'", "texts are joined with '+'"}, {"f\"{n}\"", "texts are joined with '+', and string(x) makes one of a number"}, {"'a' + n", "write string(…) around what is no text"},
      {"# why", "a comment begins with '//'"}, {"/* why */ 1", "a comment begins with '//'"}, {"$n", "names stand as they are, without '$'"}, {"n; n", "an expression is one value: name parts of it with cel.bind(name, value, E) or a let"},
      {"500 ms", "units are ms, s, m, h and %, right behind the number: 500ms"}, {"3 days", "units are ms, s, m, h and %, right behind the number: 500ms"}, {"1 < n < 3", "comparisons do not chain, write a < b && b < c"},
      {"True", "write true"}, {"None", "write null"}, {"len(x)", "write size(x)"}, {"x.size", "write size(x)"}, {"s.length", "write size(x)"}, {"s.toUpperCase()", "write x.upperAscii()"}, {"x.includes(1)", "write v in x"}, {"x.sum()", "keep the total in a field, which effects change"},
      {"s.matches('\\d')", "write \\\\ for a backslash, or r'…' where a backslash is meant, as in patterns"},
  };
  for (const Row& row : kRows) {
    const std::string fault = fault_of(row.text);
    CAPTURE(row.text);
    CAPTURE(fault);
    CHECK(fault.ends_with(row.says));
  }
}

TEST_CASE("what only looks like a habit is left alone") {
  CHECK(fault_of("n min 2").ends_with("found 'min'"));  // a unit stands behind a number
  CHECK(fault_of("n )").ends_with("found ')'"));
  CHECK(fault_of("n == == 1").ends_with("found '=='"));
  CHECK(fault_of("1 +").ends_with("found the end"));
  CHECK(fault_of("'a' < 1").ends_with("between string and int"));
  CHECK(fault_of("lenn").find("write") == std::string::npos);
}

TEST_CASE("no function of rules, and none that is refused with a reason of its own, counts as a habit") {
  for (const expr::Function& f : expr::functions()) {
    CAPTURE(std::string(f.name));
    CHECK((expr::habit_of_function(f.name).empty() || std::string_view(f.name) == "length"));  // of a vec3; people mean a text's
  }
  for (const expr::NotInRules& f : expr::not_in_rules()) CHECK(expr::habit_of_function(f.name).empty());
}
