#include "judge/homes.h"

#include <algorithm>

namespace ludex::detail {

void Homes::begin(std::size_t requests, std::uint32_t threads) {
  threads_ = threads;
  if (room_ < threads) {
    next_ = std::make_unique<Next[]>(threads);
    room_ = threads;
  }
  if (blocks_.size() < requests) blocks_.resize(requests);
}

void Homes::share_out(const Counts& counts) {
  std::uint64_t all = 0, before = 0;
  for (const std::uint32_t count : counts) all += count;
  homes_.resize(counts.size());
  for (std::size_t block = 0; block < counts.size(); ++block) {
    // By the middle of the block, so that one hot actor at either end moves nobody else out.
    const std::uint64_t middle = before + counts[block] / 2;
    homes_[block] = static_cast<std::uint16_t>(all == 0 ? 0 : std::min<std::uint64_t>(middle * threads_ / all, threads_ - 1));
    before += counts[block];
  }
}

void Homes::begin_stretch(std::size_t begin, std::size_t end) {
  constexpr std::size_t kOwn = 32;  // of a thread in one bite, about: fewer, and it is more often at the counter than at work
  bite_ = kOwn * threads_;
  end_ = end;
  for (std::uint32_t home = 0; home < threads_; ++home) next_[home].begin.store(begin, std::memory_order_relaxed);
}

bool Homes::take(std::uint32_t home, Bite& out) {
  std::atomic<std::size_t>& next = next_[home].begin;
  if (next.load(std::memory_order_relaxed) >= end_) return false;
  const std::size_t begin = next.fetch_add(bite_, std::memory_order_relaxed);
  if (begin >= end_) return false;
  out = {begin, std::min(end_, begin + bite_), home};
  return true;
}

bool Homes::take_oldest(std::size_t limit, Bite& out) {
  for (;;) {
    std::uint32_t oldest = 0;
    std::size_t begin = end_;
    for (std::uint32_t home = 0; home < threads_; ++home) {
      const std::size_t next = next_[home].begin.load(std::memory_order_relaxed);
      if (next < begin) begin = next, oldest = home;
    }
    if (begin >= std::min(limit, end_)) return false;
    if (take(oldest, out)) return true;
  }
}

}  // namespace ludex::detail
