#include "judge/turns.h"

#include <algorithm>

#include "support/parallel.h"

namespace ludex::detail {

void Turns::begin(std::size_t requests, std::uint32_t most, std::uint32_t things) {
  most_ = most;
  if (things_.size() < requests * most) {
    things_.resize(requests * most);
    numbers_.resize(requests * most);
  }
  if (things > room_) {
    room_ = std::max(things, room_ + room_ / 2);
    served_ = std::make_unique<std::atomic<std::uint32_t>[]>(room_);
    given_.assign(room_, 0);
    for (std::uint32_t i = 0; i < room_; ++i) served_[i].store(0, std::memory_order_relaxed);
  }
}

void Turns::touch(std::size_t i, std::uint32_t thing) {
  std::uint32_t* const slots = things(i);
  for (std::uint32_t k = 0; k < most_; ++k) {
    if (slots[k] == thing) return;
    if (slots[k] != kNobody) continue;
    slots[k] = thing;
    return;
  }
}

void Turns::begin_stretch(std::size_t begin, std::size_t end) {
  stretch_end_ = end;
  numbered_.store(begin, std::memory_order_relaxed);
}

// Numbers count on from stretch to stretch; only things that are touched are looked at, so an idle world costs nothing.
void Turns::give_numbers(std::size_t end) {
  constexpr std::size_t kAhead = 512;  // some 5 us: nobody waits for long, and few have to ask
  while (numbered_.load(std::memory_order_acquire) < end) {
    if (is_numbering_.test_and_set(std::memory_order_acquire)) {
      yield_thread();
      continue;
    }
    const std::size_t from = numbered_.load(std::memory_order_relaxed), to = std::min(stretch_end_, from + kAhead);
    for (std::size_t i = from; i < to; ++i)
      for (std::uint32_t k = 0; k < most_ && things_[i * most_ + k] != kNobody; ++k) numbers_[i * most_ + k] = given_[things_[i * most_ + k]]++;
    numbered_.store(to, std::memory_order_release);
    is_numbering_.clear(std::memory_order_release);
  }
}

}  // namespace ludex::detail
