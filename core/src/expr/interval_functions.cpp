// Ranges of what functions of texts, lists and bits make: sizes above all, which cost and memory are counted from.

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "expr/cost.h"
#include "expr/interval.h"

namespace ludex::expr {
namespace {

using Types = std::vector<const Shape*>;
using Arguments = std::vector<Range>;

constexpr std::int64_t kMostMade = kMaxMadeString, kMostItems = kMaxMadeList;

std::int64_t most(const Range& r) { return std::min(size_of(r).hi, kMostText); }
std::int64_t least(const Range& r) { return std::min(size_of(r).lo, kMostText); }

/// A text of so many code points, each of up to four bytes.
Range text(std::int64_t lo, std::int64_t hi, bool& cannot_fail) {
  cannot_fail = hi <= kMostMade / 4;
  return Range::of(std::min(lo, kMostMade), std::min(hi, kMostMade));
}
Range list(std::int64_t lo, std::int64_t hi, const Range& like) {
  Range out = Range::of(std::min(lo, kMostItems), std::min(hi, kMostItems));
  out.parts = like.parts;
  return out;
}

Range same_size(const Types& t, const Arguments& a, bool& cannot_fail) {
  if (t[0]->kind == ShapeKind::list) return cannot_fail = true, a[0];
  return text(least(a[0]), most(a[0]), cannot_fail);
}
Range trimmed(const Types&, const Arguments& a, bool& cannot_fail) { return text(0, most(a[0]), cannot_fail); }
Range quoted(const Types&, const Arguments& a, bool& cannot_fail) { return text(least(a[0]) + 2, 2 * most(a[0]) + 2, cannot_fail); }

bool is_within(const Range& at, std::int64_t size) { return at.lo >= 0 && at.hi <= size; }

Range one_point(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = is_within(a[1], least(a[0]));
  return Range::of(std::int64_t{0}, std::min<std::int64_t>(1, most(a[0])));
}
Range position(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = a.size() < 3 || is_within(a[2], least(a[0]));
  return Range::of(std::int64_t{-1}, most(a[0]));
}
Range part_of_text(const Types&, const Arguments& a, bool& cannot_fail) {
  const Range out = text(0, most(a[0]), cannot_fail);
  cannot_fail = cannot_fail && is_within(a[1], least(a[0])) && (a.size() < 3 || (is_within(a[2], least(a[0])) && a[1].hi <= a[2].lo));
  return out;
}
Range replaced(const Types&, const Arguments& a, bool& cannot_fail) {
  // Each code point, and the end, may give way to the replacement.
  return text(0, most(a[0]) + (most(a[0]) + 1) * std::min(most(a[2]), kMostMade), cannot_fail);
}
Range parts_of_text(const Types&, const Arguments& a, bool& cannot_fail) {
  std::int64_t parts = most(a[0]) + 1;
  if (a.size() > 2 && a[2].lo >= 0) parts = std::min(parts, a[2].hi);
  cannot_fail = parts <= kMostItems;
  return Range::sized(0, std::min(parts, kMostItems), Range::of(std::int64_t{0}, most(a[0])));
}
Range joined(const Types&, const Arguments& a, bool& cannot_fail) {
  const std::int64_t items = std::min(size_of(a[0]).hi, kMostItems);
  const std::int64_t between = a.size() > 1 ? most(a[1]) : 0;
  return text(0, items ? items * most(part(a[0])) + (items - 1) * between : 0, cannot_fail);
}

Range extreme_of_list(const Types& t, const Arguments& a, bool& cannot_fail) {
  if (t[0]->kind == ShapeKind::list) return cannot_fail = size_of(a[0]).lo >= 1, part(a[0]);
  return cannot_fail = true, a[0];
}
Range sliced(const Types&, const Arguments& a, bool& cannot_fail) {
  const std::int64_t size = size_of(a[0]).lo;
  cannot_fail = is_within(a[1], size) && is_within(a[2], size) && a[1].hi <= a[2].lo;
  std::int64_t hi = size_of(a[0]).hi;
  if (a[2].hi >= 0) hi = std::min(hi, a[2].hi - std::min(std::max<std::int64_t>(a[1].lo, 0), a[2].hi));
  return list(0, hi, a[0]);
}
Range end_item(const Types& t, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  const Range item = part(a[0]);
  const std::int64_t lo = size_of(a[0]).lo >= 1 ? 1 : 0;
  if (t[0]->element->kind != ShapeKind::optional) return Range::sized(lo, 1, item);
  Range out = Range::of(std::min(lo, std::clamp<std::int64_t>(item.lo, 0, 1)), std::clamp<std::int64_t>(item.hi, 0, 1));
  out.parts = item.parts;
  return out;
}
Range once_each(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return list(std::min<std::int64_t>(size_of(a[0]).lo, 1), size_of(a[0]).hi, a[0]);
}
Range flattened(const Types&, const Arguments& a, bool& cannot_fail) {
  const Range inner = part(a[0]);
  const std::int64_t items = std::min(size_of(a[0]).hi, kMostText), each = items ? std::min(size_of(inner).hi, kMostText) : 0;
  cannot_fail = items * each <= kMostItems;
  return list(std::min(size_of(a[0]).lo, kMostItems) * std::min(size_of(inner).lo, kMostItems), items * each, inner);
}
Range held(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  const Range item = part(a[0]);
  Range out = list(item.lo >= 1 ? size_of(a[0]).lo : 0, size_of(a[0]).hi, item);
  return out;
}
Range counted(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  const std::int64_t n = std::clamp<std::int64_t>(a[0].hi, 0, kMostItems);
  return Range::sized(n, n, Range::of(std::int64_t{0}, std::max<std::int64_t>(n, 1) - 1));
}

Range sign(const Types& t, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  if (t[0]->kind == ShapeKind::number) return Range::of(a[0].low > 0 ? 1.0 : a[0].low == 0 ? 0.0 : -1.0, a[0].high < 0 ? -1.0 : a[0].high == 0 ? 0.0 : 1.0);
  return Range::of(std::int64_t{a[0].lo > 0 ? 1 : a[0].lo == 0 ? 0 : -1}, std::int64_t{a[0].hi < 0 ? -1 : a[0].hi == 0 ? 0 : 1});
}
double cut(double x) { return std::trunc(x); }
Range truncated(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return Range::of(cut(a[0].low), cut(a[0].high));
}

// Of ints that are not negative: no bit above the highest of both is ever set.
std::int64_t all_bits_to(std::int64_t x) { return static_cast<std::int64_t>(x ? ~std::uint64_t{0} >> std::countl_zero(static_cast<std::uint64_t>(x)) : 0); }
Range both_bits(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  if (a[0].lo >= 0 && a[1].lo >= 0) return Range::of(std::int64_t{0}, std::min(a[0].hi, a[1].hi));
  if (a[0].lo >= 0 || a[1].lo >= 0) return Range::of(std::int64_t{0}, a[0].lo >= 0 ? a[0].hi : a[1].hi);
  return {};
}
Range either_bits(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  if (a[0].lo < 0 || a[1].lo < 0) return {};
  return Range::of(std::int64_t{0}, all_bits_to(std::max(a[0].hi, a[1].hi)));
}
Range no_bits(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return Range::of(-1 - a[0].hi, -1 - a[0].lo);
}
Range shifted_left(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = a[1].lo >= 0;
  if (a[0].lo < 0 || a[1].lo < 0 || a[1].hi > 62 || a[0].hi > (std::numeric_limits<std::int64_t>::max() >> a[1].hi)) return {};
  return Range::of(std::int64_t{0}, a[0].hi << a[1].hi);
}
Range shifted_right(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = a[1].lo >= 0;
  if (a[0].lo < 0) return {};
  return Range::of(std::int64_t{0}, a[0].hi >> std::clamp<std::int64_t>(a[1].lo, 0, 63));
}

constexpr RangeRule kRules[] = {
    {"lowerAscii", same_size}, {"upperAscii", same_size}, {"reverse", same_size}, {"trim", trimmed}, {"strings.quote", quoted},
    {"charAt", one_point}, {"indexOf", position}, {"lastIndexOf", position}, {"substring", part_of_text}, {"replace", replaced},
    {"split", parts_of_text}, {"join", joined},
    {"slice", sliced}, {"first", end_item}, {"last", end_item}, {"sort", same_size}, {"distinct", once_each}, {"flatten", flattened},
    {"unwrapOpt", held}, {"lists.range", counted},
    {"sign", sign}, {"trunc", truncated}, {"bitAnd", both_bits}, {"bitOr", either_bits}, {"bitXor", either_bits}, {"bitNot", no_bits},
    {"bitShiftLeft", shifted_left}, {"bitShiftRight", shifted_right},
};

}  // namespace

const RangeRule* find_collection_rule(const std::string& function, std::size_t arguments) {
  static constexpr RangeRule kOfList{"", extreme_of_list};
  if (arguments == 1 && (function == "greatest" || function == "least")) return &kOfList;
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules), [&](const RangeRule& r) { return function == r.name; });
  return rule == std::end(kRules) ? nullptr : rule;
}

}  // namespace ludex::expr
