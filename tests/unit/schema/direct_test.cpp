#include "schema/direct.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "../fuzz/direct.h"
#include "../fuzz/mutate.h"
#include "helpers/allocations.h"
#include "helpers/shapes.h"

namespace {

using namespace ludex;
using ludex::test::Shapes;

/// What the direct reader makes of a text, or "not taken".
std::string read(std::string_view shape_json, std::string_view text, const json::Limits& limits = {}) {
  Shapes s;
  const Shape* shape = s.parse(shape_json);
  REQUIRE(shape);
  DirectProgram program;
  const std::uint32_t root = program.add(*shape, s.declarations);
  REQUIRE(root != DirectProgram::kNone);
  DirectScratch scratch;
  Arena arena;
  DirectReader reader(program, scratch, arena);
  Word word;
  return reader.read(root, text, text.size(), limits, word) ? s.text(*shape, word) : "not taken";
}

constexpr const char* kPoint = R"({"type":"object","properties":{"x":"double","y":"double = 2.5","who":"string <= 4"}})";

/// A valid text in the spelling that nearly every writer uses, one per contract of fuzz::direct_contracts().
const std::vector<std::string>& plain_texts() {
  static const std::vector<std::string> texts = {
      R"({"targetUserId":42,"weapon":"staff","position":{"x":-496.2546392343938,"y":100,"z":0.5},"nonce":"00abcdef\u00e912é"})",
      R"({"b":true,"i":-12,"n":1.25,"s":"x\n\u00e9\ud83d\ude00","e":"a rather long one","w":"a rather long name","p":7,"v":[1,2.5,-3],"o":null,"l":[1,2,3],"m":{"a":1,"b":2},"d":9,"name of more than sixteen bytes":false,"é":"y"})",
      R"([{"k":"abc","x":0.5,"t":true,"c":30},{"k":"é","x":0.25,"t":true,"c":1}])",
      R"({"sword":["a","bc"],"bow":[]})",
      R"({"12":[1,2,3],"-7":[0,0,0]})",
      R"({"b":1,"a":null})",
      R"({"a":{"b":1},"é":{}})",
      R"([[[1],[]],[]])",
      R"(9)",
      R"(-12.5e-3)",
      R"("plain")",
      R"("épée")",
      R"([0.1,-0.0,17976931348623157])",
      R"(false)",
      R"(9223372036854775807)"};
  return texts;
}

}  // namespace

TEST_CASE("a text that is all its contract says is taken, with the words the tape gives") {
  const auto& contracts = fuzz::direct_contracts();
  REQUIRE(plain_texts().size() == contracts.size());
  DirectScratch scratch;
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    for (const fuzz::Behind behind : {fuzz::Behind::nothing, fuzz::Behind::lines}) {
      bool taken = false;
      CAPTURE(plain_texts()[i]);
      CHECK(fuzz::check_direct(*contracts[i], plain_texts()[i], scratch, {}, behind, &taken) == "");
      CHECK(taken);
    }
  }
}

TEST_CASE("white space and any order of members are taken") {
  CHECK(read(kPoint, R"({"x":1,"y":2,"who":"me"})") == R"({"who":"me","x":1.0,"y":2.0})");
  CHECK(read(kPoint, R"({"who": "me", "x": 1})") == R"({"who":"me","x":1.0,"y":2.5})");
  CHECK(read(kPoint, " {\t\"y\" :\r\n 2 , \"who\":\"\" ,\"x\" : -0.0 } \n") == R"({"who":"","x":0.0,"y":2.0})");
}

TEST_CASE("whatever the contract refuses is not taken") {
  for (const char* text : {"", " ", "{", "{}", "null", "[]", "{\"x\":1}", R"({"x":1,"who":"me"}x)", R"({"x":1,"who":"me",})", R"({"x":1,"who":"me","x":1})",
                           R"({"x":1,"who":"me","z":1})", R"({"x":"1","who":"me"})", R"({"x":1,"who":7})", R"({"x":1,"who":"longer"})", R"({"x":1 "who":"me"})",
                           R"({"x":1,"who":"me)", R"({"x":01,"who":"me"})", R"({"x":1.,"who":"me"})", R"({"x":.5,"who":"me"})", R"({"x":-,"who":"me"})",
                           R"({"x":1e,"who":"me"})", R"({"x":1e400,"who":"me"})", R"({"x":NaN,"who":"me"})", R"({"x":+1,"who":"me"})", R"({"x":1,"who":null})",
                           "{\"x\":1,\"who\":\"\xC0\xAF\"}", "{\"x\":1,\"who\":\"\xED\xA0\x80\"}", R"({"x":1,"who":"\ud800"})", R"({"x":1,"who":"\udc00\ud800"})",
                           R"({"x":1,"who":"\x"})", R"({"x":1,"who":"\u12g4"})", "{\"x\":1,\"who\":\"a\nb\"}", "\xEF\xBB\xBF{\"x\":1,\"who\":\"me\"}"})
    CHECK_MESSAGE(read(kPoint, text) == "not taken", std::string(text));
}

TEST_CASE("what the tape alone can tell is left to it") {
  CHECK(read(R"("int")", "1.0") == "not taken");
  CHECK(read(R"("int")", "1e3") == "not taken");
  CHECK(read(kPoint, R"({"\u0078":1,"who":"me"})") == "not taken");
  CHECK(read(R"("row weapons")", R"("b\u006fw")") == "not taken");
}

