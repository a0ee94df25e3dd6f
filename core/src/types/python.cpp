// Python 3.11: TypedDicts and Literals, for mypy --strict.

#include <algorithm>
#include <set>

#include "types/identifier.h"
#include "types/text.h"

namespace ludex::detail::types {
namespace {

std::string literal(std::string_view text) { return quoted(text, Escape::python); }

bool is_keyword(std::string_view name) {
  static const std::set<std::string_view> kKeywords = {"False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
                                                       "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"};
  return kKeywords.count(name) > 0;
}

// In the body of a class a leading __ changes the name, and one that is a type's would hide that type from the members
// after it.
bool is_member(const std::string& name) { return is_identifier(name) && !is_keyword(name) && !name.starts_with("_"); }

class Python {
 public:
  explicit Python(const Description& description) : d_(description) {
    static constexpr std::string_view kUsedInTypes[] = {"int", "float", "str", "bool", "list", "dict", "object", "Literal", "NotRequired", "Never", "Vec3"};
    hidden_.insert(std::begin(kUsedInTypes), std::end(kUsedInTypes));
    for (const Choice& c : d_.choices) hidden_.insert(c.name);
    for (const Record& r : d_.records) hidden_.insert(r.name);
  }

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
  void comment(std::string_view text, std::string_view indent = "") {
    if (!text.empty()) text_.line({indent, "# ", comment_text(text)});
  }

  std::string type(const Type& t) const { return t.is_nullable ? plain_type(t) + " | None" : plain_type(t); }

  std::string plain_type(const Type& t) const {
    if (!t.values.empty() && t.kind != Type::Kind::number) {  // Literal takes no floats
      std::vector<std::string> values;
      for (const std::string& v : t.values) values.push_back(v == "true" ? "True" : v == "false" ? "False" : v);
      return "Literal[" + joined(values, ", ") + "]";
    }
    switch (t.kind) {
      case Type::Kind::boolean: return "bool";
      case Type::Kind::integer: return "int";
      case Type::Kind::number: return "float";
      case Type::Kind::string: return "str";
      case Type::Kind::choice: return d_.choices[t.index].name;
      case Type::Kind::vec3: return "Vec3";
      case Type::Kind::null: return "None";
      case Type::Kind::never: return "Never";
      case Type::Kind::any: return "object";
      case Type::Kind::list: return "list[" + type(*t.element) + "]";
      case Type::Kind::map: return "dict[" + std::string(t.key->kind == Type::Kind::choice ? plain_type(*t.key) : "str") + ", " + type(*t.element) + "]";
      case Type::Kind::record: return d_.records[t.index].name;
    }
    return "object";
  }

  void head() {
    text_.line({"# Types of the rulebook ", comment_text(literal(d_.name)), ", version ", std::to_string(d_.version), ", digest ", d_.digest, "."});
    text_.line("# Written by `ludex types --lang py`; do not edit. Python 3.11 or newer.");
    text_.line("\"\"\"Requests, state, events and verdicts of a rulebook, as they are in JSON.\"\"\"");
    text_.line();
    text_.line("from typing import Final, Generic, Literal, Never, NotRequired, TypeAlias, TypedDict, TypeVar");
    text_.line();
    text_.line({"RULEBOOK_NAME: Final = ", literal(d_.name)});
    text_.line({"RULEBOOK_VERSION: Final = ", std::to_string(d_.version)});
    text_.line("# Of the compiled rules: a server and a client that were made from other rules have another.");
    text_.line({"RULEBOOK_DIGEST: Final = \"", d_.digest, "\""});
    text_.line();
    text_.line("# x, y, z");
    text_.line("Vec3: TypeAlias = list[float]");
  }

  void choice(const Choice& c) {
    text_.line();
    comment(c.note);
    if (c.values.empty()) return text_.line({c.name, ": TypeAlias = Never"});
    text_.line({c.name, ": TypeAlias = Literal["});
    for (const std::string& v : c.values) text_.line({"    ", literal(v), ","});
    text_.line("]");
  }

  static std::string wrapped(const std::string& type, bool may_be_absent) { return may_be_absent ? "NotRequired[" + type + "]" : type; }

