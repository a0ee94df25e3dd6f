#include "expr/facts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "expr/functions.h"

namespace ludex::expr {
namespace {

using enum ShapeKind;

constexpr std::size_t kMostFacts = 64;              // an && of thousands is proven by its first ones
constexpr std::uint32_t kMostCollected = 1u << 20;  // nodes looked at for facts in one expression

bool is_int(const Shape& s) { return s.kind == integer || s.kind == ref; }

}  // namespace

void Facts::put(Fact fact) {
  if (facts_.size() < kMostFacts) facts_.push_back(std::move(fact));
}

Range Facts::narrowed(std::uint32_t n, Range range) const {
  for (const Fact& f : facts_)
    if (f.kind == Fact::Kind::range && same_path(f.node, n)) range = meet(range, f.range);
  return range;
}

Range Facts::narrowed_variable(std::uint32_t depth, Range range) const {
  for (const Fact& f : facts_)
    if (f.kind == Fact::Kind::range && node(f.node).meaning == Meaning::variable && node(f.node).a == depth) range = meet(range, f.range);
  return range;
}

bool Facts::is_below_size(std::uint32_t index, std::uint32_t list) const {
  return std::any_of(facts_.begin(), facts_.end(), [&](const Fact& f) { return f.kind == Fact::Kind::below && same_path(f.node, index) && same_path(f.other, list); });
}

// Whether two nodes are one pure path: evaluated in one expression, they have one value.
bool Facts::same_path(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return true;
  const Node &x = node(a), &y = node(b);
  if (x.meaning != y.meaning || x.a != y.a || x.b != y.b || x.children.size() != y.children.size()) return false;
  switch (x.meaning) {
    case Meaning::constant:
      if (!x.shape || !y.shape || x.shape->kind != y.shape->kind) return false;
      switch (x.shape->kind) {
        case string: return x.text == y.text && x.kind == NodeKind::string_literal && y.kind == NodeKind::string_literal;
        case boolean: return x.value.b == y.value.b;
        case integer:
        case ref:
        case row:
        case enumeration:
        case ShapeKind::table_row: return x.value.i == y.value.i && x.shape->index == y.shape->index;
        default: return false;
      }
    case Meaning::field:
    case Meaning::entity_id:
    case Meaning::let_value:
    case Meaning::params:
    case Meaning::flag:
    case Meaning::request_field:
    case Meaning::now:
    case Meaning::variable: return true;
    case Meaning::record_field:
    case Meaning::cell:
    case Meaning::axis: return same_path(x.children[0], y.children[0]);
    case Meaning::table_row: return x.shape->index == y.shape->index && same_path(x.children[1], y.children[1]);
    case Meaning::map_key:
      if (x.kind != y.kind || (x.kind == NodeKind::select && x.text != y.text)) return false;
      break;
    case Meaning::list_item: break;
    case Meaning::operation:
      if (x.kind != NodeKind::call || y.kind != NodeKind::call || x.text != y.text) return false;
      if (x.text != "$get" && x.text != "$text" && x.text != "$some" && x.text != "size" && x.text != "abs") return false;
      break;
    default: return false;
  }
  for (std::size_t i = 0; i < x.children.size(); ++i)
    if (!same_path(x.children[i], y.children[i])) return false;
  return true;
}

bool Facts::is_known_name(std::uint32_t map, const std::string& name) const {
  return std::any_of(facts_.begin(), facts_.end(), [&](const Fact& f) {
    const bool is_name = f.kind == Fact::Kind::name || (f.kind == Fact::Kind::key && is_text(f.other));
    return is_name && node(f.other).text == name && same_path(f.node, map);
  });
}

bool Facts::is_known_key(std::uint32_t map, std::uint32_t key) const {
  if (is_text(key)) return is_known_name(map, node(key).text);
  return std::any_of(facts_.begin(), facts_.end(), [&](const Fact& f) { return f.kind == Fact::Kind::key && same_path(f.other, key) && same_path(f.node, map); });
}

bool Facts::is_known_row(std::uint32_t table, std::uint32_t key) const {
  for (const Fact& f : facts_)
    if (f.kind == Fact::Kind::key && shape(f.node).kind == ShapeKind::table && shape(f.node).index == table && same_path(f.other, key)) return true;
  // The names of an enumeration, or the keys of another table, may all be keys of this one.
  if (node(key).text != "$text") return false;
  const Shape& s = shape(child(key, 0));
  if (s.kind != enumeration && s.kind != row) return false;
  const auto& names = s.kind == row ? declarations_.row_keys[s.index] : s.names;
  constexpr std::size_t kFew = 4096;
  return names.size() <= kFew && std::all_of(names.begin(), names.end(), [&](const std::string& name) { return declarations_.find_row(table, name).has_value(); });
}

bool Facts::is_present(std::uint32_t slot) const {
  return std::any_of(facts_.begin(), facts_.end(), [&](const Fact& f) { return f.kind == Fact::Kind::present && node(f.node).a == slot; });
}

void Facts::collect(std::uint32_t n, When when) {
  if (facts_.size() >= kMostFacts || ++collected_ > kMostCollected) return;
  const Node& x = node(n);
  const bool is_positive = when == When::is_true || when == When::not_false;
  if (x.meaning == Meaning::operation && x.kind == NodeKind::unary && x.op == Op::not_) {
    const When inner = when == When::is_true ? When::is_false : when == When::is_false ? When::is_true : when == When::not_false ? When::not_true : When::not_false;
    return collect(x.children[0], inner);
  }
  // Neither side of an && that is not false was false; neither side of an || that is not true was true. Where it is true
  // or false both came out so.
  if (x.kind == NodeKind::binary && x.op == (is_positive ? Op::and_ : Op::or_)) {
    const std::uint32_t left = x.children[0], right = x.children[1];
    collect(left, when);
    return collect(right, when);
  }
  if (x.kind == NodeKind::binary && (x.op == Op::and_ || x.op == Op::or_)) return;
  // A condition that failed came out neither way.
  if ((when == When::not_false || when == When::not_true) && x.is_fallible) return;
  if (x.meaning != Meaning::operation) {
    if (shape(n).kind == boolean) learn(n, Range::of(std::int64_t{is_positive}, std::int64_t{is_positive}));
    return;
  }
  if (x.kind == NodeKind::has && is_positive) {
    const std::uint32_t t = x.children[0];
    const Meaning m = node(t).meaning;
    if (m == Meaning::entity) put({Fact::Kind::present, t, 0, {}});
    else if (m == Meaning::map_key) put({Fact::Kind::name, child(t, 0), t, {}});
    else if (shape(t).kind == optional) learn(t, Range::of(std::int64_t{1}, std::int64_t{1}));
    return;
  }
  if (x.kind != NodeKind::binary) return;
  if (x.op == Op::in) {
    const ShapeKind k = shape(x.children[1]).kind;
    if (!is_positive) return;
    if (k == map || k == ShapeKind::table) put({Fact::Kind::key, x.children[1], x.children[0], {}});
    else if (k == list && size_of(ranges_[x.children[1]]).hi > 0) learn(x.children[0], part(ranges_[x.children[1]]));
    return;
  }
  collect_comparison(n, is_positive);
}

void Facts::collect_comparison(std::uint32_t n, bool is_true) {
  Op op = node(n).op;
  if (!is_true) {
    switch (op) {
      case Op::lt: op = Op::ge; break;
      case Op::le: op = Op::gt; break;
      case Op::gt: op = Op::le; break;
      case Op::ge: op = Op::lt; break;
      case Op::eq: op = Op::ne; break;
      default: op = Op::eq; break;
    }
  }
  std::uint32_t l = child(n, 0), r = child(n, 1);
  if (op == Op::gt || op == Op::ge) {
    std::swap(l, r);
    op = op == Op::gt ? Op::lt : Op::le;
  }
  const Range a = ranges_[l], b = ranges_[r];
  const ShapeKind k = shape(l).kind;
  // What is known of the size of a list is known of the list.
  const auto know = [&](std::uint32_t path, const Range& range) {
    learn(path, range);
    if (is_call(path, "size")) learn(child(path, 0), range);
  };
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(), kMost = std::numeric_limits<std::int64_t>::max();
  if ((k == integer || k == ref || k == row || k == enumeration) && shape(r).kind != number) {
    if (op == Op::eq) {
      know(l, Range::of(b.lo, b.hi));
      know(r, Range::of(a.lo, a.hi));
    } else if (op == Op::ne) {
      // Only an end can be cut off.
      const auto cut = [&](std::uint32_t path, const Range& range, const Range& other) {
        if (other.lo != other.hi || range.lo == range.hi) return;
        if (range.lo == other.lo) know(path, Range::of(range.lo + 1, range.hi));
        else if (range.hi == other.lo) know(path, Range::of(range.lo, range.hi - 1));
      };
      cut(l, a, b);
      cut(r, b, a);
    } else if (is_int(shape(l)) && is_int(shape(r))) {
      const std::int64_t step = op == Op::lt ? 1 : 0;
      know(l, Range::of(kLeast, b.hi > kLeast ? b.hi - step : b.hi));
      know(r, Range::of(a.lo < kMost ? a.lo + step : a.lo, kMost));
      if (step == 1 && is_call(r, "size") && shape(child(r, 0)).kind == list) put({Fact::Kind::below, l, child(r, 0), {}});
      // |x| <= b says -b <= x <= b.
      if (is_call(l, "abs") && b.hi >= 0) learn(child(l, 0), Range::of(-b.hi, b.hi));
    }
    return;
  }
  if (k == number && shape(r).kind == number) {
    if (op == Op::eq) {
      learn(l, Range::of(b.low, b.high));
      learn(r, Range::of(a.low, a.high));
    } else if (op == Op::ne) {
      const auto cut = [&](std::uint32_t path, const Range& range, const Range& other) {
        if (other.low != other.high || range.low == range.high) return;
        if (range.low == other.low) learn(path, Range::of(std::nextafter(range.low, range.high), range.high));
        else if (range.high == other.low) learn(path, Range::of(range.low, std::nextafter(range.high, range.low)));
      };
      cut(l, a, b);
      cut(r, b, a);
    } else {
      constexpr double kLargest = std::numeric_limits<double>::max();
      learn(l, Range::of(-kLargest, op == Op::lt && b.high > -kLargest ? std::nextafter(b.high, -kLargest) : b.high));
      learn(r, Range::of(op == Op::lt && a.low < kLargest ? std::nextafter(a.low, kLargest) : a.low, kLargest));
    }
    if ((op == Op::lt || op == Op::le) && is_call(l, "abs") && b.high >= 0) learn(child(l, 0), Range::of(-b.high, b.high));
    return;
  }
  if (k == optional && (op == Op::eq || op == Op::ne)) {
    for (const bool swaps : {false, true}) {
      const Range& other = swaps ? a : b;
      const std::uint32_t path = swaps ? r : l;
      if (other.is_only(0)) learn(path, op == Op::eq ? Range::of(std::int64_t{0}, std::int64_t{0}) : Range::of(std::int64_t{1}, std::int64_t{1}));
      else if (op == Op::eq && other.lo >= 1) learn(path, Range::of(std::int64_t{1}, std::int64_t{1}));
    }
  }
}

}  // namespace ludex::expr
