// RULEBOOK.md, Once: a repeated key answers without acting.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "helpers/game.h"

namespace {

using namespace ludex;
using Reasons = std::vector<std::string>;

std::string buy(int actor, std::int64_t now, const char* key, const char* amount = "1", const char* action = "Buy") {
  return test::line(actor, now, action, std::string(R"("params":{"key":")") + key + "\",\"amount\":" + amount + "}");
}

test::Game shop(const std::string& once, const std::string& limits = "") {
  const std::string body = R"({"params": {"key": "string", "amount": "int", "note": "string?"}, "once": {"key": "params.key")" + once + R"(}, "require": ["params.amount < 100 else too_many"],
    "effects": ["actor.n += params.amount"], "result": "actor.n", "emit": [{"event": "Bought"}]})";
  return {test::small_rules("\"Buy\": " + body + ", \"Sell\": " + body, limits), test::players(2)};
}

}  // namespace

TEST_CASE("a duplicate inside one batch is answered with the stored result, without effect or event") {
  test::Game game = shop("");
  const Judgement j = game.judge(buy(1, 1000, "r") + buy(1, 1000, "r") + buy(1, 1000, "s") + buy(1, 1000, "r"));
  CHECK(j.verdict_line(0) == R"({"i":0,"verdict":"accepted","result":1,"events":[{"event":"Bought","audience":"all","data":{}}]})");
  CHECK(j.verdict_line(1) == R"({"i":1,"verdict":"duplicate","reason":"duplicate","at":"/actions/Buy/once","result":1})");
  CHECK(j.verdict_line(2).find("\"result\":2") != std::string::npos);
  CHECK(j.verdict_line(3).find("\"result\":1") != std::string::npos);
  CHECK(game.world.to_json().find(R"("n":2)") != std::string::npos);
}

TEST_CASE("the same key with other parameters, or for another action, is a conflict") {
  test::Game game = shop("");
  CHECK(game.reasons(buy(1, 1000, "r") + buy(1, 1000, "r", "2") + buy(1, 1000, "r", "1", "Sell")) == Reasons{"accepted", "idempotency_conflict", "idempotency_conflict"});
}

TEST_CASE("parameters are compared as values: spelling, order and absent optionals do not count") {
  test::Game game = shop("");
  const auto go = [&](const char* params) { return game.reason(test::line(1, 1000, "Buy", std::string(R"("params":)") + params)); };
  CHECK(go(R"({"key":"r","amount":1})") == "accepted");
  CHECK(go(R"({ "amount":1.0, "key":"\u0072" })") == "duplicate");
  CHECK(go(R"({"amount":10e-1,"note":null,"key":"r"})") == "duplicate");
  CHECK(go(R"({"amount":1,"note":"","key":"r"})") == "idempotency_conflict");
}

TEST_CASE("a refused purchase may be tried again: only acceptance is stored") {
  test::Game game = shop("");
  CHECK(game.reasons(buy(1, 1000, "r", "100") + buy(1, 1000, "r", "99") + buy(1, 1000, "r", "100") + buy(1, 1000, "r", "99")) == Reasons{"too_many", "accepted", "idempotency_conflict", "duplicate"});
}

TEST_CASE("an actor's keys are its own, an action's are all actors', a world's are everyone's") {
  test::Game actor = shop(""), action = shop(R"(, "scope": "action")"), world = shop(R"(, "scope": "world")");
  const std::string lines = buy(1, 1000, "r") + buy(2, 1000, "r") + buy(2, 1000, "r", "1", "Sell");
  CHECK(actor.reasons(lines) == Reasons{"accepted", "accepted", "idempotency_conflict"});
  CHECK(action.reasons(lines) == Reasons{"accepted", "duplicate", "accepted"});
  CHECK(world.reasons(lines) == Reasons{"accepted", "duplicate", "idempotency_conflict"});
}

TEST_CASE("a key is gone when accepted + keep <= opened_at, and not one ms before") {
  test::Game game = shop(R"(, "keep": "10s")");
  CHECK(game.reason(buy(1, 1000, "r"), test::opened_at(1000)) == "accepted");
  CHECK(game.reason(buy(1, 50'000, "r"), test::opened_at(10'999)) == "duplicate");  // opened_at counts, not now
  CHECK(game.reason(buy(1, 50'000, "r"), test::opened_at(11'000)) == "accepted");
  CHECK(game.reason(buy(1, 50'001, "r"), test::opened_at(59'999)) == "duplicate");  // kept from the accepting now
  CHECK(game.reason(buy(1, 50'001, "r"), test::opened_at(60'000)) == "accepted");
  CHECK(game.world.digest() == game.world.recomputed_digest());
}

