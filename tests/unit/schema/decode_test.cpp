#include "schema/decode.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "helpers/shapes.h"

namespace {

using namespace ludex;
using ludex::test::Shapes;

std::string decode(std::string_view shape, std::string_view json, Strictness strictness = Strictness::request) {
  Shapes s;
  return s.decode_short(shape, json, strictness);
}

}  // namespace

TEST_CASE("an int is any lexical form of an exact int64") {
  for (const char* one : {"1", "1.0", "10e-1", "1e0", "100e-2"}) CHECK(decode("int", one) == "1");
  CHECK(decode("int", "-0") == "0");
  CHECK(decode("int", "9223372036854775807") == "9223372036854775807");
  CHECK(decode("int", "-9223372036854775808") == "-9223372036854775808");
  CHECK(decode("int", "9223372036854775808") == " expected an integer of 64 bits");
  CHECK(decode("int", "1.5") == " expected an integer of 64 bits");
  CHECK(decode("int", "\"1\"") == " expected an integer");
  CHECK(decode("int", "true") == " expected an integer");
  CHECK(decode("int", "null") == " expected an integer");
}

TEST_CASE("a double is any finite number, and never negative zero") {
  CHECK(decode("double", "1") == "1.0");
  CHECK(decode("double", "-0.0") == "0.0");
  CHECK(decode("double", "-0") == "0.0");
  CHECK(decode("double", "1e400") == " is out of range of a double");
  CHECK(decode("double", "-1e400") == " is out of range of a double");
  CHECK(decode("double", "1e-400") == "0.0");
  CHECK(decode("double", "\"NaN\"") == " expected a number");
}

TEST_CASE("bounds include their ends, exclusive ones do not") {
  CHECK(decode("int 0..5", "0") == "0");
  CHECK(decode("int 0..5", "5") == "5");
  CHECK(decode("int 0..5", "-1") == " is out of its declared range");
  CHECK(decode("int 0..5", "6") == " is out of its declared range");
  CHECK(decode("double > 0 < 1", "0") == " is out of its declared range");
  CHECK(decode("double > 0 < 1", "1") == " is out of its declared range");
  CHECK(decode("double > 0 < 1", "5e-324") == "5e-324");
  CHECK(decode("int > 0", "1") == "1");
}

TEST_CASE("a length counts code points, not bytes") {
  CHECK(decode("string 2..3", R"("ab")") == R"("ab")");
  CHECK(decode("string 2..3", R"("é€😀")") == R"("é€😀")");
  CHECK(decode("string 2..3", R"("\u00e9\u20ac")") == R"("é€")");
  CHECK(decode("string 2..3", R"("é")") == " is shorter than allowed");
  CHECK(decode("string 2..3", R"("abcd")") == " is longer than allowed");
  CHECK(decode("string <= 3", R"("😀😀😀")") == R"("😀😀😀")");
  CHECK(decode("string <= 3", R"("😀😀😀😀")") == " is longer than allowed");
  CHECK(decode("string", "7") == " expected a string");
}

TEST_CASE("rows and names are known ones in a request") {
  CHECK(decode("row weapons", R"("bow")") == R"("bow")");
  CHECK(decode("row weapons", R"("b\u006fw")") == R"("bow")");
  CHECK(decode("row weapons", R"("axe")") == " is not a row of its table");
  CHECK(decode("row weapons", "0") == " expected a string");
  CHECK(decode("enum(a,b)", R"("b")") == R"("b")");
  CHECK(decode("enum(a,b)", R"("c")") == " is not one of the allowed names");
  CHECK(decode("ref player", "-12") == "-12");
  CHECK(decode("ref player", "\"7\"") == " expected an integer");
}

TEST_CASE("in state a row that is gone reads as the field's default") {
  CHECK(decode("row weapons = bow", R"("axe")", Strictness::state) == R"("bow")");
  CHECK(decode("enum(a,b) = b", R"("z")", Strictness::state) == R"("b")");
  CHECK(decode("row weapons", R"("axe")", Strictness::state) == " is not a row of its table");
  CHECK(decode("row weapons = bow", "1", Strictness::state) == " expected a string");  // not a name at all
  CHECK(decode("map<row weapons, int>", R"({"axe":3})", Strictness::state) == R"({"axe":3})");
  CHECK(decode("map<row weapons, int>", R"({"axe":3})") == "/axe is not a key this map can hold");
}

TEST_CASE("a vec3 is three finite numbers, and its fault is the whole's") {
  CHECK(decode("vec3", "[1,2.5,-0]") == "[1.0,2.5,0.0]");
  CHECK(decode("vec3", "[1,2]") == " expected a vec3: [x, y, z]");
  CHECK(decode("vec3", "[1,2,3,4]") == " expected a vec3: [x, y, z]");
  CHECK(decode("vec3", R"([1,2,"3"])") == " expected a vec3 of numbers");
  CHECK(decode("vec3", "[1,2,1e999]") == " is out of range of a double");
  CHECK(decode("vec3", R"({"x":1,"y":2,"z":3})") == " expected a vec3: [x, y, z]");
}

