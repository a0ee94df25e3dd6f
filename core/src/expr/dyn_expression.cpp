#include "expr/dyn_expression.h"

#include "expr/dyn_emit.h"
#include "expr/dyn_ops.h"
#include "expr/parser.h"

namespace ludex::expr {

std::string describe(RuleError code, const std::string& what) {
  std::string out(to_string(code));
  if (!what.empty()) return out + ": " + what;
  switch (code) {
#define LUDEX_RULE_ERROR(number, name, text) \
  case RuleError::name: return out + ": " + text;
#include "ludex/rule_errors.def"
#undef LUDEX_RULE_ERROR
  }
  return out;
}

std::optional<CelFailure> CelExpression::compile(std::string_view text, const DynScope& scope, bool checks, bool has_macros) {
  using Stage = CelFailure::Stage;
  Ast ast;
  std::uint32_t root = 0;
  if (auto e = parse_cel(text, ast, root, has_macros)) return CelFailure{Stage::parse, RuleError::none, std::move(e->message), e->offset};
  std::vector<DynMeaning> meanings;
  if (auto e = check_cel(ast, root, scope, checks, meanings, type_)) return CelFailure{Stage::check, RuleError::none, std::move(e->message), e->offset};
  const auto block = emit_cel(ast, root, meanings, constants_, code_);
  if (!block) return CelFailure{Stage::check, RuleError::none, "the expression needs more registers than there are; split it", 0};
  block_ = *block;
  return std::nullopt;
}

std::optional<CelFailure> CelExpression::run(const std::vector<const Dyn*>& variables, Arena& arena, const Dyn*& result) const {
  std::vector<Word> registers(code_.registers, word_null());
  std::vector<EvalError> slots(code_.error_slots);
  DynState state;
  state.variables = variables.data();
  Frame frame;
  frame.code = &code_;
  frame.arena = &arena;
  frame.registers = registers.data();
  frame.error_slots = slots.data();
  frame.dyn = &state;
  Word out = word_null();
  EvalError error;
  if (expr::run(block_, frame, out, error)) {
    result = out.dyn;
    if (weight(*result, kMaxWeight) < kMaxWeight) return std::nullopt;
    return CelFailure{CelFailure::Stage::run, RuleError::overflow, describe(RuleError::overflow, "the result holds more values than can be written"), 0};
  }
  std::string what;
  for (const auto& fault : state.faults)
    if (fault.first == error.offset) what = fault.second;
  return CelFailure{CelFailure::Stage::run, error.code, describe(error.code, what), error.offset};
}

}  // namespace ludex::expr
