// judge(), evolve() and judge_in_place(): one change, whichever way it is made; a batch cut anywhere; host errors.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "helpers/game.h"
#include "ludex/traffic.h"
#include "support/random.h"

namespace {

using namespace ludex;

constexpr std::int64_t kStart = 1'700'000'000'000;

Traffic arena_traffic(const Program& program, std::uint64_t seed, std::uint64_t requests) {
  TrafficOptions options;
  options.players = 40;
  options.requests = requests;
  options.seed = seed;
  options.attack_rate = 0.3;
  options.start_ms = kStart;
  options.span_ms = 600'000;
  return generate_traffic(program, options);
}

/// Offsets just behind each newline, and the end.
std::vector<std::size_t> line_ends(std::string_view lines) {
  std::vector<std::size_t> out = {0};
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i] == '\n') out.push_back(i + 1);
  if (out.back() != lines.size()) out.push_back(lines.size());
  return out;
}

std::string without_index(std::string line) { return line.substr(line.find(',')); }

/// The verdicts of a batch, without their index.
std::vector<std::string> verdicts(const Judgement& j) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < j.verdicts().size(); ++i) out.push_back(without_index(j.verdict_line(i)));
  return out;
}

}  // namespace

TEST_CASE("a batch cut in two at any place gives the same verdicts and the same world") {
  const Program program = test::example("arena");
  RandomStream random(11, 0);
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Traffic t = arena_traffic(program, seed, 2000);
    const World opening = test::load(program, t.world_json);
    test::Game whole(program, opening);
    const Judgement all = whole.judge(t.ndjson, test::opened_at(kStart));
    const std::vector<std::string> expected = verdicts(all);
    CHECK(std::count_if(all.verdicts().begin(), all.verdicts().end(), [](const Verdict& v) { return v.outcome == Outcome::accepted; }) > 200);
    const auto ends = line_ends(t.ndjson);
    for (int i = 0; i < 12; ++i) {
      const std::size_t cut = i == 0 ? 0 : i == 1 ? t.ndjson.size() : ends[random.below(static_cast<std::uint32_t>(ends.size()))];
      CAPTURE(seed);
      CAPTURE(cut);
      test::Game halves(program, opening);
      std::vector<std::string> seen = verdicts(halves.judge(std::string_view(t.ndjson).substr(0, cut), test::opened_at(kStart)));
      for (auto& v : verdicts(halves.judge(std::string_view(t.ndjson).substr(cut), test::opened_at(kStart)))) seen.push_back(std::move(v));
      REQUIRE(seen == expected);
      REQUIRE(halves.world.digest() == whole.world.digest());
      REQUIRE(halves.world.to_json() == whole.world.to_json());
    }
  }
}

TEST_CASE("judging one request at a time gives the same verdicts and the same world") {
  const Program program = test::example("arena");
  const Traffic t = arena_traffic(program, 4, 600);
  test::Game whole(program, test::load(program, t.world_json)), single(program, test::load(program, t.world_json));
  const auto expected = verdicts(whole.judge(t.ndjson, test::opened_at(kStart)));
  const auto ends = line_ends(t.ndjson);
  std::vector<std::string> seen;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i)
    for (auto& v : verdicts(single.judge(std::string_view(t.ndjson).substr(ends[i], ends[i + 1] - ends[i]), test::opened_at(kStart)))) seen.push_back(std::move(v));
  CHECK(seen == expected);
  CHECK(single.world.digest() == whole.world.digest());
}

TEST_CASE("judge() and evolve() leave what judge_in_place() leaves, batch after batch") {
  const Program program = test::example("arena");
  const Traffic t = arena_traffic(program, 5, 3000);
  const auto ends = line_ends(t.ndjson);
  World pure = test::load(program, t.world_json);
  test::Game game(program, pure);
  for (std::size_t from = 0; from + 1 < ends.size();) {
    const std::size_t to = std::min(ends.size() - 1, from + 250);
    const std::string_view lines = std::string_view(t.ndjson).substr(ends[from], ends[to] - ends[from]);
    const World before = pure;
    auto judged = judge(program, pure, lines, test::opened_at(kStart));
    REQUIRE(judged.ok());
    CHECK(pure.digest() == before.digest());  // judge() changed nothing
    const Judgement in_place = game.judge(lines, test::opened_at(kStart));
    CHECK(judged->batch_digest() == in_place.batch_digest());
    CHECK(judged->world_digest() == in_place.world_digest());
    auto next = evolve(program, pure, judged->delta());
    REQUIRE(next.ok());
    pure = std::move(*next);
    REQUIRE(pure.digest() == game.world.digest());
    REQUIRE(pure.digest() == pure.recomputed_digest());
    REQUIRE(pure.to_json() == game.world.to_json());
    from = to;
  }
}

