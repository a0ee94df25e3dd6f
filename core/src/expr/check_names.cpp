// What names, fields and keys mean.

#include <algorithm>

#include "expr/checker.h"
#include "expr/habits.h"
#include "value/diagnostics.h"

namespace ludex::expr {

using enum ShapeKind;

bool Checker::identifier(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  const std::string name = node(n).text;
  for (std::size_t i = variables_.size(); i-- > 0;)
    if (variables_[i].name == name) return set(n, Meaning::variable, *variables_[i].shape, variables_[i].is_fallible, static_cast<std::uint32_t>(i));
  for (std::uint32_t i = 0; i < scope_.locals.size(); ++i) {
    if (scope_.locals[i].name != name) continue;
    if (!scope_.sees_state) return forbidden(n, ("state ('" + name + "')").c_str());
    reads_.state = true;
    return set(n, Meaning::local, *scope_.locals[i].shape, false, i);
  }
  for (std::uint32_t i = 0; i < scope_.lets.size(); ++i) {
    const Scope::Let& let = scope_.lets[i];
    if (let.name != name) continue;
    if (!scope_.sees_lets) return forbidden(n, ("the let '" + name + "'").c_str());
    if (!let.shape) {
      error = CheckError{"", 0, false};  // already reported where the let is declared
      return false;
    }
    reads_.lets.insert(i);
    reads_.state = reads_.state || let.reads_state;
    reads_.draws = reads_.draws || let.draws;
    return set(n, Meaning::let_value, *let.shape, let.is_fallible, i);
  }
  for (std::uint32_t i = 0; i < scope_.entities.size(); ++i) {
    if (scope_.entities[i].name != name) continue;
    if (!scope_.sees_state) return forbidden(n, ("state ('" + name + "')").c_str());
    reads_.state = true;
    Shape s;
    s.kind = entity;
    s.index = scope_.entities[i].kind;
    return set(n, Meaning::entity, *declarations_.add_shape(std::move(s)), false, i);
  }
  if (name == "params" && scope_.params) return set(n, Meaning::params, *scope_.params);
  if (name == "now") return scope_.sees_now ? set(n, Meaning::now, builtin.integer) : forbidden(n, "'now'");
  if (name == "tables") return scope_.sees_tables ? set(n, Meaning::tables, builtin.nothing) : forbidden(n, "tables");
  if (name == "flags") return scope_.sees_tables ? set(n, Meaning::flags, builtin.nothing) : forbidden(n, "flags");
  if (name == "request" && scope_.sees_request) return set(n, Meaning::request, builtin.nothing);
  std::vector<std::string> candidates = {"params", "now", "tables", "flags", "request"};
  for (const auto& v : variables_) candidates.push_back(v.name);
  for (const auto& l : scope_.lets) candidates.push_back(l.name);
  for (const auto& l : scope_.locals) candidates.push_back(l.name);
  for (const auto& e : scope_.entities) candidates.push_back(e.name);
  std::erase(candidates, std::string());  // names out of scope
  if (name == "actor" && !scope_.entities.empty()) return fail(n, "a timer of the world has no actor; name entities in 'with', or run over them with 'each'");
  const std::string near = nearest_name(name, candidates);
  return fail(n, "unknown name '" + name + "'" + (near.empty() ? habit_of_name(name) : near));
}

// Whether something of this name may be read here: it then hides a library of functions.
bool Checker::is_name(const std::string& name) const {
  const auto named = [&](const auto& list) { return std::any_of(list.begin(), list.end(), [&](const auto& x) { return x.name == name; }); };
  return named(variables_) || named(scope_.locals) || named(scope_.lets) || named(scope_.entities);
}

bool Checker::select_entity(std::uint32_t n, std::uint32_t slot, int part) {
  const Scope::Entity& e = scope_.entities[slot];
  const Kind& kind = declarations_.kinds[e.kind];
  const std::string& field = node(n).text;
  if (part < 0) {
    if (field == "id") return set(n, Meaning::entity_id, builtin_shapes().integer, e.is_optional, slot);
    if (field == "profile" || field == "live") {
      if (field == "profile" && !kind.has_profile) return fail(n, "kind '" + kind.name + "' has no profile");
      return set(n, Meaning::entity_part, shape(child(n, 0)), false, slot, field == "live" ? 1 : 0);
    }
  }
  const auto position = find_field(n, kind, part, e.name);
  if (!position) return false;
  reads_.fields.insert({slot, *position});
  reads_.state = true;
  return set(n, Meaning::field, *kind.fields[*position].shape, e.is_optional || e.may_be_gone, slot, *position);
}

// The field of `kind` that node n names; part 0 looks in the profile, 1 in live, -1 in both.
std::optional<std::uint32_t> Checker::find_field(std::uint32_t n, const Kind& kind, int part, const std::string& owner) {
  const std::string& field = node(n).text;
  std::vector<std::string> candidates = {"id"};
  std::uint32_t found = 0, position = 0;
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
    const StateField& f = kind.fields[i];
    if (f.is_cooldown || (part >= 0 && f.is_durable != (part == 0))) continue;
    candidates.push_back(f.name);
    if (f.name == field) ++found, position = i;
  }
  if (found == 1) return position;
  if (found == 0) fail(n, "kind '" + kind.name + "' has no field '" + field + "'" + nearest_name(field, candidates));
  else fail(n, "'" + field + "' is in profile and in live; write " + owner + ".profile." + field + " or " + owner + ".live." + field);
  return std::nullopt;
}

