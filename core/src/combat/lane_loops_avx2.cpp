#include "combat/lane_loops.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include <immintrin.h>
#endif

namespace ludex::detail {

#if defined(__x86_64__) && defined(__AVX2__)
namespace {

#include "combat/lane_kernels.inc"

// Keys at even and at odd places go apart, each in the lower half of 64 bits: what the multiplier takes and leaves. Left to itself
// g++ 12 moves halves about between the rounds, and takes two and a half times as long.
struct Half {
  __m256i c0, c1, c2, c3, k0, k1;
};
inline void round(Half& h, __m256i m0, __m256i m1) {
  const __m256i a = _mm256_mul_epu32(h.c0, m0), b = _mm256_mul_epu32(h.c2, m1);
  h.c0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(b, 32), h.c1), h.k0);
  h.c2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(a, 32), h.c3), h.k1);
  h.c1 = b;
  h.c3 = a;
}

void philox_avx2(const std::uint32_t* key0, const std::uint32_t* key1, std::size_t n, std::uint64_t seq, std::uint32_t stream, std::uint32_t* const words[4]) {
  const __m256i m0 = _mm256_set1_epi64x(0xD2511F53), m1 = _mm256_set1_epi64x(0xCD9E8D57);
  const __m256i w0 = _mm256_set1_epi32(static_cast<int>(0x9E3779B9u)), w1 = _mm256_set1_epi32(static_cast<int>(0xBB67AE85u));
  const __m256i low = _mm256_set1_epi64x(static_cast<std::uint32_t>(seq)), high = _mm256_set1_epi64x(static_cast<std::int64_t>(seq >> 32)), middle = _mm256_set1_epi64x(stream);
  for (std::size_t i = 0; i < n; i += 8) {
    const __m256i k0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(key0 + i)), k1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(key1 + i));
    Half even{low, high, middle, _mm256_setzero_si256(), k0, k1};
    Half odd{low, high, middle, _mm256_setzero_si256(), _mm256_srli_epi64(k0, 32), _mm256_srli_epi64(k1, 32)};
    for (int r = 0; r < 10; ++r) {
      round(even, m0, m1);
      round(odd, m0, m1);
      even.k0 = _mm256_add_epi32(even.k0, w0);
      even.k1 = _mm256_add_epi32(even.k1, w1);
      odd.k0 = _mm256_add_epi32(odd.k0, w0);
      odd.k1 = _mm256_add_epi32(odd.k1, w1);
    }
    const auto put = [&](std::uint32_t* to, __m256i e, __m256i o) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), _mm256_blend_epi32(e, _mm256_slli_epi64(o, 32), 0xAA)); };
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