TEST_CASE("a key that tells when it was issued is refused once its entry may be gone, so that nothing is granted twice") {
  test::Game game = shop(R"(, "keep": "10s")");
  CHECK(game.reason(buy(1, 1500, "mail:a@1000"), test::opened_at(1500)) == "accepted");
  CHECK(game.reason(buy(1, 11'499, "mail:a@1000"), test::opened_at(11'499)) == "duplicate");  // it is known: its age does not matter
  CHECK(game.reason(buy(1, 11'500, "mail:a@1000"), test::opened_at(11'500)) == "key_expired");
  CHECK(game.reason(buy(1, 11'500, "mail:b@1501"), test::opened_at(11'500)) == "accepted");
  CHECK(game.reason(buy(1, 11'501, "mail:c@1501"), test::opened_at(11'501)) == "key_expired");
  CHECK(game.reason(buy(1, 11'501, "mail:c@01"), test::opened_at(11'501)) == "accepted");  // no time: one order has one spelling
  CHECK(game.reason(buy(1, 11'501, "mail:c@"), test::opened_at(11'501)) == "accepted");
  CHECK(game.world.digest() == game.world.recomputed_digest());
}

TEST_CASE("a key from the future is kept until it would be refused") {
  test::Game game = shop(R"(, "keep": "10s")");
  CHECK(game.reason(buy(1, 1000, "mail:a@60000"), test::opened_at(1000)) == "accepted");
  CHECK(game.reason(buy(1, 69'999, "mail:a@60000"), test::opened_at(69'999)) == "duplicate");
  CHECK(game.reason(buy(1, 70'000, "mail:a@60000"), test::opened_at(70'000)) == "key_expired");
  CHECK(game.reason(buy(1, 70'000, "mail:b@9223372036854775807"), test::opened_at(70'000)) == "accepted");
  CHECK(game.reason(buy(1, 3'600'000, "mail:b@9223372036854775807"), test::opened_at(3'600'000)) == "duplicate");
}

TEST_CASE("what is kept for ever is never expired, whatever its key says") {
  test::Game game = shop("");
  CHECK(game.reason(buy(1, 1'000'000, "mail:a@1")) == "accepted");
  CHECK(game.reason(buy(1, 2'000'000, "mail:a@1")) == "duplicate");
}

TEST_CASE("a full ledger refuses and never evicts") {
  test::Game game = shop(R"(, "keep": "10s")", R"("limits": {"ledger": {"entries": 2}})");
  const auto inputs = test::opened_at(1000);
  CHECK(game.reasons(buy(1, 1000, "a") + buy(1, 1000, "b") + buy(1, 1000, "c") + buy(1, 1000, "a"), inputs) == Reasons{"accepted", "accepted", "ledger_full", "duplicate"});
  CHECK(game.reason(buy(1, 11'000, "c"), test::opened_at(11'000)) == "accepted");
}

TEST_CASE("a duplicate has spent its token, nonce and seq") {
  test::Game game = shop("", R"("limits": {"rate": {"per_second": 1, "burst": 2}, "nonce": {"counter": 8}})");
  const auto go = [&](int nonce) { return game.reason(test::line(1, 1000, "Buy", R"("params":{"key":"r","amount":1},"nonce":)" + std::to_string(nonce))); };
  CHECK(go(1) == "accepted");
  CHECK(go(1) == "nonce_replayed");  // its token is gone all the same
  CHECK(go(2) == "rate_limited");
  CHECK(game.reason(test::line(1, 2000, "Buy", R"("params":{"key":"r","amount":1},"nonce":2)")) == "duplicate");
  CHECK(game.reason(test::line(1, 3000, "Buy", R"("params":{"key":"r","amount":1},"nonce":2)")) == "nonce_replayed");
  CHECK(game.world.to_json().find("\"seq\":2") != std::string::npos);
}

TEST_CASE("a request that is undone by its bounds, events or result is not stored") {
  test::Game game(test::small_rules(R"("Go": {"params": {"key": "string", "d": "int"}, "once": {"key": "params.key"}, "effects": ["actor.n = params.d"], "result": "10 / actor.n"})", "", R"("n": "int <= 5")"), test::players(1));
  const auto go = [&](const char* d) { return game.reason(test::line(1, 1000, "Go", std::string(R"("params":{"key":"k","d":)") + d + "}")); };
  CHECK(go("0") == "rule_error");
  CHECK(go("6") == "out_of_bounds");
  CHECK(go("5") == "accepted");
  CHECK(go("5") == "duplicate");
}

TEST_CASE("an error in the key is an error of the rules") {
  test::Game game(test::small_rules(R"("Go": {"params": {"l": "list<string>"}, "once": {"key": "params.l[0]"}})"), test::players(1));
  CHECK(game.verdict(test::line(1, 1000, "Go", R"("params":{"l":[]})")) == R"({"i":0,"verdict":"rejected","reason":"rule_error","at":"/actions/Go/once","code":"index_out_of_range"})");
}

TEST_CASE("the text and the int of one spelling are two keys") {
  test::Game game(test::small_rules(R"("T": {"params": {"k": "string"}, "once": {"key": "params.k"}}, "I": {"params": {"k": "int"}, "once": {"key": "params.k"}})"), test::players(1));
  CHECK(game.reasons(test::line(1, 1000, "T", R"("params":{"k":"1"})") + test::line(1, 1000, "I", R"("params":{"k":1})")) == Reasons{"accepted", "accepted"});
}
