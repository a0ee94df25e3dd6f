#include "judge/guard.h"

#include <algorithm>

namespace ludex::detail {

TokenGrant take_token(std::int64_t& tat, const Rate& rate, std::int64_t now) {
  constexpr std::int64_t kToken = 1000;
  const std::int64_t n = std::max<std::int64_t>(now, 0) * rate.per_second;  // at most 2^43 * 10^6 < 2^63
  const std::int64_t start = std::max(tat, n);
  const std::int64_t ahead = start - n;
  const std::int64_t allowed = (rate.burst - 1) * kToken;
  if (ahead <= allowed) {
    tat = start + kToken;
    return {true, -1};
  }
  const std::int64_t wait = ahead - allowed;
  return {false, wait / rate.per_second + (wait % rate.per_second != 0)};
}

Reason take_nonce(std::int64_t& highest, std::uint64_t* bits, std::int64_t window, std::int64_t nonce) {
  const std::int64_t size = window + 1;  // the highest and `window` numbers below it
  const auto bit = static_cast<std::uint64_t>(nonce % size);
  if (highest >= 0 && nonce <= highest) {
    if (highest - nonce > window) return Reason::nonce_too_old;
    if (bits[bit / 64] >> (bit % 64) & 1) return Reason::nonce_replayed;
    bits[bit / 64] |= std::uint64_t{1} << (bit % 64);
    return Reason::accepted;
  }
  // Numbers between the old highest and the new one have not been seen.
  if (highest < 0 || nonce - highest >= size) {
    std::fill(bits, bits + (size + 63) / 64, 0);
  } else {
    for (std::int64_t n = highest + 1; n < nonce; ++n) {
      const auto b = static_cast<std::uint64_t>(n % size);
      bits[b / 64] &= ~(std::uint64_t{1} << (b % 64));
    }
  }
  bits[bit / 64] |= std::uint64_t{1} << (bit % 64);
  highest = nonce;
  return Reason::accepted;
}

Reason check_clock(const Limits& limits, std::int64_t now, std::int64_t sent_at) {
  // now and the limits are at most 2^43 in size, so these sums cannot overflow; sent_at may be any int64.
  if (sent_at < now - limits.late_ms) return Reason::sent_too_late;
  if (sent_at > now + limits.early_ms) return Reason::sent_too_early;
  return Reason::accepted;
}

GuardVerdict judge_guard(Lane& lane, const Request& request, std::int64_t now) {
  WorldData& world = lane.world;
  const ProgramData& program = *world.program;
  const Limits& limits = program.limits;
  const bool is_client = request.envelope.origin == 0;
  const bool failed_before = request.reason != Reason::accepted;
  const auto guard_of = [&] { return request.guard != FlatMap::kAbsent ? request.guard : world.guard_of(request.envelope.actor); };
  if (!is_client) {
    if (!failed_before) {
      const std::uint32_t g = guard_of();
      ++world.guards[g].command_seq;
      lane.touch_guard(g);
      return {Reason::accepted, 0, -1, static_cast<std::uint64_t>(world.guards[g].command_seq)};
    }
    return {};
  }
  const Action* action = failed_before ? nullptr : &program.actions[request.action];
  const std::uint32_t g = guard_of();
  if (limits.rate.is_set()) {
    const TokenGrant grant = take_token(world.guards[g].tat, limits.rate, now);
    if (grant.is_granted) lane.touch_guard(g);
    else if (!failed_before) return {Reason::rate_limited, kAtLimitsRate, grant.retry_after_ms};
  }
  if (failed_before) return {};
  if (action->rate.is_set()) {
    std::int64_t& tat = world.action_tats[std::size_t{g} * program.rated_actions + action->rate_index];
    const TokenGrant grant = take_token(tat, action->rate, now);
    if (!grant.is_granted) return {Reason::rate_limited, action->place_rate, grant.retry_after_ms};
    lane.touch_guard(g);
  }
  if (limits.nonce_window > 0) {
    const std::uint32_t w = request.window != FlatMap::kAbsent ? request.window : world.window_of(request.envelope.actor, request.envelope.session);
    const Reason reason = take_nonce(world.windows[w].highest, &world.window_bits[std::size_t{w} * world.words_per_window()], limits.nonce_window, request.nonce);
    if (reason != Reason::accepted) return {reason, kAtNonce, -1};
    lane.touch_window(w);
  }
  if (limits.has_clock) {
    const Reason reason = check_clock(limits, now, request.sent_at);
    if (reason != Reason::accepted) return {reason, kAtSentAt, -1};
  }
  ++world.guards[g].seq;
  lane.touch_guard(g);
  return {Reason::accepted, 0, -1, static_cast<std::uint64_t>(world.guards[g].seq)};
}

}  // namespace ludex::detail