  void record(const Record& r) {
    text_.line();
    text_.line();
    comment(r.note);
    const bool is_class = std::all_of(r.members.begin(), r.members.end(), [&](const Member& m) { return is_member(m.name) && hidden_.count(m.name) == 0; });
    if (!is_class) {
      text_.line({r.name, " = TypedDict("});
      text_.line({"    \"", r.name, "\","});
      text_.line("    {");
      for (const Member& m : r.members) {
        comment(m.note, "        ");
        text_.line({"        ", literal(m.name), ": ", wrapped(type(*m.type), m.may_be_absent), ","});
      }
      text_.line("    },");
      return text_.line(")");
    }
    text_.line({"class ", r.name, "(TypedDict):"});
    if (r.members.empty()) text_.line("    pass");
    for (const Member& m : r.members) {
      comment(m.note, "    ");
      text_.line({"    ", m.name, ": ", wrapped(type(*m.type), m.may_be_absent)});
    }
  }

  void state() {
    text_.line();
    text_.line("# Versions of saved profiles by kind of entity.");
    text_.line("PROFILE_VERSIONS: Final[dict[str, int]] = {");
    for (const KindTypes& k : d_.kinds)
      if (k.profile) text_.line({"    ", literal(k.name), ": ", std::to_string(k.profile_version), ","});
    text_.line("}");
  }

  std::string result(const ActionTypes& a) const {
    if (!a.result) return "Never";
    return a.result_name.empty() ? d_.records[a.result->index].name : a.result_name;
  }

  void alias(std::string_view note, std::string_view name, const std::vector<std::string>& types) {
    text_.line();
    comment(note);
    if (types.empty()) return text_.line({name, ": TypeAlias = Never"});
    if (types.size() == 1) return text_.line({name, ": TypeAlias = ", types[0]});
    text_.line({name, ": TypeAlias = ("});
    for (std::size_t i = 0; i < types.size(); ++i) text_.line({i ? "    | " : "    ", types[i]});
    text_.line(")");
  }

  void names(std::string_view note, std::string_view name, const std::vector<std::string>& values) {
    text_.line();
    comment(note);
    if (values.empty()) return text_.line({name, ": TypeAlias = Never"});
    text_.line({name, ": TypeAlias = Literal["});
    for (const std::string& v : values) text_.line({"    ", literal(v), ","});
    text_.line("]");
  }

  void actions() {
    std::vector<std::string> all, client, names_of;
    for (const ActionTypes& a : d_.actions) {
      names_of.push_back(a.name);
      if (a.result && !a.result_name.empty()) alias("What an accepted " + literal(a.name) + " answers.", a.result_name, {type(*a.result)});
      if (!a.is_asked) continue;
      text_.line();
      text_.line();
      comment("The body of a request, from " + joined(a.origins, ", ") + ".");
      text_.line({"class ", a.request, "(TypedDict):"});
      for (const RequestMember& m : request_members(d_, a)) {
        const std::string what = m.part == Part::action ? "Literal[" + literal(a.name) + "]" : m.part == Part::params ? d_.records[a.params].name : "int";
        text_.line({"    ", m.name, ": ", wrapped(what, m.may_be_absent)});
      }
      all.push_back(a.request);
      if (a.from_client) client.push_back(a.request);
    }
    text_.line();
    alias("Every request.", "Request", all);
    alias("What a client may send. Nothing else it says is to be believed.", "ClientRequest", client);
    text_.line(R"(

# What the host vouches for, never the client. A line of a batch is this and the request, as one object.
class Envelope(TypedDict):
    actor: int
    session: NotRequired[int]
    origin: NotRequired[Literal["client", "server", "admin"]]
    roles: NotRequired[list[str]]
    # server time, ms
    received_at: int
)");
    names("", "ActionName", names_of);
    text_.line();
    text_.line("# Numbers of the actions, equal wherever the digest is: for packets and remotes. Another rulebook may number otherwise.");
    text_.line("ACTION_IDS: Final[dict[ActionName, int]] = {");
    for (std::size_t i = 0; i < d_.actions.size(); ++i) text_.line({"    ", literal(d_.actions[i].name), ": ", std::to_string(i), ","});
    text_.line("}");
    text_.line("# Names by number.");
    text_.line("ACTION_NAMES: Final[tuple[ActionName, ...]] = tuple(ACTION_IDS)");
  }

