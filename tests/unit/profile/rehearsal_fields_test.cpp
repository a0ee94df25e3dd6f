#include "profile/rehearsal_fields.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace ludex;
using detail::FieldCounts;

void add(FieldCounts& counts, const std::string& state, std::size_t side = 0) {
  const std::string save = "{\"version\":1,\"state\":" + state + "}";
  json::Tape tape;
  Arena arena;
  json::Limits limits;
  limits.max_depth = 1000;
  REQUIRE(json::scan(save, limits, tape).ok());
  counts.add(side, save, tape, arena);
}

std::string told(const FieldCounts& counts) {
  json::Writer w;
  counts.write_report(w);
  return w.out;
}

std::string state_of(const FieldCounts& counts) {
  json::Writer w;
  counts.write(w);
  return w.out;
}

std::string told(const std::vector<std::string>& states) {
  FieldCounts counts;
  for (const std::string& state : states) add(counts, state);
  return told(counts);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string object_of(int first, int count, const std::string& value = "1") {
  std::string out = "{";
  for (int i = first; i < first + count; ++i) out += (i == first ? "\"k" : ",\"k") + std::to_string(i) + "\":" + value;
  return out + "}";
}

}  // namespace

TEST_CASE("a field knows how often it is missing, null, and of each type") {
  const std::string out = told({R"({"a":1,"b":null})", R"({"a":true})", R"({"a":false})", R"({"a":"x"})", R"({"a":[1,2]})", R"({"a":{}})", R"({})"});
  CHECK(has(out, R"({"pointer":"/a","before":{"missing":1,"false":1,"true":1,"number":1,"string":1,"array":1,"object":1,"min":1,"max":1,"numbers":[[2,1]],"string_bytes":[[1,1]],"words":{"x":1},"items":[[2,1]],"members":[[0,1]]}})"));
  CHECK(has(out, R"({"pointer":"/a/N","before":{"number":2,"min":1,"max":2,"numbers":[[2,1],[3,1]]}})"));
  CHECK(has(out, R"({"pointer":"/b","before":{"missing":6,"null":1}})"));
}

TEST_CASE("numbers fall into bins of powers of two, exactly") {
  CHECK(has(told({R"({"n":[0,1,2,3,4,-1,-4,0.5,-0.25,9223372036854775807,-9223372036854775808,1e300,-0.0,1.0,7.99]})"}),
            R"("min":-9223372036854775808,"max":1e+300,"numbers":[[-65,1],[-4,1],[-2,1],[-1,1],[0,2],[1,1],[2,2],[3,2],[4,2],[64,1],[66,1]])"));
}

TEST_CASE("the least and the greatest number are exact where a double is not") {
  CHECK(has(told({R"({"n":9007199254740993})", R"({"n":9007199254740992})", R"({"n":9007199254740994})"}), R"("min":9007199254740992,"max":9007199254740994)"));
  CHECK(has(told({R"({"n":1e999})"}), R"("min":1.7976931348623157e+308)"));
}

TEST_CASE("few short strings are told apart; many, or a long one, are not") {
  std::vector<std::string> few, many;
  for (int i = 0; i < 33; ++i) (i < 32 ? few : many).push_back("{\"s\":\"w" + std::to_string(i % 32) + "\"}");
  CHECK(has(told(few), R"("words":{"w0":1,"w1":1,"w10":1)"));
  many = few;
  many.push_back(R"({"s":"one more"})");
  CHECK_FALSE(has(told(many), "words"));
  CHECK_FALSE(has(told({R"({"s":"a"})", "{\"s\":\"" + std::string(33, 'x') + "\"}"}), "words"));
  CHECK(has(told({R"({"s":"\u00e9\n"})"}), "\"words\":{\"\xC3\xA9\\n\":1}"));
}