TEST_CASE("ints are exact up to their ends") {
  for (const char* text : {"0", "-1", "12345678", "123456789012345678", "9223372036854775807", "-9223372036854775808"}) CHECK(read(R"("int")", text) == text);
  CHECK(read(R"("int")", "-0") == "0");
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999", "00", "-", "--1", "1a"})
    CHECK_MESSAGE(read(R"("int")", text) == "not taken", std::string(text));
  CHECK(read(R"("int 0..9")", "9") == "9");
  CHECK(read(R"("int 0..9")", "10") == "not taken");
  CHECK(read(R"("int > 0 < 9")", "9") == "not taken");
  CHECK(read(R"("int > 0 < 9")", "8") == "8");
}

TEST_CASE("doubles are the nearest, whatever their number of digits") {
  for (const char* text : {"0.1", "496.2546392343938", "0.30000000000000004", "9007199254740993", "1.7976931348623157e308", "5e-324", "123456789012345678901234567890",
                           "0.000000000000000000000000000000000001", "2.2250738585072011e-308", "1234567890123456789", "0.1234567890123456789", "0e400", "1E2", "1e+2"}) {
    double expected = parse_double(text) + 0.0;
    char spelled[kMaxDoubleText];
    CHECK(read(R"("double")", text) == std::string(spelled, print_double(expected, spelled)));
  }
}

TEST_CASE("limits count as the scanner counts") {
  const std::string text = R"({"a":{"b":1,"c":2},"d":{}})";
  const char* shape = R"("map<string, map<string, int>>")";
  json::Limits limits;
  limits.max_nodes = 5;
  limits.max_depth = 2;
  limits.max_bytes = text.size();
  CHECK(read(shape, text, limits) != "not taken");
  --limits.max_nodes;
  CHECK(read(shape, text, limits) == "not taken");
  ++limits.max_nodes;
  --limits.max_depth;
  CHECK(read(shape, text, limits) == "not taken");
  ++limits.max_depth;
  --limits.max_bytes;
  CHECK(read(shape, text, limits) == "not taken");
}

TEST_CASE("an order of members is learned once and read without a search from then on") {
  Shapes s;
  const Shape* shape = s.parse(kPoint);
  DirectProgram program;
  const std::uint32_t root = program.add(*shape, s.declarations);
  DirectScratch scratch;
  Arena arena;
  DirectReader reader(program, scratch, arena);
  Word word;
  const std::string text = R"({"who":"me","y":1,"x":3})";
  CHECK(reader.read(root, text, text.size(), {}, word));
  CHECK(scratch.follower != program.in_order);
  const auto learned = scratch.follower;
  CHECK(reader.read(root, text, text.size(), {}, word));
  CHECK(scratch.follower == learned);
}

TEST_CASE("a scratch full of another program's guesses does no harm") {
  const auto& contracts = fuzz::direct_contracts();
  for (const int fill : {0, 1, 63, 255}) {
    DirectScratch scratch;
    for (std::size_t i = 0; i < contracts.size(); ++i) {
      scratch.follower.assign(contracts[i]->program.in_order.size(), static_cast<std::uint8_t>(fill));
      bool taken = false;
      CHECK(fuzz::check_direct(*contracts[i], plain_texts()[i], scratch, {}, fuzz::Behind::nothing, &taken) == "");
      CHECK(taken);
    }
  }
}

TEST_CASE("contracts that only the tape can check are left to it whole") {
  std::string wide = R"({"type":"object","properties":{)";
  for (int i = 0; i < 65; ++i) wide += (i ? ",\"f" : "\"f") + std::to_string(i) + "\":\"int\"";
  Shapes s;
  DirectProgram program;
  CHECK(program.add(*s.parse(wide + "}}"), s.declarations) == DirectProgram::kNone);
  CHECK(program.add(*s.parse(R"({"type":"object","properties":{"a\"b":"int"}})"), s.declarations) == DirectProgram::kNone);
  CHECK(program.add(builtin_shapes().nothing, s.declarations) == DirectProgram::kNone);
}

TEST_CASE("a warm reader asks the system for no memory") {
  const auto& contracts = fuzz::direct_contracts();
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    DirectScratch scratch;
    Arena arena;
    Word word;
    const std::string& text = plain_texts()[i];
    DirectReader reader(contracts[i]->program, scratch, arena);
    REQUIRE(reader.read(contracts[i]->root, text, text.size(), {}, word));
    const std::uint64_t before = test::allocation_count();
    for (int turn = 0; turn < 100; ++turn) {
      arena.reset();
      REQUIRE(reader.read(contracts[i]->root, text, text.size(), {}, word));
    }
    CHECK(test::allocation_count() == before);
  }
}

TEST_CASE("mutated texts: what is taken has the tape's words") {
  const auto& contracts = fuzz::direct_contracts();
  RandomStream random(20'261'121, 1);
  std::size_t taken_count = 0;
  DirectScratch scratch;
  for (int i = 0; i < 60'000; ++i) {
    const std::size_t c = random.below(static_cast<std::uint32_t>(contracts.size()));
    const std::string text = i % 2 ? fuzz::mutate_json({plain_texts()[c]}, random) : fuzz::mutate({plain_texts()[c]}, random);
    json::Limits limits;
    if (i % 8 == 0) limits = fuzz::small_limits();
    bool taken = false;
    const std::string broken = fuzz::check_direct(*contracts[c], text, scratch, limits, i % 3 ? fuzz::Behind::lines : fuzz::Behind::nothing, &taken);
    INFO(text);
    REQUIRE(broken == "");
    taken_count += taken;
  }
  CHECK(taken_count > 3'000);  // or the property would be about refusals only
}
