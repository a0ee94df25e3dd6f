// (2) of stage C: a request that was answered before is answered the same.

#include "judge/request_judge.h"
#include "ledger/fingerprint.h"
#include "ledger/id.h"
#include "schema/typed.h"

namespace ludex::detail {

namespace {

// A key may tell when it was issued: milliseconds behind its last '@', as in the ids of a ledger. False: so long ago that its
// entry may have been there and gone; who repeats it would be granted twice. One from the future is kept until it would be
// refused.
bool keep_by_its_time(std::string_view key, std::int64_t now, std::int64_t& keep_ms) {
  const std::size_t mark = key.find_last_of('@');
  const auto issued = mark == std::string_view::npos ? std::nullopt : ledger::read_order(key.substr(mark + 1));
  if (!issued) return true;
  std::int64_t end;
  if (__builtin_add_overflow(*issued, keep_ms, &end)) end = INT64_MAX;
  if (end <= now) return false;
  if (*issued > now && __builtin_sub_overflow(end, now, &keep_ms)) keep_ms = INT64_MAX;
  return true;
}

}  // namespace

// (2) An idempotency key that was seen answers without acting.
bool RequestJudge::once(const Action& action, const Request& request, Verdict& verdict) {
  const Once& o = action.once;
  LedgerKey& key = work_.once_key;
  LedgerEntry& entry = work_.once_entry;
  Word value;
  if (!evaluate(o.key, o.place, verdict, value)) return false;
  key.key.clear();
  key.actor = 0;
  put_canonical(key.key, *o.key.shape, value, program_.declarations.keys());
  switch (o.scope) {
    case Once::Scope::actor:
      key.scope = "actor";
      key.actor = request.envelope.actor;
      break;
    case Once::Scope::action: key.scope.assign("action:").append(action.name); break;
    case Once::Scope::world: key.scope = "world"; break;
  }
  std::string& params = work_.bytes;
  params.clear();
  put_canonical(params, *action.params, word_record(request.params), program_.declarations.keys());
  entry.action = action.name;
  entry.fingerprint = ledger::fingerprint_of(params, action.name_hash);
  entry.accepted_at = frame_.now;
  entry.keep_ms = o.keep_ms;
  entry.in_profile = o.in_profile;
  if (lane_.trace) lane_.trace->ledger.push_back(key);
  const auto known = world_.ledger.find(key);
  if (known == world_.ledger.end()) {
    if (o.keep_ms >= 0 && o.key.shape->kind == ShapeKind::string && !keep_by_its_time(value.s->view(), frame_.now, entry.keep_ms)) return reject(verdict, Reason::key_expired, o.place);
    work_.has_key = true;
    if (world_.ledger.size() >= program_.limits.ledger_entries) return work_.has_key = false, reject(verdict, Reason::ledger_full, o.place);
    return true;
  }
  const LedgerEntry& e = known->second;
  if (e.action != entry.action || !(e.fingerprint == entry.fingerprint))
    return reject(verdict, Reason::idempotency_conflict, o.place);
  verdict.outcome = Outcome::duplicate;
  verdict.reason = Reason::duplicate;
  verdict.at = o.place;
  work_.result = e.result;
  return false;
}

}  // namespace ludex::detail
