#include "support/parallel.h"

#include <atomic>
#include <vector>

#include <doctest/doctest.h>

using namespace ludex;
using namespace ludex::detail;

TEST_CASE("every task runs once, whatever the number of threads") {
  for (const std::uint32_t threads : {1u, 2u, 3u, 8u, 32u})
    for (const std::uint32_t count : {0u, 1u, 2u, 17u, 10'000u}) {
      CAPTURE(threads);
      CAPTURE(count);
      std::vector<std::uint32_t> runs(count);
      parallel_for(count, threads, [&](std::uint32_t i) { ++runs[i]; });
      bool is_once = true;
      for (const std::uint32_t n : runs) is_once = is_once && n == 1;
      CHECK(is_once);
    }
}

TEST_CASE("tasks may start tasks") {
  std::atomic<std::uint32_t> sum = 0;
  parallel_for(8, 4, [&](std::uint32_t i) { parallel_for(8, 4, [&](std::uint32_t k) { sum += i * k; }); });
  CHECK(sum == 28 * 28);
}

TEST_CASE("a serial run has one thread, and a cap is kept") {
  CHECK(available_threads({Exec::Mode::serial, 8}) == 1);
  CHECK(available_threads({Exec::Mode::automatic, 1}) == 1);
  CHECK(available_threads({}) >= 1);
}

TEST_CASE("shuffled schedules run every task once too") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    shuffle_schedules(seed);
    std::vector<std::uint32_t> runs(100);
    parallel_for(100, 4, [&](std::uint32_t i) {
      step_aside();
      ++runs[i];
    });
    shuffle_schedules(0);
    CHECK(runs == std::vector<std::uint32_t>(100, 1));
  }
}

TEST_CASE("no number of threads is taken at its word beyond 256") {
  CHECK(available_threads({Exec::Mode::parallel, 4'000'000'000u}) <= 256);
}
