#include "combat/lane_loops.h"

namespace ludex::detail {
namespace {

#include "combat/lane_kernels.inc"

}  // namespace

const LaneLoops& portable_lane_loops() { return kLoops; }

const LaneLoops& lane_loops() {
#if defined(__x86_64__)
  static const LaneLoops& best = avx2_lane_loops() && __builtin_cpu_supports("avx2") ? *avx2_lane_loops() : portable_lane_loops();
  return best;
#else
  return portable_lane_loops();
#endif
}

}  // namespace ludex::detail