TEST_CASE("a delta carries every kind of change: maps, lists, records, optionals, cooldowns, guard, ledger, expiry") {
  const std::string rules = test::small_rules(
      R"("Do": {"params": {"k": "string", "v": "int?"}, "once": {"key": "params.k", "keep": "10s"}, "cooldown": {"key": "do", "ms": "1"}, "rate": {"per_second": 10, "burst": 10},
        "effects": ["actor.m[params.k] += 1", "actor.o = params.v", "actor.r.a += 1", "actor.p.y += 0.5", {"if": "size(actor.m) > 2", "then": ["remove actor.m.a", "remove actor.l[0]"]}],
        "result": "actor.m"},
      "Clear": {"effects": ["remove actor.o", "actor.l = [7, 8]"]})",
      R"("limits": {"nonce": {"counter": 8}, "rate": {"per_second": 100, "burst": 100}})",
      R"("m": "map<string, int>", "l": "list<int> = [1, 2, 3]", "o": "int?", "p": "vec3", "r": {"type": "object", "properties": {"a": "int", "b": "string?"}})");
  test::Game game(rules, test::players(2));
  World pure = game.world;
  std::int64_t now = 1000, nonce = 1;
  for (int round = 0; round < 12; ++round) {
    std::string lines;
    for (const char* key : {"a", "b", "c", "a", "d"}) {
      const std::string value = round % 2 ? "null" : std::to_string(round);
      lines += test::line(1, now, "Do", "\"nonce\":" + std::to_string(nonce++) + ",\"params\":{\"k\":\"" + key + "\",\"v\":" + value + "}");
      now += 700;
    }
    lines += test::line(2, now, "Clear", "\"nonce\":" + std::to_string(nonce++));
    const auto judged = judge(game.program, pure, lines);
    REQUIRE(judged.ok());
    auto next = evolve(game.program, pure, judged->delta());
    REQUIRE(next.ok());
    pure = std::move(*next);
    const Judgement in_place = game.judge(lines);
    REQUIRE(pure.digest() == in_place.world_digest());
    REQUIRE(pure.recomputed_digest() == pure.digest());
    REQUIRE(pure.to_json() == game.world.to_json());
  }
}

TEST_CASE("a delta of another program, or a damaged one, is refused") {
  test::Game game(test::small_rules(R"("Go": {"effects": ["actor.n += 1"]})"), test::players(1));
  test::Game other(test::small_rules(R"("Go": {"effects": ["actor.n += 2"]})"), test::players(1));
  const auto judged = judge(game.program, game.world, test::line(1, 1000, "Go"));
  REQUIRE(judged.ok());
  const std::string bytes = judged->delta().bytes();
  CHECK(evolve(game.program, game.world, Delta(bytes)).ok());
  CHECK_FALSE(evolve(other.program, other.world, Delta(bytes)).ok());
  for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(evolve(game.program, game.world, Delta(bytes.substr(0, n))).ok());
  CHECK_FALSE(evolve(game.program, game.world, Delta("")).ok());
}

TEST_CASE("a host error leaves the world as it was, to the bit") {
  const Program program = test::example("arena");
  const Traffic t = arena_traffic(program, 6, 300);
  test::Game game(program, test::load(program, t.world_json));
  game.judge(t.ndjson, test::opened_at(kStart));
  const std::uint64_t digest = game.world.digest();
  const std::string text = game.world.to_json();
  const std::string line = test::line(1, game.world.now(), "Respawn", "\"nonce\":9999,\"sent_at\":" + std::to_string(game.world.now()));
  Inputs unknown_flag, wrong_flag, no_object, out_of_bounds;
  unknown_flag.flags_json = R"({"sale_percents": 1})";
  wrong_flag.flags_json = R"({"sale_percent": "ten"})";
  no_object.flags_json = "[]";
  out_of_bounds.flags_json = R"({"sale_percent": 91})";
  CHECK(game.host_error(line, unknown_flag).find("did you mean 'sale_percent'?") != std::string::npos);
  CHECK(game.host_error(line, wrong_flag).find("expected an integer") != std::string::npos);
  CHECK(game.host_error(line, no_object).find("flags are a JSON object") != std::string::npos);
  CHECK(game.host_error(line, out_of_bounds).find("out of its declared range") != std::string::npos);
  CHECK(game.host_error(line + test::line(1, game.world.now() + 3'600'001, "Respawn")).find("at request 1") != std::string::npos);
  CHECK(game.host_error(line, test::opened_at(game.world.now() + 3'600'001)).find("at opened_at") != std::string::npos);
  CHECK(game.host_error(line, test::opened_at((std::int64_t{1} << 43) + 1)).find("2^43") != std::string::npos);
  CHECK(game.host_error(line, test::opened_at(INT64_MIN)).find("2^43") != std::string::npos);
  CHECK(game.world.digest() == digest);
  CHECK(game.world.recomputed_digest() == digest);
  CHECK(game.world.to_json() == text);
}

