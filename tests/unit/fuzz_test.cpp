// A hundred thousand mutated lines, rulebooks and worlds: none ends the process, each has its answer. The fuzzers of
// tests/fuzz look further; this runs everywhere, in WebAssembly too, with the same inputs.

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "../fuzz/mutate.h"
#include "../fuzz/properties.h"
#include "helpers/files.h"
#include "ludex/traffic.h"

namespace {

using ludex::Program;
using ludex::World;

constexpr std::uint64_t kSeed = 20'240'601;

std::string read(const std::string& path) {
  std::ifstream file(ludex::test::source_dir() / path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The arena without a limit on clock steps: a mutated received_at would get most batches refused whole.
Program arena() {
  std::string text = read("examples/rulebooks/arena.json");
  const std::string limits = "\"limits\": {";
  text.insert(text.find(limits) + limits.size(), "\"max_clock_step_ms\": 8000000000000,");
  return Program::compile(text).value();
}

// The texts of a vector file; a rulebook that is an object keeps its order.
std::vector<std::string> texts(const std::string& path) {
  std::vector<std::string> out;
  const auto vectors = nlohmann::ordered_json::parse(read(path));
  for (const auto& entry : vectors["cases"]) {
    if (entry.contains("text")) out.push_back(entry["text"].get<std::string>());
    else if (entry["rulebook"].contains("file")) out.push_back(read(entry["rulebook"]["file"].get<std::string>()));
    else out.push_back(entry["rulebook"].dump());
  }
  return out;
}

}  // namespace

TEST_CASE("mutated request lines each get a verdict") {
  const Program rules = arena();
  ludex::TrafficOptions options;
  options.players = 20;
  options.requests = 2'000;
  options.attack_rate = 0.3;
  options.span_ms = 600'000;
  const ludex::Traffic traffic = generate_traffic(rules, options);
  const World world = World::from_json(rules, traffic.world_json).value();
  std::vector<std::string> seeds;
  std::istringstream lines(traffic.ndjson);
  for (std::string line; std::getline(lines, line);) seeds.push_back(line);

  constexpr int kBatches = 1'000, kLines = 100;
  ludex::RandomStream random(kSeed, 1);
  std::set<ludex::Reason> reasons;
  for (int b = 0; b < kBatches; ++b) {
    std::string batch;
    for (int i = 0; i < kLines; ++i)
      batch += (i % 2 ? fuzz::mutate_json(seeds, random) : fuzz::mutate(seeds, random)) + "\n";
    const std::string broken = fuzz::check_judge(rules, world, batch);
    INFO("batch ", b);
    REQUIRE(broken == "");
    World copy = world;
    const auto judgement = judge_in_place(rules, copy, batch);
    REQUIRE(judgement.ok());
    for (const auto& [reason, count] : judgement->counts()) reasons.insert(reason);
  }
  // Mutations that all die of one reason would test one reader only.
  CHECK(reasons.size() >= 15);
}

TEST_CASE("mutated rulebooks compile or are refused with a place") {
  const std::vector<std::string> seeds = texts("tests/vectors/good_rulebooks.json");
  ludex::RandomStream random(kSeed, 2);
  int compiled = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::string rulebook = i % 4 ? fuzz::mutate_json(seeds, random) : fuzz::mutate(seeds, random);
    const std::string broken = fuzz::check_rulebook(rulebook);
    INFO("rulebook ", i, ": ", rulebook);
    REQUIRE(broken == "");
    compiled += Program::compile(rulebook).ok();
  }
  CHECK(compiled >= 250);
}

TEST_CASE("mutated worlds load to themselves or are refused") {
  const Program rules = arena();
  ludex::TrafficOptions options;
  options.players = 3;
  options.requests = 10;
  std::vector<std::string> seeds = {generate_traffic(rules, options).world_json};
  for (std::string& text : texts("tests/vectors/broken_worlds.json")) seeds.push_back(std::move(text));
  ludex::RandomStream random(kSeed, 3);
  int loaded = 0;
  for (int i = 0; i < 2'000; ++i) {
    const std::string world = i % 4 ? fuzz::mutate_json(seeds, random) : fuzz::mutate(seeds, random);
    const std::string broken = fuzz::check_world(rules, world);
    INFO("world ", i, ": ", world);
    REQUIRE(broken == "");
    loaded += World::from_json(rules, world).ok();
  }
  CHECK(loaded >= 100);
}
