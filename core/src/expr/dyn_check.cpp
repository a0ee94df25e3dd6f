#include "expr/dyn_check.h"

#include <algorithm>

#include "expr/dyn_functions.h"
#include "expr/dyn_types.h"
#include "value/diagnostics.h"

namespace ludex::expr {
namespace {

using Kind = DynMeaning::Kind;

constexpr const char* kTypeNames[] = {"bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "optional_type",
                                      "google.protobuf.Timestamp", "google.protobuf.Duration"};

const char* operator_name(Op op) {
  switch (op) {
    case Op::neg: return "-_";
    case Op::not_: return "!_";
    case Op::mul: return "_*_";
    case Op::div: return "_/_";
    case Op::mod: return "_%_";
    case Op::add: return "_+_";
    case Op::sub: return "_-_";
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge: return "_<_";
    case Op::eq: return "_==_";
    case Op::ne: return "_!=_";
    case Op::in: return "_in_";
    case Op::and_: return "_&&_";
    case Op::or_: return "_||_";
    case Op::none: break;
  }
  return "";
}

class DynChecker {
 public:
  DynChecker(const Ast& ast, const DynScope& scope, bool checks, std::vector<DynMeaning>& meanings)
      : ast_(ast), scope_(scope), checks_(checks), meanings_(meanings) {}

  std::string run(std::uint32_t root) {
    meanings_.assign(ast_.nodes.size(), {});
    for (const auto& v : scope_.variables) {
      const auto t = types_.parse(v.type);
      if (!t) fail(root, "'" + v.type + "' is not a type; the types are int, uint, double, bool, string, bytes, null, list(T), map(K,V), timestamp, duration and dyn");
      variable_types_.push_back(t.value_or(TypeTable::kDyn));
    }
    return types_.print(visit(root));
  }

  std::optional<CheckError> error;

 private:
  struct Local {
    std::string name;
    TypeId type;
  };

  const Node& node(std::uint32_t n) const { return ast_.nodes[n]; }
  std::uint32_t child(std::uint32_t n, std::size_t i) const { return node(n).children[i]; }

  // Without checking, the type just stays unknown.
  TypeId fail(std::uint32_t n, std::string message) {
    if (checks_ && !error) error = CheckError{std::move(message), node(n).position, false};
    return TypeTable::kDyn;
  }
  TypeId unknown(std::uint32_t n, RuleError code, std::string text) {
    meanings_[n] = {Kind::unknown, code, 0, text};
    return fail(n, std::move(text));
  }

  // The spellings of `name` from the innermost container outwards.
  template <class Try>
  bool resolve(const std::string& name, Try&& attempt) const {
    if (name[0] == '.') return attempt(name.substr(1));
    for (std::string container = scope_.container; !container.empty();) {
      if (attempt(container + "." + name)) return true;
      const auto dot = container.rfind('.');
      container.resize(dot == std::string::npos ? 0 : dot);
    }
    return attempt(name);
  }

  const Local* find_local(const std::string& name, std::uint32_t& index) const {
    for (std::size_t i = locals_.size(); i-- > 0;) {
      if (locals_[i].name != name) continue;
      index = static_cast<std::uint32_t>(i);
      return &locals_[i];
    }
    return nullptr;
  }

  // "a.b.c" for a chain of names, else "".
  std::string qualified(std::uint32_t n) const {
    const Node& x = node(n);
    if (x.kind == NodeKind::identifier) return x.text;
    if (x.kind != NodeKind::select) return "";
    const std::string front = qualified(x.children[0]);
    return front.empty() ? front : front + "." + x.text;
  }
  bool starts_at_local(std::uint32_t n) const {
    while (node(n).kind == NodeKind::select) n = child(n, 0);
    std::uint32_t index = 0;
    return node(n).kind == NodeKind::identifier && find_local(node(n).text, index) != nullptr;
  }

