#include "ledger/accounts.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "helpers/ledger.h"

using ludex::ledger::Guards;
using namespace ludex::test;

namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

/// What must hold whatever is asked for: sums of zero (I7), nobody below nothing, a serial in one place, an id done once (I6).
std::string transfer_at_random(std::uint64_t seed, const Guards& guards) {
  Chance chance(seed);
  Machine books("accounts", nullptr, guards);
  const char* const names[] = {"mint", "a", "b", "c"};
  for (const char* name : names) books({{"event", "open"}, {"account", name}, {"may_be_negative", std::string(name) == "mint"}});
  std::map<std::string, int> done;
  Json last = nullptr;
  for (int i = 0; i < 40; ++i) {
    Json list = Json::array();
    for (std::uint64_t n = 1 + chance.below(3); n > 0; --n) {
      Json t{{"id", "transfer:" + std::to_string(chance.below(200))}};
      if (chance.one_in(5)) {
        t[chance.one_in(2) ? "post" : "void"] = "transfer:" + std::to_string(chance.below(200));
      } else {
        t.update({{"from", names[chance.below(4)]}, {"to", names[chance.below(4)]}});
        if (chance.one_in(4)) t.update({{"asset", "sword"}, {"serials", {"s" + std::to_string(chance.below(6))}}});
        else t.update({{"asset", "coins"}, {"amount", 1 + chance.below(50)}});
        if (chance.one_in(4)) t["pending"] = true;
      }
      list.push_back(t);
    }
    if (chance.one_in(4) && !last.is_null()) list = last;  // a request that comes again
    last = list;
    const Json before = books.state;
    const Step made = books({{"event", "transfer"}, {"transfers", list}, {"now", kNow + i}});
    if (!made.error.empty()) return made.error;  // the books say themselves that they do not balance
    for (const Json& effect : made.effects)
      if (effect["effect"] == "done" && ++done[effect["id"].get<std::string>()] > 1) return "done twice: " + effect.dump();
    if (!made.effect("refused").is_null() && books.state != before) return "refused and changed: " + made.effects.dump();
    std::int64_t sum = 0;
    for (const auto& [name, account] : books.state["accounts"].items()) {
      const Json pair = account["balances"].value("coins", Json{0, 0});
      sum += pair[0].get<std::int64_t>();
      if (name != "mint" && pair[0] < pair[1]) return name + " has " + pair.dump();
    }
    if (sum != 0) return "coins sum to " + std::to_string(sum);
  }
  return "";
}

}  // namespace

TEST_CASE("whatever is transferred, sums are zero, nobody has less than nothing, nothing is done twice or by halves") {
  CHECK(first_violation(250, [](std::uint64_t seed) { return transfer_at_random(seed, {}); }) == "");
}

TEST_CASE("the same found broken where a rule is taken out") {
  Guards guards;
  SUBCASE("nobody looks at balances") { guards.checks_balance = false; }
  SUBCASE("a list that fails in the middle stays") { guards.rolls_back = false; }
  CHECK(first_violation(500, [&](std::uint64_t seed) { return transfer_at_random(seed, guards); }) != "");
}

TEST_CASE("books that do not balance are not written on") {
  const Json idle{{"event", "expire"}, {"now", 0}};
  const auto error = [&](const Json& accounts, const Json& more = Json::object()) {
    Json state{{"accounts", accounts}};
    state.update(more);
    return step("accounts", state, idle).error;
  };
  const Json mint{{"may_be_negative", true}, {"balances", {{"coins", {-5, 0}}}}};
  CHECK(error({{"mint", mint}, {"a", {{"balances", {{"coins", {5, 0}}}}}}}) == "");
  CHECK(error({{"mint", mint}, {"a", {{"balances", {{"coins", {4, 0}}}}}}}).find("do not sum to 0") != std::string::npos);
  CHECK(error({{"mint", mint}, {"a", {{"balances", {{"coins", {5, 2}}}}}}}).find("what is held is not what its pending") != std::string::npos);
  CHECK(error({{"a", {{"balances", {{"coins", {9223372036854775807, 0}}}}}}, {"b", {{"balances", {{"coins", {9223372036854775807, 0}}}}}}}) != "");
  CHECK(error({{"a", Json::object()}}, {{"serials", {{"sword", {{"s1", "a"}}}}}}).find("the number of its serials") != std::string::npos);
}

TEST_CASE("with stick a refused id is spent") {
  Machine books("accounts");
  for (const char* name : {"a", "b"}) books({{"event", "open"}, {"account", name}});
  const Json pay{{"event", "transfer"}, {"transfers", {{{"id", "transfer:1"}, {"from", "a"}, {"to", "b"}, {"asset", "coins"}, {"amount", 1}}}}, {"now", kNow}, {"stick", true}};
  CHECK(books(pay).effect("refused", "reason") == "not_enough");
  const Step again = books(pay);
  CHECK(again.effect("refused", "reason") == "failed_before");
  CHECK(again.effect("refused", "result") == "not_enough");
}
