#include "expr/lexer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "value/number.h"

namespace ludex::expr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_word_start(c) || is_digit(c); }
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Token invalid(std::uint32_t begin, std::uint32_t end, const char* fault) {
  Token t;
  t.kind = TokenKind::invalid;
  t.begin = begin;
  t.end = end;
  t.fault = fault;
  return t;
}

void put_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (c >> 6)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (c >> 12)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | (c >> 18)));
    out.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

constexpr std::array<std::string_view, 21> kReserved = {
    "as",   "break", "const", "continue",  "else", "false",  "for",  "function", "if",   "import", "in",
    "let",  "loop",  "null",  "namespace", "package", "return", "true", "var",   "void", "while"};

}  // namespace

bool is_reserved_word(std::string_view word) { return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end(); }

Token Lexer::next() {
  for (;;) {
    const char c = at(cursor_);
    if (cursor_ < text_.size() && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')) {
      ++cursor_;
    } else if (c == '/' && at(cursor_ + 1) == '/') {
      while (cursor_ < text_.size() && text_[cursor_] != '\n') ++cursor_;
    } else {
      break;
    }
  }
  Token t;
  t.begin = t.end = cursor_;
  if (cursor_ >= text_.size()) return t;
  const std::uint32_t begin = cursor_;
  const char c = text_[cursor_];
  if (is_digit(c) || (c == '.' && is_digit(at(cursor_ + 1)))) return number(begin);
  if (c == '"' || c == '\'') return string(begin, false, false);
  if ((c == 'r' || c == 'R') && (at(cursor_ + 1) == '"' || at(cursor_ + 1) == '\'')) {
    ++cursor_;
    return string(begin, true, false);
  }
  if (c == 'b' || c == 'B') {
    const std::uint32_t quote = at(cursor_ + 1) == '"' || at(cursor_ + 1) == '\'' ? 1 : dialect_ == Dialect::cel && (at(cursor_ + 1) == 'r' || at(cursor_ + 1) == 'R') && (at(cursor_ + 2) == '"' || at(cursor_ + 2) == '\'') ? 2 : 0;
    if (quote && dialect_ == Dialect::rules) return invalid(begin, begin + 2, "rules have no type bytes: requests and saves are JSON, whose texts are Unicode; write a text");
    if (quote) {
      cursor_ += quote;
      return string(begin, quote == 2, true);
    }
  }
  if (c == '`' && dialect_ == Dialect::cel) return quoted_name(begin);
  if (is_word_start(c)) {
    while (is_word(at(cursor_))) ++cursor_;
    t.kind = TokenKind::identifier;
  } else {
    static constexpr std::array<std::string_view, 8> kTwo = {"&&", "||", "==", "!=", "<=", ">=", "+=", "-="};
    const std::string_view two = text_.substr(begin, 2);
    if (std::find(kTwo.begin(), kTwo.end(), two) != kTwo.end()) {
      cursor_ += 2;
    } else if (std::string_view("+-*/%<>!?:.,()[]{}=").find(c) != std::string_view::npos) {
      cursor_ += 1;
    } else {
      ++cursor_;
      return invalid(begin, cursor_, c == '&' ? "'&' is not an operator; did you mean '&&'?" : c == '|' ? "'|' is not an operator; did you mean '||'?" : kUnexpectedCharacter);
    }
    t.kind = TokenKind::symbol;
  }
  t.end = cursor_;
  t.text = text_.substr(begin, cursor_ - begin);
  return t;
}

Token Lexer::number(std::uint32_t begin) {
  Token t;
  t.begin = begin;
  if (at(begin) == '0' && (at(begin + 1) == 'x' || at(begin + 1) == 'X') && hex_digit(at(begin + 2)) >= 0) {
    cursor_ = begin + 2;
    for (int digits = 0; hex_digit(at(cursor_)) >= 0; ++cursor_) {
      if (t.magnitude != 0 && ++digits >= 16) return invalid(begin, cursor_, "integer literal is too large");
      t.magnitude = t.magnitude * 16 + static_cast<std::uint64_t>(hex_digit(at(cursor_)));
    }
    t.kind = TokenKind::integer;
  } else {
    bool is_double = false;
    while (is_digit(at(cursor_))) ++cursor_;
    if (at(cursor_) == '.' && is_digit(at(cursor_ + 1))) {
      is_double = true;
      ++cursor_;
      while (is_digit(at(cursor_))) ++cursor_;
    }
    if (at(cursor_) == 'e' || at(cursor_) == 'E') {
      const std::uint32_t sign = at(cursor_ + 1) == '+' || at(cursor_ + 1) == '-' ? 1 : 0;
      if (is_digit(at(cursor_ + 1 + sign))) {
        is_double = true;
        cursor_ += 1 + sign;
        while (is_digit(at(cursor_))) ++cursor_;
      }
    }
    std::string digits(text_.substr(begin, cursor_ - begin));
    if (digits.front() == '.') digits.insert(0, "0");
    // "15%" is a number only where no operand follows: "15%4" and "15 % 4" stay remainders.
    if (dialect_ == Dialect::rules && at(cursor_) == '%' && (cursor_ + 1 >= text_.size() || std::string_view(" \t\r\n)],:?*/+<>=&|}").find(at(cursor_ + 1)) != std::string_view::npos) &&
        digits.find_first_of("eE") == std::string::npos) {
      ++cursor_;
      t.kind = TokenKind::number;
      t.number = parse_double(digits + "e-2");
    } else if (is_double) {
      t.kind = TokenKind::number;
      t.number = parse_double(digits);
    } else {
      t.kind = TokenKind::integer;
      for (const char d : digits) {
        if (t.magnitude > (UINT64_MAX - static_cast<std::uint64_t>(d - '0')) / 10) return invalid(begin, cursor_, "integer literal is too large");
        t.magnitude = t.magnitude * 10 + static_cast<std::uint64_t>(d - '0');
      }
      std::uint64_t unit = 0;
      if (dialect_ == Dialect::cel) {  // no units
      } else if (at(cursor_) == 'm' && at(cursor_ + 1) == 's' && !is_word(at(cursor_ + 2))) {
        unit = 1;
        cursor_ += 2;
      } else if (std::string_view("smh").find(at(cursor_)) != std::string_view::npos && at(cursor_) && !is_word(at(cursor_ + 1))) {
        unit = at(cursor_) == 's' ? 1000 : at(cursor_) == 'm' ? 60'000 : 3'600'000;
        ++cursor_;
      }
      if (unit) {
        if (t.magnitude > static_cast<std::uint64_t>(INT64_MAX) / unit) return invalid(begin, cursor_, "duration is too long");
        t.magnitude *= unit;
      }
    }
    if (t.kind == TokenKind::number && !std::isfinite(t.number)) return invalid(begin, cursor_, "number is out of range of a double");
  }
  if (dialect_ == Dialect::cel && t.kind == TokenKind::integer && (at(cursor_) == 'u' || at(cursor_) == 'U')) {
    t.kind = TokenKind::unsigned_integer;
    ++cursor_;
  }
  if (dialect_ == Dialect::rules && t.kind == TokenKind::integer && (at(cursor_) == 'u' || at(cursor_) == 'U') && !is_word(at(cursor_ + 1)))
    return invalid(begin, cursor_ + 1, "rules have no type uint; leave the 'u' out, and declare an int with a bound, as in int >= 0");
  if (is_word(at(cursor_)))
    return invalid(begin, cursor_ + 1, dialect_ == Dialect::cel ? "a number may not run into a word" : "a number may not run into a word; known units are ms, s, m, h and %");
  t.end = cursor_;
  return t;
}

