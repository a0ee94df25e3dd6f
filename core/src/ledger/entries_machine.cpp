// The ledger of a record as a machine: begin, commit, fail, saved, prune, restore.

#include "ledger/decision.h"
#include "ledger/live_ledger.h"
#include "ledger/restore.h"

namespace ludex::ledger {
namespace {

constexpr const char* kEvents[] = {"begin", "commit", "fail", "saved", "prune", "restore"};
enum Event : std::uint8_t { begin, commit, fail, saved, prune, restore };

struct Asked {
  std::string text;
  std::optional<Id> id;
  Fingerprint fingerprint;
  std::int64_t version = 0, now = 0;
};

Asked read_asked(Fields& event, const LiveLedger& ledger) {
  Asked out;
  out.text = event.text("id", kMostIdBytes);
  out.now = event.integer("now", 0, kMostMillis);
  out.version = event.integer_or("version", 0, 0, kMostInt64);
  if (!event.faults().is_set()) out.id = read_id(out.text, ledger.entries.keep, event.pointer_to("id"), event.faults());
  if (out.id) out.fingerprint = read_content(event, out.id->kind);
  return out;
}

void tell(Effects& effects, std::string_view id, Answer answer, const LedgerEntry* known) {
  auto effect = effects.add("answer");
  effect.text("id", id).text("answer", to_string(answer));
  if (!known || answer == Answer::conflict || answer == Answer::in_doubt) return;
  if (known->is_failure) effect.flag("failed", true);
  if (!known->result.empty()) effect.json("result", known->result);
  if (known->version) effect.integer("version", known->version);
}

// An entry is put only where `begin` would still say new: a host that commits without asking grants nothing twice.
void put(Fields& event, LiveLedger& ledger, const Guards& guards, bool is_failure, Effects& effects) {
  Asked asked = read_asked(event, ledger);
  LedgerEntry entry;
  entry.result = event.json(is_failure ? "reason" : "result", static_cast<std::size_t>(ledger.entries.limits.max_result_bytes));
  const bool is_transient = is_failure && event.flag("transient");
  const std::int64_t save = event.integer_or("save", 0, 1, kMostInt64 - 1);
  event.done();
  // A count that began again would pass what is only in memory for saved.
  if (save != 0 && save <= ledger.saved) event.fault("save", "save " + std::to_string(ledger.saved) + " is acknowledged: the number of one to come is above");
  if (event.faults().is_set()) return;
  const LedgerEntry* known = nullptr;
  Answer answer = ledger.begin(*asked.id, asked.fingerprint, asked.version, asked.now, guards, &known);
  if (answer != Answer::new_ && answer != Answer::newer) return tell(effects, asked.text, answer, known);
  // What may go well the next time must not stick to the id.
  if (is_transient) return void(effects.add("answer").text("id", asked.text).text("answer", "not_stored"));
  entry.fingerprint = asked.fingerprint;
  entry.at = asked.now;
  entry.version = asked.version;
  entry.is_failure = is_failure;
  const bool is_put = ledger.commit(*asked.id, std::move(entry), save, guards);
  effects.add("answer").text("id", asked.text).text("answer", is_put ? "committed" : "full");
}

}  // namespace

void decide_entries(const json::View& state_json, const json::View& event_json, const Guards& guards, Decision& out) {
  // A read that failed looks like this. As an empty ledger it would grant everything again; a new record's is {}.
  if (state_json.is(json::Type::null)) {
    out.state = "null";
    return void(out.effects.add("answer").text("answer", "not_loaded"));
  }
  LiveLedger ledger;
  Fields state(state_json, kState, out.faults);
  ledger.read(state);
  // The state of `receipts` is taken too, and what is that machine's own comes back as it was. A record has one ledger: of
  // two machines that each kept a copy, the later write would forget what the other one put, and a code be redeemed twice.
  const auto open = state.member("open"), profile = state.member("profile");
  state.done();
  Fields event(event_json, kEvent, out.faults);
  const auto kind = static_cast<Event>(event.choice("event", kEvents, std::size(kEvents)));
  if (out.faults.is_set()) return;
  if (profile && !(profile->is_string() && profile->str() == "ready")) {  // the ledger there is of a session that is over, or none
    out.state = state_json.raw();
    return void(out.effects.add("answer").text("answer", "not_loaded"));
  }
  switch (kind) {
    case begin: {
      const Asked asked = read_asked(event, ledger);
      event.done();
      if (out.faults.is_set()) return;
      const LedgerEntry* known = nullptr;
      // By itself: compilers differ in which argument of a call they look at first.
      const Answer answer = ledger.begin(*asked.id, asked.fingerprint, asked.version, asked.now, guards, &known);
      tell(out.effects, asked.text, answer, known);
      break;
    }
    case commit:
    case fail: put(event, ledger, guards, kind == fail, out.effects); break;
    case saved: {
      const std::int64_t number = event.integer("save", 0, kMostInt64 - 1);
      event.done();
      ledger.acknowledge(number);
      break;
    }
    case prune: {
      std::size_t gone = 0;
      if (event.member("source")) {
        const std::string source = event.text("source", kMostIdBytes);
        const std::int64_t through = event.integer("through", 0, kMostInt64);
        event.done();
        if (out.faults.is_set()) return;
        if (ledger.entries.keep.of(source.substr(0, source.find(':'))).kind != Keep::Class::sequence || source.find(':') == std::string::npos)
          return out.faults.set("/event/source", "expected KIND:SOURCE of a kind that is kept by sequence, as in \"message:mail-3\"");
        gone = ledger.entries.prune(source, through);
      } else {
        const std::int64_t now = event.integer("now", 0, kMostMillis);
        event.done();
        if (out.faults.is_set()) return;
        gone = ledger.entries.prune(now);
      }
      std::erase_if(ledger.unsaved, [&](const auto& entry) { return !ledger.entries.find(entry.first); });
      out.effects.add("pruned").integer("entries", static_cast<std::int64_t>(gone));
      break;
    }
    case restore: restore_older(event, ledger, guards, out.effects); break;
  }
  if (out.faults.is_set()) return;
  ObjectWriter after(out.state);
  ledger.write(after);
  if (open) json::write_compact(after.key("open"), *open);
  if (profile) json::write_compact(after.key("profile"), *profile);
}

}  // namespace ludex::ledger
