#pragma once
// What a profile whose every field fits must still keep to as a whole.

#include <string>
#include <vector>

#include "expr/run.h"
#include "rulebook/program_data.h"
#include "support/arena.h"

namespace ludex::detail {

/// Evaluates the invariants of one kind. Keeps its buffers.
class InvariantCheck {
 public:
  InvariantCheck(const ProgramData& program, std::uint32_t kind) : program_(program), schema_(program.profiles[kind]) {}

  bool is_empty() const { return schema_.invariants.empty(); }

  /// `fields` are the durable fields by name, `arena` is for what expressions make. False: the first that does not hold, or
  /// cannot be computed, is named by `message()` with what it looked at.
  bool check(Word* fields, Arena& arena);
  const std::string& message() const { return message_; }

 private:
  void tell(const Invariant& broken, const std::string& why, const expr::Frame& frame);

  const ProgramData& program_;
  const ProfileSchema& schema_;
  std::vector<Word> registers_;
  std::vector<expr::EvalError> error_slots_;
  std::string message_;
};

}  // namespace ludex::detail