// An entity that an expression gives: an item of a list that was found.
bool Checker::select_item(std::uint32_t n, int part) {
  const std::uint32_t target = child(n, 0);
  const std::uint32_t k = shape(target).index;
  const Kind& kind = declarations_.kinds[k];
  const std::string& field = node(n).text;
  if (part < 0 && field == "id") return set(n, Meaning::item_id, builtin_shapes().integer);
  if (part < 0 && (field == "profile" || field == "live")) {
    if (field == "profile" && !kind.has_profile) return fail(n, "kind '" + kind.name + "' has no profile");
    return set(n, Meaning::item_part, shape(target), false, 0, field == "live" ? 1 : 0);
  }
  const auto position = find_field(n, kind, part, kind.name);
  if (!position) return false;
  reads_.any_fields.insert({k, *position});
  reads_.state = true;
  return set(n, Meaning::item_field, *kind.fields[*position].shape, true, 0, *position);  // it may be gone by now
}

bool Checker::select(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  std::uint32_t target = child(n, 0);
  if (!visit(target)) return false;
  const std::string field = node(n).text;
  const bool is_table = shape(target).kind == table;
  switch (is_table ? Meaning::unresolved : node(target).meaning) {
    case Meaning::entity: return select_entity(n, node(target).a, -1);
    case Meaning::entity_part: return select_entity(n, node(target).a, static_cast<int>(node(target).b));
    case Meaning::item_part: return select_item(n, static_cast<int>(node(target).b));
    case Meaning::tables: {
      const auto t = declarations_.find_table(field);
      if (!t) return fail(n, "unknown table '" + field + "'" + nearest_name(field, declarations_.table_names));
      Shape s;
      s.kind = table;
      s.index = *t;
      return set(n, Meaning::tables, *declarations_.add_shape(std::move(s)), false, *t);
    }
    case Meaning::flags: {
      std::vector<std::string> candidates;
      for (std::uint32_t i = 0; i < declarations_.flags.size(); ++i) {
        if (declarations_.flags[i].name == field) return set(n, Meaning::flag, *declarations_.flags[i].shape, false, i);
        candidates.push_back(declarations_.flags[i].name);
      }
      return fail(n, "unknown flag '" + field + "'" + nearest_name(field, candidates));
    }
    case Meaning::request: {
      const std::vector<std::string> names = {"actor", "session", "origin", "roles", "received_at"};
      const Shape* shapes[] = {&builtin.integer, &builtin.integer, &builtin.origin, &builtin.list_of_string, &builtin.integer};
      for (std::uint32_t i = 0; i < names.size(); ++i)
        if (names[i] == field) return set(n, Meaning::request_field, *shapes[i], false, i);
      return fail(n, "a request has no '" + field + "'" + nearest_name(field, names));
    }
    default: break;
  }
  unwrap(target);
  node(n).children[0] = target;
  const Shape& t = shape(target);
  switch (t.kind) {
    case entity: return select_item(n, -1);
    case table: {
      const auto r = declarations_.find_row(t.index, field);
      if (!r) return fail(n, "table '" + declarations_.table_names[t.index] + "' has no row '" + field + "'" + nearest_name(field, declarations_.row_keys[t.index]));
      Shape s;
      s.kind = table_row;
      s.index = t.index;
      node(n).value = word_int(*r);
      return set(n, Meaning::constant, *declarations_.add_shape(std::move(s)));
    }
    case table_row: {
      std::vector<std::string> candidates;
      const auto& columns = declarations_.tables[t.index].columns;
      for (std::uint32_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == field) return set(n, Meaning::cell, *columns[i].shape, false, t.index, i);
        candidates.push_back(columns[i].name);
      }
      return fail(n, "table '" + declarations_.table_names[t.index] + "' has no column '" + field + "'" + nearest_name(field, candidates));
    }
    case record: {
      std::vector<std::string> candidates;
      for (std::uint32_t i = 0; i < t.fields.size(); ++i) {
        if (t.fields[i].name == field) return set(n, Meaning::record_field, *t.fields[i].shape, false, i);
        candidates.push_back(t.fields[i].name);
      }
      const char* what = node(target).meaning == Meaning::params ? "this action has no parameter '" : "there is no field '";
      return fail(n, what + field + "'" + nearest_name(field, candidates));
    }
    case map: return set(n, Meaning::map_key, *t.element, true);
    case vec3:
      if (field != "x" && field != "y" && field != "z") return fail(n, "a vec3 has .x, .y and .z");
      return set(n, Meaning::axis, builtin.number, false, static_cast<std::uint32_t>(field[0] - 'x'));
    default: return fail(n, "a value of type " + name_of(t) + " has no field '" + field + "'" + (t.kind == list || t.kind == string ? habit_of_field(field) : ""));
  }
}

