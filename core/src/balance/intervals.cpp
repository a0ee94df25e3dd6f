#include "balance/intervals.h"

#include <algorithm>
#include <cmath>

#include "support/math.h"

namespace ludex::detail {
namespace {

// Coefficients from the constant term up.
template <std::size_t N>
double polynomial(const double (&c)[N], double x) {
  double out = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) out = out * x + c[i];
  return out;
}

}  // namespace

// M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988), PPND16.
double normal_upper(double tail) {
  static constexpr double kA[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                                  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double kB[] = {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                                  2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
  static constexpr double kC[] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
                                  1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double kD[] = {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                                  1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
  static constexpr double kE[] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double kF[] = {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                                  7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
  const double q = 0.5 - tail;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  const double r = std::sqrt(-math::logarithm(q > 0 ? tail : 1 - tail));
  const double z = r <= 5 ? polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6) : polynomial(kE, r - 5) / polynomial(kF, r - 5);
  return q > 0 ? z : -z;
}

namespace {

// n KL(share || p), infinity where p rules out what was seen.
double divergence(double share, double p, double n) {
  double out = 0;
  if (share > 0) out += share * math::logarithm(share / p);
  if (share < 1) out += (1 - share) * math::logarithm((1 - share) / (1 - p));
  return n * out;
}

// The end of {p : n KL(share || p) <= most} towards 0 or 1, outwards of the last bit that bisecting tells.
double chernoff_end(double share, double n, double most, bool is_upper) {
  const double bound = is_upper ? 1 : 0;
  if (share == bound) return bound;
  double inside = share, outside = bound;
  for (int i = 0; i < 60; ++i) {
    const double middle = inside + (outside - inside) / 2;
    if (middle == bound || middle == inside) break;
    (divergence(share, middle, n) <= most ? inside : outside) = middle;
  }
  return outside;
}

}  // namespace

Estimate chernoff_share(std::uint64_t count, std::uint64_t n, double alpha) {
  if (n == 0) return {0, 0, 1};
  const double size = static_cast<double>(n), share = static_cast<double>(count) / size, most = math::logarithm(2 / alpha);
  return {share, chernoff_end(share, size, most, false), chernoff_end(share, size, most, true)};
}

Ranks chernoff_ranks(double quantile, std::uint64_t n, double alpha) {
  // Of n values, how many may lie below the quantile: those shares s with n KL(s || quantile) <= ln(2 / alpha).
  Ranks out;
  const double size = static_cast<double>(n), most = math::logarithm(2 / alpha);
  double ends[2];
  for (int side = 0; side < 2; ++side) {
    double inside = quantile, outside = side;
    if (divergence(outside, quantile, size) <= most) {
      ends[side] = outside;
      continue;
    }
    for (int i = 0; i < 60; ++i) {
      const double middle = inside + (outside - inside) / 2;
      (divergence(middle, quantile, size) <= most ? inside : outside) = middle;
    }
    ends[side] = outside;
  }
  const double low = std::floor(ends[0] * size), high = std::ceil(ends[1] * size);
  out.has_low = n > 0 && low >= 1;
  if (out.has_low) out.low = static_cast<std::uint64_t>(low) - 1;
  out.has_high = n > 0 && high < size;
  if (out.has_high) out.high = static_cast<std::uint64_t>(high);
  return out;
}

double bernstein_half(double variance, double width, std::uint64_t n, double alpha) {
  if (n < 2) return width;
  const double size = static_cast<double>(n), log = math::logarithm(4 / alpha);
  return std::sqrt(2 * variance * log / size) + 7 * width * log / (3 * (size - 1));
}

Estimate wilson_share(std::uint64_t count, std::uint64_t n, double alpha) {
  if (n == 0) return {0, 0, 1};
  const double z = normal_of(alpha), z2 = z * z, size = static_cast<double>(n), p = static_cast<double>(count) / size;
  const double middle = (p + z2 / (2 * size)) / (1 + z2 / size);
  const double half = z * std::sqrt(p * (1 - p) / size + z2 / (4 * size * size)) / (1 + z2 / size);
  return {p, count == 0 ? 0.0 : std::max(0.0, middle - half), count == n ? 1.0 : std::min(1.0, middle + half)};
}

void WeightedSum::add(double weight, const Estimate& x) {
  value += weight * x.value;
  const double down = weight * (weight > 0 ? x.value - x.low : x.value - x.high), up = weight * (weight > 0 ? x.high - x.value : x.low - x.value);
  below += down * down;
  above += up * up;
}

Estimate WeightedSum::estimate() const { return {value, value - std::sqrt(below), value + std::sqrt(above)}; }

}  // namespace ludex::detail
