#pragma once
// Random well-typed expressions, and the rulebook whose names they use: every type, operator, function and macro, with
// literals and guards where things break.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/random.h"

namespace ludex::test {

inline constexpr const char* kGeneratedRules = R"json({"ludex": 1, "name": "generated",
  "flags": {"sale": "int 0..90 = 0", "open": "bool = true", "factor": "double = 1.5"},
  "tables": {
    "weapons": {"columns": {"damage": "int", "range": "double", "kin": "row weapons?", "tag": "string"},
                "rows": {"sword": {"damage": 20, "range": 1.5, "tag": "a"}, "bow": {"damage": 12, "range": 60.0, "kin": "sword", "tag": "bow"}, "rock": {"damage": -3, "range": 0.0, "tag": ""}}},
    "items": {"columns": {"price": "int >= 0", "made_of": "list<row weapons>"}, "rows": {"potion": {"price": 25, "made_of": []}, "bow": {"price": 9223372036854775807, "made_of": ["bow", "rock"]}}}},
  "entities": {"player": {
    "profile": {"version": 1, "state": {"coins": "int >= 0 = 0", "bag": "map<row items, int 0..99> max 3"}},
    "live": {"state": {
      "i": "int 0..100 = 5", "n": "int -10..10 = 0", "any": "int = 0", "pos": "int 1..9 = 1", "least": "int <= 0 = 0",
      "d": "double 0..1 = 0.5", "x": "double = 0", "z": "double 2..50 = 2", "b": "bool", "s": "string 0..8", "t": "string", "p": "vec3", "v": "vec3",
      "w": "row weapons = sword", "e": "enum(red,blue,green)",
      "l": "list<int 0..9> max 5", "la": "list<int> max 4", "ld": "list<double> max 4", "ls": "list<string 0..3> max 4", "lw": "list<row weapons> max 3", "le": "list<enum(red,blue,green)> max 3", "lb": "list<bool> max 3",
      "lv": "list<vec3> max 2", "m": "map<string, int 1..5> max 4", "md": "map<string, double> max 3", "im": "map<int, int> max 3", "wm": "map<row weapons, int> max 3", "em": "map<enum(red,blue,green), bool> max 3",
      "o": "int 1..3?", "od": "double?", "os": "string 0..3?", "ov": "vec3?",
      "r": {"type": "object", "properties": {"x": "int 1..4 = 1", "y": "string?", "q": {"type": "object", "properties": {"z": "double"}}}},
      "lr": {"type": "array", "maxItems": 3, "items": {"type": "object", "properties": {"x": "int 1..4", "y": "string?"}}}}}}},
  "actions": {"Go": {
    "params": {"p": "int 1..1000", "q": "int -5..5", "a": "int", "c": "int", "r": "double -1000000..1000000", "y": "double", "o": "int 0..9?", "os": "string 0..4?", "k": "string 1..4", "s": "string 0..12", "l": "list<int> max 6", "w": "row weapons", "g": "row items?",
               "e": "enum(red,blue,green)", "v": "vec3", "f": "bool", "m": "map<string, int> max 3", "u": {"type": "object", "properties": {"n": "int", "t": "string?"}}},
    "with": {"other": {"player": "params.a", "optional": true}}}}})json";

class ExpressionGenerator {
 public:
  enum class Type : std::uint8_t { integer, number, boolean, text, vector, ints, numbers, texts, rows, row, name, map, optional, record };
  struct Name {
    std::string name;
    Type type;
  };

  explicit ExpressionGenerator(RandomStream& random) : random_(random) {}

  /// Names of lets in scope.
  std::vector<Name> lets;

  Type type() {
    static constexpr Type kTypes[] = {Type::integer, Type::integer, Type::integer, Type::number, Type::number, Type::boolean, Type::boolean, Type::boolean, Type::boolean, Type::text, Type::vector,
                                      Type::ints,    Type::numbers, Type::texts,   Type::rows,   Type::row,    Type::name,    Type::map,     Type::optional, Type::record};
    return kTypes[pick(std::size(kTypes))];
  }
  std::string any(int depth) { return of(type(), depth); }

