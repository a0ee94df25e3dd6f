#pragma once
// Time this thread has really run: on a machine that does other things too, the clock on the wall measures them as
// well.

#include <ctime>

namespace ludex::bench {

inline double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

}  // namespace ludex::bench
