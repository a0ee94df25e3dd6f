// What a log says when it is whole, cut, damaged, or not of this version.

#include "ludex/record.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/record.h"
#include "record/format.h"

using namespace ludex;
using Step = LogReader::Step;

namespace {

/// Ends of the records, and what was said up to each.
struct Stops {
  std::vector<std::uint64_t> ends;
  std::vector<std::string> chains;
  std::vector<std::uint64_t> worlds;

  explicit Stops(const std::string& log) {
    LogReader reader = LogReader::over(log);
    LogRecord record;
    while (reader.next(record) == Step::record) {
      ends.push_back(record.end);
      chains.push_back(chain_text(reader.chain()));
      worlds.push_back(reader.world_digest());
    }
  }
};

/// Reads what may be damaged: it must end where a record ends, with what was said there, and never say `end` before the end.
void check_reading(const std::string& bytes, const Stops& stops, Step expected, std::uint64_t most, std::size_t where) {
  LogReader reader = LogReader::over(bytes);
  LogRecord record;
  std::size_t count = 0;
  Step step;
  while ((step = reader.next(record)) == Step::record) {
    REQUIRE(count < stops.ends.size());
    CHECK(record.end == stops.ends[count++]);
  }
  CAPTURE(where);
  CHECK(step == expected);
  CHECK(reader.good_bytes() <= most);
  if (count > 0) {
    CHECK(chain_text(reader.chain()) == stops.chains[count - 1]);
    CHECK(reader.world_digest() == stops.worlds[count - 1]);
  }
  if (step != Step::end) {
    CHECK(reader.error().code == ErrorCode::record);
    CHECK(reader.error().offset <= bytes.size());
    CHECK_FALSE(reader.error().message.empty());
  }
}

}  // namespace

TEST_CASE("a log says in order what was written, from one piece and from single bytes") {
  test::Recorded r = test::small_log();
  const std::string whole = test::told(r.log);
  CHECK(whole.rfind("end") == whole.size() - 3);
  CHECK(whole.find("batch 1 1100 {\"sale\":2} {\"actor\":1,") != std::string::npos);
  CHECK(whole.find(" 1 2 3 0 0\n") != std::string::npos);
  CHECK(whole.find(" {\"sale\":2} group {") != std::string::npos);
  CHECK(whole.find("change 0 player 3 {\"version\":1,\"state\":{\"coins\":7}}") != std::string::npos);
  CHECK(whole.find("change 1 player 2 ") != std::string::npos);
  LogReader reader;
  std::string pieces;
  for (const char& byte : r.log) {
    reader.feed({&byte, 1});
    pieces += test::told(reader);
    REQUIRE(pieces.size() >= 4);
    pieces.resize(pieces.size() - 4);  // "more"
  }
  reader.finish();
  CHECK(pieces + test::told(reader) == whole);
}

TEST_CASE("a log cut at any byte is read up to its last whole record") {
  const std::string log = test::small_log().log;
  const Stops stops(log);
  REQUIRE(stops.ends.back() == log.size());
  std::size_t records = 0;
  for (std::size_t size = 0; size < log.size(); ++size) {
    while (records < stops.ends.size() && stops.ends[records] <= size) ++records;
    const bool is_at_end = records >= 2 && stops.ends[records - 1] == size;
    const std::uint64_t good = records >= 2 ? stops.ends[records - 1] : 0;
    check_reading(log.substr(0, size), stops, is_at_end ? Step::end : Step::torn, good, size);
    LogReader reader = LogReader::over(std::string_view(log).substr(0, size));
    LogRecord record;
    while (reader.next(record) == Step::record) {}
    CHECK(reader.good_bytes() == good);
  }
}

TEST_CASE("what a file system gave a file and never wrote is a torn tail: zeros") {
  const std::string log = test::small_log().log;
  const Stops stops(log);
  const std::size_t last = static_cast<std::size_t>(stops.ends[stops.ends.size() - 2]);
  for (const std::size_t zeros : {std::size_t{1}, std::size_t{11}, std::size_t{12}, std::size_t{40}, std::size_t{5000}}) {
    check_reading(log + std::string(zeros, '\0'), stops, Step::torn, log.size(), zeros);
    check_reading(log + std::string(zeros, '\0') + "x", stops, zeros <= 11 ? Step::torn : Step::refused, log.size(), zeros);
  }
  for (std::size_t size = last + 12; size + 5 < log.size(); ++size) check_reading(log.substr(0, size) + std::string(log.size() - size, '\0'), stops, Step::torn, last, size);
}

