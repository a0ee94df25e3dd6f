// Lists and maps joined and made, and the functions of lists.

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "expr/cost.h"
#include "expr/run_parts.h"
#include "schema/typed.h"

namespace ludex::expr {
namespace {

using enum ShapeKind;

List* room(Arena& arena, std::size_t size) {
  const auto n = static_cast<std::uint32_t>(size);
  auto* l = arena.allocate_array<List>(1);
  *l = {0, n, n ? arena.allocate_array<Word>(n) : nullptr};
  return l;
}

// The order of `<`, for types that have one; of words alone where only equality counts.
bool is_less(const Shape& s, Word a, Word b) {
  switch (s.kind) {
    case number: return a.d < b.d;
    case string: return a.s->view() < b.s->view();
    case boolean: return !a.b && b.b;
    default: return a.i < b.i;
  }
}
bool has_order(const Shape& s) {
  return s.kind == number || s.kind == string || s.kind == boolean || s.kind == integer || s.kind == ref || s.kind == row || s.kind == enumeration;
}
std::uint64_t sorting(std::uint32_t n) { return std::uint64_t{n} * static_cast<std::uint64_t>(std::bit_width(n)); }

std::vector<std::uint32_t> sorted(const Shape& s, const List& keys) {
  std::vector<std::uint32_t> order(keys.size);
  for (std::uint32_t i = 0; i < keys.size; ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return is_less(s, keys.items[a], keys.items[b]); });
  return order;
}

void sort_by(const Shape& s, const List& given, const List& keys, List& out) {
  for (const std::uint32_t i : sorted(s, keys)) out.items[out.size++] = given.items[i];
}

// The first of equal items stays. What has an order is sorted first; the rest is compared one with the other.
void distinct(const Shape& s, const List& given, List& out) {
  if (!has_order(s)) {
    for (std::uint32_t i = 0; i < given.size; ++i)
      if (std::none_of(out.items, out.items + out.size, [&](Word kept) { return equal(s, kept, given.items[i]); })) out.items[out.size++] = given.items[i];
    return;
  }
  std::vector<bool> stays(given.size, true);
  const auto order = sorted(s, given);
  for (std::size_t i = 1; i < order.size(); ++i)  // stable: of equal ones the first comes first
    if (!is_less(s, given.items[order[i - 1]], given.items[order[i]])) stays[order[i]] = false;
  for (std::uint32_t i = 0; i < given.size; ++i)
    if (stays[i]) out.items[out.size++] = given.items[i];
}

template <class T>
RuleError extreme(const List& l, T Word::*part, bool is_greatest, Word& out) {
  if (l.size == 0) return RuleError::no_such_overload;
  out = l.items[0];
  for (std::uint32_t i = 1; i < l.size; ++i)
    if (is_greatest ? out.*part < l.items[i].*part : l.items[i].*part < out.*part) out = l.items[i];
  return RuleError::none;
}

}  // namespace

