#pragma once
// The type of each expression of a rulebook and of its parts, as `ludex check --types` prints them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/ast.h"
#include "schema/shape.h"

namespace ludex::detail {

struct TypedExpression {
  struct Part {
    std::uint32_t offset = 0;  ///< of the name, operator or literal in the text
    std::string text;          ///< the part in its canonical spelling
    std::string type;
  };
  std::string pointer, text, type;
  std::vector<Part> parts;  ///< by offset; the last of one offset is the outermost
};

/// In CEL's notation: "list(int)", "map(string,double)", "optional_type(int)"; what CEL has no name for is written alike:
/// "row(weapons)", "ref(player)", "entity(player)", "enum(a,b)", "record(x: int)".
std::string cel_type_name(const Shape& shape, const ShapeNames& names);

/// Of a checked tree. Names that only lead to a value (`params`, `tables`) have no type and are left out.
TypedExpression typed(const expr::Ast& ast, std::uint32_t root, std::string pointer, std::string text, const ShapeNames& names);

std::string to_json(const std::vector<TypedExpression>& expressions);

}  // namespace ludex::detail
