// Names and types: every refusal with what was meant, at the byte where it stands.

#include <doctest/doctest.h>

#include <string>

#include "helpers/expression.h"

using ludex::test::evaluate;
using ludex::test::refused;

TEST_CASE("an unknown name is pointed at, with the nearest one") {
  CHECK(refused("actr.i + 1") == "0 unknown name 'actr'; did you mean 'actor'?");
  CHECK(refused("1 + paramz.n") == "4 unknown name 'paramz'; did you mean 'params'?");
  CHECK(refused("sevn") == "0 unknown name 'sevn'; did you mean 'seven'?");
  CHECK(refused("actor.ii") == "6 kind 'player' has no field 'ii'; did you mean 'id'?");
  CHECK(refused("actor.live.utff") == "11 kind 'player' has no field 'utff'; did you mean 'utf'?");
  CHECK(refused("actor.profile.i") == "6 kind 'player' has no profile");
  CHECK(refused("params.nn") == "7 this action has no parameter 'nn'; did you mean 'n'?");
  CHECK(refused("tables.weapon.sword") == "7 unknown table 'weapon'; did you mean 'weapons'?");
  CHECK(refused("tables.weapons.sord.damage") == "15 table 'weapons' has no row 'sord'; did you mean 'sword'?");
  CHECK(refused("tables.weapons['sord'].damage") == "15 table 'weapons' has no row 'sord'; did you mean 'sword'?");
  CHECK(refused("tables.weapons.bow.damag") == "19 table 'weapons' has no column 'damag'; did you mean 'damage'?");
  CHECK(refused("flags.bonnus") == "6 unknown flag 'bonnus'; did you mean 'bonus'?");
  CHECK(refused("request.sesion") == "8 a request has no 'sesion'; did you mean 'session'?");
  CHECK(refused("actor.r.xx") == "8 there is no field 'xx'; did you mean 'x'?");
  CHECK(refused("siz(actor.l)") == "0 unknown function 'siz'; did you mean 'size'?");
  CHECK(refused("actor.wm['boww']") == "9 table 'weapons' has no row 'boww'; did you mean 'bow'?");
}

TEST_CASE("a comparison with a name that is none is false, and warned of with the nearest") {
  const auto warning = [](const char* expression) {
    const std::string summary = ludex::test::compile(ludex::test::expression_rules("\"require\": [{\"that\": " + ludex::test::quoted(expression) + ", \"else\": \"no\"}]")).summary_json();
    const auto at = summary.find("is never equal");
    return at == std::string::npos ? std::string() : summary.substr(at, summary.find('"', at) - at);
  };
  CHECK(evaluate("[actor.e == 'bleu', 'bleu' != actor.e, actor.w == 'boww']") == "[false,true,false]");
  CHECK(warning("actor.e == 'bleu'") == "is never equal to a value of type enum(red,blue); did you mean 'blue'?");
  CHECK(warning("'bleu' != actor.e") == "is never equal to a value of type enum(red,blue); did you mean 'blue'?");
  CHECK(warning("actor.w == 'boww'") == "is never equal to a value of type row weapons; did you mean 'bow'?");
  CHECK(warning("actor.w == 'bow' && 'blue' == actor.e").empty());
}

TEST_CASE("an int and a double do not mix in arithmetic, and the fix is said") {
  CHECK(refused("actor.i + actor.d") == "8 '+' has no meaning between int and double; write double(…) around the int");
  CHECK(refused("actor.d * actor.i") == "8 '*' has no meaning between double and int; write double(…) around the int");
  CHECK(refused("actor.d % 2.0") == "8 '%' has no meaning between double and double");
  CHECK(refused("vec3(1, 2, actor.i)").find("vec3 is written vec3(x, y, z)") != std::string::npos);
  CHECK(evaluate("double(actor.i) + actor.d") == "9.5");
}

