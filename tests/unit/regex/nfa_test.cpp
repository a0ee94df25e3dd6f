#include "regex/nfa.h"

#include <doctest/doctest.h>

#include "regex/compiled.h"
#include "regex/regex.h"

using namespace ludex::regex;

TEST_CASE("a set of states holds each once, and forgets at once") {
  StateSet set;
  set.resize(10);
  CHECK(set.insert(7));
  CHECK(set.insert(2));
  CHECK_FALSE(set.insert(7));
  CHECK(set.size() == 2);
  CHECK(set[0] == 7);
  set.clear();
  CHECK(set.insert(7));
  CHECK(set.size() == 1);
}

TEST_CASE("assertions wait for the next byte and see what lies before") {
  Program program;
  Fault fault;
  REQUIRE(compile("a\\b", Dialect::ecma, program, fault));
  Simulation simulation;
  simulation.prepare(program.compiled()->automaton);
  Position begin, after, end;
  simulation.begin(begin);
  CHECK_FALSE(begin.has_assertion);
  simulation.step(begin, 'a', after);
  CHECK(after.has_assertion);
  CHECK_FALSE(after.has_match);
  simulation.step(after, 'b', end);
  CHECK_FALSE(end.has_match);
  simulation.step(after, ' ', end);
  CHECK(end.has_match);
  simulation.step(after, kEndOfText, end);
  CHECK(end.has_match);
}

TEST_CASE("no step takes more than twice the states there are") {
  Program program;
  Fault fault;
  REQUIRE(compile("(?:(?:a|b|ab)*\\b){20}", Dialect::ecma, program, fault));
  Simulation simulation;
  simulation.prepare(program.compiled()->automaton);
  Position from, to;
  simulation.begin(from);
  for (const char c : {'a', 'b', 'a', 'b', ' '}) {
    if (from.has_match) break;
    CHECK(simulation.step(from, static_cast<unsigned char>(c), to) <= 2 * program.compiled()->automaton.states.size());
    std::swap(from, to);
  }
}
