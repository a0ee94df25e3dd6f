#include "profile/invariants.h"

#include "schema/typed.h"
#include "value/canonical.h"

namespace ludex::detail {

bool InvariantCheck::check(Word* fields, Arena& arena) {
  registers_.resize(program_.code.registers);
  error_slots_.resize(program_.code.error_slots);
  expr::LetState profile;
  profile.status = expr::LetState::Status::ready;
  profile.value = word_record(fields);
  expr::Frame frame;
  frame.code = &program_.code;
  frame.declarations = &program_.declarations;
  frame.arena = &arena;
  frame.lets = &profile;
  frame.registers = registers_.data();
  frame.error_slots = error_slots_.data();
  for (const Invariant& invariant : schema_.invariants) {
    Word holds = word_null();
    expr::EvalError error;
    if (!expr::run(invariant.block, frame, holds, error)) return tell(invariant, " cannot be computed: " + std::string(to_string(error.code)), frame), false;
    if (!holds.b) return tell(invariant, "", frame), false;
  }
  return true;
}

// "too_rich: profile.coins is 900000, profile.bank is 200000"
void InvariantCheck::tell(const Invariant& broken, const std::string& why, const expr::Frame& frame) {
  message_ = broken.reason + why;
  std::string bytes;
  bool is_first = true;
  for (const Invariant::Operand& operand : broken.operands) {
    Word word = word_null();
    expr::EvalError error;
    message_ += (is_first ? ": " : ", ") + operand.text;
    is_first = false;
    if (!expr::run(operand.block, frame, word, error)) {
      message_ += " has no value: " + std::string(to_string(error.code));
      continue;
    }
    bytes.clear();
    put_canonical(bytes, *operand.block.shape, word, program_.declarations.keys());
    message_ += " is ";
    canonical::write_json(message_, bytes);
  }
}

}  // namespace ludex::detail
