#include "ludex/backtest.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "helpers/record.h"
#include "helpers/recorded.h"

namespace {

using namespace ludex;
using namespace ludex::test;
using Json = nlohmann::ordered_json;

Json run(const std::string& log, const std::string& rules, const BacktestOptions& options = {}) {
  const auto report = backtest(log, compile(rules), options);
  if (!report) FAIL(format_error(report.error()));
  return Json::parse(*report);
}

// Every verdict that differs, by its number in the log, as a back-test names it and as judging both sides whole finds it.
void check_exactly(const RecordedGame& game, const std::string& rules, bool expects_changes = true) {
  const std::vector<std::string> after = game.judged_by(rules);
  REQUIRE(after.size() == game.lines.size());
  std::vector<std::string> expected;
  std::size_t at = 0;
  for (std::size_t b = 0; b < game.batches.size(); ++b) {
    const std::size_t count = static_cast<std::size_t>(std::count(game.batches[b].begin(), game.batches[b].end(), '\n'));
    for (std::size_t i = 0; i < count; ++i, ++at)
      if (game.lines[at] != after[at]) expected.push_back(std::to_string(b) + ":" + std::to_string(i) + " " + game.lines[at] + " " + after[at]);
  }
  BacktestOptions options;
  options.wants_changed = true;
  auto backtest = Backtest::make(compile(rules), options);
  REQUIRE(backtest.ok());
  LogReader reader = LogReader::over(game.log);
  LogRecord record;
  while (reader.next(record) == LogReader::Step::record) CHECK_FALSE(backtest->add(record));
  std::vector<std::string> named;
  std::string lines = backtest->take_changed();
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const std::string line = lines.substr(begin, end - begin);
    const Json j = Json::parse(line);
    const std::size_t from = line.find(",\"old\":") + 7, to = line.find(",\"new\":{\"i\":");
    named.push_back(j.at("batch").dump() + ":" + j.at("request").dump() + " " + line.substr(from, to - from) + " " + line.substr(to + 7, line.size() - to - 8));
    begin = end + 1;
  }
  CHECK(named == expected);
  CHECK(expected.empty() == !expects_changes);
  CHECK(backtest->changed() == expected.size());
  CHECK(backtest->requests() == game.lines.size());
  const Json report = Json::parse(backtest->report());
  CHECK(report.at("changed") == expected.size());
  std::uint64_t by_change = 0, by_action = 0, in_actions = 0;
  for (const Json& change : report.at("changes")) by_change += change.at("count").get<std::uint64_t>();
  for (const Json& action : report.at("actions")) {
    by_action += action.at("changed").get<std::uint64_t>();
    in_actions += action.at("requests").get<std::uint64_t>();
  }
  CHECK(by_change == expected.size());
  CHECK(by_action == expected.size());
  CHECK(in_actions == game.lines.size());
  CHECK(report.at("recorded").at("same_digest") == game.batches.size());
}

}  // namespace

TEST_CASE("a back-test names exactly the verdicts that changed: one cooldown of the arena") {
  const RecordedGame game = recorded(example_text("arena"), 4000, 97);
  const std::string slower = changed(game.rules, "\"cooldown_ms\": 500", "\"cooldown_ms\": 5000");
  check_exactly(game, slower);
}

TEST_CASE("exactly too where texts, places, reasons and actions lie elsewhere in the new rules") {
  const RecordedGame game = recorded(kGamblersRules, 3000, 61);
  check_exactly(game, changed(game.rules, "\"ms\":\"300\"", "\"ms\":\"4000\""));
  check_exactly(game, changed(game.rules, "target.hp > 0 else dead", "target.hp > 50 else dead"));
  check_exactly(game, changed(game.rules, "\"else\":\"too_far\"", "\"else\":\"out_of_range\""));
  check_exactly(game, changed(game.rules, "\"Walk\":", "\"Amble\":{\"params\":{}},\"Walk\":"), false);
  check_exactly(game, changed(game.rules, "\"Walk\":", "\"Stroll\":"));
  check_exactly(game, changed(game.rules, "\"per_second\":5,\"burst\":4", "\"per_second\":2,\"burst\":1"));
  check_exactly(game, changed(game.rules, "\"n\":\"int 1..50\"", "\"n\":\"int 1..5\""));
  check_exactly(game, changed(game.rules, "\"event\":\"Won\"", "\"event\":\"Lost\""));
}