  std::string of(Type type, int depth) {
    switch (type) {
      case Type::integer: return integer(depth);
      case Type::number: return number(depth);
      case Type::boolean: return boolean(depth);
      case Type::text: return text(depth);
      case Type::vector: return vector(depth);
      case Type::ints: return ints(depth);
      case Type::numbers: return numbers(depth);
      case Type::texts: return texts(depth);
      case Type::rows: return rows(depth);
      case Type::row: return row(depth);
      case Type::name: return name(depth);
      case Type::map: return map(depth);
      case Type::optional: return optional(depth);
      case Type::record: return record(depth);
    }
    return "0";
  }

  std::string integer(int depth) {
    static const Texts kAtoms = {"params.p", "params.q", "params.a", "params.c", "params.u.n", "actor.i", "actor.n", "actor.any", "actor.pos", "actor.least", "actor.coins", "actor.r.x", "other.i", "other.any", "now",
                                 "flags.sale", "actor.id", "other.id", "request.actor", "request.session", "request.received_at", "tables.weapons.bow.damage", "tables.weapons['rock'].damage", "actor.m.a", "actor.lr[0].x"};
    static const Texts kLiterals = {"0", "1", "-1", "2", "3", "7", "10", "100", "-5", "64", "9223372036854775807", "-9223372036854775808", "4611686018427387904", "9007199254740993", "3037000500", "500ms", "0x1F"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::integer, known)) return known;
    if (depth <= 0) return pick(3) ? one_of(kAtoms) : one_of(kLiterals);
    const int d = depth - 1;
    switch (pick(30)) {
      case 24: return text(d) + one_of({".indexOf(", ".lastIndexOf("}) + text(d) + (pick(2) ? ", " + integer(d) : "") + ")";
      case 25: return one_of({"math.bitAnd", "math.bitOr", "math.bitXor", "math.bitShiftLeft", "math.bitShiftRight"}) + "(" + integer(d) + ", " + (pick(2) ? one_of({"0", "3", "62", "64", "actor.i"}) : integer(d)) + ")";
      case 26: return one_of({"math.bitNot", "math.sign", "math.greatest", "math.least"}) + "(" + integer(d) + ")";
      case 27: return one_of({"math.greatest", "math.least"}) + "(" + ints(d) + ")";
      case 28: return optional(d) + one_of({".orValue(" + integer(d) + ")", std::string(".value()")});
      case 29: return bound(Type::integer, d);
      case 0:
      case 1:
      case 2:
      case 3:
      case 4: return "(" + integer(d) + " " + one_of({"+", "-", "*", "/", "%"}) + " " + integer(d) + ")";
      case 5: return "-" + one_of({"", "-"}) + "(" + integer(d) + ")";
      case 6: return one_of({"min", "max", "math.min"}) + "(" + integer(d) + ", " + integer(d) + (pick(2) ? ", " + integer(d) : "") + ")";
      case 7: return "clamp(" + integer(d) + ", " + integer(d) + ", " + integer(d) + ")";
      case 8: return "abs(" + integer(d) + ")";
      case 9: return "int(" + (pick(3) ? number(d) : pick(4) ? text(d) : integer(d)) + ")";
      case 10: return conditional(Type::integer, d);
      case 11: return one_of({"actor.l", "actor.la", "params.l", "other.l"}) + "[" + integer(d) + "]";
      case 12:
      case 13: return guarded(depth);
      case 14: return one_of({"actor.m", "params.m"}) + "[" + text(d) + "]";
      case 15: return pick(2) ? one_of({"actor.bag['potion']", "actor.wm.sword"}) : pick(2) ? "actor.im[" + integer(d) + "]" : "actor.wm[" + row(d) + "]";
      case 16:
      case 17: return one_of({"floor_div", "ceil_div", "round_div", "half_down_div", "wrap_add", "wrap_sub", "wrap_mul"}) + "(" + integer(d) + ", " + integer(d) + ")";
      case 18: return "size(" + of(one_of_types({Type::text, Type::ints, Type::texts, Type::map, Type::numbers, Type::rows}), d) + ")";
      case 19: return "tables.weapons[" + (pick(3) ? row(d) : text(d)) + "].damage";
      case 20: return ints(d) + "[" + integer(d) + "]";
      case 21: return optional(d);
      case 22: return map(d) + "[" + text(d) + "]";
      default: return "tables.items[" + one_of({"params.g", "params.k", "'bow'", "actor.s"}) + "].price";
    }
  }

  // The shapes in which people write guards: what refinement is for.
  std::string guarded(int depth) {
    const int d = depth - 1;
    const std::string i = one_of({"params.a", "params.q", "actor.n", "actor.any", "params.o", "actor.o"});
    switch (pick(9)) {
      case 0: return "(" + i + " > 0 ? " + integer(d) + " / " + i + " : 0)";
      case 1: return "(" + i + " == 0 ? 1 : 100 % " + i + ")";
      case 2: return "(params.k in actor.m ? actor.m[params.k] : -1)";
      case 3: return "(has(actor.m.a) ? actor.m.a : 0)";
      case 4: return "(" + i + " >= 0 && " + i + " < size(actor.l) ? actor.l[" + i + "] : 0)";
      case 5: return "(has(params.o) ? params.o * 2 : 0)";
      case 6: return "(params.k in tables.weapons ? tables.weapons[params.k].damage : 7)";
      case 7: return "(params.o != null && actor.o != null ? params.o - actor.o : " + integer(d) + ")";
      default: return "(has(other) ? other.i : actor.i)";
    }
  }

  std::string number(int depth) {
    static const Texts kAtoms = {"params.r", "params.y", "actor.d", "actor.x", "actor.z", "actor.p.x", "actor.v.z", "params.v.y", "other.x", "other.v.x", "flags.factor", "tables.weapons[params.w].range", "actor.r.q.z"};
    static const Texts kLiterals = {"0.0", "1.5", "-2.0", "1e300", "0.1", "-0.0", "0.5", "2.5", "5e-324", "1.7976931348623157e308", "9223372036854775807.0", "4503599627370496.5", "0.49999999999999994", "15%"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::number, known)) return known;
    if (depth <= 0) return pick(3) ? one_of(kAtoms) : one_of(kLiterals);
    const int d = depth - 1;
    switch (pick(19)) {
      case 0:
      case 1:
      case 2:
      case 3: return "(" + number(d) + " " + one_of({"+", "-", "*", "/"}) + " " + (pick(6) ? number(d) : "2") + ")";
      case 4: return one_of({"abs", "floor", "ceil", "round", "-", "sqrt", "math.sqrt", "math.sign", "math.trunc"}) + "(" + number(d) + ")";
      case 5: return one_of({"exp", "log", "sin", "cos"}) + "(" + number(d) + ")";
      case 6: return one_of({"pow", "atan2"}) + "(" + number(d) + ", " + (pick(2) ? number(d) : one_of({"2", "-1", "0.5", "3"})) + ")";
      case 7: return "double(" + (pick(4) ? integer(d) : text(d)) + ")";
      case 8: return "clamp(" + number(d) + ", -10.0, " + number(d) + ")";
      case 9: return conditional(Type::number, d);
      case 10: return one_of({"distance", "distance2", "dot"}) + "(" + vector(d) + ", " + vector(d) + ")";
      case 11: return "length(" + vector(d) + ")";
      case 12: return vector(d) + one_of({".x", ".y", ".z"});
      case 13: return "lerp(" + number(d) + ", " + number(d) + ", " + number(d) + ")";
      case 14: return one_of({"min", "max"}) + "(" + number(d) + ", " + (pick(4) ? number(d) : "1") + ")";
      case 15: return pick(2) ? one_of({"actor.od", "actor.md.b"}) : pick(2) ? "actor.md[" + text(d) + "]" : "tables.weapons[" + row(d) + "].range";
      case 16: return pick(2) ? numbers(d) + "[" + integer(d) + "]" : one_of({"math.greatest", "math.least"}) + "(" + numbers(d) + ")";
      case 17: return "(" + number(d) + " * " + number(d) + " - " + number(d) + ")";  // what must not be fused
      default: return "(has(actor.od) ? actor.od : " + number(d) + ")";
    }
  }

  std::string boolean(int depth) {
    static const Texts kAtoms = {"actor.b", "params.f", "flags.open", "true", "false", "has(params.o)", "has(actor.o)", "has(other)", "has(actor.m.a)", "has(other.m.b)", "has(other.o)", "has(actor.r.y)", "has(params.u.t)", "params.k in actor.m",
                                 "actor.o == null", "actor.o != null", "params.w == actor.w", "actor.e == 'red'", "size(actor.l) > 0", "'gm' in request.roles", "request.origin == 'client'", "actor.p == actor.v", "other.b",
                                 "1 / actor.n > 0", "actor.any + 1 > 0", "actor.lb[0]", "actor.em.red"};
    std::string known;
    if (pick(4) == 0 && from_scope(Type::boolean, known)) return known;
    if (depth <= 0) return one_of(kAtoms);
    const int d = depth - 1;
    static const Texts kOrders = {" < ", " <= ", " > ", " >= ", " == ", " != "};
    switch (pick(29)) {
      case 25: return text(d) + ".matches(" + one_of({"'^a'", "'[ab]+$'", "'(a|b|é)*$'", "'^.{2}'", "r'\\d'", "'b?'", "'^$'"}) + ")";
      case 26: return optional(d) + ".hasValue()";
      case 27: return bound(Type::boolean, d);
      case 28: return looped_twice(d);
      case 0:
      case 1:
      case 2:
      case 3:
      case 4: return "(" + boolean(d) + " " + one_of({"&&", "||"}) + " " + boolean(d) + ")";
      case 5: return "!" + boolean(d);
      case 6:
      case 7: return "(" + integer(d) + one_of(kOrders) + integer(d) + ")";
      case 8: return "(" + number(d) + one_of(kOrders) + number(d) + ")";
      case 9: return "(" + integer(d) + one_of({" < ", " <= ", " > ", " >= "}) + number(d) + ")";
      case 10: return "(" + number(d) + one_of({" < ", " <= ", " > ", " >= "}) + integer(d) + ")";
      case 11: return "(" + text(d) + one_of(kOrders) + text(d) + ")";
      case 12: return "(" + integer(d) + " in " + ints(d) + ")";
      case 13: return "(" + search(d) + ")";
      case 14:
      case 15: return looped(d);
      case 16: return conditional(Type::boolean, d);
      case 17: {
        const Type t = type();
        return "(" + of(t, d) + one_of({" == ", " != "}) + of(t, d) + ")";
      }
      case 18: return text(d) + one_of({".contains(", ".startsWith(", ".endsWith("}) + text(d) + ")";
      case 19: {
        const Type t = one_of_types({Type::row, Type::name});
        return "(" + of(t, d) + one_of(kOrders) + (pick(2) ? of(t, d) : pick(2) ? text(d) : one_of({"'bow'", "'blue'", "'rock'", "'green'"})) + ")";
      }
      case 20: {  // a guard and what it guards
        const std::string i = one_of({"params.a", "params.q", "actor.n", "params.o", "actor.o", "actor.any"});
        return "(" + one_of({i + " != 0", i + " > 0", "!(" + i + " <= 0)", "has(params.o) && " + i + " > 1"}) + " && " + integer(d) + " / " + i + " > 0)";
      }
      case 21: return "(" + boolean(d) + one_of({" == ", " != ", " < ", " >= "}) + boolean(d) + ")";
      case 22: return "bool(" + (pick(2) ? text(d) : "string(" + boolean(d) + ")") + ")";
      case 23: return "(" + optional(d) + one_of({" == ", " != "}) + (pick(3) == 0 ? "null" : pick(2) ? integer(d) : optional(d)) + ")";
      default: return "(" + one_of({"actor.n", "actor.i", "params.q"}) + " <= 10 % params.q * 0 || 100 / params.q > 1)";  // a left side that may fail
    }
  }

  std::string text(int depth) {
    static const Texts kAtoms = {"params.k", "params.s", "actor.s", "actor.t", "other.s", "'a'", "'ab'", "''", "'é€😀'", "'bow'", "'sword'", "'42'", "'-7'", "'1e3'", "'true'", "actor.w + ''", "actor.e + ''", "tables.weapons.bow.tag", "'9223372036854775808'", "'a\\n\"'"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::text, known)) return known;
    if (depth <= 0) return one_of(kAtoms);
    const int d = depth - 1;
    switch (pick(17)) {
      case 11: return text(d) + one_of({".lowerAscii()", ".upperAscii()", ".trim()", ".reverse()"});
      case 12: return text(d) + ".charAt(" + integer(d) + ")";
      case 13: return text(d) + ".substring(" + (pick(2) ? one_of({"0", "1", "actor.i"}) : integer(d)) + (pick(2) ? ", " + integer(d) : "") + ")";
      case 14: return text(d) + ".replace(" + text(d) + ", " + one_of({"''", "'a'", "'é'", "params.k"}) + (pick(2) ? ", " + integer(d) : "") + ")";
      case 15: return texts(d) + (pick(2) ? ".join()" : ".join(" + text(d) + ")");
      case 16: return "strings.quote(" + text(d) + ")";
      case 0:
      case 1: return "(" + text(d) + " + " + text(d) + ")";
      case 2: return "string(" + of(one_of_types({Type::integer, Type::number, Type::boolean, Type::text, Type::row, Type::name}), d) + ")";
      case 3: return conditional(Type::text, d);
      case 4: return texts(d) + "[" + integer(d) + "]";
      case 5: return "(" + of(one_of_types({Type::row, Type::name}), d) + " + " + text(d) + ")";
      case 6: return one_of({"actor.os", "params.os", "actor.r.y", "params.u.t"});
      case 7: return "tables.weapons[" + row(d) + "].tag";
      default: return one_of(kAtoms);
    }
  }

  std::string vector(int depth) {
    static const Texts kAtoms = {"actor.p", "actor.v", "params.v", "other.p", "vec3(1, -2.5, 0)", "actor.ov"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::vector, known)) return known;
    if (depth <= 0) return one_of(kAtoms);
    const int d = depth - 1;
    switch (pick(9)) {
      case 0: return "(" + vector(d) + one_of({" + ", " - "}) + vector(d) + ")";
      case 1: return "(" + vector(d) + " * " + (pick(3) ? number(d) : "2") + ")";
      case 2: return "(" + number(d) + " * " + vector(d) + ")";
      case 3: return "-" + vector(d);
      case 4: return "vec3(" + number(d) + ", " + number(d) + ", " + number(d) + ")";
      case 5: return "lerp(" + vector(d) + ", " + vector(d) + ", " + number(d) + ")";
      case 6: return conditional(Type::vector, d);
      case 7: return "actor.lv[" + integer(d) + "]";
      default: return one_of(kAtoms);
    }
  }

  std::string ints(int depth) {
    static const Texts kAtoms = {"actor.l", "actor.la", "params.l", "other.la", "[1, 2, 3]", "[0]", "[params.q, -1]"};
    return list(Type::ints, Type::integer, kAtoms, depth);
  }
  std::string numbers(int depth) {
    static const Texts kAtoms = {"actor.ld", "other.ld", "[0.5, 1]", "[params.y]"};
    return list(Type::numbers, Type::number, kAtoms, depth);
  }
  std::string texts(int depth) {
    static const Texts kAtoms = {"actor.ls", "other.ls", "request.roles", "['a', 'ab']", "[actor.s, params.k]"};
    return list(Type::texts, Type::text, kAtoms, depth);
  }
  std::string rows(int depth) {
    static const Texts kAtoms = {"actor.lw", "other.lw", "[actor.w, params.w]", "[params.w]", "tables.items.bow.made_of"};
    return list(Type::rows, Type::row, kAtoms, depth);
  }

  std::string row(int depth) {
    static const Texts kAtoms = {"actor.w", "params.w", "other.w", "tables.weapons.bow.kin", "tables.weapons[actor.w].kin"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::row, known)) return known;
    if (depth <= 0) return one_of(kAtoms);
    const int d = depth - 1;
    switch (pick(4)) {
      case 0: return "(" + boolean(d) + " ? " + row(d) + " : " + (pick(3) ? row(d) : "'rock'") + ")";
      case 1: return rows(d) + "[" + integer(d) + "]";
      default: return one_of(kAtoms);
    }
  }

  std::string name(int depth) {
    static const Texts kAtoms = {"actor.e", "params.e", "other.e", "actor.le[0]"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::name, known)) return known;
    if (depth <= 0 || pick(3)) return one_of(kAtoms);
    return "(" + boolean(depth - 1) + " ? " + name(depth - 1) + " : " + (pick(3) ? name(depth - 1) : "'green'") + ")";
  }

  std::string map(int depth) {
    static const Texts kAtoms = {"actor.m", "params.m", "other.m"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::map, known)) return known;
    if (depth <= 0) return one_of(kAtoms);
    const int d = depth - 1;
    std::string v;
    switch (pick(6)) {
      case 5: {
        const std::string from = map(d), key = "k" + std::to_string(variables_.size()), body = with_variable(Type::integer, Type::integer, d, v);
        return from + ".transformMap(" + key + ", " + v + ", " + (pick(2) ? v + " > 1, " : "") + body + ")";
      }
      case 0: return "{" + text(d) + ": " + integer(d) + ", " + text(d) + ": " + integer(d) + "}";
      case 1: return "{'a': " + integer(d) + ", 'bow': " + integer(d) + "}";
      case 2: return "(" + boolean(d) + " ? " + one_of({"actor.m", "other.m"}) + " : actor.m)";
      default: return one_of(kAtoms);
    }
  }

  std::string optional(int depth) {
    static const Texts kAtoms = {"params.o", "actor.o", "other.o"};
    std::string known;
    if (pick(3) == 0 && from_scope(Type::optional, known)) return known;
    if (depth <= 0 || pick(2)) return one_of(kAtoms);
    const int d = depth - 1;
    const std::string condition = "(" + boolean(d) + " ? ";
    std::string v;
    switch (pick(10)) {
      case 4: return ints(d) + "[?" + integer(d) + "]";
      case 5: return pick(2) ? map(d) + "[?" + text(d) + "]" : one_of({"actor.m", "params.m"}) + ".?a";
      case 6: return ints(d) + one_of({".first()", ".last()"});
      case 7: return optional(d) + ".or(" + optional(d) + ")";
      case 8: {
        const bool is_flat = pick(2) == 0;
        const std::string from = optional(d), body = with_variable(Type::integer, is_flat ? Type::optional : Type::integer, d, v);
        return from + (is_flat ? ".optFlatMap(" : ".optMap(") + v + ", " + body + ")";
      }
      case 9: return "optional.of(" + integer(d) + ")";
      case 0: return condition + optional(d) + " : null)";
      case 1: return condition + "null : " + integer(d) + ")";
      case 2: return condition + integer(d) + " : " + optional(d) + ")";
      default: return condition + optional(d) + " : " + optional(d) + ")";
    }
  }

  std::string record(int depth) {
    const int d = depth - 1;
    std::string known;
    if (pick(4) == 0 && from_scope(Type::record, known)) return known;
    return "{'n': " + integer(d) + ", 'd': " + number(d) + ", 'a': [" + boolean(d) + "]}";
  }

 private:
  using Texts = std::vector<std::string>;

  std::uint32_t pick(std::size_t n) { return random_.below(static_cast<std::uint32_t>(n)); }
  std::string one_of(const Texts& list) { return list[pick(list.size())]; }
  Type one_of_types(const std::vector<Type>& list) { return list[pick(list.size())]; }

  /// A let or a loop's variable of that type.
  bool from_scope(Type type, std::string& out) {
    Texts found;
    for (const Name& v : variables_)
      if (v.type == type) found.push_back(v.name);
    if (found.empty() || pick(3) == 0)
      for (const Name& l : lets)
        if (l.type == type) found.push_back(l.name);
    if (found.empty()) return false;
    out = one_of(found);
    if (type == Type::record) out = "(" + out + ")";
    return true;
  }

  std::string search(int d) {
    switch (pick(11)) {
      case 0: return text(d) + " in " + texts(d);
      case 1: return row(d) + " in " + rows(d);
      case 2: return name(d) + " in actor.le";
      case 3: return text(d) + one_of({" in actor.lw", " in actor.le", " in tables.weapons", " in tables.items"});
      case 4: return number(d) + " in " + numbers(d);
      case 5: return text(d) + " in " + map(d);
      case 6: return row(d) + one_of({" in tables.items", " in actor.wm", " in actor.ls"});
      case 7: return vector(d) + " in actor.lv";
      case 8: return boolean(d) + " in actor.lb";
      case 9: return integer(d) + " in actor.im";
      default: return optional(d) + " in " + ints(d);
    }
  }

  std::string conditional(Type type, int d) { return "(" + boolean(d) + " ? " + of(type, d) + " : " + of(type, d) + ")"; }

  std::string with_variable(Type item, Type body, int depth, std::string& variable) {
    variable = std::string(1, static_cast<char>('x' + variables_.size() % 3)) + (variables_.size() > 2 ? std::to_string(variables_.size()) : "");
    variables_.push_back({variable, item});
    std::string out = of(body, depth);
    variables_.pop_back();
    return out;
  }

  std::string list(Type type, Type item, const Texts& atoms, int depth) {
    std::string known;
    if (pick(3) == 0 && from_scope(type, known)) return known;
    if (depth <= 0 || variables_.size() > 2) return one_of(atoms);
    const int d = depth - 1;
    std::string v, w;
    switch (pick(13)) {
      case 8: return of(type, d) + one_of({".reverse()", ".distinct()"});
      case 9: return of(type, d) + ".slice(" + (pick(2) ? "0" : integer(d)) + ", " + integer(d) + ")";
      case 10: {
        const std::string range = of(type, d), key = with_variable(item, one_of_types({Type::integer, Type::number, Type::text, Type::boolean, Type::row}), d, v);
        return range + ".sortBy(" + v + ", " + key + ")";
      }
      case 11: return type == Type::ints ? (pick(2) ? "lists.range(" + one_of({"0", "1", "5"}) + ")" : "[" + optional(d) + "].unwrapOpt()") : "[" + of(type, d) + ", " + of(type, d) + "].flatten()";
      case 12:
        if (type == Type::texts) return text(d) + ".split(" + one_of({"''", "'a'", "'ab'", "params.k"}) + (pick(2) ? ", " + one_of({"0", "2", "-1"}) : "") + ")";
        return type == Type::rows ? of(type, d) : of(type, d) + ".sort()";
      case 0: return "[" + of(item, d) + ", " + of(item, d) + (pick(2) ? ", " + of(item, d) : "") + "]";
      case 1: return "(" + of(type, d) + " + " + (pick(5) ? of(type, d) : "[]") + ")";
      case 2: {
        const std::string range = of(type, d), body = with_variable(item, Type::boolean, d, v);
        return range + ".filter(" + v + ", " + body + ")";
      }
      case 3: {
        const Type from = one_of_types({Type::ints, Type::texts, Type::numbers, Type::rows});
        const std::string range = of(from, d), body = with_variable(item_of(from), item, d, v);
        return range + ".map(" + v + ", " + body + ")";
      }
      case 4: {
        const Type from = one_of_types({Type::ints, Type::map});
        const std::string range = of(from, d), test = with_variable(item_of(from), Type::boolean, d, v), body = with_variable(item_of(from), item, d, w);
        return range + ".map(" + v + ", " + test + ", " + body + ")";
      }
      case 5: return conditional(type, d);
      default: return one_of(atoms);
    }
  }

  static Type item_of(Type list) {
    switch (list) {
      case Type::ints: return Type::integer;
      case Type::numbers: return Type::number;
      case Type::rows: return Type::row;
      default: return Type::text;  // keys of a map too
    }
  }

  std::string bound(Type type, int d) {
    const Type given = variables_.size() > 2 ? Type::integer : one_of_types({Type::integer, Type::number, Type::text, Type::ints, Type::map, Type::optional});
    std::string v;
    const std::string value = of(given, d), body = with_variable(given, type, d, v);
    return "cel.bind(" + v + ", " + value + ", " + body + ")";
  }

  std::string looped_twice(int d) {
    const Type from = variables_.size() > 1 ? Type::ints : one_of_types({Type::ints, Type::texts, Type::map});
    const std::string range = variables_.size() > 1 ? "[1, 0]" : of(from, d);
    std::string v;
    const std::string key = "j" + std::to_string(variables_.size());
    variables_.push_back({key, from == Type::map ? Type::text : Type::integer});
    const std::string body = with_variable(from == Type::texts ? Type::text : Type::integer, Type::boolean, d, v);
    variables_.pop_back();
    return range + one_of({".all(", ".exists(", ".existsOne("}) + key + ", " + v + ", " + body + ")";
  }

  std::string looped(int d) {
    const Type from = variables_.size() > 2 ? Type::ints : one_of_types({Type::ints, Type::ints, Type::texts, Type::numbers, Type::rows, Type::map});
    std::string v;
    const std::string range = variables_.size() > 2 ? "[1, 0]" : of(from, d), body = with_variable(item_of(from), Type::boolean, d, v);
    if (pick(6) == 0) return "actor.im" + one_of({".all(", ".exists(", ".exists_one("}) + "k, k > 0 && 10 / k > 1)";
    if (pick(6) == 0) return "actor.lr" + one_of({".all(", ".exists(", ".exists_one("}) + "e, e.x > 1 && (has(e.y) ? e.y == params.k : true))";
    return range + one_of({".all(", ".exists(", ".exists_one("}) + v + ", " + body + ")";
  }

  RandomStream& random_;
  std::vector<Name> variables_;
};

}  // namespace ludex::test
