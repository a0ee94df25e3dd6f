#pragma once
// The scalar evaluator: runs one block against one request's frame.

#include <cstdint>

#include "expr/code.h"
#include "support/arena.h"

namespace ludex::expr {

/// How and where an expression failed.
struct EvalError {
  RuleError code = RuleError::none;
  std::uint32_t offset = 0;  ///< byte offset in the expression
};

/// One entity a request refers to.
struct EntityRef {
  Word* row = nullptr;  ///< nullptr: absent (only where the name is optional)
  std::int64_t id = 0;
  std::uint32_t kind = 0;
  std::uint32_t index = 0;
};

/// The part of a request that expressions can read beside its parameters.
struct Envelope {
  std::int64_t actor = 0, session = 0, received_at = 0;
  std::uint8_t origin = 0;
  List* roles = nullptr;
};

struct LetState {
  enum class Status : std::uint8_t { unevaluated, ready, failed };
  Status status = Status::unevaluated;
  Word value = word_null();
  EvalError error;
};

/// What a draw gave, once a request has drawn it: for the record.
struct Drawn {
  bool is_drawn = false;
  Word value = word_null();  ///< chance: bool; all others: int
};

struct DynState;

/// Everything a block may read. Values it makes live in `arena`; strings, lists and maps it returns may also point
/// into state, so they must be copied before state changes.
struct Frame {
  const Code* code = nullptr;
  const Declarations* declarations = nullptr;
  const EntityRef* entities = nullptr;  ///< the named ones, then those that were found
  const Word* locals = nullptr;
  const Word* params = nullptr;
  const Envelope* envelope = nullptr;
  const Word* flags = nullptr;
  std::int64_t now = 0;
  Arena* arena = nullptr;
  LetState* lets = nullptr;
  const Block* let_blocks = nullptr;
  Word* registers = nullptr;       ///< (1 + let depth) windows of code->registers words
  EvalError* error_slots = nullptr;  ///< as many windows of code->error_slots
  DrawSource draw_source;
  std::uint32_t first_draw = 0;    ///< of the action, in code->draws
  Drawn* drawn = nullptr;          ///< one per draw of the action
  DrawChoices* choices = nullptr;  ///< in place of chance
  DynState* dyn = nullptr;           ///< CEL as specified: its variables
};

/// Values one result, let or stored value may hold: lists of lists share their parts while a rule runs, but are written
/// out in full, and ten lets that each list the one before ten times would fill any memory.
inline constexpr std::size_t kMaxWeight = 1'000'000;

/// True and `result`, or false and `error`.
bool run(const Block& block, const Frame& frame, Word& result, EvalError& error);

/// What an evaluation took: tests hold the bounds of cost.h and the proofs of interval.h against it.
struct Measured {
  std::uint64_t steps = 0;       ///< in the unit of cost.h
  std::uint64_t impossible = 0;  ///< errors, absorbed ones too, of instructions that Code.may_fail says have none
};
bool run_measured(const Block& block, const Frame& frame, Word& result, EvalError& error, Measured& measured);

/// Evaluates let `index` now if it was not yet; its value is copied into the arena, so later effects cannot change it.
void evaluate_let(std::uint32_t index, const Frame& frame);

}  // namespace ludex::expr
