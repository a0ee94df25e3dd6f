#pragma once
// The batch evaluator: one block over many rows, a row being what a request's frame is to the scalar evaluator.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "expr/batch_plan.h"
#include "expr/run.h"

namespace ludex::expr {

/// The position of an entity that is not there.
inline constexpr std::uint32_t kAbsentEntity = 0xffffffffu;

/// One entity name's state for all rows: in place, through an index, or gathered into columns.
struct EntityColumns {
  // In place, as a world keeps its kinds: row i refers to the entity whose words stand at rows + index[i] * stride.
  const Word* rows = nullptr;
  std::uint32_t stride = 0;
  const std::uint32_t* index = nullptr;  ///< kAbsentEntity: absent
  // Gathered, when `rows` is null: columns[slot][i]; those the plan does not read may be null. A vec3 takes three slots.
  std::span<const Word* const> columns;
  const std::uint8_t* present = nullptr;  ///< nullptr: every row has the entity
  /// By position in place, by row when gathered; only where the plan reads ids.
  const std::int64_t* ids = nullptr;
};

/// The inputs of a batch. Nothing is copied: all of it must outlive the call.
struct Columns {
  /// What is the same for all rows: code, declarations, flags, let_blocks, and `now` or `envelope` where no column gives
  /// them. Its arena receives values a rule builds. Its other members are not read.
  const Frame* frame = nullptr;
  std::span<const EntityColumns> entities;  ///< by slot
  std::span<const Word* const> params;      ///< by field: params[field][i]; empty when there are records
  const Word* const* records = nullptr;     ///< or a parameter record for each row
  const std::int64_t* now = nullptr;
  const Envelope* envelopes = nullptr;
  /// Rows that take part: bytes 0 or 1; nullptr: all. The others are not written and cannot fail, but their `index` must
  /// be right or kAbsentEntity too.
  const std::uint8_t* selected = nullptr;
  std::uint32_t lets = 0;  ///< of the action
};

struct RowFailure {
  std::size_t row = 0;
  EvalError error;
};

/// Where results go: one of the two, by row; a row that failed or was not selected keeps what stands there.
struct Results {
  Word* words = nullptr;
  std::uint8_t* truths = nullptr;  ///< boolean blocks: 0 or 1
};

/// Buffers kept between calls: a warm one allocates nothing but what a rule builds.
class BatchScratch {
 public:
  BatchScratch();
  ~BatchScratch();
  BatchScratch(BatchScratch&&) noexcept;
  BatchScratch& operator=(BatchScratch&&) noexcept;

  struct Buffers;
  Buffers& buffers() { return *buffers_; }

 private:
  std::unique_ptr<Buffers> buffers_;
};

/// Runs the plan's block for rows 0..rows-1. Each row gets what run() gives for it alone, with a fresh arena and its lets
/// unevaluated: the same bits, or a failure with the same code and offset, in row order in `failures` (which is cleared
/// first). Strings, lists and maps among the results point into state or parameters, or into frame->arena.
/// `plan.mode` must not be impossible, and everything in `plan.inputs` must be bound.
void run_batch(const Plan& plan, const Columns& columns, std::size_t rows, BatchScratch& scratch, Results results, std::vector<RowFailure>& failures);

/// The set of a list<enum>, for a column of BitSetField.
std::uint64_t enum_bits(const List& list);

}  // namespace ludex::expr
