// Optional values: a value, or none. or() and orValue() look at their argument only where they need it (dyn_emit.cpp).

#include "expr/dyn_functions.h"

namespace ludex::expr {
namespace {

using enum DynKind;

// The value that a field of its type has before it is set.
bool is_zero(const Dyn& v) {
  switch (v.kind) {
    case null: return true;
    case boolean: return !v.b;
    case integer:
    case unsigned_integer:
    case duration: return v.u == 0;
    case number: return v.d == 0;
    case string:
    case bytes:
    case list:
    case map: return v.size == 0;
    case timestamp: return v.i == 0 && v.size == 0;
    case optional: return v.inner == nullptr;
    case type: return false;
  }
  return false;
}

RuleError none(DynCall& c) { return c.count == 0 ? c.give(dyn_optional(nullptr, c.arena)) : RuleError::no_such_overload; }
RuleError of(DynCall& c) { return c.count == 1 ? c.give(dyn_optional(c.arguments[0], c.arena)) : RuleError::no_such_overload; }
RuleError of_non_zero(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  return c.give(dyn_optional(is_zero(c.at(0)) ? nullptr : c.arguments[0], c.arena));
}
RuleError has_value(DynCall& c) {
  if (c.count != 1 || !c.is(0, optional)) return RuleError::no_such_overload;
  return c.give(dyn_bool(c.at(0).inner != nullptr, c.arena));
}
RuleError value(DynCall& c) {
  if (c.count != 1 || !c.is(0, optional)) return RuleError::no_such_overload;
  return c.at(0).inner ? c.give(c.at(0).inner) : c.fail(RuleError::no_such_key, "optional.none() has no value; ask hasValue() first, or use orValue()");
}
// These run only where the emitter has not made branches of them: with a wrong count of arguments.
RuleError alternative(DynCall&) { return RuleError::no_such_overload; }

RuleError unwrap(DynCall& c) {
  if (c.count != 1 || !c.is(0, list)) return RuleError::no_such_overload;
  const Dyn& given = c.at(0);
  Dyn* out = dyn_room(list, given.size, c.arena);
  for (std::uint32_t i = 0; i < given.size; ++i) {
    if (given.items[i]->kind != optional) return RuleError::no_such_overload;
    if (given.items[i]->inner) out->items[out->size++] = given.items[i]->inner;
  }
  return c.give(out);
}

template <bool is_last>
RuleError end_of(DynCall& c) {
  if (c.count != 1 || !c.is(0, list)) return RuleError::no_such_overload;
  const Dyn& given = c.at(0);
  return c.give(dyn_optional(given.size == 0 ? nullptr : given.items[is_last ? given.size - 1 : 0], c.arena));
}

}  // namespace

void add_optional_functions(std::vector<DynFunction>& out) {
  static constexpr DynFunction kFunctions[] = {
      {"optional.none", "", "optional_type(A)", none},
      {"optional.of", "A", "optional_type(A)", of},
      {"optional.ofNonZeroValue", "A", "optional_type(A)", of_non_zero},
      {".hasValue", "optional_type(A)", "bool", has_value},
      {".value", "optional_type(A)", "A", value},
      {".or", "optional_type(A),optional_type(A)", "optional_type(A)", alternative},
      {".orValue", "optional_type(A),A", "A", alternative},
      {"optional.unwrap", "list(optional_type(A))", "list(A)", unwrap},
      {".unwrapOpt", "list(optional_type(A))", "list(A)", unwrap},
      {".first", "list(A)", "optional_type(A)", end_of<false>},
      {".last", "list(A)", "optional_type(A)", end_of<true>},
  };
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
}

}  // namespace ludex::expr
