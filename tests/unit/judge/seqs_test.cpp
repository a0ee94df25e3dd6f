// The number of a request past stage B: what a record keeps, so that other rules draw the same.

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ludex/judge.h"

namespace {

using namespace ludex;

std::string rules(const std::string& rate) {
  return R"json({"ludex":1,"entities":{"player":{"profile":{"version":0,"state":{"n":"int"}}}},
    "limits":{)json" + rate + R"json(},
    "actions":{
      "Roll":{"params":{},"effects":["actor.n = roll('n', 1, 1000000)"],"result":"actor.n"},
      "Later":{"params":{},"effects":[{"after_ms":"1","do":"Ring","id":"actor.id"}]},
      "Ring":{"from":["timer"],"effects":["actor.n = roll('n', 1, 1000000)"],"result":"actor.n"},
      "Gift":{"from":["server"],"params":{"k":"int"},"once":{"key":"params.k"},"effects":["actor.n = roll('n', 1, 1000000)"],"result":"actor.n"}}})json";
}

constexpr std::uint64_t kUnrecorded = std::uint64_t{1} << 63;

constexpr const char* kWorld = R"({"ludex_world":1,"now":1000,"seed":5,"entities":{"player":{"1":{"profile":{"version":0,"state":{}}},"2":{"profile":{"version":0,"state":{}}}}}})";

std::string line(int actor, int at, const std::string& action = "\"Roll\"", const std::string& rest = "") {
  return "{\"actor\":" + std::to_string(actor) + ",\"received_at\":" + std::to_string(at) + ",\"action\":" + action + rest + "}\n";
}

// Where the result stands, or where it would.
std::string result_of(const Judgement& judgement, std::size_t i) {
  const std::string text = judgement.verdict_line(i);
  const std::size_t at = text.find("\"result\":");
  return at == std::string::npos ? "" : text.substr(at, text.find_first_of(",}", at) - at);
}

struct Run {
  Judgement judgement;
  std::uint64_t digest;
};

Run run(const std::string& rulebook, const std::string& lines, Inputs inputs) {
  const auto program = Program::compile(rulebook);
  REQUIRE(program.ok());
  auto world = World::from_json(*program, kWorld);
  REQUIRE(world.ok());
  inputs.want_seqs = true;
  auto judged = judge_in_place(*program, *world, lines, inputs);
  REQUIRE(judged.ok());
  return {std::move(*judged), world->digest()};
}

}  // namespace

TEST_CASE("requests past stage B are counted per actor, commands apart; what did not pass has no number") {
  const std::string lines = line(1, 1000) + line(2, 1000) + line(1, 1000) + line(1, 1000) + "{broken\n" + line(1, 1000, "\"Gift\"", ",\"origin\":\"server\",\"params\":{\"k\":1}") +
                            line(1, 1000, "\"Gift\"") + line(1, 2000) + line(3, 2000);
  const Run r = run(rules(R"("rate":{"per_second":1,"burst":2})"), lines, {});
  CHECK(r.judgement.seqs() == std::vector<std::uint64_t>{1, 1, 2, 0, 0, 1, 0, 3, 1});  // who is nobody passes B, and fails in C
  CHECK(r.judgement.timer_seqs().empty());
  const auto program = Program::compile(rules(R"("rate":{"per_second":1,"burst":2})"));
  auto world = World::from_json(*program, kWorld);
  CHECK(judge_in_place(*program, *world, lines)->seqs().empty());  // nobody asked
}

TEST_CASE("numbers are the same at any number of threads, and for a group") {
  const std::string rulebook = rules(R"("rate":{"per_second":3,"burst":3})");
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += line(1 + i * 7 % 3, 1000 + i, i % 5 == 0 ? "\"Later\"" : "\"Roll\"");
  const Run serial = run(rulebook, lines, {});
  Inputs parallel;
  parallel.exec = {Exec::Mode::parallel, 5};
  CHECK(run(rulebook, lines, parallel).judgement.seqs() == serial.judgement.seqs());
  Inputs group;
  group.as_group = true;
  CHECK(run(rulebook, lines, group).judgement.seqs() == serial.judgement.seqs());
}

