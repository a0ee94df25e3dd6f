#pragma once
// A block made ready for running over columns: what it reads, and straight steps over virtual columns.
//
// The bytecode's registers become columns that are written once (or, where branches meet, once a row); what two
// branches or two clauses compute alike is computed once. Control flow only ever goes forward, so one walk over the steps
// with a set of rows that take part does for all rows what the scalar evaluator does for one.

#include <cstdint>
#include <span>
#include <vector>

#include "expr/batch_loops.h"
#include "expr/code.h"

namespace ludex::expr {

/// One thing a plan reads.
struct Input {
  enum class Kind : std::uint8_t { field, entity_id, param, now, actor, session, origin, roles, received_at, flag };
  Kind kind = Kind::now;
  std::uint32_t entity = 0;  ///< field, entity_id: entity slot
  std::uint32_t index = 0;   ///< field: slot in the row; param: position in the record, 0xffffffff all of it; flag
  bool operator==(const Input&) const = default;
};

/// A list<enum> field, of at most 64 names, whose column holds sets instead: bit i says that name i is in the list.
/// Such a column answers `x in list` and nothing else; what else reads it is Plan::Mode::impossible.
struct BitSetField {
  std::uint32_t entity = 0, slot = 0;
  bool operator==(const BitSetField&) const = default;
};

using ColumnNumber = std::uint32_t;
inline constexpr std::uint32_t kNowhere = 0xffffffffu;

struct Step {
  enum class Kind : std::uint8_t {
    loop,           // out <- loop(a, b)
    input,          // out <- inputs[index]
    scalar,         // out <- the instruction at fragments[index], row by row
    check,          // rows without entity `index` fail
    present,        // out <- whether there is entity `index`
    jump,           // all rows to `target`
    jump_false, jump_true,          // those whose a is so
    jump_if_saved, raise_saved, raise_if_saved, clear_saved,  // error slot `index`
    ret,            // a
  };
  Kind kind = Kind::loop;
  bool blends = false;      ///< rows that do not take part keep what is in `out`
  bool is_entered = false;  ///< rows may be waiting for this step
  const Loop* loop = nullptr;
  const Word* table = nullptr;
  ColumnNumber out = kNowhere, a = kNowhere, b = kNowhere;
  std::uint32_t index = 0;
  std::uint32_t target = kNowhere;   ///< step a jump goes to
  std::uint32_t handler = kNowhere;  ///< step where rows that fail go on; kNowhere: they have failed
  std::uint32_t slot = 0;         ///< where their error is kept
  std::uint32_t offset = 0;       ///< of the error, in the expression
};

struct Plan {
  enum class Mode : std::uint8_t {
    columns,     ///< steps
    rows,        ///< loops, or builds values: each row by the scalar evaluator
    impossible,  ///< reads a bit set as a list
  };
  struct Constant {
    ColumnNumber column;
    Word value;
  };
  struct Storage {
    bool is_truth = false;
    std::uint32_t buffer = 0;  ///< columns whose lives do not meet share one
  };
  Mode mode = Mode::impossible;
  Block block;
  std::vector<Input> inputs;  ///< what must be bound
  std::vector<BitSetField> bit_sets;
  std::vector<Step> steps;
  std::vector<Constant> constants;
  std::vector<Storage> columns;
  std::uint32_t word_buffers = 0, truth_buffers = 0, error_slots = 0;
  Code fragments;  ///< of Step::Kind::scalar: an instruction with its operands in registers 1 and 2, then ret
};

/// Plans `block`; `lets` are the blocks of its action's lets, as in Frame. What cannot be planned runs by rows.
Plan plan(const Block& block, const Code& code, const Block* lets, std::span<const BitSetField> bit_sets = {});

}  // namespace ludex::expr
