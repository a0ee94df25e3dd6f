#include "expr/parser.h"

#include <algorithm>

#include "expr/lexer.h"

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

// How many arguments a macro takes, its variables counted: with one variable, and with two.
struct CelMacro {
  std::string_view name;
  std::size_t least, most, least_of_two, most_of_two;
};
constexpr CelMacro kCelMacros[] = {{"all", 2, 2, 3, 3},       {"exists", 2, 2, 3, 3}, {"exists_one", 2, 2, 3, 3},
                                   {"existsOne", 2, 2, 3, 3}, {"map", 2, 3, 0, 0},    {"filter", 2, 2, 0, 0},
                                   {"transformList", 0, 0, 3, 4}, {"transformMap", 0, 0, 3, 4}};

class Parser {
 public:
  Parser(std::string_view text, Ast& ast, Dialect dialect = Dialect::rules, bool has_macros = true)
      : lexer_(text, dialect), text_(text), ast_(ast), is_cel_(dialect == Dialect::cel), has_macros_(has_macros) {
    if (text.size() > kMaxExpressionBytes) fail(0, "the expression is longer than " + std::to_string(kMaxExpressionBytes) + " bytes");
    else advance();
  }

  std::uint32_t expression() {
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

  bool ok() const { return !error_.has_value(); }
  const Token& token() const { return token_; }
  bool at_end() const { return token_.kind == TokenKind::end; }

  void advance() {
    token_ = lexer_.next();
    if (token_.kind == TokenKind::invalid) fail(token_.begin, token_.fault);
  }
  bool expect(std::string_view symbol) {
    if (!ok()) return false;
    if (!token_.is(symbol)) return fail(token_.begin, "expected '" + std::string(symbol) + "'" + found()), false;
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
    if (ok() && !at_end()) {
      std::string hint;
      if (token_.is("=")) hint = "; comparison is '=='";
      fail(token_.begin, "expected the end of the expression" + found() + hint);
    }
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

  std::uint32_t binary(int lowest) {
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

  std::uint32_t unary() {
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

  std::uint32_t text_literal(NodeKind kind) {
    const Token t = token_;
    advance();
    const std::uint32_t out = make(kind, t.begin, {});
    if (out != kNone) ast_.nodes[out].text = t.value;
    return out;
  }

  std::uint32_t literal(bool is_negative) {
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

  std::uint32_t primary() {
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
      default: return fail(t.begin, "expected an expression" + found()), kNone;
    }
  }

  std::uint32_t name(const Token t, std::string_view root = "") {
    if (t.is_quoted) return fail(t.begin, "a name in backquotes is a field: it stands after '.'"), kNone;
    if (t.text == "true" || t.text == "false" || t.text == "null") {
      advance();
      const std::uint32_t out = make(t.text == "null" ? NodeKind::null_literal : NodeKind::bool_literal, t.begin, {});
      if (out != kNone) ast_.nodes[out].value = word_bool(t.text == "true");
      return out;
    }
    if (is_reserved_word(t.text)) return fail(t.begin, "'" + std::string(t.text) + "' is a reserved word"), kNone;
    advance();
    if (!ok() || !token_.is("(")) {
      const std::uint32_t out = make(NodeKind::identifier, t.begin, {});
      if (out != kNone) ast_.nodes[out].text = std::string(root) + std::string(t.text);
      return out;
    }
    return call(std::string(root) + std::string(t.text), t.begin, kNone);
  }

  // token_ stands on "("; `target` is kNone for a plain function.
  std::uint32_t call(std::string function, std::uint32_t position, std::uint32_t target) {
    advance();
    if (target == kNone && function == "has" && has_macros_) {
      const std::uint32_t argument = expression();
      if (!expect(")")) return kNone;
      if (ast_.nodes[argument].kind != NodeKind::select && (is_cel_ || ast_.nodes[argument].kind != NodeKind::identifier))
        return fail(position, "has() takes a field, as in has(params.x)"), kNone;
      return make(NodeKind::has, position, {argument});
    }
    if (is_cel_ && has_macros_ && target != kNone) {
      const bool is_bind = function == "bind" && ast_.nodes[target].kind == NodeKind::identifier && ast_.nodes[target].text == "cel";
      for (const CelMacro& m : kCelMacros)
        if (m.name == function && !is_bind) return cel_macro(m, position, target);
      if (is_bind) return bind(position);
    }
    static constexpr std::string_view kMacros[] = {"all", "exists", "exists_one", "map", "filter"};
    const bool is_macro = !is_cel_ && target != kNone && std::find(std::begin(kMacros), std::end(kMacros), function) != std::end(kMacros);
    std::string variable;
    std::vector<std::uint32_t> children;
    if (target != kNone) children.push_back(target);
    if (is_macro) {
      variable = word("a variable name");
      if (ok() && is_reserved_word(variable)) return fail(position, "'" + variable + "' is a reserved word"), kNone;
      if (!expect(",")) return kNone;
    }
    for (const std::uint32_t child : items(")", false)) children.push_back(child);
    if (!ok()) return kNone;
    if (is_macro && children.size() != 2 && !(function == "map" && children.size() == 3))
      return fail(position, function + "() takes a variable and " + (function == "map" ? "one or two expressions" : "one expression")), kNone;
    const std::uint32_t out = make(is_macro ? NodeKind::macro : NodeKind::call, position, std::move(children));
    if (out != kNone) {
      Node& n = ast_.nodes[out];
      n.text = std::move(function);
      n.variable = std::move(variable);
      n.is_method = target != kNone;
    }
    return out;
  }

  // A macro is one when its arguments fit; else it is a method, which then nobody knows.
  std::uint32_t cel_macro(const CelMacro& m, std::uint32_t position, std::uint32_t target) {
    std::vector<std::uint32_t> arguments = items(")", false);
    if (!ok()) return kNone;
    const std::size_t count = arguments.size();
    const auto is_name = [&](std::size_t i) { return i < count && ast_.nodes[arguments[i]].kind == NodeKind::identifier; };
    const std::size_t variables = m.most && count >= m.least && count <= m.most ? 1 : m.most_of_two && count >= m.least_of_two && count <= m.most_of_two ? 2 : 0;
    std::vector<std::uint32_t> children = {target};
    std::string names[2];
    if (variables == 0) {
      children.insert(children.end(), arguments.begin(), arguments.end());
    } else {
      for (std::size_t i = 0; i < variables; ++i) {
        if (!is_name(i) || ast_.nodes[arguments[i]].text[0] == '.') return fail(ast_.nodes[arguments[i]].position, "expected a variable name"), kNone;
        names[i] = ast_.nodes[arguments[i]].text;
      }
      if (variables == 2 && names[0] == names[1]) return fail(ast_.nodes[arguments[1]].position, "the two variables have one name"), kNone;
      children.insert(children.end(), arguments.begin() + static_cast<std::ptrdiff_t>(variables), arguments.end());
    }
    const std::uint32_t out = make(variables ? NodeKind::macro : NodeKind::call, position, std::move(children));
    if (out == kNone) return out;
    ast_.nodes[out].text = m.name;
    ast_.nodes[out].variable = names[0];
    ast_.nodes[out].second_variable = names[1];
    ast_.nodes[out].is_method = true;
    return out;
  }

  // cel.bind(name, value, E)
  std::uint32_t bind(std::uint32_t position) {
    const std::string variable = word("a variable name");
    if (ok() && is_reserved_word(variable)) return fail(position, "'" + variable + "' is a reserved word"), kNone;
    if (!expect(",")) return kNone;
    std::vector<std::uint32_t> children = items(")", false);
    if (ok() && children.size() != 2) return fail(position, "bind() takes a variable, its value and an expression"), kNone;
    const std::uint32_t out = make(NodeKind::macro, position, std::move(children));
    if (out == kNone) return out;
    ast_.nodes[out].text = "bind";
    ast_.nodes[out].variable = variable;
    ast_.nodes[out].is_method = true;
    return out;
  }

  // "a.b.C" when the tree under `n` is a chain of plain names, else "".
  std::string qualified_name(std::uint32_t n) const {
    const Node& x = ast_.nodes[n];
    if (x.kind == NodeKind::identifier) return x.text;
    if (x.kind != NodeKind::select) return "";
    const std::string front = qualified_name(x.children[0]);
    return front.empty() ? front : front + "." + x.text;
  }

  // token_ stands on "{" after the name of a type.
  std::uint32_t message(std::string type, std::uint32_t position) {
    advance();
    std::vector<std::uint32_t> children;
    while (ok() && !token_.is("}")) {
      const std::uint32_t name = make(NodeKind::string_literal, token_.begin, {});
      std::string field = word("a field name");
      if (!expect(":") || name == kNone) return kNone;
      ast_.nodes[name].text = std::move(field);
      children.push_back(name);
      children.push_back(expression());
      if (!ok() || !token_.is(",")) break;
      advance();
    }
    if (!expect("}")) return kNone;
    const std::uint32_t out = make(NodeKind::message, position, std::move(children));
    if (out != kNone) ast_.nodes[out].text = std::move(type);
    return out;
  }

  std::uint32_t postfix(std::uint32_t target) {
    while (ok()) {
      if (is_cel_ && token_.is("{")) {
        std::string type = qualified_name(target);
        if (type.empty()) break;
        target = message(std::move(type), ast_.nodes[target].position);
        continue;
      }
      if (token_.is(".")) {
        advance();
        const std::uint32_t position = token_.begin;
        const bool is_quoted = token_.is_quoted;
        std::string field = word("a field name");
        if (ok() && is_cel_ && !is_quoted && is_keyword(field)) fail(position, "'" + field + "' is a keyword; write [\"" + field + "\"]");
        if (!ok()) return kNone;
        if (token_.is("(") && !is_quoted) {
          target = call(std::move(field), position, target);
        } else {
          target = make(NodeKind::select, position, {target});
          if (target != kNone) ast_.nodes[target].text = std::move(field);
        }
      } else if (token_.is("[")) {
        const std::uint32_t position = token_.begin;
        advance();
        const std::uint32_t key = expression();
        if (!expect("]")) return kNone;
        target = make(NodeKind::index, position, {target, key});
      } else {
        break;
      }
    }
    return ok() ? target : kNone;
  }

  std::vector<std::uint32_t> items(std::string_view close, bool is_map) {
    std::vector<std::uint32_t> out;
    while (ok() && !token_.is(close)) {
      out.push_back(expression());
      if (is_map) {
        if (!expect(":")) return out;
        out.push_back(expression());
      }
      if (!ok() || !token_.is(",")) break;
      advance();
      if (ok() && close == ")" && token_.is(close)) fail(token_.begin, "expected an expression" + found());
    }
    expect(close);
    return out;
  }

  Lexer lexer_;
  std::string_view text_;
  Ast& ast_;
  bool is_cel_, has_macros_;
  Token token_;
  std::uint32_t depth_ = 0;
  std::optional<SyntaxError> error_;
};

}  // namespace

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
