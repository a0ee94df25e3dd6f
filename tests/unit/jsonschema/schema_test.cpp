// Verdicts, limits and what they cost. Messages have explain_test.cpp.
#include "ludex/schema.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/allocations.h"
#include "jsonschema/evaluate.h"

using namespace ludex;

namespace {

Schema compiled(const std::string& text, const SchemaOptions& options = {}) {
  auto schema = Schema::compile(text, options);
  REQUIRE_MESSAGE(schema.ok(), schema.error().message);
  return *schema;
}
std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("an instance that is no strict JSON is malformed, not a mismatch") {
  const Schema any = compiled("true");
  for (const char* text : {"", "[1,]", "{\"a\":1,\"a\":1}", "\"\xFF\"", "NaN", "1 2"}) {
    const Validation v = any.validate(text);
    CHECK_FALSE(v.valid);
    REQUIRE_MESSAGE(v.malformed.has_value(), text);
    CHECK(v.malformed->code == ErrorCode::json);
    CHECK(v.mismatches.empty());
    CHECK_FALSE(any.validator().is_valid(text));
  }
  CHECK(any.validate("[1,]").malformed->offset == 3);
}

TEST_CASE("comments are read where allowed") {
  ValidationOptions options;
  CHECK_FALSE(compiled("true").validate("[1 /* one */]", options).valid);
  options.allow_comments = true;
  CHECK(compiled("true").validate("[1 /* one */] // end", options).valid);
}

TEST_CASE("the limits of reading hold") {
  ValidationOptions options;
  options.max_depth = 3;
  options.max_nodes = 5;
  options.max_bytes = 20;
  const Schema any = compiled("true");
  CHECK(any.validate("[[[]]]", options).valid);
  CHECK_FALSE(any.validate("[[[[]]]]", options).valid);
  CHECK(any.validate("[1,2,3,4]", options).valid);
  CHECK_FALSE(any.validate("[1,2,3,4,5]", options).valid);
  CHECK_FALSE(any.validate("\"" + repeated("x", 19) + "\"", options).valid);
  options = {};
  options.max_depth = 1'000'000;  // the evaluator's own limit stays
  CHECK(any.validate(repeated("[", 512) + repeated("]", 512), options).valid);
  CHECK_FALSE(any.validate(repeated("[", 513) + repeated("]", 513), options).valid);
}

TEST_CASE("a schema whose alternatives multiply is stopped by its steps") {
  // Every level tries both ways: 2^40 of them.
  std::string schema = "{\"$defs\":{\"d40\":{\"type\":\"string\"}";
  for (int i = 0; i < 40; ++i) {
    const std::string next = "{\"$ref\":\"#/$defs/d" + std::to_string(i + 1) + "\"}";
    schema += ",\"d" + std::to_string(i) + "\":{\"anyOf\":[" + next + ",{\"allOf\":[" + next + "]}]}";
  }
  const Schema bomb = compiled(schema + "},\"$ref\":\"#/$defs/d0\"}");
  ValidationOptions options;
  options.max_steps = 1'000'000;
  const Validation v = bomb.validate("1", options);
  CHECK_FALSE(v.valid);
  REQUIRE(v.malformed.has_value());
  CHECK(v.malformed->code == ErrorCode::schema);
  CHECK(v.malformed->message.find("1000000 steps") != std::string::npos);
  CHECK(bomb.validate("\"x\"", options).valid);
  // Whatever stops it, nothing follows from it.
  const Schema negated = compiled(schema + "},\"not\":{\"$ref\":\"#/$defs/d0\"}}");
  CHECK_FALSE(negated.validate("1", options).valid);
}

TEST_CASE("a dynamic reference that turns in circles is stopped by its depth") {
  const Schema turning = compiled(R"({"$id":"http://a/x","$dynamicAnchor":"n","anyOf":[{"type":"string"},{"$dynamicRef":"#n"}]})");
  const Validation v = turning.validate("1");
  CHECK_FALSE(v.valid);
  REQUIRE(v.malformed.has_value());
  CHECK(v.malformed->message.find("levels deep") != std::string::npos);
}

TEST_CASE("a recursive schema meets an instance as deep as allowed") {
  const Schema tree = compiled(R"({"type":"array","items":{"allOf":[{"$ref":"#"},{"not":{"type":"string"}}]}})");
  ValidationOptions options;
  options.max_depth = 512;
  CHECK(tree.validate(repeated("[", 512) + repeated("]", 512), options).valid);
  CHECK_FALSE(tree.validate(repeated("[", 511) + "\"x\"" + repeated("]", 511), options).valid);
}

TEST_CASE("what is told of alternatives in alternatives stays within the stack and the steps") {
  const Schema tree = compiled(R"({"anyOf":[{"type":"string"},{"type":"array","items":{"$ref":"#"}},{"oneOf":[{"type":"array","contains":{"$ref":"#"}},{"type":"null"}]}]})");
  ValidationOptions options;
  options.max_depth = 512;
  options.max_steps = 2'000'000;
  const Validation v = tree.validate(repeated("[", 511) + "1" + repeated("]", 511), options);
  CHECK_FALSE(v.valid);
  CHECK((v.malformed || v.mismatches.size() == 1));
  const Schema narrow = compiled(R"({"anyOf":[{"type":"string"},{"type":"array","items":{"$ref":"#"}}]})");
  const Validation w = narrow.validate(repeated("[", 511) + "1" + repeated("]", 511), options);
  CHECK_FALSE(w.malformed.has_value());
  REQUIRE(w.mismatches.size() == 1);
  CHECK(w.mismatches[0].message.size() < 2'000);
}

TEST_CASE("many items, members and names stay linear") {
  // 200,000 of each: quadratic work would be 4e10 steps.
  std::string items = "[", members = "{", schema = "{\"uniqueItems\":true,\"unevaluatedProperties\":{\"type\":\"integer\"},\"dependentRequired\":{\"k0\":[\"k1\"]},\"patternProperties\":{\"^x\":true}}";
  for (int i = 0; i < 200'000; ++i) {
    items += (i ? "," : "") + std::to_string(i * 7);
    members += std::string(i ? "," : "") + "\"k" + std::to_string(i) + "\":" + std::to_string(i);
  }
  const Schema s = compiled(schema);
  CHECK(s.validate(items + "]").valid);
  CHECK_FALSE(s.validate(items + ",70]").valid);
  CHECK(s.validate(members + "}").valid);
}

TEST_CASE("long numbers stay linear") {
  const Schema s = compiled(R"({"multipleOf":0.7,"minimum":-1e400,"enum":[1]})");
  CHECK_FALSE(s.validate(repeated("7", 1'000'000)).valid);
  CHECK_FALSE(s.validate("1e" + repeated("9", 1'000'000)).valid);
}

TEST_CASE("is_valid asks for no memory once it has seen such an instance") {
  const Schema s = compiled(R"j({"type":"object","required":["name","bag"],"additionalProperties":false,"properties":{"name":{"type":"string","pattern":"^[a-z]+$","minLength":2},
      "bag":{"type":"array","uniqueItems":true,"items":{"$ref":"#/$defs/item"}}},"$defs":{"item":{"oneOf":[{"type":"integer","minimum":0},{"enum":["a",{"b":1}]}]}},"unevaluatedProperties":false})j");
  const std::string good = R"({"name":"j\u0061ne","bag":[1,2,"a",{"b":1.0}]})", bad = R"({"name":"jane","bag":[1,2,2]})";
  SchemaValidator validator = s.validator();
  REQUIRE(validator.is_valid(good));
  REQUIRE_FALSE(validator.is_valid(bad));
  const auto before = test::allocation_count();
  bool is_right = true;
  for (int i = 0; i < 100; ++i) is_right = is_right && validator.is_valid(good) && !validator.is_valid(bad);
  CHECK(test::allocation_count() == before);
  CHECK(is_right);
}

TEST_CASE("formats are noted, and checked when asked") {
  const std::string schema = R"({"format":"ipv4"})";
  SchemaOptions options;
  CHECK(compiled(schema, options).validate("\"x\"").valid);
  options.assert_formats = true;
  CHECK_FALSE(compiled(schema, options).validate("\"x\"").valid);
  CHECK(compiled(schema, options).validate("\"1.2.3.4\"").valid);
  CHECK(compiled(schema, options).validate("1").valid);
  CHECK(compiled(R"({"format":"no-such"})", options).validate("\"x\"").valid);
}

TEST_CASE("a base URI is what relative references are seen from") {
  SchemaOptions options;
  options.base_uri = "http://a/b/main.json";
  options.documents = {{"http://a/b/part.json", R"({"type":"string"})"}};
  CHECK_FALSE(compiled(R"({"$ref":"part.json"})", options).validate("1").valid);
}

TEST_CASE("everything in JSON") {
  CHECK(validate_json("true", "1") == R"({"valid":true})");
  const auto of_schema = read_schema_options(R"({"formats":true,"base":"urn:b","documents":{"urn:a":{"const":9007199254740993}},"limits":{"max_depth":9}})");
  REQUIRE(of_schema.ok());
  CHECK(of_schema->assert_formats);
  CHECK(of_schema->base_uri == "urn:b");
  CHECK(of_schema->documents.at(0).text == R"({"const":9007199254740993})");
  CHECK(of_schema->max_depth == 9);
  const auto of_validation = read_validation_options(R"({"all":true,"comments":true,"limits":{"max_errors":99999999999,"max_steps":5}})");
  REQUIRE(of_validation.ok());
  CHECK(of_validation->all_errors);
  CHECK(of_validation->allow_comments);
  CHECK(of_validation->max_errors == 0xffffffffu);
  CHECK(of_validation->max_steps == 5);
  CHECK(read_schema_options("").ok());
  CHECK(read_schema_options(R"({"all":true})").error().message == "'all' is no option of a schema");
  CHECK(read_schema_options(R"({"limits":{"max_steps":5}})").error().message == "'max_steps' is no limit");
  CHECK(read_validation_options(R"({"formats":true})").error().message == "'formats' is no option of a validation");
  CHECK(read_validation_options("[").error().code == ErrorCode::json);
  CHECK(validate_json(R"({"type":"string"})", "1") == R"j({"valid":false,"errors":[{"pointer":"","keyword":"/type","message":"expected string, got 1 (number)","offset":0}]})j");
  CHECK(validate_json("true", "[") == R"({"valid":false,"malformed":{"code":"json","message":"expected a value","line":1,"column":2,"offset":1}})");
  CHECK(validate_json(R"({"type":1})", "1").find(R"({"errors":[{"code":"schema","message":"type is null)") == 0);
  CHECK(validate_json(R"({"$ref":"http://a/b"})", "1", R"({"documents":{"http://a/b":{"type":"integer"}}})") == R"({"valid":true})");
  CHECK(validate_json(R"({"format":"ipv4"})", "\"x\"", R"({"formats":true})").find("\"valid\":false") == 1);
  CHECK(validate_json("true", "[[1]]", R"({"limits":{"max_depth":1}})").find("malformed") != std::string::npos);
  CHECK(validate_json(R"({"items":false})", "[1,2,3]", R"({"all":true})").find("/2") != std::string::npos);
  for (const char* options : {"[]", R"({"x":1})", R"({"all":1})", R"({"limits":{"x":1}})", R"({"limits":{"max_depth":-1}})", R"({"documents":[]})", "{"})
    CHECK_MESSAGE(validate_json("true", "1", options).find("{\"errors\":[") == 0, options);
}
