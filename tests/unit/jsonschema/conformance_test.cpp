// The public part of the official suite, our own vectors in its format, and the runner itself.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "helpers/files.h"
#include "ludex/schema.h"

using namespace ludex;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
nlohmann::json run(const std::string& suite) { return nlohmann::json::parse(conformance_json_schema(suite)); }

}  // namespace

TEST_CASE("the public part of the official suite passes") {
  const auto folder = test::conformance_dir() / "json-schema";
  if (!std::filesystem::is_directory(folder)) return;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::string suite = "{\"files\":{";
  for (const auto& path : files) suite += (suite.back() == '{' ? "\"" : ",\"") + path.filename().string() + "\":" + read(path);
  const auto report = run(suite + "}}");
  CHECK_MESSAGE(report["failures"].empty(), report["failures"].dump(1));
  CHECK(report["refused"] == 0);
  CHECK(report["passed"].get<int>() + report["not_applicable"].get<int>() >= 1030);
  for (const auto& missing : report["missing"]) CHECK_MESSAGE(missing["why"].get<std::string>().find("http://localhost:1234/") != std::string::npos, missing.dump());
}

TEST_CASE("our own vectors pass, all of them") {
  const auto report = run(read(test::source_dir() / "tests/vectors/json_schema.json"));
  CHECK_MESSAGE(report["failures"].empty(), report["failures"].dump(1));
  CHECK(report["ok"] == true);
  CHECK(report["refused"] == 0);
  CHECK(report["not_applicable"] == 0);
}

TEST_CASE("what the runner counts as failed, refused and not applicable") {
  const auto group = [](const std::string& schema, const std::string& data, const std::string& valid) {
    return R"({"files":{"f":[{"description":"g","schema":)" + schema + R"(,"tests":[{"description":"t","data":)" + data + ",\"valid\":" + valid + "}]}]}}";
  };
  const auto counts = [](const nlohmann::json& r) { return std::vector<int>{r["passed"], r["failed"], r["refused"], r["not_applicable"]}; };
  CHECK(counts(run(group("true", "1", "true"))) == std::vector<int>{1, 0, 0, 0});
  CHECK(counts(run(group("true", "1", "false"))) == std::vector<int>{0, 1, 0, 0});
  CHECK(counts(run(group("{\"type\":1}", "1", "true"))) == std::vector<int>{0, 1, 0, 0});
  CHECK(counts(run(group("{\"pattern\":\"(?=a)\"}", "1", "true"))) == std::vector<int>{0, 0, 1, 0});
  CHECK(counts(run(group("{\"$ref\":\"http://a/b\"}", "1", "true"))) == std::vector<int>{0, 0, 0, 1});
  CHECK(run(group("true", "1", "true"))["ok"] == true);
  for (const std::string& suite : {group("true", "1", "false"), group("{\"pattern\":\"(?=a)\"}", "1", "true"), std::string("{\"files\":{}}"), std::string("[]"), std::string("{"), std::string("{\"files\":{\"f\":[1]}}")})
    CHECK_MESSAGE(run(suite)["ok"] == false, suite);
}
