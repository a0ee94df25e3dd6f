// Luau: a strict module of types, and of the constants a server makes its remotes from.

#include <set>

#include "types/identifier.h"
#include "types/text.h"

namespace ludex::detail::types {
namespace {

std::string literal(std::string_view text) { return quoted(text, Escape::luau); }

class Luau {
 public:
  explicit Luau(const Description& description) : d_(description) {}

  std::string run() {
    head();
    for (const Choice& c : d_.choices) choice(c);
    for (const Record& r : d_.records) record(r);
    requests();
    events();
    verdicts();
    constants();
    return text_.take();
  }

 private:
  void comment(std::string_view text, std::string_view indent = "") {
    if (!text.empty()) text_.line({indent, "-- ", comment_text(text)});
  }

  static std::string key(const std::string& name) {
    static const std::set<std::string_view> kKeywords = {"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"};
    return is_identifier(name) && !kKeywords.count(name) ? name : "[" + literal(name) + "]";
  }

  std::string type(const Type& t) const {
    if (!t.is_nullable) return plain_type(t);
    const std::string plain = plain_type(t);
    return plain.find(' ') == std::string::npos || plain.front() == '{' ? plain + "?" : "(" + plain + ")?";
  }

  std::string plain_type(const Type& t) const {
    if (t.kind == Type::Kind::boolean && !t.values.empty()) return joined(t.values, " | ");
    switch (t.kind) {
      case Type::Kind::boolean: return "boolean";
      case Type::Kind::integer:
      case Type::Kind::number: return "number";
      case Type::Kind::string: return "string";
      case Type::Kind::choice: return d_.choices[t.index].name;
      case Type::Kind::vec3: return "Vec3";
      case Type::Kind::null: return "nil";
      case Type::Kind::never: return "never";
      case Type::Kind::any: return "unknown";
      case Type::Kind::list: return "{ " + type(*t.element) + " }";
      case Type::Kind::map: return "{ [" + std::string(t.key->kind == Type::Kind::choice ? plain_type(*t.key) : "string") + "]: " + type(*t.element) + " }";
      case Type::Kind::record: return d_.records[t.index].name;
    }
    return "unknown";
  }

  static std::string absent(const std::string& type, bool may_be_absent) { return may_be_absent && type.back() != '?' ? type + "?" : type; }

  void head() {
    text_.line("--!strict");
    text_.line({"-- Types of the rulebook ", comment_text(literal(d_.name)), ", version ", std::to_string(d_.version), ", digest ", d_.digest, "."});
    text_.line("-- Written by `ludex types --lang luau`; do not edit.");
    text_.line("--");
    text_.line("-- Values are as in JSON: a vec3 is { x, y, z } (from a Vector3: { v.X, v.Y, v.Z }), an entity its id. A Luau number");
    text_.line("-- holds integers up to 2^53; larger ids do not fit it. An empty table is written as [], so leave out params that are empty.");
    text_.line("--");
    text_.line("-- A remote for each action, on the server:");
    text_.line("--   for _, name in Rulebook.clientActions do");
    text_.line("--       local remote = Instance.new(\"RemoteEvent\")");
    text_.line("--       remote.Name = Rulebook.remotes[name]");
    text_.line("--       remote.Parent = game:GetService(\"ReplicatedStorage\")");
    text_.line("--   end");
    text_.line();
    text_.line("export type Vec3 = { number }");
  }

  void alternatives(std::string_view note, std::string_view name, const std::vector<std::string>& types) {
    text_.line();
    comment(note);
    if (types.empty()) return text_.line({"export type ", name, " = never"});
    if (types.size() == 1) return text_.line({"export type ", name, " = ", types[0]});
    text_.line({"export type ", name, " ="});
    for (const std::string& t : types) text_.line({"\t| ", t});
  }

  // A type cannot name a string that holds a NUL.
  static bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }
  static std::string literal_type(std::string_view text) { return has_nul(text) ? "string" : literal(text); }
  static std::vector<std::string> literals(const std::vector<std::string>& values) {
    std::vector<std::string> out;
    for (const std::string& v : values) out.push_back(literal_type(v));
    return out;
  }

