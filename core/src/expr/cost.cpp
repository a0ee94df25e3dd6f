#include "expr/cost.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "expr/patterns.h"

namespace ludex::expr {
namespace {

using enum ShapeKind;

constexpr std::uint64_t kBytesPerStep = 64, kBytesPerCodePoint = 4, kNumberText = 40;

std::uint64_t items(const Range& r) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, r.hi)); }
std::uint64_t text_bytes(const Range& r) { return times(items(r), kBytesPerCodePoint); }
std::uint64_t text_steps(const Range& r) { return text_bytes(r) / kBytesPerStep + 1; }
std::uint64_t made_text(std::uint64_t bytes) { return plus(std::min<std::uint64_t>(bytes, kMaxMadeString), 16); }
/// Comparisons of a binary search.
std::uint64_t search(std::uint64_t n) { return static_cast<std::uint64_t>(std::bit_width(n)) + 1; }

}  // namespace

Toll volume_of(const Shape& s, const Range& r, bool reads_text) {
  switch (s.kind) {
    case string: return {reads_text ? text_steps(r) : 1, plus(text_bytes(r), 16)};
    case vec3: return {3, 24};
    case optional: {
      if (r.hi <= 0) return {1, 0};
      const Toll inner = volume_of(*s.element, part(r), reads_text);
      return {plus(1, inner.elements), plus(8, inner.bytes)};
    }
    case list:
    case map: {
      const std::uint64_t n = items(r);
      if (n == 0) return {1, 16};
      const Toll inner = volume_of(*s.element, part(r), reads_text);
      const std::uint64_t key_bytes = s.kind == map ? plus(24, times(s.key->kind == string ? std::min<std::uint32_t>(s.key->max_length, kMaxStringDefault) : 64, kBytesPerCodePoint)) : 0;
      return {plus(1, times(n, plus(s.kind == map ? 1 : 0, inner.elements))), plus(32, times(n, plus(plus(8, key_bytes), inner.bytes)))};
    }
    case record: {
      Toll out{1, 8};
      for (std::size_t i = 0; i < s.fields.size(); ++i) {
        const Toll inner = volume_of(*s.fields[i].shape, part(r, i), reads_text);
        out = {plus(out.elements, inner.elements), plus(out.bytes, plus(8, inner.bytes))};
      }
      return out;
    }
    default: return {1, 0};
  }
}

std::uint64_t weight_of(const Shape& s, const Range& r) {
  switch (s.kind) {
    case optional: return r.hi <= 0 ? 1 : plus(1, weight_of(*s.element, part(r)));
    case list:
    case map: return plus(1, times(items(r), items(r) ? weight_of(*s.element, part(r)) : 0));
    case record: {
      std::uint64_t n = 1;
      for (std::size_t i = 0; i < s.fields.size(); ++i) n = plus(n, weight_of(*s.fields[i].shape, part(r, i)));
      return n;
    }
    case string: return plus(1, text_bytes(r) / 64);
    default: return 1;
  }
}

bool makes_value(OpCode op) {
  switch (op) {
    case OpCode::concat_string:
    case OpCode::concat_list:
    case OpCode::vec3:
    case OpCode::some:
    case OpCode::list_new:
    case OpCode::list_reserve:
    case OpCode::map_new:
    case OpCode::map_reserve:
    case OpCode::record_new:
    case OpCode::char_at:
    case OpCode::substring_from: return true;
    default: return (op >= OpCode::lower_ascii && op <= OpCode::reverse_text) || (op >= OpCode::substring && op <= OpCode::sort_by);
  }
}

namespace {

// Of functions that do more than read their arguments and write their value once; nothing for those that do not.
bool special_toll(std::string_view f, const Ast& ast, const Node& x, const std::vector<Range>& ranges, const Declarations& declarations, Toll& out) {
  const auto range = [&](std::size_t i) -> const Range& { return ranges[x.children[i]]; };
  const auto shape = [&](std::size_t i) -> const Shape& { return *ast.nodes[x.children[i]].shape; };
  if (f == "matches") return out = {search_steps(*declarations.patterns[x.a], text_bytes(range(0))), 0}, true;
  if (f == "optional.of") return out = {0, 8}, true;
  if (f == "hasValue" || f == "value" || f == "orValue" || f == "or") return out = {}, true;
  if (f == "first" || f == "last") return out = {0, 8}, true;
  if (x.children.empty() || shape(0).kind != list) {
    if (f != "lists.range") return false;
    return out = {items(ranges[static_cast<std::size_t>(&x - ast.nodes.data())]), plus(16, times(8, items(ranges[static_cast<std::size_t>(&x - ast.nodes.data())])))}, true;
  }
  // Lists share their items: making one costs a word for each.
  const std::uint64_t n = items(range(0));
  const Toll words{plus(n, 1), plus(16, times(8, n))};
  if (f == "greatest" || f == "least") return out = {n, 0}, true;
  if (f == "slice" || f == "reverse" || f == "unwrapOpt") return out = words, true;
  if (f == "flatten") {
    const std::uint64_t all = std::min<std::uint64_t>(times(n, n ? items(part(range(0))) : 0), kMaxMadeList);
    return out = {plus(n, all), plus(16, times(8, all))}, true;
  }
  if (f == "sort" || f == "distinct") {
    const ShapeKind k = shape(0).element->kind;
    const bool is_compared = k == vec3 || k == optional || k == list || k == map || k == record;
    out = words;
    out.elements = is_compared ? times(times(n, n), volume_of(*shape(0).element, part(range(0)), false).elements) : times(n, search(n));
    return true;
  }
  return false;
}

}  // namespace