bool Checker::has(std::uint32_t n) {
  const std::uint32_t target = child(n, 0);
  if (!visit(target)) return false;
  const Meaning m = node(target).meaning;
  if (node(target).kind == NodeKind::identifier && m != Meaning::entity) return fail(n, "has() takes a field or an optional entity, as in has(params.x)");
  if (m == Meaning::map_key || m == Meaning::record_field || m == Meaning::field || m == Meaning::item_field || m == Meaning::entity) {
    // Looking is not reading: only what stands before the last field may fail.
    set(n, Meaning::operation, builtin_shapes().boolean);
    bool is_fallible = false;
    for (const auto c : node(target).children) is_fallible = is_fallible || node(c).is_fallible;
    if (m == Meaning::field || m == Meaning::item_field) is_fallible = node(target).is_fallible;
    node(n).is_fallible = is_fallible;
    return true;
  }
  return set(n, Meaning::operation, builtin_shapes().boolean);
}

bool Checker::map_key(std::uint32_t& key, const Shape& m, std::uint32_t at) {
  unwrap(key);
  const Shape& k = shape(key);
  const bool is_int = k.kind == integer || k.kind == ref;
  if (m.key->kind == integer ? !is_int : !is_textual(k))
    return fail(at, "the map's keys are " + name_of(*m.key) + ", not " + name_of(k));
  if (m.key->kind == row && k.kind == string && node(key).kind == NodeKind::string_literal && !declarations_.find_row(m.key->index, node(key).text))
    return fail(key, "table '" + declarations_.table_names[m.key->index] + "' has no row '" + node(key).text + "'" + nearest_name(node(key).text, declarations_.row_keys[m.key->index]));
  if (k.kind != string) wrap(key, "$text", builtin_shapes().string, false);
  return true;
}

