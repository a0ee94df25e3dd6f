#include "ledger/accounts.h"

#include <algorithm>

#include "value/canonical.h"

namespace ludex::ledger {
namespace {

constexpr const char* kEvents[] = {"open", "transfer", "expire", "saved", "balance", "prune"};
constexpr std::size_t kMostAccounts = 100'000;
constexpr std::uint32_t kMostList = 1000;
constexpr std::size_t kMostPending = 10'000;

}  // namespace

// Not `at`: the same transfer asked again later is the same transfer.
Fingerprint fingerprint_of(const Transfer& t, std::string_view kind, std::string_view pending, bool is_pending) {
  std::string bytes;
  for (const std::string& text : {t.from, t.to, t.asset, t.reason}) canonical::put_string(bytes, text);
  canonical::put_string(bytes, pending);
  canonical::put_bool(bytes, is_pending);
  canonical::put_int(bytes, t.amount);
  canonical::put_list(bytes, static_cast<std::uint32_t>(t.serials.size()));
  for (const std::string& serial : t.serials) canonical::put_string(bytes, serial);
  return fingerprint_of(bytes, xxh64(kind, 0));
}

void Accounts::decide(const json::View& event_json, const Guards& guards, Decision& out) {
  Fields event(event_json, kEvent, out.faults);
  const std::uint8_t kind = event.choice("event", kEvents, std::size(kEvents));
  if (out.faults.is_set()) return;
  switch (kind) {
    case 0: open(event, out.effects); break;
    case 1: run(event, guards, out.effects); break;
    case 3: {
      const std::int64_t number = event.integer("save", 0, kMostInt64 - 1);
      event.done();
      if (!out.faults.is_set()) ledger_.acknowledge(number);
      break;
    }
    case 4: balance(event, out.effects); break;
    default: {
      const std::int64_t now = event.integer("now", 0, kMostMillis);
      event.done();
      if (out.faults.is_set()) return;
      if (kind == 2) return expire(now, out.effects);
      const std::size_t gone = ledger_.entries.prune(now);
      // An id that is unsaved and not in the ledger would be refused as a malformed state.
      std::erase_if(ledger_.unsaved, [&](const auto& entry) { return !ledger_.entries.find(entry.first); });
      out.effects.add("pruned").integer("entries", static_cast<std::int64_t>(gone));
    }
  }
}

void Accounts::open(Fields& event, Effects& effects) {
  const std::string name = event.text("account");
  const bool may_be_negative = event.flag("may_be_negative");
  event.done();
  if (name.empty()) event.fault("account", "an account needs a name");
  if (event.faults().is_set()) return;
  const auto known = accounts_.find(name);
  const char* reason = nullptr;
  if (known != accounts_.end()) reason = known->second.may_be_negative == may_be_negative ? nullptr : "exists";
  else if (accounts_.size() >= kMostAccounts) reason = "full";
  else accounts_[name].may_be_negative = may_be_negative;
  if (reason) effects.add("refused").text("account", name).text("reason", reason);
  else effects.add("open").text("account", name);
}

void Accounts::balance(Fields& event, Effects& effects) const {
  const std::string name = event.text("account"), asset = event.text("asset");
  event.done();
  if (event.faults().is_set()) return;
  const auto account = accounts_.find(name);
  if (account == accounts_.end()) return void(effects.add("refused").text("account", name).text("reason", "no_such_account"));
  const auto found = account->second.balances.find(asset);
  const Balance b = found == account->second.balances.end() ? Balance() : found->second;
  effects.add("balance").text("account", name).text("asset", asset).integer("amount", b.amount).integer("held", b.held);
}

// A list is one decision: all of it, or nothing. One transfer is a list of one.
void Accounts::run(Fields& event, const Guards& guards, Effects& effects) {
  const auto list = event.member("transfers");
  const std::int64_t now = event.integer("now", 0, kMostMillis);
  const std::int64_t save = event.integer_or("save", 0, 0, kMostInt64 - 1);
  const bool sticks = event.flag("stick");
  event.done();
  if (save != 0 && save <= ledger_.saved) return event.fault("save", "save " + std::to_string(ledger_.saved) + " is acknowledged: the number of one to come is above");
  if (!list || !list->is_array() || list->count() == 0 || list->count() > kMostList) return event.fault("transfers", "expected a list of 1 to " + std::to_string(kMostList) + " transfers");
  std::vector<Item> items;
  list->for_each_item([&](std::uint32_t i, const json::View& v) {
    if (!event.faults().is_set()) items.push_back(read_item(v, json::child_pointer(event.pointer_to("transfers"), i), event.faults()));
  });
  if (event.faults().is_set()) return;

  const auto refuse = [&](std::size_t i, const char* reason) {
    effects.add("refused").text("id", items[i].transfer.id).text("reason", reason).integer("index", static_cast<std::int64_t>(i));
  };
  const auto entry_of = [&](const Item& item) {
    LedgerEntry entry;
    entry.fingerprint = fingerprint_of(item.transfer, item.kind == Kind::transfer ? "transfer" : item.kind == Kind::post ? "post" : "void", item.pending, item.is_pending);
    entry.at = now;
    return entry;
  };
  std::vector<Id> ids;
  std::size_t known_count = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto id = read_id(items[i].transfer.id, ledger_.entries.keep, json::child_pointer(event.pointer_to("transfers"), static_cast<std::uint32_t>(i)) + "/id", event.faults());
    if (!id) return;
    ids.push_back(*id);
    const LedgerEntry* known = nullptr;
    const Answer answer = ledger_.begin(*id, entry_of(items[i]).fingerprint, 0, now, guards, &known);
    if (answer == Answer::same && known->is_failure) {
      auto refused = effects.add("refused");
      return void(refused.text("id", items[i].transfer.id).text("reason", "failed_before").json("result", known->result.empty() ? "null" : known->result));
    }
    if (answer == Answer::same) ++known_count;
    else if (answer != Answer::new_) return refuse(i, to_string(answer));
  }
  if (known_count == items.size()) {
    for (const Item& item : items) effects.add("same").text("id", item.transfer.id);
    return;
  }
  if (known_count > 0) return refuse(0, "conflict");  // a part of the list was another list

