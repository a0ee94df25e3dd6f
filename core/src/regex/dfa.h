#pragma once
// Positions of a simulation, numbered as they are met, and a table of which follows which: a search that meets no new
// position costs one load a byte (lazy determinization, as in RE2).

#include <cstdint>
#include <vector>

#include "regex/nfa.h"

namespace ludex::regex {

/// Words (of 4 bytes) that positions and their table may take for one program: 1 MiB.
inline constexpr std::size_t kMaxCacheWords = 1u << 18;

class Dfa {
 public:
  // Rows are named by where they begin in the table, those that end a search first.
  std::uint32_t no() const { return 0; }
  std::uint32_t yes() const { return stride_; }
  std::uint32_t unknown() const { return 2 * stride_; }  ///< not yet looked at
  bool is_open(std::uint32_t row) const { return row >= 3 * stride_; }

  void prepare(const Automaton& automaton);
  /// Forgets every position. Memory is kept.
  void clear();

  /// The row where a search begins.
  std::uint32_t begin(Simulation& simulation);
  std::uint32_t next(std::uint32_t row, std::uint32_t byte_class) const { return table_[row + byte_class]; }
  /// The same, worked out. Forgets everything first when the table is full; the row given back is always valid.
  std::uint32_t follow(std::uint32_t row, std::uint32_t byte_class, Simulation& simulation, std::uint64_t& steps);

  /// The position of a row, in full.
  void load(std::uint32_t row, Position& out) const;
  const std::vector<std::uint32_t>& table() const { return table_; }
  const std::uint32_t* row_data() const { return table_.data(); }
  std::uint32_t stride() const { return stride_; }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(known_.size()); }
  std::uint64_t times_full() const { return times_full_; }

 private:
  struct Known {
    std::uint32_t begin = 0, size = 0;  ///< in keys_: states that matter, sorted
    std::uint32_t hash = 0;
    Before before;
    bool has_assertion = false;
  };
  std::uint32_t number(const Position& position);
  bool is_full(std::size_t more_keys) const;
  void place(std::uint32_t known);

  const Automaton* automaton_ = nullptr;
  std::uint32_t stride_ = 0;
  std::uint32_t begin_ = 0;
  std::uint64_t times_full_ = 0;
  std::vector<std::uint32_t> table_, keys_, key_;
  std::vector<Known> known_;
  std::vector<std::uint32_t> slots_;  ///< open addressing: 1 + index in known_
  Position from_, to_;
};

}  // namespace ludex::regex
