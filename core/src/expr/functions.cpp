#include "expr/functions.h"

#include <algorithm>

#include "schema/declarations.h"

namespace ludex::expr {
namespace {

using Types = std::vector<const Shape*>;
using enum ShapeKind;

bool is_int(const Shape* s) { return s->kind == integer || s->kind == ref; }
bool has_size(const Shape* s) { return s->kind == list || s->kind == map || s->kind == string; }
bool all_numbers(const Types& t) {
  return std::all_of(t.begin(), t.end(), [](const Shape* s) { return s->kind == number; });
}

const Shape* numeric(const Types& t, bool& is_fallible) {
  is_fallible = false;
  return is_int(t[0]) ? &builtin_shapes().integer : t[0]->kind == number ? &builtin_shapes().number : nullptr;
}
const Shape* absolute(const Types& t, bool& is_fallible) {
  is_fallible = is_int(t[0]);  // the smallest int64 has no absolute value
  return is_int(t[0]) ? &builtin_shapes().integer : t[0]->kind == number ? &builtin_shapes().number : nullptr;
}
const Shape* rounding(const Types& t, bool&) { return all_numbers(t) ? &builtin_shapes().number : nullptr; }
const Shape* size_of(const Types& t, bool&) { return has_size(t[0]) ? &builtin_shapes().integer : nullptr; }
const Shape* texts(const Types& t, bool&) {
  return t[0]->kind == string && t[1]->kind == string ? &builtin_shapes().boolean : nullptr;
}
const Shape* to_int(const Types& t, bool& is_fallible) {
  is_fallible = !is_int(t[0]);
  return is_int(t[0]) || t[0]->kind == number || t[0]->kind == string ? &builtin_shapes().integer : nullptr;
}
const Shape* to_double(const Types& t, bool& is_fallible) {
  is_fallible = t[0]->kind == string;
  return is_int(t[0]) || t[0]->kind == number || t[0]->kind == string ? &builtin_shapes().number : nullptr;
}
const Shape* to_string(const Types& t, bool&) {
  return is_int(t[0]) || t[0]->kind == number || t[0]->kind == string || t[0]->kind == boolean ? &builtin_shapes().string : nullptr;
}
const Shape* to_bool(const Types& t, bool& is_fallible) {
  is_fallible = t[0]->kind == string;
  return t[0]->kind == boolean || t[0]->kind == string ? &builtin_shapes().boolean : nullptr;
}
const Shape* vector3(const Types& t, bool&) { return all_numbers(t) ? &builtin_shapes().vec3 : nullptr; }
const Shape* distance(const Types& t, bool&) {
  return t[0]->kind == vec3 && t[1]->kind == vec3 ? &builtin_shapes().number : nullptr;
}

constexpr std::size_t kMany = 16;

//                      name         usage                    method function arguments  unifies number text  fallible result
constexpr Function kFunctions[] = {
    {"size", "size(string, list or map)", true, true, 1, 1, false, false, true, false, size_of},
    {"contains", "x.contains(string)", true, false, 2, 2, false, false, true, false, texts},
    {"startsWith", "x.startsWith(string)", true, false, 2, 2, false, false, true, false, texts},
    {"endsWith", "x.endsWith(string)", true, false, 2, 2, false, false, true, false, texts},
    {"int", "int(double or string)", false, true, 1, 1, false, false, false, true, to_int},
    {"double", "double(int or string)", false, true, 1, 1, false, false, false, true, to_double},
    {"string", "string(value)", false, true, 1, 1, false, false, true, false, to_string},
    {"bool", "bool(string)", false, true, 1, 1, false, false, false, true, to_bool},
    {"min", "min(a, b, …) of one number type", false, true, 2, kMany, true, false, false, false, numeric},
    {"max", "max(a, b, …) of one number type", false, true, 2, kMany, true, false, false, false, numeric},
    {"clamp", "clamp(x, low, high) of one number type", false, true, 3, 3, true, false, false, false, numeric},
    {"abs", "abs(number)", false, true, 1, 1, false, false, false, true, absolute},
    {"floor", "floor(double)", false, true, 1, 1, false, true, false, false, rounding},
    {"ceil", "ceil(double)", false, true, 1, 1, false, true, false, false, rounding},
    {"round", "round(double)", false, true, 1, 1, false, true, false, false, rounding},
    {"vec3", "vec3(x, y, z) of doubles", false, true, 3, 3, false, true, false, false, vector3},
    {"distance", "distance(vec3, vec3)", false, true, 2, 2, false, false, false, true, distance},
};

constexpr const char* kLater[] = {"chance", "roll", "dice", "weighted", "distance2", "dot", "length", "lerp", "floor_div",
                                  "ceil_div", "round_div", "half_down_div", "wrap_add", "wrap_sub", "wrap_mul", "exp", "log",
                                  "pow", "sin", "cos", "atan2", "sqrt", "matches", "timestamp", "duration", "bytes", "uint",
                                  "dyn", "type"};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto* f = std::find_if(std::begin(kFunctions), std::end(kFunctions), [&](const Function& x) { return name == x.name; });
  return f == std::end(kFunctions) ? nullptr : f;
}

std::vector<std::string> function_names() {
  std::vector<std::string> out;
  for (const Function& f : kFunctions) out.emplace_back(f.name);
  return out;
}

bool is_later_function(std::string_view name) {
  return std::any_of(std::begin(kLater), std::end(kLater), [&](const char* l) { return name == l; });
}

}  // namespace ludex::expr
