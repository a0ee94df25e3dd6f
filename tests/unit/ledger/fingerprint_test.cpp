#include "ledger/fingerprint.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"
#include "ludex/ledger.h"
#include "ludex/world.h"

TEST_CASE("a fingerprint does not depend on order, blanks or spelling, and does on everything else") {
  const auto print = [](const char* text) { return *ludex::fingerprint("action", text); };
  CHECK(print(R"({"a":1,"b":[true,"x"]})") == print(R"( { "b" : [ true , "\u0078" ] , "a" : 1.0e0 } )"));
  for (const char* other : {R"({"a":1,"b":[true,"y"]})", R"({"a":1,"b":["x",true]})", R"({"a":1.5,"b":[true,"x"]})", R"({"a":"1","b":[true,"x"]})", R"({"b":[true,"x"]})"})
    CHECK(print(other) != print(R"({"a":1,"b":[true,"x"]})"));
  CHECK(*ludex::fingerprint("other", "1") != print("1"));
  CHECK(!ludex::fingerprint("action", "9223372036854775808").ok());
}

TEST_CASE("the judge's fingerprint of an action and its parameters is the same") {
  const auto program = ludex::Program::compile(R"({"ludex":1,"name":"x","version":1,"entities":{"player":{"profile":{"version":1,"state":{"coins":"int = 0"}}}},
    "actions":{"Pay":{"params":{"amount":"int","to":"string"},"once":{"key":"params.to","scope":"actor","keep":"forever"},"effects":["actor.coins += params.amount"]}}})");
  REQUIRE(program.ok());
  const auto world = ludex::World::from_json(*program, R"({"ludex_world":1,"entities":{"player":{"1":{"profile":{"version":1,"state":{}}}}}})");
  REQUIRE(world.ok());
  ludex::World after = *world;
  ludex::Inputs inputs;
  REQUIRE(ludex::judge_in_place(*program, after, R"({"actor":1,"received_at":1000,"action":"Pay","nonce":1,"params":{"to":"shop","amount":5}})", inputs).ok());
  CHECK(after.to_json().find("\"fingerprint\":\"" + *ludex::fingerprint("Pay", R"({"amount":5,"to":"shop"})") + "\"") != std::string::npos);
}

TEST_CASE("32 hex digits and back") {
  const ludex::ledger::Fingerprint print{{0x0123456789abcdefULL, 0xfedcba9876543210ULL}};
  CHECK(ludex::ledger::fingerprint_text(print) == "0123456789abcdeffedcba9876543210");
  CHECK(ludex::ledger::read_fingerprint("0123456789abcdeffedcba9876543210") == print);
  for (const char* bad : {"", "0123456789abcdeffedcba987654321", "0123456789ABCDEFFEDCBA9876543210", "0123456789abcdeffedcba987654321g"})
    CHECK(!ludex::ledger::read_fingerprint(bad));
}
