// C++20: one header of plain structs, enumerations with their names, and the members of each struct for whoever writes JSON.

#include <map>
#include <set>

#include "types/identifier.h"
#include "types/text.h"

namespace ludex::detail::types {
namespace {

std::string literal(std::string_view text) {
  const std::string out = quoted(text, Escape::octal);
  // A string_view would stop at the first NUL.
  return text.find('\0') == std::string_view::npos ? out : "std::string_view{" + out + ", " + std::to_string(text.size()) + "}";
}

bool is_taken(std::string_view name) {
  static const std::set<std::string_view> kKeywords = {
      "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept",
      "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for",
      "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
      "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename",
      "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
      // names this text uses itself
      "std", "for_each_member",
      // macros of common platforms that are not in capitals
      "errno", "stdin", "stdout", "stderr", "alloca", "offsetof", "assert", "linux", "unix", "i386", "near", "far", "min", "max", "small", "interface", "L_tmpnam", "L_ctermid", "L_cuserid", "P_tmpdir"};
  return kKeywords.count(name) > 0;
}

// An identifier that is neither reserved nor, as far as capitals tell, somebody's macro.
std::string safe(std::string_view name) {
  std::string out;
  for (const char c : identifier(name))
    if (c != '_' || out.empty() || out.back() != '_') out += c;  // two underscores are the compiler's
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (out == "_") out = "unnamed";
  if (out.size() > 1 && out[0] == '_' && is_upper(out[1])) out = "x" + out;
  bool is_in_capitals = out.size() > 1;
  for (const char c : out) is_in_capitals = is_in_capitals && !(c >= 'a' && c <= 'z');
  if ((is_in_capitals || is_taken(out)) && out.back() != '_') out += '_';
  return out;
}

/// The identifiers of one struct or enumeration.
class Scope {
 public:
  explicit Scope(const std::set<std::string_view>* outside) : outside_(outside) {}
  std::string operator()(std::string_view name) {
    const std::string wanted = safe(name);
    const auto is_free = [&](const std::string& candidate) { return !outside_->count(candidate) && !next_.count(candidate); };
    std::string out = wanted;
    if (!is_free(out)) {
      unsigned& n = next_.try_emplace(wanted, 2).first->second;
      out = wanted + (wanted.back() == '_' ? "" : "_");
      for (const std::string stem = out; !is_free(out);) out = stem + std::to_string(n++);
    }
    next_.try_emplace(out, 2);
    return out;
  }

 private:
  const std::set<std::string_view>* outside_;
  std::map<std::string, unsigned> next_;  // taken names, and the number the next of that name would get
};

class Cpp {
 public:
  explicit Cpp(const Description& description) : d_(description) {
    types_.insert(std::begin(kFixedTypes), std::end(kFixedTypes));
    for (const Choice& c : d_.choices) types_.insert(c.name);
    for (const Record& r : d_.records) types_.insert(r.name);
    for (const ActionTypes& a : d_.actions) types_.insert({a.request, a.verdict, a.result_name});
    for (const EventTypes& e : d_.events) types_.insert({e.type, e.data_type});
  }

  std::string run() {
    head();
    for (const Choice& c : d_.choices) {
      std::vector<std::pair<std::string, std::string>> entries;
      for (std::size_t i = 0; i < c.values.size(); ++i) entries.emplace_back(c.values[i], "");
      enumeration(c.note, c.name, entries);
    }
    for (const Record& r : d_.records) record(r);
    state();
    actions();
    events();
    reasons();
    verdicts();
    text_.line();
    text_.line({"}  // namespace ludex_types::", safe(d_.name)});
    return text_.take();
  }

 private:
  void doc(std::string_view text, std::string_view indent = "") {
    if (!text.empty()) text_.line({indent, "/// ", comment_text(text)});
  }

  std::string type(const Type& t) const { return t.is_nullable ? "std::optional<" + plain_type(t) + ">" : plain_type(t); }

