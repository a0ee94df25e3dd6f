#include "support/sha256.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "support/sha256_blocks.h"

namespace ludex {
namespace {

std::uint32_t big_endian(const char* p) {
  std::uint32_t v;
  std::memcpy(&v, p, sizeof v);
  return (v << 24) | ((v & 0xff00u) << 8) | ((v >> 8) & 0xff00u) | (v >> 24);
}

void compress_portably(std::array<std::uint32_t, 8>& state, const char* p, std::size_t blocks) {
  std::uint32_t w[64];
  for (; blocks > 0; --blocks, p += 64) {
    for (int i = 0; i < 16; ++i) w[i] = big_endian(p + 4 * i);
    for (int i = 16; i < 64; ++i) {
      const std::uint32_t a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) + w[i - 7] + (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (int i = 0; i < 64; ++i) {
      const std::uint32_t t1 = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + detail::kSha256Round[i] + w[i];
      const std::uint32_t t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
  }
}

void compress(std::array<std::uint32_t, 8>& state, const char* p, std::size_t blocks) {
  static const detail::Sha256Blocks best = detail::sha256_blocks_x86() ? detail::sha256_blocks_x86() : compress_portably;
  best(state, p, blocks);
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
