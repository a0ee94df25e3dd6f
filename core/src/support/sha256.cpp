#include "support/sha256.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace ludex {
namespace {

constexpr std::uint32_t kRound[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u, 0xd807aa98u, 0x12835b01u, 0x243185beu,
    0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u, 0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau,
    0x5cb0a9dcu, 0x76f988dau, 0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u, 0x27b70a85u,
    0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u, 0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u,
    0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u, 0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu,
    0x682e6ff3u, 0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u};

std::uint32_t big_endian(const char* p) {
  std::uint32_t v;
  std::memcpy(&v, p, sizeof v);
  return (v << 24) | ((v & 0xff00u) << 8) | ((v >> 8) & 0xff00u) | (v >> 24);
}

void compress(std::array<std::uint32_t, 8>& state, const char* p, std::size_t blocks) {
  std::uint32_t w[64];
  for (; blocks > 0; --blocks, p += 64) {
    for (int i = 0; i < 16; ++i) w[i] = big_endian(p + 4 * i);
    for (int i = 16; i < 64; ++i) {
      const std::uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) + w[i - 7] + (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (int i = 0; i < 64; ++i) {
      const std::uint32_t t1 = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + kRound[i] + w[i];
      const std::uint32_t t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
  }
}

}  // namespace

Sha256& Sha256::update(std::string_view bytes) {
  const std::size_t used = static_cast<std::size_t>(bytes_ % 64);
  bytes_ += bytes.size();
  if (used > 0) {
    const std::size_t taken = std::min(bytes.size(), 64 - used);
    std::copy_n(bytes.data(), taken, block_.data() + used);
    bytes.remove_prefix(taken);
    if (used + taken < 64) return *this;
    compress(state_, block_.data(), 1);
  }
  compress(state_, bytes.data(), bytes.size() / 64);
  bytes.remove_prefix(bytes.size() / 64 * 64);
  std::copy_n(bytes.data(), bytes.size(), block_.data());
  return *this;
}

Sha256Digest Sha256::finish() {
  const std::uint64_t bits = bytes_ * 8;
  char padding[72] = {static_cast<char>(0x80)};
  const std::size_t zeros = static_cast<std::size_t>((bytes_ % 64 < 56 ? 56 : 120) - bytes_ % 64);
  for (std::size_t i = 0; i < 8; ++i) padding[zeros + i] = static_cast<char>(bits >> (56 - 8 * i));
  update({padding, zeros + 8});
  Sha256Digest out;
  for (std::size_t i = 0; i < 32; ++i) out[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  return out;
}

Sha256Digest sha256(std::string_view bytes) { return Sha256().update(bytes).finish(); }

}  // namespace ludex
