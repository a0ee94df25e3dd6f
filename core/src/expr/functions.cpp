#include "expr/functions.h"

#include <algorithm>

#include "schema/declarations.h"

namespace ludex::expr {
namespace {

constexpr std::size_t kMostArguments = 16;

// tests/tools/generate_functions.py reads the rows as written here: one member a line, strings in double quotes.
constexpr Function kFunctions[] = {
    {.name = "size", .group = "Text, lists and maps",
     .usage = "size(string, list or map)",
     .summary = "Code points of a string, items of a list, entries of a map.",
     .fails = "", .flags = kMethod | kFunction | kTakesText,
     .overloads = {{"s", 'i', OpCode::size_string}, {"l", 'i', OpCode::size_list}, {"m", 'i', OpCode::size_map}},
     .examples = {{"size('abc')", "3"}, {"[1, 2].size()", "2"}}},
    {.name = "contains", .group = "Text, lists and maps",
     .usage = "x.contains(string)",
     .summary = "Whether the text stands somewhere in x.",
     .fails = "", .flags = kMethod | kTakesText,
     .overloads = {{"ss", 'b', OpCode::contains}},
     .examples = {{"'arena'.contains('ren')", "true"}}},
    {.name = "startsWith", .group = "Text, lists and maps",
     .usage = "x.startsWith(string)",
     .summary = "Whether x begins with the text.",
     .fails = "", .flags = kMethod | kTakesText,
     .overloads = {{"ss", 'b', OpCode::starts_with}},
     .examples = {{"'arena'.startsWith('are')", "true"}}},
    {.name = "endsWith", .group = "Text, lists and maps",
     .usage = "x.endsWith(string)",
     .summary = "Whether x ends with the text.",
     .fails = "", .flags = kMethod | kTakesText,
     .overloads = {{"ss", 'b', OpCode::ends_with}},
     .examples = {{"'arena'.endsWith('are')", "false"}}},

    {.name = "int", .group = "Conversions",
     .usage = "int(double or string)",
     .summary = "A double without its fraction; text of digits with or without '-'.",
     .fails = "`overflow` outside 64 bits; `conversion` for other text", .flags = kFunction,
     .overloads = {{"i", 'i', OpCode::move}, {"d", 'i', OpCode::double_to_int, true}, {"s", 'i', OpCode::string_to_int, true}},
     .examples = {{"int(-2.9)", "-2"}, {"int('42')", "42"}, {"int('4x')", "!conversion"}}},
    {.name = "double", .group = "Conversions",
     .usage = "double(int or string)",
     .summary = "The nearest double; text is a number as JSON writes it.",
     .fails = "`conversion` for other text; `not_finite` for too large a number", .flags = kFunction,
     .overloads = {{"i", 'd', OpCode::int_to_double}, {"d", 'd', OpCode::move}, {"s", 'd', OpCode::string_to_double, true}},
     .examples = {{"double(7) / 2.0", "3.5"}, {"double('1e3')", "1000.0"}}},
    {.name = "string", .group = "Conversions",
     .usage = "string(value)",
     .summary = "As JSON writes a number or a bool; a double in the fewest digits that read back the same.",
     .fails = "", .flags = kFunction | kTakesText,
     .overloads = {{"i", 's', OpCode::int_to_string}, {"d", 's', OpCode::double_to_string}, {"s", 's', OpCode::move}, {"b", 's', OpCode::bool_to_string}},
     .examples = {{"'level ' + string(7)", "\"level 7\""}, {"string(0.1)", "\"0.1\""}}},
    {.name = "bool", .group = "Conversions",
     .usage = "bool(string)",
     .summary = "Of 'true' or 'false'.",
     .fails = "`conversion` for other text", .flags = kFunction,
     .overloads = {{"b", 'b', OpCode::move}, {"s", 'b', OpCode::string_to_bool, true}},
     .examples = {{"bool('true')", "true"}, {"bool('yes')", "!conversion"}}},

    {.name = "min", .group = "Numbers",
     .usage = "min(a, b, …) of one number type",
     .summary = "The smallest.",
     .fails = "", .flags = kFunction | kUnifies,
     .overloads = {{"ii+", 'i', OpCode::min_int}, {"dd+", 'd', OpCode::min_double}},
     .examples = {{"min(3, 1, 2)", "1"}, {"min(2.5, 1)", "1.0"}}},
    {.name = "max", .group = "Numbers",
     .usage = "max(a, b, …) of one number type",
     .summary = "The largest.",
     .fails = "", .flags = kFunction | kUnifies,
     .overloads = {{"ii+", 'i', OpCode::max_int}, {"dd+", 'd', OpCode::max_double}},
     .examples = {{"max(3, 1, 2)", "3"}, {"max(2.5, 1)", "2.5"}}},
    {.name = "clamp", .group = "Numbers",
     .usage = "clamp(x, low, high) of one number type",
     .summary = "x, but at least low and at most high: min(max(x, low), high), so high where low > high.",
     .fails = "", .flags = kFunction | kUnifies,
     .overloads = {{"iii", 'i', OpCode::max_int, false, OpCode::min_int}, {"ddd", 'd', OpCode::max_double, false, OpCode::min_double}},
     .examples = {{"clamp(12, 0, 10)", "10"}, {"clamp(-0.5, 0, 1)", "0.0"}, {"clamp(5, 10, 0)", "0"}}},
    {.name = "abs", .group = "Numbers",
     .usage = "abs(number)",
     .summary = "The value without its sign.",
     .fails = "`overflow` for the smallest int, which has no positive twin", .flags = kFunction,
     .overloads = {{"i", 'i', OpCode::abs_int, true}, {"d", 'd', OpCode::abs_double}},
     .examples = {{"abs(-3)", "3"}, {"abs(-2.5)", "2.5"}}},
    {.name = "floor", .group = "Numbers",
     .usage = "floor(double)",
     .summary = "The largest whole number not above x, a double still.",
     .fails = "", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::floor}},
     .examples = {{"floor(2.7)", "2.0"}, {"floor(-2.1)", "-3.0"}}},
    {.name = "ceil", .group = "Numbers",
     .usage = "ceil(double)",
     .summary = "The smallest whole number not below x, a double still.",
     .fails = "", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::ceil}},
     .examples = {{"ceil(2.1)", "3.0"}, {"ceil(-2.7)", "-2.0"}}},
    {.name = "round", .group = "Numbers",
     .usage = "round(double)",
     .summary = "The nearest whole number, halves away from zero, a double still.",
     .fails = "", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::round}},
     .examples = {{"round(2.5)", "3.0"}, {"round(-2.5)", "-3.0"}, {"int(round(2.4))", "2"}}},
    {.name = "lerp", .group = "Numbers",
     .usage = "lerp(a, b, t) of doubles, or of two vec3 and a double",
     .summary = "a + (b - a) * t: from a at t = 0 to b at t = 1, and on beyond.",
     .fails = "`not_finite` when the result is", .flags = kFunction | kTakesDouble | kTakesVector,
     .overloads = {{"ddd", 'd', OpCode::lerp_double, true}, {"vvd", 'v', OpCode::lerp_vec3, true}},
     .examples = {{"lerp(10, 20, 0.25)", "12.5"}, {"lerp([0, 0, 0], [4, 8, 0], 0.5)", "[2.0,4.0,0.0]"}}},

    {.name = "floor_div", .group = "Division of ints",
     .usage = "floor_div(int, int)",
     .summary = "a / b rounded down, to minus infinity.",
     .fails = "`division_by_zero`; `overflow` for the smallest int by -1", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::floor_div, true}},
     .examples = {{"floor_div(7, 2)", "3"}, {"floor_div(-7, 2)", "-4"}, {"floor_div(7, 0)", "!division_by_zero"}}},
    {.name = "ceil_div", .group = "Division of ints",
     .usage = "ceil_div(int, int)",
     .summary = "a / b rounded up, to plus infinity: how many boxes of b hold a.",
     .fails = "`division_by_zero`; `overflow` for the smallest int by -1", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::ceil_div, true}},
     .examples = {{"ceil_div(7, 2)", "4"}, {"ceil_div(-7, 2)", "-3"}}},
    {.name = "round_div", .group = "Division of ints",
     .usage = "round_div(int, int)",
     .summary = "a / b rounded to the nearest int, halves away from zero.",
     .fails = "`division_by_zero`; `overflow` for the smallest int by -1", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::round_div, true}},
     .examples = {{"round_div(7, 2)", "4"}, {"round_div(-7, 2)", "-4"}, {"round_div(10, 3)", "3"}}},
    {.name = "half_down_div", .group = "Division of ints",
     .usage = "half_down_div(int, int)",
     .summary = "a / b rounded to the nearest int, halves toward zero.",
     .fails = "`division_by_zero`; `overflow` for the smallest int by -1", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::half_down_div, true}},
     .examples = {{"half_down_div(7, 2)", "3"}, {"half_down_div(-7, 2)", "-3"}, {"half_down_div(11, 3)", "4"}}},

    {.name = "wrap_add", .group = "Ints that wrap",
     .usage = "wrap_add(int, int)",
     .summary = "a + b in two's complement of 64 bits: past the largest int comes the smallest.",
     .fails = "", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::wrap_add}},
     .examples = {{"wrap_add(2, 3)", "5"}, {"wrap_add(9223372036854775807, 1)", "-9223372036854775808"}}},
    {.name = "wrap_sub", .group = "Ints that wrap",
     .usage = "wrap_sub(int, int)",
     .summary = "a - b in two's complement of 64 bits.",
     .fails = "", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::wrap_sub}},
     .examples = {{"wrap_sub(2, 3)", "-1"}, {"wrap_sub(-9223372036854775808, 1)", "9223372036854775807"}}},
    {.name = "wrap_mul", .group = "Ints that wrap",
     .usage = "wrap_mul(int, int)",
     .summary = "a * b in two's complement of 64 bits: what hashes and checksums are made of.",
     .fails = "", .flags = kFunction,
     .overloads = {{"ii", 'i', OpCode::wrap_mul}},
     .examples = {{"wrap_mul(6, 7)", "42"}, {"wrap_mul(6364136223846793005, 1442695040888963407)", "433315962919513059"}}},

    {.name = "sqrt", .group = "Elementary functions",
     .usage = "sqrt(double)",
     .summary = "The square root, correctly rounded.",
     .fails = "`not_finite` below 0", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::sqrt, true}},
     .examples = {{"sqrt(2)", "1.4142135623730951"}, {"sqrt(-1)", "!not_finite"}}},
    {.name = "exp", .group = "Elementary functions",
     .usage = "exp(double)",
     .summary = "e to the power of x.",
     .fails = "`not_finite` above 709.78", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::exp, true}},
     .examples = {{"exp(1)", "2.718281828459045"}, {"exp(-1000)", "0.0"}, {"exp(1000)", "!not_finite"}}},
    {.name = "log", .group = "Elementary functions",
     .usage = "log(double)",
     .summary = "The natural logarithm.",
     .fails = "`not_finite` at 0 and below", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::log, true}},
     .examples = {{"log(10)", "2.302585092994046"}, {"log(1)", "0.0"}, {"log(0)", "!not_finite"}}},
    {.name = "pow", .group = "Elementary functions",
     .usage = "pow(x, y) of doubles",
     .summary = "x to the power of y; anything to the power of 0 is 1.",
     .fails = "`not_finite` when the result is too large, for 0 to a negative power, and for a negative x unless y is whole", .flags = kFunction | kTakesDouble,
     .overloads = {{"dd", 'd', OpCode::pow, true}},
     .examples = {{"pow(1.1, 10)", "2.5937424601000023"}, {"pow(-2, 3)", "-8.0"}, {"pow(0, 0)", "1.0"}, {"pow(-8, 0.5)", "!not_finite"}}},
    {.name = "sin", .group = "Elementary functions",
     .usage = "sin(double)",
     .summary = "The sine of an angle in radians, at most 2^20 of them.",
     .fails = "`overflow` where |x| > 1048576", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::sin, true}},
     .examples = {{"sin(0.5)", "0.479425538604203"}, {"sin(1e9)", "!overflow"}}},
    {.name = "cos", .group = "Elementary functions",
     .usage = "cos(double)",
     .summary = "The cosine of an angle in radians, at most 2^20 of them.",
     .fails = "`overflow` where |x| > 1048576", .flags = kFunction | kTakesDouble,
     .overloads = {{"d", 'd', OpCode::cos, true}},
     .examples = {{"cos(0.5)", "0.8775825618903728"}, {"cos(0)", "1.0"}}},
    {.name = "atan2", .group = "Elementary functions",
     .usage = "atan2(y, x) of doubles",
     .summary = "The angle of the point (x, y) seen from the origin, in radians from -pi to pi; 0 at the origin.",
     .fails = "", .flags = kFunction | kTakesDouble,
     .overloads = {{"dd", 'd', OpCode::atan2}},
     .examples = {{"atan2(1, 1)", "0.7853981633974483"}, {"atan2(0, -1)", "3.141592653589793"}}},

    {.name = "vec3", .group = "Points and vectors",
     .usage = "vec3(x, y, z) of doubles",
     .summary = "The vector; where one is expected, [x, y, z] says the same. Vectors are added, subtracted, negated, and multiplied by a double on either side.",
     .fails = "", .flags = kFunction | kTakesDouble,
     .overloads = {{"ddd", 'v', OpCode::vec3}},
     .examples = {{"vec3(1, 2, 3) + vec3(0.5, 0, 0)", "[1.5,2.0,3.0]"}, {"-(2 * vec3(1, 2, 3) - [0, 0, 1])", "[-2.0,-4.0,-5.0]"}, {"vec3(1, 2, 3).y", "2.0"}}},
    {.name = "distance", .group = "Points and vectors",
     .usage = "distance(vec3, vec3)",
     .summary = "Between two points: sqrt((dx*dx + dy*dy) + dz*dz).",
     .fails = "`not_finite` when a square is", .flags = kFunction | kTakesVector,
     .overloads = {{"vv", 'd', OpCode::distance, true}},
     .examples = {{"distance([0, 0, 0], [3, 4, 0])", "5.0"}}},
    {.name = "distance2", .group = "Points and vectors",
     .usage = "distance2(vec3, vec3)",
     .summary = "The square of the distance: (dx*dx + dy*dy) + dz*dz. Comparing it with a squared range saves the root.",
     .fails = "`not_finite` when the result is", .flags = kFunction | kTakesVector,
     .overloads = {{"vv", 'd', OpCode::distance2, true}},
     .examples = {{"distance2([0, 0, 0], [3, 4, 0])", "25.0"}}},
    {.name = "dot", .group = "Points and vectors",
     .usage = "dot(vec3, vec3)",
     .summary = "(ax*bx + ay*by) + az*bz: the cosine between them times both lengths.",
     .fails = "`not_finite` when the result is", .flags = kFunction | kTakesVector,
     .overloads = {{"vv", 'd', OpCode::dot, true}},
     .examples = {{"dot([1, 2, 3], [4, 5, 6])", "32.0"}}},
    {.name = "length", .group = "Points and vectors",
     .usage = "length(vec3)",
     .summary = "sqrt((x*x + y*y) + z*z).",
     .fails = "`not_finite` when a square is", .flags = kFunction | kTakesVector,
     .overloads = {{"v", 'd', OpCode::length, true}},
     .examples = {{"length([2, 3, 6])", "7.0"}}},

    {.name = "chance", .group = "Chance",
     .usage = "chance('name', probability)",
     .summary = "True with that probability, to 2^-32; 1 and more is always, 0 and less never.",
     .fails = "", .flags = kFunction | kTakesDouble | kDraws,
     .overloads = {{"sd", 'b', OpCode::chance}},
     .examples = {{"chance('hit', 1)", "true"}, {"chance('hit', 0%)", "false"}}},
    {.name = "roll", .group = "Chance",
     .usage = "roll('name', low, high) of ints",
     .summary = "An int from low to high, both included, each as likely as the other.",
     .fails = "`index_out_of_range` where low > high", .flags = kFunction | kDraws,
     .overloads = {{"sii", 'i', OpCode::roll, true}},
     .examples = {{"roll('damage', 7, 7)", "7"}, {"roll('damage', 1, 6) in [1, 2, 3, 4, 5, 6]", "true"}, {"roll('damage', 2, 1)", "!index_out_of_range"}}},
    {.name = "dice", .group = "Chance",
     .usage = "dice('name', '2d6+3') or dice('name', count, sides) of ints",
     .summary = "The sum of 1 to 100 dice of 2 to 1000000 sides, then a number added or taken away, written out; or of as many dice of as many sides as two ints say, which may be none, and one side.",
     .fails = "`index_out_of_range` for a count outside 0..100 or sides outside 1..1000000", .flags = kFunction | kDraws,
     .overloads = {{"ss", 'i', OpCode::dice}, {"sii", 'i', OpCode::dice, true}},
     .examples = {{"dice('damage', '2d6+3') >= 5", "true"}, {"dice('damage', '1d20-1') < 20", "true"}, {"dice('damage', 2 * 3, 1)", "6"}, {"dice('damage', 101, 6)", "!index_out_of_range"}}},
    {.name = "weighted", .group = "Chance",
     .usage = "weighted('name', list of weights)",
     .summary = "An index into the list, each as likely as its weight's part of the sum; weights are ints or doubles, not negative.",
     .fails = "`index_out_of_range` for a negative weight, or when no weight is above 0; `overflow` or `not_finite` for their sum", .flags = kFunction | kDraws,
     .overloads = {{"sI", 'i', OpCode::weighted_int, true}, {"sD", 'i', OpCode::weighted_double, true}},
     .examples = {{"weighted('loot', [0, 0, 5])", "2"}, {"weighted('loot', [0.5, 0.0])", "0"}, {"weighted('loot', [0, 0])", "!index_out_of_range"}}},
};

constexpr const char* kLater[] = {"matches", "timestamp", "duration", "bytes", "uint", "dyn", "type"};

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
    default: return false;
  }
}

bool takes_count(const Overload& o, std::size_t count) {
  const std::string_view takes = o.takes;
  return takes.ends_with('+') ? count + 1 >= takes.size() && count <= kMostArguments : count == takes.size();
}

}  // namespace

std::span<const Function> functions() { return kFunctions; }

const Function* find_function(std::string_view name) {
  const auto* f = std::find_if(std::begin(kFunctions), std::end(kFunctions), [&](const Function& x) { return name == x.name; });
  return f == std::end(kFunctions) ? nullptr : f;
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
    default: return &shapes.boolean;
  }
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