  // Whether the whole of `name` is a variable or a type.
  bool global(std::uint32_t n, const std::string& name, TypeId& type) {
    return resolve(name, [&](const std::string& full) {
      for (std::uint32_t i = 0; i < scope_.variables.size(); ++i) {
        if (scope_.variables[i].name != full) continue;
        meanings_[n] = {Kind::variable, RuleError::none, i, {}};
        type = variable_types_[i];
        return true;
      }
      if (std::find(std::begin(kTypeNames), std::end(kTypeNames), full) == std::end(kTypeNames)) return false;
      meanings_[n] = {Kind::type, RuleError::none, 0, full};
      type = types_.of("type", {types_.parse(full).value_or(TypeTable::kDyn)});
      return true;
    });
  }

  TypeId visit(std::uint32_t n);
  TypeId identifier(std::uint32_t n);
  TypeId select(std::uint32_t n);
  TypeId field(std::uint32_t n);
  TypeId field_of(std::uint32_t n, TypeId record);
  TypeId entry(std::uint32_t n);
  // Optional values do not nest where one is selected from another.
  TypeId optional_of(TypeId t) { return types_.is(t, "optional_type") ? t : types_.of("optional_type", {t}); }
  TypeId macro(std::uint32_t n);
  TypeId binding(std::uint32_t n);
  TypeId optional_macro(std::uint32_t n);
  TypeId call(std::uint32_t n);
  TypeId apply(std::uint32_t n, const std::string& function, const std::vector<TypeId>& arguments);
  std::vector<DynScope::Overload> overloads_of(const std::string& name) const;
  TypeId condition(std::uint32_t n, const std::string& what) {
    const TypeId t = visit(n);
    if (!types_.assign(t, types_.plain("bool"))) fail(n, what + " takes a bool, not " + types_.print(t));
    return types_.plain("bool");
  }

