#include "expr/check.h"

#include <algorithm>

#include "expr/functions.h"
#include "value/diagnostics.h"

namespace ludex::expr {
namespace {

using enum ShapeKind;

class Checker {
 public:
  Checker(Ast& ast, const Scope& scope, Declarations& declarations, Reads& reads)
      : ast_(ast), scope_(scope), declarations_(declarations), reads_(reads) {}

  bool visit(std::uint32_t n);
  bool adapt(std::uint32_t& n, const Shape& target, bool is_final);
  bool path(std::uint32_t n, bool is_root);

  std::optional<CheckError> error;

 private:
  Node& node(std::uint32_t n) { return ast_.nodes[n]; }
  std::uint32_t child(std::uint32_t n, std::size_t i) { return ast_.nodes[n].children[i]; }
  const Shape& shape(std::uint32_t n) { return *ast_.nodes[n].shape; }
  std::string name_of(const Shape& s) { return type_name(s, declarations_.names()); }

  bool fail(std::uint32_t n, std::string message) {
    if (!error) error = CheckError{std::move(message), node(n).position, false};
    return false;
  }
  bool unsupported(std::uint32_t n, std::string message) {
    if (!error) error = CheckError{std::move(message), node(n).position, true};
    return false;
  }
  bool set(std::uint32_t n, Meaning meaning, const Shape& s, bool is_fallible = false, std::uint32_t a = 0, std::uint32_t b = 0) {
    Node& x = node(n);
    x.meaning = meaning;
    x.shape = &s;
    x.is_fallible = is_fallible;
    x.a = a;
    x.b = b;
    for (const auto c : x.children) x.is_fallible = x.is_fallible || ast_.nodes[c].is_fallible;
    return true;
  }
  const Shape* make_list(const Shape& element, std::uint32_t max) {
    Shape s;
    s.kind = list;
    s.element = &element;
    s.max_length = max;
    return declarations_.add_shape(std::move(s));
  }
  // Puts a conversion over child `i` of `n`.
  void wrap(std::uint32_t& n, const char* function, const Shape& s, bool is_fallible) {
    Node w;
    w.kind = NodeKind::call;
    w.text = function;
    w.position = node(n).position;
    w.children = {n};
    ast_.nodes.push_back(std::move(w));
    n = static_cast<std::uint32_t>(ast_.nodes.size() - 1);
    set(n, Meaning::operation, s, is_fallible);
  }
  bool is_textual(const Shape& s) { return s.kind == string || s.kind == row || s.kind == enumeration; }
  bool unwrap(std::uint32_t& n) {
    if (shape(n).kind == optional) wrap(n, "$get", *shape(n).element, true);
    return true;
  }
  bool unwrap_children(std::uint32_t n) {
    for (std::size_t i = 0; i < node(n).children.size(); ++i) {
      std::uint32_t c = child(n, i);
      unwrap(c);
      node(n).children[i] = c;
    }
    return true;
  }

  bool identifier(std::uint32_t n);
  bool select(std::uint32_t n);
  bool select_entity(std::uint32_t n, std::uint32_t slot, int part);
  bool has(std::uint32_t n);
  bool index(std::uint32_t n);
  bool unary(std::uint32_t n);
  bool binary(std::uint32_t n);
  bool equality(std::uint32_t n);
  bool membership(std::uint32_t n);
  bool unify(std::uint32_t& a, std::uint32_t& b, std::uint32_t at);
  bool conditional(std::uint32_t n);
  bool list_literal(std::uint32_t n);
  bool map_literal(std::uint32_t n);
  bool macro(std::uint32_t n);
  bool call(std::uint32_t n);
  bool map_key(std::uint32_t& key, const Shape& map, std::uint32_t at);
  bool forbidden(std::uint32_t n, const char* what) {
    return fail(n, std::string(scope_.place) + " may not read " + what + "; put this into a 'require' clause");
  }
  // A literal with known keys is a record until it is used as a map; then its values must share one type.
  bool as_map(std::uint32_t n) {
    if (node(n).kind != NodeKind::map || shape(n).kind != record || shape(n).fields.empty()) return true;
    std::uint32_t first = child(n, 1);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 3; i < node(n).children.size(); i += 2) {
        std::uint32_t value = child(n, i);
        if (!unify(first, value, value)) return false;
        node(n).children[i] = value;
      }
    }
    node(n).children[1] = first;
    Shape s;
    s.kind = map;
    s.key = &builtin_shapes().string;
    s.element = &shape(first);
    s.max_length = static_cast<std::uint32_t>(node(n).children.size() / 2);
    return set(n, Meaning::operation, *declarations_.add_shape(std::move(s)));
  }
  std::uint64_t bound_of(std::uint32_t n) {
    return node(n).kind == NodeKind::list ? node(n).children.size() : std::max<std::uint32_t>(1, shape(n).max_length);
  }

