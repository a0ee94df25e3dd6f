#include "rulebook/expression_types.h"

#include <utility>

#include "ludex/expression.h"
#include "rulebook/compile.h"
#include "support/sort.h"
#include "value/json_writer.h"

namespace ludex::detail {
namespace {

using expr::NodeKind;

// Bytes of one part's text: what is longer is read in the expression itself.
constexpr std::size_t kLongestPart = 200;

bool is_conversion(const expr::Node& n) { return n.kind == NodeKind::call && n.text.starts_with("$"); }

// Below a conversion stands what was written; its type is what the conversion makes of it where that is a literal.
std::uint32_t written(const expr::Ast& ast, std::uint32_t n) {
  while (is_conversion(ast.nodes[n])) n = ast.nodes[n].children[0];
  return n;
}

bool has_type(const expr::Node& n) { return n.shape && n.shape->kind != ShapeKind::nothing; }

std::string shortened(std::string text) {
  if (text.size() <= kLongestPart) return text;
  std::size_t end = kLongestPart;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a code point
  return text.substr(0, end) + "…";
}

}  // namespace

std::string cel_type_name(const Shape& shape, const ShapeNames& names) {
  const auto named = [&](const char* what, const std::vector<std::string>* list) {
    return std::string(what) + "(" + (list && shape.index < list->size() ? (*list)[shape.index] : std::string()) + ")";
  };
  switch (shape.kind) {
    case ShapeKind::null: return "null_type";
    case ShapeKind::nothing: return "dyn";
    case ShapeKind::row: return named("row", names.tables);
    case ShapeKind::ref: return named("ref", names.kinds);
    case ShapeKind::entity: return named("entity", names.kinds);
    case ShapeKind::table: return named("table", names.tables);
    case ShapeKind::table_row: return named("table_row", names.tables);
    case ShapeKind::optional: return "optional_type(" + cel_type_name(*shape.element, names) + ")";
    case ShapeKind::list: return "list(" + cel_type_name(*shape.element, names) + ")";
    case ShapeKind::map: return "map(" + cel_type_name(*shape.key, names) + "," + cel_type_name(*shape.element, names) + ")";
    case ShapeKind::record: {
      std::string out = "record(";
      for (const auto& f : shape.fields) out += (out.back() == '(' ? "" : ", ") + f.name + ": " + cel_type_name(*f.shape, names);
      return out + ")";
    }
    default: return type_name(shape, names);
  }
}

TypedExpression typed(const expr::Ast& ast, std::uint32_t root, std::string pointer, std::string text, const ShapeNames& names) {
  expr::Ast copy = ast;
  for (auto& x : copy.nodes)
    for (auto& c : x.children) c = written(ast, c);
  root = written(ast, root);
  TypedExpression out{std::move(pointer), std::move(text), {}, {}};
  if (has_type(ast.nodes[root])) out.type = cel_type_name(*ast.nodes[root].shape, names);
  // Printing every part of a chain of thousands would be quadratic: the text of large ones is left out.
  constexpr std::uint32_t kMostPrinted = 64;
  std::vector<std::uint32_t> sizes(copy.nodes.size(), 0);
  const auto visit = [&](const auto& self, std::uint32_t n) -> std::uint32_t {
    const expr::Node& x = copy.nodes[n];
    std::uint32_t size = 1;
    for (const std::uint32_t c : x.children) size += self(self, c);
    if (has_type(x)) out.parts.push_back({x.position, size <= kMostPrinted ? shortened(expr::print(copy, n)) : std::string(), cel_type_name(*x.shape, names)});
    return size;
  };
  visit(visit, root);
  sort_by(out.parts, &TypedExpression::Part::offset);
  return out;
}

std::string to_json(const std::vector<TypedExpression>& expressions) {
  json::Writer w;
  w.open('[');
  for (const TypedExpression& e : expressions) {
    w.open('{');
    for (const auto& [name, text] : {std::pair{"pointer", &e.pointer}, std::pair{"text", &e.text}, std::pair{"type", &e.type}}) {
      w.key(name);
      w.string(*text);
    }
    w.key("parts");
    w.open('[');
    for (const auto& part : e.parts) {
      w.open('{');
      w.key("offset");
      w.number(part.offset);
      w.key("text");
      w.string(part.text);
      w.key("type");
      w.string(part.type);
      w.close('}');
    }
    w.close(']');
    w.close('}');
  }
  w.close(']');
  return std::move(w.out);
}

}  // namespace ludex::detail

namespace ludex {

Result<std::string> expression_types_json(std::string_view rulebook) {
  std::vector<detail::TypedExpression> types;
  const auto program = detail::compile_with_types(rulebook, types);
  if (!program) return program.errors();
  return detail::to_json(types);
}

}  // namespace ludex
