#pragma once
// CEL tokens (cel-spec, langdef.md, Syntax), with our unit literals: 500ms 2s 5m 24h and 15%.

#include <cstdint>
#include <string>
#include <string_view>

namespace ludex::expr {

enum class TokenKind : std::uint8_t { end, identifier, integer, number, string, symbol, invalid };

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0, end = 0;  // byte offsets in the expression
  std::string_view text;             // identifier or symbol
  std::string value;                 // string: unescaped
  std::uint64_t magnitude = 0;       // integer, without sign
  double number = 0;
  const char* fault = "";            // invalid: why
  bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
  bool is_word(std::string_view word) const { return kind == TokenKind::identifier && text == word; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  Token next();

 private:
  Token number(std::uint32_t begin);
  Token string(std::uint32_t begin, bool is_raw);
  bool escape(std::string& out, const char*& fault);
  char at(std::uint32_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  std::string_view text_;
  std::uint32_t cursor_ = 0;
};

/// Words that may not name a variable (cel-spec, RESERVED and keywords).
bool is_reserved_word(std::string_view word);

}  // namespace ludex::expr
