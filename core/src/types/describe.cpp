#include "types/describe.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "ludex/reason.h"
#include "ludex/world.h"
#include "schema/typed.h"
#include "types/identifier.h"

namespace ludex::detail::types {
namespace {

constexpr std::int64_t kLargestSafeInteger = (std::int64_t{1} << 53) - 1;

/// Where a value stands decides what may be left out of it and whether its shape's bounds hold.
enum class Use {
  given,     ///< by a host or client: what has a default may be absent
  stored,    ///< written by Ludex: only null may be absent
  computed,  ///< by an expression: its shape is a type, without bounds
};

class Describer {
 public:
  explicit Describer(const ProgramData& program) : program_(program), declared_(program.declarations), names_({std::begin(kFixedTypes), std::end(kFixedTypes)}) {}

  Description run() {
    out_.name = program_.name;
    out_.version = program_.version;
    out_.digest = digest_text(program_.digest);
    out_.needs_nonce = program_.limits.nonce_window > 0;
    out_.needs_sent_at = program_.limits.has_clock;
    // Tables first: their keys are what others name, so they get the plain names.
    for (std::uint32_t t = 0; t < declared_.tables.size(); ++t) table_keys(t);
    for (std::uint32_t t = 0; t < declared_.tables.size(); ++t) table(t);
    for (std::uint32_t k = 0; k < declared_.kinds.size(); ++k) kind(k);
    flags();
    actions();
    events();
    reasons();
    return std::move(out_);
  }

 private:
  using Form = std::vector<std::pair<std::string, std::size_t>>;  // keys of an event's data, and the numbers of their types

  Type* add(Type::Kind kind) {
    out_.types.emplace_back();
    out_.types.back().kind = kind;
    return &out_.types.back();
  }

  const Type* choice(const std::vector<std::string>& values, const std::string& name, const std::string& note) {
    if (values.size() > kMostNamesWritten) return add(Type::Kind::string);
    Type* t = add(Type::Kind::choice);
    t->index = static_cast<std::uint32_t>(out_.choices.size());
    out_.choices.push_back({names_(name), note, values});
    return t;
  }

  // Enumerations of the same names are one type, wherever they are declared.
  const Type* enumeration(const std::vector<std::string>& values, const std::string& name) {
    const auto [it, is_new] = enumerations_.try_emplace(values, nullptr);
    if (is_new) it->second = choice(values, name, "");
    return it->second;
  }

  static bool fits_double(const Shape& s) {
    return s.has_minimum && s.has_maximum && s.minimum.i >= -kLargestSafeInteger && s.maximum.i <= kLargestSafeInteger;
  }

  static std::string value_text(const Shape& s, Word w) {
    if (s.kind == ShapeKind::boolean) return w.b ? "true" : "false";
    return number_text(s, w);
  }

  const Type* type(const Shape& s, Use use, const std::string& name, int depth = 0) {
    // Types of expressions are shared, so that one built of lets is looked at once however often it stands in another.
    if (use == Use::computed && is_owned(s.kind)) {
      if (const auto known = computed_.find(&s); known != computed_.end()) return known->second;
      return computed_[&s] = make(s, use, name, depth);
    }
    return make(s, use, name, depth);
  }

  const Type* make(const Shape& s, Use use, const std::string& name, int depth) {
    if (depth > kDeepestType) return add(Type::Kind::any);
    const bool has_bounds = use != Use::computed;
    switch (s.kind) {
      case ShapeKind::boolean:
      case ShapeKind::integer:
      case ShapeKind::ref:
      case ShapeKind::number: {
        Type* t = add(s.kind == ShapeKind::boolean ? Type::Kind::boolean : s.kind == ShapeKind::number ? Type::Kind::number : Type::Kind::integer);
        if (!has_bounds || s.kind == ShapeKind::ref) return t;
        t->fits_double = s.kind == ShapeKind::integer && fits_double(s);
        for (const Word w : s.allowed) t->values.push_back(value_text(s, w));
        return t;
      }
      case ShapeKind::string: return add(Type::Kind::string);
      case ShapeKind::enumeration: return enumeration(s.names, name);
      case ShapeKind::row:
      case ShapeKind::table_row: return out_.tables[s.index].key;
      case ShapeKind::vec3: return add(Type::Kind::vec3);
      case ShapeKind::optional: {
        Type nullable = *type(*s.element, use, name, depth + 1);
        nullable.is_nullable = true;
        out_.types.push_back(std::move(nullable));
        return &out_.types.back();
      }
      case ShapeKind::list: {
        const Type* element = type(*s.element, use, name + "Item", depth + 1);
        Type* t = add(Type::Kind::list);
        t->element = element;
        return t;
      }
      case ShapeKind::map: {
        const Type* key = type(*s.key, use, name + "Key", depth + 1);
        const Type* element = type(*s.element, use, name + "Value", depth + 1);
        Type* t = add(Type::Kind::map);
        t->key = key;
        t->element = element;
        return t;
      }
      case ShapeKind::record: {
        const std::uint32_t index = record(s, use, name, "", depth);
        Type* t = add(Type::Kind::record);
        t->index = index;
        return t;
      }
      case ShapeKind::null: return add(Type::Kind::null);
      case ShapeKind::nothing: return add(Type::Kind::never);
      case ShapeKind::entity:
      case ShapeKind::table: break;  // never leave a request
    }
    return add(Type::Kind::any);
  }

