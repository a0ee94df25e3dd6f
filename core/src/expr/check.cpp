#include "expr/check.h"

#include "expr/checker.h"

namespace ludex::expr {

using enum ShapeKind;

bool Checker::visit(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  switch (node(n).kind) {
    case NodeKind::null_literal: return set(n, Meaning::constant, builtin.null);
    case NodeKind::bool_literal: return set(n, Meaning::constant, builtin.boolean);
    case NodeKind::int_literal: return set(n, Meaning::constant, builtin.integer);
    case NodeKind::double_literal: return set(n, Meaning::constant, builtin.number);
    case NodeKind::string_literal:
      node(n).value = word_str(make_str(node(n).text, declarations_.arena));
      return set(n, Meaning::constant, builtin.string);
    case NodeKind::identifier: return identifier(n);
    case NodeKind::select: return select(n);
    case NodeKind::has: return has(n);
    case NodeKind::index: return index(n);
    case NodeKind::unary: return unary(n);
    case NodeKind::binary: return binary(n);
    case NodeKind::conditional: return conditional(n);
    case NodeKind::list: return list_literal(n);
    case NodeKind::map: return map_literal(n);
    case NodeKind::macro: return macro(n);
    case NodeKind::call: return call(n);
    case NodeKind::optional_select:
    case NodeKind::optional_index: return optional_part(n);
    case NodeKind::uint_literal:
    case NodeKind::bytes_literal:
    case NodeKind::optional_entry:
    case NodeKind::message: return unsupported(n, "this is CEL, but not part of rules");  // nor does the parser of rules make it
  }
  return false;
}

bool Checker::path(std::uint32_t n, bool is_root) {
  const NodeKind kind = node(n).kind;
  if (kind != NodeKind::select && kind != NodeKind::index)
    return fail(n, is_root ? "the target of an effect is a field, as in actor.coins" : "the target of an effect starts with an entity, as in actor.coins");
  if (!visit(n)) return false;
  std::uint32_t at = n;
  while (node(at).meaning != Meaning::field) {
    const Meaning m = node(at).meaning;
    if (m != Meaning::map_key && m != Meaning::list_item && m != Meaning::record_field && m != Meaning::axis)
      return fail(n, m == Meaning::entity_id ? "an id cannot be assigned" : "only state of an entity can be assigned; params, tables, flags, lets and 'now' cannot");
    at = child(at, 0);
    if (node(at).text == "$get") return unsupported(n, "assigning inside an optional value is not supported yet; assign the whole field");
    if (node(at).kind == NodeKind::identifier && node(at).meaning != Meaning::field)
      return fail(n, "only state of an entity can be assigned; params, tables, flags, lets and 'now' cannot");
  }
  return true;
}

std::optional<CheckError> check(Ast& ast, std::uint32_t& root, const Scope& scope, Declarations& declarations, Reads& reads, const Shape* expected) {
  Checker c(ast, scope, declarations, reads);
  if (!c.visit(root)) return c.error;
  const ShapeKind kind = ast.nodes[root].shape->kind;
  const bool is_entity = kind == entity || (kind == list && ast.nodes[root].shape->element->kind == entity);
  if (is_entity && !scope.allows_entities)
    return CheckError{kind == entity ? "an entity is not a value; take its id or a field" : "entities are not values; take their ids, as in found.map(e, e.id)", ast.nodes[root].position, false};
  if (!is_entity && (kind == table || kind == nothing || kind == table_row)) {
    if (!(kind == table_row && !expected))
      return CheckError{"this is not a value yet; go on with '.'", ast.nodes[root].position, false};
  }
  if (expected && !c.adapt(root, *expected, true)) return c.error;
  return std::nullopt;
}

std::optional<CheckError> adapt(Ast& ast, std::uint32_t& root, const Scope& scope, Declarations& declarations, const Shape& expected) {
  Reads reads;
  Checker c(ast, scope, declarations, reads);
  if (!c.adapt(root, expected, true)) return c.error;
  return std::nullopt;
}

std::optional<CheckError> check_path(Ast& ast, std::uint32_t root, const Scope& scope, Declarations& declarations, Reads& reads) {
  Checker c(ast, scope, declarations, reads);
  if (!c.path(root, true)) return c.error;
  return std::nullopt;
}

}  // namespace ludex::expr
