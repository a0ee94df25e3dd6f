#include "expr/interval.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "expr/cost.h"
#include "expr/functions.h"
#include "expr/patterns.h"
#include "expr/prover.h"

namespace ludex::expr {

using enum ShapeKind;

namespace {

bool is_int(const Shape& s) { return s.kind == integer || s.kind == ref; }
// With which codes a function may fail; where it depends, of a text or not.
const char* codes_of(std::string_view name, bool is_text) {
  struct Codes {
    std::string_view name;
    const char *of_text, *of_others;
  };
  constexpr const char *kOverflow = "overflow", *kIndex = "index_out_of_range", *kOverload = "no_such_overload", *kDivision = "division_by_zero or overflow";
  static constexpr Codes kCodes[] = {
      {"int", "conversion", kOverflow}, {"double", "conversion or not_finite", "conversion or not_finite"}, {"bool", "conversion", "conversion"}, {"abs", kOverflow, kOverflow},
      {"distance", "not_finite", "not_finite"}, {"roll", kIndex, kIndex}, {"dice", kIndex, kIndex}, {"floor_div", kDivision, kDivision}, {"ceil_div", kDivision, kDivision},
      {"round_div", kDivision, kDivision}, {"half_down_div", kDivision, kDivision}, {"greatest", kOverload, kOverload}, {"least", kOverload, kOverload},
      {"bitShiftLeft", kOverload, kOverload}, {"bitShiftRight", kOverload, kOverload}, {"charAt", kIndex, kIndex}, {"indexOf", kIndex, kIndex}, {"lastIndexOf", kIndex, kIndex},
      {"slice", kIndex, kIndex}, {"substring", "index_out_of_range or overflow", kIndex}, {"lowerAscii", kOverflow, kOverflow}, {"upperAscii", kOverflow, kOverflow},
      {"trim", kOverflow, kOverflow}, {"reverse", kOverflow, kOverflow}, {"replace", kOverflow, kOverflow}, {"split", kOverflow, kOverflow}, {"join", kOverflow, kOverflow},
      {"strings.quote", kOverflow, kOverflow}, {"flatten", kOverflow, kOverflow},
  };
  for (const Codes& c : kCodes)
    if (c.name == name) return is_text ? c.of_text : c.of_others;
  return "rule_error";
}
const Range kTrue = Range::of(std::int64_t{1}, std::int64_t{1}), kFalse = Range::of(std::int64_t{0}, std::int64_t{0}), kEither = Range::of(std::int64_t{0}, std::int64_t{1});

}  // namespace

Range Prover::visit(std::uint32_t n) {
  node(n).is_proven = false;
  Range r = meaning(n);
  r = facts_.narrowed(n, r);
  // A container nobody described still has the bound of its type.
  const ShapeKind k = node(n).shape ? shape(n).kind : ShapeKind::null;
  if ((k == list || k == map || k == string) && r.hi == std::numeric_limits<std::int64_t>::max()) r = range_of(shape(n), Origin{Trust::changed, kMaxMadeList});
  Node& x = node(n);
  if (!(x.meaning == Meaning::operation && x.kind == NodeKind::has)) {
    x.is_fallible = x.may_fail && !x.is_proven;
    for (const auto c : x.children) x.is_fallible = x.is_fallible || node(c).is_fallible;
  }
  ranges_[n] = r;
  const Toll toll = toll_of(ast_, n, ranges_, declarations_);
  x.elements = toll.elements;
  x.bytes = toll.bytes;
  return r;
}

// Called once the operands' ranges are known.
void Prover::settle(std::uint32_t n, bool cannot_fail, const char* codes, const std::string& ranges) {
  if (!node(n).may_fail) return;
  node(n).is_proven = cannot_fail;
  if (!cannot_fail) proof_.unproven.push_back({n, codes, ranges});
}

Range Prover::meaning(std::uint32_t n) {
  const Node& x = node(n);
  switch (x.meaning) {
    case Meaning::constant: return range_of(*x.shape, x.value);
    case Meaning::entity_id:
      settle(n, facts_.is_present(x.a), "no_such_key", "the entity is optional");
      return {};
    case Meaning::field: return field(n);
    case Meaning::let_value:
      proof_.depends_on_cells = proof_.depends_on_cells || scope_.lets[x.a].depends_on_cells;
      return scope_.lets[x.a].range;
    case Meaning::params: return range_of(*x.shape, Origin{Trust::declared, 0, scope_.world.request_bytes, scope_.world.request_nodes});
    case Meaning::flag: return range_of(*x.shape, Origin{});
    case Meaning::request_field:
      if (x.a == 2) return range_of(*x.shape, Origin{});
      if (x.a == 3) return Range::sized(0, scope_.world.request_nodes, Range::of(std::int64_t{0}, scope_.world.request_bytes));
      return x.a == 4 ? Range::of(std::numeric_limits<std::int64_t>::min(), scope_.world.latest) : Range{};
    case Meaning::now: return Range::of(std::int64_t{0}, scope_.world.latest);
    case Meaning::variable:
      if (x.a >= variables_.size()) return {};
      // Bound to what was found not to fail, it does not either.
      node(n).is_proven = variables_[x.a].bound == kUnbound || !node(variables_[x.a].bound).is_fallible;
      return variables_[x.a].range;
    case Meaning::table_row: return table_row(n);
    case Meaning::record_field: return part(visit(x.children[0]), node(n).a);
    case Meaning::map_key: return map_value(n);
    case Meaning::list_item: return list_item(n);
    case Meaning::cell: return cell(n);
    case Meaning::axis: {
      const Range v = visit(x.children[0]);
      return Range::of(v.low, v.high);
    }
    case Meaning::operation: return operation(n);
    case Meaning::local:
      // A list of what was found is as long as was asked for; of the items of a loop nothing is known.
      return x.shape->kind == list && x.shape->element->kind == entity ? Range::sized(0, x.shape->max_length, Range{}) : Range{};
    case Meaning::item_part:
    case Meaning::item_id: return visit(x.children[0]), Range{};
    case Meaning::item_field:
      visit(x.children[0]);
      settle(n, false, "no_such_key", "the entity may be gone");
      return {};
    default: return {};
  }
}

Range Prover::operation(std::uint32_t n) {
  switch (node(n).kind) {
    case NodeKind::has: return has(n);
    case NodeKind::unary: {
      const Range v = visit(child(n, 0));
      if (node(n).op == Op::not_) return Range::of(1 - std::clamp<std::int64_t>(v.hi, 0, 1), 1 - std::clamp<std::int64_t>(v.lo, 0, 1));
      bool cannot_fail = false;
      const Range out = negate(v, shape(n).kind == number, cannot_fail);
      settle(n, cannot_fail, "overflow", "-(" + show(child(n, 0)) + ")");
      return out;
    }
    case NodeKind::binary: return binary(n);
    case NodeKind::conditional: return conditional(n);
    case NodeKind::list:
    case NodeKind::map: return collection(n);
    case NodeKind::macro: return macro(n);
    case NodeKind::optional_select:
    case NodeKind::optional_index: return optional_part(n);
    default: return call(n);
  }
}

Range Prover::field(std::uint32_t n) {
  const Node& x = node(n);
  settle(n, facts_.is_present(x.a), "no_such_key", "the entity is optional");
  const std::uint32_t kind = scope_.entities[x.a].kind;
  const auto changed = scope_.changed.find({kind, x.b});
  if (changed != scope_.changed.end()) return range_of(*x.shape, Origin{Trust::changed, changed->second});
  return range_of(*x.shape, Origin{Trust::stored});
}

Range Prover::table_row(std::uint32_t n) {
  const std::uint32_t key = child(n, 1);
  const Range k = visit(key);
  const auto rows = static_cast<std::int64_t>(declarations_.row_keys[shape(n).index].size());
  if (shape(key).kind != string) return meet(Range::of(std::int64_t{0}, std::max<std::int64_t>(rows - 1, 0)), k);
  settle(n, facts_.is_known_row(shape(n).index, key), "no_such_key", "any text");
  return Range::of(std::int64_t{0}, std::max<std::int64_t>(rows - 1, 0));
}

Range Prover::map_value(std::uint32_t n) {
  const Range m = visit(child(n, 0));
  if (node(n).kind != NodeKind::select) visit(child(n, 1));
  const bool is_known = node(n).kind == NodeKind::select ? facts_.is_known_name(child(n, 0), node(n).text) : facts_.is_known_key(child(n, 0), child(n, 1));
  settle(n, is_known, "no_such_key", "a key that may be missing");
  return part(m);
}

Range Prover::list_item(std::uint32_t n) {
  const std::uint32_t l = child(n, 0), i = child(n, 1);
  const Range list_range = visit(l), index = visit(i);
  const bool is_within = index.lo >= 0 && (index.hi < size_of(list_range).lo || facts_.is_below_size(i, l));
  settle(n, is_within, "index_out_of_range", "item " + show(i) + " of " + show(l));
  return part(list_range);
}

Range Prover::cell(std::uint32_t n) {
  const std::uint32_t table = node(n).a, column = node(n).b;
  const Range row = visit(child(n, 0));
  const auto rows = static_cast<std::int64_t>(declarations_.row_keys[table].size());
  const Column& c = declarations_.tables[table].columns[column];
  if (rows == 0 || c.cells.size() != declarations_.row_keys[table].size()) return {};  // a table with an error is loaded in part
  proof_.depends_on_cells = true;
  const std::int64_t first = std::clamp<std::int64_t>(row.lo, 0, rows - 1), last = std::clamp<std::int64_t>(row.hi, 0, rows - 1);
  if (first == last && row.lo == row.hi) return range_of(*c.shape, c.cells[static_cast<std::size_t>(first)]);
  return scope_.world.cells ? scope_.world.cells->column(declarations_, table, column) : Range{};
}

Range Prover::has(std::uint32_t n) {
  const std::uint32_t t = child(n, 0);
  const Meaning m = node(t).meaning;
  bool is_fallible = false;
  Range out = kEither;
  if (m == Meaning::entity) {
    const Scope::Entity& e = scope_.entities[node(t).a];
    if (facts_.is_present(node(t).a) || !(e.is_optional || e.may_be_gone)) out = kTrue;
  } else if (m == Meaning::map_key) {
    visit(child(t, 0));
    is_fallible = node(child(t, 0)).is_fallible;
    if (facts_.is_known_name(child(t, 0), node(t).text)) out = kTrue;
  } else {
    const Range r = visit(t);
    is_fallible = node(t).is_fallible;
    if (shape(t).kind == optional) out = Range::of(std::clamp<std::int64_t>(r.lo, 0, 1), std::clamp<std::int64_t>(r.hi, 0, 1));
    else out = kTrue;
  }
  node(n).is_fallible = is_fallible;
  return out;
}

Range Prover::logic(std::uint32_t n) {
  const bool is_or = node(n).op == Op::or_;
  const std::uint32_t left = child(n, 0), right = child(n, 1);
  const Range a = visit(left);
  const std::size_t mark = facts_.count();
  // The right side is also evaluated when the left one failed: what it says then holds only where it cannot fail.
  facts_.collect(left, is_or ? When::not_true : When::not_false);
  const Range b = visit(right);
  facts_.forget_after(mark);
  const auto bit = [](std::int64_t x) { return std::clamp<std::int64_t>(x, 0, 1); };
  if (is_or) return Range::of(std::max(bit(a.lo), bit(b.lo)), std::max(bit(a.hi), bit(b.hi)));
  return Range::of(std::min(bit(a.lo), bit(b.lo)), std::min(bit(a.hi), bit(b.hi)));
}

Range Prover::compare(std::uint32_t n) {
  const std::uint32_t l = child(n, 0), r = child(n, 1);
  const Range a = visit(l), b = visit(r);
  const Shape &s = shape(l), &t = shape(r);
  const Op op = node(n).op;
  const bool is_order = op != Op::eq && op != Op::ne;
  int order = 2;  // -1, 0, 1: always below, equal, above; 2: not known; -2, 3: never above, never below
  if ((is_int(s) || (!is_order && (s.kind == boolean || s.kind == row || s.kind == enumeration))) && s.kind != number && t.kind != number) {
    order = a.hi < b.lo ? -1 : a.lo > b.hi ? 1 : a.lo == a.hi && b.lo == b.hi ? 0 : a.hi <= b.lo ? -2 : a.lo >= b.hi ? 3 : 2;
  } else if (s.kind == number && t.kind == number) {
    order = a.high < b.low ? -1 : a.low > b.high ? 1 : a.low == a.high && b.low == b.high ? 0 : a.high <= b.low ? -2 : a.low >= b.high ? 3 : 2;
  } else if (s.kind == optional && !is_order) {
    if (a.is_only(0) && b.is_only(0)) order = 0;
    else if ((a.lo >= 1 && b.hi <= 0) || (a.hi <= 0 && b.lo >= 1)) order = 1;
  }
  switch (op) {
    case Op::lt: return order == -1 ? kTrue : order == 0 || order == 1 || order == 3 ? kFalse : kEither;
    case Op::le: return order == -1 || order == 0 || order == -2 ? kTrue : order == 1 ? kFalse : kEither;
    case Op::gt: return order == 1 ? kTrue : order == 0 || order == -1 || order == -2 ? kFalse : kEither;
    case Op::ge: return order == 1 || order == 0 || order == 3 ? kTrue : order == -1 ? kFalse : kEither;
    case Op::eq: return order == 0 ? kTrue : order == -1 || order == 1 ? kFalse : kEither;
    default: return order == 0 ? kFalse : order == -1 || order == 1 ? kTrue : kEither;
  }
}

Range Prover::binary(std::uint32_t n) {
  const Op op = node(n).op;
  const std::uint32_t l = child(n, 0), r = child(n, 1);
  switch (op) {
    case Op::and_:
    case Op::or_: return logic(n);
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge:
    case Op::eq:
    case Op::ne: return compare(n);
    case Op::in:
      visit(l);
      if (shape(r).kind != table) visit(r);
      return kEither;
    default: break;
  }
  const Range a = visit(l), b = visit(r);
  const std::string ranges = show(l) + " " + spelling(op) + " " + show(r);
  const ShapeKind k = shape(n).kind;
  bool cannot_fail = false;
  Range out;
  if (k == string) {
    // Code points are at most four bytes each, and bytes are what is limited.
    const Range x = size_of(a), y = size_of(b);
    settle(n, std::max(x.hi, y.hi) <= kMostText && 4 * (x.hi + y.hi) <= std::int64_t{kMaxMadeString}, "overflow", ranges + " code points");
    return Range::of(std::min(x.lo, kMostText) + std::min(y.lo, kMostText), std::min<std::int64_t>(std::min(x.hi, kMostText) + std::min(y.hi, kMostText), kMaxMadeString));
  }
  if (k == list) {
    const Range x = size_of(a), y = size_of(b);
    const std::int64_t most = std::int64_t{kMaxMadeList};
    settle(n, std::max(x.hi, y.hi) <= most && x.hi + y.hi <= most, "overflow", ranges + " items");
    Range items = a;
    if (x.hi == 0) items = b;
    else if (y.hi != 0) items = join(a, b);
    out = Range::of(std::min(std::min(x.lo, most) + std::min(y.lo, most), most), std::min(std::min(x.hi, most) + std::min(y.hi, most), most));
    out.parts = items.parts;
    return out;
  }
  const bool is_double = k == number;
  const char* codes = is_double ? "not_finite" : "overflow";
  switch (op) {
    case Op::add: out = add(a, b, is_double, cannot_fail); break;
    case Op::sub: out = subtract(a, b, is_double, cannot_fail); break;
    case Op::mul: out = multiply(a, b, is_double, cannot_fail); break;
    case Op::mod: out = remainder(a, b, cannot_fail); break;
    default: out = divide(a, b, is_double, cannot_fail); break;
  }
  if (!is_double && (op == Op::div || op == Op::mod)) {
    const bool may_overflow = a.has(std::numeric_limits<std::int64_t>::min()) && b.has(std::int64_t{-1});
    codes = !b.has(std::int64_t{0}) ? "overflow" : may_overflow ? "division_by_zero or overflow" : "division_by_zero";
    if (op == Op::div && (a.lo < 0 || b.lo < 0)) proof_.negative_sides.push_back({n, "", ranges});
  }
  settle(n, cannot_fail, codes, ranges);
  return out;
}

Range Prover::conditional(std::uint32_t n) {
  const std::uint32_t c = child(n, 0);
  const Range condition = visit(c);
  const std::size_t mark = facts_.count();
  facts_.collect(c, When::is_true);
  const Range yes = visit(child(n, 1));
  facts_.forget_after(mark);
  facts_.collect(c, When::is_false);
  const Range no = visit(child(n, 2));
  facts_.forget_after(mark);
  if (condition.lo >= 1) return yes;
  if (condition.hi <= 0) return no;
  return join(yes, no);
}

Range Prover::text_range(const Shape& s, const Range& r) {
  if (s.kind == string) return r;
  if (s.kind == row) {
    if (r.lo == r.hi && r.lo >= 0 && r.lo < static_cast<std::int64_t>(declarations_.row_keys[s.index].size())) {
      const std::int64_t size = code_points(declarations_.row_keys[s.index][static_cast<std::size_t>(r.lo)]);
      return Range::of(size, size);
    }
    return scope_.world.cells ? scope_.world.cells->keys(declarations_, s.index) : Range::of(std::int64_t{0}, kMostText);
  }
  if (s.kind != enumeration) return Range::of(std::int64_t{1}, std::int64_t{32});
  Range out = Range::of(std::int64_t{0}, std::int64_t{0});
  for (const std::string& name : s.names) out.hi = std::max<std::int64_t>(out.hi, code_points(name));
  return out;
}

Range Prover::call(std::uint32_t n) {
  const std::size_t count = node(n).children.size();
  std::vector<Range> arguments;
  std::vector<const Shape*> types;
  for (std::size_t i = 0; i < count; ++i) {
    arguments.push_back(visit(child(n, i)));
    types.push_back(&shape(child(n, i)));
  }
  const std::string name = node(n).text;
  if (name == "$get") {
    settle(n, arguments[0].lo >= 1, "no_such_overload", "a value that may be null");
    return part(arguments[0]);
  }
  if (name == "$some") return Range::sized(1, 1, arguments[0]);
  if (name == "$text") return text_range(*types[0], arguments[0]);
  if (name == "hasValue" || name == "value" || name == "orValue" || name == "or" || name == "optional.of") return optional_call(n, arguments);
  if (name == "matches") {
    const std::int64_t most = size_of(arguments[0]).hi;
    settle(n, most <= kMostText && !may_be_too_costly(*declarations_.patterns[node(n).a], 4 * static_cast<std::uint64_t>(std::max<std::int64_t>(most, 0))), "overflow", show(child(n, 0)));
    return kEither;
  }
  if (name == "$find") return Range::of(std::int64_t{-1}, std::numeric_limits<std::int64_t>::max());
  bool cannot_fail = false;
  const RangeRule* rule = find_range_rule(name, count);
  Range out = rule && !types.empty() ? rule->range(types, arguments, cannot_fail) : shape(n).kind == boolean ? kEither : Range{};
  std::string ranges;
  for (std::size_t i = 0; i < count; ++i) ranges += (i ? ", " : "") + show(child(n, i));
  const bool is_text = !types.empty() && types[0]->kind == string;
  settle(n, cannot_fail, codes_of(name, is_text), ranges);
  return out;
}

Proof prove(Ast& ast, std::uint32_t root, const Scope& scope, const Declarations& declarations) {
  Proof proof;
  Prover prover(ast, scope, declarations, proof);
  proof.range = prover.visit(root);
  return proof;
}

}  // namespace ludex::expr
