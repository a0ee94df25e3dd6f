// Counts what judging asks of the system's allocator (issue 1: none per request after decoding but growth of state).

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

#include "helpers/allocations.h"
#include "helpers/game.h"

namespace {

std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t bytes) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* const p = std::malloc(bytes ? bytes : 1);
  if (!p) std::abort();
  return p;
}

}  // namespace

std::uint64_t ludex::test::allocation_count() { return allocations.load(std::memory_order_relaxed); }

// The whole program's: every container of the core and of the tests goes through here.
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
// std::stable_sort asks this way; a half-replaced set would give one allocator's memory to another.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return counted(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return counted(bytes); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { std::free(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { std::free(p); }

namespace {

using namespace ludex;

constexpr int kPlayers = 50;

/// Requests of every player in turn that move, strike and equip, some of which are refused; no receipts, so no ledger.
std::string traffic(int requests, std::int64_t start, std::int64_t first_nonce) {
  std::string out;
  for (int i = 0; i < requests; ++i) {
    const std::int64_t actor = i % kPlayers + 1, now = start + i * 4;
    const std::string tail = ",\"nonce\":" + std::to_string(first_nonce + i) + ",\"sent_at\":" + std::to_string(now);
    switch (i % 5) {
      case 0: out += test::line(actor, now, "Move", "\"params\":{\"to\":[" + std::to_string(i % 3) + ",0.25,1]}" + tail); break;
      case 1: out += test::line(actor, now, "RequestAttack", "\"params\":{\"target\":" + std::to_string(actor % kPlayers + 1) + "}" + tail); break;
      case 2: out += test::line(actor, now, "Equip", R"("params":{"weapon":"sword"})" + tail); break;         // already_equipped
      case 3: out += test::line(actor, now, "Move", R"("params":{"to":[400,400,400]})" + tail); break;        // too_fast, with operands
      default: out += test::line(actor, now, "UseItem", R"("params":{"item":"potion"})" + tail); break;       // not_in_inventory
    }
  }
  return out;
}

/// Allocations made while judging `lines`.
std::uint64_t cost_of(test::Game& game, const std::string& lines) {
  const std::uint64_t before = allocations.load();
  const auto judged = judge_in_place(game.program, game.world, lines, {});
  const std::uint64_t after = allocations.load();
  REQUIRE(judged.ok());
  return after - before;
}

}  // namespace

TEST_CASE("judging ten times as many requests allocates no more often, but for doubling buffers") {
  std::string world = "{\"ludex_world\":1,\"entities\":{\"player\":{";
  for (int i = 1; i <= kPlayers; ++i) world += (i > 1 ? ",\"" : "\"") + std::to_string(i) + R"(":{"profile":{"version":3,"state":{}}})";
  const Program arena = test::example("arena");
  test::Game game(arena, test::load(arena, world + "}}}"));
  std::int64_t now = 1'700'000'000'000, nonce = 1;
  const auto next = [&](int requests) {
    const std::string lines = traffic(requests, now, nonce);
    now += requests * 4;
    nonce += requests;
    return cost_of(game, lines);
  };
  next(1000);  // guards and windows of all players exist from here on
  const std::uint64_t thousand = next(1000);
  const std::uint64_t ten_thousand = next(10'000);
  MESSAGE("allocations while judging: " << thousand << " for 1,000 requests, " << ten_thousand << " for 10,000");
  // Buffers that double (verdicts' payloads, the batch arena's list of blocks) and the arena's 64 KiB blocks grow with the
  // bytes of a batch: a few hundred bytes a request. Anything made per request would add at least 9,000.
  CHECK(thousand < 200);
  CHECK(ten_thousand < thousand + 9'000 / 50);
}
