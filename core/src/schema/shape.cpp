#include "schema/shape.h"

namespace ludex {

bool same_type(const Shape& a, const Shape& b) {
  if (&a == &b) return true;
  const auto is_int = [](const Shape& s) { return s.kind == ShapeKind::integer || s.kind == ShapeKind::ref; };
  if (is_int(a) && is_int(b)) return true;  // a reference is an id: an int with a promise about what it names
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case ShapeKind::enumeration: return a.names == b.names;
    case ShapeKind::row:
    case ShapeKind::entity:
    case ShapeKind::table:
    case ShapeKind::table_row: return a.index == b.index;
    case ShapeKind::optional:
    case ShapeKind::list: return same_type(*a.element, *b.element);
    case ShapeKind::map: return same_type(*a.key, *b.key) && same_type(*a.element, *b.element);
    case ShapeKind::record: {
      if (a.fields.size() != b.fields.size()) return false;
      for (std::size_t i = 0; i < a.fields.size(); ++i)
        if (a.fields[i].name != b.fields[i].name || !same_type(*a.fields[i].shape, *b.fields[i].shape)) return false;
      return true;
    }
    default: return true;
  }
}

std::string type_name(const Shape& shape, const ShapeNames& names) {
  const auto named = [&](const char* what, const std::vector<std::string>* list) {
    std::string out = what;
    if (list && shape.index < list->size()) out += " " + (*list)[shape.index];
    return out;
  };
  switch (shape.kind) {
    case ShapeKind::null: return "null";
    case ShapeKind::nothing: return "nothing";
    case ShapeKind::boolean: return "bool";
    case ShapeKind::integer: return "int";
    case ShapeKind::number: return "double";
    case ShapeKind::string: return "string";
    case ShapeKind::enumeration: {
      std::string out = "enum(";
      for (const auto& n : shape.names) out += (out.back() == '(' ? "" : ",") + n;
      return out + ")";
    }
    case ShapeKind::row: return named("row", names.tables);
    case ShapeKind::ref: return named("ref", names.kinds);
    case ShapeKind::entity: return named("entity", names.kinds);
    case ShapeKind::table: return named("table", names.tables);
    case ShapeKind::table_row: return named("row of table", names.tables);
    case ShapeKind::vec3: return "vec3";
    case ShapeKind::optional: return type_name(*shape.element, names) + "?";
    case ShapeKind::list: return "list<" + type_name(*shape.element, names) + ">";
    case ShapeKind::map: return "map<" + type_name(*shape.key, names) + ", " + type_name(*shape.element, names) + ">";
    case ShapeKind::record: {
      std::string out = "{";
      for (const auto& f : shape.fields) out += (out.back() == '{' ? "" : ", ") + f.name + ": " + type_name(*f.shape, names);
      return out + "}";
    }
  }
  return "?";
}

}  // namespace ludex
