#include "ledger/receipts.h"

#include <algorithm>

namespace ludex::ledger {
namespace {

constexpr const char* kEvents[] = {"receipt", "profile", "valid", "ungrantable", "saved", "save_failed", "timeout", "left", "lost"};
enum Event : std::uint8_t { receipt, profile, valid, ungrantable, saved, save_failed, timeout, left, lost };

constexpr std::size_t kMostFieldBytes = 4096;
constexpr std::size_t kMostOpen = 10'000;  // receipts of one player that nobody has answered yet

std::string ledger_id(const std::string& receipt) { return "receipt:" + receipt; }

void answer(Effects& effects, const std::string& id, std::int64_t& call, bool is_granted) {
  if (call < 0) return;
  effects.add("answer").text("id", id).integer("call", call).text("decision", is_granted ? "granted" : "not_processed_yet");
  call = -1;
}

void ask(Effects& effects, const std::string& id, const Receipts::Receipt& receipt) {
  auto validate = effects.add("validate");
  validate.text("id", id).text("product", receipt.product);
  if (!receipt.fields.empty()) validate.json("fields", receipt.fields);
}

void alert(Effects& effects, const std::string& id, std::string_view reason) { effects.add("alert").text("id", id).text("reason", reason); }

}  // namespace

void Receipts::decide(const json::View& event_json, const Guards& guards, Decision& out) {
  Fields event(event_json, kEvent, out.faults);
  const auto kind = static_cast<Event>(event.choice("event", kEvents, std::size(kEvents)));
  if (out.faults.is_set()) return;
  switch (kind) {
    case receipt: on_receipt(event, guards, out.effects); break;
    case profile: on_profile(event, guards, out.effects); break;
    case valid: on_valid(event, guards, out.effects); break;
    case ungrantable: on_ungrantable(event, guards, out.effects); break;
    case saved: on_saved(event, out.effects); break;
    case save_failed: on_failed_save(event, out.effects); break;
    case timeout: on_timeout(event, out.effects); break;
    case left:
    case lost:
      event.done();
      end(kind == left ? Profile::left : Profile::lost, guards, out.effects);
      break;
  }
}

void Receipts::on_receipt(Fields& event, const Guards& guards, Effects& effects) {
  const std::string id = event.text("id", kMostIdBytes - 8);
  Receipt made;
  made.product = event.text("product");
  made.fields = event.json("fields", kMostFieldBytes);
  made.call = event.integer("call", 0, kMostInt64);
  const std::int64_t now = event.integer("now", 0, kMostMillis);
  const auto fields = event.member("fields");
  event.done();
  if (event.faults().is_set()) return;
  if (!read_id(ledger_id(id), {}, event.pointer_to("id"), event.faults())) return;
  const auto print = fields ? fingerprint_of(made.product, *fields) : fingerprint_of(std::string_view(), xxh64(made.product, 0));
  if (!print) return event.fault("fields", "a number is neither a 64-bit integer nor a finite double");
  made.fingerprint = *print;

  // The platform may call two servers at once. Only who holds the session may look at the ledger it has: any other copy
  // may be of before the grant.
  if (profile_ != Profile::waiting && !may_apply(guards)) return answer(effects, id, made.call, false);
  const auto known = open_.find(id);
  if (known != open_.end()) {
    if (!(known->second.fingerprint == made.fingerprint) && guards.compares_fingerprints) alert(effects, id, "conflict");
    else if (known->second.call < 0 && known->second.stage == Stage::applied) return void(known->second.call = made.call);  // this call waits for the save
    else if (known->second.stage == Stage::seen) ask(effects, id, known->second);  // once more: whoever was asked may be gone
    return answer(effects, id, made.call, false);
  }
  if (open_.size() >= kMostOpen) return answer(effects, id, made.call, false);
  if (profile_ == Profile::waiting) {
    made.stage = Stage::wait_profile;
    open_.emplace(id, std::move(made));
    return;
  }
  if (look_up(id, made, now, guards, effects)) open_.emplace(id, std::move(made));
}

bool Receipts::look_up(const std::string& id, Receipt& made, std::int64_t now, const Guards& guards, Effects& effects) {
  const std::string key = ledger_id(id);
  Faults ignored;
  const auto parsed = read_id(key, ledger_.entries.keep, "", ignored);
  const LedgerEntry* known = nullptr;
  const Answer found = parsed ? ledger_.begin(*parsed, made.fingerprint, 0, now, guards, &known) : Answer::conflict;
  switch (found) {
    case Answer::new_:
      made.stage = Stage::seen;
      ask(effects, id, made);
      return true;
    case Answer::same: answer(effects, id, made.call, true); return false;  // a lost answer, told again
    case Answer::in_doubt: answer(effects, id, made.call, false); return false;
    default:
      alert(effects, id, to_string(found));
      answer(effects, id, made.call, false);
      return false;
  }
}

void Receipts::on_profile(Fields& event, const Guards& guards, Effects& effects) {
  const std::int64_t now = event.integer("now", 0, kMostMillis);
  LiveLedger loaded;
  loaded.entries.keep = ledger_.entries.keep;
  loaded.entries.limits = ledger_.entries.limits;
  // Without it everything would be granted again: what is not there was not read. A new record's ledger is {}.
  if (const auto given = event.object("ledger")) loaded.entries.read(*given, event.pointer_to("ledger"), event.faults());
  else event.fault("ledger", "expected the ledger of the record that was read; of a new one {}");
  event.done();
  if (profile_ == Profile::ready) event.faults().set(event.pointer(), "the profile is ready: a session ends with \"left\" or \"lost\" before another begins");
  if (event.faults().is_set()) return;
  // Numbers go on: an acknowledgement of the session before must not pass for one of this.
  loaded.seq = loaded.saved = ledger_.seq;
  ledger_ = std::move(loaded);
  profile_ = Profile::ready;
  for (auto it = open_.begin(); it != open_.end();) {
    const auto here = it++;
    if (here->second.call < 0 || !look_up(here->first, here->second, now, guards, effects)) open_.erase(here);
  }
}

Receipts::Receipt* Receipts::find(Fields& event, std::string& id, Stage stage) {
  id = event.text("id", kMostIdBytes);
  const auto found = open_.find(id);
  return found == open_.end() || found->second.stage != stage ? nullptr : &found->second;
}

// Late answers of the host find nothing: the player left meanwhile, or it answered before.
void Receipts::on_valid(Fields& event, const Guards& guards, Effects& effects) {
  std::string id;
  Receipt* const open = find(event, id, Stage::seen);
  const std::string grant = event.json("grant", static_cast<std::size_t>(ledger_.entries.limits.max_result_bytes));
  const std::int64_t now = event.integer("now", 0, kMostMillis);
  event.done();
  if (grant.empty()) event.fault("grant", "expected what the product gives, any JSON");
  if (event.faults().is_set() || !open) return;
  apply(id, *open, grant, grant, now, guards, effects);
}

void Receipts::on_ungrantable(Fields& event, const Guards& guards, Effects& effects) {
  std::string id;
  Receipt* const open = find(event, id, Stage::seen);
  const std::string reason = event.text("reason");
  const std::string credit = event.json("credit", static_cast<std::size_t>(ledger_.entries.limits.max_result_bytes) / 2);
  const std::int64_t now = event.integer("now", 0, kMostMillis);
  event.done();
  if (event.faults().is_set() || !open) return;
  alert(effects, id, reason);
  if (credit.empty()) {
    // Parked: the platform cannot be told no, and what it is told yes of is gone. It keeps asking, until a build knows it.
    effects.add("parked").text("id", id).text("product", open->product);
    answer(effects, id, open->call, false);
    open_.erase(id);
    return;
  }
  std::string result;
  {
    ObjectWriter object(result);
    object.text("compensated", reason).json("credit", credit);
  }
  apply(id, *open, std::move(result), credit, now, guards, effects);
}

void Receipts::apply(const std::string& id, Receipt& open, std::string result, std::string_view grant, std::int64_t now, const Guards& guards, Effects& effects) {
  const std::string key = ledger_id(id);
  Faults ignored;
  const auto parsed = read_id(key, ledger_.entries.keep, "", ignored);
  LedgerEntry entry;
  entry.fingerprint = open.fingerprint;
  entry.at = now;
  entry.result = std::move(result);
  const std::int64_t save = ledger_.seq + 1;
  if (!parsed || !ledger_.commit(*parsed, std::move(entry), save, guards)) {
    alert(effects, id, "full");
    answer(effects, id, open.call, false);
    open_.erase(id);
    return;
  }
  open.stage = Stage::applied;
  open.save = save;
  effects.add("apply").text("id", id).json("grant", grant);
  if (!guards.waits_for_save) answer(effects, id, open.call, true);
  effects.add("pending").text("id", id);  // shown as on its way: it cannot be taken back once it is played with
  auto asked = effects.add("save");
  asked.integer("save", save);
  ledger_.entries.write(asked.key("ledger"));
}

void Receipts::on_saved(Fields& event, Effects& effects) {
  const std::int64_t number = event.integer("save", 0, kMostInt64 - 1);
  event.done();
  if (event.faults().is_set() || number > ledger_.seq) return;  // of nobody's asking: a reply to another process
  ledger_.acknowledge(number);
  for (auto it = open_.begin(); it != open_.end();) {
    const auto here = it++;
    if (here->second.stage != Stage::applied || here->second.save > number) continue;
    effects.add("committed").text("id", here->first);
    answer(effects, here->first, here->second.call, true);
    open_.erase(here);
  }
}

// Whatever became of it, the same save is asked for again: its number makes it harmless to repeat.
void Receipts::on_failed_save(Fields& event, Effects& effects) {
  const std::int64_t number = event.integer("save", 0, kMostInt64 - 1);
  event.done();
  if (event.faults().is_set() || profile_ != Profile::ready || number <= ledger_.saved) return;
  for (const auto& [id, open] : open_)
    if (open.stage == Stage::applied && open.save <= number) effects.add("pending").text("id", id);
  auto asked = effects.add("save");
  asked.integer("save", ledger_.seq);
  ledger_.entries.write(asked.key("ledger"));
}

// The callback must return now. What is applied stays applied; the next call finds it saved, or in doubt.
void Receipts::on_timeout(Fields& event, Effects& effects) {
  const std::string id = event.text("id", kMostIdBytes);
  event.done();
  if (event.faults().is_set()) return;
  const auto open = open_.find(id);
  if (open == open_.end()) return;
  answer(effects, id, open->second.call, false);
  if (open->second.stage != Stage::applied) open_.erase(open);
}

void Receipts::end(Profile why, const Guards& guards, Effects& effects) {
  for (auto it = open_.begin(); it != open_.end();) {
    const auto here = it++;
    answer(effects, here->first, here->second.call, false);
    // Who leaves is saved once more, and that save may be acknowledged yet. Who lost the session is not.
    if (here->second.stage != Stage::applied || why == Profile::lost) open_.erase(here);
  }
  if (why == Profile::lost && !ledger_.unsaved.empty()) effects.add("discard");  // the memory holds grants that no record has
  profile_ = why;
  if (why == Profile::lost && guards.is_holder_only) {
    LiveLedger none;
    none.entries.keep = ledger_.entries.keep;
    none.entries.limits = ledger_.entries.limits;
    none.seq = none.saved = ledger_.seq;
    ledger_ = std::move(none);
  }
}

void decide_receipts(const json::View& state, const json::View& event, const Guards& guards, Decision& out) {
  Receipts receipts;
  if (!state.is(json::Type::null)) receipts.read(state, out.faults);
  if (!out.faults.is_set()) receipts.decide(event, guards, out);
  if (!out.faults.is_set()) receipts.write(out.state);
}

}  // namespace ludex::ledger
