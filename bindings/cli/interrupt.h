#pragma once
// Ctrl-C as a wish: what is under way stops at its next step and says how far it came. Asked twice, the process ends as others do.

#include <csignal>
#include <cstddef>

namespace ludex::cli {

inline volatile std::sig_atomic_t interrupts = 0;

/// While one lives, SIGINT and SIGTERM are counted.
class Interruptible {
 public:
  Interruptible() {
    interrupts = 0;
    for (std::size_t i = 0; i < kCount; ++i) before_[i] = std::signal(kSignals[i], &hear);
  }
  ~Interruptible() {
    for (std::size_t i = 0; i < kCount; ++i) std::signal(kSignals[i], before_[i]);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  static void hear(int signal) {
    interrupts = interrupts + 1;
    if (interrupts < 2) return;
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  static constexpr std::size_t kCount = 2;
  static constexpr int kSignals[kCount] = {SIGINT, SIGTERM};
  void (*before_[kCount])(int) = {};
};

inline bool is_interrupted() { return interrupts != 0; }

}  // namespace ludex::cli