TEST_CASE("operators take what they are for") {
  CHECK(refused("actor.s - 'a'") == "8 '-' has no meaning between string and string");
  CHECK(refused("actor.s + 1") == "8 '+' has no meaning between string and int; write string(…) around what is no text");
  CHECK(refused("!actor.i") == "0 '!' takes a bool, not int");
  CHECK(refused("-actor.s") == "0 '-' takes a number, not string");
  CHECK(refused("actor.i && true") == "6 '&&' takes bools, not int");
  CHECK(refused("true || 'x'") == "8 '||' takes bools, not string");
  CHECK(refused("actor.p < actor.p") == "8 values of type vec3 have no order");
  CHECK(refused("[1] < [2]") == "4 values of type list<int> have no order");
  CHECK(refused("actor.i == actor.s") == "8 '==' has no meaning between int and string");
  CHECK(refused("actor.i == null") == "8 '==' has no meaning between int and null");
  CHECK(refused("actor.p == [1.0, 2.0]").find("has no meaning between") != std::string::npos);
  CHECK(refused("actor == other").find("compare ids") != std::string::npos);
  CHECK(refused("actor.i ? 1 : 2") == "6 the condition is int, not bool");
  CHECK(refused("true ? 1 : 'a'").find("types differ: int and string") != std::string::npos);
  CHECK(refused("1 in actor.i").find("'in' looks into a list, a map or a table, not into int") != std::string::npos);
  CHECK(refused("'a' in actor.l").find("the list holds int, not string") != std::string::npos);
  CHECK(refused("1 in actor.m").find("the map's keys are string, not int") != std::string::npos);
  CHECK(refused("1 in tables.weapons").find("a table's keys are strings, not int") != std::string::npos);
}

TEST_CASE("indexing and selecting") {
  CHECK(refused("actor.l['a']") == "8 a list is indexed by an int, not by string");
  CHECK(refused("actor.i[0]") == "7 a value of type int cannot be indexed");
  CHECK(refused("actor.m[1]") == "8 the map's keys are string, not int");
  CHECK(refused("tables.weapons[1].damage") == "15 a table is indexed by a row key, not by int");
  CHECK(refused("[][0]") == "2 the list is always empty");
  CHECK(refused("actor.i.x") == "8 a value of type int has no field 'x'");
  CHECK(refused("actor.p.w") == "8 a vec3 has .x, .y and .z");
}

TEST_CASE("functions say how they are written") {
  CHECK(refused("size(1)").find("size is written size(string, list or map); it got (int)") != std::string::npos);
  CHECK(refused("size()") == "0 size is written size(string, list or map)");
  CHECK(refused("contains('a', 'b')") == "0 contains is written x.contains(…)");
  CHECK(refused("actor.i.abs()") == "8 abs is written abs(…)");
  CHECK(refused("min(1)") == "0 min is written min(a, b, …) of one number type");
  CHECK(refused("min('a', 'b')").find("it got (string, string)") != std::string::npos);
  CHECK(refused("min(actor.i, actor.d)").find("write double(…) around the int") != std::string::npos);
  CHECK(refused("floor('1')").find("floor is written floor(double)") != std::string::npos);
  CHECK(refused("distance(actor.p, 1)").find("distance is written distance(vec3, vec3)") != std::string::npos);
  CHECK(refused("'a'.contains(1)").find("x.contains(string)") != std::string::npos);
  CHECK(refused("bool(1)").find("bool is written bool(string)") != std::string::npos);
}

TEST_CASE("what rules do not have is refused with the reason, as unsupported") {
  for (const char* f : {"'%d'.format([1])", "timestamp('x')", "uint(1)"}) {
    const auto errors = ludex::test::errors_of(ludex::test::expression_rules("\"result\": " + ludex::test::quoted(f)));
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].code == ludex::ErrorCode::unsupported);
    CHECK(errors[0].message.find("() is not part of rules: ") != std::string::npos);
  }
}

