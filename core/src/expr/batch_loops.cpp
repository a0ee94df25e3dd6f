#include "expr/batch_loops.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "expr/arithmetic.h"

namespace ludex::expr {
namespace {

constexpr std::uint64_t kBad = std::uint64_t{1} << 63;

// Each operation says how one row is computed: apply(a, b, bad), where it may set the highest bit of `bad`. They are
// written so that g++ and clang vectorise the dense loop with nothing but SSE2 (or WASM SIMD) where that pays.
enum class Column : std::uint8_t { words, truths };
template <Column in, Column out, bool binary = true, bool dense = true>
struct Kind {
  static constexpr Column kIn = in, kOut = out;
  static constexpr bool kBinary = binary, kDense = dense;
  static constexpr bool kTable = false;
};
using Binary = Kind<Column::words, Column::words>;
using Unary = Kind<Column::words, Column::words, false>;
using Test = Kind<Column::words, Column::truths>;

std::uint64_t bits(double d) { return __builtin_bit_cast(std::uint64_t, d); }
// The exponent of infinities and NaNs carries into the highest bit; no other one does.
std::uint64_t not_finite(double d) { return (bits(d) & 0x7ff0000000000000u) + 0x0010000000000000u; }

RuleError overflow(Word, Word) { return RuleError::overflow; }
RuleError infinite(Word, Word) { return RuleError::not_finite; }

template <bool checked>
struct AddInt : Binary {
  static constexpr auto fault = checked ? overflow : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) {
    const std::uint64_t r = a.u + b.u;
    if (checked) bad |= (a.u ^ r) & (b.u ^ r);
    return {r};
  }
};
template <bool checked>
struct SubInt : Binary {
  static constexpr auto fault = checked ? overflow : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) {
    const std::uint64_t r = a.u - b.u;
    if (checked) bad |= (a.u ^ b.u) & (a.u ^ r);
    return {r};
  }
};
template <bool checked>
struct MulInt : Binary {
  static constexpr auto fault = checked ? overflow : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) {
    if (!checked) return {a.u * b.u};
    std::int64_t r;
    bad |= __builtin_mul_overflow(a.i, b.i, &r) ? kBad : 0;
    return word_int(r);
  }
};
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
RuleError division_fault(Word, Word b) { return b.i == 0 ? RuleError::division_by_zero : RuleError::overflow; }
template <bool modulo>
struct DivInt : Kind<Column::words, Column::words, true, false> {
  static constexpr auto fault = division_fault;
  static Word apply(Word a, Word b, std::uint64_t& bad) {
    if (b.i == 0 || (b.i == -1 && a.i == kLeast)) {
      bad |= kBad;
      return word_int(0);
    }
    return word_int(modulo ? a.i % b.i : a.i / b.i);
  }
};
template <bool checked>
struct NegInt : Unary {
  static constexpr auto fault = checked ? overflow : nullptr;
  static Word apply(Word a, Word, std::uint64_t& bad) {
    const std::uint64_t r = 0 - a.u;
    if (checked) bad |= a.u & r;
    return {r};
  }
};
template <bool checked>
struct AbsInt : Unary {
  static constexpr auto fault = checked ? overflow : nullptr;
  static Word apply(Word a, Word, std::uint64_t& bad) {
    const std::uint64_t sign = 0 - (a.u >> 63), r = (a.u ^ sign) - sign;
    if (checked) bad |= r;
    return {r};
  }
};

template <bool checked>
Word finite(double r, std::uint64_t& bad) {
  if (checked) bad |= not_finite(r);
  Word w;
  w.d = r;
  return w;
}
Word real(double r) {
  Word w;
  w.d = r;
  return w;
}
template <bool checked>
struct AddDouble : Binary {
  static constexpr auto fault = checked ? infinite : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) { return finite<checked>(a.d + b.d, bad); }
};
template <bool checked>
struct SubDouble : Binary {
  static constexpr auto fault = checked ? infinite : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) { return finite<checked>(a.d - b.d, bad); }
};
template <bool checked>
struct MulDouble : Binary {
  static constexpr auto fault = checked ? infinite : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) { return finite<checked>(a.d * b.d, bad); }
};
template <bool checked>
struct DivDouble : Binary {
  static constexpr auto fault = checked ? infinite : nullptr;
  static Word apply(Word a, Word b, std::uint64_t& bad) { return finite<checked>(a.d / b.d, bad); }
};
struct SquareRoot : Unary {  // ends a distance
  static constexpr auto fault = infinite;
  static Word apply(Word a, Word, std::uint64_t& bad) { return finite<true>(std::sqrt(a.d), bad); }
};

