#include "expr/dyn_functions.h"

namespace ludex::expr {

const std::vector<DynFunction>& dyn_functions() {
  static const std::vector<DynFunction> kAll = [] {
    std::vector<DynFunction> out;
    add_standard_functions(out);
    add_time_functions(out);
    add_math_functions(out);
    add_string_functions(out);
    add_format_function(out);
    add_list_functions(out);
    add_optional_functions(out);
    add_pattern_functions(out);
    return out;
  }();
  return kAll;
}

std::uint32_t find_dyn_function(std::string_view name) {
  const auto& all = dyn_functions();
  for (std::uint32_t i = 0; i < all.size(); ++i)
    if (name == all[i].name) return i;
  return kNoFunction;
}

}  // namespace ludex::expr
