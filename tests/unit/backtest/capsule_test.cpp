#include "ludex/capsule.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "helpers/record.h"
#include "helpers/recorded.h"
#include "support/random.h"

namespace {

using namespace ludex;
using namespace ludex::test;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kSeed = 7719384756102938475;

std::string with_seed(const std::string& world) {
  Json j = Json::parse(world);
  j["seed"] = kSeed;
  return j.dump();
}

RecordedGame seeded(const std::string& rules, std::uint64_t requests, std::size_t batch_size, std::uint64_t seed) {
  TrafficOptions options;
  options.players = 20;
  options.requests = requests;
  options.seed = seed;
  options.span_ms = 300'000;
  options.attack_rate = 0.2;
  Traffic traffic = generate_traffic(compile(rules), options);
  if (traffic.ndjson.back() != '\n') traffic.ndjson += '\n';
  return RecordedGame(rules, with_seed(traffic.world_json), traffic.ndjson, batch_size);
}

std::string cut(const RecordedGame& game, std::uint64_t batch, std::uint64_t request) {
  const auto capsule = cut_capsule(game.log, batch, request);
  if (!capsule) FAIL(format_error(capsule.error()));
  return *capsule;
}

std::size_t entities_in(const Json& capsule) {
  std::size_t count = 0;
  for (const auto& [kind, ids] : capsule.at("world").at("entities").items()) count += ids.size();
  return count;
}

// Capsules of requests all over the log say what the log says, and none of them knows the seed.
void check_capsules(const RecordedGame& game, std::size_t batch_size, int count) {
  RandomStream random(5, 9);
  std::set<std::string> verdicts;
  for (int n = 0; n < count; ++n) {
    const auto at = random.below(static_cast<std::uint32_t>(game.lines.size()));
    const std::string capsule = cut(game, at / batch_size, at % batch_size);
    CAPTURE(capsule);
    const auto line = replay_capsule(capsule);
    REQUIRE(line.ok());
    CHECK(*line == game.lines[at]);
    CHECK(capsule.find(std::to_string(kSeed)) == std::string::npos);
    CHECK(capsule.find("\"seed\"") == std::string::npos);
    const Json j = Json::parse(capsule);
    const Json verdict = Json::parse(*line);
    verdicts.insert(verdict.value("reason", "accepted"));
    // A few entities and the asker's own guard, of twenty players and all they did.
    CHECK(entities_in(j) <= 6);
    CHECK(j.at("world").at("guard").size() <= 1);
    CHECK(j.at("world").at("ledger").size() <= 1);
    const auto told = explain_capsule(capsule);
    REQUIRE(told.ok());
    CHECK(told->find("{\"verdict\":" + *line) == 0);
  }
  CHECK(verdicts.size() >= 5);
}

}  // namespace

TEST_CASE("a capsule says what the log says, with a few entities and without the seed: arena") {
  const RecordedGame game = seeded(example_text("arena"), 600, 60, 3);
  check_capsules(game, 60, 150);
}

TEST_CASE("and where there is chance, what is near, what is made and what is asked once") {
  const RecordedGame game = seeded(kGamblersRules, 600, 60, 4);
  check_capsules(game, 60, 200);
}

TEST_CASE("a capsule holds only the fields that its action may touch, and only what was asked for") {
  const std::string world = R"({"ludex_world":1,"now":1000,"seed":99,"entities":{
    "player":{"1":{"profile":{"version":0,"state":{"coins":50,"level":7}},"live":{"secret":"mine"}},"2":{"profile":{"version":0,"state":{"coins":51,"level":8}},"live":{"secret":"yours"}},
              "3":{"profile":{"version":0,"state":{"coins":52,"level":9}}}},"chest":{"5":{"live":{"gold":3}}}}})";
  const std::string request = R"({"actor":1,"received_at":1000,"nonce":1,"action":"Hit","params":{"target":2}})";
  Game game(kGamblersRules, world);
  CapsuleSource source;
  source.rulebook = kGamblersRules;
  const std::string batch = R"({"actor":2,"received_at":1000,"nonce":1,"action":"Walk","params":{"to":[1,0,0]}})" "\n" + request + "\n";
  source.requests = batch;
  source.request = 1;
  const auto capsule = cut_capsule(game.world, source);
  REQUIRE(capsule.ok());
  const Json j = Json::parse(*capsule);
  CHECK(j.at("world").at("entities").dump() == R"({"player":{"1":{"live":{"position":[0.0,0.0,0.0]},"profile":{"state":{},"version":0}},"2":{"live":{"hp":100,"position":[1.0,0.0,0.0]},"profile":{"state":{},"version":0}}}})");
  CHECK(j.at("line") == request);
  CHECK(j.at("request") == 1);
  REQUIRE(j.at("draws").size() == 1);
  CHECK(j.at("draws")[0].at("of") == "0.2");
  CHECK(*replay_capsule(*capsule) == game.judge(batch).verdict_line(1));
  // A duplicate needs its entry, and no one else's.
  const std::string buy = R"({"actor":3,"received_at":1000,"nonce":N,"action":"Buy","params":{"receipt":8}})";
  const std::string twice = changed(buy, "N", "1") + "\n" + changed(buy, "N", "2") + "\n";
  source.requests = twice;
  const auto second = cut_capsule(game.world, source);
  REQUIRE(second.ok());
  CHECK(Json::parse(*second).at("world").at("ledger").size() == 1);
  CHECK(second->find("\"verdict\":\"duplicate\"") != std::string::npos);
}