template <class Base>
struct Total : Base {
  static constexpr Loop::Fault fault = nullptr;
};
struct NegDouble : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return real(-a.d); } };
struct AbsDouble : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return real(std::fabs(a.d)); } };
struct Floor : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return real(std::floor(a.d)); } };
struct Ceil : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return real(std::ceil(a.d)); } };
struct Round : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return real(round_half_away(a.d)); } };
struct MinInt : Total<Binary> { static Word apply(Word a, Word b, std::uint64_t&) { return b.i < a.i ? b : a; } };
struct MaxInt : Total<Binary> { static Word apply(Word a, Word b, std::uint64_t&) { return b.i > a.i ? b : a; } };
struct MinDouble : Total<Binary> { static Word apply(Word a, Word b, std::uint64_t&) { return real(b.d < a.d ? b.d : a.d); } };
struct MaxDouble : Total<Binary> { static Word apply(Word a, Word b, std::uint64_t&) { return real(b.d > a.d ? b.d : a.d); } };
struct IntToDouble : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return real(static_cast<double>(a.i)); } };
struct DoubleToInt : Kind<Column::words, Column::words, false, false> {
  static constexpr auto fault = overflow;
  static Word apply(Word a, Word, std::uint64_t& bad) {
    const double t = std::trunc(a.d);
    if (t > -9223372036854775808.0 && t < 9223372036854775808.0) return word_int(static_cast<std::int64_t>(t));
    bad |= kBad;
    return word_int(0);
  }
};
struct Cell : Total<Kind<Column::words, Column::words, false, false>> {
  static constexpr bool kTable = true;
  static Word apply(Word a, Word, const Word* table) { return table[a.i]; }
};

struct EqInt : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.u == b.u; } };
struct NeInt : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.u != b.u; } };
struct LtInt : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.i < b.i; } };
struct LeInt : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return (b.i < a.i) ^ 1; } };  // one flag to look at, not three
struct EqDouble : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.d == b.d; } };
struct NeDouble : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.d != b.d; } };
struct LtDouble : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.d < b.d; } };
struct LeDouble : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return a.d <= b.d; } };
using MixedTest = Total<Kind<Column::words, Column::truths, true, false>>;
struct LtIntDouble : MixedTest { static bool apply(Word a, Word b, std::uint64_t&) { return compare(a.i, b.d) < 0; } };
struct LeIntDouble : MixedTest { static bool apply(Word a, Word b, std::uint64_t&) { return compare(a.i, b.d) <= 0; } };
struct LtDoubleInt : MixedTest { static bool apply(Word a, Word b, std::uint64_t&) { return compare(b.i, a.d) > 0; } };
struct LeDoubleInt : MixedTest { static bool apply(Word a, Word b, std::uint64_t&) { return compare(b.i, a.d) >= 0; } };
struct IsSome : Total<Kind<Column::words, Column::truths, false>> { static bool apply(Word a, Word, std::uint64_t&) { return a.optional != nullptr; } };
struct ListHas : Total<Kind<Column::words, Column::truths, true, false>> {
  static bool apply(Word a, Word b, std::uint64_t&) {
    bool found = false;
    for (std::uint32_t i = 0; i < b.list->size && !found; ++i) found = b.list->items[i].u == a.u;
    return found;
  }
};
struct BitHas : Total<Test> { static bool apply(Word a, Word b, std::uint64_t&) { return (b.u >> (a.u & 63)) & 1; } };
struct ToTruth : Total<Kind<Column::words, Column::truths, false>> { static bool apply(Word a, Word, std::uint64_t&) { return (a.u & 0xff) != 0; } };
struct ToWord : Total<Kind<Column::truths, Column::words, false>> { static Word apply(bool a, bool, std::uint64_t&) { return {std::uint64_t{a}}; } };
struct Move : Total<Unary> { static Word apply(Word a, Word, std::uint64_t&) { return a; } };
struct MoveTruth : Total<Kind<Column::truths, Column::truths, false>> { static bool apply(bool a, bool, std::uint64_t&) { return a; } };
struct Not : Total<Kind<Column::truths, Column::truths, false>> { static bool apply(bool a, bool, std::uint64_t&) { return !a; } };

