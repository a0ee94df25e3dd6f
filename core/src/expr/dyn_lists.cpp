// The lists extension of CEL, and what the macros sortBy() and transformMapEntry() end in.

#include <algorithm>

#include "expr/dyn_functions.h"
#include "expr/dyn_ops.h"
#include "schema/typed.h"
#include "support/sort.h"

namespace ludex::expr {
namespace {

using enum DynKind;

// Comparisons one distinct() may take: it compares each item with those kept, since values of all types have no one order.
constexpr std::size_t kMaxCompared = 10'000'000;

bool is_list(const DynCall& c) { return c.is(0, list); }

RuleError range(DynCall& c) {
  if (c.count != 1 || !c.is(0, integer)) return RuleError::no_such_overload;
  const std::int64_t n = c.at(0).i;
  if (n < 0) return c.fail(RuleError::index_out_of_range, "a range has no negative size: " + std::to_string(n));
  if (n > kMaxItemsDefault) return c.fail(RuleError::overflow, "a list has at most " + std::to_string(kMaxItemsDefault) + " items");
  Dyn* out = dyn_room(list, static_cast<std::uint32_t>(n), c.arena);
  while (out->size < n) {
    const Dyn* item = dyn_int(out->size, c.arena);
    out->items[out->size++] = item;
  }
  return c.give(out);
}

RuleError slice(DynCall& c) {
  if (c.count != 3 || !is_list(c) || !c.is(1, integer) || !c.is(2, integer)) return RuleError::no_such_overload;
  const Dyn& given = c.at(0);
  const std::int64_t begin = c.at(1).i, end = c.at(2).i;
  if (begin < 0 || end < begin || end > given.size)
    return c.fail(RuleError::index_out_of_range, "cannot slice " + std::to_string(begin) + " to " + std::to_string(end) + " from a list of " + std::to_string(given.size));
  Dyn* out = dyn_room(list, static_cast<std::uint32_t>(end - begin), c.arena);
  for (std::int64_t i = begin; i < end; ++i) out->items[out->size++] = given.items[i];
  return c.give(out);
}

// Into `out`, at most kMaxItemsDefault of them; lists in lists are no deeper than the expression that made them.
bool flatten_into(std::vector<const Dyn*>& out, const Dyn& given, std::int64_t depth) {
  for (std::uint32_t i = 0; i < given.size; ++i) {
    const Dyn& item = *given.items[i];
    if (item.kind == list && depth > 0) {
      if (!flatten_into(out, item, depth - 1)) return false;
    } else if (out.size() == kMaxItemsDefault) {
      return false;
    } else {
      out.push_back(&item);
    }
  }
  return true;
}
RuleError give_items(DynCall& c, const std::vector<const Dyn*>& items) {
  Dyn* out = dyn_room(list, static_cast<std::uint32_t>(items.size()), c.arena);
  for (const Dyn* item : items) out->items[out->size++] = item;
  return c.give(out);
}
RuleError flatten(DynCall& c) {
  if (c.count < 1 || c.count > 2 || !is_list(c) || (c.count == 2 && !c.is(1, integer))) return RuleError::no_such_overload;
  const std::int64_t depth = c.count == 2 ? c.at(1).i : 1;
  if (depth < 0) return c.fail(RuleError::index_out_of_range, "the depth of flatten() is not negative");
  std::vector<const Dyn*> items;
  // Empty lists cost a look and give nothing: a list of lists of lists of them is large without ever showing in `items`.
  const std::size_t looked_at = weight(c.at(0), kMaxCompared);
  c.state.work += looked_at;
  if (looked_at >= kMaxCompared || !flatten_into(items, c.at(0), depth)) return c.fail(RuleError::overflow, "a list has at most " + std::to_string(kMaxItemsDefault) + " items");
  return give_items(c, items);
}

RuleError distinct(DynCall& c) {
  if (c.count != 1 || !is_list(c)) return RuleError::no_such_overload;
  std::vector<const Dyn*> kept;
  std::size_t budget = kMaxCompared;
  for (std::uint32_t i = 0; i < c.at(0).size; ++i) {
    const Dyn* item = c.at(0).items[i];
    const bool is_new = std::none_of(kept.begin(), kept.end(), [&](const Dyn* k) { return equal(*k, *item, budget); });
    if (budget == 0) return c.fail(RuleError::overflow, "the items are too many to compare each with each");
    if (is_new) kept.push_back(item);
  }
  c.state.work += kMaxCompared - budget;
  return give_items(c, kept);
}

// Of one type, and one that has an order; doubles that are no number have none, and stay where they stand among equals.
bool are_sortable(const Dyn& keys) {
  for (std::uint32_t i = 0; i < keys.size; ++i)
    if (keys.items[i]->kind != keys.items[0]->kind || !is_ordered(*keys.items[i], *keys.items[i])) return false;
  return true;
}

// NaN first, so that there is one order.
bool is_before(const Dyn& a, const Dyn& b) {
  const bool a_is_nan = a.kind == number && a.d != a.d, b_is_nan = b.kind == number && b.d != b.d;
  return a_is_nan || b_is_nan ? a_is_nan && !b_is_nan : compare(a, b) < 0;
}

RuleError sort_by_keys(DynCall& c, const Dyn& items, const Dyn& keys) {
  if (!are_sortable(keys)) return c.fail(RuleError::no_such_overload, "what is sorted has one type, of those with an order: numbers, bools, texts, bytes, times");
  const auto order = detail::sorted_positions(items.size, [&](std::uint32_t a, std::uint32_t b) { return is_before(*keys.items[a], *keys.items[b]); });
  Dyn* out = dyn_room(list, items.size, c.arena);
  for (const std::uint32_t i : order) out->items[out->size++] = items.items[i];
  return c.give(out);
}
RuleError sort(DynCall& c) {
  if (c.count != 1 || !is_list(c)) return RuleError::no_such_overload;
  return sort_by_keys(c, c.at(0), c.at(0));
}
RuleError sort_by(DynCall& c) {
  if (c.count != 2 || !is_list(c) || !c.is(1, list) || c.at(0).size != c.at(1).size) return RuleError::no_such_overload;
  return sort_by_keys(c, c.at(0), c.at(1));
}

// A list of maps as one map; keys are different in all of them.
RuleError merge(DynCall& c) {
  if (c.count != 1 || !is_list(c)) return RuleError::no_such_overload;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < c.at(0).size; ++i) {
    const Dyn& part = *c.at(0).items[i];
    if (part.kind != map) return c.fail(RuleError::no_such_overload, "transformMapEntry() makes a map of each entry, not " + std::string(type_name_of(part)));
    count += part.size;
  }
  if (count > kMaxItemsDefault) return c.fail(RuleError::overflow, "a map has at most " + std::to_string(kMaxItemsDefault) + " entries");
  Dyn* out = dyn_room(map, static_cast<std::uint32_t>(count), c.arena);
  for (std::uint32_t i = 0; i < c.at(0).size; ++i) {
    const Dyn& part = *c.at(0).items[i];
    for (std::uint32_t k = 0; k < 2 * part.size; ++k) out->items[2 * out->size + k] = part.items[k];
    out->size += part.size;
  }
  if (!sort_map(*out)) return c.fail(RuleError::no_such_key, "a key stands twice in the map");
  return c.give(out);
}

}  // namespace

