// Arithmetic on ranges, and the ranges of functions.
//
// IEEE addition, subtraction, multiplication, division and sqrt are monotonic in each operand, rounding included, so
// evaluating at the end points with the same instruction gives end points that hold without widening.

#include <algorithm>
#include <cmath>

#include "expr/draws.h"
#include "expr/interval.h"

namespace ludex::expr {
namespace {

__extension__ using Wide = __int128;
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min(), kMost = std::numeric_limits<std::int64_t>::max();
constexpr double kLargest = std::numeric_limits<double>::max();

Range narrowed(Wide lo, Wide hi, bool& cannot_fail) {
  cannot_fail = lo >= kLeast && hi <= kMost;
  // Only what fits goes on.
  return Range::of(static_cast<std::int64_t>(std::clamp<Wide>(lo, kLeast, kMost)), static_cast<std::int64_t>(std::clamp<Wide>(hi, kLeast, kMost)));
}

Range narrowed(double low, double high, bool& cannot_fail) {
  cannot_fail = std::isfinite(low) && std::isfinite(high);
  return Range::of(std::clamp(low, -kLargest, kLargest), std::clamp(high, -kLargest, kLargest));
}

template <class T, class F>
void corners(T a, T b, T c, T d, F f, T& lo, T& hi) {
  for (const T x : {f(a, c), f(a, d), f(b, c), f(b, d)}) {
    lo = std::min(lo, x);
    hi = std::max(hi, x);
  }
}

}  // namespace

Range add(const Range& a, const Range& b, bool is_double, bool& cannot_fail) {
  if (is_double) return narrowed(a.low + b.low, a.high + b.high, cannot_fail);
  return narrowed(Wide{a.lo} + b.lo, Wide{a.hi} + b.hi, cannot_fail);
}

Range subtract(const Range& a, const Range& b, bool is_double, bool& cannot_fail) {
  if (is_double) return narrowed(a.low - b.high, a.high - b.low, cannot_fail);
  return narrowed(Wide{a.lo} - b.hi, Wide{a.hi} - b.lo, cannot_fail);
}

Range multiply(const Range& a, const Range& b, bool is_double, bool& cannot_fail) {
  if (is_double) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    corners(a.low, a.high, b.low, b.high, [](double x, double y) { return x * y; }, low, high);
    return narrowed(low, high, cannot_fail);
  }
  Wide lo = Wide{a.lo} * b.lo, hi = lo;
  corners(Wide{a.lo}, Wide{a.hi}, Wide{b.lo}, Wide{b.hi}, [](Wide x, Wide y) { return x * y; }, lo, hi);
  return narrowed(lo, hi, cannot_fail);
}

Range divide(const Range& a, const Range& b, bool is_double, bool& cannot_fail) {
  if (is_double) {
    cannot_fail = false;
    if (b.has(0.0)) return {};
    double low = std::numeric_limits<double>::infinity(), high = -low;
    corners(a.low, a.high, b.low, b.high, [](double x, double y) { return x / y; }, low, high);
    return narrowed(low, high, cannot_fail);
  }
  cannot_fail = false;
  if (b.is_only(0)) return {};
  Wide lo = Wide{1} << 100, hi = -lo;
  const auto quotient = [](Wide x, Wide y) { return x / y; };
  // On either side of zero the quotient is monotonic in both operands.
  if (b.lo < 0) corners(Wide{a.lo}, Wide{a.hi}, Wide{b.lo}, std::min<Wide>(b.hi, -1), quotient, lo, hi);
  if (b.hi > 0) corners(Wide{a.lo}, Wide{a.hi}, std::max<Wide>(b.lo, 1), Wide{b.hi}, quotient, lo, hi);
  const Range out = narrowed(lo, hi, cannot_fail);
  cannot_fail = cannot_fail && !b.has(std::int64_t{0});
  return out;
}