  const Accounts before = *this;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const char* reason = apply(items[i], now, guards);
    if (!reason && !ledger_.commit(ids[i], entry_of(items[i]), save, guards)) reason = "full";
    // An id twice in one list: the second finds the first.
    if (!reason) continue;
    if (guards.rolls_back) *this = before;
    refuse(i, reason);
    // What was refused once may go well the next time; with "stick" the id is spent, and whoever asks again hears the same.
    if (!sticks) return;
    for (std::size_t k = 0; k < items.size(); ++k) {
      LedgerEntry failed = entry_of(items[k]);
      failed.is_failure = true;
      json::write_string(failed.result, reason);
      (void)ledger_.commit(ids[k], std::move(failed), save, guards);
    }
    return;
  }
  for (const Item& item : items) effects.add("done").text("id", item.transfer.id);
}

const char* Accounts::apply(const Item& item, std::int64_t now, const Guards& guards) {
  if (ledger_.entries.find(item.transfer.id)) return "conflict";
  if (item.kind != Kind::transfer) return settle(item, now);
  const Transfer& t = item.transfer;
  if (t.from == t.to) return "same_account";
  if (!accounts_.count(t.from) || !accounts_.count(t.to)) return "no_such_account";
  if (const char* reason = check_serials(t)) return reason;
  if (!item.is_pending) return move(t, guards);
  if (item.expires >= 0 && item.expires <= now) return "expired";
  return promise(item, guards);
}

