#pragma once
// The functions of the rule language: one table, from which come checking, code, docs/functions.md and a test per example.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/code.h"
#include "schema/shape.h"

namespace ludex::expr {

/// What a function makes of arguments of certain types.
struct Overload {
  /// A letter an argument: i int, d double, s string, b bool, v vec3, m map, l list, I list<int>, D list<double>, S of
  /// strings, O of what has an order, L of lists, N of T?. After a '+' at the end any number of the last may follow, and
  /// `op` is applied to one after the other.
  const char* takes = nullptr;
  /// Also: = what the first argument is, ? one of its items or null, e what its items are, u a list of what they may
  /// hold, S list<string>, R list<int> (as long as the number written out).
  char gives = 0;
  OpCode op = OpCode::move;         ///< dst, first argument's register, the second's
  bool is_fallible = false;
  OpCode then = OpCode::move;       ///< unless move: to the result and the third argument
};

struct Example {
  const char* expression = nullptr;
  const char* value = nullptr;      ///< as JSON, or "!code"
};

/// How arguments are read before an overload is sought.
enum FunctionFlag : unsigned {
  kMethod = 1,        ///< may be written x.f(…)
  kFunction = 2,      ///< may be written f(…)
  kUnifies = 4,       ///< all arguments share one type
  kTakesDouble = 8,   ///< int literals become doubles
  kTakesText = 16,    ///< rows and enumerations become text
  kTakesVector = 32,  ///< [x, y, z] becomes a vec3
  kDraws = 64,        ///< the first argument is the literal name of a draw
};

struct Function {
  const char* name;
  const char* group;    ///< chapter of docs/functions.md
  const char* usage;
  const char* summary;
  const char* fails;    ///< when, with the rule error's code; "" for never
  unsigned flags;
  Overload overloads[6] = {};
  Example examples[6] = {};

  bool has(FunctionFlag flag) const { return flags & flag; }
};

const Function* find_function(std::string_view name);
/// Whether any overload takes so many arguments.
bool takes_arguments(const Function& f, std::size_t count);
/// nullptr when the arguments fit none.
const Overload* find_overload(const Function& f, std::span<const Shape* const> arguments);
/// nullptr where the arguments' types say what it is.
const Shape* result_shape(const Overload& overload);

std::span<const Function> functions();
std::vector<std::string> function_names();

}  // namespace ludex::expr