  struct Variable {
    std::string name;
    const Shape* shape;
  };
  Ast& ast_;
  const Scope& scope_;
  Declarations& declarations_;
  Reads& reads_;
  std::vector<Variable> variables_;
  std::uint64_t turns_ = 1;
};

bool Checker::visit(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  switch (node(n).kind) {
    case NodeKind::null_literal: return set(n, Meaning::constant, builtin.null);
    case NodeKind::bool_literal: return set(n, Meaning::constant, builtin.boolean);
    case NodeKind::int_literal: return set(n, Meaning::constant, builtin.integer);
    case NodeKind::double_literal: return set(n, Meaning::constant, builtin.number);
    case NodeKind::string_literal:
      node(n).value = word_str(make_str(node(n).text, declarations_.arena));
      return set(n, Meaning::constant, builtin.string);
    case NodeKind::identifier: return identifier(n);
    case NodeKind::select: return select(n);
    case NodeKind::has: return has(n);
    case NodeKind::index: return index(n);
    case NodeKind::unary: return unary(n);
    case NodeKind::binary: return binary(n);
    case NodeKind::conditional: return conditional(n);
    case NodeKind::list: return list_literal(n);
    case NodeKind::map: return map_literal(n);
    case NodeKind::macro: return macro(n);
    case NodeKind::call: return call(n);
  }
  return false;
}

bool Checker::identifier(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  const std::string name = node(n).text;
  for (std::size_t i = variables_.size(); i-- > 0;)
    if (variables_[i].name == name) return set(n, Meaning::variable, *variables_[i].shape, false, static_cast<std::uint32_t>(i));
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
  if (name == "request") return set(n, Meaning::request, builtin.nothing);
  std::vector<std::string> candidates = {"params", "now", "tables", "flags", "request"};
  for (const auto& v : variables_) candidates.push_back(v.name);
  for (const auto& l : scope_.lets) candidates.push_back(l.name);
  for (const auto& e : scope_.entities) candidates.push_back(e.name);
  return fail(n, "unknown name '" + name + "'" + nearest_name(name, candidates));
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
  std::vector<std::string> candidates = {"id"};
  std::uint32_t found = 0, position = 0;
  for (std::uint32_t i = 0; i < kind.fields.size(); ++i) {
    const StateField& f = kind.fields[i];
    if (f.is_cooldown || (part >= 0 && f.is_durable != (part == 0))) continue;
    candidates.push_back(f.name);
    if (f.name == field) ++found, position = i;
  }
  if (found == 0) return fail(n, "kind '" + kind.name + "' has no field '" + field + "'" + nearest_name(field, candidates));
  if (found > 1) return fail(n, "'" + field + "' is in profile and in live; write " + e.name + ".profile." + field + " or " + e.name + ".live." + field);
  reads_.fields.insert({slot, position});
  reads_.state = true;
  return set(n, Meaning::field, *kind.fields[position].shape, e.is_optional, slot, position);
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
    default: return fail(n, "a value of type " + name_of(t) + " has no field '" + field + "'");
  }
}