template <Column c> struct Cells { using type = Word; };
template <> struct Cells<Column::truths> { using type = std::uint8_t; };

template <class F, class In, class Out>
void one(const In* a, const In* b, Out* out, std::size_t i, std::uint64_t& bad, const Word* table) {
  if constexpr (F::kTable) out[i] = F::apply(a[i], In{}, table);
  else if constexpr (std::is_same_v<In, std::uint8_t> && std::is_same_v<Out, std::uint8_t>) out[i] = static_cast<std::uint8_t>(F::apply(a[i], false, bad));
  else if constexpr (F::kBinary) out[i] = static_cast<Out>(F::apply(a[i], b[i], bad));
  else out[i] = static_cast<Out>(F::apply(a[i], a[i], bad));
}

template <class F>
std::uint64_t dense(const void* a, const void* b, void* out, std::size_t rows, const Word* table) {
  using In = typename Cells<F::kIn>::type;
  using Out = typename Cells<F::kOut>::type;
  const auto* __restrict x = static_cast<const In*>(a);
  const auto* __restrict y = static_cast<const In*>(b);
  auto* __restrict z = static_cast<Out*>(out);
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < rows; ++i) one<F>(x, y, z, i, bad, table);
  return bad;
}

template <class F>
std::uint64_t sparse(const void* a, const void* b, void* out, const RowNumber* rows, std::size_t count, const Word* table) {
  using In = typename Cells<F::kIn>::type;
  using Out = typename Cells<F::kOut>::type;
  const auto* __restrict x = static_cast<const In*>(a);
  const auto* __restrict y = static_cast<const In*>(b);
  auto* __restrict z = static_cast<Out*>(out);
  std::uint64_t bad = 0;
  for (std::size_t k = 0; k < count; ++k) one<F>(x, y, z, rows[k], bad, table);
  return bad;
}

// Once more, for the one row: which of them failed is asked only when some did.
template <class F>
RuleError fault_of(const void* a, const void* b, std::size_t row) {
  const Word x = static_cast<const Word*>(a)[row], y = F::kBinary ? static_cast<const Word*>(b)[row] : x;
  std::uint64_t bad = 0;
  F::apply(x, y, bad);
  return bad >> 63 ? F::fault(x, y) : RuleError::none;
}

template <class F>
constexpr Loop make() {
  Loop loop;
  if constexpr (F::kDense) loop.dense = dense<F>;
  loop.sparse = sparse<F>;
  if constexpr (F::fault != nullptr) loop.fault = fault_of<F>;
  loop.takes_truths = F::kIn == Column::truths;
  loop.gives_truths = F::kOut == Column::truths;
  loop.is_binary = F::kBinary;
  return loop;
}

template <class F>
constexpr Loop kLoop = make<F>();

}  // namespace

const Loop* find_loop(OpCode op, bool may_fail) {
  switch (op) {
    case OpCode::add_int: return may_fail ? &kLoop<AddInt<true>> : &kLoop<AddInt<false>>;
    case OpCode::sub_int: return may_fail ? &kLoop<SubInt<true>> : &kLoop<SubInt<false>>;
    case OpCode::mul_int: return may_fail ? &kLoop<MulInt<true>> : &kLoop<MulInt<false>>;
    case OpCode::div_int: return &kLoop<DivInt<false>>;
    case OpCode::mod_int: return &kLoop<DivInt<true>>;
    case OpCode::neg_int: return may_fail ? &kLoop<NegInt<true>> : &kLoop<NegInt<false>>;
    case OpCode::abs_int: return may_fail ? &kLoop<AbsInt<true>> : &kLoop<AbsInt<false>>;
    case OpCode::add_double: return may_fail ? &kLoop<AddDouble<true>> : &kLoop<AddDouble<false>>;
    case OpCode::sub_double: return may_fail ? &kLoop<SubDouble<true>> : &kLoop<SubDouble<false>>;
    case OpCode::mul_double: return may_fail ? &kLoop<MulDouble<true>> : &kLoop<MulDouble<false>>;
    case OpCode::div_double: return may_fail ? &kLoop<DivDouble<true>> : &kLoop<DivDouble<false>>;
    case OpCode::neg_double: return &kLoop<NegDouble>;
    case OpCode::abs_double: return &kLoop<AbsDouble>;
    case OpCode::floor: return &kLoop<Floor>;
    case OpCode::ceil: return &kLoop<Ceil>;
    case OpCode::round: return &kLoop<Round>;
    case OpCode::min_int: return &kLoop<MinInt>;
    case OpCode::max_int: return &kLoop<MaxInt>;
    case OpCode::min_double: return &kLoop<MinDouble>;
    case OpCode::max_double: return &kLoop<MaxDouble>;
    case OpCode::int_to_double: return &kLoop<IntToDouble>;
    case OpCode::double_to_int: return &kLoop<DoubleToInt>;
    case OpCode::cell: return &kLoop<Cell>;
    case OpCode::eq_int: return &kLoop<EqInt>;
    case OpCode::ne_int: return &kLoop<NeInt>;
    case OpCode::lt_int: return &kLoop<LtInt>;
    case OpCode::le_int: return &kLoop<LeInt>;
    case OpCode::eq_double: return &kLoop<EqDouble>;
    case OpCode::ne_double: return &kLoop<NeDouble>;
    case OpCode::lt_double: return &kLoop<LtDouble>;
    case OpCode::le_double: return &kLoop<LeDouble>;
    case OpCode::lt_int_double: return &kLoop<LtIntDouble>;
    case OpCode::le_int_double: return &kLoop<LeIntDouble>;
    case OpCode::lt_double_int: return &kLoop<LtDoubleInt>;
    case OpCode::le_double_int: return &kLoop<LeDoubleInt>;
    case OpCode::list_has_word: return &kLoop<ListHas>;
    case OpCode::is_some: return &kLoop<IsSome>;
    case OpCode::not_: return &kLoop<Not>;
    default: return nullptr;
  }
}

