#pragma once
// CEL as specified from text to value.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/dyn_check.h"
#include "expr/dyn_value.h"
#include "expr/run.h"

namespace ludex::expr {

struct CelFailure {
  enum class Stage : std::uint8_t { parse, check, run };
  Stage stage = Stage::parse;
  RuleError code = RuleError::none;  ///< of a run
  std::string message;
  std::uint32_t offset = 0;
};

class CelExpression {
 public:
  /// Compiles `text`, or says why not.
  std::optional<CelFailure> compile(std::string_view text, const DynScope& scope, bool checks, bool has_macros);
  const std::string& type() const { return type_; }
  /// `variables` in the order of the scope; nullptr: no value. The result lives in `arena`, this and the variables.
  std::optional<CelFailure> run(const std::vector<const Dyn*>& variables, Arena& arena, const Dyn*& result) const;

 private:
  std::string type_;
  Code code_;
  Block block_;
  Arena constants_;
};

/// "division_by_zero: an integer was divided by zero …"
std::string describe(RuleError code, const std::string& what = {});

}  // namespace ludex::expr
