#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "helpers/files.h"
#include "ludex/json.h"

using namespace ludex;

TEST_CASE("an error of strict reading says where it is") {
  const auto error = check_json("{\n  \"a\": 1,\n  \"a\": 2}");
  REQUIRE(error.has_value());
  CHECK(error->code == ErrorCode::json);
  CHECK(error->message == "duplicate key");
  CHECK(error->line == 3);
  CHECK(error->column == 3);
  CHECK(error->offset == 14);
  CHECK_FALSE(check_json("[1, 2.5e3, \"x\", null, {}]").has_value());
}

TEST_CASE("limits of strict reading are kept") {
  JsonLimits limits;
  limits.max_depth = 2;
  limits.max_nodes = 3;
  limits.max_bytes = 8;
  CHECK_FALSE(check_json("[[1]]", limits).has_value());
  CHECK(check_json("[[[1]]]", limits).has_value());
  CHECK(check_json("[1,2,3]", limits).has_value());
  CHECK(check_json("[      1 ]", limits).has_value());
  CHECK(check_json("[1]//x").has_value());
  limits.allow_comments = true;
  CHECK_FALSE(check_json("[1]//x", limits).has_value());
}

TEST_CASE("strict reading for front ends that speak JSON") {
  CHECK(check_json_report("[]") == R"({"valid":true})");
  CHECK(check_json_report("[,]") == R"({"valid":false,"error":{"code":"json","message":"expected a value","line":1,"column":2,"offset":1}})");
  CHECK(check_json_report("[]//", R"({"comments":true})") == R"({"valid":true})");
  CHECK(check_json_report("[[]]", R"({"max_depth":1})").find("nest too deeply") != std::string::npos);
  for (const char* limits : {"[]", "{", R"({"max_depth":-1})", R"({"comments":1})", R"({"max_nodes":4294967296})"})
    CHECK_MESSAGE(check_json_report("[]", limits).find("\"code\":\"host\"") != std::string::npos, limits);
}

TEST_CASE("the public parsing suite: y_ is read, n_ refused") {
  const auto folder = test::conformance_dir() / "json-parsing";
  if (!std::filesystem::is_directory(folder)) return;
  int read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("y_", 0) != 0 && name.rfind("n_", 0) != 0) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    JsonLimits grammar;
    grammar.allow_duplicate_keys = true;
    const auto error = check_json(text.str(), grammar);
    CHECK_MESSAGE(error.has_value() == (name[0] == 'n'), name);
    // By default two of them are refused, and nothing else.
    const auto strict = check_json(text.str());
    CHECK_MESSAGE((strict.has_value() == error.has_value() || strict->message == "duplicate key"), name);
    ++read;
  }
  CHECK(read > 200);
}
