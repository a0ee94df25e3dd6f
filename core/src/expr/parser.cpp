#include "expr/parser.h"

#include "expr/expression_parser.h"

namespace ludex::expr {
namespace {

struct Binary {
  std::string_view symbol;
  Op op;
  int precedence;
};
// CEL's precedence; relations do not chain meaningfully but are left-associative in the grammar.
constexpr Binary kBinary[] = {{"||", Op::or_, 1}, {"&&", Op::and_, 2}, {"<", Op::lt, 3},  {"<=", Op::le, 3},
                              {">", Op::gt, 3},   {">=", Op::ge, 3},   {"==", Op::eq, 3}, {"!=", Op::ne, 3},
                              {"+", Op::add, 4},  {"-", Op::sub, 4},   {"*", Op::mul, 5}, {"/", Op::div, 5},
                              {"%", Op::mod, 5}};

}  // namespace

std::uint32_t Parser::expression() {
  if (!enter()) return kNone;
  const std::uint32_t condition = binary(1);
  std::uint32_t out = condition;
  if (ok() && token_.is("?")) {
    // "E : reason" shares the colon, so a conditional needs its '?' seen first.
    const std::uint32_t position = token_.begin;
    advance();
    const std::uint32_t yes = binary(1);
    if (!expect(":")) return kNone;
    const std::uint32_t no = expression();
    out = make(NodeKind::conditional, position, {condition, yes, no});
  }
  --depth_;
  return ok() ? out : kNone;
}

std::uint32_t Parser::binary(int lowest) {
  std::uint32_t left = unary();
  while (ok()) {
    Op op = Op::none;
    int precedence = 0;
    if (token_.is_word("in")) {
      op = Op::in;
      precedence = 3;
    } else if (token_.kind == TokenKind::symbol) {
      for (const Binary& b : kBinary)
        if (b.symbol == token_.text) op = b.op, precedence = b.precedence;
    }
    if (op == Op::none || precedence < lowest) break;
    const std::uint32_t position = token_.begin;
    advance();
    const std::uint32_t right = binary(precedence + 1);
    left = make(NodeKind::binary, position, {left, right});
    if (left != kNone) ast_.nodes[left].op = op;
  }
  return ok() ? left : kNone;
}

std::uint32_t Parser::unary() {
  if (!ok()) return kNone;
  if (!token_.is("-") && !token_.is("!")) return postfix(primary());
  const Op op = token_.is("-") ? Op::neg : Op::not_;
  const std::uint32_t position = token_.begin;
  if (!enter()) return kNone;
  advance();
  std::uint32_t out;
  // The sign belongs to the literal: only so can the smallest int64 be written.
  if (ok() && op == Op::neg && (token_.kind == TokenKind::integer || token_.kind == TokenKind::number)) {
    out = postfix(literal(true));
  } else {
    out = make(NodeKind::unary, position, {unary()});
    if (out != kNone) ast_.nodes[out].op = op;
  }
  --depth_;
  return out;
}

std::uint32_t Parser::text_literal(NodeKind kind) {
  const Token t = token_;
  advance();
  const std::uint32_t out = make(kind, t.begin, {});
  if (out != kNone) ast_.nodes[out].text = t.value;
  return out;
}

std::uint32_t Parser::literal(bool is_negative) {
  const Token t = token_;
  const bool is_int = t.kind == TokenKind::integer;
  Word value;
  if (is_int) {
    const std::uint64_t limit = static_cast<std::uint64_t>(INT64_MAX) + (is_negative ? 1 : 0);
    if (t.magnitude > limit) return fail(t.begin, "integer literal is out of range of int64"), kNone;
    value = word_int(static_cast<std::int64_t>(is_negative ? 0 - t.magnitude : t.magnitude));
  } else {
    value = word_double(is_negative ? -t.number : t.number);
  }
  advance();
  const std::uint32_t out = make(is_int ? NodeKind::int_literal : NodeKind::double_literal, t.begin, {});
  if (out != kNone) ast_.nodes[out].value = value;
  return out;
}

std::uint32_t Parser::primary() {
  if (!ok()) return kNone;
  const Token t = token_;
  switch (t.kind) {
    case TokenKind::integer:
    case TokenKind::number: return literal(false);
    case TokenKind::string: return text_literal(NodeKind::string_literal);
    case TokenKind::bytes: return text_literal(NodeKind::bytes_literal);
    case TokenKind::unsigned_integer: {
      advance();
      const std::uint32_t out = make(NodeKind::uint_literal, t.begin, {});
      if (out != kNone) ast_.nodes[out].value.u = t.magnitude;
      return out;
    }
    case TokenKind::identifier: return name(t);
    case TokenKind::symbol:
      if (t.is("(")) {
        advance();
        const std::uint32_t out = expression();
        return expect(")") ? out : kNone;
      }
      if (t.is("[")) {
        advance();
        return make(NodeKind::list, t.begin, items("]", false));
      }
      if (t.is("{")) {
        advance();
        return make(NodeKind::map, t.begin, items("}", true));
      }
      if (is_cel_ && t.is(".")) {  // a name from the root, past containers and loop variables
        advance();
        if (ok() && token_.kind == TokenKind::identifier && !token_.is_quoted) return name(token_, ".");
      }
      [[fallthrough]];
    default: return fail(t.begin, "expected an expression" + found() + habit()), kNone;
  }
}

std::uint32_t Parser::name(Token t, std::string_view root) {
  if (t.is_quoted) return fail(t.begin, "a name in backquotes is a field: it stands after '.'"), kNone;
  if (t.text == "true" || t.text == "false" || t.text == "null") {
    advance();
    const std::uint32_t out = make(t.text == "null" ? NodeKind::null_literal : NodeKind::bool_literal, t.begin, {});
    if (out != kNone) ast_.nodes[out].value = word_bool(t.text == "true");
    return out;
  }
  if (is_reserved_word(t.text)) return fail(t.begin, "'" + std::string(t.text) + "' is a reserved word" + habit()), kNone;
  advance();
  if (!ok() || !token_.is("(")) {
    const std::uint32_t out = make(NodeKind::identifier, t.begin, {});
    if (out != kNone) ast_.nodes[out].text = std::string(root) + std::string(t.text);
    return out;
  }
  return call(std::string(root) + std::string(t.text), t.begin, kNone);
}

std::uint32_t Parser::postfix(std::uint32_t target) {
  while (ok()) {
    if (is_cel_ && token_.is("{")) {
      std::string type = qualified_name(target);
      if (type.empty()) break;
      target = message(std::move(type), ast_.nodes[target].position);
      continue;
    }
    if (token_.is(".")) {
      advance();
      const bool is_optional = take_optional_mark();
      const std::uint32_t position = token_.begin;
      const bool is_quoted = token_.is_quoted;
      std::string field = word("a field name");
      if (ok() && is_cel_ && !is_quoted && is_keyword(field)) fail(position, "'" + field + "' is a keyword; write [\"" + field + "\"]");
      if (!ok()) return kNone;
      if (token_.is("(") && !is_quoted && !is_optional) {
        target = call(std::move(field), position, target);
      } else {
        target = make(is_optional ? NodeKind::optional_select : NodeKind::select, position, {target});
        if (target != kNone) ast_.nodes[target].text = std::move(field);
      }
    } else if (token_.is("[")) {
      const std::uint32_t position = token_.begin;
      advance();
      const bool is_optional = take_optional_mark();
      const std::uint32_t key = expression();
      if (!expect("]")) return kNone;
      target = make(is_optional ? NodeKind::optional_index : NodeKind::index, position, {target, key});
    } else {
      break;
    }
  }
  return ok() ? target : kNone;
}

bool Parser::take_optional_mark() {
  if (!ok() || !token_.is("?")) return false;
  advance();
  return ok();
}

std::vector<std::uint32_t> Parser::items(std::string_view close, bool is_map) {
  std::vector<std::uint32_t> out;
  if (is_cel_ && ok() && close != ")" && token_.is(",")) {  // "[" [ExprList] [","] "]": the comma may stand alone
    advance();
    expect(close);
    return out;
  }
  while (ok() && !token_.is(close)) {
    const std::uint32_t position = token_.begin;
    if (!is_cel_ && close != ")" && token_.is("?"))
      fail(position, close == "]" ? "an item that may be missing is CEL, but not part of rules; write [x, y].unwrapOpt()" : "an entry that may be missing is CEL, but not part of rules; write a value for every key");
    const bool is_optional = close != ")" && take_optional_mark();
    if (is_map) {
      out.push_back(expression());
      if (!expect(":")) return out;
    }
    const std::uint32_t value = expression();
    out.push_back(is_optional ? make(NodeKind::optional_entry, position, {value}) : value);
    if (!ok() || !token_.is(",")) break;
    advance();
    if (ok() && close == ")" && token_.is(close)) fail(token_.begin, "expected an expression" + found());
  }
  expect(close);
  return out;
}

std::optional<SyntaxError> parse_cel(std::string_view text, Ast& ast, std::uint32_t& root, bool has_macros) {
  Parser p(text, ast, Dialect::cel, has_macros);
  root = p.expression();
  p.expect_end();
  return p.take_error();
}

std::optional<SyntaxError> parse_expression(std::string_view text, Ast& ast, std::uint32_t& root) {
  Parser p(text, ast);
  root = p.expression();
  p.expect_end();
  return p.take_error();
}

std::optional<SyntaxError> parse_clause(std::string_view text, Ast& ast, ClauseText& out) {
  Parser p(text, ast);
  out.that = p.expression();
  if (p.ok() && p.at_end()) p.fail(static_cast<std::uint32_t>(text.size()), "a clause ends in 'else' and a reason, as in \"actor.health > 0 else actor_dead\"");
  if (p.ok() && !p.token().is_word("else")) p.expect_end();
  if (p.ok()) p.advance();
  out.reason = p.word("a reason after 'else'");
  p.expect_end();
  return p.take_error();
}

std::optional<SyntaxError> parse_refusal(std::string_view text, Ast& ast, ClauseText& out) {
  Parser p(text, ast);
  out.that = p.expression();
  if (p.ok() && p.at_end()) p.fail(static_cast<std::uint32_t>(text.size()), "a refusal ends in ':' and a reason, as in \"actor.stunned : stunned\"");
  p.expect(":");
  out.reason = p.word("a reason after ':'");
  p.expect_end();
  return p.take_error();
}

std::optional<SyntaxError> parse_effect(std::string_view text, Ast& ast, EffectText& out) {
  Parser p(text, ast);
  if (p.ok() && p.token().is_word("remove")) {
    out.op = "remove";
    p.advance();
    out.path = p.expression();
    p.expect_end();
    return p.take_error();
  }
  out.path = p.expression();
  if (p.ok()) {
    if (p.token().is("=")) out.op = "set";
    else if (p.token().is("+=")) out.op = "add";
    else if (p.token().is("-=")) out.op = "sub";
    else p.fail(p.token().begin, "an effect is \"P = E\", \"P += E\", \"P -= E\" or \"remove P\"");
  }
  if (p.ok()) p.advance();
  out.value = p.expression();
  if (p.ok() && out.op != "set") {
    // `min` and `max` cannot continue an expression, so here they can only be the bounds.
    for (int i = 0; i < 2 && p.ok(); ++i) {
      std::uint32_t* bound = p.token().is_word("min") ? &out.min : p.token().is_word("max") ? &out.max : nullptr;
      if (!bound) break;
      if (*bound != kNone) p.fail(p.token().begin, "the bound is given twice");
      p.advance();
      *bound = p.expression();
    }
  }
  p.expect_end();
  return p.take_error();
}

}  // namespace ludex::expr
