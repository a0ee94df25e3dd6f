#pragma once
// A double as its 64 bits, and back. (Emscripten's library has no std::bit_cast.)

#include <cstdint>
#include <cstring>

namespace ludex {

inline std::uint64_t bits_of(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline double double_of(std::uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace ludex
