#pragma once
// SHA-256 (FIPS 180-4): where a digest must stand against intent, not only against chance.

#include <array>
#include <cstdint>
#include <string_view>

namespace ludex {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// Takes bytes piece by piece.
class Sha256 {
 public:
  Sha256& update(std::string_view bytes);
  /// Of everything so far; the object is then used up.
  Sha256Digest finish();

 private:
  std::array<std::uint32_t, 8> state_ = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
  std::array<char, 64> block_{};
  std::uint64_t bytes_ = 0;
};

Sha256Digest sha256(std::string_view bytes);

}  // namespace ludex
