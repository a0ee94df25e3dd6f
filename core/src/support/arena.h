#pragma once
// A bump allocator for values that live as long as one request or one batch. Objects in it are never destroyed, so
// only trivially destructible types may live there. reset() keeps the memory: a warm arena allocates nothing.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ludex {

class Arena {
 public:
  static constexpr std::size_t kBlockBytes = 64 * 1024;  // a whole request fits; large enough to make growth rare

  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (bytes > static_cast<std::size_t>(end_ - cursor_)) grow(bytes);
    void* out = cursor_;
    cursor_ += bytes;
    used_ += bytes;
    return out;
  }

  template <class T>
  T* allocate_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    return static_cast<T*>(allocate(count * sizeof(T)));
  }

  std::string_view copy(std::string_view bytes) {
    auto* out = allocate_array<char>(bytes.size());
    if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
    return {out, bytes.size()};
  }

  /// Forgets everything and keeps the blocks.
  void reset() {
    next_ = 0;
    used_ = 0;
    cursor_ = end_ = nullptr;
  }

  /// Bytes handed out since the last reset. Not the blocks': those kept from a larger request would make a limit on it
  /// depend on what was judged before.
  std::size_t used() const { return used_; }

  Arena() = default;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size;
  };

  void grow(std::size_t bytes) {
    // A kept block that is too small for this request is passed over until the next reset.
    while (next_ < blocks_.size() && blocks_[next_].size < bytes) ++next_;
    if (next_ == blocks_.size()) {
      const std::size_t size = bytes > kBlockBytes ? bytes : kBlockBytes;
      blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
    }
    cursor_ = blocks_[next_].bytes.get();
    end_ = cursor_ + blocks_[next_].size;
    ++next_;
  }

  std::vector<Block> blocks_;
  std::size_t next_ = 0;
  std::size_t used_ = 0;
  std::byte* cursor_ = nullptr;
  std::byte* end_ = nullptr;
};

}  // namespace ludex