TEST_CASE("a step of exactly the limit is no error") {
  test::Game game(test::small_rules(R"("Go": {})", R"("limits": {"max_clock_step_ms": 1000})"), test::players(1, 5000));
  CHECK(game.host_error(test::line(1, 6001, "Go")) != "");
  CHECK(game.reason(test::line(1, 6000, "Go")) == "accepted");
  // The step counts from request to request: a batch may cross more than one of them.
  CHECK(game.reasons(test::line(1, 7000, "Go") + test::line(1, 8000, "Go") + test::line(1, 9000, "Go")).size() == 3);
}

TEST_CASE("a fresh world takes its clock from opened_at, however far that is") {
  test::Game game(test::small_rules(R"("Go": {})"), test::players(1));
  CHECK(game.reason(test::line(1, kStart, "Go")) == "accepted");
  CHECK(game.world.now() == kStart);
}

TEST_CASE("a request whose envelope cannot be read does not move the clock") {
  test::Game game(test::small_rules(R"("Go": {})"), test::players(1, 1000));
  CHECK(game.reasons("{\"actor\":\"x\",\"received_at\":999999999,\"action\":\"Go\"}\n" + test::line(1, 1500, "Go")) == std::vector<std::string>{"bad_envelope", "accepted"});
  CHECK(game.world.now() == 1500);
}

TEST_CASE("an empty batch moves the clock and changes no verdict") {
  test::Game game(test::small_rules(R"("Go": {})"), test::players(1, 1000));
  CHECK(game.reasons("", test::opened_at(2000)).empty());
  CHECK(game.world.now() == 2000);
  CHECK(game.world.digest() == game.world.recomputed_digest());
  CHECK(game.reasons("").empty());
}

TEST_CASE("a world of another state shape must be loaded again") {
  test::Game game(test::small_rules(R"("Go": {})"), test::players(1));
  const Program other = test::compile(test::small_rules(R"("Go": {})", "", R"("n": "int = 0", "m": "int = 0")"));
  const auto judged = judge_in_place(other, game.world, test::line(1, 1000, "Go"));
  REQUIRE_FALSE(judged.ok());
  CHECK(judged.error().code == ErrorCode::host);
}

TEST_CASE("a world takes over to a program with the same state and other rules, guard and ledger included") {
  const char* const once = R"("Buy": {"params": {"k": "string"}, "once": {"key": "params.k"}, "effects": ["actor.n += 1"]}, "Rare": {"rate": {"per_second": 1, "burst": 1}})";
  const char* const more = R"("Extra": {"rate": {"per_second": 1, "burst": 1}}, "Rare": {"rate": {"per_second": 1, "burst": 1}}, "Buy": {"params": {"k": "string"}, "once": {"key": "params.k"}, "effects": ["actor.n += 5"]})";
  const char* const limits = R"("limits": {"nonce": {"counter": 8}})";
  test::Game game(test::small_rules(once, limits), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "Buy", R"("nonce":5,"params":{"k":"r"})")) == "accepted");
  CHECK(game.reason(test::line(1, 1000, "Rare", R"("nonce":6)")) == "accepted");
  game.program = test::compile(test::small_rules(more, limits));
  CHECK(game.reason(test::line(1, 1001, "Buy", R"("nonce":7,"params":{"k":"r"})")) == "duplicate");
  CHECK(game.reason(test::line(1, 1001, "Rare", R"("nonce":8)")) == "rate_limited");
  CHECK(game.reason(test::line(1, 1001, "Extra", R"("nonce":6)")) == "nonce_replayed");
  CHECK(game.world.digest() == game.world.recomputed_digest());
}
