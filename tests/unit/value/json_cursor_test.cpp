#include "value/json_cursor.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "support/random.h"

namespace {

using ludex::json::Cursor;

/// A text with the room a cursor needs behind it.
struct Padded {
  std::string bytes;
  Cursor cursor;
  const char* begin;
  explicit Padded(const std::string& text) : bytes(text + std::string(Cursor::kSlack, '\0')), cursor(bytes.data() + text.size()), begin(bytes.data()) {}
};

}  // namespace

TEST_CASE("a cursor never passes the end, whatever the text stops in") {
  for (const std::string text : {"", "\"", "\"abc", "\"\\", "\"\\u", "\"\\u12", "\"\\ud83d\\ude0", "\"\xF0\x9F\x98", "-", "1.", "1e", "tru", "[", "   "}) {
    const Padded p(text);
    Cursor::String string;
    std::int64_t i = 0;
    double d = 0;
    CHECK_FALSE(p.cursor.string(p.begin, string));
    CHECK_FALSE(p.cursor.number(p.begin, d));
    CHECK_FALSE(p.cursor.literal(p.begin, "true"));
    CHECK_FALSE(p.cursor.skip_container(p.begin));
    CHECK(p.cursor.skip_space(p.begin) <= p.cursor.end());
    const char* const after = p.cursor.integer(p.begin, i);  // "1." begins with one
    CHECK((after == nullptr || after <= p.cursor.end()));
  }
}

TEST_CASE("a zero byte within a text is a byte like any other that does not belong there") {
  const Padded p(std::string("\"a\0b\"", 5));
  Cursor::String string;
  CHECK_FALSE(p.cursor.string(p.begin, string));
  const Padded q(std::string("\0", 1));
  CHECK_FALSE(q.cursor.is_end(q.begin));
}

TEST_CASE("a container is skipped to its own bracket") {
  const Padded p(R"({"a":[1,{"b":"]}\"{"}],"c":{}},7)");
  const char* const after = p.cursor.skip_container(p.begin);
  REQUIRE(after);
  CHECK(p.cursor.take(after, ','));
  const Padded q(R"({"a":[1,)");
  CHECK_FALSE(q.cursor.skip_container(q.begin));
}

TEST_CASE("unescaping gives the characters") {
  const std::string bytes = R"(a\n\"\/\u00e9\u20ac\ud83d\ude00z)";
  std::string out(bytes.size(), '\0');
  out.resize(ludex::json::unescape_all(bytes, out.data()));
  CHECK(out == "a\n\"/é€😀z");
}

TEST_CASE("numbers are those of the strict reader, whatever their digits, point and exponent") {
  ludex::RandomStream random(20'261'121, 4);
  const auto digits = [&](std::uint32_t most) {
    std::string out;
    for (std::uint32_t n = 1 + random.below(most); n > 0; --n) out.push_back(static_cast<char>('0' + random.below(10)));
    return out;
  };
  for (int turn = 0; turn < 200'000; ++turn) {
    std::string text = random.percent(50) ? "-" : "";
    const std::string whole = digits(turn % 4 == 0 ? 20 : 5);
    const auto first = whole.find_first_not_of('0');
    text += first == std::string::npos ? "0" : whole.substr(first);
    const bool is_whole = random.percent(20);
    if (!is_whole) text += "." + digits(turn % 4 == 1 ? 24 : 15);
    if (random.percent(10)) text += (random.percent(50) ? "e-" : "E") + digits(3);
    const Padded p(text);
    const double expected = ludex::parse_double(text) + 0.0;
    double got = 0;
    const char* const after = p.cursor.number(p.begin, got);
    INFO(text);
    REQUIRE((after != nullptr) == std::isfinite(expected));
    if (!after) continue;
    REQUIRE(after == p.cursor.end());
    REQUIRE(__builtin_bit_cast(std::uint64_t, got) == __builtin_bit_cast(std::uint64_t, expected));
    std::int64_t i = 0;
    const auto exact = ludex::parse_exact_int64(text);
    if (p.cursor.integer(p.begin, i) == p.cursor.end()) {
      REQUIRE(exact.has_value());
      REQUIRE(i == *exact);
    } else if (text.find_first_of(".eE") == std::string::npos) {
      REQUIRE(!exact.has_value());
    }
  }
}
