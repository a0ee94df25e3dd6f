#include "expr/range.h"

#include <algorithm>

#include "value/number.h"

namespace ludex::expr {

using enum ShapeKind;

Range Range::of(std::int64_t lo, std::int64_t hi) {
  Range r;
  r.lo = lo;
  r.hi = hi;
  return r;
}

Range Range::of(double low, double high) {
  Range r;
  r.low = low;
  r.high = high;
  return r;
}

Range Range::sized(std::int64_t lo, std::int64_t hi, Range item) {
  Range r = of(lo, hi);
  r.parts = std::make_shared<const std::vector<Range>>(1, std::move(item));
  return r;
}

namespace {

// What a stored record may hold where its text said nothing: the default that nobody wrote.
Range implied_default(const Shape& s, Range within) {
  switch (s.kind) {
    case integer:
    case ref:
    case row:
    case enumeration:
    case boolean:
    case string:
    case list:
    case map:
      within.lo = std::min<std::int64_t>(within.lo, 0);
      within.hi = std::max<std::int64_t>(within.hi, 0);
      return within;
    case number:
      within.low = std::min(within.low, 0.0);
      within.high = std::max(within.high, 0.0);
      return within;
    default: return within;
  }
}

}  // namespace

Range range_of(const Shape& s, const Origin& origin) {
  Range r;
  const bool is_bound = origin.trust != Trust::changed;
  // A written default is the rulebook's and need not fit a request.
  const auto most = [&](std::int64_t declared, std::int64_t limit) { return s.has_default ? declared : std::min(declared, limit); };
  switch (s.kind) {
    case boolean:
    case integer:
      if (s.kind == boolean) r = Range::of(std::int64_t{0}, std::int64_t{1});
      if (!is_bound) break;
      if (s.kind == integer && s.has_minimum) r.lo = s.minimum.i + (s.exclusive_minimum && s.minimum.i < r.hi ? 1 : 0);
      if (s.kind == integer && s.has_maximum) r.hi = s.maximum.i - (s.exclusive_maximum && s.maximum.i > r.lo ? 1 : 0);
      if (!s.allowed.empty()) {
        const auto value = [&](Word w) { return s.kind == boolean ? std::int64_t{w.b} : w.i; };
        const auto less = [&](Word a, Word b) { return value(a) < value(b); };
        r.lo = std::max(r.lo, value(*std::min_element(s.allowed.begin(), s.allowed.end(), less)));
        r.hi = std::min(r.hi, value(*std::max_element(s.allowed.begin(), s.allowed.end(), less)));
      }
      break;
    case number:
      if (!is_bound) break;
      if (s.has_minimum) r.low = s.minimum.d;
      if (s.has_maximum) r.high = s.maximum.d;
      if (!s.allowed.empty()) {
        const auto less = [](Word a, Word b) { return a.d < b.d; };
        r.low = std::max(r.low, std::min_element(s.allowed.begin(), s.allowed.end(), less)->d);
        r.high = std::min(r.high, std::max_element(s.allowed.begin(), s.allowed.end(), less)->d);
      }
      break;
    case string:
      r = Range::of(std::int64_t{0}, kMostText);
      if (is_bound) r = Range::of(std::int64_t{s.min_length}, std::max<std::int64_t>(s.min_length, most(s.max_length, origin.most_text)));
      break;
    case enumeration: r = Range::of(std::int64_t{0}, static_cast<std::int64_t>(s.names.size()) - 1); break;
    case row: r.lo = 0; break;
    case optional: r = Range::sized(0, 1, range_of(*s.element, origin)); break;
    case list:
    case map: {
      const std::int64_t hi = is_bound ? std::max<std::int64_t>(s.min_length, most(s.max_length, origin.most_items))
                                       : std::int64_t{s.max_length} + static_cast<std::int64_t>(std::min<std::uint64_t>(origin.growth, std::uint64_t{1} << 40));
      r = Range::sized(is_bound ? s.min_length : 0, hi, range_of(*s.element, origin));
      break;
    }
    case record: {
      std::vector<Range> fields;
      for (const Field& f : s.fields) {
        fields.push_back(range_of(*f.shape, origin));
        if (origin.trust == Trust::stored && !f.shape->has_default) fields.back() = implied_default(*f.shape, std::move(fields.back()));
      }
      r.parts = std::make_shared<const std::vector<Range>>(std::move(fields));
      break;
    }
    default: break;
  }
  if (r.lo > r.hi || r.low > r.high) return {};  // no value is within: nothing to say of none
  return r;
}

Range range_of(const Shape& s, Word w) {
  switch (s.kind) {
    case boolean: return Range::of(std::int64_t{w.b}, std::int64_t{w.b});
    case integer:
    case ref:
    case row:
    case table_row:
    case enumeration: return Range::of(w.i, w.i);
    case number: return Range::of(w.d, w.d);
    case string: {
      const std::int64_t n = code_points(w.s->view());
      return Range::of(n, n);
    }
    case vec3: return Range::of(std::min({w.vec[0], w.vec[1], w.vec[2]}), std::max({w.vec[0], w.vec[1], w.vec[2]}));
    case optional:
      if (!w.optional) return Range::of(std::int64_t{0}, std::int64_t{0});
      return Range::sized(1, 1, range_of(*s.element, *w.optional));
    case list:
    case map: {
      const std::uint32_t n = s.kind == list ? w.list->size : w.map->size;
      Range out = Range::of(std::int64_t{n}, std::int64_t{n});
      if (n == 0) return out;
      const auto item = [&](std::uint32_t i) { return range_of(*s.element, s.kind == list ? w.list->items[i] : w.map->entries[i].value); };
      Range items = item(0);
      for (std::uint32_t i = 1; i < n; ++i) items = join(items, item(i));
      return Range::sized(n, n, std::move(items));
    }
    case record: {
      std::vector<Range> fields;
      for (std::size_t i = 0; i < s.fields.size(); ++i) fields.push_back(range_of(*s.fields[i].shape, w.record[i]));
      Range out;
      out.parts = std::make_shared<const std::vector<Range>>(std::move(fields));
      return out;
    }
    default: return {};
  }
}

Range join(const Range& a, const Range& b) {
  Range out;
  out.lo = std::min(a.lo, b.lo);
  out.hi = std::max(a.hi, b.hi);
  out.low = std::min(a.low, b.low);
  out.high = std::max(a.high, b.high);
  if (a.parts == b.parts) {
    out.parts = a.parts;
  } else if (a.parts && b.parts && a.parts->size() == b.parts->size()) {
    std::vector<Range> parts;
    for (std::size_t i = 0; i < a.parts->size(); ++i) parts.push_back(join((*a.parts)[i], (*b.parts)[i]));
    out.parts = std::make_shared<const std::vector<Range>>(std::move(parts));
  } else if (a.parts && !b.parts && b.is_only(0)) {
    out.parts = a.parts;  // null, or empty: it adds nothing to what is inside
  } else if (b.parts && !a.parts && a.is_only(0)) {
    out.parts = b.parts;
  }
  return out;
}

Range meet(const Range& a, const Range& b) {
  Range out = a;
  out.lo = std::max(a.lo, b.lo);
  out.hi = std::min(a.hi, b.hi);
  out.low = std::max(a.low, b.low);
  out.high = std::min(a.high, b.high);
  if (out.lo > out.hi || out.low > out.high) return a;
  if (!out.parts) out.parts = b.parts;
  return out;
}

Range part(const Range& range, std::size_t i) {
  return range.parts && i < range.parts->size() ? (*range.parts)[i] : Range{};
}

Range size_of(const Range& range) { return Range::of(std::max<std::int64_t>(0, range.lo), std::max<std::int64_t>(0, range.hi)); }

std::uint64_t most_items(const Range& range) {
  if (!range.parts) return 0;
  // A record has no size, and so every size.
  const bool is_sized = range.hi < std::numeric_limits<std::int64_t>::max();
  std::uint64_t out = is_sized ? static_cast<std::uint64_t>(std::max<std::int64_t>(0, range.hi)) : 0;
  for (const Range& p : *range.parts) out = std::max(out, most_items(p));
  return out;
}

const Range& CellRanges::column(const Declarations& declarations, std::uint32_t table, std::uint32_t column) {
  const auto found = columns_.find({table, column});
  if (found != columns_.end()) return found->second;
  const Column& c = declarations.tables[table].columns[column];
  Range all;
  for (std::size_t i = 0; i < c.cells.size(); ++i) all = i ? join(all, range_of(*c.shape, c.cells[i])) : range_of(*c.shape, c.cells[i]);
  return columns_.emplace(std::pair{table, column}, std::move(all)).first->second;
}

const Range& CellRanges::keys(const Declarations& declarations, std::uint32_t table) {
  const auto found = keys_.find(table);
  if (found != keys_.end()) return found->second;
  Range all = Range::of(std::int64_t{0}, std::int64_t{0});
  for (const std::string& key : declarations.row_keys[table]) all.hi = std::max<std::int64_t>(all.hi, code_points(key));
  return keys_.emplace(table, all).first->second;
}

std::string text_of(const Shape& s, const Range& range) {
  const auto pair = [](const std::string& a, const std::string& b) { return a == b ? a : a + ".." + b; };
  switch (s.kind) {
    case number:
    case vec3: {
      if (range.low == Range{}.low && range.high == Range{}.high) return "any";
      return pair(double_text(range.low), double_text(range.high));
    }
    case string:
    case list:
    case map: return pair(std::to_string(size_of(range).lo), std::to_string(size_of(range).hi));
    case optional: return range.lo >= 1 ? text_of(*s.element, part(range)) : range.hi <= 0 ? "null" : "null or " + text_of(*s.element, part(range));
    case boolean: return range.is_only(1) ? "true" : range.is_only(0) ? "false" : "false..true";
    case enumeration:
    case row:
    case record: return "";
    default: return pair(std::to_string(range.lo), std::to_string(range.hi));
  }
}

}  // namespace ludex::expr
