#pragma once
// Random numbers by address: Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011). A draw is a pure function of key and counter, in integer arithmetic alone, so it is the same everywhere and
// can be repeated without replaying what came before it.

#include <array>
#include <cassert>
#include <cstdint>

namespace ludex {

using PhiloxBlock = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// The four words at `counter` of the sequence named by `key`.
constexpr PhiloxBlock philox4x32_10(PhiloxBlock counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    if (round > 0) {
      key[0] += 0x9E3779B9u;
      key[1] += 0xBB67AE85u;
    }
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
  }
  return counter;
}

/// The words of one key in order: block 0, 1, 2, … of a fixed upper half of the counter.
class RandomStream {
 public:
  /// `stream` keeps apart what is drawn for different purposes under one seed.
  constexpr RandomStream(std::uint64_t seed, std::uint64_t stream)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}, stream_(stream) {}

  constexpr std::uint32_t next_u32() {
    if (lane_ == 4) {
      words_ = philox4x32_10({static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32),
                              static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32)},
                             key_);
      ++block_;
      lane_ = 0;
    }
    return words_[lane_++];
  }

  /// Low word first.
  constexpr std::uint64_t next_u64() {
    const std::uint64_t low = next_u32();
    return low | (std::uint64_t{next_u32()} << 32);
  }

  /// Uniform in 0..bound-1, exactly (Lemire, "Fast random integer generation in an interval", TOMACS 2019): words that
  /// would favour some results are thrown away.
  constexpr std::uint32_t below(std::uint32_t bound) {
    assert(bound > 0);
    std::uint64_t product = std::uint64_t{next_u32()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t unfair = (0u - bound) % bound;
      while (static_cast<std::uint32_t>(product) < unfair) product = std::uint64_t{next_u32()} * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// The same for 64-bit bounds; draws two words a try.
  constexpr std::uint64_t below_u64(std::uint64_t bound) {
    assert(bound > 0);
    auto product = static_cast<unsigned __int128>(next_u64()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const std::uint64_t unfair = (0u - bound) % bound;
      while (static_cast<std::uint64_t>(product) < unfair) product = static_cast<unsigned __int128>(next_u64()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  /// Uniform in low..high, both included; low <= high. The whole range of int64 is allowed.
  constexpr std::int64_t between(std::int64_t low, std::int64_t high) {
    assert(low <= high);
    const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t offset = width < 0xffffffffu   ? below(static_cast<std::uint32_t>(width) + 1)
                                 : width == UINT64_MAX ? next_u64()
                                                       : below_u64(width + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  }

  /// In [0, 1), a multiple of 2^-53.
  constexpr double unit() { return static_cast<double>(next_u64() >> 11) * 0x1p-53; }

  /// True with probability `p`, to the nearest multiple of 2^-32 below; 1.0 is always.
  constexpr bool chance(double p) {
    return next_u32() < static_cast<std::uint64_t>(p <= 0.0 ? 0.0 : p >= 1.0 ? 0x1p32 : p * 0x1p32);
  }

  /// True `percent` times in a hundred.
  constexpr bool percent(std::uint32_t percent) { return below(100) < percent; }

 private:
  PhiloxKey key_;
  std::uint64_t stream_;
  std::uint64_t block_ = 0;
  PhiloxBlock words_{};
  std::uint32_t lane_ = 4;
};

}  // namespace ludex