TEST_CASE("the same rules change nothing, at any number of threads, and comments are no rules") {
  const RecordedGame game = recorded(kGamblersRules, 2000, 400);
  for (const std::uint32_t threads : {1u, 3u}) {
    BacktestOptions options;
    options.exec = {threads > 1 ? Exec::Mode::parallel : Exec::Mode::serial, threads};
    options.sums = {"player.coins", "player.bag.*", "player.bag.gem", "player.position.x", "chest.gold"};
    const Json report = run(game.log, "// what it says is the same\n" + game.rules, options);
    CHECK(report.at("changed") == 0);
    CHECK(report.at("changes").empty());
    CHECK(report.at("world").at("old") == report.at("world").at("new"));
    CHECK(report.at("timers").at("changed") == 0);
    CHECK(report.at("timers").at("old") > 0);
    CHECK(report.at("old").at("program") == report.at("new").at("program"));
    for (const Json& sum : report.at("sums")) CHECK(sum.at("end").at("old") == sum.at("end").at("new"));
  }
}

TEST_CASE("draws are those that were recorded: other limits change no dice") {
  const RecordedGame game = recorded(kGamblersRules, 3000, 50);
  // Without a rate limit more requests pass, and those that passed before still roll what they rolled.
  const std::string free = changed(game.rules, "\"rate\":{\"per_second\":5,\"burst\":4},", "");
  const Json report = run(game.log, free);
  CHECK(report.at("changed") > 0);
  for (const Json& change : report.at("changes")) {
    if (change.at("action") != "Loot" || change.at("from").at("verdict") != "accepted") continue;
    for (const Json& sample : change.at("samples")) CHECK(sample.at("old").at("draws") == sample.at("new").at("draws"));
  }
}

TEST_CASE("changes are told by action, reason and cohort, with samples; sums at the end and along the way") {
  const RecordedGame game = recorded(kGamblersRules, 3000, 20);
  BacktestOptions options;
  options.cohorts = {{"even", "actor.id % 2 == 0"}, {"odd", "actor.id % 2 == 1"}, {"nobody", "actor.coins < 0"}};
  options.sums = {"player.coins", "player.bag.*"};
  options.points = 8;
  options.samples = 2;
  const Json report = run(game.log, changed(game.rules, "\"ms\":\"300\"", "\"ms\":\"9000\""), options);
  const Json& cohorts = report.at("cohorts");
  REQUIRE(cohorts.size() == 4);
  CHECK(cohorts[0].at("actors") == 15);
  CHECK(cohorts[1].at("actors") == 15);
  CHECK(cohorts[2].at("actors") == 0);
  CHECK(cohorts[3].at("name") == nullptr);
  std::uint64_t requests = 0, changed_requests = 0;
  for (const Json& cohort : cohorts) {
    requests += cohort.at("requests").get<std::uint64_t>();
    changed_requests += cohort.at("changed").get<std::uint64_t>();
  }
  CHECK(requests == 3000);
  CHECK(changed_requests == report.at("changed"));
  bool has_cooldown = false;
  for (const Json& change : report.at("changes")) {
    std::uint64_t sum = change.at("in_no_cohort").get<std::uint64_t>();
    for (const auto& [name, count] : change.at("cohorts").items()) sum += count.get<std::uint64_t>();
    CHECK(sum == change.at("count"));
    CHECK(change.at("samples").size() == std::min<std::uint64_t>(2, change.at("count").get<std::uint64_t>()));
    for (const Json& sample : change.at("samples")) {
      CHECK(sample.at("line").get<std::string>() + "\n" != "\n");
      CHECK(sample.at("old").at("i") == sample.at("request"));
      CHECK(sample.at("old").at("verdict") == change.at("from").at("verdict"));
      CHECK(sample.at("new").at("verdict") == change.at("to").at("verdict"));
    }
    has_cooldown |= change.at("action") == "Bet" && change.at("from").at("verdict") == "accepted" && change.at("to").value("reason", "") == "on_cooldown";
  }
  CHECK(has_cooldown);
  bool has_walk = false;
  for (const Json& name : report.at("unaffected")) has_walk |= name == "Walk";
  CHECK(has_walk);
  const Json& coins = report.at("sums")[0];
  CHECK(coins.at("start").at("old") == coins.at("start").at("new"));
  CHECK(coins.at("end").at("old") != coins.at("end").at("new"));
  // About as many points as were asked for, evenly, the first and the last among them.
  const Json& points = coins.at("points");
  CHECK(points.size() >= 8);
  CHECK(points.size() <= 18);
  CHECK(points.front()[0] == 0);
  CHECK(points.back()[0] == game.batches.size());
  CHECK(points.back()[2] == coins.at("end").at("old"));
  for (std::size_t i = 1; i < points.size(); ++i) CHECK(points[i - 1][0] < points[i][0]);
}

