#include "expr/dyn_ops.h"

#include <cmath>
#include <limits>

#include "expr/check.h"
#include "expr/dyn_functions.h"

namespace ludex::expr {
namespace {

// As for rules: what one evaluation may make, and how far it looks when it compares.
constexpr std::size_t kMaxScratchBytes = 64u << 20;
constexpr std::size_t kMaxMadeText = kMaxStringDefault;
constexpr std::size_t kMaxCompared = 10'000'000;
// Of DynState.work: a million turns of a loop that each compare a long list would never end.
constexpr std::uint64_t kMaxWork = 100'000'000;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::string quoted(const Dyn& key) {
  if (key.kind == DynKind::string) return "'" + std::string(key.view()) + "'";
  if (key.kind == DynKind::integer) return std::to_string(key.i);
  if (key.kind == DynKind::unsigned_integer) return std::to_string(key.u) + "u";
  return "of type " + std::string(type_name_of(key));
}

RuleError arithmetic(Op op, std::int64_t a, std::int64_t b, std::int64_t& v) {
  switch (op) {
    case Op::add: return __builtin_add_overflow(a, b, &v) ? RuleError::overflow : RuleError::none;
    case Op::sub: return __builtin_sub_overflow(a, b, &v) ? RuleError::overflow : RuleError::none;
    case Op::mul: return __builtin_mul_overflow(a, b, &v) ? RuleError::overflow : RuleError::none;
    default:
      if (b == 0) return RuleError::division_by_zero;
      if (b == -1 && a == std::numeric_limits<std::int64_t>::min()) return RuleError::overflow;
      v = op == Op::div ? a / b : a % b;
      return RuleError::none;
  }
}

RuleError arithmetic(Op op, std::uint64_t a, std::uint64_t b, std::uint64_t& v) {
  switch (op) {
    case Op::add: return __builtin_add_overflow(a, b, &v) ? RuleError::overflow : RuleError::none;
    case Op::sub: return __builtin_sub_overflow(a, b, &v) ? RuleError::overflow : RuleError::none;
    case Op::mul: return __builtin_mul_overflow(a, b, &v) ? RuleError::overflow : RuleError::none;
    default:
      if (b == 0) return RuleError::division_by_zero;
      v = op == Op::div ? a / b : a % b;
      return RuleError::none;
  }
}

// IEEE, infinities and NaN included.
double arithmetic(Op op, double a, double b) { return op == Op::add ? a + b : op == Op::sub ? a - b : op == Op::mul ? a * b : a / b; }

RuleError concat(const Dyn& a, const Dyn& b, Arena& arena, const Dyn*& out) {
  const std::size_t size = std::size_t{a.size} + b.size;
  if (size > (a.kind == DynKind::list ? std::size_t{kMaxItemsDefault} : kMaxMadeText)) return RuleError::overflow;
  if (a.kind == DynKind::list) {
    Dyn* v = dyn_room(a.kind, static_cast<std::uint32_t>(size), arena);
    for (const Dyn* part : {&a, &b})
      for (std::uint32_t i = 0; i < part->size; ++i) v->items[v->size++] = part->items[i];
    out = v;
    return RuleError::none;
  }
  auto* text = arena.allocate_array<char>(size);
  if (a.size) std::memcpy(text, a.text, a.size);
  if (b.size) std::memcpy(text + a.size, b.text, b.size);
  Dyn* v = make_dyn(a.kind, arena);
  v->size = static_cast<std::uint32_t>(size);
  v->text = text;
  out = v;
  return RuleError::none;
}

// Sums and differences in which a time stands.
RuleError times(Op op, const Dyn& a, const Dyn& b, Arena& arena, const Dyn*& out) {
  const bool at_a = a.kind == DynKind::timestamp, at_b = b.kind == DynKind::timestamp;
  const bool for_a = a.kind == DynKind::duration, for_b = b.kind == DynKind::duration;
  if (!(at_a || for_a) || !(at_b || for_b) || (op != Op::add && op != Op::sub)) return RuleError::no_such_overload;
  if (for_a && for_b) {
    Dyn* v = make_dyn(DynKind::duration, arena);
    out = v;
    return arithmetic(op, a.i, b.i, v->i);
  }
  if (at_a && at_b) {
    if (op == Op::add) return RuleError::no_such_overload;
    Dyn* v = make_dyn(DynKind::duration, arena);
    std::int64_t nanos = 0;
    if (__builtin_mul_overflow(a.i - b.i, kNanosPerSecond, &nanos)) return RuleError::overflow;
    if (__builtin_add_overflow(nanos, static_cast<std::int64_t>(a.size) - b.size, &v->i)) return RuleError::overflow;
    out = v;
    return RuleError::none;
  }
  if (op == Op::sub && for_a) return RuleError::no_such_overload;
  const Dyn& when = at_a ? a : b;
  const std::int64_t by = at_a ? b.i : a.i;
  std::int64_t seconds = by / kNanosPerSecond, nanos = by % kNanosPerSecond;
  if (op == Op::sub) seconds = -seconds, nanos = -nanos;
  seconds += when.i;
  nanos += when.size;
  if (nanos < 0) nanos += kNanosPerSecond, --seconds;
  if (nanos >= kNanosPerSecond) nanos -= kNanosPerSecond, ++seconds;
  Dyn* v = make_dyn(DynKind::timestamp, arena);
  v->i = seconds;
  v->size = static_cast<std::uint32_t>(nanos);
  out = v;
  return is_in_range(*v) ? RuleError::none : RuleError::overflow;
}

RuleError equality(const Dyn& a, const Dyn& b, bool& out, std::uint64_t& work) {
  std::size_t budget = kMaxCompared;
  out = equal(a, b, budget);
  work += kMaxCompared - budget;
  return budget == 0 ? RuleError::overflow : RuleError::none;
}

RuleError membership(const Dyn& item, const Dyn& range, Arena& arena, const Dyn*& out, std::uint64_t& work) {
  bool found = false;
  if (range.kind == DynKind::map) {
    found = find(range, item) != nullptr;
  } else if (range.kind == DynKind::list) {
    std::size_t budget = kMaxCompared;
    for (std::uint32_t i = 0; i < range.size && !found; ++i) found = equal(*range.items[i], item, budget);
    work += kMaxCompared - budget;
    if (budget == 0) return RuleError::overflow;
  } else {
    return RuleError::no_such_overload;
  }
  out = dyn_bool(found, arena);
  return RuleError::none;
}

// The position a number names, exact whatever its type.
RuleError position(const Dyn& list, const Dyn& index, std::uint32_t& out) {
  std::int64_t at = -1;
  if (index.kind == DynKind::integer) at = index.i;
  else if (index.kind == DynKind::unsigned_integer) at = index.u < list.size ? static_cast<std::int64_t>(index.u) : -1;
  else if (index.kind == DynKind::number) at = index.d >= 0 && index.d < list.size && std::trunc(index.d) == index.d ? static_cast<std::int64_t>(index.d) : -1;
  else return RuleError::no_such_overload;
  if (at < 0 || at >= static_cast<std::int64_t>(list.size)) return RuleError::index_out_of_range;
  out = static_cast<std::uint32_t>(at);
  return RuleError::none;
}

// What was selected from an optional value, or by '?'. One that is optional already stays as it is.
const Dyn* as_optional(const Dyn* v, Arena& arena) { return v && v->kind == DynKind::optional ? v : dyn_optional(v, arena); }

RuleError unary(Op op, const Dyn& v, Arena& arena, const Dyn*& out) {
  if (op == Op::not_) {
    if (v.kind != DynKind::boolean) return RuleError::no_such_overload;
    out = dyn_bool(!v.b, arena);
  } else if (v.kind == DynKind::integer) {
    if (v.i == std::numeric_limits<std::int64_t>::min()) return RuleError::overflow;
    out = dyn_int(-v.i, arena);
  } else if (v.kind == DynKind::number) {
    out = dyn_double(-v.d, arena);
  } else {
    return RuleError::no_such_overload;
  }
  return RuleError::none;
}

RuleError make_map(const Word* r, const Instruction& x, DynState& state, std::uint32_t offset, Arena& arena, const Dyn*& out) {
  Dyn* v = dyn_room(DynKind::map, x.c, arena);
  for (std::uint32_t i = 0; i < x.c; ++i) {
    if (!r[x.b + 2 * i + 1].dyn) continue;  // an optional entry that is absent
    v->items[2 * v->size] = r[x.b + 2 * i].dyn;
    v->items[2 * v->size + 1] = r[x.b + 2 * i + 1].dyn;
    ++v->size;
  }
  for (std::uint32_t i = 0; i < v->size; ++i)
    if (!is_key(*v->key(i)))
      return state.fail(offset, RuleError::no_such_overload, "a map's keys are bool, int, uint or string, not " + std::string(type_name_of(*v->key(i))));
  if (!sort_map(*v)) return state.fail(offset, RuleError::no_such_key, "a key stands twice in the map");
  out = v;
  return RuleError::none;
}

}  // namespace

RuleError DynState::fail(std::uint32_t offset, RuleError code, std::string what) {
  for (auto& fault : faults) {
    if (fault.first != offset) continue;
    fault.second = std::move(what);
    return code;
  }
  faults.emplace_back(offset, std::move(what));
  return code;
}

RuleError apply(Op op, const Dyn& a, const Dyn& b, Arena& arena, const Dyn*& out, std::uint64_t& work) {
  switch (op) {
    case Op::eq:
    case Op::ne: {
      bool is_equal = false;
      if (const RuleError e = equality(a, b, is_equal, work); e != RuleError::none) return e;
      out = dyn_bool(is_equal == (op == Op::eq), arena);
      return RuleError::none;
    }
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge: {
      if (!is_ordered(a, b)) return RuleError::no_such_overload;
      const int c = compare(a, b);
      out = dyn_bool(c != kUnordered && (op == Op::lt ? c < 0 : op == Op::le ? c <= 0 : op == Op::gt ? c > 0 : c >= 0), arena);
      return RuleError::none;
    }
    case Op::in: return membership(a, b, arena, out, work);
    default: break;
  }
  const bool is_time = a.kind == DynKind::timestamp || a.kind == DynKind::duration;
  if (is_time) return times(op, a, b, arena, out);
  if (a.kind != b.kind) return RuleError::no_such_overload;
  switch (a.kind) {
    case DynKind::integer: {
      Dyn* v = dyn_int(0, arena);
      out = v;
      return arithmetic(op, a.i, b.i, v->i);
    }
    case DynKind::unsigned_integer: {
      Dyn* v = dyn_uint(0, arena);
      out = v;
      return arithmetic(op, a.u, b.u, v->u);
    }
    case DynKind::number:
      if (op == Op::mod) return RuleError::no_such_overload;
      out = dyn_double(arithmetic(op, a.d, b.d), arena);
      return RuleError::none;
    case DynKind::string:
    case DynKind::bytes:
    case DynKind::list: return op == Op::add ? concat(a, b, arena, out) : RuleError::no_such_overload;
    default: return RuleError::no_such_overload;
  }
}

RuleError run_dyn(const Instruction* code, Word* r, const Frame& frame, std::uint32_t offset) {
  const Instruction x = *code;
  Arena& arena = *frame.arena;
  DynState& state = *frame.dyn;
  const auto put = [&](const Dyn* v) {
    r[x.a] = word_dyn(v);
    return RuleError::none;
  };
  const auto mismatch = [&](const char* what, const Dyn& v) {
    return state.fail(offset, RuleError::no_such_overload, std::string(what) + ", not " + std::string(type_name_of(v)));
  };
  if (state.work > kMaxWork) return state.fail(offset, RuleError::overflow, "the expression compares more than " + std::to_string(kMaxWork) + " values");
  if (arena.used() > kMaxScratchBytes) return state.fail(offset, RuleError::overflow, "the expression makes more values than fit 64 MiB");
  const Dyn* out = nullptr;
  switch (x.op) {
    case OpCode::dyn_variable:
      if (!state.variables[x.b]) return state.fail(offset, RuleError::no_such_key, "the variable has no value");
      return put(state.variables[x.b]);
    case OpCode::dyn_fail: return state.fail(offset, static_cast<RuleError>(x.a), frame.code->texts[x.imm()]);
    case OpCode::dyn_test:
      if (r[x.b].dyn->kind != DynKind::boolean) return mismatch("expected a bool", *r[x.b].dyn);
      r[x.a] = word_bool(r[x.b].dyn->b);
      return RuleError::none;
    case OpCode::dyn_bool: return put(dyn_bool(r[x.b].b, arena));
    case OpCode::dyn_unary: {
      const Op op = static_cast<Op>(x.c);
      const RuleError e = unary(op, *r[x.b].dyn, arena, out);
      if (e == RuleError::no_such_overload) return mismatch(op == Op::not_ ? "'!' takes a bool" : "'-' takes an int or a double", *r[x.b].dyn);
      return e == RuleError::none ? put(out) : e;
    }
    case OpCode::dyn_binary: {
      const Op op = static_cast<Op>(x.c);
      const Dyn &a = *r[x.b].dyn, &b = *r[x.b + 1].dyn;
      if (op != Op::in) state.look_through(a);
      const RuleError e = apply(op, a, b, arena, out, state.work);
      if (e == RuleError::no_such_overload)
        return state.fail(offset, e, "'" + std::string(spelling(op)) + "' has no meaning between " + std::string(type_name_of(a)) + " and " + std::string(type_name_of(b)));
      return e == RuleError::none ? put(out) : e;
    }
    case OpCode::dyn_select:
    case OpCode::dyn_optional_select:
    case OpCode::dyn_has: {
      const Dyn* v = r[x.b].dyn;
      const bool is_optional = v->kind == DynKind::optional;
      if (is_optional) v = v->inner;
      if (v && v->kind != DynKind::map) return mismatch("only a map has fields", *v);
      out = v ? find(*v, *r[x.c].dyn) : nullptr;
      if (x.op == OpCode::dyn_has) {
        r[x.a] = word_bool(out != nullptr);
        return RuleError::none;
      }
      if (is_optional || x.op == OpCode::dyn_optional_select) return put(as_optional(out, arena));
      if (!out) return state.fail(offset, RuleError::no_such_key, "no such key: " + quoted(*r[x.c].dyn));
      return put(out);
    }
    case OpCode::dyn_index:
    case OpCode::dyn_optional_index: {
      const Dyn *v = r[x.b].dyn, &key = *r[x.c].dyn;
      const bool is_optional = v->kind == DynKind::optional, may_be_absent = is_optional || x.op == OpCode::dyn_optional_index;
      if (is_optional) v = v->inner;
      if (!v) return put(as_optional(nullptr, arena));
      if (v->kind == DynKind::map) {
        out = find(*v, key);
        if (may_be_absent) return put(as_optional(out, arena));
        if (!out) return state.fail(offset, RuleError::no_such_key, "no such key: " + quoted(key));
        return put(out);
      }
      if (v->kind != DynKind::list) return mismatch("[ ] takes a list or a map", *v);
      std::uint32_t at = 0;
      const RuleError e = position(*v, key, at);
      if (e == RuleError::no_such_overload) return mismatch("a list's index is a whole number", key);
      if (may_be_absent) return put(as_optional(e == RuleError::none ? v->items[at] : nullptr, arena));
      if (e != RuleError::none) return state.fail(offset, e, "index out of range: a list of " + std::to_string(v->size) + " has no item " + quoted(key));
      return put(v->items[at]);
    }
    case OpCode::dyn_optional: return put(dyn_optional(r[x.b].dyn, arena));
    case OpCode::dyn_has_value:
      if (r[x.b].dyn->kind != DynKind::optional) return mismatch("expected an optional value", *r[x.b].dyn);
      r[x.a] = word_bool(r[x.b].dyn->inner != nullptr);
      return RuleError::none;
    case OpCode::dyn_value: return put(r[x.b].dyn->inner);
    case OpCode::dyn_entry:
      if (r[x.b].dyn->kind != DynKind::optional) return mismatch("an entry after '?' is an optional value", *r[x.b].dyn);
      return put(r[x.b].dyn->inner);
    case OpCode::dyn_call: {
      DynCall call{{}, code[1].b, arena, state, nullptr, {}};
      for (std::uint32_t i = 0; i < call.count; ++i) {
        call.arguments[i] = r[x.b + i].dyn;
        state.look_through(*call.arguments[i]);
      }
      const DynFunction& f = dyn_functions()[code[1].a];
      const RuleError e = f.run(call);
      if (e == RuleError::none) return put(call.result);
      if (call.fault.empty() && e == RuleError::no_such_overload) {
        call.fault = "no such overload: " + std::string(f.name) + "(";
        for (std::uint32_t i = 0; i < call.count; ++i) call.fault += (i ? ", " : "") + std::string(type_name_of(call.at(i)));
        call.fault += ")";
      }
      return call.fault.empty() ? e : state.fail(offset, e, std::move(call.fault));
    }
    case OpCode::dyn_list: {
      Dyn* v = dyn_room(DynKind::list, x.c, arena);
      for (std::uint32_t i = 0; i < x.c; ++i)
        if (r[x.b + i].dyn) v->items[v->size++] = r[x.b + i].dyn;  // none: an optional entry that is absent
      return put(v);
    }
    case OpCode::dyn_map: {
      const RuleError e = make_map(r, x, state, offset, arena, out);
      return e == RuleError::none ? put(out) : e;
    }
    case OpCode::dyn_size: {
      const Dyn& v = *r[x.b].dyn;
      if (v.kind != DynKind::list && v.kind != DynKind::map) return mismatch("a loop runs over a list or a map", v);
      r[x.a] = word_int(v.size);
      return RuleError::none;
    }
    case OpCode::dyn_turn:
      if (++state.turns > kMaxTurns) return state.fail(offset, RuleError::overflow, "the loops turn more than " + std::to_string(kMaxTurns) + " times");
      return RuleError::none;
    case OpCode::dyn_item: {
      const Dyn& v = *r[x.b].dyn;
      return put(v.items[v.kind == DynKind::map ? 2 * r[x.c].i : r[x.c].i]);
    }
    case OpCode::dyn_first: {
      const Dyn& v = *r[x.b].dyn;
      return put(v.kind == DynKind::map ? v.key(static_cast<std::uint32_t>(r[x.c].i)) : dyn_int(r[x.c].i, arena));
    }
    case OpCode::dyn_second: {
      const Dyn& v = *r[x.b].dyn;
      return put(v.items[v.kind == DynKind::map ? 2 * r[x.c].i + 1 : r[x.c].i]);
    }
    case OpCode::dyn_reserve: return put(dyn_room(x.c ? DynKind::map : DynKind::list, static_cast<std::uint32_t>(r[x.b].i), arena));
    case OpCode::dyn_push: {
      Dyn& list = *r[x.a].dyn;
      list.items[list.size++] = r[x.b].dyn;
      return RuleError::none;
    }
    case OpCode::dyn_put: {
      Dyn& map = *r[x.a].dyn;
      map.items[2 * map.size] = r[x.b].dyn;
      map.items[2 * map.size + 1] = r[x.c].dyn;
      ++map.size;
      return RuleError::none;
    }
    default: return RuleError::no_such_overload;
  }
}

}  // namespace ludex::expr
