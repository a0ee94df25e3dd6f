// Decimal text to doubles and integers, exactly. Clinger's fast path, then Eisel-Lemire (D. Lemire, "Number parsing at
// a gigabyte per second", 2021), then big integers for the few texts that lie too close to the middle of two doubles.

#include <bit>
#include <cassert>
#include <cstddef>
#include <limits>

#include "value/number.h"
#include "value/pow5_table.inc"
#include "value/swar.h"

namespace ludex {
namespace {

using detail::kPow5;
using detail::kPow5First;
using Uint128 = unsigned __int128;

constexpr bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}
constexpr unsigned digit(char c) {
  return static_cast<unsigned>(c - '0');
}

// Far above any digit count, so that digits cannot bring a saturated exponent back into range.
constexpr std::int64_t kHugeExponent = std::int64_t{1} << 60;

/// A JSON number taken apart: (-1)^negative * digits * 10^exponent, where digits are the bytes of
/// [digits, digits_end) without the point.
struct Parts {
  const char* digits;
  const char* digits_end;
  std::int64_t exponent;  ///< of the last digit
  std::uint64_t value;    ///< of all digits, modulo 2^64
  std::size_t count;      ///< of digits
  bool negative;
};

const char* accumulate(const char* p, const char* end, std::uint64_t& value) {
  while (end - p >= 8) {
    const std::uint64_t word = swar::load(p);
    if (swar::not_digit(word) != 0) break;
    value = value * 100000000 + swar::eight_digits(word);
    p += 8;
  }
  for (; p != end && is_digit(*p); ++p) value = value * 10 + digit(*p);
  return p;
}

Parts take_apart(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  Parts parts{};
  if (p != end && *p == '-') {
    parts.negative = true;
    ++p;
  }
  parts.digits = p;
  p = accumulate(p, end, parts.value);
  parts.count = static_cast<std::size_t>(p - parts.digits);
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    p = accumulate(p, end, parts.value);
    parts.count += static_cast<std::size_t>(p - fraction);
    parts.exponent = fraction - p;
  }
  parts.digits_end = p;
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    bool down = false;
    if (p != end && (*p == '-' || *p == '+')) down = *p++ == '-';
    std::int64_t written = 0;
    for (; p != end && is_digit(*p); ++p) {
      if (written < kHugeExponent / 10) written = written * 10 + digit(*p);
    }
    parts.exponent += down ? -written : written;
  }
  return parts;
}

// ---- Eisel-Lemire -------------------------------------------------------------------------------------------------

constexpr std::uint64_t kInfinity = std::uint64_t{0x7FF} << 52;

/// The bits of a non-negative double, and whether they are proven to be the nearest to what was asked.
struct Candidate {
  std::uint64_t bits;
  bool proven;
};

/// significand * 10^exponent as a double.
[[gnu::always_inline]] inline Candidate eisel_lemire(std::uint64_t significand, std::int64_t exponent) {
  if (significand == 0 || exponent < kPow5First) return {0, true};
  if (exponent > 308) return {kInfinity, true};
  const int q = static_cast<int>(exponent);
  const int leading_zeros = std::countl_zero(significand);
  significand <<= leading_zeros;

  const detail::Pow5& power = kPow5[q - kPow5First];
  Uint128 product = static_cast<Uint128>(significand) * power.high;
  // Only when the bits below the 55 wanted ones are all set can the rest of the power change them.
  constexpr std::uint64_t kBelow = ~std::uint64_t{0} >> 55;
  if ((static_cast<std::uint64_t>(product >> 64) & kBelow) == kBelow) {
    product += (static_cast<Uint128>(significand) * power.low) >> 64;
  }
  const auto high = static_cast<std::uint64_t>(product >> 64);
  const auto low = static_cast<std::uint64_t>(product);
  const bool proven = low != ~std::uint64_t{0} || (q >= -27 && q <= 55);

  const int top = static_cast<int>(high >> 63);
  const int drop = top + 64 - 52 - 3;
  std::uint64_t mantissa = high >> drop;
  int biased = ((217706 * q) >> 16) + 63 + top - leading_zeros + 1023;
  if (biased <= 0) {
    if (-biased + 1 >= 64) return {0, proven};
    mantissa >>= -biased + 1;
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    return {mantissa, proven};  // a carry into bit 52 makes the smallest normal number, as it should
  }
  // A tie is possible only for these powers; it must go to the even neighbour instead of up.
  if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && (mantissa << drop) == high) {
    mantissa &= ~std::uint64_t{1};
  }
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  // Adding keeps the hidden bit's carry right: it moves into the exponent field.
  const std::uint64_t bits = (static_cast<std::uint64_t>(biased - 1) << 52) + mantissa;
  return {bits < kInfinity ? bits : kInfinity, proven};
}

// ---- Exact fallback -----------------------------------------------------------------------------------------------