TEST_CASE("no flipped bit is ever read as something else") {
  const std::string log = test::small_log().log;
  const Stops stops(log);
  const std::size_t last = static_cast<std::size_t>(stops.ends[stops.ends.size() - 2]);
  const std::size_t snapshot = static_cast<std::size_t>(stops.ends[0]);
  for (std::size_t at = 0; at < log.size(); ++at) {
    // Every bit of the preamble, of the first heads and of the last record; of every other byte one.
    const bool is_every = at < 64 || at >= last || (at >= snapshot && at < snapshot + 32);
    for (int bit = is_every ? 0 : static_cast<int>(at % 8); bit < (is_every ? 8 : static_cast<int>(at % 8) + 1); ++bit) {
      std::string other = log;
      other[at] = static_cast<char>(other[at] ^ (1 << bit));
      check_reading(other, stops, Step::refused, at, at);
    }
  }
}

TEST_CASE("records that are left out, put twice or exchanged are refused") {
  const std::string log = test::small_log().log;
  const Stops stops(log);
  const auto ends_at = [](const std::string& bytes) {
    LogReader reader = LogReader::over(bytes);
    LogRecord record;
    Step step;
    while ((step = reader.next(record)) == Step::record) {}
    return step == Step::refused ? reader.error().offset : 0;
  };
  constexpr std::size_t kFirstWorld = 1, kLaterSnapshot = 5;  // one more or less of these says nothing else of the world
  for (std::size_t i = 0; i + 1 < stops.ends.size(); ++i) {
    const std::size_t begin = i == 0 ? 16 : static_cast<std::size_t>(stops.ends[i - 1]), end = static_cast<std::size_t>(stops.ends[i]);
    const std::size_t next = static_cast<std::size_t>(stops.ends[i + 1]);
    const std::string before = log.substr(0, begin), here = log.substr(begin, end - begin), after = log.substr(end);
    CAPTURE(i);
    if (i != kLaterSnapshot) CHECK(ends_at(before + after) == begin);
    if (i != kLaterSnapshot && i != kFirstWorld) CHECK(ends_at(before + here + here + after) == end);
    CHECK(ends_at(before + log.substr(end, next - end) + here + log.substr(next)) != 0);
  }
}

TEST_CASE("what a later Ludex wrote is refused as such, with its place") {
  const std::string log = test::small_log().log;
  const Stops stops(log);
  std::string later;
  detail::put_preamble(later, 2);
  LogReader reader = LogReader::over(later);
  LogRecord record;
  CHECK(reader.next(record) == Step::refused);
  CHECK(reader.error().offset == 8);
  CHECK(reader.error().message.find("format version 2") != std::string::npos);

  const auto head = [](std::uint16_t type, std::uint16_t version) {
    std::string out;
    detail::put(out, std::uint32_t{0});
    detail::put(out, type);
    detail::put(out, version);
    detail::put(out, crc32(out));
    detail::put(out, crc32(""));
    return out;
  };
  const std::pair<std::string, std::string> tails[] = {{head(99, 1), "type 99"}, {head(3, 2), "version 2"}, {head(0, 1), "type 0"}};
  for (const auto& tail : tails) {
    const std::string bytes = log + tail.first;
    LogReader other = LogReader::over(bytes);
    Step step;
    while ((step = other.next(record)) == Step::record) {}
    CHECK(step == Step::refused);
    CHECK(other.error().offset == log.size());
    CHECK(other.error().message.find(tail.second) != std::string::npos);
    CHECK(other.good_bytes() == log.size());
  }
}

TEST_CASE("a length beyond the limit is refused before anything is waited for") {
  std::string log = test::small_log().log;
  const std::size_t end = log.size();
  std::string head;
  detail::put(head, std::uint32_t{0xffffffff});
  detail::put(head, std::uint16_t{3});
  detail::put(head, std::uint16_t{1});
  detail::put(head, crc32(head));
  log += head;
  LogReader reader;
  reader.feed(log);
  LogRecord record;
  Step step;
  while ((step = reader.next(record)) == Step::record) {}
  CHECK(step == Step::refused);
  CHECK(reader.error().offset == end);
}

TEST_CASE("what is no log is told at its first byte") {
  for (const std::string_view bytes : {"x", "LUDEXCOL0000000000000000", "{\"ludex\":1}"}) {
    LogReader reader = LogReader::over(bytes);
    LogRecord record;
    CHECK(reader.next(record) == Step::refused);
    CHECK(reader.error().offset == 0);
  }
}
