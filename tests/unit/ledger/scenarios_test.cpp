// The failures of saved data that concern the ledger, one test each, by their numbers; and for every rule that prevents one,
// that the simulation finds the failure when the rule is taken out.

#include <doctest/doctest.h>

#include "helpers/effort.h"
#include "helpers/ledger.h"
#include "helpers/receipt_simulation.h"

using ludex::ledger::Guards;
using namespace ludex::test;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;
constexpr std::uint64_t kSeeds = effort(2000);  // of what is about interleavings

Json receipt(const std::string& id, int call, const std::string& product = "coins") { return {{"event", "receipt"}, {"id", id}, {"product", product}, {"call", call}, {"now", kNow}}; }
Json profile(const Json& ledger = Json::object()) { return {{"event", "profile"}, {"ledger", ledger}, {"now", kNow}}; }
Json valid(const std::string& id, int grant) { return {{"event", "valid"}, {"id", id}, {"grant", {{"coins", grant}}}, {"now", kNow}}; }
Json saved(int number) { return {{"event", "saved"}, {"save", number}}; }

std::string receipts_under(const ReceiptHost& host, std::uint64_t seeds = kSeeds) {
  return first_violation(seeds, [&](std::uint64_t seed) { return ReceiptSimulation::run(seed, host); });
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

TEST_CASE("27: the callback runs on two servers at once: only the holder applies") {
  Machine holder("receipts"), other("receipts");
  holder(profile());
  other(profile());
  other({{"event", "lost"}});
  CHECK(other(receipt("1", 7)).effect("answer", "decision") == "not_processed_yet");
  CHECK(other(valid("1", 100)).effects.empty());
  holder(receipt("1", 1));
  CHECK(holder(receipt("1", 2)).effect("answer", "decision") == "not_processed_yet");  // the same call twice on one server
  CHECK(holder(valid("1", 100)).effect("apply", "id") == "1");
  CHECK(holder(valid("1", 100)).effects.empty());  // an answer that comes twice
}

TEST_CASE("28: two receipts of one player in both orders leave the same state") {
  std::string ledgers[2];
  int coins[2] = {0, 0};
  for (int order : {0, 1}) {
    Machine server("receipts");
    server(profile());
    for (int i : {0, 1}) {
      const int n = i ^ order;
      server(receipt(std::to_string(n), i));
      coins[order] += server(valid(std::to_string(n), 100 + n)).effect("apply", "grant")["coins"].get<int>();
    }
    CHECK(server(saved(2)).effects.size() == 4);
    ledgers[order] = server.state["ledger"].dump();
  }
  CHECK(ledgers[0] == ledgers[1]);
  CHECK(coins[0] == coins[1]);
}

TEST_CASE("29: a receipt for an unknown product is parked or compensated, with an alert, and not lost") {
  const Json unknown{{"event", "ungrantable"}, {"id", "1"}, {"reason", "unknown_product"}, {"now", kNow}};
  Machine server("receipts");
  server(profile());
  server(receipt("1", 1, "cape"));
  const Step parked = server(unknown);
  CHECK(parked.effect("alert", "reason") == "unknown_product");
  CHECK(parked.effect("parked", "product") == "cape");
  CHECK(parked.effect("answer", "decision") == "not_processed_yet");  // the platform has no other no
  CHECK(server.state["ledger"]["entries"].empty());
  CHECK(server(receipt("1", 2, "cape")).effect("validate", "product") == "cape");  // a later build may know it

  Json credit = unknown;
  credit["credit"] = {{"coins", 40}};
  const Step compensated = server(credit);
  CHECK(compensated.effect("alert", "reason") == "unknown_product");
  CHECK(compensated.effect("apply", "grant") == Json{{"coins", 40}});
  CHECK(server(saved(1)).effect("answer", "decision") == "granted");
  CHECK(server(receipt("1", 3, "cape")).effect("answer", "decision") == "granted");
  CHECK(server.state["ledger"]["entries"]["receipt:1"]["result"] == Json{{"compensated", "unknown_product"}, {"credit", {{"coins", 40}}}});
}

TEST_CASE("30: the player leaves while the receipt waits: not processed yet, and once at the next join") {
  Machine server("receipts");
  CHECK(server(receipt("1", 1)).effects.empty());  // the profile is not there yet
  CHECK(server({{"event", "left"}}).effect("answer", "decision") == "not_processed_yet");
  CHECK(server(receipt("1", 2)).effect("answer", "decision") == "not_processed_yet");
  server(profile());
  CHECK(server(receipt("1", 3)).effect("validate", "id") == "1");
  CHECK(server({{"event", "left"}}).effect("answer", "call") == 3);
  CHECK(server(valid("1", 100)).effects.empty());  // too late
  CHECK(server.state["ledger"]["entries"].empty());
}

TEST_CASE("31: 150 outstanding receipts and a cache of 100: none is granted twice") {
  for (const bool is_cache : {false, true}) {
    Guards guards;
    guards.never_evicts = !is_cache;
    Machine server("receipts", {{"policy", {{"limits", {{"max_entries", is_cache ? 100 : 1000}}}}}}, guards);
    server(profile());
    int granted = 0;
    for (int round : {0, 1})
      for (int i = 0; i < 150; ++i) {
        server(receipt("r" + std::to_string(i), round * 1000 + i));
        const Json save = server(valid("r" + std::to_string(i), 1)).effect("save", "save");
        if (save.is_null()) continue;
        ++granted;
        server(saved(save.get<int>()));
      }
    CHECK((granted == 150) == !is_cache);  // with a cache the 101st is granted again
  }
  Machine full("receipts", {{"policy", {{"limits", {{"max_entries", 1}}}}}});
  full(profile());
  full(receipt("1", 1));
  full(valid("1", 1));
  const Step refused = full(receipt("2", 2));
  CHECK(refused.effect("alert", "reason") == "full");
  CHECK(refused.effect("answer", "decision") == "not_processed_yet");
}

namespace {

// A player's record on two servers, each of which reads, asks the ledger and writes if the version is still what it read.
std::string redeem_on_two_servers(std::uint64_t seed, bool is_conditional) {
  Chance chance(seed);
  Json record{{"version", 0}, {"coins", 0}, {"ledger", Json::object()}};
  struct {
    int phase = 0;
    Json copy = {}, after = {};
  } servers[2];
  for (int i = 0; i < 40; ++i) {
    auto& s = servers[chance.below(2)];
    if (s.phase == 0) {
      s.copy = record;
      s.phase = 1;
    } else if (s.phase == 1) {
      const Step made = step("entries", Json{{"ledger", s.copy["ledger"]}}, {{"event", "commit"}, {"id", "code:SUMMER"}, {"content", "SUMMER"}, {"now", kNow}});
      s.phase = made.effect("answer", "answer") == "committed" ? 2 : 3;
      s.after = made.state["ledger"];
    } else if (s.phase == 2) {
      const bool is_written = !is_conditional || record["version"] == s.copy["version"];
      if (is_written) record = {{"version", s.copy["version"].get<int>() + 1}, {"coins", record["coins"].get<int>() + 100}, {"ledger", s.after}};
      s.phase = is_written ? 3 : 0;
    }
  }
  return record["coins"] == 100 ? "" : "redeemed for " + record["coins"].dump() + " coins";
}

// Twenty servers redeem one code for players that come and come again; some servers die with a block in hand.
std::string redeem_with_a_cap(std::uint64_t seed, bool has_crashes, const Guards& guards) {
  Chance chance(seed);
  Json cap = step("code_cap", nullptr, {{"event", "open"}, {"code", "SUMMER"}, {"max_uses", 100}}).state;
  struct Server {
    int number = 0;
    bool has_block = false;
    Json block = nullptr;
  } servers[20];
  std::int64_t now = kNow, redeemed = 0;
  Json players = Json::object();
  const auto at_cap = [&](const Json& event) {
    const Step made = step("code_cap", cap, event, guards);
    cap = made.state;
    if (chance.one_in(5)) cap = step("code_cap", cap, event, guards).state;  // a request that arrives twice
    return made;
  };
  const auto give_back = [&](int i) {
    Server& s = servers[i];
    const Step closed = step("code_block", s.block, {{"event", "close"}});
    at_cap({{"event", "return"}, {"block", closed.effect("return", "block")}, {"used", closed.effect("return", "used")}});
    s.has_block = false;
    s.block = closed.state;
  };
  for (int turn = 0; turn < 1500; ++turn) {
    now += static_cast<std::int64_t>(chance.below(20'000));
    const int i = static_cast<int>(chance.below(20));
    Server& s = servers[i];
    if (!s.has_block) {
      const std::string name = "s" + std::to_string(i) + "#" + std::to_string(++s.number);
      const Step reserved = at_cap({{"event", "reserve"}, {"block", name}, {"size", 1 + chance.below(10)}, {"now", now}, {"lease_ms", 600'000}});
      const Json block = reserved.effect("block");
      if (block.is_null()) continue;
      s.block = step("code_block", s.block, {{"event", "block"}, {"block", name}, {"size", block["size"]}, {"expires", block["expires"]}}).state;
      s.has_block = true;
      continue;
    }
    if (has_crashes && chance.one_in(40)) {
      s.has_block = false;  // gone, with what it knew
      s.block = nullptr;
      continue;
    }
    const std::string player = std::to_string(chance.below(400));
    const Step use = step("code_block", s.block, {{"event", "use"}, {"by", player}, {"now", now}});
    s.block = use.state;
    const Json reason = use.effect("refused", "reason");
    if (reason == "expired" || reason == "exhausted") {
      give_back(i);
    } else if (!use.effect("redeem").is_null()) {
      const bool is_new = !players.contains(player), is_lost = chance.one_in(20);  // a write that was certainly not made
      if (is_new && !is_lost) {
        players[player] = true;
        ++redeemed;
      }
      s.block = step("code_block", s.block, {{"event", is_new && !is_lost ? "kept" : "refused"}, {"by", player}}).state;
    }
  }
  for (int i = 0; i < 20; ++i)
    if (servers[i].has_block) give_back(i);
  if (redeemed > 100) return std::to_string(redeemed) + " redemptions of 100";
  if (has_crashes) return "";
  if (redeemed != 100) return "only " + std::to_string(redeemed) + " of 100";
  return cap["used"] == 100 && cap["blocks"].empty() ? "" : "unused uses were not returned: " + cap.dump();
}

}  // namespace

TEST_CASE("33: a code redeemed on two servers in the same second is redeemed once") {
  CHECK(first_violation(1000, [](std::uint64_t seed) { return redeem_on_two_servers(seed, true); }) == "");
  CHECK(first_violation(1000, [](std::uint64_t seed) { return redeem_on_two_servers(seed, false); }) != "");
}

TEST_CASE("34: a code with 100 uses in the world, 20 servers: 100 exactly, unused blocks returned") {
  constexpr std::uint64_t kRuns = 6;  // of 1,500 turns each
  CHECK(first_violation(kRuns, [](std::uint64_t seed) { return redeem_with_a_cap(seed, false, {}); }) == "");
  CHECK(first_violation(kRuns, [](std::uint64_t seed) { return redeem_with_a_cap(seed, true, {}); }) == "");
  Guards forgets;
  forgets.counts_lost_blocks = false;
  CHECK(first_violation(kRuns, [&](std::uint64_t seed) { return redeem_with_a_cap(seed, true, forgets); }) != "");
}

TEST_CASE("35: when the read fails the code is refused, not granted") {
  const Json redeem{{"event", "commit"}, {"id", "code:SUMMER"}, {"content", "SUMMER"}, {"now", kNow}};
  const Step unread = step("entries", nullptr, redeem);  // what a failed read leaves
  CHECK(unread.effect("answer", "answer") == "not_loaded");
  CHECK(unread.state.is_null());
  CHECK(step("entries", Json::object(), redeem).effect("answer", "answer") == "committed");  // a new player's record, read
  CHECK(step("code_block", nullptr, {{"event", "use"}, {"by", "1"}, {"now", kNow}}).effect("refused", "reason") == "no_block");
}

namespace {

// Days apart that one reward stood for: what must not happen is a second one in the same period.
std::string claim_under_a_mad_clock(std::uint64_t seed, const Json& policy, const Guards& guards) {
  Chance chance(seed);
  constexpr std::int64_t kDay = 86'400'000;
  Machine rewards("claims", nullptr, guards);
  std::int64_t clock = kNow - kNow % kDay;
  std::vector<std::int64_t> claimed;
  for (int i = 0; i < 60; ++i) {
    switch (chance.below(4)) {
      case 0: clock += static_cast<std::int64_t>(chance.below(kDay)); break;
      case 1: clock += kDay - clock % kDay + static_cast<std::int64_t>(chance.below(3)) - 1; break;  // the edge of the day
      case 2: clock -= static_cast<std::int64_t>(chance.below(3 * kDay)); break;
      default: clock += static_cast<std::int64_t>(chance.below(3 * kDay));
    }
    if (rewards({{"event", "claim"}, {"claim", "daily"}, {"now", clock}, {"policy", policy}}).effect("answer", "answer") != "claimed") continue;
    for (const std::int64_t other : claimed) {
      const bool is_same = policy["mode"] == "calendar" ? other / kDay == clock / kDay : (other > clock ? other - clock : clock - other) < kDay;
      if (is_same) return "twice in one period";
    }
    claimed.push_back(clock);
  }
  return "";
}

}  // namespace

TEST_CASE("36: a daily reward at the edge of the day, the clock set back and forward: at most one a period") {
  Guards forgets;
  forgets.keeps_order = false;
  for (const Json& policy : {Json{{"mode", "elapsed"}}, Json{{"mode", "calendar"}}}) {
    CHECK(first_violation(150, [&](std::uint64_t seed) { return claim_under_a_mad_clock(seed, policy, {}); }) == "");
    CHECK(first_violation(150, [&](std::uint64_t seed) { return claim_under_a_mad_clock(seed, policy, forgets); }) != "");
  }
}

TEST_CASE("43: an entry of the same id with another amount is a conflict, and nothing is applied") {
  for (const bool is_guarded : {true, false}) {
    Guards guards;
    guards.compares_fingerprints = is_guarded;
    Machine ledger("entries", Json::object(), guards);
    const auto commit = [&](int amount) { return ledger({{"event", "commit"}, {"id", "action:7"}, {"content", {{"coins", amount}}}, {"result", amount}, {"now", kNow}}); };
    CHECK(commit(100).effect("answer", "answer") == "committed");
    const Json before = ledger.state;
    const Step other = commit(200);
    CHECK(ledger.state == before);
    CHECK(commit(100).effect("answer", "result") == 100);
    // Without the rule the other amount would pass for granted.
    CHECK(other.effect("answer", "answer") == (is_guarded ? "conflict" : "same"));
    CHECK(other.effect("answer", "result").is_null() == is_guarded);
  }
  Machine server("receipts");
  server(profile());
  server(receipt("1", 1, "coins"));
  server(valid("1", 100));
  server(saved(1));
  const Step conflict = server(receipt("1", 2, "gems"));
  CHECK(conflict.effect("alert", "reason") == "conflict");
  CHECK(conflict.effect("answer", "decision") == "not_processed_yet");
}

TEST_CASE("44: an id that was pruned comes again and is refused, below the watermark") {
  constexpr std::int64_t kDay = 86'400'000;
  for (const bool is_guarded : {true, false}) {
    Guards guards;
    guards.refuses_pruned = is_guarded;
    Machine ledger("entries", Json::object(), guards);
    const std::string id = "request:abc@" + std::to_string(kNow);
    const Json begin{{"event", "begin"}, {"id", id}, {"content", 1}, {"now", kNow}};
    Json commit = begin;
    commit["event"] = "commit";
    CHECK(ledger(commit).effect("answer", "answer") == "committed");
    CHECK(ledger({{"event", "prune"}, {"now", kNow + kDay - 1}}).effect("pruned", "entries") == 0);
    CHECK(ledger({{"event", "prune"}, {"now", kNow + kDay}}).effect("pruned", "entries") == 1);
    CHECK(ledger.state["ledger"]["entries"].empty());
    CHECK(ledger(begin).effect("answer", "answer") == (is_guarded ? "pruned" : "new"));
    ledger({{"event", "prune"}, {"now", 5}});  // a clock that is set back brings nothing to life
    CHECK(ledger(commit).effect("answer", "answer") == (is_guarded ? "pruned" : "committed"));
  }
}

TEST_CASE("54: a stale copy read before the session was acquired: what acquiring returned is used") {
  ReceiptHost host;
  host.receipts = 3;
  CHECK(receipts_under(host, 300) == "");
  host.uses_acquired = false;
  CHECK(receipts_under(host) != "");
}

namespace {

// A batch that migrates records and a server that plays on one of them; the version decides whose write counts.
std::string migrate_while_playing(std::uint64_t seed, bool is_conditional) {
  Chance chance(seed);
  Json record{{"version", 0}, {"schema", 1}, {"coins", 0}, {"ledger", Json::object()}};
  Json batch = nullptr, server = nullptr;
  int paid = 0;
  const auto write = [&](const Json& from, Json to) {
    if (is_conditional && record["version"] != from["version"]) return false;
    to["version"] = from["version"].get<int>() + 1;
    record = std::move(to);
    return true;
  };
  for (int i = 0; i < 30; ++i) {
    switch (chance.below(4)) {
      case 0: if (batch.is_null()) batch = record; break;
      case 1:
        if (batch.is_null()) break;
        {
          Json migrated = batch;
          migrated["schema"] = 2;
          write(batch, migrated);
          batch = nullptr;
        }
        break;
      case 2: if (server.is_null()) server = record; break;
      default: {
        if (server.is_null()) break;
        const Step made = step("entries", Json{{"ledger", server["ledger"]}}, {{"event", "commit"}, {"id", "receipt:" + std::to_string(paid)}, {"content", 1}, {"now", kNow}});
        Json played = server;
        played["ledger"] = made.state["ledger"];
        played["coins"] = server["coins"].get<int>() + 10;
        if (made.effect("answer", "answer") == "committed" && write(server, played)) ++paid;
        server = nullptr;
      }
    }
  }
  if (record["coins"] != paid * 10) return "acknowledged " + std::to_string(paid) + " payments, " + record["coins"].dump() + " coins are there";
  return record["ledger"].contains("entries") && static_cast<int>(record["ledger"]["entries"].size()) != paid ? "entries without coins" : "";
}

}  // namespace

TEST_CASE("60: a batch migrator races a live session: one of the two writes is refused, nothing is lost") {
  CHECK(first_violation(500, [](std::uint64_t seed) { return migrate_while_playing(seed, true); }) == "");
  CHECK(first_violation(500, [](std::uint64_t seed) { return migrate_while_playing(seed, false); }) != "");
}

TEST_CASE("61: an old version is restored while the ledger went on: what came since is replayed on top, or it is refused") {
  const auto commit = [](Machine& ledger, const std::string& id, std::int64_t now) {
    ledger({{"event", "commit"}, {"id", id}, {"content", id}, {"result", {{"coins", 10}}}, {"now", now}});
  };
  Machine ledger("entries", Json::object());
  commit(ledger, "receipt:1", kNow);
  const Json older = ledger.state["ledger"];  // of a save with 10 coins
  commit(ledger, "receipt:3", kNow + 1);
  commit(ledger, "receipt:2", kNow + 2);

  for (const bool is_guarded : {true, false}) {
    Guards guards;
    guards.replays_ledger = is_guarded;
    Machine restored("entries", ledger.state, guards);
    const Step made = restored({{"event", "restore"}, {"older", older}});
    int coins = 10;
    for (const Json& effect : made.effects)
      if (effect["effect"] == "replay") coins += effect["result"]["coins"].get<int>();
    // The platform asks about all of them again: whatever is not known is granted anew.
    for (const char* id : {"receipt:1", "receipt:2", "receipt:3"}) {
      const Json answer = restored({{"event", "begin"}, {"id", id}, {"content", id}, {"now", kNow + 9}}).effect("answer", "answer");
      if (is_guarded) CHECK(answer == "same");
    }
    CHECK((coins == 30) == is_guarded);
    if (is_guarded) CHECK(made.effects[0]["id"] == "receipt:3");  // in the order in which they were made
  }

  // What was pruned since cannot be replayed.
  commit(ledger, "request:a@" + std::to_string(kNow), kNow);
  ledger({{"event", "prune"}, {"now", kNow + 86'400'000}});
  const Step refused = ledger({{"event", "restore"}, {"older", older}});
  CHECK(refused.effect("refused", "reason") == "cannot_replay");
  CHECK(refused.effect("refused", "lost") == Json{"request"});
  CHECK(ledger({{"event", "restore"}, {"older", older}, {"agreed", true}}).effect("restored", "replayed") == 2);
}
