#pragma once
// How much a test repeats with other seeds. Sanitizers take ten to thirty times as long, and see in one of ten what they would see
// in all: they look at a tenth.

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LUDEX_IS_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LUDEX_IS_SANITIZED 1
#endif

namespace ludex::test {

template <class Count>
constexpr Count effort(Count repeats) {
#ifdef LUDEX_IS_SANITIZED
  return (repeats + 9) / 10;
#else
  return repeats;
#endif
}

}  // namespace ludex::test