  void events() {
    text_.line(R"(

class AudienceEntity(TypedDict):
    entity: int


class AudienceKind(TypedDict):
    kind: str


class AudienceIds(TypedDict):
    kind: str
    # those it meant when it happened
    ids: list[int]


class AudienceNear(TypedDict):
    near: AudienceIds


class AudienceWhere(TypedDict):
    where: AudienceIds


# Whom an event is for.
Audience: TypeAlias = Literal["all", "actor"] | AudienceEntity | AudienceKind | AudienceNear | AudienceWhere)");
    std::vector<std::string> all;
    for (const EventTypes& e : d_.events) {
      if (e.data.size() != 1) {
        std::vector<std::string> forms;
        for (const std::uint32_t r : e.data) forms.push_back(d_.records[r].name);
        alias("Data of the event " + literal(e.name) + ", in each of its forms.", e.data_type, forms);
      }
      text_.line();
      text_.line();
      text_.line({"class ", e.type, "(TypedDict):"});
      text_.line({"    event: Literal[", literal(e.name), "]"});
      text_.line("    audience: Audience");
      text_.line({"    data: ", e.data_type});
      all.push_back(e.type);
    }
    text_.line();
    alias("Every event.", "GameEvent", all);
  }

  void reasons() {
    std::vector<std::string> all;
    for (const ReasonEntry& r : d_.reasons) all.push_back(r.name);
    names("", "Reason", all);
    text_.line();
    text_.line("# Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook.");
    text_.line("REASON_CODES: Final[dict[Reason, int]] = {");
    for (const ReasonEntry& r : d_.reasons) {
      comment(r.text, "    ");
      text_.line({"    ", literal(r.name), ": ", std::to_string(r.code), ","});
    }
    text_.line("}");
    names("How an expression failed, beside the reason rule_error.", "RuleError", d_.rule_errors);
  }

  void verdicts() {
    text_.line(R"(
Result = TypeVar("Result")


# A clause in shadow mode that would have refused.
class ShadowRefusal(TypedDict):
    at: str
    reason: Reason
    code: NotRequired[RuleError]


# The full view: for the server, its log and tools.
class Accepted(TypedDict, Generic[Result]):
    verdict: Literal["accepted"]
    i: int
    result: NotRequired[Result]
    events: NotRequired[list[GameEvent]]
    shadow: NotRequired[list[ShadowRefusal]]
    draws: NotRequired[dict[str, object]]


# The same request was accepted before; nothing changed. The result is as stored then.
class Duplicate(TypedDict, Generic[Result]):
    verdict: Literal["duplicate"]
    i: int
    reason: Literal["duplicate"]
    # not in the view of a client
    at: NotRequired[str]
    result: NotRequired[Result]


class Rejected(TypedDict):
    verdict: Literal["rejected"]
    i: int
    reason: Reason
    # JSON pointer of the place that decided, in the rulebook or in the request; not in the view of a client
    at: NotRequired[str]
    # how an expression failed, when the reason is rule_error
    code: NotRequired[RuleError]
    # the values the clause looked at
    operands: NotRequired[dict[str, object]]
    # when asking again could pass
    retry_after_ms: NotRequired[int]
    events: NotRequired[list[GameEvent]]
    shadow: NotRequired[list[ShadowRefusal]]
    draws: NotRequired[dict[str, object]]


# The result of a duplicate whose first request was refused, where the action says "on_reject": "stick".
class StoredRefusal(TypedDict):
    rejected: Reason
)");
    std::vector<std::string> all;
    for (const ActionTypes& a : d_.actions) {
      const std::string stored = a.keeps_refusals ? (a.result ? result(a) + " | StoredRefusal" : "StoredRefusal") : result(a);
      alias("How " + literal(a.name) + " was judged.", a.verdict, {"Accepted[" + result(a) + "] | Duplicate[" + stored + "] | Rejected"});
      all.push_back(a.verdict);
    }
    alias("A verdict of any action: tell them apart by `verdict`.", "Verdict", all);
  }

  const Description& d_;
  std::set<std::string_view> hidden_;
  Text text_;
};

}  // namespace

std::string write_python(const Description& description) { return Python(description).run(); }

}  // namespace ludex::detail::types