  std::string plain_type(const Type& t) const {
    switch (t.kind) {
      case Type::Kind::boolean: return "bool";
      case Type::Kind::integer: return "std::int64_t";
      case Type::Kind::number: return "double";
      case Type::Kind::string: return "std::string";
      case Type::Kind::choice: return d_.choices[t.index].name;
      case Type::Kind::vec3: return "Vec3";
      case Type::Kind::null:
      case Type::Kind::never: return "std::monostate";
      case Type::Kind::any: return "Json";
      case Type::Kind::list: return "std::vector<" + type(*t.element) + ">";
      case Type::Kind::map: return "std::map<" + plain_type(*t.key) + ", " + type(*t.element) + ">";
      case Type::Kind::record: return d_.records[t.index].name;
    }
    return "Json";
  }

  std::string member_type(const Member& m) const { return m.may_be_absent && !m.type->is_nullable ? "std::optional<" + type(*m.type) + ">" : type(*m.type); }

  void head() {
    text_.line("#pragma once");
    text_.line({"// Types of the rulebook ", comment_text(quoted(d_.name)), ", version ", std::to_string(d_.version), ", digest ", d_.digest, "."});
    text_.line("// Written by `ludex types --lang cpp`; do not edit. C++20, the standard library only.");
    text_.line("//");
    text_.line("// A name that C++ does not allow as it is got underscores or numbers; for_each_member(f) calls f(name in JSON, pointer to");
    text_.line("// member) for every member of a struct, and Names<E>::all holds the texts of an enumeration. An absent optional is left");
    text_.line("// out, or null.");
    text_.line();
    text_.line("#include <array>");
    for (const char* header : {"cstdint", "map", "optional", "string", "string_view", "variant", "vector"}) text_.line({"#include <", header, ">"});
    text_.line();
    text_.line({"namespace ludex_types::", safe(d_.name), " {"});
    text_.line();
    text_.line({"inline constexpr std::string_view kRulebookName = ", literal(d_.name), ";"});
    text_.line({"inline constexpr std::int64_t kRulebookVersion = ", d_.version == INT64_MIN ? "-9223372036854775807 - 1" : std::to_string(d_.version), ";"});
    text_.line("/// Of the compiled rules: a server and a client that were made from other rules have another.");
    text_.line({"inline constexpr std::string_view kRulebookDigest = \"", d_.digest, "\";"});
    text_.line(R"(
/// x, y, z
using Vec3 = std::array<double, 3>;
/// A value of no declared type, as JSON text.
struct Json {
  std::string text;
  bool operator==(const Json&) const = default;
};

template <class E>
struct Named {
  E value;
  std::string_view name;
};
/// Names<E>::all: every value of an enumeration and its text in JSON.
template <class E>
struct Names;
template <class E>
constexpr std::string_view to_string(E value) {
  for (const Named<E>& entry : Names<E>::all)
    if (entry.value == value) return entry.name;
  return {};
}
template <class E>
constexpr std::optional<E> from_string(std::string_view name) {
  for (const Named<E>& entry : Names<E>::all)
    if (entry.name == name) return entry.value;
  return std::nullopt;
})");
  }

  // `entries`: texts, and the numbers of those that do not count from 0.
  void enumeration(std::string_view note, std::string_view name, const std::vector<std::pair<std::string, std::string>>& entries) {
    Scope scope(&types_);  // g++ -Wshadow minds an enumerator that bears a type's name
    std::vector<std::string> identifiers;
    for (const auto& entry : entries) identifiers.push_back(scope(entry.first));
    text_.line();
    doc(note);
    text_.line({"enum class ", name, " : std::uint16_t {"});
    for (std::size_t i = 0; i < entries.size(); ++i) text_.line({"  ", identifiers[i], entries[i].second.empty() ? "" : " = ", entries[i].second, ","});
    text_.line("};");
    text_.line("template <>");
    text_.line({"struct Names<", name, "> {"});
    text_.line({"  static constexpr std::array<Named<", name, ">, ", std::to_string(entries.size()), "> all{", entries.empty() ? "};" : "{"});
    for (std::size_t i = 0; i < entries.size(); ++i) text_.line({"      {", name, "::", identifiers[i], ", ", literal(entries[i].first), "},"});
    if (!entries.empty()) text_.line("  }};");
    text_.line("};");
  }

