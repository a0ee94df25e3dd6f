#include "rulebook/summary.h"

#include <algorithm>
#include <set>

#include "ludex/world.h"
#include "rulebook/expense.h"
#include "value/json_scan.h"

namespace ludex::detail {
namespace {

// "player.live.health": a field by kind, whoever the name stands for.
std::string item(const ProgramData& p, const Action& action, const Access& a) {
  const StateField& f = p.declarations.kinds[action.slot_kinds[a.entity]].fields[a.field];
  std::string name = "actor";
  for (const WithName& with : action.with)
    if (!with.near.is_set() && with.slot == a.entity) name = with.name;
  return name + "." + (f.is_durable ? "profile." : "live.") + f.name;
}

// "monster.*.live.health": of whatever entities of the kind are met.
std::string item(const ProgramData& p, const AnyAccess& a) {
  const Kind& kind = p.declarations.kinds[a.kind];
  const StateField& f = kind.fields[a.field];
  return kind.name + ".*." + (f.is_durable ? "profile." : "live.") + f.name;
}

std::set<AnyAccess> by_kind(const Action& action, const std::vector<Access>& named, const std::vector<AnyAccess>& any) {
  std::set<AnyAccess> out(any.begin(), any.end());
  for (const Access& a : named) out.insert({action.slot_kinds[a.entity], a.field});
  return out;
}

// Two actions conflict when one may write what the other reads or writes of some entity of one kind.
bool conflict(const Action& a, const Action& b) {
  const auto writes = by_kind(a, a.writes, a.any_writes), reads = by_kind(b, b.reads, b.any_reads), writes_too = by_kind(b, b.writes, b.any_writes);
  for (const AnyAccess& w : writes)
    if (reads.count(w) || writes_too.count(w)) return true;
  if (a.sets_timers && b.sets_timers) return true;
  return a.once.is_set() && b.once.is_set() && a.once.scope == b.once.scope && a.once.scope != Once::Scope::action;
}

class Writer {
 public:
  std::string out;
  void key(std::string_view name) {
    comma();
    json::write_string(out, name);
    out += ":";
  }
  void string(std::string_view s) {
    comma();
    json::write_string(out, s);
  }
  void raw(const std::string& s) {
    comma();
    out += s;
  }
  void open(char c) {
    comma();
    out += c;
  }
  void close(char c) { out += c; }

