#pragma once
// Eight bytes of text at once in one 64-bit word ("SIMD within a register"): the scanner and the number parser spend
// their time here, and this form is as fast in WebAssembly as it is natively.
//
// Every mask below marks byte i with bit 8*i+7. Carries can put a wrong mark only *above* a right one, so the lowest
// mark is always exact and first_marked() is what may be asked of a mask that is not zero.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ludex::swar {

inline constexpr std::uint64_t kOnes = 0x0101010101010101u;
inline constexpr std::uint64_t kHighs = 0x8080808080808080u;

/// The eight bytes at `p`, the first in the lowest bits on every machine.
inline std::uint64_t load(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

inline std::size_t first_marked(std::uint64_t mask) {
  return static_cast<std::size_t>(std::countr_zero(mask)) >> 3;
}

/// Marks what ends a run of plain string bytes: a quote, a backslash, a control character, a byte above 0x7F.
inline std::uint64_t not_plain(std::uint64_t word) {
  const std::uint64_t quote = (word ^ (kOnes * '"')) - kOnes;
  const std::uint64_t backslash = (word ^ (kOnes * '\\')) - kOnes;
  const std::uint64_t control = word - kOnes * 0x20;
  return (quote | backslash | control | word) & kHighs;
}

/// Marks every byte that is not an ASCII digit.
inline std::uint64_t not_digit(std::uint64_t word) {
  const std::uint64_t value = word ^ (kOnes * '0');
  return ((value + kOnes * (0x80 - 10)) | value) & kHighs;
}

/// The number that eight ASCII digits spell.
inline std::uint64_t eight_digits(std::uint64_t word) {
  word -= kOnes * '0';
  word = word * 10 + (word >> 8);  // pairs, in every second byte
  const std::uint64_t pairs = 0x000000FF000000FFu;
  return (((word & pairs) * (100 + (std::uint64_t{1000000} << 32))) +
          (((word >> 16) & pairs) * (1 + (std::uint64_t{10000} << 32)))) >>
         32;
}

}  // namespace ludex::swar
