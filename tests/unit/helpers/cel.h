#pragma once
// CEL as specified, in one line.

#include <string>
#include <string_view>

#include "ludex/expression.h"

namespace test {

/// The tagged value of `expression`; "! code" when it fails, "? message" when it does not compile.
inline std::string cel(std::string_view expression, bool checks = true) {
  ludex::EvaluateOptions options;
  options.conformance = true;
  options.check = checks;
  const auto result = ludex::evaluate(expression, options);
  if (!result) return "? " + result.error().message;
  return result->code == ludex::RuleError::none ? result->value : "! " + std::string(ludex::to_string(result->code));
}

}  // namespace test