/// An unsigned integer of up to 4,096 bits. The largest met has 801 digits, or is the middle of two doubles scaled to
/// compare with such a number: under 2,800 bits either way.
class BigInteger {
 public:
  explicit BigInteger(std::uint64_t value) {
    if (value != 0) limbs_[size_++] = value;
  }

  void multiply_add(std::uint64_t factor, std::uint64_t addend) {
    std::uint64_t carry = addend;
    for (std::size_t i = 0; i < size_; ++i) {
      const Uint128 product = static_cast<Uint128>(limbs_[i]) * factor + carry;
      limbs_[i] = static_cast<std::uint64_t>(product);
      carry = static_cast<std::uint64_t>(product >> 64);
    }
    if (carry != 0) push(carry);
  }

  void multiply_pow5(std::int64_t exponent) {
    constexpr std::uint64_t k5to27 = 7450580596923828125u;
    for (; exponent >= 27; exponent -= 27) multiply_add(k5to27, 0);
    std::uint64_t rest = 1;
    for (; exponent > 0; --exponent) rest *= 5;
    multiply_add(rest, 0);
  }

  void shift_left(std::int64_t bits) {
    for (; bits >= 63; bits -= 63) multiply_add(std::uint64_t{1} << 63, 0);
    multiply_add(std::uint64_t{1} << bits, 0);
  }

  int compare(const BigInteger& other) const {
    if (size_ != other.size_) return size_ < other.size_ ? -1 : 1;
    for (std::size_t i = size_; i-- > 0;) {
      if (limbs_[i] != other.limbs_[i]) return limbs_[i] < other.limbs_[i] ? -1 : 1;
    }
    return 0;
  }

 private:
  void push(std::uint64_t limb) {
    assert(size_ < kLimbs);
    limbs_[size_++] = limb;
  }

  static constexpr std::size_t kLimbs = 64;
  std::uint64_t limbs_[kLimbs] = {};
  std::size_t size_ = 0;
};

/// digits * 10^exponent with every digit that can matter.
struct LongDecimal {
  BigInteger digits{0};
  std::int64_t exponent = 0;
};

/// The middle of two doubles has at most 768 significant digits, so what lies past 800 can only say "not a tie".
constexpr std::size_t kMaxSignificant = 800;

LongDecimal long_decimal(const Parts& parts) {
  LongDecimal decimal;
  std::size_t taken = 0;
  std::size_t dropped = 0;
  bool sticky = false;
  std::uint64_t chunk = 0;
  std::uint64_t scale = 1;
  for (const char* p = parts.digits; p != parts.digits_end; ++p) {
    if (*p == '.' || (taken == 0 && *p == '0')) continue;
    if (taken == kMaxSignificant) {
      ++dropped;
      sticky = sticky || *p != '0';
      continue;
    }
    ++taken;
    chunk = chunk * 10 + digit(*p);
    scale *= 10;
    if (scale == 10000000000000000000u) {
      decimal.digits.multiply_add(scale, chunk);
      chunk = 0;
      scale = 1;
    }
  }
  decimal.digits.multiply_add(scale, chunk);
  decimal.exponent = parts.exponent + static_cast<std::int64_t>(dropped);
  if (sticky) {
    decimal.digits.multiply_add(10, 1);
    --decimal.exponent;
  }
  return decimal;
}

/// Compares `decimal` with the middle of the double `bits` and the next one up.
int compare_with_middle(const LongDecimal& decimal, std::uint64_t bits) {
  const auto biased = static_cast<std::int64_t>(bits >> 52);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const std::uint64_t mantissa = biased == 0 ? fraction : fraction | std::uint64_t{1} << 52;
  const std::int64_t binary_exponent = (biased == 0 ? 1 : biased) - 1075 - 1;
  BigInteger left = decimal.digits;
  BigInteger right(2 * mantissa + 1);
  // left * 5^e * 2^e against right * 2^b: what has a negative exponent moves to the other side.
  if (decimal.exponent >= 0) {
    left.multiply_pow5(decimal.exponent);
  } else {
    right.multiply_pow5(-decimal.exponent);
  }
  const std::int64_t shift = decimal.exponent - binary_exponent;
  if (shift >= 0) {
    left.shift_left(shift);
  } else {
    right.shift_left(-shift);
  }
  return left.compare(right);
}

/// Walks from a neighbouring double to the nearest one. The start is at most a step away.
std::uint64_t nearest(const LongDecimal& decimal, std::uint64_t bits) {
  while (bits < kInfinity) {
    const int order = compare_with_middle(decimal, bits);
    if (order < 0 || (order == 0 && (bits & 1) == 0)) break;
    ++bits;
  }
  while (bits > 0) {
    const int order = compare_with_middle(decimal, bits - 1);
    if (order > 0 || (order == 0 && (bits & 1) == 0)) break;
    --bits;
  }
  return bits;
}

