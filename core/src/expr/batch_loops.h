#pragma once
// The batch evaluator's inner loops: one operation over a block of rows.
//
// A column is an array of words, or of truths: bytes 0 or 1. Dense loops run over every row of the block, whether it is
// selected or not, so that the compiler can vectorise them; sparse ones over a list of rows.

#include <cstddef>
#include <cstdint>

#include "expr/code.h"

namespace ludex::expr {

/// Rows of one block: a column of words takes 4 KB, so a rule's working set stays in the first-level cache.
inline constexpr std::size_t kBlockRows = 512;

using RowNumber = std::uint16_t;

struct Loop {
  /// `table` is read by look-ups only. The highest bit of what is returned says that some row (selected or not) failed.
  using Dense = std::uint64_t (*)(const void* a, const void* b, void* out, std::size_t rows, const Word* table);
  using Sparse = std::uint64_t (*)(const void* a, const void* b, void* out, const RowNumber* rows, std::size_t count, const Word* table);
  using Fault = RuleError (*)(const void* a, const void* b, std::size_t row);
  Dense dense = nullptr;  ///< nullptr: rows that are not selected may hold what this operation must not see
  Sparse sparse = nullptr;
  Fault fault = nullptr;  ///< how one row failed; nullptr: it cannot
  bool takes_truths = false, gives_truths = false;
  bool is_binary = true;
};

struct Kernels {
  /// The loop of an operation; nullptr when it is not done by the column. Without `may_fail` nothing is checked.
  const Loop* (*find)(OpCode op, bool may_fail) = nullptr;
  // What no opcode does.
  const Loop* to_truth = nullptr;  ///< the word of a boolean to a truth
  const Loop* to_word = nullptr;   ///< and back
  const Loop* move = nullptr;
  const Loop* move_truth = nullptr;
  const Loop* bit_has = nullptr;   ///< a: the index of an enumeration's name; b: a set of them, a bit each
  const Loop* square_root = nullptr;
};

/// The fastest for this processor; all give the same bits.
const Kernels& kernels();
const Kernels& portable_kernels();
const Kernels* avx2_kernels();  ///< nullptr where they were not built

/// out[i] = rows[i][slot]
void gather(const Word* const* rows, std::size_t slot, Word* out, std::size_t count);
void gather(const Word* const* rows, std::size_t slot, Word* out, const RowNumber* selected, std::size_t count);

/// out[i] = mask[i] ? from[i] : out[i]
void blend(const std::uint8_t* mask, const Word* from, Word* out, std::size_t rows);
void blend(const std::uint8_t* mask, const std::uint8_t* from, std::uint8_t* out, std::size_t rows);

/// Takes the rows of `active` whose `condition` is `leaves` out of it and adds them to `left`. `rows` is a multiple of 8
/// or the columns end in zeros up to one. Returns how many stay.
std::size_t split(std::uint8_t* active, const std::uint8_t* condition, bool leaves, std::uint8_t* left, std::size_t rows);
/// active |= joining; joining = 0. Returns how many are active.
std::size_t join(std::uint8_t* active, std::uint8_t* joining, std::size_t rows);
/// How many bytes are 1.
std::size_t count_rows(const std::uint8_t* active, std::size_t rows);
/// The rows whose byte is 1, in order.
std::size_t list_rows(const std::uint8_t* active, RowNumber* out, std::size_t rows);

}  // namespace ludex::expr
