// Doubles to their shortest decimal text: R. Giulietti, "The Schubfach way to render doubles" (2020), after the C++
// form of A. Neri and A. Bolz. Laid out as Python's repr does, so that both sides of a comparison can be text.

#include <cassert>
#include <cstddef>
#include <cstring>

#include "value/number.h"
#include "value/pow5_table.inc"

namespace ludex {
namespace {

using detail::kPow5;
using detail::kPow5First;
using detail::Pow5;
using Uint128 = unsigned __int128;

/// The value digits * 10^exponent.
struct Decimal {
  std::uint64_t digits;
  int exponent;
};

constexpr int floor_log2_pow10(int e) {
  return (e * 1741647) >> 19;
}

/// The leading 128 bits of 10^k, rounded up.
Pow5 ceil_pow10(int k) {
  Pow5 power = kPow5[k - kPow5First];
  // The shared table truncates where Eisel-Lemire wants it to; 5^0..5^55 are exact.
  if (k < -27 || k > 55) ++power.low;
  return power;
}

/// The high 64 bits of power * factor, with the last bit set when anything lies below them.
std::uint64_t round_to_odd(Pow5 power, std::uint64_t factor) {
  const Uint128 low = static_cast<Uint128>(power.low) * factor;
  const Uint128 sum = static_cast<Uint128>(power.high) * factor + static_cast<std::uint64_t>(low >> 64);
  return static_cast<std::uint64_t>(sum >> 64) | (static_cast<std::uint64_t>(sum) > 1 ? 1u : 0u);
}

/// The shortest decimal in the rounding interval of a positive double, the nearest one if there are several.
Decimal shortest(std::uint64_t fraction, int biased_exponent) {
  std::uint64_t significand = fraction;
  int exponent = -1074;
  if (biased_exponent != 0) {
    significand |= std::uint64_t{1} << 52;
    exponent = biased_exponent - 1075;
    // Integers below 2^53 are their own shortest digits, once trailing zeros go.
    if (exponent <= 0 && exponent > -53 && (significand & ((std::uint64_t{1} << -exponent) - 1)) == 0) {
      return {significand >> -exponent, 0};
    }
  }

  // Below a power of two the doubles are twice as dense, so the lower half of its interval is half as wide.
  const bool lower_is_closer = fraction == 0 && biased_exponent > 1;
  // The ends of the interval read back as this double only when ties go to it: when it is even.
  const std::uint64_t open_end = significand & 1;

  const int k = (exponent * 1262611 - (lower_is_closer ? 524031 : 0)) >> 22;
  const int shift = exponent + floor_log2_pow10(-k) + 1;
  const Pow5 power = ceil_pow10(-k);
  const std::uint64_t middle = round_to_odd(power, (4 * significand) << shift);
  const std::uint64_t lower = round_to_odd(power, (4 * significand - (lower_is_closer ? 1 : 2)) << shift) + open_end;
  const std::uint64_t upper = round_to_odd(power, (4 * significand + 2) << shift) - open_end;

  const std::uint64_t floor = middle / 4;
  if (floor >= 10) {
    const std::uint64_t tens = floor / 10;
    const bool down_fits = lower <= 40 * tens;
    const bool up_fits = 40 * tens + 40 <= upper;
    if (down_fits != up_fits) return {tens + (up_fits ? 1 : 0), k + 1};
  }
  const bool down_fits = lower <= 4 * floor;
  const bool up_fits = 4 * floor + 4 <= upper;
  if (down_fits != up_fits) return {floor + (up_fits ? 1 : 0), k};
  const std::uint64_t half = 4 * floor + 2;
  const bool round_up = middle > half || (middle == half && (floor & 1) != 0);
  return {floor + (round_up ? 1 : 0), k};
}

constexpr char kPairs[201] =
    "000102030405060708091011121314151617181920212223242526272829303132333435363738394041424344454647484950515253545556"
    "57"
    "585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Writes `value` and returns its length.
std::size_t print_digits(std::uint64_t value, char* out) {
  char reversed[20];
  char* at = reversed + sizeof reversed;
  while (value >= 100) {
    at -= 2;
    std::memcpy(at, kPairs + 2 * (value % 100), 2);
    value /= 100;
  }
  if (value >= 10) {
    at -= 2;
    std::memcpy(at, kPairs + 2 * value, 2);
  } else {
    *--at = static_cast<char>('0' + value);
  }
  const auto length = static_cast<std::size_t>(reversed + sizeof reversed - at);
  std::memcpy(out, at, length);
  return length;
}

/// Lays out `length` digits with the decimal point after the first `point` of them, which may lie outside.
std::size_t lay_out(const char* digits, int length, int point, char* out) {
  char* at = out;
  const auto copy = [&at](const char* from, int count) {
    std::memcpy(at, from, static_cast<std::size_t>(count));
    at += count;
  };
  const auto zeros = [&at](int count) {
    std::memset(at, '0', static_cast<std::size_t>(count));
    at += count;
  };
  if (point > 16 || point <= -4) {  // repr's own switch to an exponent
    *at++ = digits[0];
    if (length > 1) {
      *at++ = '.';
      copy(digits + 1, length - 1);
    }
    const int exponent = point - 1;
    const int magnitude = exponent < 0 ? -exponent : exponent;
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    if (magnitude >= 100) *at++ = static_cast<char>('0' + magnitude / 100);
    copy(kPairs + 2 * (magnitude % 100), 2);
  } else if (point <= 0) {
    *at++ = '0';
    *at++ = '.';
    zeros(-point);
    copy(digits, length);
  } else if (length <= point) {
    copy(digits, length);
    zeros(point - length);
    *at++ = '.';
    *at++ = '0';
  } else {
    copy(digits, point);
    *at++ = '.';
    copy(digits + point, length - point);
  }
  return static_cast<std::size_t>(at - out);
}

}  // namespace

std::size_t print_double(double value, char* out) {
  const auto bits = __builtin_bit_cast(std::uint64_t, value);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const int biased_exponent = static_cast<int>((bits >> 52) & 0x7FF);
  assert(biased_exponent != 0x7FF && "JSON has no text for infinity or NaN");

  std::size_t sign = 0;
  if ((bits >> 63) != 0) out[sign++] = '-';
  if ((bits << 1) == 0) {
    std::memcpy(out + sign, "0.0", 3);
    return sign + 3;
  }
  const Decimal decimal = shortest(fraction, biased_exponent);
  char digits[20];
  int length = static_cast<int>(print_digits(decimal.digits, digits));
  const int point = length + decimal.exponent;
  while (length > 1 && digits[length - 1] == '0') --length;
  return sign + lay_out(digits, length, point, out + sign);
}

std::string double_text(double value) {
  char out[kMaxDoubleText];
  return std::string(out, print_double(value, out));
}

std::size_t print_int64(std::int64_t value, char* out) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0) return print_digits(bits, out);
  *out = '-';
  return 1 + print_digits(0 - bits, out + 1);
}

}  // namespace ludex
