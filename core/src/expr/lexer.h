#pragma once
// CEL tokens (cel-spec, langdef.md, Syntax), in rules with our unit literals: 500ms 2s 5m 24h and 15%.

#include <cstdint>
#include <string>
#include <string_view>

namespace ludex::expr {

/// Rules are CEL with a few words more and a few types less; `cel` is the language as its specification has it.
enum class Dialect : std::uint8_t { rules, cel };

inline constexpr const char* kUnexpectedCharacter = "unexpected character";

enum class TokenKind : std::uint8_t { end, identifier, integer, number, string, symbol, invalid, unsigned_integer, bytes };

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0, end = 0;  // byte offsets in the expression
  std::string_view text;             // identifier or symbol
  std::string value;                 // string, bytes: unescaped
  std::uint64_t magnitude = 0;       // integer, without sign
  double number = 0;
  bool is_quoted = false;            // identifier in backquotes: a field, never a name
  const char* fault = "";            // invalid: why
  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  bool is_word(std::string_view word) const { return kind == TokenKind::identifier && text == word; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text, Dialect dialect = Dialect::rules) : text_(text), dialect_(dialect) {}
  Token next();

 private:
  Token number(std::uint32_t begin);
  Token string(std::uint32_t begin, bool is_raw, bool is_bytes);
  Token quoted_name(std::uint32_t begin);
  bool escape(std::string& out, bool is_bytes, const char*& fault);
  char at(std::uint32_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  std::string_view text_;
  Dialect dialect_;
  std::uint32_t cursor_ = 0;
};

/// Words that may not name a variable (cel-spec, RESERVED and keywords).
bool is_reserved_word(std::string_view word);
/// Those of them that may not even name a field.
inline bool is_keyword(std::string_view word) { return word == "in" || word == "true" || word == "false" || word == "null"; }

}  // namespace ludex::expr