TEST_CASE("null is a value of an optional only") {
  CHECK(decode("int?", "null") == "null");
  CHECK(decode("int?", "3") == "3");
  CHECK(decode("int 0..5?", "9") == " is out of its declared range");
  for (const char* type : {"bool", "int", "double", "string", "vec3", "row weapons", "enum(a)", "list<int>", "map<string, int>"})
    CHECK(decode(type, "null").find("expected") != std::string::npos);
}

TEST_CASE("the size of a container is checked before what is in it") {
  CHECK(decode("list<int> max 2", R"(["a","b","c"])") == " has more items than allowed");
  CHECK(decode("map<string, int> max 1", R"({"a":"x","b":"y"})") == " has more entries than allowed");
  CHECK(decode("list<int 0..5>", "[1,9,\"x\"]") == "/1 is out of its declared range");
  CHECK(decode("list<list<int>>", "[[1],[2,true]]") == "/1/1 expected an integer");
}

TEST_CASE("map entries stand in UTF-8 order of their keys, whatever the order received") {
  CHECK(decode("map<string, int>", R"({"b":1,"a":2,"\u00e9":3,"B":4})") == R"({"B":4,"a":2,"b":1,"é":3})");
}

TEST_CASE("keys are bounded and spelled one way") {
  CHECK(decode("map<string 1..2, int>", R"({"":1})") == "/ is not a key this map can hold");
  CHECK(decode("map<string 1..2, int>", R"({"abc":1})") == "/abc is not a key this map can hold");
  CHECK(decode("map<int, int>", R"({"-7":1,"10":2,"9":3})") == R"({"-7":1,"10":2,"9":3})");
  for (const char* bad : {"07", "+7", "-0", "1.0", "1e2", "", "-", "x", "9223372036854775808", "7-", "--7"})
    CHECK(decode("map<int, int>", std::string("{\"") + bad + "\":1}").find("is not a key this map can hold") != std::string::npos);
  CHECK(decode("map<enum(a,b), int>", R"({"c":1})") == "/c is not a key this map can hold");
  CHECK(decode("map<string, int>", R"({"a/b~":"x"})") == "/a~1b~0 expected an integer");
}

TEST_CASE("record members are checked in declared order, then extra ones as received") {
  Shapes s;
  const Shape* r = s.parse(R"({"type":"object","properties":{"z":"int","a":"string","m":"int?","d":"int = 5"}})");
  REQUIRE(r);
  CHECK(s.decode(*r, R"({"a":"x","z":1})") == R"({"a":"x","d":5,"z":1})");
  CHECK(s.decode(*r, R"({"a":7,"z":"no","q":1})") == "/z expected an integer");   // z was declared first
  CHECK(s.decode(*r, R"({"a":7,"q":1})") == "/z is required");
  CHECK(s.decode(*r, R"({"z":1,"a":7,"q":1})") == "/a expected a string");
  CHECK(s.decode(*r, R"({"q":1,"z":1,"p":2,"a":"x"})") == "/q is not declared");  // the first as received
  CHECK(s.decode(*r, R"({"z":1,"a":"x","m":null})") == R"({"a":"x","d":5,"z":1})");  // null and absent are one
  CHECK(s.decode(*r, R"({"z":1,"a":"x","d":null})") == "/d expected an integer");
  CHECK(s.decode(*r, R"({"\u007a":1,"a":"x"})") == R"({"a":"x","d":5,"z":1})");
  CHECK(s.decode(*r, "[]") == " expected an object");
}

TEST_CASE("in state a missing member of a record takes its default") {
  Shapes s;
  const Shape* r = s.parse(R"({"type":"object","properties":{"z":"int","a":"string"}})");
  REQUIRE(r);
  CHECK(s.decode(*r, R"({"a":"x"})", Strictness::state) == R"({"a":"x","z":0})");
  CHECK(s.decode(*r, R"({"q":1})", Strictness::state) == "/q is not declared");
}

TEST_CASE("a record of more members than fit on the stack is decoded alike") {
  std::string properties, values, expected;
  for (int i = 10; i < 60; ++i) {
    properties += (i > 10 ? ",\"f" : "\"f") + std::to_string(i) + "\":\"int\"";
    values = "\"f" + std::to_string(i) + "\":" + std::to_string(i) + (i > 10 ? "," : "") + values;
    expected += (i > 10 ? ",\"f" : "\"f") + std::to_string(i) + "\":" + std::to_string(i);
  }
  Shapes s;
  const Shape* r = s.parse(R"({"type":"object","properties":{)" + properties + "}}");
  REQUIRE(r);
  CHECK(s.decode(*r, "{" + values + "}") == "{" + expected + "}");
  CHECK(s.decode(*r, "{}") == "/f10 is required");
}

TEST_CASE("closed sets of ints and doubles hold") {
  Shapes s;
  const Shape* i = s.parse(R"({"enum":[1,5]})");
  REQUIRE(i);
  CHECK(s.decode(*i, "5.0") == "5");
  CHECK(s.decode(*i, "2") == " is not one of the allowed values");
  const Shape* b = s.parse(R"({"const":true})");
  REQUIRE(b);
  CHECK(s.decode(*b, "false") == " is not one of the allowed values");
}
