#pragma once
// The memory of one world's strings, lists and maps: power-of-two size classes with free lists, carved from blocks that
// are only given back with the world. So replacing a string by one of its size, or removing and adding a map entry, asks
// the system for nothing: judging allocates only when state grows beyond what it ever was.

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ludex {

class StateHeap {
 public:
  StateHeap() = default;
  /// The part of one thread among several that work on one world. Its memory is the world's heap's, and what one part gives
  /// back another may take; the world's heap itself is not to be used while parts of it are.
  struct PartOf {
    StateHeap& whole;
  };
  explicit StateHeap(PartOf part) : whole_(&part.whole) {}
  StateHeap(const StateHeap&) = delete;
  StateHeap& operator=(const StateHeap&) = delete;

  void* allocate(std::size_t bytes) {
    const unsigned c = size_class(bytes);
    if (Free* head = free_[c]) {
      free_[c] = head->next;
      --held_[c];
      return head;
    }
    return whole_ ? take(c) : carve(std::size_t{1} << c);
  }

  /// `bytes` as given to allocate.
  void release(void* memory, std::size_t bytes) {
    const unsigned c = size_class(bytes);
    auto* head = static_cast<Free*>(memory);
    head->next = free_[c];
    free_[c] = head;
    if (++held_[c] >= kMostHeld && whole_) give_back(c);
  }

  template <class T>
  T* allocate_array(std::size_t count) {
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  /// The bytes really reserved for a request of `bytes`; containers use all of it as capacity.
  static std::size_t rounded(std::size_t bytes) { return std::size_t{1} << size_class(bytes); }

 private:
  struct Free {
    Free* next;
  };
  // So many free pieces of one size a part keeps for itself: few enough that memory does not wander off to one thread that
  // only gives back, enough that the others are seldom asked.
  static constexpr std::uint32_t kMostHeld = 64;
  static constexpr std::size_t kBlockBytes = 256 * 1024;
  static constexpr unsigned kSmallestClass = 4;  // 16 bytes: holds a free-list link on every target

  static unsigned size_class(std::size_t bytes) {
    const unsigned c = bytes <= 1 ? 0 : static_cast<unsigned>(std::bit_width(bytes - 1));
    return c < kSmallestClass ? kSmallestClass : c;
  }

  void* carve(std::size_t bytes) {
    if (bytes > kBlockBytes / 4) {
      blocks_.push_back(std::unique_ptr<std::byte[]>(new std::byte[bytes]));
      return blocks_.back().get();
    }
    if (left_ < bytes) {
      blocks_.push_back(std::unique_ptr<std::byte[]>(new std::byte[kBlockBytes]));
      cursor_ = blocks_.back().get();
      left_ = kBlockBytes;
    }
    void* out = cursor_;
    cursor_ += bytes;
    left_ -= bytes;
    return out;
  }

  class Locked {
   public:
    explicit Locked(StateHeap& heap) : heap_(heap) {
      while (heap_.lock_.test_and_set(std::memory_order_acquire)) {}
    }
    ~Locked() { heap_.lock_.clear(std::memory_order_release); }

   private:
    StateHeap& heap_;
  };

  void* take(unsigned c) {
    const Locked locked(*whole_);
    for (std::uint32_t i = 0; i < kMostHeld / 4 && whole_->free_[c]; ++i) move_one(c, *whole_, *this);
    if (!free_[c]) return whole_->carve(std::size_t{1} << c);
    Free* head = free_[c];
    free_[c] = head->next;
    --held_[c];
    return head;
  }
  void give_back(unsigned c) {
    const Locked locked(*whole_);
    while (held_[c] > kMostHeld / 2) move_one(c, *this, *whole_);
  }
  static void move_one(unsigned c, StateHeap& from, StateHeap& to) {
    Free* head = from.free_[c];
    from.free_[c] = head->next;
    head->next = to.free_[c];
    to.free_[c] = head;
    --from.held_[c];
    ++to.held_[c];
  }

  std::array<Free*, 48> free_{};
  std::array<std::uint32_t, 48> held_{};  ///< how many lie in each of them
  StateHeap* whole_ = nullptr;
  std::atomic_flag lock_{};
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* cursor_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace ludex
