#pragma once
// The functions of the rule language: one table of names, usage and types.

#include <string>
#include <string_view>
#include <vector>

#include "schema/shape.h"

namespace ludex::expr {

struct Function {
  const char* name;
  const char* usage;
  bool is_method;     ///< x.f(…)
  bool is_function;   ///< f(…)
  std::size_t min_arguments, max_arguments;
  bool unifies;       ///< all arguments share one type
  bool takes_number;  ///< int literals become doubles where the function wants a double
  bool takes_text;    ///< rows and enumerations become text
  bool is_fallible;
  /// The result type, or nullptr when the arguments do not fit; may clear `is_fallible`.
  const Shape* (*result)(const std::vector<const Shape*>& arguments, bool& is_fallible);
};

const Function* find_function(std::string_view name);
std::vector<std::string> function_names();
/// Part of the language, but not judged by this version.
bool is_later_function(std::string_view name);

}  // namespace ludex::expr
