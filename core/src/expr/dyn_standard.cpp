// CEL's standard definitions (cel-spec, langdef.md, List of Standard Definitions); matches() is in dyn_patterns.cpp.

#include <cmath>
#include <limits>

#include "expr/dyn_functions.h"
#include "expr/text_numbers.h"
#include "schema/typed.h"
#include "value/json_bytes.h"
#include "value/number.h"

namespace ludex::expr {
namespace {

using enum DynKind;

constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

bool is_utf8(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    const std::size_t n = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    if (n == 0) return false;
    p += n;
  }
  return true;
}

RuleError not_a(DynCall& c, const char* what) { return c.fail(RuleError::conversion, "'" + std::string(c.at(0).view().substr(0, 80)) + "' is not " + what); }
RuleError out_of_range(DynCall& c, const char* type) { return c.fail(RuleError::overflow, std::string("out of range of ") + type); }

RuleError size(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  if (c.is(0, string)) return c.give(dyn_int(code_points(c.at(0).view()), c.arena));
  if (c.is(0, bytes) || c.is(0, list) || c.is(0, map)) return c.give(dyn_int(c.at(0).size, c.arena));
  return RuleError::no_such_overload;
}

template <class Test>
RuleError texts(DynCall& c, Test test) {
  if (c.count != 2 || !c.is(0, string) || !c.is(1, string)) return RuleError::no_such_overload;
  return c.give(dyn_bool(test(c.at(0).view(), c.at(1).view()), c.arena));
}
RuleError contains(DynCall& c) {
  return texts(c, [](std::string_view a, std::string_view b) { return a.find(b) != std::string_view::npos; });
}
RuleError starts_with(DynCall& c) {
  return texts(c, [](std::string_view a, std::string_view b) { return a.starts_with(b); });
}
RuleError ends_with(DynCall& c) {
  return texts(c, [](std::string_view a, std::string_view b) { return a.ends_with(b); });
}

RuleError to_dyn(DynCall& c) { return c.count == 1 ? c.give(c.arguments[0]) : RuleError::no_such_overload; }
RuleError type_of(DynCall& c) {
  return c.count == 1 ? c.give(dyn_text(type, type_name_of(c.at(0)), c.arena)) : RuleError::no_such_overload;
}

// What is made of a text: the value, or why there is none.
template <class T, class Make>
RuleError read_text(DynCall& c, text::Read (*read)(std::string_view, T&), const char* a_type, Make make) {
  T value{};
  switch (read(c.at(0).view(), value)) {
    case text::Read::good: return c.give(make(value, c.arena));
    case text::Read::not_one: return not_a(c, a_type);
    case text::Read::out_of_range: break;
  }
  const std::string_view type(a_type);
  return out_of_range(c, a_type + type.find(' ') + 1);
}

RuleError to_int(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  switch (v.kind) {
    case integer: return c.give(&v);
    case unsigned_integer:
      if (v.u > static_cast<std::uint64_t>(INT64_MAX)) return out_of_range(c, "int");
      return c.give(dyn_int(static_cast<std::int64_t>(v.u), c.arena));
    case number:
      // Both ends excluded: neither limit tells whether the double was rounded onto it.
      if (!(v.d > -kTwo63 && v.d < kTwo63)) return out_of_range(c, "int");
      return c.give(dyn_int(static_cast<std::int64_t>(v.d), c.arena));
    case string: return read_text(c, text::to_int, "an int", dyn_int);
    case timestamp: return c.give(dyn_int(v.i, c.arena));
    default: return RuleError::no_such_overload;
  }
}

RuleError to_uint(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  switch (v.kind) {
    case unsigned_integer: return c.give(&v);
    case integer:
      if (v.i < 0) return out_of_range(c, "uint");
      return c.give(dyn_uint(static_cast<std::uint64_t>(v.i), c.arena));
    case number:
      if (!(v.d >= 0 && v.d < kTwo64)) return out_of_range(c, "uint");
      return c.give(dyn_uint(static_cast<std::uint64_t>(v.d), c.arena));
    case string: return read_text(c, text::to_uint, "a uint", dyn_uint);
    default: return RuleError::no_such_overload;
  }
}

// A number, or a word for what has no digits.
RuleError text_to_double(DynCall& c) {
  std::string word(c.at(0).view().substr(0, 10));  // longer than any of them
  for (char& w : word)
    if (w >= 'A' && w <= 'Z') w = static_cast<char>(w - 'A' + 'a');
  if (word == "nan") return c.give(dyn_double(std::numeric_limits<double>::quiet_NaN(), c.arena));
  const bool is_negative = word.starts_with('-');
  if (is_negative || word.starts_with('+')) word.erase(0, 1);
  if (word == "inf" || word == "infinity") return c.give(dyn_double(is_negative ? -HUGE_VAL : HUGE_VAL, c.arena));
  return read_text(c, text::to_double, "a double", dyn_double);
}

RuleError to_double(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  switch (v.kind) {
    case number: return c.give(&v);
    case integer: return c.give(dyn_double(static_cast<double>(v.i), c.arena));
    case unsigned_integer: return c.give(dyn_double(static_cast<double>(v.u), c.arena));
    case string: return text_to_double(c);
    default: return RuleError::no_such_overload;
  }
}

RuleError to_text(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  const Dyn& v = c.at(0);
  const auto give = [&](std::string_view text) { return c.give(dyn_text(string, text, c.arena)); };
  switch (v.kind) {
    case string: return c.give(&v);
    case boolean: return give(v.b ? "true" : "false");
    case integer: return give(std::to_string(v.i));
    case unsigned_integer: return give(std::to_string(v.u));
    case number: return give(dyn_double_text(v.d));
    case bytes:
      if (!is_utf8(v.view())) return c.fail(RuleError::conversion, "the bytes are not UTF-8");
      return give(v.view());
    case timestamp: return give(print_timestamp(v));
    case duration: return give(print_duration(v));
    default: return RuleError::no_such_overload;
  }
}

RuleError to_bytes(DynCall& c) {
  if (c.count != 1 || !(c.is(0, bytes) || c.is(0, string))) return RuleError::no_such_overload;
  return c.give(dyn_text(bytes, c.at(0).view(), c.arena));
}

RuleError to_bool(DynCall& c) {
  if (c.is(0, boolean)) return c.give(c.arguments[0]);
  if (c.count != 1 || !c.is(0, string)) return RuleError::no_such_overload;
  return read_text(c, text::to_bool, "a bool", dyn_bool);
}

}  // namespace

