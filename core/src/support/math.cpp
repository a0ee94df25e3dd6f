#include "support/math.h"
#include "support/bits.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "support/math_tables.inc"

// The method is that of ARM's optimized routines and of Tang ("Table-driven implementation of the exponential function",
// ACM TOMS 1989): reduce to a short interval by a table, then a Taylor polynomial whose rounding errors are far below the
// last place; a value that needs more than 53 bits is an unevaluated sum of two doubles (Dekker 1971, Knuth TAOCP 4.2.2).

namespace ludex::math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Two {
  double high, low;
};

// Exact. `quick` wants |a| >= |b| or a = 0.
Two sum(double a, double b) {
  const double s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}
Two quick_sum(double a, double b) {
  const double s = a + b;
  return {s, b - (s - a)};
}

// The upper 26 bits of the significand, so that products of two of them are exact.
double upper(double x) { return double_of(bits_of(x) & ~((std::uint64_t{1} << 27) - 1)); }

// Exact unless it leaves the range of doubles.
Two product(double a, double b) {
  const double p = a * b;
  const double ah = upper(a), al = a - ah, bh = upper(b), bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

// To the nearest integer, |x| < 2^51: what is added leaves no bits for a fraction.
double nearest(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

double two_to_the(std::int64_t k) { return double_of(static_cast<std::uint64_t>(k + 1023) << 52); }  // normal ones
std::int64_t exponent_of(double x) { return static_cast<std::int64_t>(bits_of(x) >> 52 & 0x7ff) - 1023; }
double with_sign(double x, bool is_negative) { return is_negative ? -x : x; }

// e^(x + low), |low| small beside |x|.
double exponential_of(double x, double low) {
  if (x > 710.0) return kInfinity;
  if (x < -746.0) return 0.0;
  const double k = nearest(x * kStepsPerUnit);
  const double r = (x - k * kStep[0]) + (low - k * kStep[1]);  // |r| < 0.0028
  const auto n = static_cast<std::int64_t>(k);
  const std::int64_t exponent = n >> 7;
  const double* const t = kExp[n & 127];
  const double p = r + r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720)))));
  const double rest = t[1] + t[0] * p;
  if (exponent > -1022) {
    // 2^1024 is no double; half of it is.
    if (exponent > 1022) return (t[0] + rest) * two_to_the(exponent - 1) * 2.0;
    return (t[0] + rest) * two_to_the(exponent);
  }
  // A subnormal result is rounded once, at the last bit it keeps: beside 1.0 that is the last bit of a double.
  const double scale = two_to_the(exponent + 1022);
  const Two y = quick_sum(t[0] * scale, rest * scale);
  if (y.high >= 1.0) return (t[0] + rest) * scale * 0x1p-1022;
  const Two near_one = quick_sum(1.0, y.high);
  return ((near_one.high + (near_one.low + y.low)) - 1.0) * 0x1p-1022;
}

// ln(x) to some 68 bits, for finite x > 0.
Two logarithm_of(double x) {
  std::int64_t k = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    k = -54;
  }
  // x = 2^k z, z in [0.6875, 1.375); c z = 1 + r, and r is known exactly because c is short.
  constexpr std::uint64_t kStart = 0x3fe6000000000000u;
  const std::uint64_t bits = bits_of(x), offset = bits - kStart;
  k += static_cast<std::int64_t>(offset) >> 52;
  const double z = double_of(bits - (offset & ~((std::uint64_t{1} << 52) - 1)));
  const double* const t = kLog[offset >> 45 & 127];
  const double zh = upper(z);
  const Two r = sum(zh * t[0] - 1.0, (z - zh) * t[0]);  // |r| < 2^-7
  const double h = r.high;
  const Two square = product(h, h);
  const double cubic = 1.0 / 3 + h * (-1.0 / 4 + h * (1.0 / 5 + h * (-1.0 / 6 + h * (1.0 / 7 + h * (-1.0 / 8 + h * (1.0 / 9 + h * (-1.0 / 10)))))));
  const double kd = static_cast<double>(k);
  const Two a = sum(kd * kLn2[0] + t[1], h);
  const Two b = sum(a.high, -0.5 * square.high);
  const double low = (a.low + b.low) + (((r.low - h * r.low) - 0.5 * square.low) + (h * square.high * cubic + (t[2] + kd * kLn2[1])));
  return quick_sum(b.high, low);
}

