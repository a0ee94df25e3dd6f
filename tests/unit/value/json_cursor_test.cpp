#include "value/json_cursor.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using ludex::json::Cursor;

/// A text with the room a cursor needs behind it.
struct Padded {
  std::string bytes;
  Cursor cursor;
  explicit Padded(const std::string& text) : bytes(text + std::string(Cursor::kSlack, '\0')), cursor(bytes.data(), bytes.data() + text.size()) {}
};

}  // namespace

TEST_CASE("a cursor never passes the end, whatever the text stops in") {
  for (const std::string text : {"", "\"", "\"abc", "\"\\", "\"\\u", "\"\\u12", "\"\\ud83d\\ude0", "\"\xF0\x9F\x98", "-", "1.", "1e", "tru", "[", "   "}) {
    Padded p(text);
    Cursor::String string;
    std::int64_t i = 0;
    double d = 0;
    CHECK_FALSE(p.cursor.string(string));
    CHECK_FALSE(p.cursor.number(d));
    CHECK_FALSE(p.cursor.literal("true"));
    p.cursor.integer(i);  // "1." begins with one
    CHECK(p.cursor.left() <= text.size());
  }
}

TEST_CASE("a zero byte within a text is a byte like any other that does not belong there") {
  Padded p(std::string("\"a\0b\"", 5));
  Cursor::String string;
  CHECK_FALSE(p.cursor.string(string));
  Padded q(std::string("\0", 1));
  CHECK_FALSE(q.cursor.is_at_end());
}

TEST_CASE("a container is skipped to its own bracket") {
  Padded p(R"({"a":[1,{"b":"]}\"{"}],"c":{}},7)");
  CHECK(p.cursor.skip_container());
  CHECK(p.cursor.take(','));
  Padded q(R"({"a":[1,)");
  CHECK_FALSE(q.cursor.skip_container());
}

TEST_CASE("unescaping gives the characters") {
  const std::string bytes = R"(a\n\"\/\u00e9\u20ac\ud83d\ude00z)";
  std::string out(bytes.size(), '\0');
  out.resize(ludex::json::unescape_all(bytes, out.data()));
  CHECK(out == "a\n\"/é€😀z");
}
