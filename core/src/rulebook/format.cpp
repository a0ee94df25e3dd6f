// The short form of a rulebook to the long one and back: shapes, clauses, effects.

#include "ludex/format.h"

#include <algorithm>
#include <vector>

#include "expr/lexer.h"
#include "expr/parser.h"
#include "ludex/program.h"
#include "rulebook/loader.h"
#include "rulebook/written.h"
#include "schema/shape_text.h"

namespace ludex {

using namespace detail;

namespace {

std::string in_quotes(std::string_view text) {
  std::string out;
  json::write_string(out, text);
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool is_string(const Written& v) { return v.type == json::Type::string; }

// An expression may be a bare number or boolean.
std::optional<std::string> expression_text(const Written* v) {
  if (!v) return std::nullopt;
  if (is_string(*v)) return v->str();
  if (v->type == json::Type::number || v->type == json::Type::boolean) return v->scalar;
  return std::nullopt;
}

// An object of exactly these keys and no comments, which a string would lose.
bool has_only(const Written& v, const std::vector<std::string_view>& keys) {
  return v.type == json::Type::object && !v.has_comments() && std::all_of(v.members.begin(), v.members.end(), [&](const WrittenMember& m) {
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return m.key == "\"" + std::string(key) + "\""; });
  });
}

std::vector<expr::Token> tokens_of(std::string_view text) {
  std::vector<expr::Token> out;
  expr::Lexer lexer(text);
  for (expr::Token t = lexer.next(); t.kind != expr::TokenKind::end && t.kind != expr::TokenKind::invalid; t = lexer.next()) out.push_back(std::move(t));
  return out;
}

// What the text would be read as, in one spelling; "" when it is no expression.
std::string spelled(std::string_view text) {
  expr::Ast ast;
  std::uint32_t root = 0;
  return expr::parse_expression(text, ast, root) ? "" : expr::print(ast, root);
}

struct Clause {
  std::string that, reason;  // `that` as read
};

std::optional<Clause> read_clause(std::string_view text, bool is_refusal) {
  expr::Ast ast;
  expr::ClauseText clause;
  if (is_refusal ? expr::parse_refusal(text, ast, clause) : expr::parse_clause(text, ast, clause)) return std::nullopt;
  return Clause{expr::print(ast, clause.that), clause.reason};
}

// "E else r" <-> {"that": E, "else": r}; in a refuse "E : r".
void convert_clause(Written& v, Form form, bool is_refusal) {
  if (form == Form::long_form && is_string(v)) {
    const std::string text = v.str();
    const auto clause = read_clause(text, is_refusal);
    const auto tokens = tokens_of(text);
    if (!clause || tokens.size() < 3 || !is_name(clause->reason)) return;
    const std::string that(trimmed(std::string_view(text).substr(0, tokens[tokens.size() - 2].begin)));
    if (spelled(that) != clause->that) return;
    v = read_written("{\"that\":" + in_quotes(that) + ",\"else\":" + in_quotes(clause->reason) + "}");
  } else if (form == Form::short_form && has_only(v, {"that", "else"})) {
    const auto that = expression_text(v.find("that"));
    const Written* reason = v.find("else");
    if (!that || !reason || !is_string(*reason)) return;
    const std::string text = std::string(trimmed(*that)) + (is_refusal ? " : " : " else ") + reason->str();
    const auto clause = read_clause(text, is_refusal);
    if (clause && clause->reason == reason->str() && clause->that == spelled(*that)) v = read_written(in_quotes(text));
  }
}

struct EffectParts {
  std::string op, path, value, min, max;
  bool operator==(const EffectParts& o) const { return op == o.op && path == o.path && value == o.value && min == o.min && max == o.max; }
};

// The parts as read.
std::optional<EffectParts> read_effect(std::string_view text) {
  expr::Ast ast;
  expr::EffectText e;
  if (expr::parse_effect(text, ast, e)) return std::nullopt;
  const auto print = [&](std::uint32_t root) { return root == expr::kNone ? "" : expr::print(ast, root); };
  return EffectParts{e.op, print(e.path), print(e.value), print(e.min), print(e.max)};
}

EffectParts spelled(const EffectParts& e) { return {e.op, spelled(e.path), spelled(e.value), spelled(e.min), spelled(e.max)}; }

// The parts as written: cut at the operator, and at the words min and max where they cannot belong to an expression.
EffectParts cut_effect(std::string_view text, const std::string& op) {
  const auto tokens = tokens_of(text);
  EffectParts out;
  out.op = op;
  std::string* part = &out.path;
  std::size_t begin = 0;
  const auto cut = [&](const expr::Token& at, std::string* next) {
    *part = trimmed(text.substr(begin, at.begin - begin));
    part = next;
    begin = at.end;
  };
  int nesting = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const expr::Token& t = tokens[i];
    if (i == 0 && op == "remove") {
      begin = t.end;
      continue;
    }
    if (t.is("(") || t.is("[") || t.is("{")) ++nesting;
    if (t.is(")") || t.is("]") || t.is("}")) --nesting;
    if (nesting > 0 || i == 0) continue;
    if (part == &out.path && (t.is("=") || t.is("+=") || t.is("-="))) cut(t, &out.value);
    if (part == &out.path || t.is_quoted || !(t.is_word("min") || t.is_word("max"))) continue;
    const expr::Token& before = tokens[i - 1];
    const bool ends_operand = before.begin < begin ? false : before.kind == expr::TokenKind::symbol ? before.is(")") || before.is("]") || before.is("}") : !before.is_word("in");
    if (ends_operand) cut(t, t.text == "min" ? &out.min : &out.max);
  }
  *part = trimmed(text.substr(begin));
  return out;
}