Token Lexer::string(std::uint32_t begin, bool is_raw, bool is_bytes) {
  const char quote = at(cursor_);
  const bool is_triple = at(cursor_ + 1) == quote && at(cursor_ + 2) == quote;
  cursor_ += is_triple ? 3 : 1;
  Token t;
  t.kind = is_bytes ? TokenKind::bytes : TokenKind::string;
  t.begin = begin;
  for (;;) {
    if (cursor_ >= text_.size()) return invalid(begin, begin + 1, "the string is not closed");
    const char c = text_[cursor_];
    if (c == quote && (!is_triple || (at(cursor_ + 1) == quote && at(cursor_ + 2) == quote))) {
      cursor_ += is_triple ? 3 : 1;
      break;
    }
    if (!is_triple && (c == '\n' || c == '\r')) return invalid(begin, begin + 1, "the string is not closed on its line");
    if (c == '\\' && !is_raw) {
      const char* fault = "";
      const std::uint32_t start = cursor_++;
      if (!escape(t.value, is_bytes, fault)) return invalid(start, start + 2, fault);
    } else {
      t.value.push_back(c);
      ++cursor_;
    }
  }
  t.end = cursor_;
  return t;
}

// The field names that are no identifiers: m.`content-type`.
Token Lexer::quoted_name(std::uint32_t begin) {
  Token t;
  t.kind = TokenKind::identifier;
  t.begin = begin;
  t.is_quoted = true;
  for (++cursor_; is_word(at(cursor_)) || (at(cursor_) && std::string_view("_.-/ ").find(at(cursor_)) != std::string_view::npos);) ++cursor_;
  if (at(cursor_) != '`') return invalid(begin, cursor_, "a name in backquotes holds letters, digits, '_', '.', '-', '/' and blanks, then a backquote");
  t.text = text_.substr(begin + 1, cursor_ - begin - 1);
  if (t.text.empty()) return invalid(begin, cursor_ + 1, "the name in backquotes is empty");
  t.end = ++cursor_;
  return t;
}

bool Lexer::escape(std::string& out, bool is_bytes, const char*& fault) {
  const char c = at(cursor_++);
  static constexpr std::string_view kFrom = "abfnrtv\\?\"'`", kTo = "\a\b\f\n\r\t\v\\?\"'`";
  if (const auto i = kFrom.find(c); c && i != std::string_view::npos) {
    out.push_back(kTo[i]);
    return true;
  }
  std::uint32_t code = 0;
  if (c >= '0' && c <= '3') {
    code = static_cast<std::uint32_t>(c - '0');
    for (int i = 0; i < 2; ++i, ++cursor_) {
      if (at(cursor_) < '0' || at(cursor_) > '7') return fault = "an octal escape has three digits", false;
      code = code * 8 + static_cast<std::uint32_t>(at(cursor_) - '0');
    }
  } else if (c == 'x' || c == 'X' || ((c == 'u' || c == 'U') && !is_bytes)) {
    const int digits = c == 'u' ? 4 : c == 'U' ? 8 : 2;
    for (int i = 0; i < digits; ++i, ++cursor_) {
      const int d = hex_digit(at(cursor_));
      if (d < 0) return fault = "a hexadecimal escape is cut short", false;
      code = code * 16 + static_cast<std::uint32_t>(d);
    }
  } else {
    return fault = is_bytes && (c == 'u' || c == 'U') ? "bytes have no \\u escapes; write \\x and two digits for each byte" : "unknown escape sequence; write \\\\ for a backslash, or r'…' where a backslash is meant, as in patterns", false;
  }
  if (is_bytes) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(code)));
    return true;
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return fault = "the escape is not a Unicode scalar value", false;
  put_utf8(out, code);
  return true;
}

}  // namespace ludex::expr