bool Checker::has(std::uint32_t n) {
  const std::uint32_t target = child(n, 0);
  if (!visit(target)) return false;
  const Meaning m = node(target).meaning;
  if (node(target).kind == NodeKind::identifier && m != Meaning::entity) return fail(n, "has() takes a field or an optional entity, as in has(params.x)");
  if (m == Meaning::map_key || m == Meaning::record_field || m == Meaning::field || m == Meaning::entity) {
    // Looking is not reading: only what stands before the last field may fail.
    set(n, Meaning::operation, builtin_shapes().boolean);
    bool is_fallible = false;
    for (const auto c : node(target).children) is_fallible = is_fallible || node(c).is_fallible;
    if (m == Meaning::field) is_fallible = node(target).is_fallible;
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

bool Checker::unary(std::uint32_t n) {
  if (!visit(child(n, 0))) return false;
  unwrap_children(n);
  const Shape& s = shape(child(n, 0));
  if (node(n).op == Op::not_)
    return s.kind == boolean ? set(n, Meaning::operation, s) : fail(n, "'!' takes a bool, not " + name_of(s));
  if (s.kind == integer || s.kind == ref) return set(n, Meaning::operation, builtin_shapes().integer, true);
  if (s.kind == number) return set(n, Meaning::operation, builtin_shapes().number);
  return fail(n, "'-' takes a number, not " + name_of(s));
}

// Literals take the type of what they stand beside; rows and enumerations become text beside strings.
bool Checker::unify(std::uint32_t& a, std::uint32_t& b, std::uint32_t at) {
  if (same_type(shape(a), shape(b))) return true;
  // A literal beside a row or an enumeration is one of its names, or else just text; in a comparison that is worth a note.
  const Op op = node(at).op;
  const bool makes_text = op == Op::add || op == Op::lt || op == Op::le || op == Op::gt || op == Op::ge;
  for (const bool swaps : {false, true}) {
    std::uint32_t& literal = swaps ? a : b;
    const Shape& named = shape(swaps ? b : a);
    if (makes_text || node(literal).kind != NodeKind::string_literal || shape(literal).kind != string || (named.kind != row && named.kind != enumeration)) continue;
    const auto& names = named.kind == row ? declarations_.row_keys[named.index] : named.names;
    if (Declarations::position(names, node(literal).text)) return adapt(literal, named, false);
    if (op == Op::eq || op == Op::ne)
      reads_.notes.push_back("'" + node(literal).text + "' is never equal to a value of type " + name_of(named) + nearest_name(node(literal).text, names));
  }
  if (is_textual(shape(a)) && is_textual(shape(b))) {
    if (shape(a).kind != string) wrap(a, "$text", builtin_shapes().string, false);
    if (shape(b).kind != string) wrap(b, "$text", builtin_shapes().string, false);
    return true;
  }
  if (adapt(a, shape(b), false) || error) return !error;
  if (adapt(b, shape(a), false) || error) return !error;
  const bool mixes_numbers = (shape(a).kind == integer && shape(b).kind == number) || (shape(a).kind == number && shape(b).kind == integer);
  return fail(at, (node(at).op == Op::none ? std::string("types differ: ") : "'" + std::string(spelling(node(at).op)) + "' has no meaning between ") + name_of(shape(a)) + " and " +
                      name_of(shape(b)) + (mixes_numbers ? "; write double(…) around the int" : ""));
}

bool Checker::binary(std::uint32_t n) {
  const BuiltinShapes& builtin = builtin_shapes();
  const Op op = node(n).op;
  if (!visit(child(n, 0)) || !visit(child(n, 1))) return false;
  if (op == Op::eq || op == Op::ne) return equality(n);
  if (op == Op::in) return membership(n);
  unwrap_children(n);
  std::uint32_t a = child(n, 0), b = child(n, 1);
  if (op == Op::and_ || op == Op::or_) {
    for (const auto c : {a, b})
      if (shape(c).kind != boolean) return fail(c, "'" + std::string(spelling(op)) + "' takes bools, not " + name_of(shape(c)));
    return set(n, Meaning::operation, builtin.boolean);
  }
  const bool is_order = op == Op::lt || op == Op::le || op == Op::gt || op == Op::ge;
  // Order between int and double is exact and part of CEL; arithmetic between them is not.
  const auto is_numeric = [](const Shape& s) { return s.kind == integer || s.kind == ref || s.kind == number; };
  if (is_order && is_numeric(shape(a)) && is_numeric(shape(b)) && !same_type(shape(a), shape(b)) && node(a).kind != NodeKind::int_literal &&
      node(b).kind != NodeKind::int_literal)
    return set(n, Meaning::operation, builtin.boolean);
  if (!unify(a, b, n)) return false;
  node(n).children = {a, b};
  const ShapeKind k = shape(a).kind == ref ? integer : shape(a).kind;
  if (is_order) {
    if (k == row || k == enumeration) {
      wrap(a, "$text", builtin.string, false);
      wrap(b, "$text", builtin.string, false);
      node(n).children = {a, b};
    } else if (k != integer && k != number && k != string && k != boolean) {
      return fail(n, "values of type " + name_of(shape(a)) + " have no order");
    }
    return set(n, Meaning::operation, builtin.boolean);
  }
  if (k == integer) return set(n, Meaning::operation, builtin.integer, true);
  if (k == number && op != Op::mod) return set(n, Meaning::operation, builtin.number, true);
  if (op == Op::add && is_textual(shape(a))) {
    if (k != string) {
      wrap(a, "$text", builtin.string, false);
      wrap(b, "$text", builtin.string, false);
      node(n).children = {a, b};
    }
    return set(n, Meaning::operation, builtin.string, true);
  }
  if (op == Op::add && k == list) {
    const auto total = std::min<std::uint64_t>(kMaxItemsDefault, bound_of(a) + bound_of(b));
    const Shape& element = shape(a).element->kind == nothing ? *shape(b).element : *shape(a).element;
    return set(n, Meaning::operation, *make_list(element, static_cast<std::uint32_t>(total)), true);
  }
  return fail(n, "'" + std::string(spelling(op)) + "' has no meaning between " + name_of(shape(a)) + " and " + name_of(shape(b)));
}

bool Checker::equality(std::uint32_t n) {
  std::uint32_t a = child(n, 0), b = child(n, 1);
  for (int i = 0; i < 2; ++i) {
    if (shape(a).kind == optional && shape(b).kind != optional) {
      if (!adapt(b, shape(a), false)) {
        if (!error) fail(n, "'" + std::string(spelling(node(n).op)) + "' has no meaning between " + name_of(shape(a)) + " and " + name_of(shape(b)));
        return false;
      }
    }
    std::swap(a, b);
  }
  if (!unify(a, b, n)) return false;
  if (shape(a).kind == entity || shape(a).kind == table || shape(a).kind == table_row)
    return fail(n, "compare ids or keys, not " + name_of(shape(a)));
  node(n).children = {a, b};
  return set(n, Meaning::operation, builtin_shapes().boolean);
}

bool Checker::membership(std::uint32_t n) {
  std::uint32_t item = child(n, 0), range = child(n, 1);
  unwrap(range);
  if (!as_map(range)) return false;
  const Shape& r = shape(range);
  switch (r.kind) {
    case map:
      if (!map_key(item, r, n)) return false;
      break;
    case table:
      unwrap(item);
      if (!is_textual(shape(item))) return fail(n, "a table's keys are strings, not " + name_of(shape(item)));
      if (shape(item).kind != string) wrap(item, "$text", builtin_shapes().string, false);
      break;
    case list:
      if (r.element->kind == nothing) break;
      // Looking through a list is a loop too.
      if (turns_ > 1 && turns_ * bound_of(range) > kMaxTurns)
        return fail(n, "this search could look " + std::to_string(turns_ * bound_of(range)) + " times, the limit is " + std::to_string(kMaxTurns) + "; declare a smaller max for the list");
      if (!same_type(shape(item), *r.element)) {
        const bool is_search = shape(item).kind == string && node(item).kind != NodeKind::string_literal && (r.element->kind == row || r.element->kind == enumeration);
        if (is_search) {
          wrap(item, "$find", *r.element, false);
        } else if (r.element->kind == string && is_textual(shape(item))) {
          wrap(item, "$text", builtin_shapes().string, false);
        } else if (!adapt(item, *r.element, false)) {
          if (shape(item).kind == optional) unwrap(item);
          if (!same_type(shape(item), *r.element)) return error ? false : fail(n, "the list holds " + name_of(*r.element) + ", not " + name_of(shape(item)));
        }
      }
      break;
    default: return fail(n, "'in' looks into a list, a map or a table, not into " + name_of(r));
  }
  node(n).children = {item, range};
  return set(n, Meaning::operation, builtin_shapes().boolean);
}

bool Checker::conditional(std::uint32_t n) {
  std::uint32_t condition = child(n, 0), yes = child(n, 1), no = child(n, 2);
  if (!visit(condition) || !visit(yes) || !visit(no)) return false;
  unwrap(condition);
  if (shape(condition).kind != boolean) return fail(condition, "the condition is " + name_of(shape(condition)) + ", not bool");
  if (shape(yes).kind == null && shape(no).kind != optional && shape(no).kind != null) {
    Shape s;
    s.kind = optional;
    s.element = &shape(no);
    const Shape* o = declarations_.add_shape(std::move(s));
    if (!adapt(yes, *o, true) || !adapt(no, *o, true)) return false;
  } else if (shape(no).kind == null && shape(yes).kind != optional && shape(yes).kind != null) {
    Shape s;
    s.kind = optional;
    s.element = &shape(yes);
    const Shape* o = declarations_.add_shape(std::move(s));
    if (!adapt(yes, *o, true) || !adapt(no, *o, true)) return false;
  } else if (!unify(yes, no, n)) {
    return false;
  }
  node(n).children = {condition, yes, no};
  return set(n, Meaning::operation, shape(yes).kind == list && shape(no).max_length > shape(yes).max_length ? shape(no) : shape(yes));
}

bool Checker::list_literal(std::uint32_t n) {
  const std::size_t count = node(n).children.size();
  for (std::size_t i = 0; i < count; ++i)
    if (!visit(child(n, i))) return false;
  if (count == 0) return set(n, Meaning::operation, builtin_shapes().list_of_nothing);
  // A null among values makes them optional.
  const Shape* value = nullptr;
  bool has_null = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Shape& s = shape(child(n, i));
    if (s.kind == null) has_null = true;
    else if (s.kind != optional) value = &s;
  }
  if (has_null && value) {
    Shape s;
    s.kind = optional;
    s.element = value;
    const Shape* o = declarations_.add_shape(std::move(s));
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t c = child(n, i);
      if (shape(c).kind == null && !adapt(c, *o, true)) return false;
      node(n).children[i] = c;
    }
  }
  std::uint32_t first = child(n, 0);
  for (int pass = 0; pass < 2; ++pass) {  // the second pass brings the earlier ones to the type the later ones forced
    for (std::size_t i = 1; i < count; ++i) {
      std::uint32_t c = child(n, i);
      if (!unify(first, c, c)) return false;
      node(n).children[i] = c;
    }
  }
  node(n).children[0] = first;
  const ShapeKind k = shape(first).kind;
  if (k == entity || k == table || k == nothing || k == null) return fail(n, "a list cannot hold " + name_of(shape(first)));
  return set(n, Meaning::operation, *make_list(shape(first), static_cast<std::uint32_t>(count)));
}

