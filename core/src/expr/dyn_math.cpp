// The math extension of CEL (cel-spec, tests/simple/testdata/math_ext).

#include <cmath>
#include <limits>

#include "expr/dyn_functions.h"

namespace ludex::expr {
namespace {

using enum DynKind;

bool is_number(const Dyn& v) { return v.kind == integer || v.kind == unsigned_integer || v.kind == number; }

template <bool is_greatest>
RuleError extreme(DynCall& c) {
  const Dyn* const* first = c.arguments;
  std::uint32_t count = c.count;
  if (count == 1 && c.is(0, list)) {
    first = c.at(0).items;
    count = c.at(0).size;
    if (count == 0) return c.fail(RuleError::no_such_overload, "an empty list has no greatest and no least number");
  }
  const Dyn* out = nullptr;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!is_number(*first[i])) return RuleError::no_such_overload;
    const int order = out ? compare(*first[i], *out) : 0;
    if (!out || order == (is_greatest ? 1 : -1)) out = first[i];
  }
  return out ? c.give(out) : RuleError::no_such_overload;
}

// Half away from zero, from exactly rounded operations only.
double round_half_away(double x) {
  const double t = std::trunc(x);
  return std::fabs(x - t) >= 0.5 ? t + std::copysign(1.0, x) : t;
}
double round_up(double x) { return std::ceil(x); }
double round_down(double x) { return std::floor(x); }
double cut(double x) { return std::trunc(x); }

template <double (*round)(double)>
RuleError rounding(DynCall& c) {
  if (c.count != 1 || !c.is(0, number)) return RuleError::no_such_overload;
  return c.give(dyn_double(round(c.at(0).d), c.arena));
}

RuleError absolute(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  if (v.kind == unsigned_integer) return c.give(&v);
  if (v.kind == number) return c.give(dyn_double(std::fabs(v.d), c.arena));
  if (v.kind != integer) return RuleError::no_such_overload;
  if (v.i == std::numeric_limits<std::int64_t>::min()) return RuleError::overflow;
  return c.give(dyn_int(v.i < 0 ? -v.i : v.i, c.arena));
}

RuleError sign(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  if (v.kind == unsigned_integer) return c.give(dyn_uint(v.u ? 1 : 0, c.arena));
  if (v.kind == integer) return c.give(dyn_int(v.i > 0 ? 1 : v.i < 0 ? -1 : 0, c.arena));
  if (v.kind == number) return c.give(dyn_double(v.d > 0 ? 1 : v.d < 0 ? -1 : std::isnan(v.d) ? v.d : 0, c.arena));
  return RuleError::no_such_overload;
}

RuleError square_root(DynCall& c) {
  if (c.count != 1 || !is_number(c.at(0))) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  return c.give(dyn_double(std::sqrt(v.kind == number ? v.d : v.kind == integer ? static_cast<double>(v.i) : static_cast<double>(v.u)), c.arena));
}

enum class Test { nan, infinite, finite };
template <Test test>
RuleError is(DynCall& c) {
  if (c.count != 1 || !c.is(0, number)) return RuleError::no_such_overload;
  const double d = c.at(0).d;
  return c.give(dyn_bool(test == Test::nan ? std::isnan(d) : test == Test::infinite ? std::isinf(d) : std::isfinite(d), c.arena));
}

