// Calls of functions, and what is asked of optional values.

#include <algorithm>

#include "expr/checker.h"
#include "expr/functions.h"
#include "expr/habits.h"
#include "expr/not_in_rules.h"
#include "expr/patterns.h"
#include "value/diagnostics.h"

namespace ludex::expr {

using enum ShapeKind;

// math.min, lists.range, optional.of: what stands before the dot is no value but the library's name.
void Checker::take_library(std::uint32_t n) {
  if (!node(n).is_method || node(child(n, 0)).kind != NodeKind::identifier) return;
  const std::string library = node(child(n, 0)).text;
  if (library != "math") {
    if (!is_library(library) || is_name(library)) return;
    node(n).text = library + "." + node(n).text;
  }
  node(n).children.erase(node(n).children.begin());
  node(n).is_method = false;
}

bool Checker::unknown_function(std::uint32_t n) {
  const std::string& name = node(n).text;
  if (const NotInRules* known = find_not_in_rules(name)) return unsupported(n, name + "() is not part of rules: " + known->reason + "; " + known->instead);
  const std::string habit = habit_of_function(name);
  return fail(n, "unknown function '" + name + "'" + (habit.empty() ? nearest_name(name, function_names()) : habit));
}

bool Checker::call(std::uint32_t n) {
  take_library(n);
  const std::size_t count = node(n).children.size();
  if (is_optional_call(node(n).text)) return optional_call(n);
  if (find_not_in_rules(node(n).text)) return unknown_function(n);  // whatever it is called with
  for (std::size_t i = 0; i < count; ++i)
    if (!visit(child(n, i))) return false;
  unwrap_children(n);
  for (std::size_t i = 0; i < count; ++i)
    if (!as_map(child(n, i))) return false;
  const Function* f = find_function(node(n).text);
  if (!f) return unknown_function(n);
  if (!f->has(node(n).is_method ? kMethod : kFunction))
    return fail(n, f->has(kMethod) ? f->name + std::string(" is written x.") + f->name + "(…)" : f->name + std::string(" is written ") + f->name + "(…)");
  if (!takes_arguments(*f, count))
    return fail(n, std::string(f->name) + " is written " + f->usage);
  if (f->has(kDraws) && !is_written_out(n, f->name)) return false;
  // One common type for arguments that are compared with each other.
  if (f->has(kUnifies)) {
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 1; i < count; ++i) {
        std::uint32_t a = child(n, 0), b = child(n, i);
        if (!unify(a, b, n)) return false;
        node(n).children[0] = a;
        node(n).children[i] = b;
      }
    }
  }
  std::vector<std::uint32_t> arguments = node(n).children;
  for (auto& a : arguments) {
    if (f->has(kTakesDouble) && shape(a).kind == integer) adapt(a, builtin_shapes().number, false);
    if (f->has(kTakesVector) && node(a).kind == NodeKind::list) adapt(a, builtin_shapes().vec3, false);
    if (f->has(kTakesText) && shape(a).kind != string && is_textual(shape(a))) wrap(a, "$text", builtin_shapes().string, false);
  }
  if (error) return false;
  node(n).children = arguments;
  std::vector<const Shape*> types;
  for (const auto a : arguments) types.push_back(&shape(a));
  const Overload* overload = find_overload(*f, types);
  if (!overload) {
    std::string got;
    for (const Shape* t : types) got += (got.empty() ? "" : ", ") + name_of(*t);
    return fail(n, std::string(f->name) + " is written " + f->usage + "; it got (" + got + ")");
  }
  const Shape* result = result_shape(*overload);
  if (!result && !(result = made_of(n, *overload))) return false;
  if (!set(n, Meaning::operation, *result, overload->is_fallible)) return false;
  if (overload->op == OpCode::matches) return pattern(n);
  return !f->has(kDraws) || draw(n, f->name);
}


// The type of a result that those of the arguments decide, and the most it holds.
const Shape* Checker::made_of(std::uint32_t n, const Overload& overload) {
  const std::uint32_t first = child(n, 0);
  const Shape& s = shape(first);
  const auto number_at = [&](std::size_t i) { return node(child(n, i)).kind == NodeKind::int_literal ? node(child(n, i)).value.i : -1; };
  const auto most = [](std::uint64_t items) { return static_cast<std::uint32_t>(std::min<std::uint64_t>(items, kMaxItemsDefault)); };
  if (overload.op != OpCode::reverse_list && overload.op != OpCode::slice && s.kind == list && s.element->kind == entity)
    return fail(n, node(n).text + "() takes values, and entities are none; take their ids, as in found.map(e, e.id)"), nullptr;
  const auto copies = [&] { return turns_ == 1 || turns_ * bound_of(first) <= kMaxTurns || (fail(n, "this call could look at " + std::to_string(turns_ * bound_of(first)) + " items, the limit is " + std::to_string(kMaxTurns) + "; declare a smaller max for the list"), false); };
  switch (overload.gives) {
    case '=': return copies() ? &s : nullptr;
    case '?': {
      if (s.element->kind == nothing) return fail(n, "the list is always empty"), nullptr;
      if (s.element->kind == optional) return s.element;
      Shape o;
      o.kind = optional;
      o.element = s.element;
      return declarations_.add_shape(std::move(o));
    }
    case 'e': return copies() ? make_list(*s.element->element, most(bound_of(first) * std::max<std::uint64_t>(1, s.element->max_length))) : nullptr;
    case 'u': return copies() ? make_list(*s.element->element, most(bound_of(first))) : nullptr;
    case 'S': {
      const std::int64_t parts = node(n).children.size() > 2 ? number_at(2) : -1;
      return make_list(builtin_shapes().string, most(parts >= 0 ? static_cast<std::uint64_t>(parts) : std::uint64_t{s.max_length} + 1));
    }
    default: {
      const std::int64_t size = number_at(0);
      if (size < 0 || size > kMaxItemsDefault)
        return fail(n, "lists.range() takes a number written out, from 0 to " + std::to_string(kMaxItemsDefault) + ": the size of every list is known before rules run; lists.range(10).filter(i, i < n) is as long as n says"), nullptr;
      return make_list(builtin_shapes().integer, static_cast<std::uint32_t>(size));
    }
  }
}

