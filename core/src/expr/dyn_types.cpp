#include "expr/dyn_types.h"

#include <utility>

namespace ludex::expr {

TypeTable::TypeTable() { plain("dyn"); }

// {a: a} doubles a type; forty of them would fill any memory when written out. Such a type is as good as none.
constexpr std::uint32_t kMaxTypeWeight = 1000;

TypeId TypeTable::add(Type t) {
  for (const TypeId p : t.parameters) t.weight += types_[p].weight;
  if (t.weight > kMaxTypeWeight) return kDyn;
  types_.push_back(std::move(t));
  return static_cast<TypeId>(types_.size() - 1);
}

std::optional<TypeId> TypeTable::parse_one(std::string_view text, std::size_t& at, int depth) {
  const auto skip = [&] {
    while (at < text.size() && text[at] == ' ') ++at;
  };
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
  skip();
  const std::size_t begin = at;
  while (at < text.size() && is_word(text[at])) ++at;
  std::string name(text.substr(begin, at - begin));
  if (name.empty() || depth > 32) return std::nullopt;
  std::vector<TypeId> parameters;
  skip();
  if (at < text.size() && (text[at] == '(' || text[at] == '<')) {
    const char close = text[at] == '(' ? ')' : '>';
    do {
      ++at;
      const auto p = parse_one(text, at, depth + 1);
      if (!p) return std::nullopt;
      parameters.push_back(*p);
      skip();
    } while (at < text.size() && text[at] == ',');
    if (at >= text.size() || text[at] != close) return std::nullopt;
    ++at;
  }
  if (name == "param" && parameters.size() == 1) return add({types_[parameters[0]].name, {}, true});
  if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') return add({name, {}, true});
  if (name == "dyn" || name == "any" || name == "google.protobuf.Any" || name == "google.protobuf.Value") return kDyn;
  if (name == "null_type") name = "null";
  if (name == "google.protobuf.Timestamp") name = "timestamp";
  if (name == "google.protobuf.Duration") name = "duration";
  if ((name == "list" || name == "map") && parameters.empty()) parameters.assign(name == "list" ? 1 : 2, kDyn);
  if ((name == "list" && parameters.size() != 1) || (name == "map" && parameters.size() != 2)) return std::nullopt;
  if (name == "type" && parameters.empty()) parameters.push_back(kDyn);
  return of(name, std::move(parameters));
}

std::optional<TypeId> TypeTable::parse(std::string_view text) {
  std::size_t at = 0;
  const auto t = parse_one(text, at, 0);
  while (at < text.size() && text[at] == ' ') ++at;
  return at == text.size() ? t : std::nullopt;
}

std::optional<std::vector<TypeId>> TypeTable::parse_all(std::string_view text) {
  std::vector<TypeId> out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto t = parse_one(text, at, 0);
    if (!t) return std::nullopt;
    out.push_back(*t);
    if (at < text.size() && text[at++] != ',') return std::nullopt;
  }
  return out;
}

std::string TypeTable::print(TypeId t) {
  const TypeId known = substitute(t, bindings_, true);
  std::string out = types_[known].name;
  for (std::size_t i = 0; i < types_[known].parameters.size(); ++i) out += (i ? "," : "(") + print(types_[known].parameters[i]);
  return types_[known].parameters.empty() ? out : out + ")";
}

bool TypeTable::same(TypeId a, TypeId b) const {
  if (a == b) return true;
  const Type &x = types_[a], &y = types_[b];
  if (x.is_variable != y.is_variable || x.name != y.name || x.parameters.size() != y.parameters.size()) return false;
  for (std::size_t i = 0; i < x.parameters.size(); ++i)
    if (!same(x.parameters[i], y.parameters[i])) return false;
  return true;
}

TypeId TypeTable::substitute(TypeId t, const Bindings& bindings, bool to_dyn) {
  if (types_[t].is_variable) {
    const auto found = bindings.find(types_[t].name);
    return found != bindings.end() ? substitute(found->second, bindings, to_dyn) : to_dyn ? kDyn : t;
  }
  if (types_[t].parameters.empty()) return t;
  std::vector<TypeId> parameters = types_[t].parameters;
  bool has_changed = false;
  for (TypeId& p : parameters) {
    const TypeId now = substitute(p, bindings, to_dyn);
    has_changed = has_changed || now != p;
    p = now;
  }
  return has_changed ? of(std::string(types_[t].name), std::move(parameters)) : t;
}

