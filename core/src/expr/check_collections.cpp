// Lists and maps, written out.

#include "expr/checker.h"
#include "support/sort.h"

#include <algorithm>

namespace ludex::expr {

using enum ShapeKind;

namespace {

// Types that a type may be made of, each time it stands there. Lets that each hold the one before twice double with every
// let, and whatever looks at a type looks at all of it.
constexpr std::size_t kMaxTypeParts = 4096;

std::size_t parts_of(const Shape& s, std::size_t limit) {
  std::size_t parts = 1;
  if (s.element) parts += parts_of(*s.element, limit);
  for (const Field& f : s.fields) {
    if (parts > limit) break;
    parts += parts_of(*f.shape, limit - parts);
  }
  return parts;
}

}  // namespace

bool Checker::list_literal(std::uint32_t n) {
  const std::size_t count = node(n).children.size();
  for (std::size_t i = 0; i < count; ++i)
    if (!visit(child(n, i))) return false;
  if (count == 0) return set(n, Meaning::operation, builtin_shapes().list_of_nothing);
  // A null among values makes them optional.
  const Shape* value = nullptr;
  bool has_null = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Shape& s = shape(child(n, i));
    if (s.kind == null) has_null = true;
    else if (s.kind != optional) value = &s;
  }
  if (has_null && value) {
    Shape s;
    s.kind = optional;
    s.element = value;
    const Shape* o = declarations_.add_shape(std::move(s));
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t c = child(n, i);
      if (shape(c).kind == null && !adapt(c, *o, true)) return false;
      node(n).children[i] = c;
    }
  }
  std::uint32_t first = child(n, 0);
  for (int pass = 0; pass < 2; ++pass) {  // the second pass brings the earlier ones to the type the later ones forced
    for (std::size_t i = 1; i < count; ++i) {
      std::uint32_t c = child(n, i);
      if (!unify(first, c, c)) return false;
      node(n).children[i] = c;
    }
  }
  node(n).children[0] = first;
  const ShapeKind k = shape(first).kind;
  if (k == entity || k == table || k == nothing || k == null) return fail(n, "a list cannot hold " + name_of(shape(first)));
  return set(n, Meaning::operation, *make_list(shape(first), static_cast<std::uint32_t>(count)));
}

bool Checker::map_literal(std::uint32_t n) {
  const std::size_t pairs = node(n).children.size() / 2;
  bool is_constant_keys = true;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < pairs; ++i) {
    if (!visit(child(n, 2 * i)) || !visit(child(n, 2 * i + 1))) return false;
    const Node& k = node(child(n, 2 * i));
    is_constant_keys = is_constant_keys && k.kind == NodeKind::string_literal;
    if (!is_textual(*k.shape)) return fail(child(n, 2 * i), "map keys are strings here, not " + name_of(*k.shape));
    if (k.kind == NodeKind::string_literal) {
      if (std::find(keys.begin(), keys.end(), k.text) != keys.end()) return fail(child(n, 2 * i), "the key '" + k.text + "' stands twice");
      keys.push_back(k.text);
    }
    const ShapeKind v = shape(child(n, 2 * i + 1)).kind;
    if (v == entity || v == table || v == nothing) return fail(child(n, 2 * i + 1), "a map cannot hold " + name_of(shape(child(n, 2 * i + 1))));
  }
  if (is_constant_keys && pairs > 0) {
    // Known keys make a record: every value keeps its own type.
    Shape s;
    s.kind = record;
    s.keeps_null = true;
    const auto order = detail::sorted_positions(pairs, [&](std::uint32_t x, std::uint32_t y) { return keys[x] < keys[y]; });
    std::vector<std::uint32_t> sorted;
    for (const std::size_t i : order) {
      s.declared.push_back(static_cast<std::uint32_t>(s.fields.size()));
      s.fields.push_back({keys[i], &shape(child(n, 2 * i + 1))});
      sorted.push_back(child(n, 2 * i));
      sorted.push_back(child(n, 2 * i + 1));
    }
    if (parts_of(s, kMaxTypeParts) > kMaxTypeParts) return fail(n, "the value has more than " + std::to_string(kMaxTypeParts) + " parts: let its lets not hold each other");
    node(n).children = sorted;
    return set(n, Meaning::operation, *declarations_.add_shape(std::move(s)));
  }
  Shape s;
  s.kind = map;
  s.key = &builtin_shapes().string;
  s.element = &builtin_shapes().nothing;
  if (pairs > 0) {
    std::uint32_t first = child(n, 1);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < pairs; ++i) {
        std::uint32_t key = child(n, 2 * i), value = child(n, 2 * i + 1);
        if (shape(key).kind != string) wrap(key, "$text", builtin_shapes().string, false);
        if (i > 0 && !unify(first, value, value)) return false;
        node(n).children[2 * i] = key;
        node(n).children[2 * i + 1] = i > 0 ? value : first;
      }
    }
    s.element = &shape(first);
  }
  s.max_length = static_cast<std::uint32_t>(pairs);
  return set(n, Meaning::operation, *declarations_.add_shape(std::move(s)), pairs > 0);  // two computed keys may be equal
}

}  // namespace ludex::expr