TEST_CASE("recorded numbers draw what was drawn, whatever other rules count") {
  const std::string lines = line(1, 1000) + line(1, 1000) + line(1, 1000) + line(1, 2000) + line(1, 3000);
  const Run strict = run(rules(R"("rate":{"per_second":1,"burst":1})"), lines, {});
  REQUIRE(strict.judgement.seqs() == std::vector<std::uint64_t>{1, 0, 0, 2, 3});
  const Run counted = run(rules(""), lines, {});
  CHECK(result_of(counted.judgement, 3) != result_of(strict.judgement, 3));  // the fourth that passes is another request
  Inputs recorded;
  recorded.seqs = strict.judgement.seqs();
  const Run replayed = run(rules(""), lines, recorded);
  for (const std::size_t i : {0u, 3u, 4u}) CHECK(result_of(replayed.judgement, i) == result_of(strict.judgement, i));
  // Those that had no number draw none that was recorded, nor each other's.
  CHECK(replayed.judgement.seqs()[1] == (kUnrecorded | 2));
  CHECK(replayed.judgement.seqs()[2] == (kUnrecorded | 3));
  CHECK(result_of(replayed.judgement, 1) != result_of(replayed.judgement, 2));
  // The world counts as its own rules do: what a request draws by is not what its actor has asked for.
  const std::vector<std::uint64_t> far = {900};
  recorded.seqs = far;
  const std::string idle = line(1, 1000, "\"Later\"");
  CHECK(run(rules(""), idle, {}).digest == run(rules(""), idle, recorded).digest);
}

TEST_CASE("timers draw by their recorded numbers, found by id") {
  const std::string set = line(1, 1000, "\"Later\"") + line(2, 1000, "\"Later\"");
  const auto second = [&](const std::string& rulebook, const std::string& first, const Inputs& inputs) {
    const auto program = Program::compile(rulebook);
    auto world = World::from_json(*program, kWorld);
    REQUIRE(judge_in_place(*program, *world, first).ok());
    Inputs with = inputs;
    with.opened_at = 2000;
    with.want_seqs = true;
    auto judged = judge_in_place(*program, *world, "", with);
    REQUIRE(judged.ok());
    std::string told;
    judged->write_timers(told);
    return std::pair<std::string, std::vector<TimerSeq>>(told, judged->timer_seqs());
  };
  const auto recorded = second(rules(""), set, {});
  REQUIRE(recorded.second.size() == 2);
  CHECK(recorded.second[0].id == "1");
  CHECK(recorded.second[0].seq == 1);
  Inputs inputs;
  inputs.timer_seqs = recorded.second;
  CHECK(second(rules(""), set, inputs).first == recorded.first);
  // One timer fewer: the other still draws its own.
  const auto fewer = second(rules(""), line(2, 1000, "\"Later\""), inputs);
  CHECK(recorded.first.find(fewer.first) != std::string::npos);
  const std::vector<TimerSeq> other = {{"9", 4}};
  inputs.timer_seqs = other;
  CHECK(second(rules(""), set, inputs).second[0].seq == (kUnrecorded | 1));
}

TEST_CASE("numbers of another batch are refused") {
  const auto program = Program::compile(rules(""));
  auto world = World::from_json(*program, kWorld);
  const std::uint64_t before = world->digest();
  const std::vector<std::uint64_t> seqs = {1, 2};
  Inputs inputs;
  inputs.seqs = seqs;
  const auto judged = judge_in_place(*program, *world, line(1, 1000), inputs);
  REQUIRE(!judged.ok());
  CHECK(judged.error().code == ErrorCode::host);
  CHECK(world->digest() == before);
}