enum class Bits { and_, or_, xor_ };
template <Bits bits>
RuleError combine(DynCall& c) {
  if (c.count != 2 || !(c.is(0, integer) || c.is(0, unsigned_integer)) || !c.is(1, c.at(0).kind)) return RuleError::no_such_overload;
  const std::uint64_t a = c.at(0).u, b = c.at(1).u;
  Dyn* out = dyn_uint(bits == Bits::and_ ? a & b : bits == Bits::or_ ? a | b : a ^ b, c.arena);
  out->kind = c.at(0).kind;
  return c.give(out);
}
RuleError complement(DynCall& c) {
  if (c.count != 1 || !(c.is(0, integer) || c.is(0, unsigned_integer))) return RuleError::no_such_overload;
  Dyn* out = dyn_uint(~c.at(0).u, c.arena);
  out->kind = c.at(0).kind;
  return c.give(out);
}
// Zeros move in from either side, also for ints.
template <bool to_left>
RuleError shift(DynCall& c) {
  if (c.count != 2 || !(c.is(0, integer) || c.is(0, unsigned_integer)) || !c.is(1, integer)) return RuleError::no_such_overload;
  const std::int64_t by = c.at(1).i;
  if (by < 0) return c.fail(RuleError::no_such_overload, "a shift by a negative offset");
  Dyn* out = dyn_uint(by > 63 ? 0 : to_left ? c.at(0).u << by : c.at(0).u >> by, c.arena);
  out->kind = c.at(0).kind;
  return c.give(out);
}

}  // namespace

void add_math_functions(std::vector<DynFunction>& out) {
  // Of any count of numbers, or of one list.
  static constexpr const char* kMany[] = {"dyn,dyn", "dyn,dyn,dyn", "dyn,dyn,dyn,dyn", "dyn,dyn,dyn,dyn,dyn", "dyn,dyn,dyn,dyn,dyn,dyn",
                                          "dyn,dyn,dyn,dyn,dyn,dyn,dyn", "dyn,dyn,dyn,dyn,dyn,dyn,dyn,dyn"};
  for (const bool is_greatest : {true, false}) {
    const char* name = is_greatest ? "math.greatest" : "math.least";
    const auto run = is_greatest ? extreme<true> : extreme<false>;
    for (const char* type : {"int", "uint", "double"}) out.push_back({name, type, type, run});
    out.push_back({name, "list(int)", "int", run});
    out.push_back({name, "list(uint)", "uint", run});
    out.push_back({name, "list(double)", "double", run});
    out.push_back({name, "list(dyn)", "dyn", run});
    for (const char* parameters : kMany) out.push_back({name, parameters, "dyn", run});
  }
  static constexpr DynFunction kFunctions[] = {
      {"math.ceil", "double", "double", rounding<round_up>},
      {"math.floor", "double", "double", rounding<round_down>},
      {"math.round", "double", "double", rounding<round_half_away>},
      {"math.trunc", "double", "double", rounding<cut>},
      {"math.abs", "int", "int", absolute},
      {"math.abs", "uint", "uint", absolute},
      {"math.abs", "double", "double", absolute},
      {"math.sign", "int", "int", sign},
      {"math.sign", "uint", "uint", sign},
      {"math.sign", "double", "double", sign},
      {"math.sqrt", "int", "double", square_root},
      {"math.sqrt", "uint", "double", square_root},
      {"math.sqrt", "double", "double", square_root},
      {"math.isNaN", "double", "bool", is<Test::nan>},
      {"math.isInf", "double", "bool", is<Test::infinite>},
      {"math.isFinite", "double", "bool", is<Test::finite>},
      {"math.bitAnd", "int,int", "int", combine<Bits::and_>},
      {"math.bitAnd", "uint,uint", "uint", combine<Bits::and_>},
      {"math.bitOr", "int,int", "int", combine<Bits::or_>},
      {"math.bitOr", "uint,uint", "uint", combine<Bits::or_>},
      {"math.bitXor", "int,int", "int", combine<Bits::xor_>},
      {"math.bitXor", "uint,uint", "uint", combine<Bits::xor_>},
      {"math.bitNot", "int", "int", complement},
      {"math.bitNot", "uint", "uint", complement},
      {"math.bitShiftLeft", "int,int", "int", shift<true>},
      {"math.bitShiftLeft", "uint,int", "uint", shift<true>},
      {"math.bitShiftRight", "int,int", "int", shift<false>},
      {"math.bitShiftRight", "uint,int", "uint", shift<false>},
  };
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
}

}  // namespace ludex::expr
