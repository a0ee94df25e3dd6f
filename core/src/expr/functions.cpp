#include "expr/functions.h"

#include <algorithm>

#include "schema/declarations.h"

namespace ludex::expr {
namespace {

constexpr std::size_t kMostArguments = 16;

bool fits(char letter, const Shape& s) {
  using enum ShapeKind;
  const auto is_int = [](const Shape& x) { return x.kind == integer || x.kind == ref; };
  switch (letter) {
    case 'i': return is_int(s);
    case 'd': return s.kind == number;
    case 's': return s.kind == string;
    case 'b': return s.kind == boolean;
    case 'v': return s.kind == vec3;
    case 'm': return s.kind == map;
    case 'l': return s.kind == list;
    case 'I': return s.kind == list && (is_int(*s.element) || s.element->kind == nothing);
    case 'D': return s.kind == list && s.element->kind == number;
    case 'S': return s.kind == list && (s.element->kind == string || s.element->kind == nothing);
    case 'O': return s.kind == list && (is_int(*s.element) || s.element->kind == number || s.element->kind == string || s.element->kind == boolean);
    case 'L': return s.kind == list && s.element->kind == list;
    case 'N': return s.kind == list && s.element->kind == optional;
    default: return false;
  }
}

bool takes_count(const Overload& o, std::size_t count) {
  const std::string_view takes = o.takes;
  return takes.ends_with('+') ? count + 1 >= takes.size() && count <= kMostArguments : count == takes.size();
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto all = functions();
  const auto f = std::find_if(all.begin(), all.end(), [&](const Function& x) { return name == x.name; });
  return f == all.end() ? nullptr : &*f;
}

bool takes_arguments(const Function& f, std::size_t count) {
  return std::any_of(std::begin(f.overloads), std::end(f.overloads), [&](const Overload& o) { return o.takes && takes_count(o, count); });
}

const Overload* find_overload(const Function& f, std::span<const Shape* const> arguments) {
  for (const Overload& o : f.overloads) {
    if (!o.takes || !takes_count(o, arguments.size())) continue;
    const std::size_t last = std::string_view(o.takes).find_last_not_of('+');
    bool is_fit = true;
    for (std::size_t i = 0; i < arguments.size(); ++i) is_fit = is_fit && fits(o.takes[std::min(i, last)], *arguments[i]);
    if (is_fit) return &o;
  }
  return nullptr;
}

const Shape* result_shape(const Overload& overload) {
  const BuiltinShapes& shapes = builtin_shapes();
  switch (overload.gives) {
    case 'i': return &shapes.integer;
    case 'd': return &shapes.number;
    case 's': return &shapes.string;
    case 'v': return &shapes.vec3;
    case 'b': return &shapes.boolean;
    default: return nullptr;
  }
}

std::vector<std::string> function_names() {
  std::vector<std::string> out;
  for (const Function& f : functions()) out.emplace_back(f.name);
  return out;
}

}  // namespace ludex::expr
