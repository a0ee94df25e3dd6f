#include "ludex/contract.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/game.h"
#include "ludex/explain.h"

namespace {

using namespace ludex;

constexpr const char* kRules = R"({"ludex":1,"limits":{"nonce":{"counter":8}},"entities":{"player":{"live":{"state":{"hp":"int 0..100 = 50"}}}},"actions":{
  "Hit":{"params":{"target":"ref player","force":"int 0..100 = 1"},"effects":["actor.hp -= params.force"]}}})";

std::string told(const Contract& contract, std::string_view json, bool all = false) {
  std::string out;
  for (const ContractMismatch& m : contract.check(json, all)) out += to_text(m) + "\n";
  CHECK(contract.accepts(json) == out.empty());
  return out;
}

}  // namespace

TEST_CASE("a shape on its own checks texts") {
  const auto contract = Contract::compile(R"({"type":"object","properties":{"x":"int 0..9","y":"string <= 2 = a"}})");
  REQUIRE(contract.ok());
  CHECK(told(*contract, R"({"x":1})") == "");
  CHECK(told(*contract, R"({"x":1.0})") == "");  // not by the direct reader
  CHECK(told(*contract, R"({"x":10,"y":3})") == "/x: expected 0..9, got 10\n");
  CHECK(told(*contract, R"({"x":10,"y":3})", true) == "/x: expected 0..9, got 10\n/y: expected string, got 3 (number)\n");
  CHECK(told(*contract, R"({"x":)") == "is not JSON: expected a value\n");
  CHECK(contract->check(R"({"x":)")[0].offset == 5);
  CHECK(contract->check(R"({ "x" : "1" })")[0].offset == 8);
}

TEST_CASE("a shape that does not compile says why") {
  CHECK(Contract::compile(R"({"type":"strin"})").error().message.find("did you mean 'string'?") != std::string::npos);
  CHECK(Contract::compile("{").error().code == ErrorCode::json);
  CHECK(Contract::compile(R"("row weapons")").ok() == false);
}

TEST_CASE("the params of an action, under the limits of its rulebook") {
  const Program program = test::compile(kRules);
  const auto hit = Contract::of_action(program, "Hit");
  REQUIRE(hit.ok());
  CHECK(told(*hit, R"({"target":1})") == "");
  CHECK(told(*hit, R"({"target":"42"})") == "/target: expected integer, got \"42\" (string)\n");
  CHECK(told(*hit, R"({"target":1,"force":)" + std::string(5000, ' ') + "1}") == "is beyond the limits: the text is too long\n");
  CHECK(Contract::of_action(program, "Hti").error().message == "the rulebook has no action 'Hti'; did you mean 'Hit'?");
}

TEST_CASE("front ends that speak JSON") {
  CHECK(check_contract_json(R"("int 0..9")", "3") == R"({"ok":true,"mismatches":[]})");
  CHECK(check_contract_json(R"("int 0..9")", "\"3\"") == R"~({"ok":false,"mismatches":[{"pointer":"","message":"expected integer, got \"3\" (string)","offset":0}]})~");
  CHECK(check_contract_json(kRules, R"({"force":-1})", R"({"action":"Hit","all":true})").find(R"({"pointer":"/force","message":"expected 0..100, got -1","offset":9})") != std::string::npos);
  CHECK(check_contract_json(kRules, "{}", R"({"action":"Fly"})").find(R"({"error":{"code":"host")") == 0);
  CHECK(check_contract_json("{\n  \"type\":", "{}") ==
        R"({"error":{"code":"json","message":"the shape is not JSON: expected a value","pointer":"","line":2,"column":10}})");
  CHECK(check_contract_json(R"("int")", "1", R"({"al":true})").find(R"({"error":{"code":"host")") == 0);
}

TEST_CASE("explain tells what the contract refused; the verdict stays as it is") {
  const Program program = test::compile(kRules);
  const World world = test::load(program, R"({"ludex_world":1,"now":5,"entities":{"player":{"1":{}}}})");
  const auto told_of = [&](const std::string& line) { return explain(kRules, world, line).value(); };
  CHECK(told_of(test::line(1, 5, "Hit", R"("params":{"target":"42","force":101},"nonce":1)")) ==
        R"({"verdict":{"i":0,"verdict":"rejected","reason":"contract","at":"/params/target"},"mismatches":[)"
        R"~({"pointer":"/params/target","message":"expected integer, got \"42\" (string)","offset":61},)~"
        R"({"pointer":"/params/force","message":"expected 0..100, got 101","offset":74}]})");
  CHECK(told_of(test::line(1, 5, "Hit", R"("params":{"target":1})")).find(R"({"pointer":"/nonce","message":"expected integer, got nothing: it is required")") != std::string::npos);
  CHECK(told_of(test::line(1, 5, "Hit", R"("params":{"target":1},"nonce":-1)")).find(R"({"pointer":"/nonce","message":"expected at least 0, got -1")") != std::string::npos);
  CHECK(told_of(test::line(1, 5, "Hti", R"("nonce":1)")).find(R"({"pointer":"/action","message":"expected the name of an action, got \"Hti\" (string); did you mean 'Hit'?")") != std::string::npos);
  CHECK(told_of(test::line(1, 5, "Hit", R"("parms":{"target":1},"nonce":1)")).find(R"({"pointer":"/parms","message":"is not a member of a request; did you mean 'params'?")") != std::string::npos);
  CHECK(told_of(test::line(1, 5, "Hit", R"("params":7,"nonce":1)")).find(R"~({"pointer":"/params","message":"expected object, got 7 (number)")~") != std::string::npos);
}
