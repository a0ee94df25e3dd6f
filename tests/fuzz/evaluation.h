#pragma once
// Properties of expressions that need the oracle of tests/unit: run.py links tree_walker.cpp where this is included.

#include <memory>
#include <string>
#include <string_view>

#include "helpers/trial.h"
#include "properties.h"

namespace fuzz {

/// One state for all inputs, made anew now and then: checking adds shapes and constants to its declarations.
inline test::Trial& trial() {
  static std::unique_ptr<test::Trial> one;
  static int uses = 0;
  if (uses++ % 2000 == 0) one = std::make_unique<test::Trial>(1);
  return *one;
}

/// An error has a sentence and stands in the text; what compiles has code and a plan.
inline std::string check_compiled(std::string_view text) { return trial().check_compiled(text); }

/// Everything Trial holds against one another, on rows that do not depend on earlier inputs.
inline std::string check_evaluated(std::string_view text) {
  trial().restart(1);
  if (std::string wrong = trial().check(text, 9); !wrong.empty()) return wrong;
  for (const char* options : {R"({"vars":{"n":5,"l":[1,2],"m":{"k":2.5},"s":"é"}})", R"({"vars":{"n":5,"l":[1,2],"m":{"k":2.5},"s":"é"},"conformance":true})",
                              R"({"vars":{"n":5,"l":[1,2],"m":{"k":2.5},"s":"é"},"conformance":true,"check":false,"container":"m.k"})"}) {
    const std::string made = evaluate_json(text, options);
    if (!is_json(made)) return "an evaluation that is not JSON: " + made;
    if (made != evaluate_json(text, options)) return "two values of one expression";
  }
  return check_agreement(text);
}

}  // namespace fuzz