Range remainder(const Range& a, const Range& b, bool& cannot_fail) {
  cannot_fail = !b.has(std::int64_t{0}) && !(a.has(kLeast) && b.has(std::int64_t{-1}));
  // The sign of the left side, and smaller than either: |a % b| <= min(|a|, |b| - 1).
  const Wide most = std::max<Wide>(1, std::max(Wide{b.hi} < 0 ? -Wide{b.hi} : Wide{b.hi}, Wide{b.lo} < 0 ? -Wide{b.lo} : Wide{b.lo})) - 1;
  const Wide lo = a.lo < 0 ? std::max<Wide>(a.lo, -most) : 0, hi = a.hi > 0 ? std::min<Wide>(a.hi, most) : 0;
  return Range::of(static_cast<std::int64_t>(lo), static_cast<std::int64_t>(hi));
}

Range negate(const Range& a, bool is_double, bool& cannot_fail) {
  if (is_double) return cannot_fail = true, Range::of(-a.high, -a.low);
  return narrowed(-Wide{a.hi}, -Wide{a.lo}, cannot_fail);
}

namespace {

using Types = std::vector<const Shape*>;
using Arguments = std::vector<Range>;

bool is_double(const Types& t) { return t[0]->kind == ShapeKind::number; }

template <bool IsMax>
Range extreme(const Types&, const Arguments& a, bool&) {
  Range out = a[0];
  for (std::size_t i = 1; i < a.size(); ++i) {
    out.lo = IsMax ? std::max(out.lo, a[i].lo) : std::min(out.lo, a[i].lo);
    out.hi = IsMax ? std::max(out.hi, a[i].hi) : std::min(out.hi, a[i].hi);
    out.low = IsMax ? std::max(out.low, a[i].low) : std::min(out.low, a[i].low);
    out.high = IsMax ? std::max(out.high, a[i].high) : std::min(out.high, a[i].high);
  }
  return out;
}

// min(max(x, low), high), as it is computed.
Range clamped(const Types& t, const Arguments& a, bool& cannot_fail) {
  return extreme<false>(t, {extreme<true>(t, {a[0], a[1]}, cannot_fail), a[2]}, cannot_fail);
}

Range absolute(const Types& t, const Arguments& a, bool& cannot_fail) {
  const Range& x = a[0];
  if (is_double(t)) {
    cannot_fail = true;
    return Range::of(x.has(0.0) ? 0.0 : std::min(std::fabs(x.low), std::fabs(x.high)), std::max(std::fabs(x.low), std::fabs(x.high)));
  }
  const Wide lo = x.lo < 0 ? -Wide{x.lo} : Wide{x.lo}, hi = x.hi < 0 ? -Wide{x.hi} : Wide{x.hi};
  return narrowed(x.has(std::int64_t{0}) ? Wide{0} : std::min(lo, hi), std::max(lo, hi), cannot_fail);
}

template <double (*F)(double)>
Range rounded(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return Range::of(F(a[0].low), F(a[0].high));
}
double down(double x) { return std::floor(x); }
double up(double x) { return std::ceil(x); }

// Half away from zero lands on one of the two whole numbers around.
Range nearest(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return Range::of(std::floor(a[0].low), std::ceil(a[0].high));
}

Range to_int(const Types& t, const Arguments& a, bool& cannot_fail) {
  constexpr double kEnd = 9223372036854775808.0;
  if (t[0]->kind == ShapeKind::string) return {};
  if (!is_double(t)) return a[0];
  const double low = std::trunc(a[0].low), high = std::trunc(a[0].high);
  cannot_fail = low > -kEnd && high < kEnd;
  return Range::of(low > -kEnd ? low < kEnd ? static_cast<std::int64_t>(low) : kMost : kLeast, high < kEnd ? high > -kEnd ? static_cast<std::int64_t>(high) : kLeast : kMost);
}

Range to_double(const Types& t, const Arguments& a, bool& cannot_fail) {
  if (t[0]->kind == ShapeKind::string) return {};
  cannot_fail = true;
  if (is_double(t)) return a[0];
  return Range::of(static_cast<double>(a[0].lo), static_cast<double>(a[0].hi));  // rounding is monotonic too
}

Range to_string(const Types& t, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  if (t[0]->kind == ShapeKind::string) return a[0];
  return Range::of(std::int64_t{1}, std::int64_t{32});
}

Range length(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return size_of(a[0]);
}

Range vector3(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = true;
  return join(join(a[0], a[1]), a[2]);
}

Range distance(const Types&, const Arguments& a, bool& cannot_fail) {
  const double m = std::max(std::fabs(a[0].high - a[1].low), std::fabs(a[0].low - a[1].high));
  return narrowed(0.0, std::sqrt((m * m + m * m) + m * m), cannot_fail);
}

// Divisions of ints that say how they round: monotonic in each operand while the divisor keeps its sign.
enum class Rounding { down, up, nearest, half_down };

template <Rounding R>
Wide divided(Wide a, Wide b) {
  if (b < 0) a = -a, b = -b;
  const Wide floor = a / b - (a % b < 0 ? 1 : 0), rest = a - floor * b;
  if (R == Rounding::down || rest == 0) return floor;
  if (R == Rounding::up) return floor + 1;
  if (rest * 2 != b) return floor + (rest * 2 > b ? 1 : 0);
  return floor + ((R == Rounding::nearest) == (a > 0) ? 1 : 0);
}

template <Rounding R>
Range divided(const Types&, const Arguments& a, bool& cannot_fail) {
  if (a[1].has(std::int64_t{0})) return {};
  Wide lo = divided<R>(a[0].lo, a[1].lo), hi = lo;
  corners(Wide{a[0].lo}, Wide{a[0].hi}, Wide{a[1].lo}, Wide{a[1].hi}, [](Wide x, Wide y) { return divided<R>(x, y); }, lo, hi);
  return narrowed(lo, hi, cannot_fail);
}

// The first argument of a draw is its name.
Range rolled(const Types&, const Arguments& a, bool& cannot_fail) {
  cannot_fail = a[1].hi <= a[2].lo;
  return Range::of(a[1].lo, std::max(a[1].lo, a[2].hi));
}

Range diced(const Types&, const Arguments& a, bool& cannot_fail) {
  if (a.size() == 2) {  // written out, and what is added with it
    cannot_fail = true;
    return Range::of(std::int64_t{-1'000'000'000}, std::int64_t{1'100'000'000});
  }
  cannot_fail = are_dice(a[1].lo, a[2].lo) && are_dice(a[1].hi, a[2].hi);
  const auto count = [](std::int64_t x) { return std::clamp<std::int64_t>(x, 0, kMostDice); };
  return Range::of(count(a[1].lo), count(a[1].hi) * std::clamp<std::int64_t>(a[2].hi, 1, kMostSides));
}

Range chosen(const Types&, const Arguments& a, bool&) {
  return Range::of(std::int64_t{0}, std::max<std::int64_t>(size_of(a[1]).hi, 1) - 1);
}

constexpr RangeRule kRules[] = {
    {"size", length}, {"least", extreme<false>}, {"greatest", extreme<true>}, {"min", extreme<false>}, {"max", extreme<true>}, {"clamp", clamped}, {"abs", absolute},
    {"floor", rounded<down>}, {"ceil", rounded<up>}, {"round", nearest}, {"int", to_int}, {"double", to_double}, {"string", to_string},
    {"vec3", vector3}, {"distance", distance},
    {"floor_div", divided<Rounding::down>}, {"ceil_div", divided<Rounding::up>}, {"round_div", divided<Rounding::nearest>}, {"half_down_div", divided<Rounding::half_down>},
    {"roll", rolled}, {"dice", diced}, {"weighted", chosen},
};

}  // namespace

const RangeRule* find_range_rule(const std::string& function, std::size_t arguments) {
  if (const RangeRule* rule = find_collection_rule(function, arguments)) return rule;
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules), [&](const RangeRule& r) { return function == r.name; });
  return rule == std::end(kRules) ? nullptr : rule;
}

}  // namespace ludex::expr