void convert_effects(Written* list, Form form);

// "P += E min A max B" <-> {"add": P, "by": E, "min": A, "max": B}, and so on.
void convert_effect(Written& v, Form form) {
  for (const char* key : {"then", "else", "do"}) convert_effects(v.find(key), form);
  if (form == Form::long_form && is_string(v)) {
    const std::string text = v.str();
    const auto read = read_effect(text);
    if (!read) return;
    const EffectParts e = cut_effect(text, read->op);
    if (!(spelled(e) == *read)) return;
    std::string json = "{" + in_quotes(e.op) + ":" + in_quotes(e.path);
    if (e.op != "remove") json += (e.op == "set" ? ",\"to\":" : ",\"by\":") + in_quotes(e.value);
    if (!e.min.empty()) json += ",\"min\":" + in_quotes(e.min);
    if (!e.max.empty()) json += ",\"max\":" + in_quotes(e.max);
    v = read_written(json + "}");
  } else if (form == Form::short_form && v.type == json::Type::object) {
    EffectParts e;
    for (const char* op : {"set", "add", "sub", "remove"})
      if (v.find(op)) e.op = op;
    const bool has_bounds = e.op == "add" || e.op == "sub";
    const char* value_key = e.op == "set" ? "to" : "by";
    if (e.op.empty() || !has_only(v, e.op == "remove" ? std::vector<std::string_view>{"remove"} : has_bounds ? std::vector<std::string_view>{e.op, "by", "min", "max"} : std::vector<std::string_view>{"set", "to"})) return;
    std::string text;
    bool fits = true;
    const auto put = [&](const char* key, const std::string& before, std::string& part) {
      const auto x = expression_text(v.find(key));
      if (!x) return void(fits = fits && !v.find(key));
      part = trimmed(*x);
      text += before + part;
    };
    put(e.op.c_str(), e.op == "remove" ? "remove " : "", e.path);
    if (e.op != "remove") put(value_key, e.op == "set" ? " = " : e.op == "add" ? " += " : " -= ", e.value);
    if (has_bounds) put("min", " min ", e.min), put("max", " max ", e.max);
    const auto read = read_effect(text);
    if (fits && read && *read == spelled(e)) v = read_written(in_quotes(text));
  }
}

void convert_effects(Written* list, Form form) {
  if (!list || list->type != json::Type::array) return;
  for (WrittenMember& m : list->members) convert_effect(m.value, form);
}

// "int 0..9 = 1" <-> {"type": "integer", "minimum": 0, …}. `depth` counts the shapes around it.
void convert_shape(Written& v, Form form, int depth) {
  std::optional<std::string> converted;
  if (form == Form::long_form && is_string(v)) {
    const auto shape = read_short_shape(v.str());
    if (shape) converted = long_form(*shape, depth);
  } else if (form == Form::short_form && v.type == json::Type::object && !v.has_comments()) {
    // From the text: a shape is small.
    const std::string text = lay_out({{{}, false, "", v, {}}, {}});
    json::Document document;
    if (!scan_rulebook(text, document))
      if (const auto shape = read_long_shape(json::View(document, 0))) converted = in_quotes(short_form(*shape));
  }
  if (converted) {
    v = read_written(*converted);
    return;
  }
  if (v.type != json::Type::object) return;
  for (const char* key : {"items", "additionalProperties"})
    if (Written* part = v.find(key)) convert_shape(*part, form, depth + 1);
  if (Written* fields = v.find("properties"); fields && fields->type == json::Type::object)
    for (WrittenMember& m : fields->members) convert_shape(m.value, form, depth + 1);
}

void convert_shapes(Written* shapes, Form form) {
  if (!shapes || shapes->type != json::Type::object) return;
  for (WrittenMember& m : shapes->members) convert_shape(m.value, form, 0);
}

void convert(Written& root, Form form) {
  const auto each = [&](const char* key, const auto& visit) {
    if (Written* all = root.find(key); all && all->type == json::Type::object)
      for (WrittenMember& m : all->members) visit(m.value);
  };
  convert_shapes(root.find("flags"), form);
  each("tables", [&](Written& table) { convert_shapes(table.find("columns"), form); });
  const auto convert_clauses = [&](Written* clauses, bool is_refusal) {
    if (clauses && clauses->type == json::Type::array)
      for (WrittenMember& m : clauses->members) convert_clause(m.value, form, is_refusal);
  };
  each("entities", [&](Written& kind) {
    for (const char* part : {"profile", "live"})
      if (Written* p = kind.find(part)) convert_shapes(p->find("state"), form);
    if (Written* profile = kind.find("profile")) convert_clauses(profile->find("invariants"), false);
  });
  each("actions", [&](Written& action) {
    convert_shapes(action.find("params"), form);
    convert_clauses(action.find("require"), false);
    convert_clauses(action.find("refuse"), true);
    convert_effects(action.find("effects"), form);
  });
}

}  // namespace

Result<std::string> format_rulebook(std::string_view rulebook, Form form) {
  json::Document document;
  if (auto error = scan_rulebook(rulebook, document)) return std::move(*error);
  WrittenText text = read_written(document);
  if (form != Form::as_written) convert(text.root.value, form);
  std::string out = lay_out(text);
  // Conversions are checked one by one; this one checks that they were all.
  if (const auto before = Program::compile(rulebook)) {
    const auto after = Program::compile(out);
    if (after && after->digest() == before->digest()) return out;
    Error e = after ? Error{} : after.error();
    e.message = "the rulebook would not mean the same in the other form" + (e.message.empty() ? "" : ": " + e.message);
    e.line = e.column = 0;
    return e;
  }
  return out;
}

}  // namespace ludex