  void choice(const Choice& c) { alternatives(c.note, c.name, literals(c.values)); }

  void record(const Record& r) {
    text_.line();
    comment(r.note);
    if (r.members.empty()) return text_.line({"export type ", r.name, " = {}"});
    text_.line({"export type ", r.name, " = {"});
    for (const Member& m : r.members) {
      comment(m.note, "\t");
      if (has_nul(m.name)) comment("a member that Luau's types cannot name: " + literal(m.name), "\t");
      else text_.line({"\t", key(m.name), ": ", absent(type(*m.type), m.may_be_absent), ","});
    }
    text_.line("}");
  }

  std::string result(const ActionTypes& a) const {
    if (!a.result) return "nil";
    return a.result_name.empty() ? d_.records[a.result->index].name : a.result_name;
  }

  void requests() {
    std::vector<std::string> all, client, names;
    for (const ActionTypes& a : d_.actions) {
      names.push_back(a.name);
      if (a.result && !a.result_name.empty()) alternatives("What an accepted " + literal(a.name) + " answers.", a.result_name, {type(*a.result)});
      if (!a.is_asked) continue;
      text_.line();
      comment("The body of a request, from " + joined(a.origins, ", ") + ".");
      text_.line({"export type ", a.request, " = {"});
      for (const RequestMember& m : request_members(d_, a)) {
        const std::string what = m.part == Part::action ? literal_type(a.name) : m.part == Part::params ? d_.records[a.params].name : "number";
        text_.line({"\t", m.name, ": ", absent(what, m.may_be_absent), ","});
      }
      text_.line("}");
      all.push_back(a.request);
      if (a.from_client) client.push_back(a.request);
    }
    alternatives("Every request.", "Request", all);
    alternatives("What a client may send. Nothing else it says is to be believed.", "ClientRequest", client);
    text_.line(R"(
-- What the host vouches for, never the client. A line of a batch is this and the request, as one object.
export type Envelope = {
	actor: number,
	session: number?,
	origin: ("client" | "server" | "admin")?,
	roles: { string }?,
	-- server time, ms
	received_at: number,
})");
    alternatives("", "ActionName", literals(names));
  }

  void events() {
    text_.line(R"(
-- Whom an event is for; `ids` are those it meant when it happened.
export type Audience =
	| "all"
	| "actor"
	| { entity: number }
	| { kind: string }
	| { near: { kind: string, ids: { number } } }
	| { where: { kind: string, ids: { number } } })");
    std::vector<std::string> all;
    for (const EventTypes& e : d_.events) {
      if (e.data.size() != 1) {
        std::vector<std::string> forms;
        for (const std::uint32_t r : e.data) forms.push_back(d_.records[r].name);
        alternatives("Data of the event " + literal(e.name) + ", in each of its forms.", e.data_type, forms);
      }
      text_.line();
      text_.line({"export type ", e.type, " = {"});
      text_.line({"\tevent: ", literal(e.name), ","});
      text_.line("\taudience: Audience,");
      text_.line({"\tdata: ", e.data_type, ","});
      text_.line("}");
      all.push_back(e.type);
    }
    alternatives("Every event.", "GameEvent", all);
  }

