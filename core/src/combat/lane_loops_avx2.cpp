#include "combat/lane_loops.h"

namespace ludex::detail {

#if defined(__x86_64__) && defined(__AVX2__)
namespace {

#include "combat/lane_kernels.inc"

}  // namespace

const LaneLoops* avx2_lane_loops() { return &kLoops; }
#else
const LaneLoops* avx2_lane_loops() { return nullptr; }
#endif

}  // namespace ludex::detail
