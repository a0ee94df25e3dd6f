// The failures of saved data that concern the ledger, one test each, by their numbers; and for every rule that prevents one,
// that the simulation finds the failure when the rule is taken out.

#include <doctest/doctest.h>

#include "helpers/ledger.h"
#include "helpers/receipt_simulation.h"

using ludex::ledger::Guards;
using namespace ludex::test;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;
constexpr std::uint64_t kSeeds = 2000;

Json receipt(const std::string& id, int call, const std::string& product = "coins") { return {{"event", "receipt"}, {"id", id}, {"product", product}, {"call", call}, {"now", kNow}}; }
Json profile(const Json& ledger = Json::object()) { return {{"event", "profile"}, {"ledger", ledger}, {"now", kNow}}; }
Json valid(const std::string& id, int grant) { return {{"event", "valid"}, {"id", id}, {"grant", {{"coins", grant}}}, {"now", kNow}}; }
Json saved(int number) { return {{"event", "saved"}, {"save", number}}; }

std::string receipts_under(const ReceiptHost& host) {
  return first_violation(kSeeds, [&](std::uint64_t seed) { return ReceiptSimulation::run(seed, host); });
}

}  // namespace

TEST_CASE("25: crash between in-memory grant and save: the grant is absent, the receipt not processed, and granted once later") {
  Machine server("receipts");
  server(profile());
  server(receipt("1", 1));
  const Step applied = server(valid("1", 100));
  CHECK(applied.effect("apply", "grant") == Json{{"coins", 100}});
  CHECK(applied.effect("save", "save") == 1);
  CHECK(applied.effect("answer").is_null());  // nobody is told before it is saved

  Machine after_crash("receipts");  // the record has nothing of it
  after_crash(profile());
  CHECK(after_crash(receipt("1", 2)).effect("validate", "id") == "1");
  after_crash(valid("1", 100));
  CHECK(after_crash(saved(1)).effect("answer") == Json{{"effect", "answer"}, {"id", "1"}, {"call", 2}, {"decision", "granted"}});
}

TEST_CASE("26: crash between save and platform acknowledgement: the next call finds the duplicate and is granted without a grant") {
  Machine server("receipts");
  server(profile());
  server(receipt("1", 1));
  const Json ledger = server(valid("1", 100)).effect("save", "ledger");  // saved, and then the server is gone

  Machine after_crash("receipts");
  after_crash(profile(ledger));
  const Step again = after_crash(receipt("1", 2));
  CHECK(again.effect("answer", "decision") == "granted");
  CHECK(again.effect("apply").is_null());
  CHECK(again.effects.size() == 1);
}

TEST_CASE("25, 26, 27, 30, 54: a receipt is granted once whatever crashes, is lost, late or doubled, on two servers") {
  CHECK(receipts_under({}) == "");
}

TEST_CASE("the simulation finds what happens when a rule is taken out") {
  ReceiptHost host;
  SUBCASE("told before it is saved") { host.guards.waits_for_save = false; }
  SUBCASE("applied by whoever is called") { host.guards.is_holder_only = false; }
  SUBCASE("the oldest entry makes room") {
    host.guards.never_evicts = false;
    host.max_entries = 2;
  }
  SUBCASE("grant and entry in two writes") { host.writes_both = false; }
  SUBCASE("a copy that was read before the session was acquired") { host.uses_acquired = false; }
  SUBCASE("saves that nobody fences") { host.is_fenced = false; }
  CHECK(receipts_under(host) != "");
}
