#include "judge/turns.h"

#include <algorithm>

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

void Turns::take_numbers(std::size_t begin, std::size_t end) {
  // Numbers count on from stretch to stretch; only things that are touched are looked at, so an idle world costs nothing.
  for (std::size_t i = begin * most_; i < end * most_; ++i)
    if (things_[i] != kNobody) numbers_[i] = given_[things_[i]]++;
}

}  // namespace ludex::detail
