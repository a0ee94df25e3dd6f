#pragma once
// The one place where threads are. Tasks are numbered and write slots of their own; who runs which, and when, is nobody's
// business, so no answer can depend on it.

#include <atomic>
#include <cstdint>
#include <type_traits>

#include "ludex/exec.h"

namespace ludex::detail {

/// Whether there can be more than one: what needs several is not compiled where there cannot.
#ifdef __EMSCRIPTEN__
inline constexpr bool kHasThreads = false;
#else
inline constexpr bool kHasThreads = true;
#endif

/// Calls `run(context, 0)` … `run(context, count - 1)`, each once, on at most `threads` threads, and returns when all are
/// done. What a task throws is thrown here, that of the lowest number.
void run_tasks(std::uint32_t count, std::uint32_t threads, void (*run)(void* context, std::uint32_t task), void* context);

template <class Task>
void parallel_for(std::uint32_t count, std::uint32_t threads, Task&& task) {
  // What was written before is seen by tasks, and what they write afterwards. The library below sees to that too; here it is
  // said where the thread sanitizer can see it, which knows nothing of a library that was built without it.
  struct Whole {
    std::remove_reference_t<Task>& task;
    std::atomic<std::uint32_t> begun = 0, ended = 0;
  } whole{task};
  whole.begun.store(1, std::memory_order_release);
  run_tasks(count, threads, [](void* context, std::uint32_t i) {
    Whole& w = *static_cast<Whole*>(context);
    (void)w.begun.load(std::memory_order_acquire);
    w.task(i);
    w.ended.fetch_add(1, std::memory_order_release);
  }, &whole);
  (void)whole.ended.load(std::memory_order_acquire);
}

/// Tests only: from now on tasks start in an order drawn from `seed`, and threads step aside at moments drawn from it; where they
/// leave, they also stop working together at such moments, as they may for reasons of their own. 0: as ever.
void shuffle_schedules(std::uint64_t seed, bool they_leave = false);
inline std::atomic<bool> is_shuffled = false, may_leave = false;
void step_aside_now();
/// A moment at which other threads may get ahead of this one.
inline void step_aside() {
  if (is_shuffled.load(std::memory_order_relaxed)) step_aside_now();
}
bool draws_leaving(std::uint32_t so_often);
/// Tests only: whether threads should leave at this moment, which is one of `so_often`.
inline bool leaves_early(std::uint32_t so_often) { return may_leave.load(std::memory_order_relaxed) && draws_leaving(so_often); }

/// Lets another thread go first, where one may be waiting for this one's processor.
void yield_thread();

}  // namespace ludex::detail
