#include "judge/guard.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "helpers/game.h"
#include "support/random.h"

namespace {

using namespace ludex;
using namespace ludex::detail;

/// A window with its ring of bits.
struct Ring {
  std::int64_t window;
  std::int64_t highest = -1;
  std::vector<std::uint64_t> bits;
  explicit Ring(std::int64_t w) : window(w), bits(static_cast<std::size_t>((w + 1 + 63) / 64), 0) {}
  Reason take(std::int64_t nonce) { return take_nonce(highest, bits.data(), window, nonce); }
};

}  // namespace

TEST_CASE("three per second is exact: no drift over an hour of asking every millisecond") {
  std::int64_t tat = 0, passed = 0;
  const std::int64_t start = 1'700'000'000'000, ms = 3'600'000;
  for (std::int64_t now = start; now <= start + ms; ++now) passed += take_token(tat, {3, 2}, now).is_granted;
  CHECK(passed == 3 * ms / 1000 + 2);  // the burst, and then a token each third of a second
}

TEST_CASE("at most `burst` requests pass at one instant") {
  for (const std::int64_t burst : {1, 2, 3, 10, 1000}) {
    std::int64_t tat = 0;
    std::int64_t passed = 0;
    for (std::int64_t i = 0; i < burst + 5; ++i) passed += take_token(tat, {7, burst}, 5000).is_granted;
    CHECK(passed == burst);
  }
}

TEST_CASE("a request after retry_after_ms passes, and one ms before it does not") {
  for (const std::int64_t per_second : {1, 3, 7, 10, 20, 999, 1000, 1001, 1'000'000}) {
    for (const std::int64_t burst : {1, 2, 10}) {
      RandomStream random(static_cast<std::uint64_t>(per_second), static_cast<std::uint64_t>(burst));
      std::int64_t tat = 0, now = 1'700'000'000'000;
      for (int i = 0; i < 300; ++i) {
        TokenGrant grant = take_token(tat, {per_second, burst}, now);
        while (grant.is_granted) grant = take_token(tat, {per_second, burst}, now);
        CAPTURE(per_second);
        CAPTURE(burst);
        REQUIRE(grant.retry_after_ms >= 1);
        const std::int64_t kept = tat;
        std::int64_t early = kept, in_time = kept;
        if (grant.retry_after_ms > 1) REQUIRE_FALSE(take_token(early, {per_second, burst}, now + grant.retry_after_ms - 1).is_granted);
        REQUIRE(take_token(in_time, {per_second, burst}, now + grant.retry_after_ms).is_granted);
        now += random.between(0, 3 * grant.retry_after_ms);
      }
    }
  }
}

TEST_CASE("a refusal leaves the bucket as it was") {
  std::int64_t tat = 0;
  take_token(tat, {1, 1}, 1000);
  const std::int64_t before = tat;
  for (int i = 0; i < 100; ++i) CHECK_FALSE(take_token(tat, {1, 1}, 1001).is_granted);
  CHECK(tat == before);
}

