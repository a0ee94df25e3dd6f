#include <doctest/doctest.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "value/json_scan.h"

namespace {

using namespace ludex::json;
using namespace std::string_literals;

ScanResult scan_with(std::string_view text, const Limits& limits = {}) {
  Tape tape;
  return scan(text, limits, tape);
}

bool accepts(std::string_view text, const Limits& limits = {}) {
  return scan_with(text, limits).ok();
}

/// The offset at which `text` is malformed, or -1 when that is not its fault.
std::int64_t malformed_at(std::string_view text, const Limits& limits = {}) {
  const ScanResult result = scan_with(text, limits);
  return result.fault == Fault::malformed ? static_cast<std::int64_t>(result.offset) : -1;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a duplicate key is found however close to the end of the text it stands") {
  // Keys of 0 to 12 bytes, with 0 to 12 bytes behind the second one: look-ahead must never change a comparison.
  for (std::size_t length = 0; length <= 12; ++length) {
    for (std::size_t blanks = 0; blanks <= 12; ++blanks) {
      const std::string key(length, 'k');
      const std::string text = "{\"" + key + "\":1,\"" + key + "\":1" + std::string(blanks, ' ') + "}";
      ludex::json::Tape tape;
      CAPTURE(text);
      CHECK(ludex::json::scan(text, {}, tape).fault == ludex::json::Fault::malformed);
    }
  }
}

TEST_CASE("the tape holds every value in order with its bytes, its end and its children") {
  const std::string_view text = R"( {"a" : [1, -2.5e3, "x\n"], "b":{ }, "c":true,"d":null} )";
  Tape tape;
  REQUIRE(scan(text, {}, tape).ok());
  const struct {
    Type type;
    std::string_view raw;
    std::uint32_t next, count;
  } expected[] = {
      {Type::object, R"({"a" : [1, -2.5e3, "x\n"], "b":{ }, "c":true,"d":null})", 12, 4},
      {Type::string, R"("a")", 2, 0},
      {Type::array, R"([1, -2.5e3, "x\n"])", 6, 3},
      {Type::number, "1", 4, 0},
      {Type::number, "-2.5e3", 5, 0},
      {Type::string, R"("x\n")", 6, 0},
      {Type::string, R"("b")", 7, 0},
      {Type::object, "{ }", 8, 0},
      {Type::string, R"("c")", 9, 0},
      {Type::boolean, "true", 10, 0},
      {Type::string, R"("d")", 11, 0},
      {Type::null, "null", 12, 0},
  };
  REQUIRE(tape.nodes.size() == std::size(expected));
  for (std::size_t i = 0; i < tape.nodes.size(); ++i) {
    CAPTURE(i);
    CHECK(tape.nodes[i].type == expected[i].type);
    CHECK(raw(text, tape.nodes[i]) == expected[i].raw);
    CHECK(tape.nodes[i].next == expected[i].next);
    CHECK(tape.nodes[i].count == expected[i].count);
  }
  CHECK(tape.nodes[5].has_escape);
  CHECK_FALSE(tape.nodes[1].has_escape);
  CHECK(tape.nodes[9].is_true);
}

TEST_CASE("scalars stand alone and white space may stand around anything") {
  for (const char* const text : {"0", "-0", "1.5", "\"\"", "true", "false", "null", "[]", "{}", " \t\r\n 1 \t\r\n ",
                                 "[ ]", "{ }", "[ 1 , 2 ]", "{ \"a\" : 1 , \"b\" : 2 }", "[[[]],{}]"}) {
    CAPTURE(text);
    CHECK(accepts(text));
  }
}

TEST_CASE("every kind of malformed text is refused at its first offending byte") {
  const struct {
    std::string text;
    std::int64_t offset;
  } cases[] = {
      {"", 0},
      {"  ", 2},
      {"\v1", 0},
      {"\xC2\xA0"
       "1",
       0},
      {"\xEF\xBB\xBF{}", 0},
      {"1 2", 2},
      {"{}x", 2},
      {"[1]]", 3},
      {"1\0"s, 1},
      {"[", 1},
      {"[1", 2},
      {"[1,", 3},
      {"[1,]", 3},
      {"[,1]", 1},
      {"[1 2]", 3},
      {"[1}", 2},
      {"[1:2]", 2},
      {"{", 1},
      {"{]", 1},
      {"{1:2}", 1},
      {"{a:1}", 1},
      {"{'a':1}", 1},
      {R"({"a"})", 4},
      {R"({"a")", 4},
      {R"({"a" 1})", 5},
      {R"({"a":})", 5},
      {R"({"a":1)", 6},
      {R"({"a":1,})", 7},
      {R"({"a":1,)", 7},
      {R"({"a":1])", 6},
      {R"({"a":1 "b":2})", 7},
      {"{,}", 1},
      {"tru", 3},
      {"trux", 3},
      {"True", 0},
      {"truee", 4},
      {"nul", 3},
      {"fals ", 4},
      {"nan", 1},
      {"Infinity", 0},
      {"-", 1},
      {"-x", 1},
      {"-Infinity", 1},
      {"+1", 0},
      {"01", 1},
      {"-01", 2},
      {"00", 1},
      {".5", 0},
      {"1.", 2},
      {"1.e5", 2},
      {"1.x", 2},
      {"1e", 2},
      {"1e+", 3},
      {"1e-x", 3},
      {"1E5.5", 3},
      {"0x10", 1},
      {"1_000", 1},
      {"1,5", 1},
      {"\"", 1},
      {"\"abc", 4},
      {"\"abcdefghij", 11},
      {R"("\)", 2},
      {R"("\")", 3},
      {R"("\x")", 2},
      {R"("\'")", 2},
      {R"("\u)", 3},
      {R"("\u12")", 5},
      {R"("\u12G4")", 5},
      {R"("\U0041")", 2},
      {"\"\t\"", 1},
      {"\"\n\"", 1},
      {"\"12345678\x1F\"", 9},
      {"\"\0\""s, 1},
      {R"("\ud800")", 1},
      {R"("\ud800x")", 1},
      {R"("\ud800\n")", 1},
      {R"("\ud800\u0041")", 1},
      {R"("\ud800\ud800")", 1},
      {R"("a\udc00")", 2},
      {R"("\udc00\ud800")", 1},
      {R"("\ud83d\u12")", 11},
      {"{\"\t\":1}", 2},
      {"// x\n1", 0},
      {"/**/1", 0},
      {"1 // x", 2},
  };
  for (const auto& example : cases) {
    CAPTURE(example.text);
    CHECK(malformed_at(example.text) == example.offset);
  }
  CHECK(malformed_at({}) == 0);  // no pointer at all
}

TEST_CASE("a fault names what was expected") {
  CHECK(scan_with("[1 2]").message == "expected ',' or ']'"s);
  CHECK(scan_with(R"({"a":1 2})").message == "expected ',' or '}'"s);
  CHECK(scan_with(R"({"a" 1})").message == "expected ':'"s);
  CHECK(scan_with("{1}").message == "expected a key"s);
  CHECK(scan_with("[").message == "expected a value"s);
  CHECK(scan_with("\xEF\xBB\xBF{}").message == "a byte order mark is not allowed"s);
  CHECK(scan_with(R"({"a":1,"a":2})").message == "duplicate key"s);
}

TEST_CASE("only well-formed UTF-8 is accepted, at every distance from the ends of a word") {
  const std::string good[] = {"\xC2\x80",         "\xDF\xBF",         "\xE0\xA0\x80", "\xEC\xBF\xBF",
                              "\xED\x9F\xBF",     "\xEE\x80\x80",     "\xEF\xBF\xBF", "\xF0\x90\x80\x80",
                              "\xF3\xBF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\x7F"};
  const std::string bad[] = {"\x80",
                             "\xBF",
                             "\xC0\x80",
                             "\xC1\xBF",
                             "\xC2",
                             "\xC2\x7F",
                             "\xC2\xC0",
                             "\xE0\x9F\xBF",
                             "\xE0\xA0",
                             "\xE1\x80",
                             "\xE1\x80\x7F",
                             "\xED\xA0\x80",
                             "\xED\xBF\xBF",
                             "\xF0\x8F\xBF\xBF",
                             "\xF0\x90\x80",
                             "\xF1\x80\x80\xC0",
                             "\xF4\x90\x80\x80",
                             "\xF5\x80\x80\x80",
                             "\xF8\x88\x80\x80\x80",
                             "\xFE",
                             "\xFF"};
  for (std::size_t before = 0; before < 18; ++before) {
    for (std::size_t after = 0; after < 10; ++after) {
      const std::string head = "\"" + std::string(before, 'a');
      const std::string tail = std::string(after, 'b') + "\"";
      for (const std::string& sequence : good) REQUIRE(accepts(head + sequence + sequence + tail));
      for (const std::string& sequence : bad) {
        REQUIRE(malformed_at(head + sequence + tail) == static_cast<std::int64_t>(head.size()));
        REQUIRE(malformed_at("{" + head + sequence) == static_cast<std::int64_t>(head.size() + 1));
      }
    }
  }
}

TEST_CASE("every byte that may stand in a string does so at every place, and no other") {
  for (int byte = 0; byte < 0x80; ++byte) {
    for (std::size_t before = 0; before < 17; ++before) {
      const std::string text = "\"" + std::string(before, 'x') + static_cast<char>(byte) + "yyyyyyyyy\"";
      const bool is_plain = byte >= 0x20 && byte != '"' && byte != '\\';
      REQUIRE(accepts(text) == is_plain);
      REQUIRE(accepts("[" + text + "]") == is_plain);
    }
  }
}

TEST_CASE("the depth limit holds at the exact edge and is met before the node limit at the same byte") {
  const auto limits = [](std::uint32_t depth, std::uint32_t nodes) {
    Limits out;
    out.max_depth = depth;
    out.max_nodes = nodes;
    return out;
  };
  CHECK(accepts(repeat("[", 64) + repeat("]", 64)));
  const ScanResult deep = scan_with(repeat("[", 65) + repeat("]", 65));
  CHECK(deep.fault == Fault::too_deep);
  CHECK(deep.offset == 64);
  CHECK(accepts("[[],[],{}]", limits(2, 4)));
  CHECK(accepts("1", limits(0, 1)));
  CHECK(scan_with("[]", limits(0, 10)).fault == Fault::too_deep);
  CHECK(scan_with("{}", limits(0, 0)).fault == Fault::too_deep);
  CHECK(scan_with("[[", limits(1, 1)).fault == Fault::too_deep);
  CHECK(scan_with(R"({"a":{)", limits(1, 100)).offset == 5);
  const ScanResult endless = scan_with(repeat("[", 1'000'000), limits(500'000, 1'000'000));
  CHECK(endless.fault == Fault::too_deep);
  CHECK(endless.offset == 500'000);
  CHECK(accepts(repeat(R"({"a":)", 300'000) + "1" + repeat("}", 300'000), limits(300'000, 300'001)));
}

TEST_CASE("the node limit counts every value and no key, where a value starts") {
  const auto fault = [](std::string_view text, std::uint32_t nodes) {
    Limits limits;
    limits.max_nodes = nodes;
    return scan_with(text, limits);
  };
  CHECK(fault("1", 1).ok());
  CHECK(fault("1", 0).fault == Fault::too_many_nodes);
  CHECK(fault("[1,2,3]", 4).ok());
  CHECK(fault("[1,2,3]", 3).fault == Fault::too_many_nodes);
  CHECK(fault("[1,2,3]", 3).offset == 5);
  CHECK(fault(R"({"a":1,"b":[]})", 3).ok());
  CHECK(fault(R"({"a":1,"b":[]})", 2).offset == 11);
  // A plausible first byte is a value, even when what follows is not.
  for (const char* const text : {"[tx", "[fx", "[nx", "[-x", "[\"", "[0", "[9", "[[", "[{"}) {
    CAPTURE(text);
    CHECK(fault(text, 1).fault == Fault::too_many_nodes);
    CHECK(fault(text, 1).offset == 1);
  }
  for (const char* const text : {"[x", "[+1", "[.5", "[,", "[:", "[}", "[", "[\xFF"}) {
    CAPTURE(text);
    CHECK(fault(text, 1).fault == Fault::malformed);
  }
}

TEST_CASE("the first fault from left to right decides") {
  Limits limits;
  limits.max_depth = 2;
  limits.max_nodes = 3;
  const auto fault = [&limits](std::string_view text) { return scan_with(text, limits).fault; };
  CHECK(fault("[1,[x],[[") == Fault::malformed);
  CHECK(fault("[1,[[x") == Fault::too_deep);
  CHECK(fault("[1,2,3,x") == Fault::too_many_nodes);
  CHECK(fault("[1,2,x,3") == Fault::malformed);
  CHECK(fault("[01,[[") == Fault::malformed);
  CHECK(fault("[\"\xFF\",[[") == Fault::malformed);
  CHECK(fault(R"({"a":1,"a":[[)") == Fault::malformed);
  CHECK(fault(R"({"a":1,"b":2,"c":3,"a":4})") == Fault::too_many_nodes);
  CHECK(fault(R"({"a":1,"b":2,"a":3,"c":4})") == Fault::malformed);
}

TEST_CASE("too_large is decided before any byte is read") {
  Limits limits;
  limits.max_bytes = 4;
  CHECK(accepts("[12]", limits));
  const ScanResult result = scan_with("xxxxx", limits);
  CHECK(result.fault == Fault::too_large);
  CHECK(result.offset == 4);
  limits.max_bytes = 0;
  CHECK(scan_with("1", limits).fault == Fault::too_large);
  CHECK(scan_with("", limits).fault == Fault::malformed);
  if constexpr (sizeof(std::size_t) > 4) {
    // Never read, so its bytes need not exist.
    limits.max_bytes = ~std::uint64_t{0};
    const std::string_view huge("", static_cast<std::size_t>(std::uint64_t{1} << 32));
    CHECK(scan_with(huge, limits).fault == Fault::too_large);
  }
}

TEST_CASE("duplicate keys are malformed at the later one, compared after unescaping") {
  CHECK(malformed_at(R"({"a":1,"a":2})") == 7);
  CHECK(malformed_at(R"({"a":1,"\u0061":2})") == 7);
  CHECK(malformed_at(R"({"\u0061":1,"a":2})") == 12);
  CHECK(malformed_at(R"({"\u0061":1,"\u0061":2})") == 12);
  CHECK(malformed_at(R"({"\n":1,"\u000a":2})") == 8);
  CHECK(malformed_at(R"({"/":1,"\/":2})") == 7);
  CHECK(malformed_at("{\"\xF0\x9F\x98\x80\":1,\"\\ud83d\\ude00\":2}") == 10);
  CHECK(malformed_at(R"({"":1,"":2})") == 6);
  CHECK(malformed_at(R"({"a":{"b":1,"c":[{"b":1}]},"b":2,"a":3})") == 33);
  CHECK(malformed_at(R"({"a":1,"a" x)") == 7);  // at the key, before what follows it
  CHECK(accepts(R"({"a":{"a":{"a":1}}})"));
  CHECK(accepts(R"([{"a":1},{"a":1}])"));
  CHECK(accepts(R"({"a":1,"A":2,"":3,"aa":4,"\u0000":5,"\u0000a":6})"));
  CHECK(accepts(R"({"\\u0061":1,"a":2})"));
  CHECK(accepts("{\"\xC3\xA9\":1,\"e\xCC\x81\":2}"));  // no normalisation
}

TEST_CASE("duplicate keys are found in objects of every size, at every place") {
  for (const std::size_t members : {1u, 2u, 7u, 15u, 16u, 17u, 18u, 31u, 32u, 33u, 200u, 600u, 1500u}) {
    std::string text = "{";
    for (std::size_t i = 0; i < members; ++i) {
      text += "\"key" + std::to_string(i) + "\":{\"key0\":[{}],\"x\":2},";
    }
    CAPTURE(members);
    REQUIRE(accepts(text + "\"last\":0}"));
    for (std::size_t i = 0; i < members; i += 1 + members / 40) {
      const auto offset = static_cast<std::int64_t>(text.size());
      REQUIRE(malformed_at(text + "\"key" + std::to_string(i) + "\":0}") == offset);
      REQUIRE(malformed_at(text + "\"k\\u0065y" + std::to_string(i) + "\":0}") == offset);
    }
  }
}

TEST_CASE("large objects inside large objects keep their keys apart") {
  const auto object = [](const std::string& inner, std::size_t members) {
    std::string text = "{";
    for (std::size_t i = 0; i < members; ++i) text += "\"\\u006b" + std::to_string(i) + "\":" + inner + ",";
    return text;
  };
  const std::string small = object("1", 40) + "\"end\":1}";
  const std::string large = object(small, 40);
  CHECK(accepts(large + "\"end\":" + small + "}"));
  CHECK(malformed_at(large + "\"k39\":1}") == static_cast<std::int64_t>(large.size()));
  CHECK(accepts("[" + small + "," + small + "," + large + "\"k40\":" + small + "}]"));
}

TEST_CASE("a million keys are scanned in linear time") {
  const std::size_t members = 1'000'000;
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += "\"" + std::to_string(i * 2654435761u) + "\":0,";
  Limits limits;
  limits.max_bytes = text.size() + 100;
  limits.max_nodes = members + 2;
  CHECK(accepts(text + "\"x\":0}", limits));
  CHECK(malformed_at(text + "\"0\":0}", limits) == static_cast<std::int64_t>(text.size()));
}

TEST_CASE("comments are white space only where they are allowed") {
  Limits limits;
  limits.allow_comments = true;
  const std::string_view text =
      "// head\n{ /* a */ \"a\" /**/ : // value\r\n 1 /***/ , /* \xE2\x82\xAC * / */ \"b\":[/*x*/],\"c\":{//\n}}// end";
  CHECK(accepts(text, limits));
  CHECK_FALSE(accepts(text));
  Tape tape;
  REQUIRE(scan(text, limits, tape).ok());
  CHECK(raw(text, tape.nodes[0]).front() == '{');
  CHECK(raw(text, tape.nodes[0]).back() == '}');
  CHECK(tape.nodes[0].count == 3);
  CHECK(malformed_at("1 /", limits) == 2);
  CHECK(malformed_at("1 /x", limits) == 2);
  CHECK(malformed_at("1 /* ", limits) == 5);
  CHECK(malformed_at("1 /*/", limits) == 5);
  CHECK(malformed_at("/* \xFF */ 1", limits) == 3);
  CHECK(malformed_at("// x", limits) == 4);
  CHECK(malformed_at("1/**/2", limits) == 5);
  CHECK(malformed_at("tr/**/ue", limits) == 2);
  CHECK(accepts("\"// no comment\"", limits));
}

TEST_CASE("the tape is empty after a fault and keeps nothing of the text before") {
  Tape tape;
  REQUIRE(scan("[1,2,[3,[4]]]", {}, tape).ok());
  CHECK(tape.nodes.size() == 7);
  CHECK_FALSE(scan("[1,[2,{\"a\":", {}, tape).ok());
  CHECK(tape.nodes.empty());
  REQUIRE(scan("[]", {}, tape).ok());
  CHECK(tape.nodes.size() == 1);
  CHECK(tape.nodes[0].next == 1);
}

TEST_CASE("a warm tape does not grow") {
  Tape tape;
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += "\"\\u006b" + std::to_string(i) + "\":[{}],";
  text += "\"end\":0}";
  REQUIRE(scan(text, {}, tape).ok());
  const std::size_t capacities[] = {tape.nodes.capacity(), tape.open.capacity(), tape.keys.capacity(),
                                    tape.key_slots.capacity(), tape.unescaped_key.capacity()};
  for (int i = 0; i < 10; ++i) REQUIRE(scan(text, {}, tape).ok());
  CHECK(tape.nodes.capacity() == capacities[0]);
  CHECK(tape.open.capacity() == capacities[1]);
  CHECK(tape.keys.capacity() == capacities[2]);
  CHECK(tape.key_slots.capacity() == capacities[3]);
  CHECK(tape.unescaped_key.capacity() == capacities[4]);
}
