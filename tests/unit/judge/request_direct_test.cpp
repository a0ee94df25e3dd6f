// Whole request lines by the direct reader and by the tape.

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../fuzz/direct.h"
#include "../fuzz/mutate.h"
#include "helpers/files.h"
#include "helpers/game.h"
#include "ludex/traffic.h"

namespace {

using namespace ludex;

/// The answers of both readers are the same; whether the direct one took the line.
bool takes(const Program& program, std::string_view line) {
  detail::RequestScratch scratch;
  bool taken = false;
  const std::string broken = fuzz::check_direct_line(program.data(), line, scratch, fuzz::Behind::nothing, &taken);
  CHECK_MESSAGE(broken == "", std::string(line));
  return taken;
}

std::vector<std::string> lines_of(const std::string& ndjson) {
  std::vector<std::string> out;
  std::istringstream lines(ndjson);
  for (std::string line; std::getline(lines, line);) out.push_back(line);
  return out;
}

std::vector<std::string> traffic(const Program& program, double attack_rate, std::uint64_t requests) {
  TrafficOptions options;
  options.players = 20;
  options.requests = requests;
  options.attack_rate = attack_rate;
  return lines_of(generate_traffic(program, options).ndjson);
}

bool is_accepted_by_tape(const Program& program, std::string_view line) {
  Arena arena;
  std::vector<std::string> pointers;
  detail::RequestScratch scratch;
  detail::RequestDecoder decoder(program.data(), arena, pointers, scratch);
  detail::Request request;
  decoder.decode_by_tape(line, request);
  return request.reason == Reason::accepted;
}

}  // namespace

TEST_CASE("every honest line is read directly") {
  const Program program = test::example("arena");
  std::size_t missed = 0, lines = 0;
  detail::RequestScratch scratch;
  for (const std::string& line : traffic(program, 0, 5'000)) {
    bool taken = false;
    const std::string broken = fuzz::check_direct_line(program.data(), line, scratch, fuzz::Behind::lines, &taken);
    INFO(line);
    REQUIRE(broken == "");
    missed += !taken && is_accepted_by_tape(program, line);
    ++lines;
  }
  CHECK(lines == 5'000);
  CHECK(missed == 0);
}

TEST_CASE("members in any order, with white space, and params before their action are read directly") {
  const Program arena = test::example("arena");
  for (const char* line : {
           R"({"actor":7,"received_at":100000,"action":"RequestPurchase","params":{"item":"potion","receipt":"r-000001"},"nonce":1,"sent_at":100000})",
           R"({"action":"RequestPurchase","actor":7,"nonce":1,"params":{"item":"potion","receipt":"r-000001"},"received_at":100000,"sent_at":100000})",
           R"({"params":{"receipt":"r-000001","item":"potion"},"action":"RequestPurchase","actor":7,"nonce":1,"received_at":100000,"sent_at":100000})",
           R"({"params": {"item": "potion", "receipt": "r-[{\"0001"}, "actor": 7, "action": "RequestPurchase", "nonce": 1, "received_at": 100000, "sent_at": 100000})",
           R"({"actor":7,"session":3,"origin":"client","roles":["gm","é"],"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000})",
           R"( {"actor":7,"received_at":100000,"action":"Respawn","params":{},"nonce":1,"sent_at":100000} )"})
    CHECK_MESSAGE(takes(arena, line), std::string(line));
}

TEST_CASE("lines that break the envelope's rules are left to the tape") {
  const Program arena = test::example("arena");
  for (const char* line : {
           R"({"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000})",
           R"({"actor":7,"action":"Respawn","nonce":1,"sent_at":100000})",
           R"({"actor":7,"received_at":100000,"nonce":1,"sent_at":100000})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","sent_at":100000})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","nonce":-1,"sent_at":100000})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","nonce":1})",
           R"({"actor":7,"received_at":8796093022209,"action":"Respawn","nonce":1,"sent_at":100000})",
           R"({"actor":7,"received_at":100000,"action":"Fly","nonce":1,"sent_at":100000})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000,"origin":"timer"})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000,"more":1})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000,"nonce":1})",
           R"({"actor":7,"received_at":100000,"action":"Respawn","params":[],"nonce":1,"sent_at":100000})",
           R"({"params":{"a":[}],"actor":7,"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000})",
           R"({"params":{"a":1,"actor":7,"received_at":100000,"action":"Respawn","nonce":1,"sent_at":100000})",
           R"({"actor":7,"received_at":100000,"action":"RequestPurchase","nonce":1,"sent_at":100000})"})
    CHECK_MESSAGE(!takes(arena, line), std::string(line));
}

TEST_CASE("limits on requests hold as before") {
  const std::string rules = R"("Say": {"params": {"words": "list<string>"}})";
  const auto with = [&](const std::string& limits) { return test::compile(test::small_rules(rules, "\"limits\":{\"request\":{" + limits + "}}")); };
  const std::string line = R"({"actor":1,"received_at":1,"action":"Say","params":{"words":["a","b"]}})";  // 8 values, 3 deep
  CHECK(takes(with(R"("bytes": 4096)"), line));
  CHECK(takes(with("\"bytes\": " + std::to_string(line.size())), line));
  CHECK(!takes(with("\"bytes\": " + std::to_string(line.size() - 1)), line));
  CHECK(takes(with(R"("nodes": 8)"), line));
  CHECK(!takes(with(R"("nodes": 7)"), line));
  CHECK(takes(with(R"("depth": 3)"), line));
  CHECK(!takes(with(R"("depth": 2)"), line));
}

TEST_CASE("the hostile lines get the same answer from both readers") {
  std::ifstream file(test::source_dir() / "tests/vectors/hostile_lines.json");
  const auto vectors = nlohmann::json::parse(file);
  const Program arena = test::example("arena");
  detail::RequestScratch scratch;
  std::size_t count = 0;
  for (const auto& entry : vectors["lines"]) {
    std::string line;
    if (entry.contains("line")) {
      line = entry["line"].get<std::string>();
    } else {
      const auto hex = entry["hex"].get<std::string>();
      for (std::size_t i = 0; i + 1 < hex.size(); i += 2) line.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    for (const fuzz::Behind behind : {fuzz::Behind::nothing, fuzz::Behind::lines}) {
      const std::string broken = fuzz::check_direct_line(arena.data(), line, scratch, behind);
      CHECK_MESSAGE(broken == "", std::string(line));
    }
    ++count;
  }
  CHECK(count > 100);
}

TEST_CASE("mutated lines get the same answer from both readers") {
  const Program arena = test::example("arena");
  const std::vector<std::string> seeds = traffic(arena, 0.2, 1'000);
  RandomStream random(20'261'121, 2);
  detail::RequestScratch scratch;
  for (int i = 0; i < 60'000; ++i) {
    const std::string line = i % 2 ? fuzz::mutate_json(seeds, random) : fuzz::mutate(seeds, random);
    const std::string broken = fuzz::check_direct_line(arena.data(), line, scratch, i % 3 ? fuzz::Behind::lines : fuzz::Behind::nothing);
    INFO(line);
    REQUIRE(broken == "");
  }
  CHECK(scratch.taken > 2'000);
}