bool Checker::map_literal(std::uint32_t n) {
  const std::size_t pairs = node(n).children.size() / 2;
  bool is_constant_keys = true;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < pairs; ++i) {
    if (!visit(child(n, 2 * i)) || !visit(child(n, 2 * i + 1))) return false;
    const Node& k = node(child(n, 2 * i));
    is_constant_keys = is_constant_keys && k.kind == NodeKind::string_literal;
    if (!is_textual(*k.shape)) return fail(child(n, 2 * i), "map keys are strings here, not " + name_of(*k.shape));
    if (k.kind == NodeKind::string_literal) {
      if (std::find(keys.begin(), keys.end(), k.text) != keys.end()) return fail(child(n, 2 * i), "the key '" + k.text + "' stands twice");
      keys.push_back(k.text);
    }
    const ShapeKind v = shape(child(n, 2 * i + 1)).kind;
    if (v == entity || v == table || v == nothing) return fail(child(n, 2 * i + 1), "a map cannot hold " + name_of(shape(child(n, 2 * i + 1))));
  }
  if (is_constant_keys && pairs > 0) {
    // Known keys make a record: every value keeps its own type.
    Shape s;
    s.kind = record;
    s.keeps_null = true;
    std::vector<std::size_t> order(pairs);
    for (std::size_t i = 0; i < pairs; ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return keys[x] < keys[y]; });
    std::vector<std::uint32_t> sorted;
    for (const std::size_t i : order) {
      s.declared.push_back(static_cast<std::uint32_t>(s.fields.size()));
      s.fields.push_back({keys[i], &shape(child(n, 2 * i + 1))});
      sorted.push_back(child(n, 2 * i));
      sorted.push_back(child(n, 2 * i + 1));
    }
    node(n).children = sorted;
    return set(n, Meaning::operation, *declarations_.add_shape(std::move(s)));
  }
  Shape s;
  s.kind = map;
  s.key = &builtin_shapes().string;
  s.element = &builtin_shapes().nothing;
  if (pairs > 0) {
    std::uint32_t first = child(n, 1);
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < pairs; ++i) {
        std::uint32_t key = child(n, 2 * i), value = child(n, 2 * i + 1);
        if (shape(key).kind != string) wrap(key, "$text", builtin_shapes().string, false);
        if (i > 0 && !unify(first, value, value)) return false;
        node(n).children[2 * i] = key;
        node(n).children[2 * i + 1] = i > 0 ? value : first;
      }
    }
    s.element = &shape(first);
  }
  s.max_length = static_cast<std::uint32_t>(pairs);
  return set(n, Meaning::operation, *declarations_.add_shape(std::move(s)), pairs > 0);  // two computed keys may be equal
}