bool is_whole(double y) { return std::floor(y) == y; }
bool is_odd(double y) { return std::fabs(y) < 0x1p53 && is_whole(y) && !is_whole(y * 0.5); }

// An angle as quarter * pi/2 + r, |r| <= pi/4. The three first products and differences are exact, or keep their error.
struct Reduced {
  int quarter;
  Two r;
};
Reduced reduce(double x) {
  const double k = nearest(x * kTurnsPerRadian);
  const Two a = sum(x - k * kHalfPi[0], -(k * kHalfPi[1]));
  const Two b = sum(a.high, -(k * kHalfPi[2]));
  const Two r = quick_sum(b.high, (a.low + b.low) - k * kHalfPi[3]);
  return {static_cast<int>(static_cast<std::int64_t>(k) & 3), r};
}

// Sine and cosine of t, |t| <= 2^-7, less t and 1.
double sine_rest(double t, double t2) { return t * t2 * (-1.0 / 6 + t2 * (1.0 / 120 + t2 * (-1.0 / 5040))); }
double cosine_rest(double t2) { return t2 * (-0.5 + t2 * (1.0 / 24 + t2 * (-1.0 / 720 + t2 * (1.0 / 40320)))); }

// Of |r| <= pi/4, from the nearest 64th; below an eighth the sine's table would lose bits, and its series is short.
double sine_near(Two r) {
  const bool is_negative = std::signbit(r.high);
  const double h = std::fabs(r.high), l = with_sign(r.low, is_negative);
  if (h < 0.125) {
    const double h2 = h * h;
    const double p = -1.0 / 6 + h2 * (1.0 / 120 + h2 * (-1.0 / 5040 + h2 * (1.0 / 362880 + h2 * (-1.0 / 39916800))));
    return with_sign(h + (l * (1.0 - 0.5 * h2) + h * h2 * p), is_negative);
  }
  const double j = nearest(h * 64.0);
  const double* const t = kSinCos[static_cast<int>(j)];
  const double d = (h - j * 0.015625), u = d + l, u2 = u * u;  // sin(c + u) = S + S (cos u - 1) + C sin u
  const Two main = product(t[2], u);
  const Two s = quick_sum(t[0], main.high);
  const double u_low = (d - u) + l;
  return with_sign(s.high + (s.low + (main.low + t[1] + t[3] * u + t[2] * (u_low + sine_rest(u, u2)) + t[0] * cosine_rest(u2))), is_negative);
}

double cosine_near(Two r) {
  const bool is_negative = std::signbit(r.high);
  const double h = std::fabs(r.high), l = with_sign(r.low, is_negative);
  const double j = nearest(h * 64.0);
  const double* const t = kSinCos[static_cast<int>(j)];
  const double d = (h - j * 0.015625), u = d + l, u2 = u * u;  // cos(c + u) = C + C (cos u - 1) - S sin u
  const Two main = product(t[0], -u);
  const Two s = quick_sum(t[2], main.high);
  const double u_low = (d - u) + l;
  return s.high + (s.low + (main.low + t[3] - t[1] * u - t[0] * (u_low + sine_rest(u, u2)) + t[2] * cosine_rest(u2)));
}

// atan(a / b), 0 < a <= b, a / b not tiny.
Two arc_tangent(double a, double b) {
  // Brought near 1 by a power of two, in two steps as 2^1074 is no double.
  if (b < 0x1p-900) a *= 0x1p200, b *= 0x1p200;
  const std::int64_t e = exponent_of(b), half = e / 2;
  const double first = two_to_the(-half), second = two_to_the(-(e - half));
  a = a * first * second;
  b = b * first * second;
  const double q = a / b;
  const Two back = product(q, b);
  const double q_low = ((a - back.high) - back.low) / b;
  if (q < 0.125) {
    const double s = q * q;
    const double p = -1.0 / 3 + s * (1.0 / 5 + s * (-1.0 / 7 + s * (1.0 / 9 + s * (-1.0 / 11 + s * (1.0 / 13 + s * (-1.0 / 15 + s * (1.0 / 17 + s * (-1.0 / 19))))))));
    return {q, q_low * (1.0 - s) + q * s * p};
  }
  // atan q = atan c + atan((q - c) / (1 + c q)); the difference is exact.
  const double j = nearest(q * 64.0), c = j * 0.015625;
  const double* const t = kAtan[static_cast<int>(j)];
  const double above = q - c;
  const Two cq = product(c, q);
  const Two below = quick_sum(1.0, cq.high);
  const double below_low = below.low + cq.low + c * q_low;
  const double u = above / below.high;
  const Two again = product(u, below.high);
  const double u_low = (((above - again.high) - again.low) + q_low - u * below_low) / below.high;
  const double s = u * u;
  const double p = u * s * (-1.0 / 3 + s * (1.0 / 5 + s * (-1.0 / 7 + s * (1.0 / 9))));
  const Two whole = quick_sum(t[0], u);
  return {whole.high, whole.low + (t[1] + (u_low + p))};
}

}  // namespace

