// A world and its log, moved on together.

#include "ludex/recorder.h"

#include <doctest/doctest.h>

#include "helpers/record.h"
#include "ludex/replay.h"

using namespace ludex;

namespace {

struct Server {
  test::Recorded game;  // its rules, requests and world; its own log is not used
  Recorder recorder;
  std::string log;

  Server() : recorder(begin(game)) { log = recorder.take(); }
  static Recorder begin(test::Recorded& r) {
    auto made = Recorder::begin(r.game.program, r.rules, r.game.world);
    if (!made) FAIL(format_error(made.error()));
    return std::move(made.value());
  }
  World& world() { return game.game.world; }
  Judgement judge(std::string_view requests) {
    auto judged = recorder.judge(game.game.program, world(), requests);
    if (!judged) FAIL(format_error(judged.error()));
    log += recorder.take();
    return std::move(judged.value());
  }
};

std::uint64_t replayed_world(std::string_view log) {
  const auto report = replay(log);
  REQUIRE(report);
  CHECK_FALSE(report->difference);
  CHECK_FALSE(report->torn);
  return report->world_digest;
}

}  // namespace

TEST_CASE("what goes through a recorder is in its log, and replays to the same world") {
  Server s;
  auto loader = SaveLoader::make(s.game.game.program, "player");
  REQUIRE(loader);
  const Judgement first = s.judge(s.game.requests());
  CHECK(first.seqs().size() == first.verdicts().size());  // for back-tests
  const auto joined = s.recorder.join(s.world(), *loader, 7, "");
  REQUIRE(joined);
  CHECK(joined->state == SaveState::ready);
  CHECK_FALSE(s.recorder.snapshot(s.world()));
  CHECK_FALSE(s.recorder.leave(s.world(), "player", 7));
  s.judge(s.game.requests());
  CHECK(s.recorder.take().empty());
  CHECK(s.recorder.writer().batches() == 2);
  CHECK(replayed_world(s.log) == s.world().digest());
}

TEST_CASE("a recorder writes the bytes of a writer that is told afterwards") {
  Server s;
  test::Recorded r;
  const std::string lines = r.requests();
  Inputs inputs;
  inputs.want_seqs = true;
  r.batch(lines, inputs);
  s.judge(lines);
  CHECK(s.log == r.log);
}

TEST_CASE("a world that moved on beside its log is refused, and stays as it is") {
  Server s;
  auto loader = SaveLoader::make(s.game.game.program, "player");
  REQUIRE(loader);
  REQUIRE(join(s.world(), *loader, 7, ""));
  const std::uint64_t digest = s.world().digest();
  CHECK_FALSE(s.recorder.judge(s.game.game.program, s.world(), s.game.requests()).ok());
  CHECK_FALSE(s.recorder.join(s.world(), *loader, 8, "").ok());
  CHECK(s.recorder.leave(s.world(), "player", 7));
  CHECK(s.recorder.snapshot(s.world()));
  CHECK(s.world().digest() == digest);
  CHECK(s.recorder.take().empty());
}

TEST_CASE("a world of other rules, and other rules for the world, are refused") {
  Server s;
  const test::Game other(test::small_rules(""), test::players(1));
  World world = other.world;
  CHECK_FALSE(s.recorder.judge(other.program, world, "").ok());
  CHECK_FALSE(s.recorder.judge(other.program, s.world(), "").ok());
  CHECK(s.recorder.take().empty());
}

TEST_CASE("what changes nothing leaves no record: a save that is not ready, an entity that is not there, a batch the host broke") {
  Server s;
  auto loader = SaveLoader::make(s.game.game.program, "player");
  REQUIRE(loader);
  const auto damaged = s.recorder.join(s.world(), *loader, 7, "{");
  REQUIRE(damaged);
  CHECK(damaged->state == SaveState::undecodable);
  CHECK(s.recorder.leave(s.world(), "player", 999));
  Inputs broken;
  broken.flags_json = R"({"no_such_flag":1})";
  CHECK_FALSE(s.recorder.judge(s.game.game.program, s.world(), s.game.requests(), broken).ok());
  CHECK(s.recorder.take().empty());
}

TEST_CASE("a log that was cut anywhere in its last record is resumed, and goes on") {
  Server s;
  s.judge(s.game.requests());
  const std::size_t good = s.log.size();
  const std::uint64_t digest = s.world().digest();
  const std::string lines = s.game.requests();
  s.judge(lines);
  for (std::size_t size = good; size < s.log.size(); ++size) {
    auto again = resume(std::string_view(s.log).substr(0, size));
    REQUIRE(again);
    CHECK(again->good_bytes == good);
    CHECK(again->rulebook == s.game.rules);
    CHECK(again->world.digest() == digest);
    REQUIRE(again->recorder.judge(again->program, again->world, lines));
    CHECK(s.log.substr(0, good) + again->recorder.take() == s.log);
  }
  const auto whole = resume(s.log);
  REQUIRE(whole);
  CHECK(whole->good_bytes == s.log.size());
}

TEST_CASE("a log that does not say what judging says, is damaged or none, is not resumed") {
  Server s;
  s.judge(s.game.requests());
  CHECK_FALSE(resume("").ok());
  CHECK_FALSE(resume("LUDEX").ok());
  CHECK_FALSE(resume("no log at all, but long enough to be one").ok());
  std::string damaged = s.log;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  const auto refused = resume(damaged);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::record);
}
