#include "support/parallel.h"

#if LUDEX_PARALLEL
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <execution>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "support/random.h"
#endif

namespace ludex {

#if LUDEX_PARALLEL
namespace {

constexpr std::uint32_t kMostThreads = 256;  // each has buffers of its own

}  // namespace
#endif

std::uint32_t available_threads(const Exec& exec) {
  if (exec.mode == Exec::Mode::serial) return 1;
#if LUDEX_PARALLEL
  const auto here = std::min(kMostThreads, static_cast<std::uint32_t>(std::max(1, tbb::info::default_concurrency())));
  // More than there are is allowed when asked for by name: tests want every number to give the same bits.
  if (exec.max_threads != 0) return std::min(exec.max_threads, exec.mode == Exec::Mode::parallel ? kMostThreads : here);
  return here;
#else
  return 1;
#endif
}

namespace detail {

#if LUDEX_PARALLEL
namespace {

std::atomic<std::uint64_t> shuffle_seed = 0, shuffles = 0;

// Arenas are lent and come back: oneTBB keeps some 7 KB of each that is made, for as long as the process lives, and two batches of
// unlike worlds in one arena would share its threads. They outlive what is static, as oneTBB's own threads do.
class Arenas {
 public:
  std::unique_ptr<tbb::task_arena> take(std::uint32_t threads) {
    {
      const std::lock_guard lock(mutex_);
      auto& free = free_[threads];
      if (!free.empty()) {
        auto arena = std::move(free.back());
        free.pop_back();
        return arena;
      }
    }
    return std::make_unique<tbb::task_arena>(static_cast<int>(threads));
  }

  void give_back(std::uint32_t threads, std::unique_ptr<tbb::task_arena> arena) {
    const std::lock_guard lock(mutex_);
    free_[threads].push_back(std::move(arena));
  }

 private:
  std::mutex mutex_;
  std::array<std::vector<std::unique_ptr<tbb::task_arena>>, kMostThreads + 1> free_;
};

Arenas& arenas() {
  static Arenas& kept = *new Arenas;
  return kept;
}

void shuffle(std::vector<std::uint32_t>& tasks) {
  RandomStream random(shuffle_seed.load(std::memory_order_relaxed), shuffles.fetch_add(1, std::memory_order_relaxed));
  for (auto i = static_cast<std::uint32_t>(tasks.size()); i > 1; --i) std::swap(tasks[i - 1], tasks[random.below(i)]);
}

}  // namespace

void shuffle_schedules(std::uint64_t seed, bool they_leave) {
  shuffle_seed.store(seed, std::memory_order_relaxed);
  is_shuffled.store(seed != 0, std::memory_order_relaxed);
  may_leave.store(seed != 0 && they_leave, std::memory_order_relaxed);
}

namespace {

// Each thread draws on its own.
std::uint32_t draw_below(std::uint32_t n) {
  thread_local RandomStream random(shuffle_seed.load(std::memory_order_relaxed), shuffles.fetch_add(1, std::memory_order_relaxed));
  return random.below(n);
}

}  // namespace

void step_aside_now() {
  // Often nothing, sometimes as long as a few requests take, seldom the rest of its time slice.
  const std::uint32_t what = draw_below(64);
  if (what == 0) std::this_thread::sleep_for(std::chrono::microseconds(20));
  else if (what < 4) std::this_thread::yield();
  else if (what < 12) for (std::uint32_t spins = draw_below(4000); spins > 0; --spins) std::atomic_signal_fence(std::memory_order_seq_cst);
}

bool draws_leaving(std::uint32_t so_often) { return draw_below(so_often) == 0; }
#else
void shuffle_schedules(std::uint64_t, bool) {}
void step_aside_now() {}
bool draws_leaving(std::uint32_t) { return false; }
#endif

void run_tasks(std::uint32_t count, std::uint32_t threads, void (*run)(void*, std::uint32_t), void* context) {
#if LUDEX_PARALLEL
  if (threads > 1 && count > 1) {
    std::vector<std::uint32_t> tasks(count);
    std::iota(tasks.begin(), tasks.end(), 0u);
    if (is_shuffled.load(std::memory_order_relaxed)) shuffle(tasks);
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
    auto arena = arenas().take(most);
    arena->execute([&] { std::for_each(std::execution::par, tasks.begin(), tasks.end(), guarded); });
    arenas().give_back(most, std::move(arena));
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
