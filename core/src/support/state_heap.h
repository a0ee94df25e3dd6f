#pragma once
// The memory of one world's strings, lists and maps: power-of-two size classes with free lists, carved from blocks that
// are only given back with the world. So replacing a string by one of its size, or removing and adding a map entry, asks
// the system for nothing: judging allocates only when state grows beyond what it ever was.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ludex {

class StateHeap {
 public:
  void* allocate(std::size_t bytes) {
    const unsigned c = size_class(bytes);
    if (Free* head = free_[c]) {
      free_[c] = head->next;
      return head;
    }
    return carve(std::size_t{1} << c);
  }

  /// `bytes` as given to allocate.
  void release(void* memory, std::size_t bytes) {
    const unsigned c = size_class(bytes);
    auto* head = static_cast<Free*>(memory);
    head->next = free_[c];
    free_[c] = head;
  }

  template <class T>
  T* allocate_array(std::size_t count) {
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  /// The bytes really reserved for a request of `bytes`; containers use all of it as capacity.
  static std::size_t rounded(std::size_t bytes) { return std::size_t{1} << size_class(bytes); }

  StateHeap() = default;
  StateHeap(StateHeap&&) = default;
  StateHeap& operator=(StateHeap&&) = default;

 private:
  struct Free {
    Free* next;
  };
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

  std::array<Free*, 48> free_{};
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* cursor_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace ludex
