// Ranges of what is put together, of what loops make of it, and of what may be missing.

#include <algorithm>

#include "expr/prover.h"

namespace ludex::expr {

using enum ShapeKind;

Range Prover::collection(std::uint32_t n) {
  const bool is_map = node(n).kind == NodeKind::map;
  const std::size_t count = node(n).children.size();
  std::vector<Range> values;
  bool has_known_keys = true;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t c = child(n, i);
    if (is_map && i % 2 == 0) {
      has_known_keys = has_known_keys && node(c).kind == NodeKind::string_literal;
      if (shape(n).kind != record) visit(c);
      continue;
    }
    values.push_back(visit(c));
  }
  Range out;
  if (shape(n).kind == record) {
    out.parts = std::make_shared<const std::vector<Range>>(std::move(values));
    return out;
  }
  // Known keys are known to differ; so is one key.
  if (is_map) settle(n, has_known_keys || values.size() <= 1, "no_such_key", "keys that may be equal");
  const auto size = static_cast<std::int64_t>(values.size());
  out = Range::of(is_map ? std::min<std::int64_t>(size, 1) : size, size);
  if (values.empty()) return out;
  Range item = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) item = join(item, values[i]);
  out.parts = std::make_shared<const std::vector<Range>>(1, std::move(item));
  return out;
}

Range Prover::macro(std::uint32_t n) {
  const std::string name = node(n).text;
  if (name == "bind") return bind(n);
  if (name == "optMap" || name == "optFlatMap") return optional_macro(n);
  const std::uint32_t over = child(n, 0), depth = node(n).a;
  const Range items = visit(over);
  const std::int64_t most = size_of(items).hi;
  node(n).turns = static_cast<std::uint64_t>(most);
  const bool over_map = shape(over).kind == map, has_two = !node(n).second_variable.empty();
  Range item = part(items);
  if (over_map) item = shape(over).key->kind == integer ? Range{} : Range::of(std::int64_t{0}, kMostText);
  variables_.resize(depth);
  variables_.push_back({has_two && !over_map ? Range::of(std::int64_t{0}, std::max<std::int64_t>(most, 1) - 1) : item});
  if (has_two) variables_.push_back({part(items)});
  const std::size_t count = node(n).children.size(), mark = facts_.count();
  const bool transforms = name == "map" || name == "transformList" || name == "transformMap" || name == "sortBy";
  Range last;
  for (std::size_t i = 1; i < count; ++i) {
    last = visit(child(n, i));
    const bool selects = (transforms && i + 1 < count) || name == "filter";
    if (selects) facts_.collect(child(n, i), When::is_true);
  }
  if (name == "filter") {
    item = facts_.narrowed_variable(depth, item);
    last = item;
  }
  facts_.forget_after(mark);
  variables_.resize(depth);
  if (name == "sortBy") return items;
  if (!transforms && name != "filter") return Range::of(std::int64_t{0}, std::int64_t{1});
  return Range::sized(name == "filter" || count == 3 ? 0 : size_of(items).lo, most, std::move(last));
}

Range Prover::bind(std::uint32_t n) {
  const std::uint32_t depth = node(n).a;
  const Range value = visit(child(n, 0));
  const std::size_t mark = facts_.count();
  variables_.resize(depth);
  variables_.push_back({value, child(n, 0)});
  const Range out = visit(child(n, 1));
  facts_.forget_after(mark);
  variables_.resize(depth);
  return out;
}

Range Prover::optional_macro(std::uint32_t n) {
  const std::uint32_t depth = node(n).a;
  const Range given = visit(child(n, 0));
  const std::size_t mark = facts_.count();
  variables_.resize(depth);
  variables_.push_back({part(given)});
  const Range made = visit(child(n, 1));
  facts_.forget_after(mark);
  variables_.resize(depth);
  if (node(n).text == "optMap") return Range::sized(std::clamp<std::int64_t>(given.lo, 0, 1), std::clamp<std::int64_t>(given.hi, 0, 1), made);
  Range out = Range::of(std::int64_t{0}, std::clamp<std::int64_t>(std::min(given.hi, made.hi), 0, 1));
  out.parts = made.parts;
  return out;
}

// What may be there, or null; an item that may be null itself is given as it is.
Range Prover::optional_part(std::uint32_t n) {
  const std::uint32_t target = child(n, 0);
  Range given = visit(target);
  const bool may_be_null = shape(target).kind == optional;
  const Shape& t = may_be_null ? *shape(target).element : shape(target);
  if (may_be_null) given = part(given);
  if (node(n).kind == NodeKind::optional_index) visit(child(n, 1));
  const bool is_record = t.kind == record;
  const Range found = is_record ? part(given, node(n).a) : part(given);
  const Shape& s = is_record ? *t.fields[node(n).a].shape : *t.element;
  if (s.kind != optional) return Range::sized(is_record && !may_be_null ? 1 : 0, 1, found);
  Range out = Range::of(is_record && !may_be_null ? std::clamp<std::int64_t>(found.lo, 0, 1) : 0, std::clamp<std::int64_t>(found.hi, 0, 1));
  out.parts = found.parts;
  return out;
}

Range Prover::optional_call(std::uint32_t n, const std::vector<Range>& arguments) {
  const std::string& name = node(n).text;
  const Range& given = arguments[0];
  if (name == "optional.of") return Range::sized(1, 1, given);
  if (name == "hasValue") return Range::of(std::clamp<std::int64_t>(given.lo, 0, 1), std::clamp<std::int64_t>(given.hi, 0, 1));
  if (name == "value") {
    settle(n, given.lo >= 1, "no_such_overload", "a value that may be null");
    return part(given);
  }
  if (given.lo >= 1) return name == "or" ? given : part(given);
  if (given.hi <= 0) return arguments[1];
  Range out = join(name == "or" ? given : part(given), arguments[1]);
  if (name == "or") out.lo = std::clamp<std::int64_t>(arguments[1].lo, 0, 1);  // null only when both are
  return out;
}

}  // namespace ludex::expr