  struct Written {
    std::string name, type, note;
  };

  void structure(std::string_view note, const std::string& name, const std::vector<Written>& members, std::string_view constant = {}) {
    Scope scope(&types_);
    std::vector<std::string> identifiers;
    for (const Written& m : members) identifiers.push_back(scope(m.name));
    text_.line();
    doc(note);
    text_.line({"struct ", name, " {"});
    if (!constant.empty()) text_.line(constant);
    for (std::size_t i = 0; i < members.size(); ++i) {
      doc(members[i].note, "  ");
      text_.line({"  ", members[i].type, " ", identifiers[i], "{};"});
    }
    text_.line("  template <class F>");
    text_.line("  static constexpr void for_each_member([[maybe_unused]] F&& f) {");
    for (std::size_t i = 0; i < members.size(); ++i) text_.line({"    f(", literal_view(members[i].name), ", &", name, "::", identifiers[i], ");"});
    text_.line("  }");
    text_.line({"  bool operator==(const ", name, "&) const = default;"});
    text_.line("};");
  }

  static std::string literal_view(const std::string& name) {
    const std::string out = literal(name);
    return out.front() == '"' ? "std::string_view{" + out + "}" : out;
  }

  void record(const Record& r) {
    std::vector<Written> members;
    for (const Member& m : r.members) members.push_back({m.name, member_type(m), m.note});
    structure(r.note, r.name, members);
  }

  void state() {
    text_.line();
    text_.line("/// Versions of saved profiles by kind of entity.");
    std::size_t count = 0;
    for (const KindTypes& k : d_.kinds) count += k.profile.has_value();
    text_.line("struct ProfileVersion {");
    text_.line("  std::string_view kind;");
    text_.line("  std::int64_t version;");
    text_.line("};");
    text_.line({"inline constexpr std::array<ProfileVersion, ", std::to_string(count), "> kProfileVersions{", count ? "{" : "};"});
    for (const KindTypes& k : d_.kinds)
      if (k.profile) text_.line({"    {", literal(k.name), ", ", std::to_string(k.profile_version), "},"});
    if (count) text_.line("}};");
  }

  std::string result(const ActionTypes& a) const {
    if (!a.result) return "std::monostate";
    return a.result_name.empty() ? d_.records[a.result->index].name : a.result_name;
  }

  void variant(std::string_view note, std::string_view name, std::vector<std::string> types) {
    text_.line();
    doc(note);
    if (types.empty()) types.emplace_back("std::monostate");
    text_.line({"using ", name, " = std::variant<", joined(types, ", "), ">;"});
  }

  void actions() {
    std::vector<std::pair<std::string, std::string>> names;
    for (const ActionTypes& a : d_.actions) names.emplace_back(a.name, "");
    enumeration("Actions by number, equal wherever the digest is: for packets. Another rulebook may number otherwise.", "Action", names);
    std::vector<std::string> all, client;
    for (const ActionTypes& a : d_.actions) {
      if (a.result && !a.result_name.empty()) {
        text_.line();
        doc("What an accepted " + quoted(a.name) + " answers.");
        text_.line({"using ", a.result_name, " = ", type(*a.result), ";"});
      }
      if (!a.is_asked) continue;
      std::vector<Written> members;
      for (const RequestMember& m : request_members(d_, a)) {
        if (m.part == Part::action) continue;
        const std::string what = m.part == Part::params ? d_.records[a.params].name : "std::int64_t";
        members.push_back({std::string(m.name), m.may_be_absent ? "std::optional<" + what + ">" : what, ""});
      }
      structure("The body of a request, from " + joined(a.origins, ", ") + ".", a.request, members, "  static constexpr std::string_view action = " + literal(a.name) + ";");
      all.push_back(a.request);
      if (a.from_client) client.push_back(a.request);
    }
    variant("Every request.", "Request", all);
    variant("What a client may send. Nothing else it says is to be believed.", "ClientRequest", client);
    structure("What the host vouches for, never the client. A line of a batch is this and the request, as one object.", "Envelope",
              {{"actor", "std::int64_t", ""},
               {"session", "std::optional<std::int64_t>", ""},
               {"origin", "std::optional<std::string>", "client, server or admin"},
               {"roles", "std::vector<std::string>", ""},
               {"received_at", "std::int64_t", "server time, ms"}});
  }