const char* Accounts::check_serials(const Transfer& t) const {
  const auto known = serials_.find(t.asset);
  // What is promised counts as there: a source may promise serials, or amounts, of an asset that nobody has yet.
  const auto promised = held_serials_.lower_bound({t.asset, ""});
  if (t.serials.empty()) return known == serials_.end() && (promised == held_serials_.end() || promised->first != t.asset) ? nullptr : "needs_serials";
  if (known == serials_.end()) {
    for (const auto& [id, p] : pending_)
      if (p.transfer.asset == t.asset && p.transfer.serials.empty()) return "has_no_serials";
    // An asset is counted or numbered, not both: nobody could say which of five are the two with a number.
    if (counted_.count(t.asset))
      for (const auto& [name, account] : accounts_)
        if (const auto b = account.balances.find(t.asset); b != account.balances.end() && b->second.amount != 0) return "has_no_serials";
  }
  const bool is_source = accounts_.find(t.from)->second.may_be_negative;
  for (const std::string& serial : t.serials) {
    if (held_serials_.count({t.asset, serial})) return "serial_held";
    const auto owner = known == serials_.end() ? decltype(known->second.end())() : known->second.find(serial);
    const bool is_known = known != serials_.end() && owner != known->second.end();
    if (!is_known && !is_source) return "serial_unknown";
    if (is_known && owner->second != t.from) return "serial_elsewhere";
  }
  return nullptr;
}

const char* Accounts::move(const Transfer& t, const Guards& guards) {
  Account &from = accounts_[t.from], &to = accounts_[t.to];
  Balance &giver = from.balances[t.asset], &taker = to.balances[t.asset];
  const auto less = checked_sub(giver.amount, t.amount), more = checked_add(taker.amount, t.amount);
  if (!less || !more) return "overflow";
  if (!from.may_be_negative && guards.checks_balance && *less < giver.held) return "not_enough";
  giver.amount = *less;
  taker.amount = *more;
  counted_.insert(t.asset);
  for (const std::string& serial : t.serials) serials_[t.asset][serial] = t.to;
  return nullptr;
}

const char* Accounts::promise(const Item& item, const Guards& guards) {
  const Transfer& t = item.transfer;
  if (pending_.size() >= kMostPending) return "full";
  Account& from = accounts_[t.from];
  Balance& giver = from.balances[t.asset];
  const auto held = checked_add(giver.held, t.amount);
  if (!held) return "overflow";
  if (!from.may_be_negative && guards.checks_balance && *held > giver.amount) return "not_enough";
  giver.held = *held;
  for (const std::string& serial : t.serials) held_serials_.insert({t.asset, serial});
  pending_.emplace(t.id, PendingTransfer{t, item.expires});
  return nullptr;
}

void Accounts::release(const PendingTransfer& pending) {
  const Transfer& t = pending.transfer;
  accounts_[t.from].balances[t.asset].held -= t.amount;
  for (const std::string& serial : t.serials) held_serials_.erase({t.asset, serial});
}

// Both ends of a promise are branches of one decision: what was promised is released, and moves or stays.
const char* Accounts::settle(const Item& item, std::int64_t now) {
  const auto found = pending_.find(item.pending);
  if (found == pending_.end()) return ledger_.entries.find(item.pending) ? "closed" : "no_such_pending";
  const PendingTransfer pending = found->second;
  if (pending.expires >= 0 && pending.expires <= now) return "expired";
  Transfer t = pending.transfer;
  if (item.kind == Kind::post && item.has_amount) {
    if (!t.serials.empty()) return "needs_serials";
    if (item.transfer.amount > t.amount) return "more_than_pending";
    t.amount = item.transfer.amount;
  }
  release(pending);
  pending_.erase(found);
  if (item.kind == Kind::void_) return nullptr;
  Guards covered;  // what was promised is there: nothing may leave an account below what it holds
  return move(t, covered);
}

void Accounts::expire(std::int64_t now, Effects& effects) {
  for (auto it = pending_.begin(); it != pending_.end();) {
    const auto here = it++;
    if (here->second.expires < 0 || here->second.expires > now) continue;
    release(here->second);
    effects.add("expired").text("id", here->first);
    pending_.erase(here);
  }
}

void decide_accounts(const json::View& state, const json::View& event, const Guards& guards, Decision& out) {
  Accounts accounts;
  if (!state.is(json::Type::null)) accounts.read(state, out.faults);
  if (!out.faults.is_set()) accounts.decide(event, guards, out);
  if (!out.faults.is_set()) accounts.write(out.state);
}

}  // namespace ludex::ledger