// Compiled once, with the rules; an automaton made while they run would be work that nobody counted.
bool Checker::pattern(std::uint32_t n) {
  const std::uint32_t text = child(n, 1);
  if (node(text).kind != NodeKind::string_literal)
    return fail(text, "the pattern of matches() is written out: it is compiled with the rules, so that searching takes time linear in the text; choose between patterns with '?:'");
  std::string fault;
  std::uint32_t offset = 0;
  const auto at = add_pattern(declarations_, node(text).text, fault, offset);
  if (!at) {
    error = CheckError{"the regular expression: " + fault, node(text).position, false};
    return false;
  }
  node(n).a = *at;
  return true;
}

bool Checker::is_optional_call(const std::string& name) {
  return name == "hasValue" || name == "value" || name == "orValue" || name == "or" || name == "optional.of" || name == "optional.none";
}

// A T? is what CEL calls an optional value. Elsewhere reading one takes what it holds; here it is asked itself.
bool Checker::optional_call(std::uint32_t n) {
  const std::string name = node(n).text;
  const std::size_t count = node(n).children.size();
  for (std::size_t i = 0; i < count; ++i)
    if (!visit(child(n, i))) return false;
  const bool is_function = name.starts_with("optional.");
  const std::size_t wanted = name == "optional.none" ? 0 : name == "or" || name == "orValue" ? 2 : 1;
  if (count != wanted || node(n).is_method == is_function) return fail(n, name + "() is written " + (is_function ? name + (wanted ? "(value)" : "()") : "x." + name + (wanted == 2 ? "(other)" : "()")));
  if (name == "optional.none") return set(n, Meaning::constant, builtin_shapes().null);
  const std::uint32_t first = child(n, 0);
  const Shape& s = shape(first);  // adapting makes it another node's type: it must live as long as the program
  if (name == "optional.of") {
    if (s.kind == optional || s.kind == null) return fail(n, "optional.of() takes a value, not " + name_of(s) + ", which may be null itself");
    if (s.kind == entity || s.kind == table || s.kind == nothing || s.kind == table_row) return fail(n, "optional.of() takes a value, not " + name_of(s));
    Shape o;
    o.kind = optional;
    o.element = &shape(first);
    return set(n, Meaning::operation, *declarations_.add_shape(std::move(o)));
  }
  if (s.kind != optional) return fail(n, name + "() is asked of what may be null, a T?, not of " + name_of(s) + "; m[?key], l[?index] and l.first() give one");
  if (name == "hasValue") return set(n, Meaning::operation, builtin_shapes().boolean);
  if (name == "value") return set(n, Meaning::operation, *s.element, true);
  std::uint32_t other = child(n, 1);
  if (!adapt(other, name == "or" ? s : *s.element, true)) return false;
  node(n).children[1] = other;
  return set(n, Meaning::operation, shape(other).kind == list ? shape(other) : name == "or" ? *node(first).shape : *s.element);
}

// A draw's address is fixed while compiling, so its name is written out. Dice are written out or two ints.
bool Checker::is_written_out(std::uint32_t n, const char* function) {
  const std::uint32_t name = child(n, 0);
  const std::string example = std::string(", as in ") + function + "('hit', …)";
  if (node(name).kind != NodeKind::string_literal) return fail(name, "the name of a draw is a string written out" + example);
  if (node(name).text.empty()) return fail(name, "a draw needs a name" + example);
  if (std::string_view(function) == "dice" && node(n).children.size() == 2) {
    const std::uint32_t text = child(n, 1);
    if (node(text).kind != NodeKind::string_literal) return fail(text, "dice are written out, as in dice('damage', '2d6+3'); computed ones are two ints, dice('damage', count, sides)");
    Dice dice;
    std::string message;
    std::uint32_t offset = 0;
    if (!parse_dice(node(text).text, dice, message, offset)) {
      error = CheckError{message, node(text).position + 1 + offset, false};
      return false;
    }
  }
  return true;
}

bool Checker::draw(std::uint32_t n, const char* function) {
  if (!scope_.draws) return fail(n, std::string(*scope_.place ? scope_.place : "this") + " may not draw; chance begins once a request has passed permit and guard");
  if (std::string_view(function) == "weighted" && turns_ > 1 && turns_ * bound_of(child(n, 1)) > kMaxTurns)
    return fail(n, "this draw could look at " + std::to_string(turns_ * bound_of(child(n, 1))) + " weights, the limit is " + std::to_string(kMaxTurns) + "; declare a smaller max for the list");
  const std::string drawn = node(child(n, 0)).text;
  if (!variables_.empty()) reads_.notes.push_back("'" + drawn + "' is drawn in a loop, where every turn sees the same value");
  node(n).a = scope_.draws->find_or_add(drawn);
  Draw& d = (*scope_.draws)[node(n).a];
  if (!d.function) d.function = function;
  else if (std::string_view(d.function) != function)
    reads_.notes.push_back("'" + drawn + "' is drawn by " + d.function + " and by " + function + ", which then depend on the same number; give them names of their own");
  reads_.draws = true;
  return true;
}

}  // namespace ludex::expr
