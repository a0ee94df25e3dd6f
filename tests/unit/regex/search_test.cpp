#include "regex/search.h"

#include <doctest/doctest.h>

#include <string>

#include "helpers/allocations.h"

namespace {

using namespace ludex::regex;

Program program_of(std::string_view pattern, Dialect dialect = Dialect::ecma) {
  Program program;
  Fault fault;
  REQUIRE_MESSAGE(compile(pattern, dialect, program, fault), fault.message);
  return program;
}
std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}
/// Bits that never repeat for long.
std::string noise(std::size_t size) {
  std::string out;
  std::uint64_t x = 1;
  for (std::size_t i = 0; i < size; ++i) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    out.push_back(x >> 63 ? '1' : '0');
  }
  return out;
}

constexpr const char* kThrashing = "^[01]*1[01]{20}x";  // 2^21 positions

}  // namespace

TEST_CASE("patterns that explode in backtracking engines take steps in proportion to the text") {
  for (const char* pattern : {"(a+)+$", "^(a+)+$", "(a|aa)+$", "^(a|a)*$", "(.*){50}b", "(a*)*b", "(a?){40}a{40}b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:a{0,30}){0,30}b", "(x+x+)+y"}) {
    CAPTURE(pattern);
    const Program program = program_of(pattern);
    Scratch scratch;
    Caches caches;
    for (const std::size_t size : {std::size_t{100}, std::size_t{1000}}) {
      const std::string text = repeated(pattern[1] == 'x' ? "x" : "a", size) + "!";
      std::uint64_t steps = 0;
      CHECK(search_simulated(*program.compiled(), text, caches, steps) == Match::no);
      CHECK(steps <= 2 * (text.size() + 1) * program.size());
      CHECK(search(program, text, scratch) == Match::no);
    }
  }
}

TEST_CASE("a cache that is filled again and again gives the answers of the simulation") {
  const Program program = program_of(kThrashing);
  REQUIRE_FALSE(program.is_table());
  Scratch scratch;
  Caches caches;
  for (const char* end : {"", "x", "0", "1x"}) {
    const std::string text = noise(120000) + repeated("1", 21) + end;
    std::uint64_t steps = 0;
    const Match expected = search_simulated(*program.compiled(), text, caches, steps);
    CHECK(expected == (text.back() == 'x' ? Match::yes : Match::no));
    CHECK(search(program, text, scratch) == expected);
  }
}

TEST_CASE("a text that costs more than the bound is given up, whatever was searched before") {
  const Program program = program_of("^[01]*1[01]{999}x");
  const std::string text = noise(8 * (kMaxSteps / program.size()));
  Scratch cold, warm;
  CHECK(search(program, text, cold) == Match::too_costly);
  CHECK(search(program, text.substr(0, 10000), warm) == Match::no);
  CHECK(search(program, text, warm) == Match::too_costly);
  // Long texts whose positions repeat are searched to their end.
  const std::string plain(text.size(), '0');
  CHECK(search(program, plain, warm) == Match::no);
}

TEST_CASE("many programs in turn share a scratch") {
  Scratch scratch;
  std::vector<Program> programs;
  for (int i = 0; i < 20; ++i) programs.push_back(program_of("a[ab]{" + std::to_string(12 + i) + "}c"));
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < programs.size(); ++i) {
      CHECK(search(programs[i], "bba" + repeated("b", 12 + i) + "c", scratch) == Match::yes);
      CHECK(search(programs[i], "bba" + repeated("b", 11 + i) + "c", scratch) == Match::no);
    }
  }
}

TEST_CASE("a program's place in memory does not matter to the scratch") {
  Scratch scratch;
  for (int i = 0; i < 50; ++i) {
    const bool is_a = i % 2 == 0;
    const Program program = program_of(is_a ? "a[ab]{14}c" : "b[ab]{14}c");
    CHECK(search(program, "a" + repeated("a", 14) + "c", scratch) == (is_a ? Match::yes : Match::no));
  }
}

TEST_CASE("a warm search allocates nothing") {
  const Program small = program_of("^[a-z]+\\d$"), large = program_of("a[ab]{14}c"), thrashing = program_of(kThrashing);
  const std::string text = "abcab" + repeated("ab", 200), bits = noise(60000);
  Scratch scratch;
  const auto all = [&] {
    return search(small, text, scratch) == Match::no && search(large, text, scratch) == Match::no && search(thrashing, bits, scratch) == Match::no;
  };
  CHECK(all());
  CHECK(all());
  const auto before = ludex::test::allocation_count();
  const bool is_same = all();
  CHECK(ludex::test::allocation_count() == before);
  CHECK(is_same);
}

TEST_CASE("bytes that are no UTF-8 match no code point and harm nothing") {
  const Program any = program_of("^.$"), word = program_of("a"), none = program_of("[^a]");
  Scratch scratch;
  for (const char* text : {"\xFF", "\x80", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    CHECK(search(any, text, scratch) == Match::no);
    CHECK(search(none, text, scratch) == Match::no);
    CHECK(search(word, std::string(text) + "a", scratch) == Match::yes);
  }
}

TEST_CASE("an anchored search ends with the first byte that cannot be") {
  const Program program = program_of("^\\p{L}[^x]{900}y");
  REQUIRE_FALSE(program.is_table());
  Scratch scratch;
  Caches caches;
  std::uint64_t steps = 0;
  const std::string text = "1" + repeated("a", 100000);
  CHECK(search_simulated(*program.compiled(), text, caches, steps) == Match::no);
  CHECK(steps < 2000);
}