  void verdicts() {
    std::vector<std::string> names;
    for (const ReasonEntry& r : d_.reasons) names.push_back(r.name);
    alternatives("", "Reason", literals(names));
    alternatives("How an expression failed, beside the reason rule_error.", "RuleError", literals(d_.rule_errors));
    text_.line(R"(
-- A clause in shadow mode that would have refused.
export type ShadowRefusal = { at: string, reason: Reason, code: RuleError? }

-- The full view; a client is shown no `at`, `code`, `events`, `shadow` and `draws`.
export type Accepted<Result> = {
	verdict: "accepted",
	i: number,
	result: Result?,
	events: { GameEvent }?,
	shadow: { ShadowRefusal }?,
	draws: { [string]: unknown }?,
}

-- The same request was accepted before; nothing changed. The result is as stored then.
export type Duplicate<Result> = {
	verdict: "duplicate",
	i: number,
	reason: "duplicate",
	at: string?,
	result: Result?,
}

export type Rejected = {
	verdict: "rejected",
	i: number,
	reason: Reason,
	-- JSON pointer of the place that decided, in the rulebook or in the request
	at: string?,
	-- how an expression failed, when the reason is rule_error
	code: RuleError?,
	-- the values the clause looked at
	operands: { [string]: unknown }?,
	-- when asking again could pass
	retry_after_ms: number?,
	events: { GameEvent }?,
	shadow: { ShadowRefusal }?,
	draws: { [string]: unknown }?,
}

-- The result of a duplicate whose first request was refused, where the action says "on_reject": "stick".
export type StoredRefusal = { rejected: Reason })");
    std::vector<std::string> all;
    for (const ActionTypes& a : d_.actions) {
      const std::string stored = a.keeps_refusals ? (a.result ? result(a) + " | StoredRefusal" : "StoredRefusal") : result(a);
      alternatives("How " + literal(a.name) + " was judged.", a.verdict, {"Accepted<" + result(a) + "> | Duplicate<" + stored + "> | Rejected"});
      all.push_back(a.verdict);
    }
    alternatives("A verdict of any action: tell them apart by `verdict`.", "Verdict", all);
  }

  void constants() {
    text_.line();
    text_.line("-- Names of the remotes by action.");
    text_.line("local remotes = table.freeze({");
    for (const ActionTypes& a : d_.actions)
      if (a.is_asked) text_.line({"\t", key(a.name), " = ", literal(a.name), ","});
    text_.line("})");
    text_.line();
    text_.line("-- Numbers of the actions, equal wherever the digest is: for one remote that carries all. Another rulebook may number otherwise.");
    text_.line("local actionIds = table.freeze({");
    for (std::size_t i = 0; i < d_.actions.size(); ++i) text_.line({"\t", key(d_.actions[i].name), " = ", std::to_string(i), ","});
    text_.line("})");
    list("clientActions", "What a client may ask for.", [](const ActionTypes& a) { return a.from_client; });
    list("hostActions", "What only a server or an admin may ask for.", [](const ActionTypes& a) { return a.is_asked && !a.from_client; });
    text_.line();
    text_.line("-- Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook.");
    text_.line("local reasonCodes = table.freeze({");
    for (const ReasonEntry& r : d_.reasons) {
      comment(r.text, "\t");
      text_.line({"\t", key(r.name), " = ", std::to_string(r.code), ","});
    }
    text_.line("})");
    text_.line();
    text_.line("return table.freeze({");
    text_.line({"\tname = ", literal(d_.name), ","});
    text_.line("\t-- informative, as a string: it has 64 bits");
    text_.line({"\tversion = \"", std::to_string(d_.version), "\","});
    text_.line("\t-- of the compiled rules: a server and a client that were made from other rules have another");
    text_.line({"\tdigest = \"", d_.digest, "\","});
    text_.line("\tremotes = remotes,");
    text_.line("\tactionIds = actionIds,");
    text_.line("\tclientActions = clientActions,");
    text_.line("\thostActions = hostActions,");
    text_.line("\treasonCodes = reasonCodes,");
    text_.line("})");
  }

  template <class Is>
  void list(std::string_view name, std::string_view note, Is&& is) {
    text_.line();
    comment(note);
    text_.line({"local ", name, ": { ActionName } = table.freeze({"});
    for (const ActionTypes& a : d_.actions)
      if (is(a)) text_.line({"\t", literal(a.name), " :: ActionName,"});
    text_.line("})");
  }

  const Description& d_;
  Text text_;
};

}  // namespace

std::string write_luau(const Description& description) { return Luau(description).run(); }

}  // namespace ludex::detail::types
