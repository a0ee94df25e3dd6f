#include "value/diagnostics.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace ludex;

/// The position reported for byte `offset` of the value of the string `text` (JSON, with its quotes).
Error reported(std::string_view text, std::uint32_t offset) {
  json::Document document;
  document.text = text;
  REQUIRE(json::scan(text, {}, document.tape).ok());
  Diagnostics d;
  d.add_in_text(ErrorCode::expression, json::View(document, 0), "/p", "no", offset);
  Errors errors = d.take();
  REQUIRE(errors.size() == 1);
  return errors[0];
}

}  // namespace

TEST_CASE("an error points at its value: line, column in bytes, pointer") {
  json::Document document;
  document.text = "{\n  \"a\": 1,\n  \"\xC3\xA9\": [true]\n}";
  REQUIRE(json::scan(document.text, {}, document.tape).ok());
  const json::View root(document, 0);
  Diagnostics d;
  d.add(ErrorCode::rulebook, *root.find("\xC3\xA9"), "/x", "no");
  const Errors errors = d.take();
  CHECK(errors[0].line == 3);
  CHECK(errors[0].column == 9);  // two blanks, a key of four bytes with its quotes, ": "
  CHECK(errors[0].pointer == "/x");
}

TEST_CASE("an offset in a plain string is a column in the source") {
  CHECK(reported(R"("actor.hp > 0")", 0).column == 2);
  CHECK(reported(R"("actor.hp > 0")", 6).column == 8);
  CHECK(reported(R"("actor.hp > 0")", 6).caret == 6);
  CHECK(reported(R"("actor.hp > 0")", 6).excerpt == "actor.hp > 0");
}

TEST_CASE("an escape before the fault is counted as it was written") {
  // value: a"b  -- written a\"b
  CHECK(reported(R"("a\"b")", 1).column == 3);
  CHECK(reported(R"("a\"b")", 2).column == 5);
  CHECK(reported("\"a\\nb\"", 2).column == 5);
  CHECK(reported("\"a\\u0041b\"", 2).column == 9);
}

TEST_CASE("an escape of several bytes moves the column by what was written, not by what it means") {
  // é is two bytes of value, \u00e9 six of source; the next character is byte 3 of the value.
  CHECK(reported("\"a\\u00e9b\"", 3).column == 9);
  CHECK(reported("\"a\\u20acb\"", 4).column == 9);
  CHECK(reported("\"a\\ud83d\\ude00b\"", 5).column == 15);
}

TEST_CASE("an offset past the value stays inside the string") {
  CHECK(reported(R"("ab")", 2).column == 4);
  CHECK(reported(R"("ab")", 99).column == 4);
}

TEST_CASE("a generated rulebook with one mistake a thousand times stays readable") {
  json::Document document;
  document.text = "1";
  REQUIRE(json::scan(document.text, {}, document.tape).ok());
  Diagnostics d;
  CHECK(d.ok());
  for (int i = 0; i < 1000; ++i) {
    d.add(ErrorCode::rulebook, json::View(document, 0), "", "no");
    d.add_in_text(ErrorCode::rulebook, json::View(document, 0), "", "no", 0);
  }
  CHECK_FALSE(d.ok());
  CHECK(d.count() == Diagnostics::kMaxErrors);
}

TEST_CASE("warnings are no errors") {
  Diagnostics d;
  d.warn("/a", "unused");
  CHECK(d.ok());
  CHECK(d.warnings().size() == 1);
}

TEST_CASE("the nearest name is the one a typing error away") {
  const std::vector<std::string> names = {"health", "position", "weapon", "hp"};
  CHECK(nearest_name("heatlh", names) == "; did you mean 'health'?");   // two letters swapped
  CHECK(nearest_name("helth", names) == "; did you mean 'health'?");    // one left out
  CHECK(nearest_name("healthh", names) == "; did you mean 'health'?");  // one too many
  CHECK(nearest_name("hq", names) == "; did you mean 'hp'?");
  CHECK(nearest_name("Weapon", names) == "; did you mean 'weapon'?");
}

TEST_CASE("no name is suggested that is not near") {
  CHECK(nearest_name("inventory", {"health", "coins"}).empty());
  CHECK(nearest_name("x", {"health"}).empty());
  CHECK(nearest_name("anything", {}).empty());
  CHECK(nearest_name(std::string(65, 'a'), {std::string(65, 'a')}).empty());  // too long to be typed by hand
}

TEST_CASE("of two names as near the one declared first is suggested") { CHECK(nearest_name("cat", {"bat", "hat"}) == "; did you mean 'bat'?"); }
