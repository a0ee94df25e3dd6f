#include "schema/mismatch.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "../fuzz/direct.h"
#include "../fuzz/mutate.h"
#include "helpers/shapes.h"

namespace {

using namespace ludex;
using ludex::test::Shapes;

/// The mismatches of a text, one a line.
std::string told(std::string_view shape_json, std::string_view text, bool all = true) {
  Shapes s;
  const Shape* shape = s.parse(shape_json);
  REQUIRE(shape);
  json::Tape tape;
  REQUIRE(json::scan(text, {}, tape).ok());
  Arena arena;
  DecodeContext context{text, tape, s.declarations, arena};
  std::string out;
  for (const ContractMismatch& m : find_mismatches(*shape, 0, context, "", all)) out += (out.empty() ? "" : "\n") + to_text(m);
  return out;
}

}  // namespace

TEST_CASE("a wrong type is told with the value and its type") {
  CHECK(told(R"("int")", R"("42")") == R"(expected integer, got "42" (string))");
  CHECK(told(R"("int")", "1.5") == "expected integer, got 1.5 (number)");
  CHECK(told(R"("int")", "null") == "expected integer, got null");
  CHECK(told(R"("int?")", "true") == "expected integer or null, got true (boolean)");
  CHECK(told(R"("bool")", "1") == "expected boolean, got 1 (number)");
  CHECK(told(R"("string")", "[1]") == "expected string, got [1] (array)");
  CHECK(told(R"("vec3")", "[1,2]") == "expected vec3, three numbers [x, y, z], got [1,2] (array)");
  CHECK(told(R"("list<int>")", "{}") == "expected array, got {} (object)");
  CHECK(told(R"("ref player")", R"("7")") == R"(expected integer, got "7" (string))");
}

TEST_CASE("bounds are named") {
  CHECK(told(R"("int 0..100")", "101") == "expected 0..100, got 101");
  CHECK(told(R"("int >= 1")", "0") == "expected at least 1, got 0");
  CHECK(told(R"("double > 0 < 1")", "1") == "expected more than 0 and less than 1, got 1");
  CHECK(told(R"("double <= 2.5")", "3") == "expected at most 2.5, got 3");
  CHECK(told(R"("int")", "9223372036854775808") == "expected integer of 64 bits, got 9223372036854775808");
  CHECK(told(R"("double")", "1e400") == "expected number within the range of a double, got 1e400");
  CHECK(told(R"({"enum":[1,2,30]})", "3") == "expected one of 1, 2, 30, got 3");
  CHECK(told(R"("string 8..64")", R"("abc")") == R"(expected 8..64 characters, got 3: "abc")");
  CHECK(told(R"("string <= 2")", R"("épée")") == R"(expected at most 2 characters, got 4: "épée")");
  CHECK(told(R"({"type":"array","items":"int","maxItems":1})", "[1,2]") == "expected at most 1 items, got 2");
}

TEST_CASE("names come with the nearest one") {
  CHECK(told(R"~("enum(sword,bow)")~", R"("sowrd")") == R"(expected one of sword, bow, got "sowrd"; did you mean 'sword'?)");
  CHECK(told(R"("row weapons")", R"("bwo")") == R"(expected a row of weapons, got "bwo"; did you mean 'bow'?)");
  CHECK(told(R"("map<row weapons, int>")", R"({"swrod":1})") == R"(/swrod: expected a row of weapons as key, got "swrod"; did you mean 'sword'?)");
  CHECK(told(R"("map<int, int>")", R"({"01":1})") == R"(/01: expected an integer in its shortest form as key, got "01")");
}

TEST_CASE("all that is wrong, in the order of declaration, then what does not belong") {
  const char* shape = R"({"type":"object","properties":{"target":"ref player","weapon":"row weapons","force":"int 0..9 = 1"}})";
  const char* text = R"({"taget":7,"force":12,"weapon":3})";
  CHECK(told(shape, text) ==
        "/target: expected integer, got nothing: it is required\n/weapon: expected a row of weapons, got 3 (number)\n"
        "/force: expected 0..9, got 12\n/taget: is not declared; did you mean 'target'?");
  CHECK(told(shape, text, false) == "/target: expected integer, got nothing: it is required");
}

TEST_CASE("a long value is shortened between characters, and stays on its line") {
  CHECK(told(R"("int")", "\"" + std::string(100, 'a') + "\"") == "expected integer, got \"" + std::string(39, 'a') + "… (string)");
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "é";
  std::string forty = "\"";
  for (int i = 0; i < 39; ++i) forty += "é";
  CHECK(told(R"("int")", "\"" + accents + "\"") == "expected integer, got " + forty + "… (string)");
  CHECK(told(R"("int")", "[1,\n2]") == "expected integer, got [1, 2] (array)");
}

TEST_CASE("a text that is wrong everywhere has a hundred mismatches, and no longer pointers than fit") {
  std::string text = "[\"a\"";
  for (int i = 0; i < 1000; ++i) text += ",\"a\"";
  Shapes s;
  const auto count = [&](const std::string& shape, const std::string& json) {
    const Shape* parsed = s.parse(shape);
    json::Tape tape;
    REQUIRE(json::scan(json, {}, tape).ok());
    Arena arena;
    DecodeContext context{json, tape, s.declarations, arena};
    return find_mismatches(*parsed, 0, context, "", true).size();
  };
  CHECK(count(R"("list<int>")", text + "]") == Contract::kMaxMismatches);
  CHECK(count(R"("map<string, map<string, int>>")", "{\"" + std::string(100'000, 'k') + R"(":{"a":"","b":"","c":""}})") == 1);
}

TEST_CASE("mutated texts: there is a mismatch where the tape finds a fault, and the first is at its place") {
  const auto& contracts = fuzz::direct_contracts();
  const std::vector<std::vector<std::string>> seeds = {
      {R"({"targetUserId":42,"weapon":"staff","position":{"x":-496.25,"y":100,"z":0.5},"nonce":"00abcdef"})"},
      {R"({"b":true,"i":-12,"n":1.25,"s":"x","e":"b","w":"sword","p":7,"v":[1,2.5,-3],"o":null,"l":[1,2],"m":{"a":1},"d":9,"é":"y"})"},
      {R"([{"k":"abc","x":0.5,"t":true,"c":30},{"k":"d","x":0.25,"t":true,"c":1}])"},
      {R"({"sword":["a","bc"],"bow":[]})"},
      {R"({"12":[1,2,3],"-7":[0,0,0]})"}};
  RandomStream random(20'261'121, 3);
  std::size_t faults = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t c = random.below(static_cast<std::uint32_t>(seeds.size()));
    const std::string text = fuzz::mutate_json(seeds[c], random);
    json::Tape tape;
    if (!json::scan(text, {}, tape).ok()) continue;
    Arena arena;
    DecodeContext context{text, tape, contracts[c]->declarations, arena};
    ContractFault fault;
    Word word;
    const bool fits = decode(*contracts[c]->shape, 0, context, word, fault);
    const auto found = find_mismatches(*contracts[c]->shape, 0, context, "", i % 2 == 0);
    INFO(text);
    REQUIRE(found.empty() == fits);
    if (fits) continue;
    REQUIRE(found[0].pointer == fault.pointer(""));
    CHECK(found[0].offset < text.size());
    ++faults;
  }
  CHECK(faults > 5'000);
}