TEST_CASE("an idle bucket holds `burst` tokens, never more") {
  std::int64_t tat = 0;
  for (int i = 0; i < 5; ++i) take_token(tat, {10, 5}, 1000);
  std::int64_t passed = 0;
  for (int i = 0; i < 20; ++i) passed += take_token(tat, {10, 5}, 1'000'000'000).is_granted;
  CHECK(passed == 5);
}

TEST_CASE("a late clock never refills the bucket") {
  test::Game game(test::small_rules(R"("Go": {})", R"("limits": {"rate": {"per_second": 1, "burst": 2}})"), test::players(1));
  const std::string lines = test::line(1, 10'000, "Go") + test::line(1, 10'000, "Go") + test::line(1, 0, "Go") + test::line(1, 20, "Go") + test::line(1, -5, "Go");
  CHECK(game.reasons(lines, test::opened_at(10'000)) == std::vector<std::string>{"accepted", "accepted", "rate_limited", "rate_limited", "rate_limited"});
  CHECK(game.reason(test::line(1, 9'000, "Go"), test::opened_at(500)) == "rate_limited");
  CHECK(game.world.now() == 10'000);
  CHECK(game.reason(test::line(1, 11'000, "Go")) == "accepted");
}

TEST_CASE("the largest time and rate stay within int64") {
  std::int64_t tat = 0;
  const std::int64_t end_of_time = std::int64_t{1} << 43;
  CHECK(take_token(tat, {1'000'000, 1'000'000}, end_of_time).is_granted);
  CHECK(tat == end_of_time * 1'000'000 + 1000);
  CHECK(take_token(tat, {1'000'000, 1'000'000}, INT64_MIN).retry_after_ms > 0);  // before 1970 is 1970
}

TEST_CASE("any number may be the first nonce") {
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 40, INT64_MAX}) {
    Ring ring(256);
    CHECK(ring.take(first) == Reason::accepted);
    CHECK(ring.take(first) == Reason::nonce_replayed);
    CHECK(ring.highest == first);
  }
}

TEST_CASE("window + 1 numbers are tracked: the highest and `window` below it") {
  for (const std::int64_t window : {1, 2, 62, 63, 64, 65, 127, 128, 256}) {
    CAPTURE(window);
    Ring ring(window);
    REQUIRE(ring.take(10'000) == Reason::accepted);
    CHECK(ring.take(10'000 - window) == Reason::accepted);
    CHECK(ring.take(10'000 - window) == Reason::nonce_replayed);
    CHECK(ring.take(10'000 - window - 1) == Reason::nonce_too_old);
    CHECK(ring.take(10'001) == Reason::accepted);
    CHECK(ring.take(10'000 - window) == Reason::nonce_too_old);  // the window moved past it
  }
}

TEST_CASE("a jump of exactly the window, one less and one more forgets nothing that is still inside") {
  for (const std::int64_t window : {1, 63, 64, 256}) {
    for (const std::int64_t jump : {window - 1, window, window + 1, window + 2}) {
      if (jump < 1) continue;
      CAPTURE(window);
      CAPTURE(jump);
      Ring ring(window);
      REQUIRE(ring.take(1000) == Reason::accepted);
      REQUIRE(ring.take(1000 + jump) == Reason::accepted);
      CHECK(ring.take(1000) == (jump <= window ? Reason::nonce_replayed : Reason::nonce_too_old));
      for (std::int64_t n = 1000 + jump - window; n < 1000 + jump; ++n)
        if (n != 1000) CHECK(ring.take(n) == Reason::accepted);  // numbers in between were never seen
    }
  }
}

TEST_CASE("a jump over the whole range does not count its way there") {
  Ring ring(65536);
  CHECK(ring.take(0) == Reason::accepted);
  CHECK(ring.take(INT64_MAX) == Reason::accepted);
  CHECK(ring.take(INT64_MAX - 65536) == Reason::accepted);
  CHECK(ring.take(INT64_MAX - 65537) == Reason::nonce_too_old);
  CHECK(ring.take(0) == Reason::nonce_too_old);
}

TEST_CASE("a window agrees with a list of everything seen") {
  for (const std::int64_t window : {1, 5, 63, 64, 100}) {
    RandomStream random(static_cast<std::uint64_t>(window), 1);
    Ring ring(window);
    std::set<std::int64_t> seen;
    std::int64_t highest = -1, around = random.between(0, 1 << 20);
    for (int i = 0; i < 20'000; ++i) {
      if (random.percent(3)) around += random.between(0, 3 * window);
      const std::int64_t nonce = std::max<std::int64_t>(0, around + random.between(-2 * window, window));
      const Reason expected = highest >= 0 && highest - nonce > window ? Reason::nonce_too_old : seen.count(nonce) ? Reason::nonce_replayed : Reason::accepted;
      REQUIRE(ring.take(nonce) == expected);
      if (expected == Reason::accepted) seen.insert(nonce), highest = std::max(highest, nonce);
    }
  }
}

TEST_CASE("both edges of the clock window pass, one ms outside does not") {
  Limits limits;
  limits.has_clock = true;
  limits.late_ms = 2000;
  limits.early_ms = 500;
  CHECK(check_clock(limits, 10'000, 8'000) == Reason::accepted);
  CHECK(check_clock(limits, 10'000, 7'999) == Reason::sent_too_late);
  CHECK(check_clock(limits, 10'000, 10'500) == Reason::accepted);
  CHECK(check_clock(limits, 10'000, 10'501) == Reason::sent_too_early);
}

TEST_CASE("a clock of any int64 is compared without overflow") {
  Limits limits;
  limits.has_clock = true;
  limits.late_ms = limits.early_ms = std::int64_t{1} << 43;
  for (const std::int64_t now : {std::int64_t{0}, std::int64_t{1} << 43}) {
    CAPTURE(now);
    CHECK(check_clock(limits, now, INT64_MAX) == Reason::sent_too_early);
    CHECK(check_clock(limits, now, now) == Reason::accepted);
    CHECK(check_clock(limits, now, INT64_MIN) == Reason::sent_too_late);
  }
}

TEST_CASE("sent_at of either end of int64 is a verdict") {
  test::Game game(test::small_rules(R"("Go": {})", R"("limits": {"clock": {"late_ms": 2000, "early_ms": 500}})"), test::players(1));
  CHECK(game.reason(test::line(1, 5000, "Go", R"("sent_at":9223372036854775807)")) == "sent_too_early");
  CHECK(game.reason(test::line(1, 5000, "Go", R"("sent_at":-9223372036854775808)")) == "sent_too_late");
  CHECK(game.reason(test::line(1, 5000, "Go", R"("sent_at":5000)")) == "accepted");
}

TEST_CASE("a clock before 1970, down to the least int64, is judged like any other") {
  test::Game game(test::small_rules(R"("Go": {"effects": ["actor.n += 1"], "cooldown": {"key": "go", "ms": "9223372036854775807"}})",
                                    R"("limits": {"rate": {"per_second": 1, "burst": 100}, "clock": {"late_ms": 2000, "early_ms": 500}, "max_clock_step_ms": 8796093022208})"),
                  test::players(2));
  // Time starts at world.now: a fresh world's 0.
  CHECK(game.reason(test::line(1, INT64_MIN, "Go", R"("sent_at":-9223372036854775808)")) == "sent_too_late");
  CHECK(game.reason(test::line(1, INT64_MIN, "Go", R"("sent_at":0)")) == "accepted");
  CHECK(game.verdict(test::line(1, -1, "Go", R"("sent_at":0)")) == R"({"i":0,"verdict":"rejected","reason":"on_cooldown","at":"/actions/Go/cooldown","retry_after_ms":9223372036854775807})");
  CHECK(game.world.now() == 0);
  CHECK(game.reasons(test::line(2, INT64_MIN, "Go", R"("sent_at":0)") + test::line(1, std::int64_t{1} << 42, "Go", R"("sent_at":0)")) == std::vector<std::string>{"accepted", "sent_too_late"});
  CHECK(game.world.now() == std::int64_t{1} << 42);
  test::load(game.program, game.world.to_json());
}

TEST_CASE("a cooldown past the end of time is an overflow") {
  test::Game game(test::small_rules(R"("Go": {"cooldown": {"key": "go", "ms": "9223372036854775807"}})"), test::players(1, 1));
  CHECK(game.verdict(test::line(1, 1, "Go")) == R"({"i":0,"verdict":"rejected","reason":"rule_error","at":"/actions/Go/cooldown","code":"overflow"})");
}

TEST_CASE("tokens and nonces are spent whatever stage C says") {
  test::Game game(test::small_rules(R"("Go": {"require": ["actor.n == 1 else no"]})", R"("limits": {"rate": {"per_second": 1, "burst": 2}, "nonce": {"counter": 8}})"), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1)")) == "no");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1)")) == "nonce_replayed");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":2)")) == "rate_limited");
}

TEST_CASE("a request that fails stage A spends its actor's token and nothing else") {
  test::Game game(test::small_rules(R"("Go": {"rate": {"per_second": 1, "burst": 1}})", R"("limits": {"rate": {"per_second": 1, "burst": 3}, "nonce": {"counter": 8}})"), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "Gone", R"("nonce":1)")) == "unknown_action");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1,"params":{"x":1})")) == "contract");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1)")) == "accepted");  // the third token; the action's and the nonce are untouched
  CHECK(game.reason(test::line(1, 1000, "Nope", R"("nonce":1)")) == "unknown_action");  // A's reason, though the bucket is empty
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":2)")) == "rate_limited");
}

TEST_CASE("stage B stops at its first refusal: what follows is untouched") {
  test::Game game(test::small_rules(R"("Go": {"rate": {"per_second": 1, "burst": 1}})", R"("limits": {"nonce": {"counter": 8}, "clock": {"late_ms": 10, "early_ms": 10}})"), test::players(1));
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1,"sent_at":0)")) == "sent_too_late");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":9,"sent_at":1000)")) == "rate_limited");    // by the action
  CHECK(game.reason(test::line(1, 2000, "Go", R"("nonce":1,"sent_at":2000)")) == "nonce_replayed");  // it was spent outside the clock's window
  CHECK(game.reason(test::line(1, 3000, "Go", R"("nonce":9,"sent_at":3000)")) == "accepted");        // it was not, before the nonce
}

TEST_CASE("each session has its own nonces, each actor its own bucket") {
  test::Game game(test::small_rules(R"("Go": {})", R"("limits": {"rate": {"per_second": 1, "burst": 2}, "nonce": {"counter": 8}})"), test::players(2));
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1,"session":1)")) == "accepted");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1,"session":2)")) == "accepted");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("nonce":1,"session":3)")) == "rate_limited");
  CHECK(game.reason(test::line(2, 1000, "Go", R"("nonce":1,"session":1)")) == "accepted");
}

TEST_CASE("rate, nonce and clock bind clients only") {
  test::Game game(test::small_rules(R"("Go": {"from": ["client", "server"], "params": {"k": "string"}, "once": {"key": "params.k"}})",
                                    R"("limits": {"rate": {"per_second": 1, "burst": 1}, "nonce": {"counter": 8}, "clock": {"late_ms": 10, "early_ms": 10}})"),
                  test::players(1));
  for (int i = 0; i < 5; ++i)
    CHECK(game.reason(test::line(1, 1000, "Go", R"("origin":"server","sent_at":1,"nonce":3,"params":{"k":")" + std::to_string(i) + "\"}")) == "accepted");
  CHECK(game.reason(test::line(1, 1000, "Go", R"("sent_at":1000,"nonce":3,"params":{"k":"c"})")) == "accepted");
}
