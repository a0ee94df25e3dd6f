// A row that breaks the contract gets the verdict its line would get, at the same place.

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "helpers/columns_file.h"
#include "helpers/shapes_game.h"

namespace {

using namespace ludex;

const Program& every_shape() {
  static const Program program = test::compile(test::kEveryShape);
  return program;
}

/// "reason at" of each row.
std::vector<std::string> verdicts(const Program& program, const std::string& file) {
  World world = test::load(program, test::players(3));
  const auto judged = judge_columns_in_place(program, world, file, test::opened_at(1000));
  if (!judged) FAIL(format_error(judged.error()));
  std::vector<std::string> out;
  for (std::size_t i = 0; i < judged->verdicts().size(); ++i) {
    const Reason reason = judged->verdicts()[i].reason;
    out.push_back(std::string(program.reason_name(reason)) + (reason == Reason::accepted ? "" : " " + judged->at(i)));
  }
  return out;
}

using Fields = std::string (*)(test::FileWriter&);
std::vector<std::string> of_rows(std::size_t rows, const std::string& action, Fields fields) {
  test::FileWriter w;
  const std::string columns = fields(w);
  return verdicts(every_shape(), w.one_action(action, rows, columns));
}

// Params come before nonce and clock: what is refused there has passed the contract.
const std::string kPassed = "contract /nonce";

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("ints, doubles, names and strings keep their bounds") {
  using Texts = std::vector<std::string>;
  CHECK(of_rows(4, "All", [](test::FileWriter& w) { return "\"i\":" + w.column("i64", std::vector<std::int64_t>{-6, -5, 5, INT64_MAX}); }) ==
        Texts{"contract /params/i", kPassed, kPassed, "contract /params/i"});
  CHECK(of_rows(5, "All", [](test::FileWriter& w) { return "\"d\":" + w.column("f64", std::vector<double>{-1.5, -1.6, NAN, kInfinity, -0.0}); }) ==
        Texts{kPassed, "contract /params/d", "contract /params/d", "contract /params/d", kPassed});
  CHECK(of_rows(2, "All", [](test::FileWriter& w) { return "\"d\":" + w.column("i64", std::vector<std::int64_t>{-2, 7}); }) == Texts{"contract /params/d", kPassed});
  CHECK(of_rows(4, "All", [](test::FileWriter& w) { return "\"e\":" + w.column("name", std::vector<std::uint32_t>{0, 1, 2, 9}, R"(,"names":["blue","pink","red"])"); }) ==
        Texts{kPassed, "contract /params/e", kPassed, "contract /params/e"});
  CHECK(of_rows(3, "All", [](test::FileWriter& w) { return "\"w\":" + w.strings({"é", "spoon", "bow"}); }) == Texts{kPassed, "contract /params/w", kPassed});
  CHECK(of_rows(6, "All", [](test::FileWriter& w) { return "\"s\":" + w.strings({"", "éééééé", "1234567", "\xC3", "\xED\xA0\x80", "ok"}); }) ==
        Texts{"contract /params/s", kPassed, "contract /params/s", "malformed ", "malformed ", kPassed});
  CHECK(of_rows(2, "All", [](test::FileWriter& w) { return "\"s\":" + w.column("name", std::vector<std::uint32_t>{0, 1}, R"(,"names":["short","much too long"])"); }) ==
        Texts{kPassed, "contract /params/s"});
  CHECK(of_rows(2, "All", [](test::FileWriter& w) { return "\"v\":" + w.column("vec3", std::vector<double>{1, 2, 3, 1, kInfinity, 3}); }) ==
        Texts{kPassed, "contract /params/v"});
}

TEST_CASE("what is inside a list, a map or a record is told by its place") {
  using Texts = std::vector<std::string>;
  CHECK(of_rows(3, "All", [](test::FileWriter& w) {
          const std::string offsets = w.buffer(std::vector<std::uint32_t>{0, 2, 2, 7});
          return "\"li\":{\"type\":\"list\",\"offsets\":" + offsets + ",\"items\":" + w.column("i64", std::vector<std::int64_t>{9, 10, 1, 1, 1, 1, 1}) + "}";
        }) == Texts{"contract /params/li/1", kPassed, "contract /params/li"});
  CHECK(of_rows(4, "All", [](test::FileWriter& w) {
          const std::string offsets = w.buffer(std::vector<std::uint32_t>{0, 2, 3, 5, 7});
          const std::string keys = w.column("name", std::vector<std::uint32_t>{1, 0, 2, 0, 9, 0, 0}, R"(,"names":["sword","bow","spoon"])");
          return "\"mw\":{\"type\":\"map\",\"offsets\":" + offsets + ",\"keys\":" + keys + ",\"values\":" + w.column("f64", std::vector<double>{0.5, NAN, 0, 0, 0, 1, 1}) + "}";
        }) == Texts{"contract /params/mw/sword", "contract /params/mw/spoon", "contract /params/mw", "malformed "});
  CHECK(of_rows(2, "All", [](test::FileWriter& w) {
          const std::string offsets = w.buffer(std::vector<std::uint32_t>{0, 1, 2});
          return "\"mi\":{\"type\":\"map\",\"offsets\":" + offsets + ",\"keys\":" + w.strings({"07", "7"}) + ",\"values\":" + w.strings({"", ""}) + "}";
        }) == Texts{"contract /params/mi/07", kPassed});
  CHECK(of_rows(1, "All", [](test::FileWriter& w) {
          const std::string extra = w.column("i64", std::vector<std::int64_t>{1});
          return "\"rec\":{\"type\":\"record\",\"fields\":{\"q\":{\"type\":\"record\",\"fields\":{\"zz\":" + extra + "}}}}";
        }) == Texts{"contract /params/rec/q/zz"});
}

TEST_CASE("columns that are missing, too many, of another type or null are told as members of a line are") {
  using Texts = std::vector<std::string>;
  CHECK(of_rows(1, "Go", [](test::FileWriter&) { return std::string(); }) == Texts{kPassed});
  CHECK(of_rows(1, "All", [](test::FileWriter&) { return std::string(); }) == Texts{kPassed});
  CHECK(of_rows(1, "Need", [](test::FileWriter&) { return std::string(); }) == Texts{"contract /params/x"});
  CHECK(of_rows(2, "Need", [](test::FileWriter& w) { return "\"x\":" + w.column("i64", std::vector<std::int64_t>{1, 11}); }) == Texts{"contract /params/y", "contract /params/x"});
  CHECK(of_rows(1, "Go", [](test::FileWriter& w) { return "\"a/b\":" + w.column("i64", std::vector<std::int64_t>{1}); }) == Texts{"contract /params/a~1b"});
  CHECK(of_rows(1, "All", [](test::FileWriter& w) { return "\"i\":" + w.column("f64", std::vector<double>{1.5}); }) == Texts{"contract /params/i"});
  CHECK(of_rows(2, "All", [](test::FileWriter& w) {
          const std::string valid = w.buffer(std::vector<std::uint8_t>{1, 0});
          return "\"i\":{\"type\":\"optional\",\"valid\":" + valid + ",\"values\":" + w.column("i64", std::vector<std::int64_t>{1, 1}) + "}";
        }) == Texts{kPassed, "contract /params/i"});
  CHECK(of_rows(1, "All", [](test::FileWriter& w) { return "\"oi\":" + w.column("i64", std::vector<std::int64_t>{1}); }) == Texts{kPassed});
  CHECK(of_rows(1, "Fly", [](test::FileWriter& w) { return "\"oi\":" + w.column("i64", std::vector<std::int64_t>{1}); }) == Texts{"unknown_action /action"});
}

TEST_CASE("the envelope is checked as a line's is, before the contract") {
  test::FileWriter w;
  const auto ints = [&](const std::vector<std::int64_t>& values) { return w.column("i64", values); };
  const std::string action = w.column("u32", std::vector<std::uint32_t>{0, 0, 7, 0, 0, 0, 0});
  const std::string origin = w.column("u8", std::vector<std::uint8_t>{3, 1, 1, 0, 0, 0, 0});
  const std::string offsets = w.buffer(std::vector<std::uint32_t>{0, 0, 1, 1, 1, 1, 2, 2});
  const std::string roles = "{\"type\":\"list\",\"offsets\":" + offsets + ",\"items\":" + w.column("name", std::vector<std::uint32_t>{0, 5}, R"(,"names":["gm"])") + "}";
  const std::string valid = w.buffer(std::vector<std::uint8_t>{0, 0, 0, 1, 1, 1, 1});
  const std::string nonce = "{\"type\":\"optional\",\"valid\":" + valid + ",\"values\":" + ints({0, 0, 0, -1, 4, 5, 6}) + "}";
  const std::int64_t far = (std::int64_t{1} << 43) + 1;
  const std::string file = w.finish("{\"rows\":7,\"envelope\":{\"action\":" + action + ",\"origin\":" + origin + ",\"roles\":" + roles + ",\"nonce\":" + nonce +
                                    ",\"actor\":" + ints({1, 1, 1, 1, 1, 1, 1}) + ",\"received_at\":" + ints({1000, 1000, 1000, 1000, 1000, 1000, far}) +
                                    "},\"actions\":[{\"name\":\"Go\",\"rows\":6}]}");
  CHECK(verdicts(every_shape(), file) == std::vector<std::string>{"bad_envelope /origin", "not_permitted /actions/Go/from", "unknown_action /action", "contract /nonce", "contract /sent_at",
                                                                   "bad_envelope /roles", "bad_envelope /received_at"});
}

TEST_CASE("limits.request bounds a row by what its line would hold") {
  const Program program = test::compile(R"({"ludex":1,"limits":{"request":{"bytes":20,"nodes":12,"depth":4}},"entities":{"player":{}},"actions":{
    "Say":{"params":{"s":"string = ''","l":"list<int> = []","ll":"list<list<list<int>>> = []"},"effects":[]}}})");
  test::FileWriter w;
  const std::string s = w.strings({"twenty bytes, no more", "twenty bytes no more", "", "", ""});
  const std::string offsets = w.buffer(std::vector<std::uint32_t>{0, 0, 4, 9, 9, 9});
  const std::string l = w.column("i64", std::vector<std::int64_t>(9, 1));
  const std::string outer = w.buffer(std::vector<std::uint32_t>{0, 0, 0, 0, 1, 2}), middle = w.buffer(std::vector<std::uint32_t>{0, 0, 1}), inner = w.buffer(std::vector<std::uint32_t>{0, 0});
  const std::string none = w.column("i64", std::vector<std::int64_t>{});
  const std::string file = w.one_action("Say", 5, "\"s\":" + s + ",\"l\":{\"type\":\"list\",\"offsets\":" + offsets + ",\"items\":" + l + "},\"ll\":{\"type\":\"list\",\"offsets\":" + outer +
                                                      ",\"items\":{\"type\":\"list\",\"offsets\":" + middle + ",\"items\":{\"type\":\"list\",\"offsets\":" + inner + ",\"items\":" + none + "}}}");
  CHECK(verdicts(program, file) == std::vector<std::string>{"too_large ", "accepted", "too_many_nodes ", "accepted", "too_deep "});
}