RuleError run_list(const Instruction* at, Word* r, const Frame& frame, std::uint64_t& work) {
  const Instruction& x = *at;
  Arena& arena = *frame.arena;
  if (arena.used() > kMaxScratchBytes) return RuleError::overflow;
  switch (x.op) {
    case OpCode::concat_list: {
      const List &a = *r[x.b].list, &b = *r[x.c].list;
      const std::size_t n = std::size_t{a.size} + b.size;
      work += n;
      if (n > kMaxMadeList || arena.used() > kMaxScratchBytes) return RuleError::overflow;
      auto* l = arena.allocate_array<List>(1);
      *l = {static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n), arena.allocate_array<Word>(n)};
      if (a.size) std::memcpy(l->items, a.items, a.size * sizeof(Word));
      if (b.size) std::memcpy(l->items + a.size, b.items, b.size * sizeof(Word));
      r[x.a] = word_list(l);
      return RuleError::none;
    }
    case OpCode::map_new: {
      if (arena.used() > kMaxScratchBytes) return RuleError::overflow;
      work += x.c;
      auto* m = arena.allocate_array<Map>(1);
      *m = {0, x.c, x.c ? arena.allocate_array<MapEntry>(x.c) : nullptr};
      for (std::uint32_t i = 0; i < x.c; ++i) {
        Str* key = r[x.b + 2 * i].s;
        const std::uint32_t at = m->lower_bound(key->view());
        // CEL: a repeated key is an error; this is the code that names keys.
        if (at < m->size && m->entries[at].key->view() == key->view()) return RuleError::no_such_key;
        std::memmove(m->entries + at + 1, m->entries + at, (m->size - at) * sizeof(MapEntry));
        m->entries[at] = {key, r[x.b + 2 * i + 1]};
        ++m->size;
      }
      r[x.a] = word_map(m);
      return RuleError::none;
    }
    case OpCode::map_reserve: {
      const auto n = static_cast<std::uint32_t>(r[x.b].i);
      auto* m = arena.allocate_array<Map>(1);
      *m = {0, n, n ? arena.allocate_array<MapEntry>(n) : nullptr};
      r[x.a] = word_map(m);
      return RuleError::none;
    }
    case OpCode::least_int:
    case OpCode::greatest_int: work += r[x.b].list->size; return extreme(*r[x.b].list, &Word::i, x.op == OpCode::greatest_int, r[x.a]);
    case OpCode::least_double:
    case OpCode::greatest_double: work += r[x.b].list->size; return extreme(*r[x.b].list, &Word::d, x.op == OpCode::greatest_double, r[x.a]);
    case OpCode::range_list: {
      List* const out = room(arena, static_cast<std::size_t>(r[x.b].i));
      work += out->capacity;
      for (; out->size < out->capacity; ++out->size) out->items[out->size] = word_int(out->size);
      r[x.a] = word_list(out);
      return RuleError::none;
    }
    case OpCode::slice: {
      const List& given = *r[x.b].list;
      const std::int64_t begin = r[x.b + 1].i, end = r[x.b + 2].i;
      if (begin < 0 || end < begin || end > std::int64_t{given.size}) return RuleError::index_out_of_range;
      List* const out = room(arena, static_cast<std::size_t>(end - begin));
      work += out->capacity;
      for (; out->size < out->capacity; ++out->size) out->items[out->size] = given.items[begin + out->size];
      r[x.a] = word_list(out);
      return RuleError::none;
    }
    case OpCode::reverse_list: {
      const List& given = *r[x.b].list;
      List* const out = room(arena, given.size);
      work += given.size;
      for (; out->size < given.size; ++out->size) out->items[out->size] = given.items[given.size - 1 - out->size];
      r[x.a] = word_list(out);
      return RuleError::none;
    }
    case OpCode::first:
    case OpCode::last: {
      // Items that may be null themselves are what is given; see Checker::made_of.
      const List& given = *r[x.b].list;
      const bool is_first = x.op == OpCode::first, holds_optionals = x.c != 0;
      if (given.size == 0) {
        r[x.a] = word_null();
        return RuleError::none;
      }
      const Word item = given.items[is_first ? 0 : given.size - 1];
      if (holds_optionals) {
        r[x.a] = item;
        return RuleError::none;
      }
      auto* o = arena.allocate_array<Word>(1);
      *o = item;
      r[x.a] = word_optional(o);
      return RuleError::none;
    }
    case OpCode::flatten: {
      const List& given = *r[x.b].list;
      std::uint64_t size = 0;
      for (std::uint32_t i = 0; i < given.size; ++i) size += given.items[i].list->size;
      work += given.size + size;
      if (size > kMaxMadeList) return RuleError::overflow;
      List* const out = room(arena, static_cast<std::size_t>(size));
      for (std::uint32_t i = 0; i < given.size; ++i) {
        const List& part = *given.items[i].list;
        if (part.size) std::memcpy(out->items + out->size, part.items, part.size * sizeof(Word));
        out->size += part.size;
      }
      r[x.a] = word_list(out);
      return RuleError::none;
    }
    case OpCode::unwrap: {
      const List& given = *r[x.b].list;
      List* const out = room(arena, given.size);
      work += given.size;
      for (std::uint32_t i = 0; i < given.size; ++i)
        if (given.items[i].optional) out->items[out->size++] = *given.items[i].optional;
      r[x.a] = word_list(out);
      return RuleError::none;
    }
    case OpCode::distinct:
    case OpCode::sort:
    default: {  // sort_by
      const Shape& s = *frame.code->shapes[at[1].a];
      const List& given = *r[x.b].list;
      List* const out = room(arena, given.size);
      work += sorting(given.size);
      if (x.op == OpCode::distinct) distinct(s, given, *out);
      else sort_by(s, given, x.op == OpCode::sort ? given : *r[x.c].list, *out);
      r[x.a] = word_list(out);
      return RuleError::none;
    }
  }
}

}  // namespace ludex::expr