  Member member(const std::string& name, const Shape& s, Use use, const std::string& owner, int depth, bool keeps_null = false) {
    Member m;
    m.name = name;
    m.type = type(s, use, owner + pascal_case(name), depth + 1);
    m.may_be_absent = (use == Use::given && s.has_default) || (s.kind == ShapeKind::optional && !keeps_null);
    if (use != Use::computed) m.note = note_of(s, declared_);
    else if (m.type->kind == Type::Kind::integer) m.note = "int";
    else if (m.type->kind == Type::Kind::number) m.note = "double";
    return m;
  }

  std::uint32_t add_record(Record record) {
    out_.records.push_back(std::move(record));
    return static_cast<std::uint32_t>(out_.records.size() - 1);
  }

  std::uint32_t record(const Shape& s, Use use, const std::string& name, const std::string& note, int depth = 0) {
    Record r;
    r.name = names_(name);  // before those it holds, so that the outermost keeps the name asked for
    r.note = note;
    const auto put = [&](const Field& f) { r.members.push_back(member(f.name, *f.shape, use, r.name, depth, s.keeps_null)); };
    if (s.declared.empty()) {
      for (const Field& f : s.fields) put(f);
    } else {
      for (const std::uint32_t i : s.declared) put(s.fields[i]);
    }
    return add_record(std::move(r));
  }

  void table_keys(std::uint32_t t) {
    TableTypes table;
    table.name = declared_.table_names[t];
    table.key = choice(declared_.row_keys[t], pascal_case(table.name) + "Key", "A row of the table " + comment_text(quoted(table.name)) + ".");
    out_.tables.push_back(std::move(table));
  }

  void table(std::uint32_t t) {
    Record r;
    r.name = names_(pascal_case(out_.tables[t].name) + "Row");
    r.note = "A row of the table " + comment_text(quoted(out_.tables[t].name)) + " as the rulebook writes it.";
    for (const Column& c : declared_.tables[t].columns) r.members.push_back(member(c.name, *c.shape, Use::given, r.name, 0));
    out_.tables[t].row = add_record(std::move(r));
  }

  void kind(std::uint32_t k) {
    const Kind& from = declared_.kinds[k];
    KindTypes kind;
    kind.name = from.name;
    kind.profile_version = program_.profiles[k].version;
    for (const bool is_profile : {true, false}) {
      if (is_profile && !from.has_profile) continue;
      Record r;
      r.name = names_(pascal_case(from.name) + (is_profile ? "Profile" : "Live"));
      r.note = std::string(is_profile ? "What is saved of " : "What is lost of ") + comment_text(quoted(from.name)) + (is_profile ? " between sessions." : " when the server stops.");
      for (const StateField& f : from.fields)
        if (f.is_durable == is_profile && !f.is_cooldown) r.members.push_back(member(f.name, *f.shape, Use::stored, r.name, 0));
      (is_profile ? kind.profile : kind.live) = add_record(std::move(r));
    }
    out_.kinds.push_back(std::move(kind));
  }

  void flags() {
    Record r;
    r.name = "Flags";  // a fixed name
    r.note = "Inputs of a batch; each has a default.";
    for (const Flag& f : declared_.flags) {
      r.members.push_back(member(f.name, *f.shape, Use::given, "Flag", 0));
      r.members.back().may_be_absent = true;
    }
    out_.flags = add_record(std::move(r));
  }

