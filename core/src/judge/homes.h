#pragma once
// Who judges what first. A request changes most of what is its actor's (row, guard, window), and memory that another
// processor has just written costs some 50 ns a line: so every thread has actors of its own and takes their requests first.
// Whoever has none left helps the one that is behind most.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ludex::detail {

class Homes {
 public:
  /// Actors are given to threads by the block: neighbours in memory stay together.
  static constexpr std::uint32_t kBlocks = 1024;
  using Counts = std::vector<std::uint32_t>;  ///< of requests, per block

  void begin(std::size_t requests, std::uint32_t threads);
  /// The block of request `i`.
  void put(std::size_t i, std::uint32_t block) { blocks_[i] = static_cast<std::uint16_t>(block); }
  /// Blocks in their order to threads in theirs, so that all have about as many requests.
  void share_out(const Counts& counts);
  std::uint32_t home_of(std::size_t i) const { return homes_[blocks_[i]]; }

  /// Of the requests [begin, end), those of one home.
  struct Bite {
    std::size_t begin, end;
    std::uint32_t home;
  };
  /// Requests [begin, end) are next; one thread says so.
  void begin_stretch(std::size_t begin, std::size_t end);
  /// The next of `home`'s requests; false when all are taken.
  bool take(std::uint32_t home, Bite& out);
  /// The next of the home that is behind most, if it begins before `limit`.
  bool take_oldest(std::size_t limit, Bite& out);

 private:
  struct alignas(64) Next {  // a line of its own
    std::atomic<std::size_t> begin;
  };
  std::uint32_t threads_ = 0, room_ = 0;
  std::size_t end_ = 0, bite_ = 0;
  std::vector<std::uint16_t> blocks_;  ///< by request
  std::vector<std::uint16_t> homes_;   ///< by block
  std::unique_ptr<Next[]> next_;       ///< by home
};

}  // namespace ludex::detail
