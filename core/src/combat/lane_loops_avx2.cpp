#include "combat/lane_loops.h"

#include <cstring>

namespace ludex::detail {

#if defined(__x86_64__) && defined(__AVX2__)
namespace {

#include "combat/lane_kernels.inc"

// Keys at even and at odd places go apart, each in the lower half of 64 bits: what the multiplier takes and leaves. Left to itself
// g++ 12 moves halves about between the rounds, and takes two and a half times as long.
using Wide = std::uint64_t __attribute__((vector_size(32)));
using Signed = int __attribute__((vector_size(32)));
inline Wide product(Wide a, Wide b) { return (Wide)__builtin_ia32_pmuludq256((Signed)a, (Signed)b); }
inline Wide load(const std::uint32_t* from) {
  Wide out;
  std::memcpy(&out, from, sizeof out);
  return out;
}
inline Wide everywhere(std::uint64_t x) { return Wide{x, x, x, x}; }

struct Half {
  Wide c0, c1, c2, c3, k0, k1;
};
inline void round(Half& h) {
  const Wide a = product(h.c0, everywhere(0xD2511F53u)), b = product(h.c2, everywhere(0xCD9E8D57u));
  h.c0 = (b >> 32) ^ h.c1 ^ h.k0;
  h.c2 = (a >> 32) ^ h.c3 ^ h.k1;
  h.c1 = b;
  h.c3 = a;
  h.k0 += everywhere(0x9E3779B9u);  // a carry stays in the upper half, which nobody reads
  h.k1 += everywhere(0xBB67AE85u);
}

void philox_avx2(const std::uint32_t* key0, const std::uint32_t* key1, std::size_t n, std::uint64_t seq, std::uint32_t stream, std::uint32_t* const words[4]) {
  const Wide low = everywhere(static_cast<std::uint32_t>(seq)), high = everywhere(seq >> 32), middle = everywhere(stream), lower = everywhere(0xffffffffu);
  for (std::size_t i = 0; i < n; i += 8) {
    const Wide k0 = load(key0 + i), k1 = load(key1 + i);
    Half even{low, high, middle, Wide{}, k0, k1}, odd{low, high, middle, Wide{}, k0 >> 32, k1 >> 32};
    for (int r = 0; r < 10; ++r) {
      round(even);
      round(odd);
    }
    const auto put = [&](std::uint32_t* to, const Wide& e, const Wide& o) {
      const Wide both = (e & lower) | (o << 32);
      std::memcpy(to + i, &both, sizeof both);
    };
    put(words[0], even.c0, odd.c0);
    put(words[1], even.c1, odd.c1);
    put(words[2], even.c2, odd.c2);
    put(words[3], even.c3, odd.c3);
  }
}

constexpr LaneLoops kWideLoops{philox_avx2, chance_lanes, roll_lanes};

}  // namespace

const LaneLoops* avx2_lane_loops() { return &kWideLoops; }
#else
const LaneLoops* avx2_lane_loops() { return nullptr; }
#endif

}  // namespace ludex::detail
