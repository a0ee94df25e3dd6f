#pragma once
// The walk over tokens: parser.cpp has expressions, parse_macros.cpp calls, macros and messages.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/habits.h"
#include "expr/lexer.h"
#include "expr/parser.h"

namespace ludex::expr {

struct CelMacro;
struct RuleMacro;

class Parser {
 public:
  Parser(std::string_view text, Ast& ast, Dialect dialect = Dialect::rules, bool has_macros = true)
      : lexer_(text, dialect), text_(text), ast_(ast), is_cel_(dialect == Dialect::cel), has_macros_(has_macros) {
    if (text.size() > kMaxExpressionBytes) fail(0, "the expression is longer than " + std::to_string(kMaxExpressionBytes) + " bytes");
    else advance();
  }

  std::uint32_t expression();

  bool ok() const { return !error_.has_value(); }
  const Token& token() const { return token_; }
  bool at_end() const { return token_.kind == TokenKind::end; }

  void advance() {
    token_ = lexer_.next();
    if (token_.kind == TokenKind::invalid) fail(token_.begin, std::string_view(token_.fault) == kUnexpectedCharacter ? token_.fault + habit() : token_.fault);
  }
  bool expect(std::string_view symbol) {
    if (!ok()) return false;
    if (!token_.is(symbol)) return fail(token_.begin, "expected '" + std::string(symbol) + "'" + found() + (symbol == "]" && token_.is(":") ? "; a part of a list is x.slice(begin, end), of a text x.substring(begin, end)" : habit())), false;
    advance();
    return ok();
  }
  std::string word(const char* what) {
    if (!ok()) return {};
    if (token_.kind != TokenKind::identifier) return fail(token_.begin, std::string("expected ") + what + found()), std::string{};
    std::string out(token_.text);
    advance();
    return out;
  }
  void expect_end() {
    if (ok() && !at_end()) fail(token_.begin, "expected the end of the expression" + found() + habit());
  }
  void fail(std::uint32_t offset, std::string message) {
    if (!error_) error_ = SyntaxError{std::move(message), offset};
  }
  std::optional<SyntaxError> take_error() { return std::move(error_); }

 private:
  std::string found() const {
    if (token_.kind == TokenKind::end) return ", found the end";
    return ", found '" + std::string(text_.substr(token_.begin, token_.end - token_.begin)) + "'";
  }

  /// What to write instead of what stands here, where that is a habit of another language.
  std::string habit() const {
    if (is_cel_) return token_.is("=") ? "; comparison is '=='" : "";
    return habit_of_text(text_, token_.begin);
  }

  bool enter() {
    if (!ok()) return false;
    if (++depth_ > kMaxNesting) return fail(token_.begin, "the expression nests deeper than " + std::to_string(kMaxNesting)), false;
    return true;
  }

  std::uint32_t make(NodeKind kind, std::uint32_t position, std::vector<std::uint32_t> children) {
    if (!ok()) return kNone;
    if (ast_.nodes.size() >= kMaxNodes) return fail(position, "the expression has more than " + std::to_string(kMaxNodes) + " parts"), kNone;
    std::uint32_t height = 0;
    for (const auto c : children) {
      if (c == kNone) return kNone;
      height = std::max(height, ast_.nodes[c].a);
    }
    if (height + 1 > kMaxDepth) return fail(position, "the expression nests deeper than " + std::to_string(kMaxDepth)), kNone;
    Node n;
    n.kind = kind;
    n.position = position;
    n.children = std::move(children);
    n.a = height + 1;  // until checking gives `a` its meaning
    ast_.nodes.push_back(std::move(n));
    return static_cast<std::uint32_t>(ast_.nodes.size() - 1);
  }

  std::uint32_t binary(int lowest);
  std::uint32_t unary();
  std::uint32_t text_literal(NodeKind kind);
  std::uint32_t literal(bool is_negative);
  std::uint32_t primary();
  std::uint32_t name(Token t, std::string_view root = "");
  std::uint32_t postfix(std::uint32_t target);
  /// A marked one, "?E", may be absent: an optional entry of a list, of a map by its key.
  std::vector<std::uint32_t> items(std::string_view close, bool is_map);
  /// Past a '?' before an entry, a field or an index: CEL's optional values.
  bool take_optional_mark();

  // token_ stands on "("; `target` is kNone for a plain function.
  std::uint32_t call(std::string function, std::uint32_t position, std::uint32_t target);
  std::uint32_t cel_macro(const CelMacro& m, std::uint32_t position, std::uint32_t target);
  std::uint32_t rule_macro(const RuleMacro& m, std::uint32_t position, std::uint32_t target);
  std::uint32_t bind(std::uint32_t position);
  std::uint32_t block(std::uint32_t position);
  std::uint32_t numbered_name(std::string_view function, std::uint32_t position);
  std::string qualified_name(std::uint32_t n) const;
  std::uint32_t message(std::string type, std::uint32_t position);

  Lexer lexer_;
  std::string_view text_;
  Ast& ast_;
  bool is_cel_, has_macros_;
  Token token_;
  std::uint32_t depth_ = 0;
  std::optional<SyntaxError> error_;
};

}  // namespace ludex::expr
