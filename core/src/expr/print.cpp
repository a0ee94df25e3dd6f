#include <algorithm>

#include "expr/ast.h"
#include "value/json_scan.h"
#include "value/number.h"

namespace ludex::expr {

const char* spelling(Op op) {
  static constexpr const char* kSpelling[] = {"", "-", "!", "*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "in", "&&", "||"};
  return kSpelling[static_cast<std::size_t>(op)];
}

namespace {

// Any other field name was written in backquotes, in CEL as specified.
bool is_word(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// The name of a field, in backquotes where it is no word.
void put_field(std::string& out, const std::string& name) { out += is_word(name) ? name : "`" + name + "`"; }

// "@index:3" was written cel.index(3); other names stand for themselves.
void put_name(std::string& out, const std::string& name) {
  if (name[0] != '@') {
    out += name;
    return;
  }
  const auto first = name.find(':'), second = name.find(':', first + 1);
  const std::string_view kind = std::string_view(name).substr(0, first);
  out += kind == "@index" ? "cel.index(" : kind == "@it" ? "cel.iterVar(" : "cel.accuVar(";
  out += name.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  if (second != std::string::npos) out += ", " + name.substr(second + 1);
  out += ")";
}

// An int literal that a double stood beside holds that double; it was written as an int.
std::int64_t int_of(const Node& n) {
  return n.shape && n.shape->kind == ShapeKind::number ? static_cast<std::int64_t>(n.value.d) : n.value.i;
}

// Binding strength of a node as written; higher binds tighter.
int strength(const Node& n) {
  switch (n.kind) {
    case NodeKind::conditional: return 0;
    case NodeKind::binary:
      switch (n.op) {
        case Op::or_: return 1;
        case Op::and_: return 2;
        case Op::add:
        case Op::sub: return 4;
        case Op::mul:
        case Op::div:
        case Op::mod: return 5;
        default: return 3;
      }
    case NodeKind::unary: return 6;
    case NodeKind::int_literal: return int_of(n) < 0 ? 6 : 8;
    case NodeKind::double_literal: return n.value.d < 0 ? 6 : 8;
    default: return 8;
  }
}

void print(std::string& out, const Ast& ast, std::uint32_t n, int context);

// All but those before `first` and the last `without`.
void print_all(std::string& out, const Ast& ast, const std::vector<std::uint32_t>& nodes, std::size_t first, std::size_t without = 0) {
  for (std::size_t i = first; i + without < nodes.size(); ++i) {
    if (i > first) out += ", ";
    print(out, ast, nodes[i], 0);
  }
}

void print(std::string& out, const Ast& ast, std::uint32_t index, int context) {
  const Node& n = ast.nodes[index];
  const bool parentheses = strength(n) < context;
  if (parentheses) out.push_back('(');
  char number[kMaxDoubleText];
  switch (n.kind) {
    case NodeKind::null_literal: out += "null"; break;
    case NodeKind::bool_literal: out += n.value.b ? "true" : "false"; break;
    case NodeKind::int_literal: out.append(number, print_int64(int_of(n), number)); break;
    case NodeKind::double_literal: out.append(number, print_double(n.value.d, number)); break;
    case NodeKind::string_literal: json::write_string(out, n.text); break;
    case NodeKind::uint_literal: out += std::to_string(n.value.u) + "u"; break;
    case NodeKind::bytes_literal: {
      static constexpr char kHex[] = "0123456789abcdef";
      out += "b\"";
      for (const char c : n.text) {
        const auto byte = static_cast<unsigned char>(c);
        out += "\\x";
        out.push_back(kHex[byte >> 4]);
        out.push_back(kHex[byte & 15]);
      }
      out.push_back('"');
      break;
    }
    case NodeKind::message:
      out += n.text + "{";
      for (std::size_t i = 0; i < n.children.size(); i += 2) {
        if (i > 0) out += ", ";
        put_field(out, ast.nodes[n.children[i]].text);
        out += ": ";
        print(out, ast, n.children[i + 1], 0);
      }
      out += "}";
      break;
    case NodeKind::identifier: put_name(out, n.text); break;
    case NodeKind::select:
    case NodeKind::optional_select:
      print(out, ast, n.children[0], 7);
      out += n.kind == NodeKind::select ? "." : ".?";
      put_field(out, n.text);
      break;
    case NodeKind::has:
      out += "has(";
      print(out, ast, n.children[0], 0);
      out += ")";
      break;
    case NodeKind::index:
    case NodeKind::optional_index:
      print(out, ast, n.children[0], 7);
      out += n.kind == NodeKind::index ? "[" : "[?";
      print(out, ast, n.children[1], 0);
      out += "]";
      break;
    case NodeKind::call:
    case NodeKind::macro: {
      const bool is_macro = n.kind == NodeKind::macro;
      if (is_macro && n.text == "block") {
        out += "cel.block([";
        print_all(out, ast, n.children, 0, 1);
        out += "], ";
        print(out, ast, n.children.back(), 0);
        out += ")";
        break;
      }
      const bool is_bind = is_macro && n.text == "bind";
      if (is_bind) {
        out += "cel.";
      } else if (n.is_method) {
        print(out, ast, n.children[0], 7);
        out += ".";
      }
      out += n.text + "(";
      for (const std::string& variable : {n.variable, n.second_variable}) {
        if (!is_macro || variable.empty()) continue;
        put_name(out, variable);
        out += ", ";
      }
      print_all(out, ast, n.children, n.is_method && !is_bind ? 1 : 0);
      out += ")";
      break;
    }
    case NodeKind::optional_entry:
      out += "?";
      print(out, ast, n.children[0], 0);
      break;
    case NodeKind::unary: {
      out += spelling(n.op);
      const std::size_t begin = out.size();
      print(out, ast, n.children[0], 7);
      // A sign right before a digit would be read as the number's own.
      if (n.op == Op::neg && out[begin] >= '0' && out[begin] <= '9') {
        out.insert(begin, "(");
        out.push_back(')');
      }
      break;
    }
    case NodeKind::binary:
      print(out, ast, n.children[0], strength(n));
      out += std::string(" ") + spelling(n.op) + " ";
      print(out, ast, n.children[1], strength(n) + 1);
      break;
    case NodeKind::conditional:
      print(out, ast, n.children[0], 1);
      out += " ? ";
      print(out, ast, n.children[1], 1);
      out += " : ";
      print(out, ast, n.children[2], 0);
      break;
    case NodeKind::list:
      out += "[";
      print_all(out, ast, n.children, 0);
      out += "]";
      break;
    case NodeKind::map:
      out += "{";
      for (std::size_t i = 0; i < n.children.size(); i += 2) {
        const Node& value = ast.nodes[n.children[i + 1]];
        const bool is_optional = value.kind == NodeKind::optional_entry;
        if (i) out += ", ";
        if (is_optional) out += "?";
        print(out, ast, n.children[i], 0);
        out += ": ";
        print(out, ast, is_optional ? value.children[0] : n.children[i + 1], 0);
      }
      out += "}";
      break;
  }
  if (parentheses) out.push_back(')');
}

}  // namespace

std::string print(const Ast& ast, std::uint32_t root) {
  std::string out;
  print(out, ast, root, 0);
  return out;
}

}  // namespace ludex::expr
