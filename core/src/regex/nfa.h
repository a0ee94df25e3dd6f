#pragma once
// The states an automaton may be in, all at once: what every search comes down to.

#include <cstdint>
#include <vector>

#include "regex/automaton.h"

namespace ludex::regex {

/// What lies before a position.
struct Before {
  static constexpr std::uint8_t kTextBegin = 1, kLineBegin = 2, kWord = 4;
  std::uint8_t bits = kTextBegin | kLineBegin;
  static Before after(std::uint32_t byte);
};

/// A set of states with constant-time insertion and lookup (Briggs and Torczon, 1993).
class StateSet {
 public:
  void resize(std::size_t states) {
    if (sparse_.size() < states) sparse_.resize(states), dense_.resize(states);
    size_ = 0;
  }
  void clear() { size_ = 0; }
  bool insert(std::uint32_t state) {
    if (const std::uint32_t at = sparse_[state]; at < size_ && dense_[at] == state) return false;
    sparse_[state] = size_;
    dense_[size_++] = state;
    return true;
  }
  std::uint32_t size() const { return size_; }
  std::uint32_t operator[](std::uint32_t i) const { return dense_[i]; }

 private:
  std::vector<std::uint32_t> sparse_, dense_;
  std::uint32_t size_ = 0;
};

/// Where a search stands: the states reached, among them the assertions that wait for the next byte, and what lies before.
struct Position {
  StateSet states;
  Before before;
  bool has_assertion = false;
  bool has_match = false;  ///< then nothing else of it counts
};

/// Runs an automaton a byte at a time. Holds memory only; two of them give the same answers.
class Simulation {
 public:
  void prepare(const Automaton& automaton);
  /// The position at the begin of the text.
  void begin(Position& out);
  /// From `from` over `byte` (or kEndOfText) to `out`, another object. Gives the steps taken.
  std::uint64_t step(const Position& from, std::uint32_t byte, Position& out);

 private:
  void reach(std::uint32_t state, Position& position);
  void resolve(std::uint32_t state, Before before, std::uint32_t next, StateSet& set, bool& has_match);

  const Automaton* automaton_ = nullptr;
  std::vector<std::uint32_t> open_;
  StateSet resolved_;
};

}  // namespace ludex::regex
