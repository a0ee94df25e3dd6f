// What a schema is refused for, and where.
#include <doctest/doctest.h>

#include <string>

#include "ludex/schema.h"

using namespace ludex;

namespace {

Errors errors_of(const std::string& schema, const SchemaOptions& options = {}) {
  const auto compiled = Schema::compile(schema, options);
  return compiled ? Errors{} : compiled.errors();
}

void refuses(const std::string& schema, ErrorCode code, const std::string& pointer, const std::string& part, const SchemaOptions& options = {}) {
  const Errors errors = errors_of(schema, options);
  REQUIRE_MESSAGE(!errors.empty(), schema);
  CHECK_MESSAGE(errors[0].code == code, schema, " ", errors[0].message);
  CHECK_MESSAGE(errors[0].pointer == pointer, schema);
  CHECK_MESSAGE(errors[0].message.find(part) != std::string::npos, errors[0].message);
}

}  // namespace

TEST_CASE("a schema that is no strict JSON is refused") {
  for (const char* text : {"", "{", "{\"a\":1,\"a\":2}", "nul", "{} {}", "\xEF\xBB\xBF{}"}) {
    const Errors errors = errors_of(text);
    REQUIRE_MESSAGE(errors.size() == 1, text);
    CHECK(errors[0].code == ErrorCode::json);
    CHECK(errors[0].line == 1);
  }
}

TEST_CASE("a keyword with a value it cannot have is an error with its place") {
  refuses("1", ErrorCode::schema, "", "a schema is an object, true or false");
  refuses(R"({"properties":{"a":[]}})", ErrorCode::schema, "/properties/a", "not an array");
  refuses(R"({"type":"int"})", ErrorCode::schema, "/type", "'int' is no type");
  refuses(R"({"type":"strin"})", ErrorCode::schema, "/type", "did you mean 'string'?");
  refuses(R"({"type":[]})", ErrorCode::schema, "/type", "empty");
  refuses(R"({"items":[{}]})", ErrorCode::schema, "/items", "prefixItems");
  for (const char* count : {"minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties"})
    for (const char* value : {"-1", "1.5", "\"1\"", "null"}) refuses(std::string("{\"") + count + "\":" + value + "}", ErrorCode::schema, std::string("/") + count, "whole number from 0");
  for (const char* bound : {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}) refuses(std::string("{\"") + bound + "\":true}", ErrorCode::schema, std::string("/") + bound, "is a number");
  refuses(R"({"multipleOf":0})", ErrorCode::schema, "/multipleOf", "above 0");
  refuses(R"({"multipleOf":-1})", ErrorCode::schema, "/multipleOf", "above 0");
  refuses(R"({"multipleOf":1234567890123456789})", ErrorCode::unsupported, "/multipleOf", "18 significant digits");
  refuses(R"({"required":["a","a"]})", ErrorCode::schema, "/required", "'a' stands twice");
  refuses(R"({"required":"a"})", ErrorCode::schema, "/required", "list of names");
  refuses(R"({"dependentRequired":{"a":[1]}})", ErrorCode::schema, "/dependentRequired/a", "list of names");
  refuses(R"({"enum":1})", ErrorCode::schema, "/enum", "a list");
  for (const char* list : {"allOf", "anyOf", "oneOf", "prefixItems"}) refuses(std::string("{\"") + list + "\":[]}", ErrorCode::schema, std::string("/") + list, "empty list");
  refuses(R"({"uniqueItems":1})", ErrorCode::schema, "/uniqueItems", "true or false");
  refuses(R"({"title":1})", ErrorCode::schema, "/title", "a string");
  refuses(R"({"$defs":{"a":{"not":3}}})", ErrorCode::schema, "/$defs/a/not", "a schema is");
  refuses(R"({"$anchor":"1a"})", ErrorCode::schema, "/$anchor", "beginning with a letter");
  refuses(R"({"$id":"http://a/b#c"})", ErrorCode::schema, "/$id", "no fragment");
  refuses(R"({"x-ludex":{"width":"u64"}})", ErrorCode::schema, "/x-ludex/width", "u8");
  refuses(R"({"x-ludex":{"maxbytes":1}})", ErrorCode::schema, "/x-ludex/maxbytes", "did you mean 'maxBytes'?");
}

TEST_CASE("counts may be written as any whole number") {
  for (const char* schema : {R"({"minLength":2.0})", R"({"maxItems":1e400})", R"({"minProperties":20e-1})"}) CHECK_MESSAGE(errors_of(schema).empty(), schema);
}

TEST_CASE("all errors are told, in the order written") {
  const Errors errors = errors_of("{\n \"properties\": {\"a\": {\"type\": 1}},\n \"minimum\": \"x\",\n \"not\": []\n}");
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].pointer == "/properties/a/type");
  CHECK(errors[1].pointer == "/minimum");
  CHECK(errors[1].line == 3);
  CHECK(errors[2].pointer == "/not");
}

TEST_CASE("names that are no keywords, and keywords as names, are no matter") {
  for (const char* schema : {R"({"foo":1,"Type":3})", R"({"properties":{"type":{"type":"string"},"$ref":{}}})", R"({"const":{"$ref":"nowhere","$id":1}})", R"({"enum":[{"$anchor":1}]})", R"({"default":{"type":3}})"})
    CHECK_MESSAGE(errors_of(schema).empty(), schema);
}