TEST_CASE("an entity, a table or a word alone is no value") {
  CHECK(refused("actor") == "0 an entity is not a value; take its id or a field");
  CHECK(refused("tables").find("this is not a value yet; go on with '.'") != std::string::npos);
  CHECK(refused("tables.weapons").find("this is not a value yet") != std::string::npos);
  CHECK(refused("flags") != "");
  CHECK(refused("request") != "");
  CHECK(refused("actor.live") != "");
  CHECK(refused("[actor]").find("a list cannot hold entity player") != std::string::npos);
  CHECK(refused("{'a': actor}").find("a map cannot hold entity player") != std::string::npos);
  CHECK(refused("size(actor)") != "");
}

TEST_CASE("lists and maps have one type inside, literals adapt to it") {
  CHECK(refused("[1, 'a']").find("types differ: int and string") != std::string::npos);
  CHECK(refused("[1, actor.d, 'a']") != "");
  CHECK(evaluate("[1, actor.d, 3]") == "[1.0,2.5,3.0]");
  CHECK(evaluate("[actor.w, 'sword']") == R"(["bow","sword"])");
  CHECK(evaluate("[actor.w, 'axe']") == R"(["bow","axe"])");  // no row: a list of text
  CHECK(refused("[null]").find("a list cannot hold null") != std::string::npos);
  CHECK(refused("{1: 2}").find("map keys are strings here, not int") != std::string::npos);
  CHECK(refused("{'a': 1, 'a': 2}").find("the key 'a' stands twice") != std::string::npos);
  CHECK(refused("{'a': 1, 'b': 'x'}[actor.s]").find("types differ") != std::string::npos);
  CHECK(evaluate("{'a': 1, 'b': 2}[actor.ls[1]]") == "2");
}

TEST_CASE("a literal that no double holds exactly does not become one") {
  CHECK(refused("actor.d + 9007199254740993").find("the literal is not exact as a double") != std::string::npos);
  CHECK(evaluate("actor.d - actor.d + 9007199254740992") == "9007199254740992.0");
}

TEST_CASE("macros run over lists and maps, with a bool") {
  CHECK(refused("actor.i.all(x, true)") == "8 all() runs over a list or a map, not over int");
  CHECK(refused("actor.l.filter(x, x)") == "18 filter() takes a bool condition, not int");
  CHECK(refused("actor.l.map(x, null)").find("a list cannot hold null") != std::string::npos);
  CHECK(refused("actor.l.map(x, y)").find("unknown name 'y'") != std::string::npos);
  CHECK(refused("x").find("unknown name 'x'") != std::string::npos);
}

TEST_CASE("a loop that could turn a million times is refused before it runs") {
  CHECK(refused("actor.el.all(a, actor.el.all(b, a == b))").find("this loop could turn 4294967296 times, the limit is 1000000") != std::string::npos);
  CHECK(refused("actor.l.all(a, actor.l.all(b, actor.l.all(c, actor.l.all(d, true))))").empty());
  CHECK(refused("actor.l.all(a, actor.l.all(b, actor.l.all(c, actor.l.all(d, actor.l.all(e, true)))))").find("3200000 times") != std::string::npos);
}

TEST_CASE("looking through a list inside a loop counts as turns") {
  CHECK(refused("actor.el.all(x, x in actor.el)").find("this search could look 4294967296 times, the limit is 1000000") != std::string::npos);
  CHECK(refused("actor.el.all(x, x in actor.l)").find("1310720 times") != std::string::npos);
  CHECK(refused("1 in actor.el").empty());
  CHECK(refused("actor.l.all(x, x in actor.l)").empty());
}

TEST_CASE("has takes what may be missing") {
  CHECK(refused("has(seven)").find("has() takes a field or an optional entity") != std::string::npos);
  CHECK(refused("has(now)") != "");
  CHECK(refused("has(params.zz)") != "");
  CHECK(refused("has(actor.m.a)").empty());
}

TEST_CASE("a condition is a bool, an optional one is read") {
  CHECK(refused("actor.i", "require") == "6 expected bool, got int");
  CHECK(refused("actor.o == 5", "require").empty());
  CHECK(refused("'true'", "require") == "0 expected bool, got string");
}

