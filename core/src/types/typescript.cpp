// TypeScript 5: interfaces and discriminated unions, readonly, 64-bit integers as the package `ludex` reads them.

#include "types/identifier.h"
#include "types/text.h"

namespace ludex::detail::types {
namespace {

class TypeScript {
 public:
  explicit TypeScript(const Description& description) : d_(description) {}

  std::string run() {
    head();
    for (const Choice& c : d_.choices) choice(c);
    for (const Record& r : d_.records) record(r);
    state();
    actions();
    events();
    reasons();
    verdicts();
    return text_.take();
  }

 private:
  void doc(std::string_view text, std::string_view indent = "") {
    if (!text.empty()) text_.line({indent, "/** ", comment_text(text), " */"});
  }

  static std::string key(const std::string& name) { return is_identifier(name) ? name : quoted(name); }
  // In an object literal __proto__ would set the prototype instead of making a member.
  static std::string literal_key(const std::string& name) { return name == "__proto__" ? "[" + quoted(name) + "]" : key(name); }

  static std::string number_literal(const Type& t, const std::string& value) {
    // parseJson gives a bigint for what a number would round.
    constexpr std::string_view kLargestSafe = "9007199254740991";
    const std::string_view digits = std::string_view(value).substr(value[0] == '-' ? 1 : 0);
    const bool is_safe = digits.size() < kLargestSafe.size() || (digits.size() == kLargestSafe.size() && digits <= kLargestSafe);
    return t.kind == Type::Kind::integer && !is_safe ? value + "n" : value;
  }

  std::string type(const Type& t) const {
    std::string out = plain_type(t);
    if (!t.is_nullable) return out;
    return out + " | null";
  }

  std::string plain_type(const Type& t) const {
    if (!t.values.empty()) {
      std::vector<std::string> values;
      for (const std::string& v : t.values) values.push_back(number_literal(t, v));
      return joined(values, " | ");
    }
    switch (t.kind) {
      case Type::Kind::boolean: return "boolean";
      case Type::Kind::integer: return t.fits_double ? "number" : "Integer";
      case Type::Kind::number: return "number";
      case Type::Kind::string: return "string";
      case Type::Kind::choice: return d_.choices[t.index].name;
      case Type::Kind::vec3: return "Vec3";
      case Type::Kind::null: return "null";
      case Type::Kind::never: return "never";
      case Type::Kind::any: return "JsonValue";
      case Type::Kind::list: {
        const std::string element = type(*t.element);
        return "readonly " + (element.find(' ') == std::string::npos ? element : "(" + element + ")") + "[]";
      }
      case Type::Kind::map:
        if (t.key->kind == Type::Kind::choice) return "{ readonly [key in " + plain_type(*t.key) + "]?: " + type(*t.element) + " }";
        return "{ readonly [key: string]: " + type(*t.element) + " }";
      case Type::Kind::record: return d_.records[t.index].name;
    }
    return "never";
  }

  void head() {
    text_.line({"// Types of the rulebook ", comment_text(quoted(d_.name)), ", version ", std::to_string(d_.version), ", digest ", d_.digest, "."});
    text_.line("// Written by `ludex types --lang ts`; do not edit.");
    text_.line();
    text_.line({"export const rulebookName = ", quoted(d_.name), ";"});
    text_.line({"/** Informative, as a string: it has 64 bits. */"});
    text_.line({"export const rulebookVersion = \"", std::to_string(d_.version), "\";"});
    text_.line("/** Of the compiled rules: a server and a client that were made from other rules have another. */");
    text_.line({"export const rulebookDigest = \"", d_.digest, "\";"});
    text_.line();
    text_.line("/**");
    text_.line(" * An integer of 64 bits: a bigint where a number would round it. `parseJson` and `stringifyJson` of the package `ludex`");
    text_.line(" * keep it whole; JSON.parse rounds. What is declared within ±(2^53 - 1) is a number.");
    text_.line(" */");
    text_.line("export type Integer = number | bigint;");
    text_.line("export type Vec3 = readonly [x: number, y: number, z: number];");
    text_.line("export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };");
  }

  void choice(const Choice& c) {
    text_.line();
    doc(c.note);
    if (c.values.empty()) return text_.line({"export type ", c.name, " = never;"});
    text_.line({"export type ", c.name, " ="});
    for (std::size_t i = 0; i < c.values.size(); ++i) text_.line({"  | ", quoted(c.values[i]), i + 1 == c.values.size() ? ";" : ""});
  }

  void record(const Record& r) {
    text_.line();
    doc(r.note);
    if (r.members.empty()) return text_.line({"export type ", r.name, " = Readonly<Record<string, never>>;"});
    text_.line({"export interface ", r.name, " {"});
    for (const Member& m : r.members) {
      doc(m.note, "  ");
      text_.line({"  readonly ", key(m.name), m.may_be_absent ? "?: " : ": ", type(*m.type), ";"});
    }
    text_.line("}");
  }