 private:
  void comma() {
    if (!out.empty() && out.back() != '{' && out.back() != '[' && out.back() != ':') out += ",";
  }
};

}  // namespace

std::string summary_json(const ProgramData& p) {
  Writer w;
  w.open('{');
  w.key("name");
  w.string(p.name);
  w.key("version");
  w.raw(std::to_string(p.version));
  w.key("digest");
  w.string(digest_text(p.digest));
  w.key("actor");
  w.string(p.declarations.kind_names[p.declarations.actor_kind]);
  w.key("actions");
  w.open('[');
  for (const Action& a : p.actions) {
    w.open('{');
    w.key("name");
    w.string(a.name);
    w.key("from");
    w.open('[');
    static constexpr const char* kOrigins[] = {"client", "server", "admin", "timer"};
    for (unsigned i = 0; i < 4; ++i)
      if (a.from & (1u << i)) w.string(kOrigins[i]);
    w.close(']');
    w.key("clauses");
    w.open('[');
    const auto clause = [&](Place place, Reason reason, bool is_shadow = false) {
      w.open('{');
      w.key("at");
      w.string(p.places[place]);
      w.key("reason");
      w.string(p.reason_name(reason));
      if (is_shadow) {
        w.key("mode");
        w.string("shadow");
      }
      w.close('}');
    };
    // In the order they decide.
    for (const Clause& c : a.permit) clause(c.place, c.reason);
    if (a.rate.is_set()) clause(a.place_rate, Reason::rate_limited);
    if (a.once.is_set()) clause(a.once.place, Reason::idempotency_conflict);
    if (a.cooldown.is_set()) clause(a.cooldown.place, Reason::on_cooldown);
    for (const Clause& c : a.require) clause(c.place, c.reason, c.is_shadow);
    for (const Cost& c : a.costs) clause(c.place, c.reason);
    w.close(']');
    w.key("effects");
    w.raw(std::to_string(a.effects.size()));
    w.key("events");
    w.raw(std::to_string(a.events.size()));
    for (const auto& [name, set] : {std::pair{"reads", &a.reads}, std::pair{"writes", &a.writes}}) {
      w.key(name);
      w.open('[');
      for (const Access& x : *set) w.string(item(p, a, x));
      for (const AnyAccess& x : set == &a.reads ? a.any_reads : a.any_writes) w.string(item(p, x));
      w.close(']');
    }
    for (const auto& [name, set] : {std::pair{"creates", &a.creates}, std::pair{"deletes", &a.deletes}}) {
      if (set->empty()) continue;
      w.key(name);
      w.open('[');
      for (const std::uint32_t kind : *set) w.string(p.declarations.kind_names[kind]);
      w.close(']');
    }
    if (a.every_ms > 0) {
      w.key("every_ms");
      w.raw(std::to_string(a.every_ms));
    }
    if (a.sets_timers) {
      w.key("timers");
      w.raw("true");
    }
    w.key("once");
    static constexpr const char* kScopes[] = {"\"actor\"", "\"action\"", "\"world\""};
    w.raw(a.once.is_set() ? kScopes[static_cast<std::size_t>(a.once.scope)] : "null");
    w.close('}');
  }
  w.close(']');
  const auto has_invariants = [](const ProfileSchema& profile) { return !profile.invariants.empty(); };
  if (std::any_of(p.profiles.begin(), p.profiles.end(), has_invariants)) {
    w.key("invariants");
    w.open('[');
    for (std::size_t k = 0; k < p.profiles.size(); ++k) {
      for (std::size_t i = 0; i < p.profiles[k].invariants.size(); ++i) {
        w.open('{');
        w.key("at");
        w.string("/entities/" + p.declarations.kind_names[k] + "/profile/invariants/" + std::to_string(i));
        w.key("reason");
        w.string(p.profiles[k].invariants[i].reason);
        w.close('}');
      }
    }
    w.close(']');
  }
  w.key("reasons");
  w.open('{');
  for (std::size_t i = 0; i < p.reason_names.size(); ++i) {
    w.key(p.reason_names[i]);
    w.raw(std::to_string(kFirstRulebookReason + i));
  }
  w.close('}');
  w.key("conflicts");
  w.open('[');
  for (const Action& a : p.actions) {
    w.open('[');
    for (const Action& b : p.actions) w.raw(conflict(a, b) || conflict(b, a) ? "1" : "0");
    w.close(']');
  }
  w.close(']');
  w.key("warnings");
  w.open('[');
  for (const auto& [pointer, message] : p.warnings) {
    w.open('{');
    w.key("pointer");
    w.string(pointer);
    w.key("message");
    w.string(message);
    w.close('}');
  }
  w.close(']');
  w.close('}');
  return w.out;
}

std::string why_json(const ProgramData& p) {
  Writer w;
  w.open('[');
  for (const Unproven& u : p.unproven) {
    w.open('{');
    for (const auto& [name, text] : {std::pair{"pointer", &u.pointer}, std::pair{"operation", &u.text}, std::pair{"codes", &u.codes}, std::pair{"ranges", &u.ranges}}) {
      w.key(name);
      w.string(*text);
    }
    w.close('}');
  }
  w.close(']');
  return w.out;
}

std::string cost_json(const ProgramData& p) {
  Writer w;
  const auto put = [&](const Expense& e) {
    for (const auto& [name, n] : {std::pair{"steps", e.steps}, std::pair{"scratch_bytes", e.scratch}, std::pair{"state_elements", e.state}}) {
      w.key(name);
      w.raw(std::to_string(n));
    }
  };
  w.open('{');
  w.key("limit");
  w.raw(std::to_string(kMaxActionSteps));
  w.key("actions");
  w.open('[');
  for (const Action& a : p.actions) {
    const ActionExpense expense = expense_of(p, a);
    w.open('{');
    w.key("name");
    w.string(a.name);
    put(expense.total);
    w.key("dearest");
    w.string(expense.dearest);
    w.key("parts");
    w.open('{');
    for (const auto& part : expense.parts) {
      w.key(part.name);
      w.open('{');
      put(part.expense);
      w.close('}');
    }
    w.close('}');
    w.close('}');
  }
  w.close(']');
  w.close('}');
  return w.out;
}

}  // namespace ludex::detail