bool Checker::macro(std::uint32_t n) {
  std::uint32_t range = child(n, 0);
  if (!visit(range) || !as_map(range)) return false;
  unwrap(range);
  node(n).children[0] = range;
  const Shape& r = shape(range);
  if (r.kind != list && r.kind != map) return fail(n, node(n).text + "() runs over a list or a map, not over " + name_of(r));
  const std::uint64_t bound = bound_of(range);
  if (turns_ * bound > kMaxTurns)
    return fail(n, "this loop could turn " + std::to_string(turns_ * bound) + " times, the limit is " + std::to_string(kMaxTurns) + "; declare a smaller max for the list");
  const Shape& item = r.kind == list ? *r.element : (r.key->kind == integer ? builtin_shapes().integer : builtin_shapes().string);
  const std::uint32_t depth = static_cast<std::uint32_t>(variables_.size());
  variables_.push_back({node(n).variable, &item});
  turns_ *= std::max<std::uint64_t>(1, bound);
  const std::size_t count = node(n).children.size();
  for (std::size_t i = 1; i < count; ++i) {
    std::uint32_t c = child(n, i);
    if (!visit(c)) return false;
    const bool is_transform = node(n).text == "map" && i + 1 == count;
    if (!is_transform) {
      unwrap(c);
      if (shape(c).kind != boolean) return fail(c, node(n).text + "() takes a bool condition, not " + name_of(shape(c)));
    }
    node(n).children[i] = c;
  }
  turns_ /= std::max<std::uint64_t>(1, bound);
  variables_.pop_back();
  const Shape* result = &builtin_shapes().boolean;
  if (node(n).text == "map") {
    const Shape& e = shape(child(n, count - 1));
    if (e.kind == entity || e.kind == table || e.kind == nothing || e.kind == null) return fail(n, "a list cannot hold " + name_of(e));
    result = make_list(e, static_cast<std::uint32_t>(std::min<std::uint64_t>(bound, kMaxItemsDefault)));
  } else if (node(n).text == "filter") {
    result = make_list(item, static_cast<std::uint32_t>(std::min<std::uint64_t>(bound, kMaxItemsDefault)));
  }
  return set(n, Meaning::operation, *result, false, depth);
}

