#include "judge/homes.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using ludex::detail::Homes;

namespace {

/// Homes of requests whose blocks are as given.
struct Given {
  Homes homes;
  Given(const std::vector<std::uint32_t>& blocks, std::uint32_t threads) {
    Homes::Counts counts(Homes::kBlocks, 0);
    homes.begin(blocks.size(), threads);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      homes.put(i, blocks[i]);
      ++counts[blocks[i]];
    }
    homes.share_out(counts);
    homes.begin_stretch(0, blocks.size());
  }
};

}  // namespace

TEST_CASE("homes have about as many requests, and neighbours stay together") {
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t i = 0; i < 10'000; ++i) blocks.push_back(i * 7919 % Homes::kBlocks);
  for (const std::uint32_t threads : {1u, 2u, 3u, 8u, 32u}) {
    CAPTURE(threads);
    Given given(blocks, threads);
    std::vector<std::size_t> sizes(threads, 0);
    std::vector<std::uint32_t> home_of_block(Homes::kBlocks, 0);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      ++sizes[given.homes.home_of(i)];
      home_of_block[blocks[i]] = given.homes.home_of(i);
    }
    for (const std::size_t size : sizes) {
      CHECK(size >= 10'000 / threads - 20);
      CHECK(size <= 10'000 / threads + 20);
    }
    for (std::size_t b = 1; b < home_of_block.size(); ++b) CHECK(home_of_block[b] >= home_of_block[b - 1]);
  }
}

TEST_CASE("who is asked for most has one home, and the others have the rest") {
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t i = 0; i < 8000; ++i) blocks.push_back(i % 2 ? 500 : i / 2 % Homes::kBlocks);  // half of all are block 500's
  Given given(blocks, 4);
  std::vector<std::size_t> sizes(4, 0);
  for (std::size_t i = 0; i < blocks.size(); ++i) ++sizes[given.homes.home_of(i)];
  std::size_t with_others = 0;
  for (const std::size_t size : sizes) with_others += size > 100;
  CHECK(with_others >= 3);
}

TEST_CASE("every request is taken once, whoever takes it") {
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t i = 0; i < 3001; ++i) blocks.push_back(i * 31 % Homes::kBlocks);
  for (const bool is_own_first : {true, false}) {
    Given given(blocks, 3);
    std::vector<int> taken(blocks.size(), 0);
    Homes::Bite bite;
    std::size_t last = 0;
    while ((is_own_first && given.homes.take(1, bite)) || given.homes.take_oldest(SIZE_MAX, bite)) {
      for (std::size_t i = bite.begin; i < bite.end; ++i) taken[i] += given.homes.home_of(i) == bite.home;
      if (!is_own_first) {
        CHECK(bite.begin >= last);  // the one behind most comes first
        last = bite.begin;
      }
    }
    CHECK(taken == std::vector<int>(blocks.size(), 1));
    CHECK(!given.homes.take(0, bite));
  }
}

TEST_CASE("only what is older than asked for is taken over") {
  Given given(std::vector<std::uint32_t>(1000, 3), 2);
  Homes::Bite bite;
  CHECK(!given.homes.take_oldest(0, bite));
  CHECK(given.homes.take_oldest(1, bite));
  CHECK(bite.begin == 0);
}

TEST_CASE("a batch of nobody has homes") {
  Given given({}, 2);
  Homes::Bite bite;
  CHECK(!given.homes.take(0, bite));
  CHECK(!given.homes.take_oldest(SIZE_MAX, bite));
}
