#pragma once
// Names and types of CEL as specified: what each name means, and whether the types agree.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "expr/ast.h"
#include "expr/check.h"
#include "ludex/reason.h"

namespace ludex::expr {

/// What such an expression may use beside CEL's own names.
struct DynScope {
  struct Variable {
    std::string name;  ///< may have dots: "a.b.c"
    std::string type;  ///< as in TypeTable
  };
  struct Overload {
    std::string name, parameters, result;  ///< a declaration without a body: enough for checking
    bool is_method = false;
  };
  std::vector<Variable> variables;
  std::vector<Overload> overloads;
  std::string container;  ///< "com.example": names are looked for there first, then outwards
};

/// What a node of the tree turned out to be; beside the tree, which rules use otherwise.
struct DynMeaning {
  enum class Kind : std::uint8_t {
    plain,             // what its NodeKind says
    local,             // loop variable `index`
    variable,          // variable `index` of the scope
    type,              // the type `text` as a value
    function,          // function `index` of the table, of all children
    plain_function,    // the same without the first child, which was the front of a qualified name
    unknown,           // fails with `code` and `text` when it is evaluated
  };
  Kind kind = Kind::plain;
  RuleError code = RuleError::none;
  std::uint32_t index = 0;
  std::string text;
};

/// Settles every name under `root`. With `checks` a name nobody declared and types that do not fit are errors; without,
/// they show when the expression runs. `type` becomes the type of the whole.
std::optional<CheckError> check_cel(const Ast& ast, std::uint32_t root, const DynScope& scope, bool checks,
                                    std::vector<DynMeaning>& meanings, std::string& type);

}  // namespace ludex::expr