  // An interface that leads from names to types; `lines` are its members.
  void table(std::string_view note, std::string_view name, const std::vector<std::pair<std::string, std::string>>& lines) {
    text_.line();
    doc(note);
    if (lines.empty()) return text_.line({"export type ", name, " = { readonly [key in never]: never };"});
    text_.line({"export interface ", name, " {"});
    for (const auto& [member, written] : lines) text_.line({"  readonly ", key(member), ": ", written, ";"});
    text_.line("}");
  }

  void state() {
    std::vector<std::pair<std::string, std::string>> profiles, lives, rows;
    for (const KindTypes& k : d_.kinds) {
      if (k.profile) profiles.emplace_back(k.name, "{ readonly version: " + std::to_string(k.profile_version) + "; readonly state: " + d_.records[*k.profile].name + "; readonly read_only?: true }");
      lives.emplace_back(k.name, d_.records[*k.live].name);
    }
    for (const TableTypes& t : d_.tables) rows.emplace_back(t.name, d_.records[t.row].name);
    table("Saved profiles by kind of entity, as a world's text holds them.", "Profiles", profiles);
    table("Live state by kind of entity. A world's text may leave out what has its default.", "Lives", lives);
    table("Rows by table.", "Rows", rows);
  }

  std::string result(const ActionTypes& a) const {
    if (!a.result) return "never";
    return a.result_name.empty() ? d_.records[a.result->index].name : a.result_name;
  }

  void actions() {
    for (const ActionTypes& a : d_.actions) {
      if (a.result && !a.result_name.empty()) {
        text_.line();
        doc("What an accepted " + quoted(a.name) + " answers.");
        text_.line({"export type ", a.result_name, " = ", type(*a.result), ";"});
      }
      if (!a.is_asked) continue;
      text_.line();
      doc("The body of a request, from " + joined(a.origins, ", ") + ".");
      text_.line({"export interface ", a.request, " {"});
      for (const RequestMember& m : request_members(d_, a)) {
        const std::string what = m.part == Part::action ? quoted(a.name) : m.part == Part::params ? d_.records[a.params].name : "Integer";
        text_.line({"  readonly ", m.name, m.may_be_absent ? "?: " : ": ", what, ";"});
      }
      text_.line("}");
    }
    std::vector<std::string> all, client;
    std::vector<std::pair<std::string, std::string>> params, results;
    for (const ActionTypes& a : d_.actions) {
      if (a.is_asked) all.push_back(a.request);
      if (a.from_client) client.push_back(a.request);
      params.emplace_back(a.name, d_.records[a.params].name);
      if (a.result) results.emplace_back(a.name, result(a));
    }
    union_of("Every request.", "Request", all);
    union_of("What a client may send. Nothing else it says is to be believed.", "ClientRequest", client);
    text_.line();
    text_.line("/** What the host vouches for, never the client. A line of a batch is this and the request, as one object. */");
    text_.line("export interface Envelope {");
    text_.line("  readonly actor: Integer;");
    text_.line("  readonly session?: Integer;");
    text_.line("  readonly origin?: \"client\" | \"server\" | \"admin\";");
    text_.line("  readonly roles?: readonly string[];");
    text_.line("  /** Server time, ms. */");
    text_.line("  readonly received_at: Integer;");
    text_.line("}");
    text_.line("export type RequestLine = Envelope & Request;");
    table("Params by action.", "Params", params);
    table("Results by action.", "Results", results);
    text_.line();
    text_.line("/** Numbers of the actions, equal wherever the digest is: for packets and remotes. Another rulebook may number otherwise. */");
    text_.line("export const actionIds = {");
    for (std::size_t i = 0; i < d_.actions.size(); ++i) text_.line({"  ", literal_key(d_.actions[i].name), ": ", std::to_string(i), ","});
    text_.line("} as const;");
    text_.line("export type ActionName = keyof typeof actionIds;");
    text_.line("/** Names by number. */");
    text_.line("export const actionNames: readonly ActionName[] = [");
    for (const ActionTypes& a : d_.actions) text_.line({"  ", quoted(a.name), ","});
    text_.line("];");
  }

  void union_of(std::string_view note, std::string_view name, const std::vector<std::string>& types) {
    text_.line();
    doc(note);
    if (types.empty()) return text_.line({"export type ", name, " = never;"});
    text_.line({"export type ", name, " ="});
    for (std::size_t i = 0; i < types.size(); ++i) text_.line({"  | ", types[i], i + 1 == types.size() ? ";" : ""});
  }