  void events() {
    text_.line(R"(
/// Whom an event is for; `ids` are those it meant when it happened.
struct Audience {
  enum class To : std::uint8_t { all, actor, entity, kind, near_, where } to = To::all;
  std::optional<std::int64_t> entity{};
  std::optional<std::string> kind{};
  std::vector<std::int64_t> ids{};
  bool operator==(const Audience&) const = default;
};)");
    std::vector<std::string> all;
    for (const EventTypes& e : d_.events) {
      if (e.data.size() != 1) {
        std::vector<std::string> forms;
        for (const std::uint32_t r : e.data) forms.push_back(d_.records[r].name);
        variant("Data of the event " + quoted(e.name) + ", in each of its forms.", e.data_type, forms);
      }
      structure("", e.type, {{"audience", "Audience", ""}, {"data", e.data_type, ""}}, "  static constexpr std::string_view event = " + literal(e.name) + ";");
      all.push_back(e.type);
    }
    variant("Every event.", "GameEvent", all);
  }

  void reasons() {
    std::vector<std::pair<std::string, std::string>> entries;
    for (const ReasonEntry& r : d_.reasons) entries.emplace_back(r.name, std::to_string(r.code));
    enumeration("Codes of reasons. Those below 1000 are the system's and never change; the others may change with the rulebook.", "Reason", entries);
    entries.clear();
    for (const std::string& name : d_.rule_errors) entries.emplace_back(name, "");
    enumeration("How an expression failed, beside the reason rule_error.", "RuleError", entries);
  }

  void verdicts() {
    text_.line(R"(
/// A clause in shadow mode that would have refused.
struct ShadowRefusal {
  std::string at{};
  Reason reason{};
  std::optional<RuleError> code{};
  bool operator==(const ShadowRefusal&) const = default;
};

/// The full view; a client is shown no `at`, `code`, `events`, `shadow` and `draws`.
template <class Result>
struct Accepted {
  std::int64_t i{};
  std::optional<Result> result{};
  std::vector<GameEvent> events{};
  std::vector<ShadowRefusal> shadow{};
  std::map<std::string, Json> draws{};
  bool operator==(const Accepted&) const = default;
};

/// The same request was accepted before; nothing changed. The result is as stored then.
template <class Result>
struct Duplicate {
  std::int64_t i{};
  std::string at{};
  std::optional<Result> result{};
  bool operator==(const Duplicate&) const = default;
};

struct Rejected {
  std::int64_t i{};
  Reason reason{};
  /// JSON pointer of the place that decided, in the rulebook or in the request.
  std::string at{};
  /// How an expression failed, when the reason is rule_error.
  std::optional<RuleError> code{};
  /// The values the clause looked at.
  std::map<std::string, Json> operands{};
  /// When asking again could pass.
  std::optional<std::int64_t> retry_after_ms{};
  std::vector<GameEvent> events{};
  std::vector<ShadowRefusal> shadow{};
  std::map<std::string, Json> draws{};
  bool operator==(const Rejected&) const = default;
};

/// The result of a duplicate whose first request was refused, where the action says "on_reject": "stick".
struct StoredRefusal {
  Reason rejected{};
  bool operator==(const StoredRefusal&) const = default;
};)");
    for (const ActionTypes& a : d_.actions) {
      const std::string stored = a.keeps_refusals ? "std::variant<" + result(a) + ", StoredRefusal>" : result(a);
      variant("How " + quoted(a.name) + " was judged.", a.verdict, {"Accepted<" + result(a) + ">", "Duplicate<" + stored + ">", "Rejected"});
    }
  }

  const Description& d_;
  std::set<std::string_view> types_;
  Text text_;
};

}  // namespace

std::string write_cpp(const Description& description) { return Cpp(description).run(); }

}  // namespace ludex::detail::types
