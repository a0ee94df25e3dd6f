#pragma once
// XXH64 (Yann Collet, xxHash specification 0.1.1): the hash behind every digest. Chosen because it needs nothing but
// 64-bit arithmetic, so WebAssembly computes the same bits at a comparable speed.

#include <cstdint>
#include <string_view>

namespace ludex {

std::uint64_t xxh64(std::string_view bytes, std::uint64_t seed);

/// Bijective 64-bit finaliser (SplitMix64): spreads small integers such as ids and indices over all bits.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace ludex
