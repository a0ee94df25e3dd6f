// tests/vectors/metrics.json through a front end: batches, and the OpenMetrics text that tells of them.

#include "vectors.h"

namespace ludex::vectors {
namespace {

// The digest of the rulebook is its own business.
std::string without_digest(std::string text) {
  const std::string label = "{digest=\"";
  const std::size_t at = text.find(label);
  return at == std::string::npos ? text : text.replace(at + label.size(), 16, "DIGEST");
}

}  // namespace

void run_metrics(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) {
    MetricsCase input;
    input.rulebook = file.at("rulebooks").at(one.at("rulebook").get<std::string>()).dump();
    input.world = one.at("world").dump();
    input.tells_world = one.at("tells_world").get<bool>();
    for (const Ordered& batch : one.at("batches")) {
      std::string lines;
      for (const Ordered& line : batch.at("lines")) lines += line.get<std::string>() + "\n";
      input.batches.push_back(std::move(lines));
      input.nanoseconds.push_back(batch.value("nanoseconds", std::int64_t{-1}));
    }
    std::string expected;
    for (const Ordered& line : one.at("text")) expected += line.get<std::string>() + "\n";
    Json got = front_end.measure(input);
    if (got.contains("text")) got["text"] = without_digest(got.at("text").get<std::string>());
    std::vector<std::string> problems;
    if (got != Json{{"text", expected}}) problems = {"expected " + Json(expected).dump(), "got " + got.dump()};
    done("metrics.json: " + one.at("name").get<std::string>(), problems);
  }
}

}  // namespace ludex::vectors
