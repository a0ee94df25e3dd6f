#include <algorithm>
#include <utility>

#include "regex/compiled.h"
#include "regex/dfa.h"
#include "regex/parse.h"
#include "regex/regex.h"

namespace ludex::regex {
namespace {

/// Follows every position over every class until nothing new comes, or it becomes too much.
void make_table(Compiled& compiled, std::uint64_t most, std::uint64_t& steps) {
  const Automaton& automaton = compiled.automaton;
  if (automaton.instructions() > kMaxTableEntries || automaton.instructions() > most) return;
  Simulation simulation;
  simulation.prepare(automaton);
  Dfa dfa;
  dfa.prepare(automaton);
  const std::uint32_t begin = dfa.begin(simulation);
  for (std::uint32_t row = 3; row < dfa.rows(); ++row) {
    for (std::uint32_t c = 0; c < dfa.stride(); ++c) {
      ++steps;
      dfa.follow(row * dfa.stride(), c, simulation, steps);
      if (steps > most) return;
    }
    if (dfa.table().size() > kMaxTableEntries || dfa.times_full() > 0) return;
  }
  compiled.table = dfa.table();
  compiled.begin = begin;
  for (std::uint32_t b = 0; b < 256; ++b) compiled.stays[b] = compiled.table[begin + automaton.byte_class[b]] == begin;
}

}  // namespace

bool compile(std::string_view pattern, Dialect dialect, Program& out, Fault& fault, std::uint64_t* table_steps) {
  Ast ast;
  fault = {};
  if (!parse(pattern, dialect, ast, fault)) return false;
  auto compiled = std::make_shared<Compiled>();
  if (!build(ast, compiled->automaton)) {
    fault = {0, "the pattern comes to more than " + std::to_string(kMaxInstructions) + " instructions; lower its counts or use smaller classes"};
    return false;
  }
  std::uint64_t steps = 0;
  make_table(*compiled, table_steps ? std::min(*table_steps, kMaxTableSteps) : kMaxTableSteps, steps);
  if (table_steps) *table_steps -= std::min(*table_steps, steps);
  out.compiled_ = std::move(compiled);
  return true;
}

bool is_pattern(std::string_view pattern, Dialect dialect) {
  Ast ast;
  Fault fault;
  return parse(pattern, dialect, ast, fault) && is_buildable(ast);
}

std::size_t Program::size() const { return compiled_ ? compiled_->automaton.instructions() : 0; }
bool Program::is_table() const { return compiled_ && !compiled_->table.empty(); }

}  // namespace ludex::regex