/// The first 19 significant digits, and what they leave out.
struct Leading {
  std::uint64_t value = 0;
  std::int64_t exponent = 0;
  bool truncated = false;
};

Leading leading_digits(const Parts& parts) {
  Leading leading;
  std::size_t taken = 0;
  std::int64_t dropped = 0;
  for (const char* p = parts.digits; p != parts.digits_end; ++p) {
    if (*p == '.' || (taken == 0 && *p == '0')) continue;
    if (taken < 19) {
      ++taken;
      leading.value = leading.value * 10 + digit(*p);
    } else {
      ++dropped;
      leading.truncated = leading.truncated || *p != '0';
    }
  }
  leading.exponent = parts.exponent + dropped;
  return leading;
}

std::uint64_t magnitude_bits(const Parts& parts) {
  Leading leading{parts.value, parts.exponent, false};
  if (parts.count > 19) leading = leading_digits(parts);
  const Candidate low = eisel_lemire(leading.value, leading.exponent);
  if (!leading.truncated) {
    if (low.proven) return low.bits;
  } else {
    const Candidate high = eisel_lemire(leading.value + 1, leading.exponent);
    if (low.proven && high.proven && low.bits == high.bits) return low.bits;
  }
  return nearest(long_decimal(parts), low.bits);
}

constexpr double kExactPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr std::uint64_t kTenPowers[] = {1u,
                                        10u,
                                        100u,
                                        1000u,
                                        10000u,
                                        100000u,
                                        1000000u,
                                        10000000u,
                                        100000000u,
                                        1000000000u,
                                        10000000000u,
                                        100000000000u,
                                        1000000000000u,
                                        10000000000000u,
                                        100000000000000u,
                                        1000000000000000u,
                                        10000000000000000u,
                                        100000000000000000u,
                                        1000000000000000000u};

/// value * 10^exponent, negated on demand, if that is an int64. `value` is below 10^19 and, unless `exponent` is 0 or
/// more, has no trailing zero to give away.
std::optional<std::int64_t> scaled_int64(std::uint64_t value, std::int64_t exponent, bool negative) {
  if (value == 0) return 0;
  if (exponent < 0 || exponent > 18) return std::nullopt;
  const Uint128 magnitude = static_cast<Uint128>(value) * kTenPowers[exponent];
  const std::uint64_t limit = (std::uint64_t{1} << 63) - (negative ? 0 : 1);
  if (magnitude > limit) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(magnitude);
  return static_cast<std::int64_t>(negative ? 0 - bits : bits);
}

}  // namespace

bool nearest_double(std::uint64_t significand, int exponent, double& out) {
  if (exponent == 0 && significand <= std::uint64_t{1} << 53) {
    out = static_cast<double>(significand);
    return true;
  }
  // Not Clinger's way where it would do: which of the two it is turns on the digits, and a branch that no processor can
  // foresee costs more than either.
  const Candidate candidate = eisel_lemire(significand, exponent);
  out = __builtin_bit_cast(double, candidate.bits);
  return candidate.proven && candidate.bits != kInfinity;
}

double parse_double(std::string_view text) {
  const Parts parts = take_apart(text);
  // Both operands are exact doubles, so the one rounding of the operation is the right one (Clinger 1990).
  if (parts.count <= 19 && parts.value <= std::uint64_t{1} << 53 && parts.exponent >= -22 && parts.exponent <= 22) {
    double value = static_cast<double>(parts.value);
    if (parts.exponent < 0) {
      value /= kExactPowers[-parts.exponent];
    } else {
      value *= kExactPowers[parts.exponent];
    }
    return parts.negative ? -value : value;
  }
  const std::uint64_t sign = std::uint64_t{parts.negative} << 63;
  return __builtin_bit_cast(double, magnitude_bits(parts) | sign);
}

std::optional<std::int64_t> parse_exact_int64(std::string_view text) {
  const Parts parts = take_apart(text);
  if (parts.count <= 19 && parts.exponent == 0) return scaled_int64(parts.value, 0, parts.negative);

  // Trailing zeros belong to the exponent; then more than 19 digits mean a fraction or a number too large.
  std::uint64_t value = 0;
  std::size_t significant = 0;
  std::size_t zeros = 0;
  for (const char* p = parts.digits; p != parts.digits_end; ++p) {
    if (*p == '.') continue;
    if (*p == '0') {
      ++zeros;
      continue;
    }
    significant = significant == 0 ? 1 : significant + zeros + 1;
    if (significant > 19) return std::nullopt;
    for (; value != 0 && zeros > 0; --zeros) value *= 10;
    value = value * 10 + digit(*p);
    zeros = 0;
  }
  return scaled_int64(value, parts.exponent + static_cast<std::int64_t>(zeros), parts.negative);
}

}  // namespace ludex
