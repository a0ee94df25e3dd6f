#pragma once
// How far a question is whose pieces several threads work out. The thread that asked tells it after every piece of its own, so
// that neither a bar nor a wish to stop waits for a whole round of them.

#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "ludex/combat.h"

namespace ludex::detail {

class Headway {
 public:
  /// For the thread that makes it to tell. `total`: of the pieces; 0: nobody knows.
  Headway(Progress progress, std::uint64_t total) : progress_(std::move(progress)), total_(total), teller_(std::this_thread::get_id()) {}

  /// A piece has ended, on any thread.
  void ended();
  /// Whether stop was said: pieces that have not begun are to be left out.
  bool is_stopped() const { return is_stopped_.load(std::memory_order_relaxed); }
  /// Between rounds: tells what other threads have ended since. An error when stop was said, now or before.
  std::optional<Error> stopped();

 private:
  void tell(std::uint64_t done);

  const Progress progress_;
  const std::uint64_t total_;
  const std::thread::id teller_;
  std::uint64_t told_ = 0;  ///< the teller's own
  std::atomic<std::uint64_t> ended_ = 0;
  std::atomic<bool> is_stopped_ = false;
};

}  // namespace ludex::detail