  const Ast& ast_;
  const DynScope& scope_;
  const bool checks_;
  std::vector<DynMeaning>& meanings_;
  TypeTable types_;
  std::vector<TypeId> variable_types_;
  std::vector<Local> locals_;
};

TypeId DynChecker::visit(std::uint32_t n) {
  const Node& x = node(n);
  switch (x.kind) {
    case NodeKind::null_literal: return types_.plain("null");
    case NodeKind::bool_literal: return types_.plain("bool");
    case NodeKind::int_literal: return types_.plain("int");
    case NodeKind::uint_literal: return types_.plain("uint");
    case NodeKind::double_literal: return types_.plain("double");
    case NodeKind::string_literal: return types_.plain("string");
    case NodeKind::bytes_literal: return types_.plain("bytes");
    case NodeKind::identifier: return identifier(n);
    case NodeKind::select: return select(n);
    case NodeKind::has:
      field(x.children[0]);  // never a variable called "a.b": has() asks a map
      return types_.plain("bool");
    case NodeKind::index: {
      const TypeId range = visit(x.children[0]);
      return apply(n, "_[_]", {range, visit(x.children[1])});
    }
    case NodeKind::optional_index: {
      const TypeId range = visit(x.children[0]);
      return apply(n, "_[?_]", {range, visit(x.children[1])});
    }
    case NodeKind::optional_select: return optional_of(field(n));
    case NodeKind::optional_entry: return entry(n);
    case NodeKind::unary: return apply(n, operator_name(x.op), {visit(x.children[0])});
    case NodeKind::binary: {
      const TypeId left = visit(x.children[0]);
      return apply(n, operator_name(x.op), {left, visit(x.children[1])});
    }
    case NodeKind::conditional: {
      const TypeId test = visit(x.children[0]), yes = visit(x.children[1]);
      return apply(n, "_?_:_", {test, yes, visit(x.children[2])});
    }
    case NodeKind::list: {
      TypeId element = types_.fresh();
      for (std::size_t i = 0; i < x.children.size(); ++i) {
        const TypeId t = visit(x.children[i]);
        element = i == 0 ? t : types_.join(element, t);
      }
      return types_.of("list", {element});
    }
    case NodeKind::map: {
      TypeId key = types_.fresh(), value = types_.fresh();
      for (std::size_t i = 0; i < x.children.size(); i += 2) {
        const TypeId k = visit(x.children[i]), v = visit(x.children[i + 1]);
        key = i == 0 ? k : types_.join(key, k);
        value = i == 0 ? v : types_.join(value, v);
      }
      return types_.of("map", {key, value});
    }
    case NodeKind::macro: return macro(n);
    case NodeKind::call: return call(n);
    case NodeKind::message:
      for (std::size_t i = 1; i < x.children.size(); i += 2) visit(x.children[i]);  // beside their names
      return unknown(n, RuleError::no_such_overload, "no message type '" + x.text + "' is known");
  }
  return TypeTable::kDyn;
}

TypeId DynChecker::identifier(std::uint32_t n) {
  const std::string& name = node(n).text;
  std::uint32_t index = 0;
  if (const Local* local = find_local(name, index)) {
    meanings_[n] = {Kind::local, RuleError::none, index, {}};
    return local->type;
  }
  if (name[0] == '@') return unknown(n, RuleError::no_such_key, "cel.index() and cel.iterVar() name what stands around them, and there is no such thing here");
  TypeId type = TypeTable::kDyn;
  if (global(n, name, type)) return type;
  std::vector<std::string> candidates;
  for (const auto& l : locals_) candidates.push_back(l.name);
  for (const auto& v : scope_.variables) candidates.push_back(v.name);
  return unknown(n, RuleError::no_such_key, "unknown name '" + name + "'" + nearest_name(name, candidates));
}

TypeId DynChecker::select(std::uint32_t n) {
  const std::string name = qualified(n);
  TypeId type = TypeTable::kDyn;
  if (!name.empty() && !starts_at_local(n) && global(n, name, type)) return type;
  return field(n);
}

TypeId DynChecker::field(std::uint32_t n) { return field_of(n, types_.known(visit(child(n, 0)))); }

TypeId DynChecker::field_of(std::uint32_t n, TypeId record) {
  if (types_.is(record, "map")) return types_.parameter(record, 1);
  if (types_.is(record, "optional_type")) return optional_of(field_of(n, types_.known(types_.parameter(record, 0))));
  if (types_.is_variable(record)) types_.assign(TypeTable::kDyn, record);
  if (types_.is_dyn(record) || types_.is_variable(record)) return TypeTable::kDyn;
  return fail(n, types_.print(record) + " has no field '" + node(n).text + "'");
}

// "?E" where E is an optional value: what it holds, if it does.
TypeId DynChecker::entry(std::uint32_t n) {
  const TypeId t = types_.known(visit(child(n, 0)));
  if (types_.is(t, "optional_type")) return types_.parameter(t, 0);
  if (types_.is_variable(t)) types_.assign(types_.of("optional_type", {TypeTable::kDyn}), t);
  if (types_.is_dyn(t) || types_.is_variable(t)) return TypeTable::kDyn;
  return fail(n, "an entry after '?' is an optional value, not " + types_.print(t));
}

TypeId DynChecker::binding(std::uint32_t n) {
  const Node& x = node(n);
  const std::size_t named = x.children.size() - 1, before = locals_.size();
  for (std::size_t i = 0; i < named; ++i) {
    const TypeId t = types_.known(visit(x.children[i]));
    locals_.push_back({x.text == "block" ? x.variable + ":" + std::to_string(i) : x.variable, t});
  }
  const TypeId body = visit(x.children.back());
  locals_.resize(before);
  return body;
}

// optMap() and optFlatMap() run on what an optional value holds, if it does.
TypeId DynChecker::optional_macro(std::uint32_t n) {
  const Node& x = node(n);
  const TypeId given = types_.known(visit(x.children[0]));
  TypeId inner = TypeTable::kDyn;
  if (types_.is(given, "optional_type")) inner = types_.parameter(given, 0);
  else if (types_.is_variable(given)) types_.assign(types_.of("optional_type", {TypeTable::kDyn}), given);
  else if (!types_.is_dyn(given)) fail(n, x.text + "() takes an optional value, not " + types_.print(given));
  locals_.push_back({x.variable, inner});
  const TypeId body = visit(x.children[1]);
  locals_.pop_back();
  if (x.text == "optMap") return types_.of("optional_type", {body});
  const TypeId made = types_.of("optional_type", {types_.fresh()});
  if (!types_.assign(body, made)) fail(n, "optFlatMap() makes an optional value, not " + types_.print(body));
  return made;
}

TypeId DynChecker::macro(std::uint32_t n) {
  const Node& x = node(n);
  const std::string& f = x.text;
  if (f == "bind" || f == "block") return binding(n);
  if (f == "optMap" || f == "optFlatMap") return optional_macro(n);
  const TypeId range = types_.known(visit(x.children[0]));
  const bool over_map = types_.is(range, "map") && f != "sortBy", over_list = types_.is(range, "list");
  if (types_.is_variable(range)) types_.assign(TypeTable::kDyn, range);
  else if (!over_map && !over_list && !types_.is_dyn(range)) fail(n, f + "() runs over a list" + (f == "sortBy" ? "" : " or a map") + ", not over " + types_.print(range));
  const bool has_two = !x.second_variable.empty();
  const TypeId item = over_map ? types_.parameter(range, 0) : over_list ? types_.parameter(range, 0) : TypeTable::kDyn;
  const TypeId first = !has_two ? item : over_map ? item : over_list ? types_.plain("int") : TypeTable::kDyn;
  locals_.push_back({x.variable, first});
  if (has_two) locals_.push_back({x.second_variable, over_map ? types_.parameter(range, 1) : item});
  const bool makes_map = f == "transformMap" || f == "transformMapEntry";
  const bool transforms = f == "map" || f == "transformList" || makes_map, sorts = f == "sortBy";
  TypeId out = types_.plain("bool");
  if (!sorts && (!transforms || x.children.size() == 3)) condition(x.children[1], f + "()");
  if (transforms) {
    const TypeId made = visit(x.children.back());
    out = f == "transformMap" ? types_.of("map", {first, made}) : makes_map ? made : types_.of("list", {made});
    const TypeId any_map = types_.of("map", {types_.fresh(), types_.fresh()});
    if (f == "transformMapEntry" && !types_.assign(made, any_map)) fail(n, f + "() makes a map of each entry, not " + types_.print(made));
  } else if (f == "filter") {
    out = types_.of("list", {item});
  } else if (sorts) {
    apply(n, "@sort_by", {range, types_.of("list", {visit(x.children[1])})});
    out = range;
  }
  if (has_two) locals_.pop_back();
  locals_.pop_back();
  return out;
}

std::vector<DynScope::Overload> DynChecker::overloads_of(const std::string& name) const {
  std::vector<DynScope::Overload> out;
  const auto& all = dyn_functions();
  for (std::uint32_t i = find_dyn_function(name); i < all.size() && name == all[i].name; ++i) out.push_back({name, all[i].parameters, all[i].result, name[0] == '.'});
  for (const auto& o : scope_.overloads)
    if ((o.is_method ? "." : "") + o.name == name) out.push_back(o);
  return out;
}

TypeId DynChecker::call(std::uint32_t n) {
  const Node& x = node(n);
  std::vector<TypeId> arguments;
  std::string function;
  const auto known = [&](const std::string& full) {
    if (overloads_of(full).empty()) return false;
    function = full;
    return true;
  };
  Kind kind = Kind::function;
  std::size_t first = 0;
  if (!x.is_method) {
    resolve(x.text, known);
  } else {
    const std::string front = qualified(x.children[0]);
    if (!front.empty() && !starts_at_local(x.children[0]) && resolve(front + "." + x.text, known)) {
      first = 1;
      kind = Kind::plain_function;
    } else {
      known("." + x.text);
    }
  }
  for (std::size_t i = first; i < x.children.size(); ++i) arguments.push_back(visit(x.children[i]));
  const std::uint32_t index = function.empty() ? kNoFunction : find_dyn_function(function);
  if (function.empty()) {
    std::vector<std::string> candidates;
    for (const DynFunction& f : dyn_functions())
      if ((f.name[0] == '.') == x.is_method && f.run) candidates.emplace_back(f.name + (x.is_method ? 1 : 0));
    return unknown(n, RuleError::no_such_overload, "unknown " + std::string(x.is_method ? "method '" : "function '") + x.text + "'" + nearest_name(x.text, candidates));
  }
  if (index == kNoFunction) meanings_[n] = {Kind::unknown, RuleError::no_such_overload, 0, "function '" + function + "' is declared, but has no body"};
  else if (arguments.size() > kMaxDynArguments) return unknown(n, RuleError::no_such_overload, function + "() takes fewer arguments");
  else meanings_[n] = {kind, RuleError::none, index, {}};
  return apply(n, function, arguments);
}

// The first overload that fits decides the type; when several fit and differ, it is dyn.
TypeId DynChecker::apply(std::uint32_t n, const std::string& function, const std::vector<TypeId>& arguments) {
  std::optional<TypeId> result;
  for (const auto& o : overloads_of(function)) {
    auto wanted = types_.parse_all(o.parameters);
    const auto made = types_.parse(o.result);
    if (!wanted || !made || wanted->size() != arguments.size()) continue;
    wanted->push_back(*made);
    std::vector<TypeId> fresh = types_.instantiate(*wanted);
    const TypeId out = fresh.back();
    fresh.pop_back();
    if (!types_.assign_all(arguments, fresh)) continue;
    const TypeId known = types_.known(out);
    if (!result) result = known;
    else if (!types_.is_dyn(*result) && !types_.same(*result, known)) result = TypeTable::kDyn;
  }
  if (result) return *result;
  std::string types;
  for (const TypeId t : arguments) types += (types.empty() ? "" : ", ") + types_.print(t);
  const Node& x = node(n);
  if (x.kind == NodeKind::binary) {
    const std::string left = types_.print(arguments[0]), right = types_.print(arguments[1]);
    const bool mixes = (left == "int" && right == "double") || (left == "double" && right == "int");
    return fail(n, "'" + std::string(spelling(x.op)) + "' has no meaning between " + left + " and " + right + (mixes ? "; write double(…) around the int" : ""));
  }
  if (x.kind == NodeKind::unary) return fail(n, "'" + std::string(spelling(x.op)) + "' has no meaning for " + types);
  if (x.kind == NodeKind::index || x.kind == NodeKind::optional_index) return fail(n, "[ ] takes a list and an int, or a map and a key, not " + types);
  if (x.kind == NodeKind::conditional) return fail(n, "'?' takes a bool and two values of one type, not " + types);
  if (x.kind == NodeKind::macro) return fail(n, "sortBy() sorts by ints, uints, doubles, bools, strings, bytes or times, not by " + types_.print(arguments[1]));
  return fail(n, "no such overload: " + (function[0] == '.' ? function.substr(1) : function) + "(" + types + ")");
}

}  // namespace

std::optional<CheckError> check_cel(const Ast& ast, std::uint32_t root, const DynScope& scope, bool checks,
                                    std::vector<DynMeaning>& meanings, std::string& type) {
  DynChecker c(ast, scope, checks, meanings);
  type = c.run(root);
  return c.error;
}

}  // namespace ludex::expr
