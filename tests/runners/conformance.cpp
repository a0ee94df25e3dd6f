// The public suites of JSON and JSON Schema through a front end: nst/JSONTestSuite, JSON-Schema-Test-Suite.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "vectors.h"

namespace ludex::vectors {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

// y_ must be accepted, n_ refused; of i_ either is right. That is a matter of grammar, which leaves equal names in one
// object to the reader: without that leave they are refused, and nothing else is.
void parsing(const FrontEnd& front_end, const fs::path& folder, const Report& done) {
  for (const fs::path& path : json_files(folder)) {
    const char kind = path.filename().string().front();
    const Json report = front_end.check_json(read_file(path.string()), R"({"duplicate_keys":true})");
    const Json strict = front_end.check_json(read_file(path.string()), "");
    const bool is_right = report.is_object() && report.contains("valid") && (kind == 'i' || report.at("valid") == (kind == 'y'));
    const bool says_why = is_right && (report.at("valid").get<bool>() || report.at("error").at("line").get<int>() > 0);
    const bool agrees = strict == report || strict.at("error").at("message") == "duplicate key";
    done("json-parsing/" + path.filename().string(), says_why && agrees ? std::vector<std::string>() : std::vector<std::string>{report.dump(), strict.dump()});
  }
}

std::uint64_t count_tests(const Json& groups) {
  std::uint64_t n = 0;
  for (const Json& group : groups) n += group.at("tests").size();
  return n;
}

// Every test has its verdict, or its schema needs a document that is not here.
void schema(const FrontEnd& front_end, const fs::path& folder, const Report& done) {
  std::string files;
  std::uint64_t total = 0;
  for (const fs::path& path : json_files(folder)) {
    const std::string text = read_file(path.string());
    files += (files.empty() ? "" : ",") + Json(path.filename().string()).dump() + ":" + text;
    total += count_tests(Json::parse(text));
  }
  const Json report = front_end.conformance_json_schema("{\"files\":{" + files + "}}");
  for (const Json& file : report.at("files")) {
    std::vector<std::string> problems;
    for (const char* list : {"failures", "refusals"})
      for (const Json& one : report.at(list))
        if (one.at("file") == file.at("file")) problems.push_back(one.dump());
    done("json-schema/" + file.at("file").get<std::string>(), problems);
  }
  const std::uint64_t passed = report.at("passed"), missing = report.at("not_applicable");
  std::printf("json-schema: %llu passed, %llu need a document that is not there, of %llu\n", static_cast<unsigned long long>(passed),
              static_cast<unsigned long long>(missing), static_cast<unsigned long long>(total));
  const bool is_whole = report.at("ok") == true && passed + missing == total;
  done("json-schema: every test is counted", is_whole ? std::vector<std::string>() : std::vector<std::string>{report.at("files").dump()});
}

// The cases of our own, in the same format.
void own_suite(const FrontEnd& front_end, const fs::path& path, const Report& done) {
  const Json report = front_end.conformance_json_schema(read_file(path.string()));
  const bool is_right = report.is_object() && report.at("ok") == true && report.at("refused") == 0 && report.at("not_applicable") == 0;
  done("json_schema.json", is_right ? std::vector<std::string>() : std::vector<std::string>{report.dump()});
}

}  // namespace

int run_conformance(const FrontEnd& front_end, const std::string& root, const Report& done) {
  const char* given = std::getenv("LUDEX_CONFORMANCE_DIR");
  const fs::path folder = given ? fs::path(given) : fs::path(root) / "../shared/conformance";
  int not_run = 0;
  own_suite(front_end, fs::path(root) / "tests/vectors/json_schema.json", done);
  struct Suite {
    const char* name;
    void (*run)(const FrontEnd&, const fs::path&, const Report&);
  };
  for (const Suite& suite : {Suite{"json-parsing", parsing}, Suite{"json-schema", schema}}) {
    if (fs::is_directory(folder / suite.name)) suite.run(front_end, folder / suite.name, done);
    else std::printf("no %s\n", (folder / suite.name).string().c_str()), ++not_run;
  }
  return not_run;
}

}  // namespace ludex::vectors
