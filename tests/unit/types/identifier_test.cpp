// Names of a rulebook, made safe for other languages.

#include "types/identifier.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace ludex::detail::types;

}  // namespace

TEST_CASE("a type's name is in Pascal case, whatever the name was") {
  CHECK(pascal_case("RequestAttack") == "RequestAttack");
  CHECK(pascal_case("use_item") == "UseItem");
  CHECK(pascal_case("with space") == "WithSpace");
  CHECK(pascal_case("f-o-o") == "FOO");
  CHECK(pascal_case("2d map") == "N2DMap");
  CHECK(pascal_case("日本") == "U65e5U672c");
  CHECK(pascal_case("") == "Unnamed");
  CHECK(pascal_case("*/") == "Unnamed");
}

TEST_CASE("an identifier stays as it is, anything else becomes one") {
  CHECK(identifier("health") == "health");
  CHECK(identifier("__proto__") == "__proto__");
  CHECK(identifier("with space") == "with_space");
  CHECK(identifier("1") == "n1");
  CHECK(identifier("😀") == "u1f600");
  CHECK(identifier("--") == "unnamed");
  CHECK(is_identifier("_a1"));
  CHECK_FALSE(is_identifier("1a"));
  CHECK_FALSE(is_identifier(""));
}

TEST_CASE("a name is given once, upper and lower case alike") {
  UniqueNames names({"Verdict"});
  CHECK(names("Foo") == "Foo");
  CHECK(names("foo") == "foo2");
  CHECK(names("FOO") == "FOO3");
  CHECK(names("Foo3") == "Foo3_2");
  CHECK(names("Verdict") == "Verdict2");
}

TEST_CASE("names that all collide cost no more than others") {
  UniqueNames names;
  std::string last;
  for (int i = 0; i < 200'000; ++i) last = names("Same");
  CHECK(last == "Same200000");
  CHECK(names(std::string(1'000'000, 'a')).size() < 200);
}

TEST_CASE("a string literal holds what would end it or turn the text") {
  CHECK(quoted("a\"b\\c\n") == R"("a\"b\\c\u000a")");
  CHECK(quoted("日本") == "\"日本\"");
  CHECK(quoted("\u202e") == R"("\u202e")");
  CHECK(quoted("\U000e0001") == R"("\udb40\udc01")");
  CHECK(quoted("\U000e0001", Escape::python) == R"("\U000e0001")");
  CHECK(quoted("\n", Escape::luau) == R"("\u{a}")");
  CHECK(quoted("\n1?" "?/", Escape::octal) == R"("\0121\?\?/")");
  CHECK(quoted("\u202e", Escape::octal) == R"("\342\200\256")");
  CHECK(quoted(std::string("a\0b", 3), Escape::octal) == R"("a\000b")");
}

TEST_CASE("a comment cannot be ended, begun inside or carried on to the next line") {
  CHECK(comment_text("a */ b") == "a * / b");
  CHECK(comment_text("a **/ b") == "a ** / b");
  CHECK(comment_text("a /* b") == "a / * b");
  CHECK(comment_text("line\nbreak\\") == "line break\\ .");
  CHECK(comment_text("?" "?/") == "? ?/");
  CHECK(comment_text("\u202e\u2028") == "U+202eU+2028");
  CHECK(comment_text(std::string(100'000, 'x')).size() < 500);
}
