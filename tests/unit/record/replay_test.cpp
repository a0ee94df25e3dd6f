// A log judged again: everything as recorded, or the first thing that is not.

#include "ludex/replay.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/record.h"
#include "ludex/columns.h"
#include "record/link.h"

using namespace ludex;
using What = ReplayDifference::What;

namespace {

/// A log that says what `change` makes of its batches, with CRCs and a chain that are right: as a forger, or a Ludex that
/// judges otherwise, would write it.
template <class Change>
std::string rewritten(const std::string& log, Change&& change) {
  std::string out;
  LogReader reader = LogReader::over(log);
  LogRecord record;
  detail::LogState state;
  while (reader.next(record) == LogReader::Step::record) {
    if (auto* batch = std::get_if<RecordedBatch>(&record.content)) {
      state.world_digest = reader.world_digest();
      change(*batch);
      detail::put_batch(out, *batch, state);
    } else if (auto* host = std::get_if<RecordedChange>(&record.content)) {
      detail::put_change(out, *host, state);
    } else {
      if (const auto* snapshot = std::get_if<LogSnapshot>(&record.content)) {
        if (snapshot->link > 0) continue;  // it would not be of this chain
        state = {snapshot->link, snapshot->batch, snapshot->program_digest, snapshot->world_digest, snapshot->chain};
      }
      const std::size_t begin = static_cast<std::size_t>(std::holds_alternative<LogHeader>(record.content) ? 0 : record.offset);
      out += log.substr(begin, static_cast<std::size_t>(record.end) - begin);
    }
  }
  return out;
}

ReplayReport replayed(std::string_view log, const ReplayOptions& options = {}) {
  const auto report = replay(log, options);
  if (!report) FAIL(format_error(report.error()));
  return *report;
}

}  // namespace

TEST_CASE("a log judged again comes out as recorded, on any number of threads and from any snapshot") {
  const test::Recorded r = test::small_log();
  ReplayOptions options;
  for (options.from_snapshot = 0; options.from_snapshot < 2; ++options.from_snapshot) {
    for (const std::uint32_t threads : {1u, 2u, 3u, 8u}) {
      options.exec = {Exec::Mode::parallel, threads};
      const ReplayReport report = replayed(r.log, options);
      CHECK_FALSE(report.difference);
      CHECK_FALSE(report.torn);
      CHECK(report.batches == 4);
      CHECK(report.requests == 20);
      CHECK(report.judged == (options.from_snapshot == 0 ? 20 : 10));
      CHECK(report.changes == 3);
      CHECK(report.snapshots == 2);
      CHECK(report.world_digest == r.game.world.digest());
      CHECK(report.chain == r.writer.chain());
      CHECK(report.bytes == r.log.size());
    }
  }
  options.from_snapshot = 2;
  CHECK_FALSE(replay(r.log, options).ok());
}

TEST_CASE("batches of columns are recorded and judged again") {
  test::Recorded r;
  const auto columns = encode_requests(r.game.program, r.requests());
  REQUIRE(columns);
  auto judged = judge_columns_in_place(r.game.program, r.game.world, columns->bytes);
  REQUIRE(judged);
  CHECK_FALSE(r.writer.append(r.log, columns->bytes, RequestForm::columns, {}, *judged));
  CHECK_FALSE(replayed(r.log).difference);
}

TEST_CASE("the first verdict that differs is named, with its request and both answers") {
  const test::Recorded r = test::small_log();
  const std::string log = rewritten(r.log, [](RecordedBatch& b) {
    if (b.number == 1) b.reasons[1] = Reason::malformed, b.outcomes[1] = Outcome::rejected;
    if (b.number == 2) b.outcomes[0] = Outcome::duplicate;
  });
  const ReplayReport report = replayed(log);
  REQUIRE(report.difference);
  CHECK(report.difference->what == What::verdict);
  CHECK(report.difference->batch == 1);
  CHECK(report.difference->request == 1);
  CHECK(report.difference->request_line.find("{\"actor\":2,") == 0);
  CHECK(report.difference->recorded == R"({"verdict":"rejected","reason":"malformed"})");
  CHECK(report.difference->judged.find(R"("verdict":"accepted")") != std::string::npos);
  const std::string json = to_json(report);
  CHECK(json.find(R"("ok":false)") != std::string::npos);
  CHECK(json.find(R"("difference":{"what":"verdict")") != std::string::npos);
}