TEST_CASE("lines that are no requests have capsules too, whatever their bytes") {
  Game game(kGamblersRules, R"({"ludex_world":1,"now":1000,"seed":99,"entities":{}})");
  const std::string bytes = std::string("\n\xff\xfe{\n{\"actor\":1}\r\r\n{\"actor\":77,\"received_at\":1000,\"nonce\":1,\"action\":\"Fly\"}\n") + std::string("\0x\n", 3);
  CapsuleSource source;
  source.rulebook = kGamblersRules;
  source.requests = bytes;
  const Judgement judged = game.judge(bytes);
  Game again(kGamblersRules, R"({"ludex_world":1,"now":1000,"seed":99,"entities":{}})");
  for (std::size_t i = 0; i < judged.verdicts().size(); ++i) {
    source.request = i;
    const auto capsule = cut_capsule(again.world, source);
    REQUIRE(capsule.ok());
    CHECK(*replay_capsule(*capsule) == judged.verdict_line(i));
  }
  source.request = judged.verdicts().size();
  CHECK(cut_capsule(again.world, source).error().code == ErrorCode::host);
}

TEST_CASE("a capsule that was tampered with is an error with a place") {
  const RecordedGame game = seeded(kGamblersRules, 200, 20, 8);
  std::size_t at = 0;
  while (game.lines[at].find("\"draws\":{\"win\"") == std::string::npos) ++at;
  const std::string capsule = cut(game, at / 20, at % 20);
  const auto place = [](const std::string& text) {
    const auto line = replay_capsule(text);
    return line ? std::string("none") : line.error().pointer;
  };
  CHECK(place(capsule) == "none");
  CHECK(place(capsule + "\n") == "none");
  Json j = Json::parse(capsule);
  const auto with = [&](const char* pointer, const Json& value) {
    Json copy = j;
    copy[Json::json_pointer(pointer)] = value;
    return copy.dump();
  };
  CHECK(place(with("/ludex_capsule", 2)) == "/ludex_capsule");
  CHECK(place(with("/program", "xyz")) == "/program");
  CHECK(place(with("/semantics", 99)) == "/semantics");
  CHECK(place(with("/now", "soon")) == "/now");
  CHECK(place(with("/draws/0/value", "1")) == "/draws/0");
  CHECK(place(with("/draws/0/value", 1 - j.at("draws")[0].at("value").get<int>())) == "/sha256");
  CHECK(place(with("/world", 5)) == "/world");
  CHECK(place(with("/more", 5)) == "");
  CHECK(place("{}") == "");
  CHECK(place("") == "");
  CHECK(place(capsule.substr(0, capsule.size() / 2)) == "");
  for (const auto& [name, value] : j.items()) {
    Json copy = j;
    copy.erase(name);
    const std::string expected = name == "ludex_capsule" ? "" : "/" + name;
    CHECK(place(copy.dump()) == expected);
  }
  // One bit anywhere but in the rulebook, which is most of it and like the rest.
  const std::size_t begin = capsule.find(",\"rulebook\":"), end = capsule.find(",\"verdict\":{\"i\"");
  for (std::size_t i = 0; i < capsule.size(); ++i) {
    if (i > begin + 40 && i < end) continue;
    std::string flipped = capsule;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    if (replay_capsule(flipped)) FAIL(flipped);
  }
}

TEST_CASE("what a capsule cannot hold is refused when it is cut") {
  Recorded recorded;
  Inputs group;
  group.as_group = true;
  recorded.batch(recorded.requests(), group);
  CHECK(cut_capsule(recorded.log, 0, 0).error().message.find("group") != std::string::npos);
  CHECK(cut_capsule(recorded.log, 7, 0).error().code == ErrorCode::host);
  CHECK(!cut_capsule("", 0, 0).ok());
}

TEST_CASE("a capsule is cut behind host changes and snapshots as before them") {
  Recorded recorded;
  recorded.batch(recorded.requests());
  recorded.join(3, R"({"version":1,"state":{"coins":500}})");
  recorded.snapshot();
  const std::string lines = recorded.requests();
  Game copy(recorded.game.program, recorded.game.world);
  const Judgement judged = copy.judge(lines);
  recorded.batch(lines);
  for (std::size_t i = 0; i < judged.verdicts().size(); ++i) {
    const auto capsule = cut_capsule(recorded.log, 1, i);
    REQUIRE(capsule.ok());
    CHECK(*replay_capsule(*capsule) == judged.verdict_line(i));
  }
}
