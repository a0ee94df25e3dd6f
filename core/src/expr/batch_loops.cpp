#include "expr/batch_loops.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "expr/arithmetic.h"

namespace ludex::expr {
namespace {

#include "expr/batch_kernels.inc"

}  // namespace

const Kernels& portable_kernels() { return kKernels; }

const Kernels& kernels() {
#if defined(__x86_64__)
  static const Kernels& best = avx2_kernels() && __builtin_cpu_supports("avx2") ? *avx2_kernels() : portable_kernels();
  return best;
#else
  return portable_kernels();
#endif
}

void gather(const Word* const* rows, std::size_t slot, Word* out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = rows[i][slot];
}
void gather(const Word* const* rows, std::size_t slot, Word* out, const RowNumber* selected, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) out[selected[k]] = rows[selected[k]][slot];
}

void blend(const std::uint8_t* __restrict mask, const Word* __restrict from, Word* __restrict out, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i].u ^= (out[i].u ^ from[i].u) & (0 - std::uint64_t{mask[i]});
}
void blend(const std::uint8_t* __restrict mask, const std::uint8_t* __restrict from, std::uint8_t* __restrict out, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<std::uint8_t>(out[i] ^ ((out[i] ^ from[i]) & (0 - mask[i])));
}

namespace {

// Eight truths at a time.
constexpr std::uint64_t kOnes = 0x0101010101010101u;
std::uint64_t load(const std::uint8_t* p) {
  std::uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}
void store(std::uint8_t* p, std::uint64_t v) { std::memcpy(p, &v, 8); }
// Of up to 255 words added byte by byte.
std::size_t sum_bytes(std::uint64_t v) {
  v = (v & 0x00ff00ff00ff00ffu) + ((v >> 8) & 0x00ff00ff00ff00ffu);
  return static_cast<std::size_t>((v * 0x0001000100010001u) >> 48);
}
static_assert(kBlockRows / 8 <= 255 && kBlockRows % 8 == 0);

}  // namespace

std::size_t split(std::uint8_t* __restrict active, const std::uint8_t* __restrict condition, bool leaves, std::uint8_t* __restrict left, std::size_t rows) {
  const std::uint64_t flip = leaves ? 0 : kOnes;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rows; i += 8) {
    const std::uint64_t a = load(active + i), go = a & (load(condition + i) ^ flip);
    store(left + i, load(left + i) | go);
    store(active + i, a ^ go);
    sum += a ^ go;
  }
  return sum_bytes(sum);
}

std::size_t join(std::uint8_t* __restrict active, std::uint8_t* __restrict joining, std::size_t rows) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rows; i += 8) {
    const std::uint64_t a = load(active + i) | load(joining + i);
    store(active + i, a);
    store(joining + i, 0);
    sum += a;
  }
  return sum_bytes(sum);
}

std::size_t count_rows(const std::uint8_t* active, std::size_t rows) {
  std::uint64_t sum = 0;
  std::size_t i = 0, n = 0;
  for (; i + 8 <= rows; i += 8) sum += load(active + i);
  for (; i < rows; ++i) n += active[i];
  return n + sum_bytes(sum);
}

std::size_t list_rows(const std::uint8_t* active, RowNumber* out, std::size_t rows) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    out[n] = static_cast<RowNumber>(i);
    n += active[i];
  }
  return n;
}

}  // namespace ludex::expr