RuleError reverse_list(DynCall& c) {
  if (c.count != 1 || !is_list(c)) return RuleError::no_such_overload;
  const Dyn& given = c.at(0);
  Dyn* out = dyn_room(list, given.size, c.arena);
  while (out->size < given.size) {
    out->items[out->size] = given.items[given.size - 1 - out->size];
    ++out->size;
  }
  return c.give(out);
}

void add_list_functions(std::vector<DynFunction>& out) {
  static constexpr DynFunction kFunctions[] = {
      {"lists.range", "int", "list(int)", range},
      {".slice", "list(A),int,int", "list(A)", slice},
      {".flatten", "list(list(A))", "list(A)", flatten},
      {".flatten", "list(dyn)", "list(dyn)", flatten},
      {".flatten", "list(dyn),int", "list(dyn)", flatten},
      {".distinct", "list(A)", "list(A)", distinct},
      {"@merge", "list(A)", "A", merge},
  };
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
  struct Sortable {
    const char *list, *pair;
  };
  static constexpr Sortable kSortable[] = {{"list(int)", "list(A),list(int)"}, {"list(uint)", "list(A),list(uint)"}, {"list(double)", "list(A),list(double)"},
                                           {"list(bool)", "list(A),list(bool)"}, {"list(string)", "list(A),list(string)"}, {"list(bytes)", "list(A),list(bytes)"},
                                           {"list(timestamp)", "list(A),list(timestamp)"}, {"list(duration)", "list(A),list(duration)"}};
  for (const auto& s : kSortable) out.push_back({".sort", s.list, s.list, sort});
  for (const auto& s : kSortable) out.push_back({"@sort_by", s.pair, "list(A)", sort_by});
}

}  // namespace ludex::expr