TEST_CASE("permit reads the envelope and parameters, never state") {
  CHECK(refused("actor.i == 1", "permit") == "0 permit may not read state ('actor'); put this into a 'require' clause");
  CHECK(refused("seven == 1", "permit").find("permit may not read the let 'seven'") != std::string::npos);
  CHECK(refused("now > 1", "permit") == "0 permit may not read 'now'; put this into a 'require' clause");
  CHECK(refused("request.origin == 'client' && params.w == 'bow' && flags.bonus > 1 && tables.weapons.bow.damage > 1", "permit").empty());
}

TEST_CASE("effects assign state and nothing else") {
  CHECK(refused("actor.i = 'a'", "effect") == "10 expected int, got string");
  CHECK(refused("actor.i = actor.d", "effect") == "16 expected int, got double");
  CHECK(refused("actor.d = actor.i", "effect") == "16 expected double, got int; write double(…) around it");
  CHECK(refused("actor.d = 1", "effect").empty());
  CHECK(refused("actor.s += 'x'", "effect") == "6 only an int or a double can be added to, not string");
  CHECK(refused("actor.id = 1", "effect").find("an id cannot be assigned") != std::string::npos);
  CHECK(refused("params.n = 1", "effect").find("only state of an entity can be assigned") != std::string::npos);
  CHECK(refused("now = 1", "effect").find("the target of an effect is a field") != std::string::npos);
  CHECK(refused("seven = 1", "effect").find("the target of an effect is a field") != std::string::npos);
  CHECK(refused("tables.weapons.bow.damage = 1", "effect").find("only state of an entity can be assigned") != std::string::npos);
  CHECK(refused("flags.bonus = 1", "effect").find("only state of an entity can be assigned") != std::string::npos);
  CHECK(refused("remove actor.i", "effect").find("only a map entry, a list item or an optional field can be removed") != std::string::npos);
  CHECK(refused("actor.zz = 1", "effect").find("has no field 'zz'") != std::string::npos);
  CHECK(refused("actor.w = 'axe'", "effect").find("is not one of the rows of table 'weapons'") != std::string::npos);
  CHECK(refused("actor.wm = {'axe': 1}", "effect").find("'axe' is not a key of map<row weapons, int>") != std::string::npos);
  CHECK(refused("actor.wm = {'bow': 1}", "effect").empty());
  CHECK(refused("actor.o += 1", "effect") != "");
  CHECK(refused("actor.i + 1 = 2", "effect") != "");
}

TEST_CASE("what is known of a type is not asked again: these need no conversion") {
  for (const char* e : {"actor.w = params.w", "actor.w = 'bow'", "actor.e = 'red'", "actor.o = 5", "actor.o = null", "actor.o = actor.i", "actor.p = [1, 2, 3]", "actor.p = vec3(1, 2, 3)", "actor.l = []", "actor.l = [1] + actor.l",
                        "actor.m = {'x': 1}", "actor.m = {}", "actor.ld = [1, 2]", "actor.s = actor.w", "actor.s = actor.e", "actor.i = actor.o", "actor.i = other.id", "actor.lw = ['bow', 'sword']", "actor.r = {'x': 1, 'y': null}"})
    CHECK_MESSAGE(refused(e, "effect").empty(), e << ": " << refused(e, "effect"));
}

TEST_CASE("lets that hold the one before twice are refused before their types fill the machine") {
  std::string lets = "\"l0\": \"{'a': 1}\"";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "l" + std::to_string(i - 1);
    lets += ", \"l" + std::to_string(i) + "\": \"{'a': " + before + ", 'b': " + before + "}\"";
  }
  const auto errors = ludex::test::errors_of(R"({"ludex": 1, "entities": {"player": {"live": {"state": {"i": "int"}}}}, "actions": {"A": {"let": {)" + lets + "}}}}");
  REQUIRE(!errors.empty());
  CHECK(errors[0].pointer == "/actions/A/let/l11");
  CHECK(errors[0].message.find("more than 4096 parts") != std::string::npos);
}
