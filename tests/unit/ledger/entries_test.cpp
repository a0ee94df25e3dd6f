#include "ledger/entries.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/ledger.h"

using namespace ludex::test;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

Json commit(const std::string& id, std::int64_t now = kNow) { return {{"event", "commit"}, {"id", id}, {"content", id}, {"now", now}}; }

}  // namespace

TEST_CASE("a thousand receipts take less than a hundred kilobytes, and their text is read as it was written") {
  ludex::ledger::Entries entries;
  for (std::int64_t i = 0; i < 1000; ++i) {
    const std::string text = "receipt:" + std::to_string(1'000'000'000 + i);
    ludex::ledger::Faults faults;
    ludex::ledger::LedgerEntry entry;
    entry.at = kNow + i;
    entry.fingerprint = {{static_cast<std::uint64_t>(i), ~static_cast<std::uint64_t>(i)}};
    CHECK(entries.commit(*ludex::ledger::read_id(text, entries.keep, "", faults), entry, {}));
  }
  std::string text;
  entries.write(text);
  CHECK(text.size() < 100'000);
  // What the limits count is what the text has, but for the braces and names around the entries.
  CHECK(text.size() - static_cast<std::size_t>(entries.bytes()) < 64);

  ludex::json::Document document;
  document.text = text;
  REQUIRE(ludex::json::scan(text, {}, document.tape).ok());
  ludex::ledger::Entries again;
  ludex::ledger::Faults faults;
  again.read({document, 0}, "", faults);
  CHECK(!faults.is_set());
  std::string second;
  again.write(second);
  CHECK(second == text);
  CHECK(again.bytes() == entries.bytes());
}

TEST_CASE("members of other builds keep their bytes, entries of rulebooks too") {
  const std::string once = R"([ {"action":"Buy",  "at":1.50} ])";
  const auto decided = ludex::decide("entries", R"({"ledger":{"once":)" + once + R"(,"later":{"x" : 1e2},"entries":{},"watermarks":{}}})", commit("receipt:1").dump());
  REQUIRE(decided.ok());
  CHECK(decided->find("\"once\":" + once) != std::string::npos);
  CHECK(decided->find(R"("later":{"x" : 1e2})") != std::string::npos);
}

TEST_CASE("a full ledger refuses before anything is done, and keeps what it has") {
  const Json policy{{"limits", {{"max_entries", 2}}}};
  Machine ledger("entries", {{"policy", policy}});
  ledger(commit("receipt:1"));
  ledger(commit("receipt:2"));
  Json begin = commit("receipt:3");
  begin["event"] = "begin";
  CHECK(ledger(begin).effect("answer", "answer") == "full");
  CHECK(ledger(commit("receipt:3")).effect("answer", "answer") == "full");
  CHECK(ledger(commit("receipt:1")).effect("answer", "answer") == "same");
  Machine bytes("entries", {{"policy", {{"limits", {{"max_bytes", 4500}, {"max_result_bytes", 4096}}}}}});
  CHECK(bytes(commit("receipt:1")).effect("answer", "answer") == "committed");
  for (int i = 2; i < 9; ++i) bytes(commit("receipt:" + std::to_string(i)));
  CHECK(bytes.state["ledger"]["entries"].size() < 8);
  CHECK(bytes.state["ledger"].dump().size() < 4500);
}

TEST_CASE("a result beyond its limit is an error, not a shorter one") {
  Json event = commit("receipt:1");
  event["result"] = std::string(5000, 'x');
  CHECK(step("entries", Json::object(), event).error == "/event/result: the value takes more than 4096 bytes");
}

TEST_CASE("an id has at most 255 bytes") {
  CHECK(step("entries", Json::object(), commit("receipt:" + std::string(247, 'x'))).error == "");
  CHECK(step("entries", Json::object(), commit("receipt:" + std::string(248, 'x'))).error != "");
}

TEST_CASE("a clock that was wrong for a minute refuses nothing new") {
  Machine ledger("entries", Json::object());
  constexpr std::int64_t kYear = 31'536'000'000;
  ledger(commit("request:a@" + std::to_string(kNow)));
  CHECK(ledger({{"event", "prune"}, {"now", kNow + kYear}}).effect("pruned", "entries") == 1);
  CHECK(ledger(commit("request:b@" + std::to_string(kNow + 1), kNow + 1)).effect("answer", "answer") == "committed");
}

TEST_CASE("what the policy of today does not name is kept") {
  Machine ledger("entries", {{"policy", {{"keep", {{"event", 1000}, {"match", "forever"}}}}}});
  CHECK(ledger(commit("event:x@" + std::to_string(kNow))).effect("answer", "answer") == "committed");
  CHECK(ledger(commit("match:no-order")).effect("answer", "answer") == "committed");
  CHECK(ledger({{"event", "prune"}, {"now", kNow + 999}}).effect("pruned", "entries") == 0);
  CHECK(ledger({{"event", "prune"}, {"now", kNow + 1000}}).effect("pruned", "entries") == 1);
  CHECK(ledger.state["policy"]["keep"] == Json{{"event", 1000}, {"match", "forever"}});
}
