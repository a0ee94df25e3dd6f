// What may be claimed once a period, and the streak of those who do: a daily login, a weekly chest.

#include <map>

#include "ledger/decision.h"

namespace ludex::ledger {
namespace {

constexpr const char* kEvents[] = {"claim", "look"};
constexpr const char* kModes[] = {"elapsed", "calendar"};
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMostPeriodMs = 366 * kDayMs;
constexpr std::size_t kMostClaims = 1000;
constexpr std::int64_t kMostDay = kMostMillis / kDayMs + 1;  // so that its milliseconds stay within int64

struct Policy {
  bool is_calendar = false;
  std::int64_t period_ms = kDayMs;
  std::int64_t grace_ms = kDayMs;   ///< elapsed: how long after the period a streak lives
  std::int64_t offset_ms = 0;       ///< calendar: of the zone, east of UTC
  std::int64_t grace_days = 0;      ///< calendar: days that may be left out
  std::int64_t cycle = 7;
};

struct Claim {
  std::int64_t last = 0;  ///< when it was claimed
  std::int64_t day = 0;   ///< calendar: the latest day that was claimed
  std::int64_t streak = 0, total = 0;
};

Policy read_policy(const json::View& v, const std::string& pointer, Faults& faults) {
  Fields fields(v, pointer, faults);
  Policy out;
  out.is_calendar = fields.choice("mode", kModes, std::size(kModes)) == 1;
  out.cycle = fields.integer_or("cycle", 7, 1, 1'000'000);
  if (out.is_calendar) {
    out.offset_ms = fields.integer_or("offset_minutes", 0, -18 * 60, 18 * 60) * 60'000;
    out.grace_days = fields.integer_or("grace_days", 0, 0, 366);
  } else {
    out.period_ms = fields.integer_or("period_ms", kDayMs, 1, kMostPeriodMs);
    out.grace_ms = fields.integer_or("grace_ms", out.period_ms, 0, kMostPeriodMs);
  }
  fields.done();
  return out;
}

std::int64_t day_of(std::int64_t now, const Policy& policy) {
  const std::int64_t local = now + policy.offset_ms;
  return local >= 0 ? local / kDayMs : -((-local + kDayMs - 1) / kDayMs);
}

struct Verdict {
  const char* answer;
  std::int64_t retry_after_ms = -1;
  bool keeps_streak = false;
};

// A clock that runs backwards makes nothing claimable, and takes no streak: it may be the server's, not the player's.
Verdict judge(const Claim& claim, const Policy& policy, std::int64_t now, const Guards& guards) {
  if (claim.total == 0) return {"claimed"};
  if (policy.is_calendar) {
    // Claimed under the other mode: the day of that claim is known by its time. As day 0 it would open the day again.
    const std::int64_t day = claim.day != 0 ? claim.day : day_of(claim.last, policy);
    const std::int64_t passed = day_of(now, policy) - day;
    const std::int64_t next = (day + 1) * kDayMs - policy.offset_ms - now;
    if (passed < 0 && guards.keeps_order) return {"clock_back", next};
    if (passed == 0) return {"too_early", next};
    return {"claimed", -1, passed <= 1 + policy.grace_days};
  }
  std::int64_t elapsed = now - claim.last;
  if (elapsed < 0 && guards.keeps_order) return {"clock_back", policy.period_ms - elapsed};
  if (elapsed < 0) elapsed = -elapsed;
  if (elapsed < policy.period_ms) return {"too_early", policy.period_ms - elapsed};
  return {"claimed", -1, elapsed <= policy.period_ms + policy.grace_ms};
}

}  // namespace

void decide_claims(const json::View& state_json, const json::View& event_json, const Guards& guards, Decision& out) {
  std::map<std::string, Claim, std::less<>> claims;
  if (!state_json.is(json::Type::null)) {
    Fields state(state_json, kState, out.faults);
    const auto list = state.object("claims");
    state.done();
    if (list && list->count() > kMostClaims) out.faults.set("/state/claims", "more than " + std::to_string(kMostClaims) + " claims");
    if (out.faults.is_set()) return;
    if (list)
      for (const auto& [name, value] : list->members()) {
        Fields each(value, json::child_pointer("/state/claims", name), out.faults);
        Claim c;
        c.last = each.integer("last", 0, kMostMillis);
        c.day = each.integer_or("day", 0, -1, kMostDay);
        c.streak = each.integer("streak", 1, kMostMillis);
        c.total = each.integer("total", 1, kMostMillis);
        each.done();
        claims.emplace(name, c);
      }
  }
  Fields event(event_json, kEvent, out.faults);
  const bool is_claim = event.choice("event", kEvents, std::size(kEvents)) == 0;
  const std::string name = event.text("claim", 64);
  const std::int64_t now = event.integer("now", 0, kMostMillis);
  Policy policy;
  if (const auto given = event.object("policy")) policy = read_policy(*given, event.pointer_to("policy"), out.faults);
  event.done();
  if (out.faults.is_set()) return;

  const auto known = claims.find(name);
  Claim claim = known == claims.end() ? Claim() : known->second;
  const Verdict verdict = judge(claim, policy, now, guards);
  const bool is_claimed = verdict.answer == std::string_view("claimed");
  if (is_claimed) {
    if (known == claims.end() && claims.size() >= kMostClaims) return out.faults.set("/state/claims", "there is no room for another claim");
    claim.streak = verdict.keeps_streak ? claim.streak + 1 : 1;
    ++claim.total;
    claim.last = now;
    claim.day = policy.is_calendar ? day_of(now, policy) : 0;
    if (is_claim) claims[name] = claim;
  }
  {
    auto answer = out.effects.add("answer");
    answer.text("claim", name).text("answer", is_claimed && !is_claim ? "claimable" : verdict.answer).integer("streak", claim.streak).integer("total", claim.total);
    if (is_claimed) answer.integer("cycle_day", (claim.streak - 1) % policy.cycle + 1);
    if (verdict.retry_after_ms >= 0) answer.integer("retry_after_ms", verdict.retry_after_ms);
  }
  ObjectWriter state(out.state);
  ObjectWriter list(state.key("claims"));
  for (const auto& [id, c] : claims) {
    ObjectWriter each(list.key(id));
    if (c.day != 0) each.integer("day", c.day);
    each.integer("last", c.last).integer("streak", c.streak).integer("total", c.total);
  }
}

}  // namespace ludex::ledger
