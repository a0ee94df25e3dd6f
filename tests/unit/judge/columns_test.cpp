// Rows are judged as the lines they stand for: over every vector, over traffic, over files bent by hand.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "helpers/columns_file.h"
#include "../../fuzz/mutate.h"
#include "../../fuzz/properties.h"
#include "helpers/effort.h"
#include "helpers/files.h"
#include "helpers/shapes_game.h"
#include "ludex/traffic.h"
#include "support/random.h"

namespace {

using namespace ludex;
using Ordered = nlohmann::ordered_json;

std::string read(const std::string& path) {
  std::ifstream file(test::source_dir() / path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return out;
}

std::string batch_bytes(const Ordered& batch) {
  if (batch.is_object()) return batch.contains("hex") ? from_hex(batch["hex"]) : batch["raw"].get<std::string>();
  std::string out;
  for (const auto& line : batch) {
    if (!out.empty()) out += "\n";
    out += line.is_string() ? line.get<std::string>() : from_hex(line["hex"]);
  }
  return out;
}

// What must hold of any lines: see the checks. The world moves on by all of them.
void check_batch(const Program& program, World& world, const std::string& lines, const Inputs& inputs, std::uint64_t& rows) {
  const RequestColumns encoded = test::encode(program, lines);
  rows += encoded.rows;
  const std::string kept = test::kept_lines(lines, encoded);
  CHECK(test::difference(judge_columns(program, world, encoded.bytes, inputs), judge(program, world, kept, inputs)) == "");
  // One text for each file and one file for each text.
  const std::string canonical = test::decode(encoded.bytes);
  const RequestColumns again = test::encode(program, canonical);
  if (again.refused.empty()) {
    CHECK(again.bytes == encoded.bytes);
    CHECK(test::decode(again.bytes) == canonical);
  } else {  // defaults written out may take a line over a limit on bytes that its row is under
    CHECK(again.refused[0].reason == Reason::too_large);
  }
  // Every line that has no row would have been refused for the reason given.
  World copy = world;
  const auto all = judge_in_place(program, copy, lines, inputs);
  if (!all) return;
  for (const RefusedLine& refused : encoded.refused) {
    const auto i = static_cast<std::size_t>(refused.line);
    CHECK(all->verdicts()[i].reason == refused.reason);
    CHECK(all->at(i) == refused.pointer);
  }
  CHECK(encoded.rows + encoded.refused.size() == all->verdicts().size());
  world = std::move(copy);
}

}  // namespace

TEST_CASE("every vector's lines are judged alike as columns") {
  std::uint64_t rows = 0, batches = 0;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_dir() / "tests/vectors/judge")) {
    const Ordered topic = Ordered::parse(read("tests/vectors/judge/" + entry.path().filename().string()));
    for (const auto& c : topic["cases"]) {
      const auto& rulebook = topic["rulebooks"][c["rulebook"].get<std::string>()];
      const Program program = test::compile(rulebook.contains("file") ? read(rulebook["file"]) : rulebook.dump());
      World world = test::load(program, c["world"].dump());
      const std::string flags = c.contains("flags") ? c["flags"].dump() : "{}";
      Inputs inputs;
      if (c.contains("opened_at")) inputs.opened_at = c["opened_at"].get<std::int64_t>();
      inputs.flags_json = flags;
      const std::string name = c["name"];
      INFO(entry.path().filename().string(), ": ", name);
      for (const auto& batch : c["batches"]) {
        check_batch(program, world, batch_bytes(batch), inputs, rows);
        ++batches;
      }
    }
  }
  CHECK(batches > 400);
  CHECK(rows > 2000);
}

