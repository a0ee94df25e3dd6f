#include "expr/lexer.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace ludex::expr;

/// The tokens of a text, in a form to compare.
std::string tokens(std::string_view text) {
  Lexer lexer(text);
  std::string out;
  for (;;) {
    const Token t = lexer.next();
    if (t.kind == TokenKind::end) return out;
    if (!out.empty()) out += " ";
    switch (t.kind) {
      case TokenKind::identifier: out += t.text; break;
      case TokenKind::symbol: out += "'" + std::string(t.text) + "'"; break;
      case TokenKind::integer: out += "i" + std::to_string(t.magnitude); break;
      case TokenKind::number: out += "d" + std::to_string(t.number); break;
      case TokenKind::string: out += "\"" + t.value + "\""; break;
      default: return out + "! " + std::to_string(t.begin) + " " + t.fault;
    }
  }
}

}  // namespace

TEST_CASE("names, symbols and numbers run as close as they can") {
  CHECK(tokens("a.b[1]<=c_2&&!d") == "a '.' b '[' i1 ']' '<=' c_2 '&&' '!' d");
  CHECK(tokens("a+=1 a-=1 a==b a=b") == "a '+=' i1 a '-=' i1 a '==' b a '=' b");
  CHECK(tokens("{'k':1,}") == "'{' \"k\" ':' i1 ',' '}'");
}

TEST_CASE("blanks and comments separate and mean nothing") {
  CHECK(tokens(" \t\r\n\f a // b c\n d//") == "a d");
  CHECK(tokens("") == "");
  CHECK(tokens("// only") == "");
}

TEST_CASE("integers are decimal or hexadecimal, of 64 bits") {
  CHECK(tokens("0 007 18446744073709551615") == "i0 i7 i18446744073709551615");
  CHECK(tokens("0x1F 0XffffFFFFffffFFFF 0x00000000000000000001") == "i31 i18446744073709551615 i1");
  CHECK(tokens("18446744073709551616") == "! 0 integer literal is too large");
  CHECK(tokens("0x1ffffffffffffffff") == "! 0 integer literal is too large");
}

TEST_CASE("a double has digits on both sides of its point, or an exponent") {
  CHECK(tokens("1.5 .5 1e3 2.5E-1") == "d1.500000 d0.500000 d1000.000000 d0.250000");
  CHECK(tokens("1.x") == "i1 '.' x");
  CHECK(tokens("1e999") == "! 0 number is out of range of a double");
}

TEST_CASE("units make milliseconds, percent makes a fraction") {
  CHECK(tokens("500ms 2s 5m 24h") == "i500 i2000 i300000 i86400000");
  CHECK(tokens("15% 100%") == "d0.150000 d1.000000");
  CHECK(tokens("9223372036854775807ms") == "i9223372036854775807");
  CHECK(tokens("9223372036854776s") == "! 0 duration is too long");
  CHECK(tokens("2562047788016h") == "! 0 duration is too long");
}

TEST_CASE("a percent sign before an operand is a remainder") {
  CHECK(tokens("15%4") == "i15 '%' i4");
  CHECK(tokens("15 % 4") == "i15 '%' i4");
  CHECK(tokens("a%b") == "a '%' b");
  CHECK(tokens("7%(x)") == "i7 '%' '(' x ')'");
  CHECK(tokens("(15%)*2") == "'(' d0.150000 ')' '*' i2");
}

TEST_CASE("a number may not run into a word") {
  for (const char* text : {"2x", "2sx", "1.5s", "1e3ms", "3d", "0xg", "2minutes"}) CHECK(tokens(text).find("a number may not run into a word") != std::string::npos);
}

TEST_CASE("strings in either quote, triple, raw, with escapes") {
  CHECK(tokens(R"('a"b' "a'b")") == "\"a\"b\" \"a'b\"");
  CHECK(tokens(R"('\n\t\\\'\"\?\`')") == "\"\n\t\\'\"?`\"");
  CHECK(tokens(R"('\x41\u00e9\U0001F600\101')") == "\"A\xC3\xA9\xF0\x9F\x98\x80" "A\"");
  CHECK(tokens(R"(r'\n' R"\x")") == R"("\n" "\x")");
  CHECK(tokens("'''a'b\nc''' \"\"\"x\"y\"\"\"") == "\"a'b\nc\" \"x\"y\"");
  CHECK(tokens("''") == "\"\"");
}

TEST_CASE("a faulty string says what is wrong and where") {
  CHECK(tokens("a == 'open") == "a '==' ! 5 the string is not closed");
  CHECK(tokens("'a\nb'") == "! 0 the string is not closed on its line");
  CHECK(tokens(R"('ab\q')") == "! 3 unknown escape sequence; write \\\\ for a backslash, or r'…' where a backslash is meant, as in patterns");
  CHECK(tokens(R"('\x4')") == "! 1 a hexadecimal escape is cut short");
  CHECK(tokens(R"('\18')") == "! 1 an octal escape has three digits");
  CHECK(tokens(R"('\ud800')") == "! 1 the escape is not a Unicode scalar value");
  CHECK(tokens(R"('\U00110000')") == "! 1 the escape is not a Unicode scalar value");
  CHECK(tokens("'''open''") == "! 0 the string is not closed");
  CHECK(tokens("'\\") == "! 1 unknown escape sequence; write \\\\ for a backslash, or r'…' where a backslash is meant, as in patterns");
  CHECK(tokens("b'x'") == "! 0 rules have no type bytes: requests and saves are JSON, whose texts are Unicode; write a text");
}

TEST_CASE("a character that means nothing is named, with what was meant") {
  CHECK(tokens("a & b") == "a ! 2 '&' is not an operator; did you mean '&&'?");
  CHECK(tokens("a | b") == "a ! 2 '|' is not an operator; did you mean '||'?");
  CHECK(tokens("a # b") == "a ! 2 unexpected character");
  CHECK(tokens(std::string_view("a\0b", 3)) == "a ! 1 unexpected character");
  CHECK(tokens("\xC3\xA9") == "! 0 unexpected character");
}

TEST_CASE("CEL's keywords and reserved words may not name a variable") {
  for (const char* word : {"in", "null", "true", "false", "if", "else", "for", "let", "while", "return", "const", "package"}) CHECK(is_reserved_word(word));
  for (const char* word : {"actor", "inn", "True", ""}) CHECK_FALSE(is_reserved_word(word));
}
