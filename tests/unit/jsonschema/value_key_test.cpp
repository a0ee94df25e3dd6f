#include "jsonschema/value_key.h"

#include <doctest/doctest.h>

using namespace ludex;

namespace {

std::string key(std::string_view text) {
  json::Tape tape;
  REQUIRE(json::scan(text, {}, tape).ok());
  jsonschema::ValueKeys keys;
  std::string out;
  keys.append(out, text, tape, 0);
  return out;
}

}  // namespace

TEST_CASE("equal values have equal keys") {
  CHECK(key("1.0") == key("1"));
  CHECK(key(R"({"a":1,"b":[2,{"c":null}]})") == key(R"({ "b" : [2e0, {"\u0063":null}] , "a" : 10e-1 })"));
  CHECK(key(R"("é")") == key("\"\xC3\xA9\""));
}

TEST_CASE("different values have different keys") {
  const char* const values[] = {"null", "true", "false", "0", "1", "\"\"", "\"n\"", "\"1\"", "[]", "[[]]", "[[],[]]", "{}", "[{}]", "[1,2]", "[2,1]", "[12]", "[\"1\",\"2\"]", "[\"12\"]",
                                R"({"a":1})", R"({"a":2})", R"({"b":1})", R"({"a":1,"b":1})", R"({"a":{"b":1}})", R"(["a",1])", "-1", "0.1", "1e1"};
  for (const char* a : values)
    for (const char* b : values) CHECK_MESSAGE((key(a) == key(b)) == (a == b), a, " ", b);
}
