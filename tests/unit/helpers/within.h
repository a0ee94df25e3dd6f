#pragma once
// Values against the ranges that interval analysis gave them.

#include "expr/range.h"
#include "schema/typed.h"

namespace ludex::test {

/// Whether a value is where its range says.
inline bool is_within(const Shape& s, Word w, const expr::Range& r) {
  switch (s.kind) {
    case ShapeKind::boolean: return r.has(std::int64_t{w.b});
    case ShapeKind::integer:
    case ShapeKind::ref:
    case ShapeKind::row:
    case ShapeKind::enumeration: return r.has(w.i);
    case ShapeKind::number: return r.has(w.d);
    case ShapeKind::string: return r.has(std::int64_t{code_points(w.s->view())});
    case ShapeKind::vec3: return r.has(w.vec[0]) && r.has(w.vec[1]) && r.has(w.vec[2]);
    case ShapeKind::optional: return r.has(std::int64_t{w.optional != nullptr}) && (!w.optional || is_within(*s.element, *w.optional, part(r)));
    case ShapeKind::list:
      for (std::uint32_t i = 0; i < w.list->size; ++i)
        if (!is_within(*s.element, w.list->items[i], part(r))) return false;
      return r.has(std::int64_t{w.list->size});
    case ShapeKind::map:
      for (std::uint32_t i = 0; i < w.map->size; ++i)
        if (!is_within(*s.element, w.map->entries[i].value, part(r))) return false;
      return r.has(std::int64_t{w.map->size});
    case ShapeKind::record:
      for (std::size_t i = 0; i < s.fields.size(); ++i)
        if (!is_within(*s.fields[i].shape, w.record[i], part(r, i))) return false;
      return true;
    default: return true;
  }
}

}  // namespace ludex::test