bool Checker::index(std::uint32_t n) {
  std::uint32_t target = child(n, 0), key = child(n, 1);
  if (!visit(target) || !visit(key)) return false;
  unwrap(target);
  unwrap(key);
  if (!as_map(target)) return false;
  const Shape& t = shape(target);
  bool is_fallible = true;
  const Shape* result = nullptr;
  Meaning meaning = Meaning::map_key;
  switch (t.kind) {
    case table: {
      const Shape& k = shape(key);
      if (k.kind == row && k.index == t.index) {
        is_fallible = false;
      } else if (node(key).kind == NodeKind::string_literal) {
        const auto r = declarations_.find_row(t.index, node(key).text);
        if (!r) return fail(key, "table '" + declarations_.table_names[t.index] + "' has no row '" + node(key).text + "'" + nearest_name(node(key).text, declarations_.row_keys[t.index]));
        node(key).value = word_int(*r);
        Shape s;
        s.kind = row;
        s.index = t.index;
        set(key, Meaning::constant, *declarations_.add_shape(std::move(s)));
        is_fallible = false;
      } else if (!is_textual(k)) {
        return fail(key, "a table is indexed by a row key, not by " + name_of(k));
      } else if (k.kind != string) {
        wrap(key, "$text", builtin_shapes().string, false);
      }
      Shape s;
      s.kind = table_row;
      s.index = t.index;
      result = declarations_.add_shape(std::move(s));
      meaning = Meaning::table_row;
      break;
    }
    case map:
      if (!map_key(key, t, key)) return false;
      result = shape(target).element;
      break;
    case list:
      if (shape(key).kind != integer && shape(key).kind != ref) return fail(key, "a list is indexed by an int, not by " + name_of(shape(key)));
      if (t.element->kind == nothing) return fail(n, "the list is always empty");
      result = t.element;
      meaning = Meaning::list_item;
      break;
    default: return fail(n, "a value of type " + name_of(t) + " cannot be indexed");
  }
  node(n).children = {target, key};
  return set(n, meaning, *result, is_fallible);
}

// x.?field, x[?key]: what is there, or null; of a null nothing is.
bool Checker::optional_part(std::uint32_t n) {
  const bool is_select = node(n).kind == NodeKind::optional_select;
  std::uint32_t target = child(n, 0);
  if (!visit(target)) return false;
  const Shape& given = shape(target);
  const bool may_be_null = given.kind == optional;
  const bool is_record = (may_be_null ? *given.element : given).kind == record;
  if (!(is_select && is_record) && !as_map(target)) return false;
  const Shape& t = may_be_null ? *given.element : shape(target);
  const Shape* part = nullptr;
  std::uint32_t position = 0;
  if (t.kind == record && is_select) {
    std::vector<std::string> candidates;
    for (std::uint32_t i = 0; i < t.fields.size(); ++i) {
      if (t.fields[i].name == node(n).text) part = t.fields[i].shape, position = i;
      candidates.push_back(t.fields[i].name);
    }
    if (!part) return fail(n, "there is no field '" + node(n).text + "'" + nearest_name(node(n).text, candidates));
  } else if (t.kind == map || (t.kind == list && !is_select)) {
    part = t.element;
    if (part->kind == nothing || part->kind == entity) return fail(n, part->kind == entity ? "entities are not values; look at the size of the list before" : "it is always empty");
  } else {
    return fail(n, is_select ? "'.?' looks for an entry of a map or a field of an optional record, not in " + name_of(given) : "'[?' looks for an entry of a map or an item of a list, not in " + name_of(given));
  }
  if (!is_select) {
    std::uint32_t key = child(n, 1);
    if (!visit(key)) return false;
    unwrap(key);
    if (t.kind == map && !map_key(key, t, key)) return false;
    if (t.kind == list && shape(key).kind != integer && shape(key).kind != ref) return fail(key, "a list is indexed by an int, not by " + name_of(shape(key)));
    node(n).children[1] = key;
  }
  node(n).children[0] = target;
  if (part->kind == optional) return set(n, Meaning::operation, *part, false, position);
  Shape o;
  o.kind = optional;
  o.element = part;
  return set(n, Meaning::operation, *declarations_.add_shape(std::move(o)), false, position);
}

}  // namespace ludex::expr
