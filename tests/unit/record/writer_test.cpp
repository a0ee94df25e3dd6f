// What a log is begun with, and how one is gone on with.

#include <doctest/doctest.h>

#include "helpers/record.h"

using namespace ludex;
using Step = LogReader::Step;

TEST_CASE("a log goes on behind a torn tail as if nothing had been") {
  test::Recorded r;
  r.batch(r.requests());
  const std::size_t before = r.log.size();
  const World world = r.game.world;
  const std::string lines = r.requests();
  r.batch(lines);
  for (std::size_t size = before; size < r.log.size(); ++size) {
    LogReader reader = LogReader::over(std::string_view(r.log).substr(0, size));
    LogRecord record;
    while (reader.next(record) == Step::record) {}
    auto writer = LogWriter::resume(reader);
    REQUIRE(writer);
    CHECK(reader.good_bytes() == before);
    World again = world;
    const auto judged = judge_in_place(r.game.program, again, lines);
    REQUIRE(judged);
    std::string log = r.log.substr(0, before);
    CHECK_FALSE(writer->append(log, lines, RequestForm::lines, {}, *judged));
    CHECK(log == r.log);
  }
}

TEST_CASE("a log that was not read to its end, or was refused, is not gone on with") {
  const std::string log = test::small_log().log;
  LogReader reader = LogReader::over(log);
  CHECK_FALSE(LogWriter::resume(reader).ok());
  LogRecord record;
  CHECK(reader.next(record) == Step::record);
  CHECK_FALSE(LogWriter::resume(reader).ok());
  std::string damaged = log;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  LogReader other = LogReader::over(damaged);
  while (other.next(record) == Step::record) {}
  CHECK_FALSE(LogWriter::resume(other).ok());
}

TEST_CASE("a log is of one program, one text of it and a world of it") {
  test::Recorded r;
  const test::Game other(test::small_rules(""), test::players(1));
  std::string out;
  CHECK_FALSE(LogWriter::begin(r.game.program, test::small_rules(""), r.game.world, out).ok());
  CHECK_FALSE(LogWriter::begin(r.game.program, "{}", r.game.world, out).ok());
  CHECK_FALSE(LogWriter::begin(r.game.program, r.rules, other.world, out).ok());
  CHECK(out.empty());
}

TEST_CASE("a snapshot of another moment and numbers that are not one for each request are refused") {
  test::Recorded r;
  const World before = r.game.world;
  const std::string lines = r.requests();
  const Judgement judged = r.game.judge(lines);
  const std::string log = r.log;
  CHECK(r.writer.append(r.log, lines, RequestForm::lines, {}, judged, {1, 2}));
  CHECK(r.log == log);
  CHECK_FALSE(r.writer.append(r.log, lines, RequestForm::lines, {}, judged));
  CHECK(r.writer.append_snapshot(r.log, before));
  CHECK_FALSE(r.writer.append_snapshot(r.log, r.game.world));
}

TEST_CASE("the chain depends on the rules, the world and its seed") {
  test::Recorded a, b;
  CHECK(a.writer.chain() == b.writer.chain());
  b.game.world = test::load(b.game.program, R"({"ludex_world":1,"now":1000,"seed":78,"entities":{"player":{"1":{"profile":{"version":1,"state":{}}},"2":{"profile":{"version":1,"state":{}}}}}})");
  CHECK(a.game.world.digest() == b.game.world.digest());
  std::string out;
  const auto writer = LogWriter::begin(b.game.program, b.rules, b.game.world, out);
  REQUIRE(writer);
  CHECK(writer->chain() != a.writer.chain());
}

TEST_CASE("the numbers that requests drew by are recorded where the judgement kept them") {
  test::Recorded r;
  Inputs inputs;
  inputs.want_seqs = true;
  r.batch(r.requests(), inputs);
  LogReader reader = LogReader::over(r.log);
  LogRecord record;
  std::vector<std::uint64_t> seqs;
  while (reader.next(record) == Step::record)
    if (const auto* batch = std::get_if<RecordedBatch>(&record.content)) seqs = batch->seqs;
  CHECK(seqs == std::vector<std::uint64_t>{1, 1, 2, 0, 1});
}