  void events() {
    text_.line();
    text_.line("/** Whom an event is for; `ids` are those it meant when it happened. */");
    text_.line("export type Audience =");
    text_.line("  | \"all\"");
    text_.line("  | \"actor\"");
    text_.line("  | { readonly entity: Integer }");
    text_.line("  | { readonly kind: string }");
    text_.line("  | { readonly near: { readonly kind: string; readonly ids: readonly Integer[] } }");
    text_.line("  | { readonly where: { readonly kind: string; readonly ids: readonly Integer[] } };");
    std::vector<std::string> all;
    std::vector<std::pair<std::string, std::string>> data;
    for (const EventTypes& e : d_.events) {
      if (e.data.size() != 1) {
        std::vector<std::string> forms;
        for (const std::uint32_t r : e.data) forms.push_back(d_.records[r].name);
        union_of("Data of the event " + quoted(e.name) + ", in each of its forms.", e.data_type, forms);
      }
      text_.line();
      text_.line({"export interface ", e.type, " {"});
      text_.line({"  readonly event: ", quoted(e.name), ";"});
      text_.line("  readonly audience: Audience;");
      text_.line({"  readonly data: ", e.data_type, ";"});
      text_.line("}");
      all.push_back(e.type);
      data.emplace_back(e.name, e.data_type);
    }
    union_of("Every event.", "GameEvent", all);
    table("Data by event.", "EventData", data);
  }

  void reasons() {
    text_.line();
    text_.line("/** Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook. */");
    text_.line("export const reasonCodes = {");
    for (const ReasonEntry& r : d_.reasons) {
      doc(r.text, "  ");
      text_.line({"  ", literal_key(r.name), ": ", std::to_string(r.code), ","});
    }
    text_.line("} as const;");
    text_.line("export type Reason = keyof typeof reasonCodes;");
    text_.line();
    text_.line("/** How an expression failed, beside the reason rule_error. */");
    text_.line("export type RuleError =");
    for (std::size_t i = 0; i < d_.rule_errors.size(); ++i) text_.line({"  | ", quoted(d_.rule_errors[i]), i + 1 == d_.rule_errors.size() ? ";" : ""});
  }

  void verdicts() {
    text_.line(R"(
/** The full view: for the server, its log and tools. Without `result` the action gives none. */
export interface Accepted<Result = JsonValue> {
  readonly verdict: "accepted";
  readonly i: Integer;
  readonly result?: Result;
  readonly events?: readonly GameEvent[];
  readonly shadow?: readonly ShadowRefusal[];
  readonly draws?: { readonly [name: string]: JsonValue };
}

/** The same request was accepted before; nothing changed. */
export interface Duplicate<Result = JsonValue> {
  readonly verdict: "duplicate";
  readonly i: Integer;
  readonly reason: "duplicate";
  readonly at: string;
  /** As stored then. */
  readonly result?: Result;
}

export interface Rejected {
  readonly verdict: "rejected";
  readonly i: Integer;
  readonly reason: Reason;
  /** JSON pointer of the place that decided, in the rulebook or in the request. */
  readonly at: string;
  /** How an expression failed, when the reason is rule_error. */
  readonly code?: RuleError;
  /** The values the clause looked at. */
  readonly operands?: { readonly [text: string]: JsonValue };
  /** When asking again could pass. */
  readonly retry_after_ms?: Integer;
  readonly events?: readonly GameEvent[];
  readonly shadow?: readonly ShadowRefusal[];
  readonly draws?: { readonly [name: string]: JsonValue };
}

/** A clause in shadow mode that would have refused. */
export interface ShadowRefusal {
  readonly at: string;
  readonly reason: Reason;
  readonly code?: RuleError;
}

/** The result of a duplicate whose first request was refused, where the action says "on_reject": "stick". */
export interface StoredRefusal {
  readonly rejected: Reason;
})");
    std::vector<std::pair<std::string, std::string>> by_action;
    for (const ActionTypes& a : d_.actions) {
      text_.line();
      doc("How " + quoted(a.name) + " was judged.");
      const std::string stored = a.keeps_refusals ? (a.result ? result(a) + " | StoredRefusal" : "StoredRefusal") : result(a);
      text_.line({"export type ", a.verdict, " = Accepted<", result(a), "> | Duplicate<", stored, "> | Rejected;"});
      by_action.emplace_back(a.name, a.verdict);
    }
    table("Verdicts by action.", "Verdicts", by_action);
    text_.line(R"(
/** A verdict of any action, or of one: `Verdict<"Name">`. Tell them apart by `verdict`. */
export type Verdict<Name extends keyof Verdicts = keyof Verdicts> = [Name] extends [never] ? Rejected : Verdicts[Name];

/** What the player may see. */
export type ClientVerdict<Name extends keyof Verdicts = keyof Verdicts> = ClientView<Verdict<Name>>;
type ClientView<V> = V extends Accepted | Duplicate | Rejected ? Omit<V, "at" | "code" | "events" | "shadow" | "draws"> : never;)");
  }

  const Description& d_;
  Text text_;
};

}  // namespace

std::string write_typescript(const Description& description) { return TypeScript(description).run(); }

}  // namespace ludex::detail::types
