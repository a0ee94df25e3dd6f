#pragma once
// Who is next at what. Requests that touch the same thing go one after the other, in their order in the batch; all others go
// when a thread is free. So every request meets the state that it would meet if there were one thread, and nobody waits
// for a whole wave to end.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ludex::detail {

class Turns {
 public:
  static constexpr std::uint32_t kNobody = 0xFFFFFFFFu;

  /// For requests that each touch at most `most` of `things` things.
  void begin(std::size_t requests, std::uint32_t most, std::uint32_t things);

  /// What request `i` touches: `most` slots, those not used are kNobody. To be written before the stretch it is in begins.
  std::uint32_t* things(std::size_t i) { return &things_[i * most_]; }
  /// Request `i` also touches `thing`.
  void touch(std::size_t i, std::uint32_t thing);

  /// Requests [begin, end) are next; one thread says so, before any of them is judged.
  void begin_stretch(std::size_t begin, std::size_t end);
  /// Gives the stretch's requests up to `end` their numbers, in order, if nobody has yet: whoever is about to judge them asks, so
  /// that numbers are given while others judge.
  void number_up_to(std::size_t end) {
    if (numbered_.load(std::memory_order_acquire) < end) give_numbers(end);
  }
  /// Whether everybody before `i` at what it touches is done. What they wrote is then seen.
  bool is_turn(std::size_t i) const {
    for (std::uint32_t k = 0; k < most_ && things_[i * most_ + k] != kNobody; ++k)
      if (served_[things_[i * most_ + k]].load(std::memory_order_acquire) != numbers_[i * most_ + k]) return false;
    return true;
  }
  void done(std::size_t i) {
    for (std::uint32_t k = 0; k < most_ && things_[i * most_ + k] != kNobody; ++k)
      served_[things_[i * most_ + k]].store(numbers_[i * most_ + k] + 1, std::memory_order_release);
  }

 private:
  void give_numbers(std::size_t end);

  std::uint32_t most_ = 0;
  std::vector<std::uint32_t> things_, numbers_;  ///< requests * most
  std::vector<std::uint32_t> given_;             ///< numbers given, per thing; what is served between batches
  std::unique_ptr<std::atomic<std::uint32_t>[]> served_;
  std::uint32_t room_ = 0;                       ///< things that served_ has room for
  std::size_t stretch_end_ = 0;
  std::atomic<std::size_t> numbered_ = 0;        ///< requests before this one have their numbers
  std::atomic_flag is_numbering_{};
};

}  // namespace ludex::detail