std::string dyn_double_text(double d) {
  if (std::isnan(d)) return "NaN";
  if (!std::isfinite(d)) return d > 0 ? "Infinity" : "-Infinity";
  std::string out = double_text(d);
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

void add_standard_functions(std::vector<DynFunction>& out) {
  static constexpr DynFunction kOperators[] = {
      {"_?_:_", "bool,A,A", "A", nullptr},
      {"_&&_", "bool,bool", "bool", nullptr},
      {"_||_", "bool,bool", "bool", nullptr},
      {"!_", "bool", "bool", nullptr},
      {"-_", "int", "int", nullptr},
      {"-_", "double", "double", nullptr},
      {"_==_", "A,A", "bool", nullptr},
      {"_!=_", "A,A", "bool", nullptr},
      {"_in_", "A,list(A)", "bool", nullptr},
      {"_in_", "A,map(A,B)", "bool", nullptr},
      {"_[_]", "list(A),int", "A", nullptr},
      {"_[_]", "map(A,B),A", "B", nullptr},
      {"_[_]", "optional_type(list(A)),int", "optional_type(A)", nullptr},
      {"_[_]", "optional_type(map(A,B)),A", "optional_type(B)", nullptr},
      {"_[?_]", "list(A),int", "optional_type(A)", nullptr},
      {"_[?_]", "map(A,B),A", "optional_type(B)", nullptr},
      {"_[?_]", "optional_type(list(A)),int", "optional_type(A)", nullptr},
      {"_[?_]", "optional_type(map(A,B)),A", "optional_type(B)", nullptr},
      {"_+_", "int,int", "int", nullptr},
      {"_+_", "uint,uint", "uint", nullptr},
      {"_+_", "double,double", "double", nullptr},
      {"_+_", "string,string", "string", nullptr},
      {"_+_", "bytes,bytes", "bytes", nullptr},
      {"_+_", "list(A),list(A)", "list(A)", nullptr},
      {"_+_", "timestamp,duration", "timestamp", nullptr},
      {"_+_", "duration,timestamp", "timestamp", nullptr},
      {"_+_", "duration,duration", "duration", nullptr},
      {"_-_", "int,int", "int", nullptr},
      {"_-_", "uint,uint", "uint", nullptr},
      {"_-_", "double,double", "double", nullptr},
      {"_-_", "timestamp,timestamp", "duration", nullptr},
      {"_-_", "timestamp,duration", "timestamp", nullptr},
      {"_-_", "duration,duration", "duration", nullptr},
      {"_*_", "int,int", "int", nullptr},
      {"_*_", "uint,uint", "uint", nullptr},
      {"_*_", "double,double", "double", nullptr},
      {"_/_", "int,int", "int", nullptr},
      {"_/_", "uint,uint", "uint", nullptr},
      {"_/_", "double,double", "double", nullptr},
      {"_%_", "int,int", "int", nullptr},
      {"_%_", "uint,uint", "uint", nullptr},
      // Orders, for < <= > >= alike. Numbers compare across types.
      {"_<_", "bool,bool", "bool", nullptr},
      {"_<_", "int,int", "bool", nullptr},
      {"_<_", "int,uint", "bool", nullptr},
      {"_<_", "int,double", "bool", nullptr},
      {"_<_", "uint,uint", "bool", nullptr},
      {"_<_", "uint,int", "bool", nullptr},
      {"_<_", "uint,double", "bool", nullptr},
      {"_<_", "double,double", "bool", nullptr},
      {"_<_", "double,int", "bool", nullptr},
      {"_<_", "double,uint", "bool", nullptr},
      {"_<_", "string,string", "bool", nullptr},
      {"_<_", "bytes,bytes", "bool", nullptr},
      {"_<_", "timestamp,timestamp", "bool", nullptr},
      {"_<_", "duration,duration", "bool", nullptr},
  };
  static constexpr DynFunction kFunctions[] = {
      {"size", "string", "int", size},
      {"size", "bytes", "int", size},
      {"size", "list(A)", "int", size},
      {"size", "map(A,B)", "int", size},
      {".size", "string", "int", size},
      {".size", "bytes", "int", size},
      {".size", "list(A)", "int", size},
      {".size", "map(A,B)", "int", size},
      {".contains", "string,string", "bool", contains},
      {".startsWith", "string,string", "bool", starts_with},
      {".endsWith", "string,string", "bool", ends_with},
      {"dyn", "A", "dyn", to_dyn},
      {"type", "A", "type(A)", type_of},
      {"int", "int", "int", to_int},
      {"int", "uint", "int", to_int},
      {"int", "double", "int", to_int},
      {"int", "string", "int", to_int},
      {"int", "timestamp", "int", to_int},
      {"uint", "uint", "uint", to_uint},
      {"uint", "int", "uint", to_uint},
      {"uint", "double", "uint", to_uint},
      {"uint", "string", "uint", to_uint},
      {"double", "double", "double", to_double},
      {"double", "int", "double", to_double},
      {"double", "uint", "double", to_double},
      {"double", "string", "double", to_double},
      {"string", "string", "string", to_text},
      {"string", "bool", "string", to_text},
      {"string", "int", "string", to_text},
      {"string", "uint", "string", to_text},
      {"string", "double", "string", to_text},
      {"string", "bytes", "string", to_text},
      {"string", "timestamp", "string", to_text},
      {"string", "duration", "string", to_text},
      {"bytes", "bytes", "bytes", to_bytes},
      {"bytes", "string", "bytes", to_bytes},
      {"bool", "bool", "bool", to_bool},
      {"bool", "string", "bool", to_bool},
  };
  out.insert(out.end(), std::begin(kOperators), std::end(kOperators));
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
}

}  // namespace ludex::expr