TEST_CASE("a line that is under a limit only because it leaves defaults out has no row, and is listed") {
  const Program program = test::compile(R"({"ludex":1,"limits":{"request":{"nodes":8}},"entities":{"player":{}},"actions":{
    "Go":{"params":{"l":"list<int> = [1,2,3,4,5]"},"effects":[]}}})");
  const RequestColumns encoded = test::encode(program, test::line(1, 1, "Go") + test::line(1, 1, "Go", R"("params":{"l":[1]})"));
  CHECK(encoded.rows == 1);
  REQUIRE(encoded.refused.size() == 1);
  CHECK(encoded.refused[0].line == 0);
  CHECK(encoded.refused[0].reason == Reason::too_many_nodes);
  CHECK(test::decode(encoded.bytes) == "{\"action\":\"Go\",\"actor\":1,\"params\":{\"l\":[1]},\"received_at\":1}\n");
}

TEST_CASE("rows that moved in their table since the file was written keep their meaning") {
  const auto rules = [](const char* rows) {
    return test::compile(std::string(R"({"ludex":1,"tables":{"t":{"columns":{"v":"int"},"rows":{)") + rows + R"(}}},"entities":{"player":{"live":{"state":{"n":"int = 0"}}}},"actions":{
      "Pick":{"params":{"r":"row t"},"effects":["actor.n += tables.t[params.r].v"]}}})");
  };
  const Program before = rules(R"("a":{"v":1},"b":{"v":20})"), after = rules(R"("b":{"v":20},"c":{"v":3},"a":{"v":1})");
  const RequestColumns encoded = test::encode(before, test::line(1, 1, "Pick", R"("params":{"r":"b"})"));
  World world = test::load(after, test::players(1));
  REQUIRE(judge_columns_in_place(after, world, encoded.bytes).ok());
  CHECK(world.to_json().find("\"n\":20") != std::string::npos);
}
