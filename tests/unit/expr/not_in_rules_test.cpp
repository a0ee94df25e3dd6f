// Everything CEL has is in rules or is refused with a reason: nothing of the standard is "unknown".

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "expr/dyn_functions.h"
#include "expr/functions.h"
#include "expr/not_in_rules.h"
#include "helpers/expression.h"

using namespace ludex;
using ludex::test::refused;

namespace {

// Of the standard table: ".size" is written x.size(), "math.floor" is known as floor.
std::string name_in_rules(std::string name) {
  if (name.starts_with(".")) return name.substr(1);
  return name.starts_with("math.") ? name.substr(5) : name;
}

}  // namespace

TEST_CASE("every function of CEL as specified is in rules, or has a reason not to be") {
  const std::set<std::string> special = {"optional.of", "optional.none", "hasValue", "value", "or", "orValue"};  // checked without the table
  for (const expr::DynFunction& f : expr::dyn_functions()) {
    const std::string name = name_in_rules(f.name);
    if (!f.run || name[0] == '@') continue;  // operators; what macros end in
    CAPTURE(name);
    const expr::NotInRules* reason = expr::find_not_in_rules(name);
    CHECK((expr::find_function(name) || special.count(name) || reason));
    if (reason) CHECK(reason->is_standard);
  }
}

TEST_CASE("a reason names the function, says why and what to write instead") {
  std::set<std::string> names;
  for (const expr::NotInRules& x : expr::not_in_rules()) {
    const std::string name = x.name;
    CAPTURE(name);
    CHECK(names.insert(name).second);
    CHECK_FALSE(expr::find_function(name));
    const bool is_standard_method = expr::find_dyn_function("." + name) != expr::kNoFunction || name == "transformMapEntry";
    const std::string call = is_standard_method ? "actor.s." + name + "(1)" : name + "(1)";
    const std::string said = refused(call);
    CHECK(said.find(name + "() is not part of rules: " + x.reason + "; " + x.instead) != std::string::npos);
  }
}

TEST_CASE("what stands in place of a function compiles") {
  for (const char* e : {"floor_div(now, 1h) % 24", "(floor_div(now, 24h) + 4) % 7", "floor_div(now, 1m) % 60", "now % 1s", "actor.i != 0 ? actor.i : null", "[actor.o].unwrapOpt()", "'a ' + string(actor.i) + ' b'",
                        "actor.l.all(x, x in actor.l)", "actor.m.transformMap(k, v, v)", "cel.bind(x, 1, x + x)", "lists.range(10).filter(i, i < actor.i)"})
    CHECK_MESSAGE(refused(e) == "", e);
}

TEST_CASE("literals of types that rules have not say so") {
  CHECK(refused("5u").find("rules have no type uint") != std::string::npos);
  CHECK(refused("b'x'").find("rules have no type bytes") != std::string::npos);
  CHECK(refused("[?actor.o]").find("an item that may be missing is CEL, but not part of rules") != std::string::npos);
  CHECK(refused("{?'a': actor.o}").find("an entry that may be missing is CEL, but not part of rules") != std::string::npos);
}

TEST_CASE("a value in scope hides the library of its name") {
  CHECK(ludex::test::evaluate("[[1, 2]].map(lists, lists.size())") == "[2]");
  CHECK(refused("[[1, 2]].map(lists, lists.range(3))").find("range") != std::string::npos);
  CHECK(ludex::test::evaluate("[1].map(math, math.max(2, 3))") == "[3]");  // as ever: math. is sugar
}
