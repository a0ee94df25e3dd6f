// Calls, the macros of CEL and message literals.

#include "expr/expression_parser.h"

namespace ludex::expr {

// How many arguments a macro takes, its variables counted: with one variable, and with two.
struct CelMacro {
  std::string_view name;
  std::size_t least, most, least_of_two, most_of_two;
};
constexpr CelMacro kCelMacros[] = {{"all", 2, 2, 3, 3},       {"exists", 2, 2, 3, 3}, {"exists_one", 2, 2, 3, 3},
                                   {"existsOne", 2, 2, 3, 3}, {"map", 2, 3, 0, 0},    {"filter", 2, 2, 0, 0},
                                   {"transformList", 0, 0, 3, 4}, {"transformMap", 0, 0, 3, 4}, {"transformMapEntry", 0, 0, 3, 4},
                                   {"sortBy", 2, 2, 0, 0},    {"optMap", 2, 2, 0, 0}, {"optFlatMap", 2, 2, 0, 0}};

// The same macros in rules: the most expressions after one variable, and after two.
struct RuleMacro {
  std::string_view name;
  std::size_t most, most_of_two;
  const char* takes;
};
constexpr RuleMacro kRuleMacros[] = {{"all", 1, 1, "a variable, or two, and one expression"},
                                     {"exists", 1, 1, "a variable, or two, and one expression"},
                                     {"exists_one", 1, 1, "a variable, or two, and one expression"},
                                     {"existsOne", 1, 1, "a variable, or two, and one expression"},
                                     {"map", 2, 0, "a variable and one or two expressions"},
                                     {"filter", 1, 0, "a variable and one expression"},
                                     {"transformList", 0, 2, "two variables and one or two expressions"},
                                     {"transformMap", 0, 2, "two variables and one or two expressions"},
                                     {"sortBy", 1, 0, "a variable and one expression"},
                                     {"optMap", 1, 0, "a variable and one expression"},
                                     {"optFlatMap", 1, 0, "a variable and one expression"}};

// token_ stands on "("; `target` is kNone for a plain function.
std::uint32_t Parser::call(std::string function, std::uint32_t position, std::uint32_t target) {
  advance();
  if (target == kNone && function == "has" && has_macros_) {
    const std::uint32_t argument = expression();
    if (!expect(")")) return kNone;
    if (ast_.nodes[argument].kind != NodeKind::select && (is_cel_ || ast_.nodes[argument].kind != NodeKind::identifier))
      return fail(position, "has() takes a field, as in has(params.x)"), kNone;
    return make(NodeKind::has, position, {argument});
  }
  const bool is_of_cel = has_macros_ && target != kNone && ast_.nodes[target].kind == NodeKind::identifier && ast_.nodes[target].text == "cel";
  if (is_of_cel && function == "bind") return bind(position);
  if (is_cel_ && has_macros_ && target != kNone) {
    if (is_of_cel) {
      if (function == "block") return block(position);
      if (function == "index" || function == "iterVar" || function == "accuVar") return numbered_name(function, position);
    }
    for (const CelMacro& m : kCelMacros)
      if (m.name == function) return cel_macro(m, position, target);
  }
  if (!is_cel_ && target != kNone)
    for (const RuleMacro& m : kRuleMacros)
      if (m.name == function) return rule_macro(m, position, target);
  std::vector<std::uint32_t> children;
  if (target != kNone) children.push_back(target);
  for (const std::uint32_t child : items(")", false)) children.push_back(child);
  if (!ok()) return kNone;
  const std::uint32_t out = make(NodeKind::call, position, std::move(children));
  if (out != kNone) {
    ast_.nodes[out].text = std::move(function);
    ast_.nodes[out].is_method = target != kNone;
  }
  return out;
}

// In rules a macro's name is no method's: whatever does not fit is a mistake in using it.
std::uint32_t Parser::rule_macro(const RuleMacro& m, std::uint32_t position, std::uint32_t target) {
  std::string names[2] = {word("a variable name"), std::string()};
  if (ok() && is_reserved_word(names[0])) return fail(position, "'" + names[0] + "' is a reserved word"), kNone;
  if (!expect(",")) return kNone;
  std::vector<std::uint32_t> expressions = items(")", false);
  if (!ok()) return kNone;
  const bool has_one = m.most > 0 && expressions.size() <= m.most;
  if (!has_one && m.most_of_two > 0 && expressions.size() > 1 && expressions.size() <= m.most_of_two + 1 && ast_.nodes[expressions[0]].kind == NodeKind::identifier) {
    names[1] = ast_.nodes[expressions[0]].text;
    if (names[0] == names[1]) return fail(ast_.nodes[expressions[0]].position, "the two variables have one name"), kNone;
    expressions.erase(expressions.begin());
  } else if (!has_one || expressions.empty()) {
    return fail(position, std::string(m.name) + "() takes " + m.takes), kNone;
  }
  expressions.insert(expressions.begin(), target);
  const std::uint32_t out = make(NodeKind::macro, position, std::move(expressions));
  if (out == kNone) return out;
  ast_.nodes[out].text = m.name;
  ast_.nodes[out].variable = names[0];
  ast_.nodes[out].second_variable = names[1];
  ast_.nodes[out].is_method = true;
  return out;
}

// A macro is one when its arguments fit; else it is a method, which then nobody knows.
std::uint32_t Parser::cel_macro(const CelMacro& m, std::uint32_t position, std::uint32_t target) {
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
std::uint32_t Parser::bind(std::uint32_t position) {
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

// cel.block([E0, E1, …], E), as optimisers write it: each of the list is computed once, and cel.index(i) names it after that.
std::uint32_t Parser::block(std::uint32_t position) {
  std::vector<std::uint32_t> arguments = items(")", false);
  if (!ok()) return kNone;
  if (arguments.size() != 2 || ast_.nodes[arguments[0]].kind != NodeKind::list) return fail(position, "block() takes a list, written out, and an expression"), kNone;
  std::vector<std::uint32_t> children = ast_.nodes[arguments[0]].children;
  for (const std::uint32_t c : children)
    if (ast_.nodes[c].kind == NodeKind::optional_entry) return fail(ast_.nodes[c].position, "the list of a block has no optional entries"), kNone;
  children.push_back(arguments[1]);
  const std::uint32_t out = make(NodeKind::macro, position, std::move(children));
  if (out == kNone) return out;
  ast_.nodes[out].text = "block";
  ast_.nodes[out].variable = "@index";
  ast_.nodes[out].is_method = true;
  return out;
}

// cel.index(2), cel.iterVar(0, 1): names that nobody else can write.
std::uint32_t Parser::numbered_name(std::string_view function, std::uint32_t position) {
  const std::vector<std::uint32_t> arguments = items(")", false);
  if (!ok()) return kNone;
  std::string name = function == "index" ? "@index" : function == "iterVar" ? "@it" : "@ac";
  for (const std::uint32_t a : arguments) {
    const Node& n = ast_.nodes[a];
    if (n.kind != NodeKind::int_literal || n.value.i < 0) return fail(n.position, "expected a number, written out"), kNone;
    name += ":" + std::to_string(n.value.i);
  }
  if (arguments.size() != (function == "index" ? 1 : 2)) return fail(position, "'" + std::string(function) + "' takes " + (function == "index" ? "one number" : "two numbers")), kNone;
  const std::uint32_t out = make(NodeKind::identifier, position, {});
  if (out != kNone) ast_.nodes[out].text = std::move(name);
  return out;
}

// "a.b.C" when the tree under `n` is a chain of plain names, else "".
std::string Parser::qualified_name(std::uint32_t n) const {
  const Node& x = ast_.nodes[n];
  if (x.kind == NodeKind::identifier) return x.text[0] == '@' ? std::string() : x.text;
  if (x.kind != NodeKind::select) return "";
  const std::string front = qualified_name(x.children[0]);
  return front.empty() ? front : front + "." + x.text;
}

// token_ stands on "{" after the name of a type.
std::uint32_t Parser::message(std::string type, std::uint32_t position) {
  advance();
  std::vector<std::uint32_t> children;
  while (ok() && !token_.is("}")) {
    take_optional_mark();
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

}  // namespace ludex::expr
