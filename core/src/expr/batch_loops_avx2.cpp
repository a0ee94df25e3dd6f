#include "expr/batch_loops.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "expr/arithmetic.h"

namespace ludex::expr {

#if defined(__x86_64__) && defined(__AVX2__)
namespace {

#include "expr/batch_kernels.inc"

}  // namespace

const Kernels* avx2_kernels() { return &kKernels; }
#else
const Kernels* avx2_kernels() { return nullptr; }
#endif

}  // namespace ludex::expr
