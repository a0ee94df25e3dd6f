#include "support/state_heap.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

#include "support/random.h"

using ludex::StateHeap;

TEST_CASE("what was released is handed out again to a request of its size class") {
  StateHeap heap;
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{16}, std::size_t{17}, std::size_t{100}, std::size_t{4096}, std::size_t{100'000}}) {
    void* const first = heap.allocate(bytes);
    heap.release(first, bytes);
    CHECK(heap.allocate(bytes) == first);
    heap.release(first, bytes);
    CHECK(heap.allocate(StateHeap::rounded(bytes)) == first);  // the whole class is usable
  }
}

TEST_CASE("releases are reused last in, first out, and never across classes") {
  StateHeap heap;
  void* const a = heap.allocate(24);
  void* const b = heap.allocate(24);
  void* const large = heap.allocate(200);
  heap.release(a, 24);
  heap.release(large, 200);
  heap.release(b, 24);
  CHECK(heap.allocate(32) == b);
  CHECK(heap.allocate(20) == a);
  CHECK(heap.allocate(129) == large);
}

TEST_CASE("sizes round up to powers of two from 16 on") {
  CHECK(StateHeap::rounded(0) == 16);
  CHECK(StateHeap::rounded(1) == 16);
  CHECK(StateHeap::rounded(16) == 16);
  CHECK(StateHeap::rounded(17) == 32);
  CHECK(StateHeap::rounded(64) == 64);
  CHECK(StateHeap::rounded(65) == 128);
  CHECK(StateHeap::rounded((std::size_t{1} << 20) + 1) == std::size_t{1} << 21);
}

TEST_CASE("every piece is aligned for words and doubles") {
  StateHeap heap;
  for (std::size_t bytes = 0; bytes < 3000; bytes += 7) CHECK(reinterpret_cast<std::uintptr_t>(heap.allocate(bytes)) % 8 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(heap.allocate(1 << 20)) % 8 == 0);
}

TEST_CASE("live pieces never overlap under random use") {
  struct Piece {
    unsigned char* at;
    std::size_t bytes;
    unsigned char mark;
  };
  ludex::RandomStream random(2, 0);
  StateHeap heap;
  std::vector<Piece> live;
  const auto is_whole = [](const Piece& p) {
    for (std::size_t i = 0; i < p.bytes; ++i)
      if (p.at[i] != p.mark) return false;
    return true;
  };
  for (int i = 0; i < 20'000; ++i) {
    if (live.size() < 300 && random.percent(60)) {
      const std::size_t bytes = random.percent(2) ? random.below(200'000) : random.below(300);
      Piece p{static_cast<unsigned char*>(heap.allocate(bytes)), bytes, static_cast<unsigned char>(i)};
      std::memset(p.at, p.mark, p.bytes);
      live.push_back(p);
    } else if (!live.empty()) {
      const std::size_t k = random.below(static_cast<std::uint32_t>(live.size()));
      REQUIRE(is_whole(live[k]));
      heap.release(live[k].at, live[k].bytes);
      live[k] = live.back();
      live.pop_back();
    }
  }
  for (const Piece& p : live) REQUIRE(is_whole(p));
}

TEST_CASE("parts of a heap take from it what others gave back, and keep little for themselves") {
  StateHeap whole;
  StateHeap giver(StateHeap::PartOf{whole}), taker(StateHeap::PartOf{whole});  // of two threads
  std::set<void*> seen;
  std::vector<void*> held;
  for (int i = 0; i < 1000; ++i) held.push_back(taker.allocate(40));
  seen.insert(held.begin(), held.end());
  CHECK(seen.size() == 1000);
  for (int round = 0; round < 50; ++round) {
    // One only gives back, the other only takes: the same memory goes round.
    for (void* memory : held) giver.release(memory, 40);
    held.clear();
    for (int i = 0; i < 1000; ++i) held.push_back(taker.allocate(40));
    seen.insert(held.begin(), held.end());
  }
  CHECK(seen.size() < 1000 + 2 * 64 + 1);
  std::set<void*> distinct(held.begin(), held.end());
  CHECK(distinct.size() == held.size());
}
