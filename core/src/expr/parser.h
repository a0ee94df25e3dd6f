#pragma once
// Text to syntax tree: CEL expressions, and the short forms that surround them in a rulebook.

#include <optional>
#include <string>
#include <string_view>

#include "expr/ast.h"

namespace ludex::expr {

/// Bytes of one expression; a rule that is longer is a program and wants a `let`.
inline constexpr std::size_t kMaxExpressionBytes = 16 * 1024;
/// Height of a tree: keeps every recursion over trees far from the end of any stack.
inline constexpr std::uint32_t kMaxDepth = 100;
/// Nesting while parsing: a sign under a sign is printed in parentheses, two levels for one of the tree's.
inline constexpr std::uint32_t kMaxNesting = 2 * kMaxDepth + 2;
inline constexpr std::size_t kMaxNodes = 8192;

struct SyntaxError {
  std::string message;
  std::uint32_t offset = 0;
};

inline constexpr std::uint32_t kNone = 0xffffffffu;

/// "E" in CEL as specified. `has_macros`: all(), map() … are macros, not methods like others.
std::optional<SyntaxError> parse_cel(std::string_view text, Ast& ast, std::uint32_t& root, bool has_macros = true);

/// "E": the root, or a syntax error.
std::optional<SyntaxError> parse_expression(std::string_view text, Ast& ast, std::uint32_t& root);

/// "E else reason"
struct ClauseText {
  std::uint32_t that = kNone;
  std::string reason;
};
std::optional<SyntaxError> parse_clause(std::string_view text, Ast& ast, ClauseText& out);
/// "E : reason"
std::optional<SyntaxError> parse_refusal(std::string_view text, Ast& ast, ClauseText& out);

/// "P = E", "P += E min E max E", "P -= E …", "remove P"
struct EffectText {
  std::string op;  ///< "set", "add", "sub", "remove"
  std::uint32_t path = kNone, value = kNone, min = kNone, max = kNone;
};
std::optional<SyntaxError> parse_effect(std::string_view text, Ast& ast, EffectText& out);

}  // namespace ludex::expr