TEST_CASE("traffic with exploits in it is judged alike as columns, whole and in pieces") {
  const Program program = test::example("arena");
  TrafficOptions options;
  options.players = 50;
  options.requests = 5'000;
  options.attack_rate = 0.3;
  options.span_ms = 600'000;
  const Traffic traffic = generate_traffic(program, options);
  for (const std::size_t pieces : {1, 7}) {
    World world = test::load(program, traffic.world_json);
    std::uint64_t rows = 0;
    std::string_view rest = traffic.ndjson;
    for (std::size_t i = 0; i < pieces; ++i) {
      const std::size_t cut = i + 1 == pieces ? rest.size() : rest.find('\n', rest.size() / (pieces - i)) + 1;
      check_batch(program, world, std::string(rest.substr(0, cut)), {}, rows);
      rest.remove_prefix(cut);
    }
    CHECK(rows > 3'500);
  }
}

TEST_CASE("batch after batch in one world, whatever stood in the batch before") {
  const Program program = test::example("arena");
  TrafficOptions options;
  options.requests = 3000;
  options.attack_rate = 0.4;
  options.span_ms = 600'000;
  const Traffic traffic = generate_traffic(program, options);
  test::Game by_lines(program, test::load(program, traffic.world_json)), by_columns(program, by_lines.world);
  std::size_t begin = 0;
  for (const std::size_t lines : {700u, 5u, 1300u, 17u, 900u}) {  // fewer and more than before
    std::size_t end = begin;
    for (std::size_t i = 0; i < lines && end < traffic.ndjson.size(); ++i) end = traffic.ndjson.find('\n', end) + 1;
    const auto made = encode_requests(program, std::string_view(traffic.ndjson).substr(begin, end - begin));
    begin = end;
    REQUIRE(made.ok());
    const auto as_lines = decode_requests(made->bytes);
    REQUIRE(as_lines.ok());
    const auto judged = judge_columns_in_place(program, by_columns.world, made->bytes);
    REQUIRE(judged.ok());
    const Judgement expected = by_lines.judge(*as_lines);
    CHECK(judged->batch_digest() == expected.batch_digest());
    CHECK(judged->world_digest() == expected.world_digest());
  }
}

TEST_CASE("every shape goes into columns and comes out as it was") {
  const Program program = test::compile(test::kEveryShape);
  World world = test::load(program, test::players(3));
  std::uint64_t rows = 0;
  check_batch(program, world, test::every_shape_lines(), {}, rows);
  CHECK(rows == 6);
}

TEST_CASE("buffers bent at random are judged as the lines they then stand for") {
  const Program program = test::compile(test::kEveryShape);
  const World world = test::load(program, test::players(3));
  const RequestColumns encoded = test::encode(program, test::every_shape_lines());
  RandomStream random(7, 1);
  int judged = 0;
  for (int i = 0; i < test::effort(20'000); ++i) {
    std::string patches;
    for (std::uint32_t k = 0, n = 1 + random.below(4); k < n; ++k) {
      patches += {static_cast<char>(random.below(256)), static_cast<char>(random.below(256)), static_cast<char>(1 + random.below(3) * 3)};
      for (int b = 0; b < 8; ++b) patches.push_back(static_cast<char>(random.percent(60) ? random.below(4) : random.below(256)));
    }
    const std::string file = fuzz::patched(encoded.bytes, patches);
    const std::string broken = fuzz::check_columns(program, world, file, true);
    INFO("file ", i);
    REQUIRE(broken == "");
    judged += decode_requests(file).ok();
  }
  CHECK(judged > test::effort(4'000));
}

TEST_CASE("mutated files are judged or refused, and the world stays whole") {
  const Program program = test::compile(test::kEveryShape);
  const World world = test::load(program, test::players(3));
  const std::vector<std::string> seeds = {test::encode(program, test::every_shape_lines()).bytes, test::encode(program, "").bytes};
  RandomStream random(7, 2);
  for (int i = 0; i < test::effort(20'000); ++i) {
    INFO("file ", i);
    REQUIRE(fuzz::check_columns(program, world, fuzz::mutate(seeds, random), false) == "");
  }
}
