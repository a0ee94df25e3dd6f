#include "regex/search.h"

#include <cstddef>
#include <utility>

namespace ludex::regex {
namespace {

/// A cache that was filled this often within one text, each time by fewer bytes than this for each position, does not pay.
constexpr std::uint64_t kTimesFull = 3;
constexpr std::uint64_t kBytesPerPosition = 10;
/// What it takes to make room for a program, in steps.
constexpr std::uint64_t kStepsPerProgram = 1u << 14;
/// Bytes between two looks at whether the walk is back at its begin.
constexpr std::ptrdiff_t kBlock = 16;

Cache& cache_of(const std::shared_ptr<const Compiled>& program, Caches& caches, bool& is_new) {
  Cache* oldest = nullptr;
  for (Cache& c : caches.programs) {
    if (c.program == program) {
      c.used = ++caches.clock;
      return c;
    }
    if (!oldest || c.used < oldest->used) oldest = &c;
  }
  if (caches.programs.size() < kCachedPrograms) oldest = &caches.programs.emplace_back();
  is_new = true;
  oldest->program = program;
  oldest->dfa.prepare(program->automaton);
  oldest->used = ++caches.clock;
  return *oldest;
}

/// From `caches.from` over the rest of the text.
Match simulate(std::string_view text, Caches& caches, std::uint64_t& steps) {
  if (caches.from.has_match) return Match::yes;
  for (const char c : text) {
    steps += caches.simulation.step(caches.from, static_cast<unsigned char>(c), caches.to);
    if (caches.to.has_match) return Match::yes;
    if (caches.to.states.size() == 0) return Match::no;
    std::swap(caches.from, caches.to);
  }
  steps += caches.simulation.step(caches.from, kEndOfText, caches.to);
  return caches.to.has_match ? Match::yes : Match::no;
}

}  // namespace

Match search_simulated(const Compiled& program, std::string_view text, Caches& caches, std::uint64_t& steps) {
  caches.simulation.prepare(program.automaton);
  caches.simulation.begin(caches.from);
  return simulate(text, caches, steps);
}

Match search_table(const Compiled& program, std::string_view text) {
  const std::uint8_t* const byte_class = program.automaton.byte_class.data();
  const std::uint32_t* const table = program.table.data();
  const std::uint32_t begin = program.begin, yes = program.automaton.classes();
  std::uint32_t row = begin;
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* const end = p + text.size();
  while (row > yes && p < end) {
    // Each step of the walk waits for the one before; bytes that change nothing are passed without.
    if (row == begin) {
      while (p < end && program.stays[*p]) ++p;
    }
    for (const unsigned char* const stop = end - p > kBlock ? p + kBlock : end; p < stop; ++p) {
      row = (table + byte_class[*p])[row];  // this sum is off the path that steps wait on
      if (row <= yes) return row == yes ? Match::yes : Match::no;
    }
  }
  if (row > yes) row = table[row + program.automaton.end_class()];
  return row == yes ? Match::yes : Match::no;
}

Match search_lazy(const std::shared_ptr<const Compiled>& program, std::string_view text, Caches& caches, std::uint64_t* taken) {
  const Automaton& automaton = program->automaton;
  bool is_new = false;
  Dfa& dfa = cache_of(program, caches, is_new).dfa;
  if (taken && is_new) *taken += kStepsPerProgram;
  // A text that could cost more than is allowed meets an empty cache: whether it does cost that much must not depend on
  // what was searched before.
  const bool is_bounded = text.size() > kMaxSteps / automaton.instructions();
  if (is_bounded) dfa.clear();
  caches.simulation.prepare(automaton);

  const std::uint8_t* const byte_class = automaton.byte_class.data();
  std::uint64_t steps = 0, times_full = dfa.times_full();
  const std::uint64_t times_full_before = times_full;
  std::size_t filled_at = 0;
  std::uint32_t row = dfa.begin(caches.simulation);
  for (std::size_t i = 0; dfa.is_open(row); ++i) {
    // The plain walk; only what is new leaves it.
    const std::uint32_t* table = dfa.row_data();
    const std::uint32_t open = 3 * dfa.stride();
    std::uint32_t next = row;
    while (i < text.size()) {
      next = (table + byte_class[static_cast<unsigned char>(text[i])])[row];
      if (next < open) break;
      row = next;
      ++i;
    }
    const bool at_end = i == text.size();
    const std::uint32_t c = at_end ? automaton.end_class() : byte_class[static_cast<unsigned char>(text[i])];
    if (at_end) next = dfa.next(row, c);
    if (next == dfa.unknown()) {
      const std::uint32_t rows = dfa.rows();
      const std::uint64_t steps_before = steps;
      next = dfa.follow(row, c, caches.simulation, steps);
      if (taken) *taken += steps - steps_before;
      if (is_bounded && steps > kMaxSteps) return Match::too_costly;
      if (dfa.times_full() != times_full) {
        times_full = dfa.times_full();
        const bool pays = i - filled_at >= kBytesPerPosition * rows;
        filled_at = i;
        if (!is_bounded && !pays && times_full - times_full_before >= kTimesFull && dfa.is_open(next)) {
          dfa.load(next, caches.from);
          const std::uint64_t steps_of_table = steps;
          const Match match = simulate(text.substr(i + 1), caches, steps);
          if (taken) *taken += steps - steps_of_table;
          return match;
        }
      }
    }
    row = next;
    if (at_end) break;
  }
  return row == dfa.yes() ? Match::yes : Match::no;
}

Scratch::Scratch() = default;
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

Match search(const Program& program, std::string_view text, Scratch& scratch, std::uint64_t* steps) {
  const std::shared_ptr<const Compiled>& compiled = program.compiled();
  if (!compiled) return Match::no;
  if (!compiled->table.empty()) return search_table(*compiled, text);
  if (!scratch.caches) scratch.caches = std::make_unique<Caches>();
  return search_lazy(compiled, text, *scratch.caches, steps);
}

}  // namespace ludex::regex