TEST_CASE("a verdict that says something else of the same reason is named too") {
  const test::Recorded r = test::small_log();
  const ReplayReport report = replayed(rewritten(r.log, [](RecordedBatch& b) { b.checks[4] ^= b.number == 0 ? 1u : 0u; }));
  REQUIRE(report.difference);
  CHECK(report.difference->what == What::verdict);
  CHECK(report.difference->batch == 0);
  CHECK(report.difference->request == 4);
}

TEST_CASE("a batch whose digest differs, or its world's, is named when no verdict does") {
  const test::Recorded r = test::small_log();
  const ReplayReport batch = replayed(rewritten(r.log, [](RecordedBatch& b) { b.batch_digest += b.number == 2; }));
  REQUIRE(batch.difference);
  CHECK(batch.difference->what == What::batch);
  CHECK(batch.difference->batch == 2);
  const ReplayReport world = replayed(rewritten(r.log, [](RecordedBatch& b) { b.world_digest += b.number == 1; }));
  REQUIRE(world.difference);
  CHECK(world.difference->what == What::world);
  CHECK(world.difference->batch == 1);
}

TEST_CASE("the entity that differs is found at the next snapshot") {
  test::Recorded r;
  r.batch(r.requests());
  // The host does something to the world that it tells nobody.
  std::string text = r.game.world.to_json();
  const std::size_t value = text.find("\"hp\":", text.find("\"2\":{")) + 5;
  text.replace(value, text.find_first_of(",}", value) - value, "77");
  r.game.world = test::load(r.game.program, text);
  r.batch(r.requests());
  r.batch(r.requests());
  r.snapshot();
  const ReplayReport report = replayed(r.log);
  REQUIRE(report.difference);
  CHECK(report.difference->what == What::world);
  CHECK(report.difference->batch == 1);
  CHECK(report.difference->entity == "/entities/player/2/live/hp");
}

TEST_CASE("a log of another program is refused with its place") {
  const test::Recorded r = test::small_log();
  ReplayOptions options;
  options.program_digest = 1;
  const auto refused = replay(r.log, options);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::record);
  CHECK(refused.error().offset == 16);
}

TEST_CASE("a torn log is judged as far as it goes, and says so; a damaged one is refused") {
  const test::Recorded r = test::small_log();
  const ReplayReport report = replayed(std::string_view(r.log).substr(0, r.log.size() - 1));
  CHECK_FALSE(report.difference);
  REQUIRE(report.torn);
  CHECK(report.torn->offset == report.bytes);
  CHECK(report.batches == 3);
  std::string damaged = r.log;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 4);
  const auto refused = replay(damaged);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::record);
}

TEST_CASE("a replay can be cancelled") {
  const test::Recorded r = test::small_log();
  std::uint64_t last = 0;
  int calls = 0;
  const auto cancelled = replay(r.log, {}, [&](std::uint64_t bytes) { return bytes >= last && (last = bytes, ++calls < 4); });
  REQUIRE_FALSE(cancelled.ok());
  CHECK(cancelled.error().code == ErrorCode::host);
  CHECK(calls == 4);
}

TEST_CASE("a log compacted at any batch goes on with the same chain to the same world") {
  const test::Recorded r = test::small_log();
  for (std::uint64_t at = 0; at <= 4; ++at) {
    const auto tail = compact(r.log, at);
    REQUIRE(tail);
    const ReplayReport report = replayed(*tail);
    CHECK_FALSE(report.difference);
    CHECK(report.first_batch == at);
    CHECK(report.batches == 4 - at);
    CHECK(report.chain == r.writer.chain());
    CHECK(report.world_digest == r.game.world.digest());
    const auto twice = compact(*tail, 4);
    REQUIRE(twice);
    CHECK(replayed(*twice).chain == r.writer.chain());
  }
  CHECK_FALSE(compact(r.log, 5).ok());
  const std::string other = rewritten(r.log, [](RecordedBatch& b) { b.batch_digest += b.number == 0; });
  CHECK_FALSE(compact(other, 3).ok());
}
