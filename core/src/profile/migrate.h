#pragma once
// Brings a profile of one version to another, step by step.

#include <cstdint>
#include <string>

#include "expr/run.h"
#include "profile/save_observer.h"
#include "rulebook/program_data.h"
#include "schema/decode.h"
#include "value/draft.h"
#include "value/json_patch.h"

namespace ludex::detail {

struct MigrationFault {
  std::string message;
  std::string step;       ///< id of the step that failed; "" when none was reached
  std::string pointer;    ///< into the profile's state
  bool is_newer = false;  ///< the profile is of a later version than the program: not damaged, only not ours to read
};

/// Runs migrations on drafts, one after the other; keeps its buffers between them.
class Migrator {
 public:
  explicit Migrator(const ProgramData& program) : program_(program) {}

  /// Applies every step of `schema` above `from_version` to the draft's document, the profile's state. Fails when the
  /// version is newer than the program's, or when an operation does not find what it asks for; the draft is then
  /// unspecified and the original bytes are all that counts.
  bool migrate(const ProfileSchema& schema, std::int64_t from_version, json::Draft& draft, MigrationFault& fault, SaveObserver* observer = nullptr);

  /// Undoes every step above `to_version`, the last first: what an older server reads. Fails where a step has no way back.
  bool revert(const ProfileSchema& schema, std::int64_t to_version, json::Draft& draft, MigrationFault& fault);

 private:
  using Id = json::Draft::Id;
  using Tokens = MigrationOp::Tokens;

  bool apply_all(const std::vector<MigrationOp>& ops);
  bool apply(const MigrationOp& op);
  bool relocate(const MigrationOp& op);
  bool wrap(const MigrationOp& op);
  bool unwrap(const MigrationOp& op);
  bool map_values(const MigrationOp& op);
  bool compute(const MigrationOp& op);
  void remove_parts(const MigrationOp& op);
  bool each(const MigrationOp& op);

  Id make(const JsonConstant& constant) { return draft_->make(constant.text, constant.document.tape, 0); }
  Id found(const Tokens& path) { return found(path, path.size()); }
  Id found(const Tokens& path, std::size_t count);
  bool put_over(const Tokens& path, Id value);
  bool put_new(const Tokens& path, Id value, bool replaces);
  bool read(const MigrationOp::Part& part, Id value, expr::LetState& out);
  bool evaluate(const MigrationOp::Part& made, std::vector<expr::LetState>& values, Id& out);
  bool fail(const Tokens& at, std::string message);

  const ProgramData& program_;
  json::Draft* draft_ = nullptr;
  json::PatchFault fault_;
  std::string base_;  ///< where `each` is, as a pointer; known once something failed inside
  bool may_skip_ = false;  ///< the operation at hand is passed over where there is nothing
  // Scratch of expressions.
  Arena arena_;
  json::Tape tape_;
  std::string text_, bytes_;
  std::vector<expr::LetState> values_;
  std::vector<Id> made_;
  std::vector<Word> registers_;
  std::vector<expr::EvalError> error_slots_;
};

}  // namespace ludex::detail
