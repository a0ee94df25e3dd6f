#include "support/parallel.h"

#if LUDEX_PARALLEL
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <exception>
#include <execution>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>
#endif

namespace ludex {

std::uint32_t available_threads(const Exec& exec) {
  if (exec.mode == Exec::Mode::serial) return 1;
#if LUDEX_PARALLEL
  const auto here = static_cast<std::uint32_t>(std::max(1, tbb::info::default_concurrency()));
  // More than there are is allowed when asked for by name: tests want every number to give the same bits.
  if (exec.max_threads != 0) return exec.mode == Exec::Mode::parallel ? exec.max_threads : std::min(exec.max_threads, here);
  return here;
#else
  return 1;
#endif
}

namespace detail {

void run_tasks(std::uint32_t count, std::uint32_t threads, void (*run)(void*, std::uint32_t), void* context) {
#if LUDEX_PARALLEL
  if (threads > 1 && count > 1) {
    std::vector<std::uint32_t> tasks(count);
    std::iota(tasks.begin(), tasks.end(), 0u);
    // Parallel STL ends the process when a task throws; memory that runs out in one is the caller's to hear of.
    std::mutex mutex;
    std::exception_ptr thrown;
    std::uint32_t thrower = count;
    const auto guarded = [&](std::uint32_t i) {
      try {
        run(context, i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < thrower) thrower = i, thrown = std::current_exception();
      }
    };
    const std::uint32_t most = std::min(threads, count);
    std::optional<tbb::global_control> more;  // than the machine has, when asked for by name
    if (most > static_cast<std::uint32_t>(tbb::info::default_concurrency())) more.emplace(tbb::global_control::max_allowed_parallelism, most);
    tbb::task_arena arena(static_cast<int>(most));
    arena.execute([&] { std::for_each(std::execution::par, tasks.begin(), tasks.end(), guarded); });
    if (thrown) std::rethrow_exception(thrown);
    return;
  }
#else
  (void)threads;
#endif
  for (std::uint32_t i = 0; i < count; ++i) run(context, i);
}

void yield_thread() {
#if LUDEX_PARALLEL
  std::this_thread::yield();
#endif
}

}  // namespace detail
}  // namespace ludex