bool Checker::call(std::uint32_t n) {
  // math.min and the like: the namespace is sugar.
  if (node(n).is_method && node(child(n, 0)).kind == NodeKind::identifier && node(child(n, 0)).text == "math") {
    node(n).children.erase(node(n).children.begin());
    node(n).is_method = false;
  }
  const std::size_t count = node(n).children.size();
  for (std::size_t i = 0; i < count; ++i)
    if (!visit(child(n, i))) return false;
  unwrap_children(n);
  for (std::size_t i = 0; i < count; ++i)
    if (!as_map(child(n, i))) return false;
  const Function* f = find_function(node(n).text);
  if (!f) {
    if (is_later_function(node(n).text)) return unsupported(n, node(n).text + "() is not supported in rules yet");
    return fail(n, "unknown function '" + node(n).text + "'" + nearest_name(node(n).text, function_names()));
  }
  if (node(n).is_method != f->is_method && !(f->is_method && f->is_function))
    return fail(n, f->is_method ? f->name + std::string(" is written x.") + f->name + "(…)" : f->name + std::string(" is written ") + f->name + "(…)");
  if (count < f->min_arguments || count > f->max_arguments)
    return fail(n, std::string(f->name) + " is written " + f->usage);
  // One common type for arguments that are compared with each other.
  if (f->unifies) {
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 1; i < count; ++i) {
        std::uint32_t a = child(n, 0), b = child(n, i);
        if (!unify(a, b, n)) return false;
        node(n).children[0] = a;
        node(n).children[i] = b;
      }
    }
  }
  const Shape* result = nullptr;
  bool is_fallible = f->is_fallible;
  std::vector<std::uint32_t> arguments = node(n).children;
  for (auto& a : arguments) {
    if (f->takes_number && shape(a).kind == integer) adapt(a, builtin_shapes().number, false);
    if (node(a).kind == NodeKind::list && std::string_view(f->name) == "distance") adapt(a, builtin_shapes().vec3, false);
    if (f->takes_text && shape(a).kind != string && is_textual(shape(a))) wrap(a, "$text", builtin_shapes().string, false);
  }
  if (error) return false;
  node(n).children = arguments;
  std::vector<const Shape*> types;
  for (const auto a : arguments) types.push_back(&shape(a));
  result = f->result(types, is_fallible);
  if (!result) {
    std::string got;
    for (const Shape* t : types) got += (got.empty() ? "" : ", ") + name_of(*t);
    return fail(n, std::string(f->name) + " is written " + f->usage + "; it got (" + got + ")");
  }
  return set(n, Meaning::operation, *result, is_fallible);
}

