#include "schema/declarations.h"

namespace ludex {

BuiltinShapes::BuiltinShapes() {
  null.kind = ShapeKind::null;
  nothing.kind = ShapeKind::nothing;
  boolean.kind = ShapeKind::boolean;
  integer.kind = ShapeKind::integer;
  number.kind = ShapeKind::number;
  string.kind = ShapeKind::string;
  string.max_length = kMaxStringDefault;
  vec3.kind = ShapeKind::vec3;
  list_of_nothing.kind = ShapeKind::list;
  list_of_nothing.element = &nothing;
  list_of_string.kind = ShapeKind::list;
  list_of_string.element = &string;
  origin.kind = ShapeKind::enumeration;
  origin.names = {"client", "server", "admin", "timer"};
}

const BuiltinShapes& builtin_shapes() {
  static const BuiltinShapes shapes;  // immutable, so sharing it is not state
  return shapes;
}

}  // namespace ludex
