#include "regex/compiled.h"

#include <doctest/doctest.h>

#include <string>

#include "regex/regex.h"

namespace {

using namespace ludex::regex;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}
bool compiles(const std::string& pattern) {
  Program program;
  Fault fault;
  const bool is_compiled = compile(pattern, Dialect::ecma, program, fault);
  CHECK(is_compiled == fault.message.empty());
  CHECK(is_compiled == (program.compiled() != nullptr));
  CHECK(program.size() <= kMaxInstructions);
  return is_compiled;
}

}  // namespace

TEST_CASE("a pattern is refused one byte, one group, one repetition above its limits") {
  CHECK(compiles(std::string(kMaxPatternBytes, 'a')));
  CHECK_FALSE(compiles(std::string(kMaxPatternBytes + 1, 'a')));
  CHECK(compiles(repeated("(", kMaxNesting) + "a" + repeated(")", kMaxNesting)));
  CHECK_FALSE(compiles(repeated("(", kMaxNesting + 1) + "a" + repeated(")", kMaxNesting + 1)));
  CHECK_FALSE(compiles(repeated("(?:", kMaxPatternBytes / 3)));
  CHECK(compiles("a{1000}b{0,1000}c{1000,}"));
  CHECK_FALSE(compiles("a{1001}"));
  CHECK_FALSE(compiles("a{0,99999999999999999999999}"));
}

TEST_CASE("nested counts are refused before anything of their size is made, even when they repeat nothing") {
  for (const char* inner : {"a", "", "^", "\\b", "a|b"}) {
    std::string pattern = inner;
    for (int i = 0; i < 60; ++i) pattern = "(?:" + pattern + "){1000}";
    CHECK_FALSE(compiles(pattern));
  }
  CHECK_FALSE(compiles("((a{1000}){1000}){0,1}"));
  CHECK(compiles("((a{0}){1000})"));
}

TEST_CASE("many large classes are refused together, one of them often is not") {
  std::string many, same;
  for (int i = 0; i < 600; ++i) {
    many += "[\\p{Cn}" + std::string("\\u{") + "123456789abcdef"[i % 15] + std::string("0") + "0123456789abcdef"[i / 15 % 16] + std::to_string(i % 10) + "}]";
    same += "[\\p{Lo}x]?";
  }
  CHECK_FALSE(compiles(many));
  CHECK_FALSE(compiles(same));
  CHECK(compiles(repeated("\\p{Lo}\\w?", 100)));
}

TEST_CASE("patterns of contracts become whole tables") {
  for (const char* pattern : {"^[a-z][a-z0-9_]{0,31}$", "^[A-Za-z0-9+/]{4,64}={0,2}$", "^#[0-9a-fA-F]{6}$", "^\\d{4}-\\d{2}-\\d{2}$",
                              "^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$", "^(sword|bow|shield)(_\\d+)?$", "^\\S.*\\S$"}) {
    Program program;
    Fault fault;
    REQUIRE(compile(pattern, Dialect::ecma, program, fault));
    CHECK_MESSAGE(program.is_table(), pattern);
    CHECK(program.compiled()->table.size() <= kMaxTableEntries);
  }
}

TEST_CASE("a failed compilation leaves the program as it was, and an empty one matches nothing") {
  Program program;
  Fault fault;
  Scratch scratch;
  CHECK(search(program, "a", scratch) == Match::no);
  REQUIRE(compile("a", Dialect::ecma, program, fault));
  CHECK_FALSE(compile("(", Dialect::ecma, program, fault));
  const Program copy = program;
  program = Program{};
  CHECK(search(copy, "xa", scratch) == Match::yes);
}
