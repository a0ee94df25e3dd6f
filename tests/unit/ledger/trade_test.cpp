#include <doctest/doctest.h>

#include <string>

#include "helpers/ledger.h"

using ludex::ledger::Guards;
using namespace ludex::test;

namespace {

const Json kProposal{{"event", "propose"}, {"id", "trade:1"}, {"parties", {{"a", Json::object()}, {"b", Json::object()}}}, {"deadline", 1000}, {"terms", {{"a", "sword"}, {"b", 100}}}};

Json prepared(const char* party) { return {{"event", "prepared"}, {"party", party}}; }
Json decide(const char* decision, std::int64_t now) { return {{"event", "decide"}, {"decision", decision}, {"now", now}}; }
Json recover(const char* party, std::int64_t now) { return {{"event", "recover"}, {"party", party}, {"now", now}}; }

/// Two sides that commit, cancel and recover as they like: both must apply the same.
std::string trade_at_random(std::uint64_t seed, const Guards& guards) {
  Chance chance(seed);
  Machine trade("trade", nullptr, guards);
  trade(kProposal);
  std::string applied[2];
  for (int i = 0; i < 30; ++i) {
    const std::uint64_t side = chance.below(2);
    const char* const name = side ? "b" : "a";
    const auto now = static_cast<std::int64_t>(900 + i * 10);
    switch (chance.below(4)) {
      case 0: trade(prepared(name)); break;
      case 1: trade(decide("commit", now)); break;
      case 2: if (chance.one_in(4)) trade(decide("abort", now)); break;
      default: {
        const Json decision = trade(recover(name, now)).effect("apply", "decision");
        if (decision.is_null()) break;
        if (!applied[side].empty() && applied[side] != decision) return "decided twice";
        applied[side] = decision.get<std::string>();
      }
    }
  }
  return !applied[0].empty() && !applied[1].empty() && applied[0] != applied[1] ? "one side commits, the other aborts" : "";
}

}  // namespace

TEST_CASE("a trade has one decision: both sides apply the same, whoever cancels, accepts or comes late") {
  CHECK(first_violation(500, [](std::uint64_t seed) { return trade_at_random(seed, {}); }) == "");
  Guards forgets;
  forgets.decides_once = false;
  CHECK(first_violation(500, [&](std::uint64_t seed) { return trade_at_random(seed, forgets); }) != "");
}

TEST_CASE("a trade commits only when all are prepared, and aborts from its deadline on") {
  Machine trade("trade");
  trade(kProposal);
  trade(prepared("a"));
  CHECK(trade(decide("commit", 1)).effect("refused", "reason") == "not_prepared");
  CHECK(trade(recover("a", 999)).effect("wait", "retry_after_ms") == 1);
  Machine late = trade;
  CHECK(late(recover("a", 1000)).effect("apply", "decision") == "abort");
  CHECK(late(prepared("b")).effect("decided", "decision") == "abort");  // its escrow goes back

  trade(prepared("b"));
  Machine too_late = trade;
  CHECK(too_late(decide("commit", 1000)).effect("decided", "decision") == "abort");
  CHECK(trade(decide("commit", 999)).effect("decided", "decision") == "commit");
  CHECK(trade(decide("abort", 999)).effect("decided", "decision") == "commit");
  CHECK(trade({{"event", "applied"}, {"party", "a"}}).effect("closed").is_null());
  CHECK(trade({{"event", "applied"}, {"party", "b"}}).effect("closed", "id") == "trade:1");
  CHECK(trade({{"event", "applied"}, {"party", "c"}}).error != "");
}
