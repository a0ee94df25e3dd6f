#pragma once
// The one place that knows whether exceptions exist. Natively nothing may throw across the C ABI, not even
// std::bad_alloc; under Emscripten exceptions are off and a failed allocation ends the instance.

#include <utility>

namespace ludex::c {

/// Returns `body()`, or `otherwise` when it threw.
template <class Otherwise, class Body>
Otherwise guarded(Otherwise otherwise, Body&& body) {
#if defined(__cpp_exceptions)
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    return otherwise;
  }
#else
  return std::forward<Body>(body)();
#endif
}

}  // namespace ludex::c