const Loop& loop_to_truth() { return kLoop<ToTruth>; }
const Loop& loop_to_word() { return kLoop<ToWord>; }
const Loop& loop_move() { return kLoop<Move>; }
const Loop& loop_move_truth() { return kLoop<MoveTruth>; }
const Loop& loop_bit_has() { return kLoop<BitHas>; }
const Loop& loop_square_root() { return kLoop<SquareRoot>; }

void gather(const Word* const* rows, std::size_t slot, Word* out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = rows[i][slot];
}
void gather(const Word* const* rows, std::size_t slot, Word* out, const RowNumber* selected, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) out[selected[k]] = rows[selected[k]][slot];
}

void blend(const std::uint8_t* __restrict mask, const Word* __restrict from, Word* __restrict out, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i].u ^= (out[i].u ^ from[i].u) & (0 - std::uint64_t{mask[i]});
}
void blend(const std::uint8_t* __restrict mask, const std::uint8_t* __restrict from, std::uint8_t* __restrict out, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<std::uint8_t>(out[i] ^ ((out[i] ^ from[i]) & (0 - mask[i])));
}

namespace {

// Eight truths at a time.
constexpr std::uint64_t kOnes = 0x0101010101010101u;
std::uint64_t load(const std::uint8_t* p) {
  std::uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}
void store(std::uint8_t* p, std::uint64_t v) { std::memcpy(p, &v, 8); }
// Of up to 255 words added byte by byte.
std::size_t sum_bytes(std::uint64_t v) {
  v = (v & 0x00ff00ff00ff00ffu) + ((v >> 8) & 0x00ff00ff00ff00ffu);
  return static_cast<std::size_t>((v * 0x0001000100010001u) >> 48);
}
static_assert(kBlockRows / 8 <= 255 && kBlockRows % 8 == 0);

}  // namespace

std::size_t split(std::uint8_t* __restrict active, const std::uint8_t* __restrict condition, bool leaves, std::uint8_t* __restrict left, std::size_t rows) {
  const std::uint64_t flip = leaves ? 0 : kOnes;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rows; i += 8) {
    const std::uint64_t a = load(active + i), go = a & (load(condition + i) ^ flip);
    store(left + i, load(left + i) | go);
    store(active + i, a ^ go);
    sum += a ^ go;
  }
  return sum_bytes(sum);
}

std::size_t join(std::uint8_t* __restrict active, std::uint8_t* __restrict joining, std::size_t rows) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rows; i += 8) {
    const std::uint64_t a = load(active + i) | load(joining + i);
    store(active + i, a);
    store(joining + i, 0);
    sum += a;
  }
  return sum_bytes(sum);
}

std::size_t list_rows(const std::uint8_t* active, RowNumber* out, std::size_t rows) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    out[n] = static_cast<RowNumber>(i);
    n += active[i];
  }
  return n;
}

}  // namespace ludex::expr
