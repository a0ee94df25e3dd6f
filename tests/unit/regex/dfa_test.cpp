#include "regex/dfa.h"

#include <doctest/doctest.h>

#include "regex/compiled.h"
#include "regex/regex.h"

namespace {

using namespace ludex::regex;

Program program_of(std::string_view pattern) {
  Program program;
  Fault fault;
  REQUIRE(compile(pattern, Dialect::ecma, program, fault));
  return program;
}

}  // namespace

TEST_CASE("a position met again has the row it had") {
  const Program program = program_of("^(?:ab)*$");
  const Automaton& automaton = program.compiled()->automaton;
  Simulation simulation;
  simulation.prepare(automaton);
  Dfa dfa;
  dfa.prepare(automaton);
  std::uint64_t steps = 0;
  const std::uint32_t begin = dfa.begin(simulation);
  CHECK(dfa.is_open(begin));
  CHECK(dfa.next(begin, automaton.byte_class['a']) == dfa.unknown());
  const std::uint32_t a = dfa.follow(begin, automaton.byte_class['a'], simulation, steps);
  CHECK(dfa.next(begin, automaton.byte_class['a']) == a);
  const std::uint32_t ab = dfa.follow(a, automaton.byte_class['b'], simulation, steps);
  const std::uint32_t aba = dfa.follow(ab, automaton.byte_class['a'], simulation, steps);
  CHECK(aba == a);
  CHECK(dfa.follow(a, automaton.byte_class['a'], simulation, steps) == dfa.no());
  CHECK(dfa.follow(ab, automaton.end_class(), simulation, steps) == dfa.yes());
  CHECK(dfa.follow(a, automaton.end_class(), simulation, steps) == dfa.no());
  CHECK(steps > 0);
}

TEST_CASE("a full table is begun anew within its memory") {
  const Program program = program_of("^[01]*1[01]{20}x");
  const Automaton& automaton = program.compiled()->automaton;
  Simulation simulation;
  simulation.prepare(automaton);
  Dfa dfa;
  dfa.prepare(automaton);
  std::uint64_t steps = 0, bits = 1;
  std::uint32_t row = dfa.begin(simulation);
  while (dfa.times_full() < 2) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    row = dfa.follow(row, automaton.byte_class[bits >> 63 ? '1' : '0'], simulation, steps);
    REQUIRE(dfa.is_open(row));
    REQUIRE(dfa.table().size() <= kMaxCacheWords);
  }
}
