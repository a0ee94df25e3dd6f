// Macros: what runs over lists and maps, and what gives a value a name.

#include <algorithm>

#include "expr/checker.h"

namespace ludex::expr {

using enum ShapeKind;

bool Checker::macro(std::uint32_t n) {
  const std::string name = node(n).text;
  if (name == "bind") return bind(n);
  if (name == "optMap" || name == "optFlatMap") return optional_macro(n);
  std::uint32_t range = child(n, 0);
  if (!visit(range) || !as_map(range)) return false;
  unwrap(range);
  node(n).children[0] = range;
  const Shape& r = shape(range);
  if (r.kind != list && r.kind != map) return fail(n, name + "() runs over a list or a map, not over " + name_of(r));
  if (name == "transformMap" && r.kind == list)
    return fail(n, "transformMap() keeps the keys of a map; of a list write transformList(i, x, E)");
  if (name == "sortBy" && r.kind == map) return fail(n, "sortBy() sorts a list; of a map write m.map(k, k).sortBy(k, m[k])");
  const std::uint64_t bound = bound_of(range);
  if (turns_ * bound > kMaxTurns)
    return fail(n, "this loop could turn " + std::to_string(turns_ * bound) + " times, the limit is " + std::to_string(kMaxTurns) + "; declare a smaller max for the list");
  const Shape& integers = builtin_shapes().integer;
  const Shape& item = r.kind == list ? *r.element : (r.key->kind == integer ? integers : builtin_shapes().string);
  const auto depth = static_cast<std::uint32_t>(variables_.size());
  if (node(n).second_variable.empty()) {
    variables_.push_back({node(n).variable, &item});
  } else {
    variables_.push_back({node(n).variable, r.kind == list ? &integers : &item});
    variables_.push_back({node(n).second_variable, r.element});
  }
  turns_ *= std::max<std::uint64_t>(1, bound);
  const std::size_t count = node(n).children.size();
  const bool transforms = name == "map" || name == "transformList" || name == "transformMap" || name == "sortBy";
  for (std::size_t i = 1; i < count; ++i) {
    std::uint32_t c = child(n, i);
    if (!visit(c)) return false;
    if (!transforms || i + 1 < count) {
      unwrap(c);
      if (shape(c).kind != boolean) return fail(c, name + "() takes a bool condition, not " + name_of(shape(c)));
    }
    node(n).children[i] = c;
  }
  turns_ /= std::max<std::uint64_t>(1, bound);
  variables_.resize(depth);
  return loop_result(n, item, bound, depth);
}

bool Checker::loop_result(std::uint32_t n, const Shape& item, std::uint64_t bound, std::uint32_t depth) {
  const std::string name = node(n).text;
  const std::uint32_t range = child(n, 0);
  std::uint32_t last = child(n, node(n).children.size() - 1);
  const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(bound, kMaxItemsDefault));
  if (name == "sortBy") {
    unwrap(last);
    if (shape(last).kind == row || shape(last).kind == enumeration) wrap(last, "$text", builtin_shapes().string, false);
    node(n).children.back() = last;
    const ShapeKind k = shape(last).kind;
    if (k != integer && k != ref && k != number && k != string && k != boolean) return fail(last, "sortBy() sorts by an int, double, string or bool, not by " + name_of(shape(last)));
    return set(n, Meaning::operation, shape(range), false, depth);
  }
  if (name == "filter") return set(n, Meaning::operation, *make_list(item, most), false, depth);
  if (name != "map" && name != "transformList" && name != "transformMap") return set(n, Meaning::operation, builtin_shapes().boolean, false, depth);
  const Shape& e = shape(last);
  if (e.kind == entity || e.kind == table || e.kind == nothing || e.kind == null) return fail(n, std::string(name == "transformMap" ? "a map" : "a list") + " cannot hold " + name_of(e));
  if (name != "transformMap") return set(n, Meaning::operation, *make_list(e, most), false, depth);
  Shape m;
  m.kind = map;
  m.key = shape(range).key;
  m.element = &e;
  m.max_length = most;
  return set(n, Meaning::operation, *declarations_.add_shape(std::move(m)), false, depth);
}

// cel.bind(name, value, E): an error in the value is one where the name is used.
bool Checker::bind(std::uint32_t n) {
  std::uint32_t value = child(n, 0);
  if (!visit(value) || !as_map(value)) return false;
  const ShapeKind k = shape(value).kind;
  if (k == table || k == nothing || k == null) return fail(value, "cel.bind() names a value, not " + name_of(shape(value)));
  const auto depth = static_cast<std::uint32_t>(variables_.size());
  variables_.push_back({node(n).variable, &shape(value), node(value).is_fallible});
  std::uint32_t body = child(n, 1);
  if (!visit(body)) return false;
  variables_.resize(depth);
  return set(n, Meaning::operation, shape(body), false, depth);
}

// x.optMap(v, E): E of what x holds, or null; optFlatMap(), where E itself may be null.
bool Checker::optional_macro(std::uint32_t n) {
  const std::string name = node(n).text;
  std::uint32_t given = child(n, 0);
  if (!visit(given)) return false;
  if (shape(given).kind != optional) return fail(n, name + "() is asked of what may be null, a T?, not of " + name_of(shape(given)));
  const auto depth = static_cast<std::uint32_t>(variables_.size());
  variables_.push_back({node(n).variable, shape(given).element});
  std::uint32_t body = child(n, 1);
  if (!visit(body)) return false;
  variables_.resize(depth);
  const Shape& e = shape(body);
  if (name == "optFlatMap") {
    if (e.kind != optional) return fail(body, "optFlatMap() takes what may be null, a T?, not " + name_of(e) + "; write optMap()");
    return set(n, Meaning::operation, e, false, depth);
  }
  if (e.kind == entity || e.kind == table || e.kind == nothing || e.kind == null) return fail(body, "optMap() cannot hold " + name_of(e));
  if (e.kind == optional) return fail(body, "optMap() makes a T? of its own; write optFlatMap()");
  Shape o;
  o.kind = optional;
  o.element = &e;
  return set(n, Meaning::operation, *declarations_.add_shape(std::move(o)), false, depth);
}

}  // namespace ludex::expr