// Whether `n` can be read as `target`; `is_final` reports why not.
bool Checker::adapt(std::uint32_t& n, const Shape& target, bool is_final) {
  if (same_type(shape(n), target)) return true;
  if (target.kind == optional) {
    if (shape(n).kind == null) {
      set(n, Meaning::constant, target);
      node(n).value = word_null();
      return true;
    }
    if (!adapt(n, *target.element, is_final)) return false;
    wrap(n, "$some", target, false);
    return true;
  }
  const Node& x = node(n);
  if (target.kind == number && x.kind == NodeKind::int_literal) {
    const std::int64_t i = x.value.i;
    if (i > (std::int64_t{1} << 53) || i < -(std::int64_t{1} << 53)) return fail(n, "the literal is not exact as a double");
    node(n).value = word_double(static_cast<double>(i));
    return set(n, Meaning::constant, builtin_shapes().number);
  }
  if (x.kind == NodeKind::string_literal && x.shape->kind == string && (target.kind == row || target.kind == enumeration)) {
    const std::vector<std::string>& names = target.kind == row ? declarations_.row_keys[target.index] : target.names;
    const auto i = Declarations::position(names, x.text);
    if (!i) return fail(n, "'" + x.text + "' is not one of the " + (target.kind == row ? "rows of table '" + declarations_.table_names[target.index] + "'" : name_of(target)) + nearest_name(x.text, names));
    node(n).value = word_int(*i);
    return set(n, Meaning::constant, target);
  }
  if (target.kind == string && (x.shape->kind == row || x.shape->kind == enumeration)) {
    wrap(n, "$text", builtin_shapes().string, false);
    return true;
  }
  if (target.kind == vec3 && x.kind == NodeKind::list && x.children.size() == 3) {
    std::vector<std::uint32_t> axes = x.children;
    for (auto& a : axes)
      if (!adapt(a, builtin_shapes().number, is_final)) return false;
    node(n).kind = NodeKind::call;
    node(n).text = "vec3";
    node(n).children = axes;
    return set(n, Meaning::operation, builtin_shapes().vec3);
  }
  if (target.kind == list && x.kind == NodeKind::list) {
    std::vector<std::uint32_t> items = x.children;
    for (auto& i : items)
      if (!adapt(i, *target.element, is_final)) return false;
    node(n).children = items;
    return set(n, Meaning::operation, target);
  }
  if (target.kind == map && x.kind == NodeKind::map && (x.shape->kind == record || x.shape->kind == map)) {
    if (target.key->kind != string && target.key->kind != row && target.key->kind != enumeration) return false;
    std::vector<std::uint32_t> children = x.children;
    for (std::size_t i = 0; i < children.size(); i += 2) {
      if (!adapt(children[i + 1], *target.element, is_final)) return false;
      if (target.key->kind == string) continue;
      if (node(children[i]).kind != NodeKind::string_literal) return false;
      const auto& names = target.key->kind == row ? declarations_.row_keys[target.key->index] : target.key->names;
      if (!Declarations::position(names, node(children[i]).text)) return fail(children[i], "'" + node(children[i]).text + "' is not a key of " + name_of(target) + nearest_name(node(children[i]).text, names));
    }
    node(n).children = children;
    return set(n, Meaning::operation, target, true);
  }
  if (target.kind == record && x.kind == NodeKind::map && x.shape->kind == record && x.shape->fields.size() == target.fields.size()) {
    std::vector<std::uint32_t> children = x.children;
    for (std::size_t i = 0; i < target.fields.size(); ++i)
      if (x.shape->fields[i].name != target.fields[i].name) return is_final ? fail(n, "the field '" + x.shape->fields[i].name + "' is not declared") : false;
    for (std::size_t i = 0; i < target.fields.size(); ++i)
      if (!adapt(children[2 * i + 1], *target.fields[i].shape, is_final)) return false;
    node(n).children = children;
    return set(n, Meaning::operation, target);
  }
  if (is_final && shape(n).kind == optional && same_type(*shape(n).element, target)) {
    unwrap(n);
    return true;
  }
  if (is_final && !error) {
    const bool wants_double = target.kind == number && shape(n).kind == integer;
    fail(n, "expected " + name_of(target) + ", got " + name_of(shape(n)) + (wants_double ? "; write double(…) around it" : ""));
  }
  return false;
}