// A variable may not be bound to a type that holds it.
bool TypeTable::is_free_of(TypeId variable, TypeId t) const {
  if (types_[t].is_variable) {
    if (types_[t].name == types_[variable].name) return false;
    const auto found = bindings_.find(types_[t].name);
    return found == bindings_.end() || is_free_of(variable, found->second);
  }
  for (const TypeId p : types_[t].parameters)
    if (!is_free_of(variable, p)) return false;
  return true;
}

bool TypeTable::is_as_general(TypeId a, TypeId b) const {
  if (is_dyn(a) || is_variable(a)) return true;
  if (is_dyn(b) || is_variable(b)) return false;
  const Type &x = types_[a], &y = types_[b];
  if (x.name != y.name || x.parameters.size() != y.parameters.size()) return false;
  if (x.name == "type") return true;
  for (std::size_t i = 0; i < x.parameters.size(); ++i)
    if (!is_as_general(x.parameters[i], y.parameters[i])) return false;
  return true;
}

void TypeTable::bind(const std::string& name, TypeId t) {
  const auto [at, is_new] = bindings_.try_emplace(name, t);
  trail_.emplace_back(name, is_new ? std::nullopt : std::optional(at->second));
  at->second = t;
}

bool TypeTable::binds(TypeId value, TypeId variable, bool& has_binding) {
  has_binding = true;
  if (same(value, variable)) return true;
  const std::string name = types_[variable].name;
  const auto found = bindings_.find(name);
  if (found != bindings_.end()) {
    const TypeId bound = found->second;
    if (same(value, bound)) return true;
    if (!fits(value, bound)) return false;
    const TypeId general = is_as_general(value, bound) ? value : bound;
    if (is_free_of(variable, general)) bind(name, general);
    return true;
  }
  has_binding = false;
  if (!is_free_of(variable, value)) return false;
  bind(name, value);
  return true;
}

bool TypeTable::fits(TypeId from, TypeId to) {
  bool has_binding = false;
  if (is_variable(to)) {
    if (binds(from, to, has_binding)) return true;
    if (has_binding) return false;
  }
  if (is_variable(from)) return binds(to, from, has_binding);
  if (is_dyn(from) || is_dyn(to)) return true;
  const bool is_null_from = is(from, "null"), is_null_to = is(to, "null");
  if (is_null_from || is_null_to) {
    const TypeId other = is_null_from ? to : from;
    return (is_null_from && is_null_to) || is(other, "timestamp") || is(other, "duration") || is(other, "optional_type");
  }
  if (types_[from].name != types_[to].name || types_[from].parameters.size() != types_[to].parameters.size()) return false;
  if (types_[from].name == "type") return true;
  for (std::size_t i = 0; i < types_[from].parameters.size(); ++i)
    if (!fits(types_[from].parameters[i], types_[to].parameters[i])) return false;
  return true;
}

bool TypeTable::assign(TypeId from, TypeId to) { return assign_all({from}, {to}); }

bool TypeTable::assign_all(const std::vector<TypeId>& from, const std::vector<TypeId>& to) {
  if (from.size() != to.size()) return false;
  trail_.clear();
  bool do_fit = true;
  for (std::size_t i = 0; i < from.size() && do_fit; ++i) do_fit = fits(from[i], to[i]);
  if (do_fit) return true;
  for (std::size_t i = trail_.size(); i-- > 0;) {  // as if nobody had asked
    if (trail_[i].second) bindings_[trail_[i].first] = *trail_[i].second;
    else bindings_.erase(trail_[i].first);
  }
  return false;
}

TypeId TypeTable::join(TypeId a, TypeId b) {
  if (!assign(a, b)) return kDyn;
  if (is(b, "null")) return a;  // it fits what may be null; the type that says more is the other
  return is_as_general(a, b) ? a : b;
}

std::vector<TypeId> TypeTable::instantiate(const std::vector<TypeId>& types) {
  std::vector<TypeId> out;
  Bindings fresh_ones;
  const auto collect = [&](const auto& self, TypeId t) -> void {
    if (is_variable(t) && !fresh_ones.count(types_[t].name)) {
      const std::string name = types_[t].name;
      const TypeId made = fresh();
      fresh_ones[name] = made;
    }
    for (std::size_t i = 0; i < types_[t].parameters.size(); ++i) self(self, types_[t].parameters[i]);
  };
  for (const TypeId t : types) collect(collect, t);
  for (const TypeId t : types) out.push_back(substitute(t, fresh_ones, false));
  return out;
}

}  // namespace ludex::expr
