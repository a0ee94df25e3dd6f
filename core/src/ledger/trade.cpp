// The decision record of a trade between profiles that lie in different records. It is the truth: both sides move what they
// give into escrow by a save of their own, and what becomes of it is what this record says, once and for all. A trade is
// never undone by writing old data again; aborting is the other branch of the same decision.

#include <algorithm>
#include <vector>

#include "ledger/decision.h"
#include "ledger/id.h"

namespace ludex::ledger {
namespace {

constexpr const char* kEvents[] = {"propose", "prepared", "decide", "recover", "applied"};
constexpr const char* kDecisions[] = {"commit", "abort", "none"};
enum Decided : std::uint8_t { commit, abort, none };
constexpr std::uint32_t kMostParties = 8;
constexpr std::size_t kMostTermBytes = 64 << 10;

struct Party {
  std::string name;
  bool is_prepared = false, is_applied = false;
};

struct Trade {
  std::string id, terms;
  std::vector<Party> parties;  // by name: whoever locks more than one record does it in this order
  Decided decision = none;
  std::int64_t deadline = 0;

  Party* find(const std::string& name) {
    const auto found = std::find_if(parties.begin(), parties.end(), [&](const Party& p) { return p.name == name; });
    return found == parties.end() ? nullptr : &*found;
  }
};

void read_parties(Fields& from, Trade& trade) {
  const auto list = from.object("parties");
  if (!list) return from.fault("parties", "expected an object: the names of those who trade, each with {}");
  if (list->count() < 2 || list->count() > kMostParties) return from.fault("parties", "a trade has 2 to " + std::to_string(kMostParties) + " parties");
  for (const auto& [name, value] : list->members()) {
    Fields each(value, json::child_pointer(from.pointer_to("parties"), name), from.faults());
    if (name.empty() || name.size() > kMostIdBytes) each.faults().set(each.pointer(), "a name has 1 to 255 bytes");
    Party p{std::string(name)};
    p.is_prepared = each.flag("prepared");
    p.is_applied = each.flag("applied");
    each.done();
    trade.parties.push_back(std::move(p));
  }
  std::sort(trade.parties.begin(), trade.parties.end(), [](const Party& a, const Party& b) { return a.name < b.name; });
}

void tell(Effects& effects, const Trade& trade) { effects.add("decided").text("id", trade.id).text("decision", kDecisions[trade.decision]); }

// The one place where a decision is made.
void settle(Trade& trade, Decided wish, std::int64_t now, const Guards& guards, Effects& effects) {
  if (trade.decision != none && guards.decides_once) return tell(effects, trade);  // whatever was wished
  if (wish == commit) {
    const bool is_prepared = std::all_of(trade.parties.begin(), trade.parties.end(), [](const Party& p) { return p.is_prepared; });
    if (!is_prepared) return void(effects.add("refused").text("id", trade.id).text("reason", "not_prepared"));
    if (now >= trade.deadline) wish = abort;  // a party may have given up waiting
  }
  trade.decision = wish;
  tell(effects, trade);
}

}  // namespace

void decide_trade(const json::View& state_json, const json::View& event_json, const Guards& guards, Decision& out) {
  Trade trade;
  const bool is_new = state_json.is(json::Type::null);
  if (!is_new) {
    Fields state(state_json, kState, out.faults);
    trade.id = state.text("id", kMostIdBytes);
    trade.terms = state.json("terms", kMostTermBytes);
    trade.deadline = state.integer("deadline", 0, kMostMillis);
    trade.decision = static_cast<Decided>(state.choice("decision", kDecisions, std::size(kDecisions)));
    read_parties(state, trade);
    state.done();
  }
  Fields event(event_json, kEvent, out.faults);
  const std::uint8_t kind = event.choice("event", kEvents, std::size(kEvents));
  if (!out.faults.is_set() && is_new != (kind == 0)) event.fault("event", is_new ? "the first event of a trade is \"propose\"" : "the trade is proposed");
  if (out.faults.is_set()) return;
  if (kind == 0) {
    trade.id = event.text("id", kMostIdBytes);
    trade.terms = event.json("terms", kMostTermBytes);
    trade.deadline = event.integer("deadline", 0, kMostMillis);
    read_parties(event, trade);
    for (Party& p : trade.parties) p.is_prepared = p.is_applied = false;
    event.done();
  } else if (kind == 2) {
    const auto wish = static_cast<Decided>(event.choice("decision", kDecisions, 2));
    const std::int64_t now = event.integer("now", 0, kMostMillis);
    event.done();
    if (out.faults.is_set()) return;
    settle(trade, wish, now, guards, out.effects);
  } else {
    const std::string name = event.text("party", kMostIdBytes);
    const std::int64_t now = kind == 3 ? event.integer("now", 0, kMostMillis) : 0;
    event.done();
    Party* const party = trade.find(name);
    if (!out.faults.is_set() && !party) event.fault("party", "nobody of this name takes part");
    if (out.faults.is_set()) return;
    if (kind == 1) {
      // Too late to count, so that the escrow goes back by the decision that is there.
      if (trade.decision == none) party->is_prepared = true;
      else tell(out.effects, trade);
    } else if (kind == 3) {
      if (trade.decision == none && now >= trade.deadline) settle(trade, abort, now, guards, out.effects);
      if (trade.decision == none) out.effects.add("wait").text("id", trade.id).integer("retry_after_ms", trade.deadline - now);
      else out.effects.add("apply").text("id", trade.id).text("party", name).text("decision", kDecisions[trade.decision]);
    } else if (trade.decision == none) {
      out.effects.add("refused").text("id", trade.id).text("reason", "not_decided");
    } else {
      party->is_applied = true;
      if (std::all_of(trade.parties.begin(), trade.parties.end(), [](const Party& p) { return p.is_applied; })) out.effects.add("closed").text("id", trade.id);
    }
  }
  if (out.faults.is_set()) return;
  ObjectWriter state(out.state);
  state.integer("deadline", trade.deadline).text("decision", kDecisions[trade.decision]).text("id", trade.id);
  {
    ObjectWriter parties(state.key("parties"));
    for (const Party& p : trade.parties) {
      ObjectWriter each(parties.key(p.name));
      if (p.is_applied) each.flag("applied", true);
      if (p.is_prepared) each.flag("prepared", true);
    }
  }
  if (!trade.terms.empty()) state.json("terms", trade.terms);
}

}  // namespace ludex::ledger
