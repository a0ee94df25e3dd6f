// Messages are for people: what was expected, what was there, and where.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ludex/schema.h"

using namespace ludex;

namespace {

std::vector<Mismatch> all(const std::string& schema, const std::string& instance) {
  auto compiled = Schema::compile(schema);
  REQUIRE_MESSAGE(compiled.ok(), compiled.error().message);
  ValidationOptions options;
  options.all_errors = true;
  return compiled->validate(instance, options).mismatches;
}
std::string first(const std::string& schema, const std::string& instance) {
  const auto mismatches = all(schema, instance);
  REQUIRE_MESSAGE(!mismatches.empty(), schema, instance);
  return to_string(mismatches[0]);
}

}  // namespace

TEST_CASE("what was expected and what was there") {
  CHECK(first(R"({"properties":{"params":{"properties":{"target":{"type":"integer"}}}}})", R"({"params":{"target":"42"}})") == R"(/params/target: expected integer, got "42" (string))");
  CHECK(first(R"({"type":["integer","null"]})", "1.5") == "the document: expected null or integer, got 1.5 (number)");
  CHECK(first(R"({"minimum":1})", "0") == "the document: expected at least 1, got 0");
  CHECK(first(R"({"exclusiveMaximum":1.50})", "2e0") == "the document: expected less than 1.50, got 2e0");
  CHECK(first(R"({"multipleOf":0.5})", "0.3") == "the document: expected a multiple of 0.5, got 0.3");
  CHECK(first(R"({"minLength":3})", "\"\xC3\xA9\"") == "the document: expected at least 3 characters, got 1: \"\xC3\xA9\"");
  CHECK(first(R"({"maxItems":1})", "[1,2]") == "the document: expected at most 1 item, got 2");
  CHECK(first(R"({"const":{"a":1}})", "2") == R"(the document: expected {"a":1}, got 2 (number))");
  CHECK(first(R"({"enum":["sword","bow",null]})", "\"swrod\"") == R"(the document: expected "sword", "bow" or null, got "swrod" (string); did you mean 'sword'?)");
  CHECK(first(R"({"pattern":"^a+$"})", "\"b\"") == "the document: expected text that matches ^a+$, got \"b\"");
  CHECK(first(R"({"not":{"type":"null"}})", "null") == "the document: fits what it must not fit: null (null)");
  CHECK(first(R"({"x-ludex":{"width":"u8"}})", "256") == "the document: expected a whole number from 0 to 255, got 256");
}

TEST_CASE("what is shown is short") {
  const std::string message = first(R"({"type":"integer"})", "\"" + std::string(10'000, 'x') + "\"");
  CHECK(message.size() < 150);
  CHECK(message.find("…") != std::string::npos);
}

TEST_CASE("members that are missing or unknown are named") {
  const std::string schema = R"({"properties":{"health":true,"mana":true},"required":["health","mana","a/b"],"additionalProperties":false})";
  const auto mismatches = all(schema, R"({"healt":1,"mana":2})");
  REQUIRE(mismatches.size() == 2);
  CHECK(mismatches[0].message == "missing 'health' and 'a/b'");
  CHECK(mismatches[0].keyword == "/required");
  CHECK(to_string(mismatches[1]) == "/healt: unknown property 'healt'; did you mean 'health'?");
  CHECK(mismatches[1].keyword == "/additionalProperties");
  CHECK(first(R"({"dependentRequired":{"card":["address","name"]}})", R"({"card":1,"name":2})") == "the document: 'card' needs beside it what is missing: 'address'");
  CHECK(first(R"({"propertyNames":{"maxLength":2}})", R"({"abc":1})") == R"(/abc: the name: expected at most 2 characters, got 3: "abc")");
  CHECK(first(R"({"properties":{"a":true},"unevaluatedProperties":false})", R"({"a/b":1})") == "/a~1b: nothing in the schema allows 'a~1b' here, got 1 (number)");
}

TEST_CASE("items are told by their place") {
  CHECK(first(R"({"uniqueItems":true})", "[1,[2],3,[2.0]]") == "/3: equals item 1, no two may be equal: [2.0]");
  CHECK(first(R"({"contains":{"type":"string"}})", "[1]") == "the document: expected at least 1 item of the kind it must contain, got 0");
  CHECK(first(R"({"contains":true,"maxContains":1})", "[1,2]") == "the document: expected at most 1 item of the kind it must contain, got 2");
  CHECK(first(R"({"prefixItems":[true],"items":false})", "[1,2]") == "/1: nothing is allowed here, got 2 (number)");
}

TEST_CASE("of alternatives the closest is told") {
  const std::string schema = R"({"oneOf":[{"type":"string"},{"properties":{"kind":{"const":"a"},"x":{"type":"integer"}},"required":["kind"]},{"properties":{"kind":{"const":"b"},"y":{"type":"integer"}},"required":["kind"]}]})";
  CHECK(first(schema, R"({"kind":"b","y":"no"})") == R"(the document: fits none of 3 alternatives; the closest is number 3: /y: expected integer, got "no" (string))");
  CHECK(first(R"({"oneOf":[{"type":"integer"},{"minimum":2}]})", "3") == "the document: fits the alternatives 1 and 2, exactly one is allowed: 3 (number)");
}

TEST_CASE("the first error is the first of the instance, all come in its order") {
  const std::string schema = R"({"properties":{"z":{"type":"integer"},"a":{"items":{"type":"integer"}}},"required":["q"]})", instance = R"({"a":[1,"x","y"],"z":null})";
  const auto mismatches = all(schema, instance);
  REQUIRE(mismatches.size() == 4);
  CHECK(mismatches[0].pointer.empty());
  CHECK(mismatches[1].pointer == "/a/1");
  CHECK(mismatches[2].pointer == "/a/2");
  CHECK(mismatches[3].pointer == "/z");
  CHECK(mismatches[1].offset == instance.find("\"x\""));
  const auto only = Schema::compile(schema)->validate(instance).mismatches;
  REQUIRE(only.size() == 1);
  CHECK(to_string(only[0]) == to_string(mismatches[0]));
}

TEST_CASE("no more errors than asked for") {
  ValidationOptions options;
  options.all_errors = true;
  options.max_errors = 3;
  CHECK(Schema::compile(R"({"items":{"type":"string"}})")->validate("[1,2,3,4,5]", options).mismatches.size() == 3);
}

TEST_CASE("the keyword is told where it is written") {
  SchemaOptions options;
  options.documents = {{"http://a/b", R"({"$defs":{"x":{"type":"string"}}})"}};
  const auto schema = Schema::compile(R"({"properties":{"a":{"$ref":"#/$defs/t"},"b":{"$ref":"http://a/b#/$defs/x"}},"$defs":{"t":{"minimum":3}}})", options);
  REQUIRE(schema.ok());
  CHECK(schema->validate(R"({"a":1})").mismatches.at(0).keyword == "/$defs/t/minimum");
  CHECK(schema->validate(R"({"b":1})").mismatches.at(0).keyword == "http://a/b#/$defs/x/type");
}