bool Checker::path(std::uint32_t n, bool is_root) {
  const NodeKind kind = node(n).kind;
  if (kind != NodeKind::select && kind != NodeKind::index)
    return fail(n, is_root ? "the target of an effect is a field, as in actor.coins" : "the target of an effect starts with an entity, as in actor.coins");
  if (!visit(n)) return false;
  std::uint32_t at = n;
  while (node(at).meaning != Meaning::field) {
    const Meaning m = node(at).meaning;
    if (m != Meaning::map_key && m != Meaning::list_item && m != Meaning::record_field && m != Meaning::axis)
      return fail(n, m == Meaning::entity_id ? "an id cannot be assigned" : "only state of an entity can be assigned; params, tables, flags, lets and 'now' cannot");
    at = child(at, 0);
    if (node(at).text == "$get") return unsupported(n, "assigning inside an optional value is not supported yet; assign the whole field");
    if (node(at).kind == NodeKind::identifier && node(at).meaning != Meaning::field)
      return fail(n, "only state of an entity can be assigned; params, tables, flags, lets and 'now' cannot");
  }
  return true;
}

}  // namespace

std::optional<CheckError> check(Ast& ast, std::uint32_t& root, const Scope& scope, Declarations& declarations, Reads& reads, const Shape* expected) {
  Checker c(ast, scope, declarations, reads);
  if (!c.visit(root)) return c.error;
  const ShapeKind kind = ast.nodes[root].shape->kind;
  if (kind == entity || kind == table || kind == nothing || kind == table_row) {
    if (!(kind == table_row && !expected))
      return CheckError{kind == entity ? "an entity is not a value; take its id or a field" : "this is not a value yet; go on with '.'", ast.nodes[root].position, false};
  }
  if (expected && !c.adapt(root, *expected, true)) return c.error;
  return std::nullopt;
}

std::optional<CheckError> adapt(Ast& ast, std::uint32_t& root, const Scope& scope, Declarations& declarations, const Shape& expected) {
  Reads reads;
  Checker c(ast, scope, declarations, reads);
  if (!c.adapt(root, expected, true)) return c.error;
  return std::nullopt;
}

std::optional<CheckError> check_path(Ast& ast, std::uint32_t root, const Scope& scope, Declarations& declarations, Reads& reads) {
  Checker c(ast, scope, declarations, reads);
  if (!c.path(root, true)) return c.error;
  return std::nullopt;
}

}  // namespace ludex::expr