Toll toll_of(const Ast& ast, std::uint32_t n, const std::vector<Range>& ranges, const Declarations& declarations) {
  const Node& x = ast.nodes[n];
  const auto shape = [&](std::size_t i) -> const Shape& { return *ast.nodes[x.children[i]].shape; };
  const auto range = [&](std::size_t i) -> const Range& { return ranges[x.children[i]]; };
  switch (x.meaning) {
    case Meaning::table_row:
      if (shape(1).kind != string) return {};
      return {search(declarations.row_keys[x.shape->index].size()), 0};
    case Meaning::map_key: return {search(items(range(0))), 0};
    case Meaning::operation: break;
    default: return {};
  }
  switch (x.kind) {
    case NodeKind::has: {
      const Node& target = ast.nodes[x.children[0]];
      if (target.meaning != Meaning::map_key) return {};
      return {search(items(ranges[target.children[0]])), 0};
    }
    case NodeKind::binary:
      if (x.op == Op::and_ || x.op == Op::or_) return {};
      if (x.op == Op::in) {
        if (shape(1).kind == table) return {search(declarations.row_keys[shape(1).index].size()), 0};
        if (shape(1).kind == map) return {search(items(range(1))), 0};
        // Values of different sizes are told apart at once: the smaller side decides.
        const std::uint64_t one = std::min(volume_of(*shape(1).element, part(range(1)), false).elements, volume_of(shape(0), range(0), false).elements);
        return {times(items(range(1)), one), 0};
      }
      if (x.op == Op::add && x.shape->kind == string) {
        const std::uint64_t bytes = std::min<std::uint64_t>(plus(text_bytes(range(0)), text_bytes(range(1))), kMaxMadeString);
        return {bytes / kBytesPerStep + 1, made_text(bytes)};
      }
      if (x.op == Op::add && x.shape->kind == list) {
        const std::uint64_t size = std::min<std::uint64_t>(plus(items(range(0)), items(range(1))), kMaxMadeList);
        return {size, plus(16, times(8, size))};
      }
      if (!is_owned(shape(0).kind)) return {};
      return {std::min(volume_of(shape(0), range(0), false).elements, volume_of(shape(1), range(1), false).elements), 0};
    case NodeKind::list: return {x.children.size(), plus(16, 8 * x.children.size())};
    case NodeKind::map: {
      const std::uint64_t pairs = x.children.size() / 2;
      if (x.shape->kind == record) return {pairs, 8 * pairs + 8};
      // Each pair finds its place and moves what stands behind it.
      return {times(pairs, plus(pairs, search(pairs))), plus(16, times(16, pairs))};
    }
    case NodeKind::macro: {
      const std::uint64_t n = x.text == "bind" || x.text == "optMap" || x.text == "optFlatMap" ? 0 : items(range(0));
      if (x.text == "optMap") return {0, 8};
      if (x.text == "map" || x.text == "filter" || x.text == "transformList") return {0, plus(16, times(8, n))};
      if (x.text == "transformMap") return {0, plus(16, times(16, n))};
      if (x.text == "sortBy") return {times(n, search(n)), plus(32, times(16, n))};
      return {};
    }
    case NodeKind::optional_select:
    case NodeKind::optional_index: {
      const Shape& t = shape(0).kind == optional ? *shape(0).element : shape(0);
      const std::uint64_t n = t.kind == map ? search(items(shape(0).kind == optional ? part(range(0)) : range(0))) : 0;
      return {times(2, n), 8};
    }
    case NodeKind::call: break;
    default: return {};
  }
  const std::string_view f = x.text;
  if (f == "$get" || f == "$find") {
    if (f == "$get") return {};
    return {x.shape->kind == row ? search(declarations.row_keys[x.shape->index].size()) : x.shape->names.size(), 0};
  }
  if (f == "$some") return {0, 8};
  if (f == "vec3") return {0, 24};
  if (f == "$text" || f == "string") return {0, shape(0).kind == string || shape(0).kind == row || shape(0).kind == enumeration ? 0 : kNumberText};
  if (f == "size" && shape(0).kind != string) return {};
  if (f == "startsWith" || f == "endsWith") return {1, 0};
  if (Toll special; special_toll(f, ast, x, ranges, declarations, special)) return special;
  // Whatever else a function does, it reads each argument once.
  Toll out;
  for (std::size_t i = 0; i < x.children.size(); ++i)
    if (is_owned(shape(i).kind) && shape(i).kind != vec3) out.elements = plus(out.elements, volume_of(shape(i), range(i)).elements);
  // … and makes its value, where that is not a number.
  if (is_owned(x.shape->kind)) {
    const Toll made = volume_of(*x.shape, ranges[n]);
    out = {plus(out.elements, made.elements), made.bytes};
  }
  return out;
}

}  // namespace ludex::expr