TEST_CASE("a reference that leads nowhere is an error") {
  refuses(R"({"$ref":"#/$defs/a"})", ErrorCode::schema, "/$ref", "nothing at '/$defs'");
  refuses(R"({"$ref":"#a"})", ErrorCode::schema, "/$ref", "no anchor 'a'");
  refuses(R"({"$ref":"http://a/b"})", ErrorCode::schema, "/$ref", "'http://a/b' was not given");
  refuses(R"({"$ref":1})", ErrorCode::schema, "/$ref", "a string");
  refuses(R"({"$ref":"#/type","type":"string"})", ErrorCode::schema, "/type", "a schema is an object");
  SchemaOptions options;
  options.documents = {{"http://a/b", "{\"type\":"}, {"http://a/c", "{\"type\":3}"}};
  refuses(R"({"$ref":"http://a/b"})", ErrorCode::schema, "/$ref", "cannot be read", options);
  const Errors errors = errors_of(R"({"$ref":"http://a/c"})", options);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].file == "http://a/c");
  CHECK(errors[0].pointer == "/type");
  CHECK(errors_of("true", options).empty());  // whoever is not referred to is not looked at
}

TEST_CASE("references that never reach into the instance are errors, others are recursion") {
  refuses(R"({"$ref":"#"})", ErrorCode::schema, "/$ref", "never end");
  refuses(R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}})", ErrorCode::schema, "/$defs/b/allOf/0/$ref", "never end");
  refuses(R"({"anyOf":[{"type":"string"},{"not":{"$ref":"#"}}]})", ErrorCode::schema, "/anyOf/1/not/$ref", "never end");
  for (const char* schema : {R"({"items":{"$ref":"#"}})", R"({"properties":{"a":{"$ref":"#"}},"additionalProperties":{"$ref":"#"}})", R"({"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":true}})"})
    CHECK_MESSAGE(errors_of(schema).empty(), schema);
}

TEST_CASE("identifiers and anchors are unique") {
  refuses(R"({"$defs":{"a":{"$id":"http://a/x"},"b":{"$id":"http://a/x"}}})", ErrorCode::schema, "/$defs/a", "used by two schemas");
  refuses(R"({"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}})", ErrorCode::schema, "/$defs/a", "used by two schemas");
  CHECK(errors_of(R"({"$defs":{"a":{"$id":"a","$anchor":"x"},"b":{"$id":"b","$anchor":"x"}}})").empty());
}

TEST_CASE("what is not 2020-12 is refused, not misread") {
  for (const char* draft : {"http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-04/schema#"})
    refuses(std::string("{\"$schema\":\"") + draft + "\"}", ErrorCode::unsupported, "/$schema", "another draft");
  CHECK(errors_of(R"({"$schema":"https://json-schema.org/draft/2020-12/schema#"})").empty());
  refuses(R"({"$schema":"http://a/meta"})", ErrorCode::schema, "/$schema", "was not given");
  SchemaOptions options;
  options.documents = {{"http://a/meta", R"({"$vocabulary":{"http://a/vocab":true}})"}};
  refuses(R"({"$schema":"http://a/meta"})", ErrorCode::unsupported, "/$schema", "'http://a/vocab'", options);
}

TEST_CASE("a pattern without a linear automaton is refused") {
  refuses(R"j({"pattern":"(?=a)"})j", ErrorCode::unsupported, "/pattern", "not usable");
  refuses(R"j({"patternProperties":{"(a)\\1":true}})j", ErrorCode::unsupported, "/patternProperties/(a)\\1", "not usable");
}

TEST_CASE("the metaschema is at hand and checks schemas") {
  const auto meta = Schema::compile(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})");
  REQUIRE(meta.ok());
  CHECK(meta->validate(R"({"type":"object","properties":{"a":{"minLength":1,"items":{"$ref":"#"}}}})").valid);
  CHECK_FALSE(meta->validate(R"({"properties":{"a":{"minLength":-1}}})").valid);
  CHECK_FALSE(meta->validate(R"({"items":{"items":{"type":"strin"}}})").valid);
}

TEST_CASE("large schemas compile in linear time") {
  // Each of these is quadratic when members, anchors, items or required names are searched from the front.
  const int n = 20'000;
  std::string definitions = "{\"$defs\":{", list = "{\"$defs\":{\"l\":{\"prefixItems\":[", required = "{\"required\":[";
  for (int i = 0; i < n; ++i) {
    const std::string k = std::to_string(i), comma = i ? "," : "";
    definitions += comma + "\"d" + k + "\":{\"$anchor\":\"a" + k + "\",\"$ref\":\"#/$defs/e" + k + "\"},\"e" + k + "\":{\"$id\":\"http://x/" + k + "\"}";
    list += comma + "{\"type\":\"string\"}";
    required += comma + "\"p" + k + "\"";
  }
  list += "]}},\"prefixItems\":[";
  for (int i = 0; i < n; ++i) list += std::string(i ? "," : "") + "{\"$ref\":\"#/$defs/l/prefixItems/" + std::to_string(i) + "\"}";
  CHECK(errors_of(definitions + "}}").empty());
  CHECK(errors_of(list + "]}").empty());
  CHECK(errors_of(required + "]}").empty());
}

TEST_CASE("a long chain of references is no deep recursion") {
  std::string chain = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{";
  for (int i = 0; i < 20'000; ++i) chain += "\"d" + std::to_string(i) + "\":{\"$ref\":\"#/$defs/d" + std::to_string(i + 1) + "\"},";
  const auto schema = Schema::compile(chain + "\"d20000\":{\"type\":\"string\"}}}");
  REQUIRE(schema.ok());
  CHECK(schema->validate("\"x\"").valid);
  CHECK_FALSE(schema->validate("1").valid);
}
