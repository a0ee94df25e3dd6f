#pragma once
// Stage B: what one actor may do, whatever the rules say. Nothing here depends on stage C, so actors are independent.

#include <cstdint>

#include "judge/request.h"
#include "world/store.h"

namespace ludex::detail {

struct GuardVerdict {
  Reason reason = Reason::accepted;
  std::uint32_t at = 0;
  std::int64_t retry_after_ms = -1;
  std::uint64_t seq = 0;  ///< of the actor's requests past this stage; 0: not past it
};

/// GCRA in exact integers: time is counted in 1/per_second ms, so one token costs 1000 units whatever the rate.
/// Moves `tat` when the token is granted; otherwise returns the wait in ms.
struct TokenGrant {
  bool is_granted;
  std::int64_t retry_after_ms;
};
TokenGrant take_token(std::int64_t& tat, const Rate& rate, std::int64_t now);

/// RFC 6479 window over a ring of bits: whether `nonce` is new, recording it when it is.
Reason take_nonce(std::int64_t& highest, std::uint64_t* bits, std::int64_t window, std::int64_t nonce);

/// `sent_at` within [now - late, now + early], computed without overflow.
Reason check_clock(const Limits& limits, std::int64_t now, std::int64_t sent_at);

/// Judges stage B of a request with a readable envelope. What ran stays spent, whatever follows; a request that failed
/// stage A spends its actor's token and nothing else.
GuardVerdict judge_guard(Lane& lane, const Request& request, std::int64_t now);

}  // namespace ludex::detail
