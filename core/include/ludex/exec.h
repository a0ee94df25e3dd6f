#pragma once
/// How work on many independent things is spread over processors. The answer never depends on it.

#include <cstdint>

namespace ludex {

/// Passed to whatever can work on several threads. In WebAssembly everything is serial.
struct Exec {
  enum class Mode : std::uint8_t {
    automatic,  ///< as many threads as the work is worth; one for a while where other programs want the processors too, as the
                ///< world remembers (judging a copy of it forgets)
    serial,     ///< the calling thread only
    parallel,   ///< whatever the size: for tests and measurements
  };
  Mode mode = Mode::automatic;
  std::uint32_t max_threads = 0;  ///< 0: as many as the machine offers this process; never more than 256
  /// Asked now and then, on the calling thread, as long as all can still be given up: bytes that were read, and all there are.
  /// False gives up: an error (`host`), and nothing is changed. The last time it is asked, `done` is `total`: what was read is
  /// then judged whole. Where there is none it costs nothing.
  bool (*progress)(void* context, std::uint64_t done, std::uint64_t total) = nullptr;
  void* progress_context = nullptr;
};

/// Threads that `exec` may use here, at least 1.
std::uint32_t available_threads(const Exec& exec);

}  // namespace ludex
