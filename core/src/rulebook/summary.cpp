#include "rulebook/summary.h"

#include "ludex/world.h"
#include "rulebook/expense.h"
#include "value/json_scan.h"

namespace ludex::detail {
namespace {

// "player.live.health": a field by kind, whoever the name stands for.
std::string item(const ProgramData& p, const Action& action, const Access& a) {
  const std::uint32_t kind = a.entity == 0 ? p.declarations.actor_kind : action.with[a.entity - 1].kind;
  const StateField& f = p.declarations.kinds[kind].fields[a.field];
  return (a.entity == 0 ? std::string("actor") : action.with[a.entity - 1].name) + "." + (f.is_durable ? "profile." : "live.") + f.name;
}

std::uint64_t kind_field(const ProgramData& p, const Action& action, const Access& a) {
  const std::uint32_t kind = a.entity == 0 ? p.declarations.actor_kind : action.with[a.entity - 1].kind;
  return (std::uint64_t{kind} << 32) | a.field;
}

// Two actions conflict when one may write what the other reads or writes of some entity of one kind.
bool conflict(const ProgramData& p, const Action& a, const Action& b) {
  for (const Access& w : a.writes) {
    for (const auto* set : {&b.reads, &b.writes})
      for (const Access& x : *set)
        if (kind_field(p, a, w) == kind_field(p, b, x)) return true;
  }
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
    static constexpr const char* kOrigins[] = {"client", "server", "admin"};
    for (unsigned i = 0; i < 3; ++i)
      if (a.from & (1u << i)) w.string(kOrigins[i]);
    w.close(']');
    w.key("clauses");
    w.open('[');
    for (const Clause& c : a.require) {
      w.open('{');
      w.key("at");
      w.string(p.places[c.place]);
      w.key("reason");
      w.string(p.reason_name(c.reason));
      w.close('}');
    }
    w.close(']');
    w.key("effects");
    w.raw(std::to_string(a.effects.size()));
    w.key("events");
    w.raw(std::to_string(a.events.size()));
    for (const auto& [name, set] : {std::pair{"reads", &a.reads}, std::pair{"writes", &a.writes}}) {
      w.key(name);
      w.open('[');
      for (const Access& x : *set) w.string(item(p, a, x));
      w.close(']');
    }
    w.key("once");
    static constexpr const char* kScopes[] = {"\"actor\"", "\"action\"", "\"world\""};
    w.raw(a.once.is_set() ? kScopes[static_cast<std::size_t>(a.once.scope)] : "null");
    w.close('}');
  }
  w.close(']');
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
    for (const Action& b : p.actions) w.raw(conflict(p, a, b) || conflict(p, b, a) ? "1" : "0");
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