  void actions() {
    UniqueNames identifiers;
    for (const Action& from : program_.actions) {
      ActionTypes a;
      a.name = from.name;
      a.identifier = identifiers(pascal_case(from.name));
      static constexpr const char* kOrigins[] = {"client", "server", "admin", "timer"};
      for (unsigned i = 0; i < 4; ++i)
        if (from.from & (1u << i)) a.origins.emplace_back(kOrigins[i]);
      a.from_client = from.from & 1u;
      a.is_asked = from.from & 7u;
      a.params = record(*from.params, Use::given, a.identifier + "Params", "Parameters of " + comment_text(quoted(from.name)) + ".");
      for (const Field& f : from.params->fields) a.needs_params = a.needs_params || !(f.shape->has_default || f.shape->kind == ShapeKind::optional);
      if (from.result.is_set()) {
        a.result_name = a.identifier + "Result";
        a.result = type(*from.result.shape, Use::computed, a.result_name);
        // A result that is a record bears the name itself; for others an alias does.
        if (a.result->kind == Type::Kind::record && !a.result->is_nullable) a.result_name.clear();
        else a.result_name = names_(a.result_name);
      }
      a.keeps_refusals = from.once.keeps_refusals;
      a.request = names_(a.identifier + "Request");
      a.verdict = names_(a.identifier + "Verdict");
      out_.actions.push_back(std::move(a));
    }
  }

  void events() {
    std::map<std::string, std::size_t> index;  // looked up; events stand in the order of actions
    std::vector<std::set<Form>> forms;
    for (const Action& a : program_.actions) {
      for (const auto* list : {&a.events, &a.refusal_events}) {
        for (const Event& event : *list) {
          const auto [it, is_new] = index.try_emplace(event.name, out_.events.size());
          if (is_new) {
            EventTypes e;
            e.name = event.name;
            e.type = names_(pascal_case(event.name) + "Event");
            e.data_type = names_(pascal_case(event.name) + "Data");
            out_.events.push_back(std::move(e));
            forms.emplace_back();
          }
          event_form(event, list == &a.refusal_events, out_.events[it->second], forms[it->second]);
        }
      }
    }
    // One form bears the name of the data itself.
    for (EventTypes& e : out_.events)
      if (e.data.size() == 1) out_.records[e.data[0]].name = e.data_type;
  }

  void event_form(const Event& event, bool is_refusal, EventTypes& out, std::set<Form>& forms) {
    const std::string name = out.data_type + std::to_string(out.data.size() + 1);
    Record r;
    r.note = "Data of the event " + comment_text(quoted(event.name)) + ".";
    Form form;
    for (const Event::Datum& d : event.data) {
      Member m = member(d.key, *d.block.shape, Use::computed, out.data_type, 0, true);
      if (is_refusal && !m.type->is_nullable) {  // what cannot be computed is told as null
        Type nullable = *m.type;
        nullable.is_nullable = true;
        out_.types.push_back(std::move(nullable));
        m.type = &out_.types.back();
        m.note += m.note.empty() ? "" : "?";
      }
      form.emplace_back(d.key, number_of(*m.type));
      r.members.push_back(std::move(m));
    }
    if (!forms.insert(std::move(form)).second) return;
    r.name = names_(name);
    out.data.push_back(add_record(std::move(r)));
  }

  // Equal numbers for equal types: two forms of an event are one when their parts are.
  std::size_t number_of(const Type& t) {
    std::string key = std::to_string(static_cast<int>(t.kind)) + (t.is_nullable ? "?" : "!") + std::to_string(t.index);
    for (const Type* part : {t.key, t.element})
      if (part) key += "," + std::to_string(number_of(*part));
    return numbers_.try_emplace(std::move(key), numbers_.size()).first->second;
  }

  void reasons() {
    for (std::size_t code = 0; code < kFirstRulebookReason + program_.reason_names.size(); ++code) {
      const auto reason = static_cast<Reason>(code);
      const std::string_view name = program_.reason_name(reason);
      if (!name.empty()) out_.reasons.push_back({static_cast<std::uint16_t>(code), std::string(name), std::string(system_reason_text(reason))});
    }
#define LUDEX_RULE_ERROR(code, name, text) \
  if ((code) != 0) out_.rule_errors.emplace_back(#name);
#include "ludex/rule_errors.def"
#undef LUDEX_RULE_ERROR
  }

  const ProgramData& program_;
  const Declarations& declared_;
  Description out_;
  UniqueNames names_;
  std::map<std::vector<std::string>, const Type*> enumerations_;
  std::unordered_map<const Shape*, const Type*> computed_;  // looked up, never iterated
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

Description describe(const ProgramData& program) { return Describer(program).run(); }

}  // namespace ludex::detail::types
