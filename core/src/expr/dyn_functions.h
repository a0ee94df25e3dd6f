#pragma once
// The functions of CEL as specified: one table of names, types and what they do.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/dyn_value.h"
#include "ludex/reason.h"

namespace ludex::expr {

struct DynState;

/// One call while it runs.
struct DynCall {
  const Dyn* arguments[16];
  std::uint32_t count;
  Arena& arena;
  DynState& state;
  const Dyn* result;
  std::string fault;  ///< what went wrong, when there is more to say than the code does

  const Dyn& at(std::uint32_t i) const { return *arguments[i]; }
  bool is(std::uint32_t i, DynKind kind) const { return i < count && arguments[i]->kind == kind; }
  RuleError give(const Dyn* value) {
    result = value;
    return RuleError::none;
  }
  RuleError fail(RuleError code, std::string what) {
    fault = std::move(what);
    return code;
  }
};
inline constexpr std::uint32_t kMaxDynArguments = 16;

/// One overload. A name with a dot in front is a method; the first parameter is then what stands before the dot.
/// Parameters and result are types as in TypeTable; A and B stand for any type.
struct DynFunction {
  const char* name;
  const char* parameters;
  const char* result;
  RuleError (*run)(DynCall&);  ///< the same for all overloads of a name; nullptr for operators
};

/// Overloads of one name stand together.
const std::vector<DynFunction>& dyn_functions();
/// The first overload of `name`, or kNoFunction.
inline constexpr std::uint32_t kNoFunction = 0xffffffffu;
std::uint32_t find_dyn_function(std::string_view name);

// What adds to the table: each appends its functions.
void add_standard_functions(std::vector<DynFunction>& out);  // dyn_standard.cpp
void add_time_functions(std::vector<DynFunction>& out);      // dyn_time.cpp
void add_math_functions(std::vector<DynFunction>& out);      // dyn_math.cpp
void add_string_functions(std::vector<DynFunction>& out);    // dyn_strings.cpp
void add_format_function(std::vector<DynFunction>& out);     // dyn_format.cpp
void add_list_functions(std::vector<DynFunction>& out);      // dyn_lists.cpp
void add_optional_functions(std::vector<DynFunction>& out);  // dyn_optional.cpp
void add_pattern_functions(std::vector<DynFunction>& out);   // dyn_patterns.cpp

/// reverse() of a text (dyn_strings.cpp) and of a list.
RuleError reverse_list(DynCall& call);

/// As string() writes a double: without a fraction where there is none.
std::string dyn_double_text(double d);

}  // namespace ludex::expr
