// How the work of a search grows with the text: counted steps, never time. Patterns are those of the literature on regular
// expressions that bring services down, texts those that they fail on at the very end.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "regex/search.h"

namespace {

using namespace ludex::regex;

struct Pathology {
  std::string pattern;
  std::string unit;  ///< the text is this again and again
  std::string end;
};

Program program_of(std::string_view pattern) {
  Program program;
  Fault fault;
  REQUIRE_MESSAGE(compile(pattern, Dialect::re2, program, fault), pattern.substr(0, 80), ": ", fault.message);
  return program;
}

std::string text_of(const Pathology& p, std::size_t size) {
  std::string out;
  while (out.size() < size) out += p.unit;
  out.resize(size);
  return out + p.end;
}

/// w00000|w00001|…
std::string words(int count) {
  std::string out = "\\b(?:";
  for (int i = 0; i < count; ++i) out += (i ? "|w" : "w") + std::to_string(100000 + i * 7).substr(1);
  return out + ")\\b";
}

const std::vector<Pathology>& pathologies() {
  static const std::vector<Pathology> all = {
      {"(a+)+$", "a", "!"},
      {"^(a+)+$", "a", "!"},
      {"(a|a)*b", "a", "c"},
      {"^(a|aa)+$", "a", "!"},
      {"(.*)(.*)(.*)x", "a", ""},
      {"(?s)^(.*?,){11}P$", "1,2,3", ""},
      {"((a*)*)*b", "a", ""},
      {"^(a?){100}a{100}b", "a", ""},
      {"(?:(?:(?:a{1,10}){1,10}){1,10})b", "a", "c"},
      {"(?:a{0,30}){0,30}b", "a", "c"},
      {"^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""},                                                   // OWASP, "Java class name"
      {"^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}([a-z]{2,3}|[a-z]{2,3}[.]{1}[a-z]{2,3})$", "a", "!"},  // OWASP, mail
      {"[\\s\\x{200c}]+$", " ", "x"},                                                              // Stack Overflow, 20 July 2016
      {"(?:(?:\"|'|\\]|\\}|\\\\|\\d|(?:nan|infinity|true|false|null|undefined|symbol|math)|`|-|\\+)+[)]*;?((?:\\s|-|~|!|\\{\\}|\\|\\||\\+)*.*(?:.*=.*)))", "x", ""},  // Cloudflare, 2 July 2019
      {"\\b(\\w+\\s*)+\\b:", "word ", "!"},
      {"(x+x+)+y", "x", ""},
      {"(?i)^(?:[\\p{L}\\p{M}]+[\\p{Lu}\\p{N}]*)+[\\p{Greek}]{2,20}$", "\u00E9\u212AK", "1"},
      {"(?i)(?:\\pL|\\pN|k|\u017F)*[^\\PL\\p{Lu}]{3}!", "s\u017FK", "?"},
      {words(1500), "w1 w00 w0000 ", "w9"},
      {"(?i)" + words(400), "W0 w00000W ", "w9"},
  };
  return all;
}

std::uint64_t simulated(const Program& program, const std::string& text, Match& match) {
  Caches caches;
  std::uint64_t steps = 0;
  match = search_simulated(*program.compiled(), text, caches, steps);
  return steps;
}

/// Of a search by one who has searched nothing yet: the bytes it looks at, and what it does besides.
std::uint64_t work(const Program& program, const std::string& text, Match& match) {
  Scratch scratch;
  std::uint64_t steps = 0;
  match = search(program, text, scratch, &steps);
  return text.size() + steps;
}

/// Doubling a text once more adds twice what doubling it before did; what a search begins with falls out of differences.
template <class Count>
void check_growth(Count count, std::size_t smallest, std::size_t largest, std::uint64_t slack) {
  std::uint64_t once = count(smallest), twice = count(2 * smallest);
  for (std::size_t size = smallest; 4 * size <= largest; size *= 2) {
    CAPTURE(size);
    const std::uint64_t again = count(4 * size);
    CHECK(again - std::min(again, twice) <= 2 * (twice - std::min(twice, once)) + slack);
    once = twice;
    twice = again;
  }
}

constexpr std::size_t kSmallest = 1024, kLargest = std::size_t{1} << 20;
constexpr std::uint64_t kSteps = 1u << 22;  // of one simulation here: it has to end under sanitizers too

}  // namespace

TEST_CASE("simulated, a text of twice the size takes twice the steps") {
  for (const Pathology& p : pathologies()) {
    CAPTURE(p.pattern.substr(0, 80));
    const Program program = program_of(p.pattern);
    const std::size_t largest = std::min<std::size_t>(kLargest, std::max<std::size_t>(4 * kSmallest, kSteps / program.size()));
    check_growth(
        [&](std::size_t size) {
          Match match = Match::too_costly;
          const std::uint64_t steps = simulated(program, text_of(p, size), match);
          CHECK(match == Match::no);
          CHECK(steps <= 2 * (size + p.end.size() + 1) * program.size());
          return steps;
        },
        kSmallest, largest, 2 * program.size());
  }
}

TEST_CASE("searched as rules do it, a text of twice the size takes twice the work, up to a megabyte") {
  for (const Pathology& p : pathologies()) {
    CAPTURE(p.pattern.substr(0, 80));
    const Program program = program_of(p.pattern);
    check_growth(
        [&](std::size_t size) {
          Match match = Match::too_costly;
          const std::uint64_t done = work(program, text_of(p, size), match);
          CHECK(match == Match::no);
          return done;
        },
        kSmallest, kLargest, 2 * program.size());
  }
}

TEST_CASE("positions repeat in patterns people write: beyond a few thousand bytes a search only looks at the text") {
  for (const Pathology& p : pathologies()) {
    CAPTURE(p.pattern.substr(0, 80));
    const Program program = program_of(p.pattern);
    Match match = Match::too_costly;
    const std::string large = text_of(p, kLargest), small = text_of(p, 8192);
    CHECK(work(program, large, match) - large.size() <= work(program, small, match) - small.size() + 2 * program.size());
  }
}

TEST_CASE("where positions never repeat, work stays below text times instructions") {
  const Program program = program_of("^[01]*1[01]{20}x");  // 2^21 positions
  REQUIRE_FALSE(program.is_table());
  std::string bits;
  std::uint64_t x = 1;
  for (std::size_t i = 0; i < std::size_t{1} << 18; ++i) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    bits.push_back(x >> 63 ? '1' : '0');
  }
  for (std::size_t size = kSmallest; size <= bits.size(); size *= 4) {
    CAPTURE(size);
    Match match = Match::too_costly;
    const std::uint64_t done = work(program, bits.substr(0, size), match);
    CHECK(match == Match::no);
    CHECK(done <= size + (std::uint64_t{1} << 14) + 2 * (size + 1) * program.size());  // 2^14: making room for the program
  }
}

TEST_CASE("what a pattern compiles to grows with its words and its counts, not with their combinations") {
  const auto size_of = [](const std::string& pattern) { return program_of(pattern).size(); };
  CHECK(size_of(words(2000)) <= 2 * size_of(words(1000)) + 64);
  CHECK(size_of("[a-f]{1000}") <= 2 * size_of("[a-f]{500}") + 64);
  CHECK(size_of("(?:ab?){0,1000}") <= 2 * size_of("(?:ab?){0,500}") + 64);
  CHECK(size_of("(?:[a-f]{20}){50}") <= size_of("[a-f]{1000}") + 64);
  CHECK(size_of("(?i)[\\p{L}\\p{N}_]{1,40}") <= 2 * size_of("(?i)[\\p{L}\\p{N}_]{1,20}") + 64);
}