TEST_CASE("an object of too many names is a map, whatever the order in which they come") {
  FieldCounts at_once, apart;
  add(at_once, object_of(0, 200));
  for (int i = 0; i < 200; ++i) add(apart, object_of(i, 1));
  CHECK(has(told(at_once), R"({"pointer":"/*","before":{"number":200)"));
  CHECK(has(told(apart), R"({"pointer":"/*","before":{"number":200)"));
  CHECK_FALSE(has(told(apart), "/k1"));
  FieldCounts below;
  add(below, object_of(0, 64));
  CHECK(has(told(below), "/k63"));
}

TEST_CASE("fields counted apart and merged are those of the whole, in any order and through their state") {
  std::vector<std::string> states;
  for (int i = 0; i < 40; ++i) {
    states.push_back(R"({"items":[{"id":"i)" + std::to_string(i) + R"(","n":)" + std::to_string(i * 7) + "}],\"by_id\":" + object_of(i * 3, 4, "{\"x\":{\"y\":[" + std::to_string(i) + "]}}") + ",\"rank\":\"r" + std::to_string(i % 3) + "\"}");
    if (i % 5 == 0) states.push_back(object_of(i, 30, "[null,{\"deep\":[[[[[[[1]]]]]]]}]"));
  }
  FieldCounts whole, first, second, third;
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (const std::size_t side : {0u, 1u}) {
      add(whole, states[i], side);
      add(i < 3 ? first : i < 30 ? second : third, states[i], side);
    }
  }
  for (const auto& order : {std::vector<const FieldCounts*>{&first, &second, &third}, {&third, &first, &second}}) {
    FieldCounts merged;
    for (const FieldCounts* part : order) {
      json::Document document;
      const std::string text = state_of(*part);
      document.text = text;
      REQUIRE(json::scan(text, {}, document.tape).ok());
      FieldCounts read;
      REQUIRE(read.read(json::View(document, 0)));
      CHECK(state_of(read) == text);
      merged.merge(read);
    }
    CHECK(told(merged) == told(whole));
    CHECK(state_of(merged) == state_of(whole));
  }
}

TEST_CASE("hostile states fill no memory: names, depth and lengths are bounded, and what is not counted is said") {
  FieldCounts counts;
  std::string deep = "1";
  for (int i = 0; i < 200; ++i) deep = "[" + deep + ",2]";
  add(counts, "{\"d\":" + deep + "}");
  CHECK(counts.too_deep() == 2);
  for (int i = 0; i < 300; ++i) add(counts, "{\"" + std::string(1000, 'n') + std::to_string(i) + "\":1,\"m" + std::to_string(i) + "\":" + object_of(i * 40, 40, object_of(i, 40, object_of(i, 40))) + "}");
  CHECK(state_of(counts).size() < 20'000);
  CHECK(has(told(counts), R"({"pointer":"/*/*/*")"));
  CHECK_FALSE(has(told(counts), R"({"pointer":"/*/*/*/*")"));
  CHECK(counts.too_deep() == 2 + 300 * 40 * 40 * 40);
}

TEST_CASE("a report of too many fields leaves out the deepest levels, and says how many") {
  FieldCounts counts;
  for (int i = 0; i < 64; ++i) add(counts, object_of(i, 1, object_of(0, 16, object_of(0, 8, "[1]"))));
  CHECK(counts.unreported() == 64 * 16 * 8);
  CHECK(has(told(counts), R"("pointer":"/k63/k15/k7")"));
  CHECK_FALSE(has(told(counts), R"("pointer":"/k63/k15/k7/N")"));
  CHECK(told(counts).size() < 2'000'000);
}

TEST_CASE("a state that was not written so is refused") {
  for (const char* text : {"[]", "{}", R"({"too_deep":-1,"root":{}})", R"({"too_deep":0,"root":[]})", R"({"too_deep":0,"root":{"before":{"number":1}}})", R"({"too_deep":0,"root":{"before":{"number":1,"min":1,"max":1,"numbers":[[99,1]]}}})",
                           R"({"too_deep":0,"root":{"in":{"a":{"in":{"b":{"in":{"c":{"in":{"d":{}}}}}}}}}})"}) {
    CAPTURE(text);
    json::Document document;
    document.text = text;
    REQUIRE(json::scan(document.text, {}, document.tape).ok());
    FieldCounts read;
    CHECK_FALSE(read.read(json::View(document, 0)));
  }
}