TEST_CASE("host changes are done to both worlds; a save that the new rules refuse is told") {
  Recorded recorded;
  recorded.batch(recorded.requests());
  recorded.join(3, R"({"version":1,"state":{"coins":500}})");
  recorded.batch(recorded.requests());
  recorded.leave(2);
  recorded.snapshot();
  recorded.batch(recorded.requests());
  CHECK(run(recorded.log, kRecordedRules).at("changed") == 0);
  const Json report = run(recorded.log, changed(kRecordedRules, "\"coins\":\"int >= 0\"", "\"coins\":\"int 0..100\""));
  CHECK(report.at("host").at("joins") == 1);
  CHECK(report.at("host").at("leaves") == 1);
  CHECK(report.at("host").at("refused") == 1);
  CHECK(report.at("host").at("samples")[0].at("id") == 3);
  CHECK(report.at("changed") > 0);  // nobody is there who could earn
}

TEST_CASE("state of another shape is adopted, and what is left out is told") {
  const RecordedGame game = recorded(kGamblersRules, 300, 30);
  const Json report = run(game.log, changed(game.rules, "\"hp\":\"int 0..100 = 100\"", "\"hp\":\"int 0..100 = 100\",\"armour\":\"int = 3\""));
  CHECK(report.at("changed") == 0);
  CHECK(report.at("world").at("old") != report.at("world").at("new"));
}

TEST_CASE("what cannot be asked is an error that says where") {
  const RecordedGame game = recorded(kGamblersRules, 20, 10);
  const auto error = [&](const BacktestOptions& options) {
    const auto report = backtest(game.log, compile(game.rules), options);
    return report ? Error{} : report.error();
  };
  BacktestOptions options;
  options.cohorts = {{"rich", "actor.coinz > 3"}};
  CHECK(error(options).pointer == "/rich");
  CHECK(error(options).message.find("coins") != std::string::npos);
  options.cohorts = {{"a", "true"}, {"a", "true"}};
  CHECK(error(options).code == ErrorCode::host);
  options.cohorts = {{"a", "actor.coins"}};
  CHECK(error(options).code == ErrorCode::expression);
  options.cohorts = {};
  for (const char* path : {"player", "plaier.coins", "player.coin", "player.bag", "player.coins.x", "player.secret", "player.position.w", "", "."}) {
    options.sums = {path};
    CAPTURE(path);
    CHECK(error(options).code == ErrorCode::host);
    CHECK(!error(options).message.empty());
  }
  options.sums = {};
  options.samples = 5000;
  CHECK(error(options).code == ErrorCode::host);
  CHECK(!backtest("not a log", compile(game.rules)).ok());
}

TEST_CASE("a torn tail is told, and what stands before it is judged") {
  const RecordedGame game = recorded(kGamblersRules, 100, 10);
  const Json whole = run(game.log, game.rules);
  CHECK(!whole.contains("torn_at"));
  const Json torn = run(game.log.substr(0, game.log.size() - 5), game.rules);
  CHECK(torn.at("batches") == 9);
  CHECK(torn.at("torn_at") < game.log.size());
}