double exponential(double x) {
  if (x != x) return kNaN;
  return exponential_of(x, 0.0);
}

double logarithm(double x) {
  if (x == 0.0) return -kInfinity;
  if (!(x > 0.0)) return kNaN;
  if (x == kInfinity) return kInfinity;
  return logarithm_of(x).high;
}

double power(double x, double y) {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y) return kNaN;
  if (std::fabs(y) == kInfinity) {
    const double size = std::fabs(x);
    if (size == 1.0) return 1.0;
    return (size > 1.0) == (y > 0.0) ? kInfinity : 0.0;
  }
  const bool is_negative = std::signbit(x) && is_odd(y);
  const double base = std::fabs(x);
  if (base == 0.0 || base == kInfinity) return with_sign((base == 0.0) == (y > 0.0) ? 0.0 : kInfinity, is_negative);
  if (x < 0.0 && !is_whole(y)) return kNaN;
  if (base == 1.0) return with_sign(1.0, is_negative);
  // |ln base| is between 2^-53 and 745, so beyond these exponents the answer is known; the product below needs it to be.
  if (std::fabs(y) > 0x1p64) return with_sign((base > 1.0) == (y > 0.0) ? kInfinity : 0.0, is_negative);
  if (std::fabs(y) < 0x1p-64) return 1.0;
  const Two l = logarithm_of(base);
  const Two e = product(y, l.high);
  if (e.high > 710.0) return with_sign(kInfinity, is_negative);
  if (e.high < -746.0) return with_sign(0.0, is_negative);
  return with_sign(exponential_of(e.high, e.low + y * l.low), is_negative);
}

double sine(double x) {
  if (!(std::fabs(x) <= kMaxAngle)) return kNaN;
  if (std::fabs(x) < 0x1p-27) return x;  // keeps -0.0, and no product below gets lost
  const Reduced a = reduce(x);
  const double v = a.quarter & 1 ? cosine_near(a.r) : sine_near(a.r);
  return a.quarter & 2 ? -v : v;
}

double cosine(double x) {
  if (!(std::fabs(x) <= kMaxAngle)) return kNaN;
  const Reduced a = reduce(x);
  const double v = a.quarter & 1 ? sine_near(a.r) : cosine_near(a.r);
  return a.quarter == 1 || a.quarter == 2 ? -v : v;
}

double angle(double y, double x) {
  if (x != x || y != y) return kNaN;
  const bool is_below = std::signbit(y), is_left = std::signbit(x);
  double a = std::fabs(y), b = std::fabs(x);
  if (a == kInfinity && b == kInfinity) a = b = 1.0;
  if (a == 0.0) return with_sign(is_left ? kPi[0] : 0.0, is_below);
  if (b == 0.0 || a == kInfinity) return with_sign(kPi[0] * 0.5, is_below);
  if (b == kInfinity) return with_sign(is_left ? kPi[0] : 0.0, is_below);
  const bool is_steep = a > b;
  if (is_steep) std::swap(a, b);
  const double q = a / b;
  Two t{0.0, 0.0};  // a flatter angle than 2^-60 leaves no trace beside pi or pi / 2
  if (q >= 0x1p-60) t = arc_tangent(a, b);
  else if (!is_steep && !is_left) return with_sign(q, is_below);
  // From the nearer axis: pi/2 - t, pi/2 + t, pi - t or t itself.
  const double turns = is_steep ? 0.5 : is_left ? 1.0 : 0.0;
  const bool subtracts = is_steep != is_left;
  const Two s = quick_sum(kPi[0] * turns, with_sign(t.high, subtracts));
  return with_sign(s.high + (s.low + (with_sign(t.low, subtracts) + kPi[1] * turns)), is_below);
}

}  // namespace ludex::math
