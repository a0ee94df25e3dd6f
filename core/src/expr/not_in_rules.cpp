#include "expr/not_in_rules.h"

#include <algorithm>

#include "expr/functions.h"

namespace ludex::expr {
namespace {

// tests/tools/generate_functions.py reads these rows for docs/functions.md: strings in double quotes, one row a line.
constexpr NotInRules kNotInRules[] = {
    {"uint", "rules have no type uint", "write int, and declare it with a bound, as in int >= 0", true},
    {"bytes", "rules have no type bytes: requests and saves are JSON, whose texts are Unicode", "keep the text, or a list<int>", true},
    {"dyn", "the type of every value is known before rules run", "leave it out", true},
    {"type", "the type of every value is known before rules run", "leave the comparison out", true},
    {"timestamp", "rules have no type timestamp: time is an int of ms since 1970, UTC", "write now, or the number", true},
    {"duration", "rules have no type duration: a span of time is an int of ms", "write 500ms, 2s, 5m or 24h", true},
    {"getFullYear", "rules have no calendar, time being an int of ms", "hand the date in as a flag; floor_div(t, 24h) counts days since 1970", true},
    {"getMonth", "rules have no calendar, time being an int of ms", "hand the month in as a flag; floor_div(t, 24h) counts days since 1970", true},
    {"getDate", "rules have no calendar, time being an int of ms", "hand the date in as a flag; floor_div(t, 24h) counts days since 1970", true},
    {"getDayOfMonth", "rules have no calendar, time being an int of ms", "hand the date in as a flag; floor_div(t, 24h) counts days since 1970", true},
    {"getDayOfYear", "rules have no calendar, time being an int of ms", "hand the date in as a flag; floor_div(t, 24h) counts days since 1970", true},
    {"getDayOfWeek", "time is an int of ms since 1970, UTC", "write (floor_div(t, 24h) + 4) % 7, 0 being Sunday", true},
    {"getHours", "time is an int of ms since 1970, UTC", "write floor_div(t, 1h) % 24", true},
    {"getMinutes", "time is an int of ms since 1970, UTC", "write floor_div(t, 1m) % 60", true},
    {"getSeconds", "time is an int of ms since 1970, UTC", "write floor_div(t, 1s) % 60", true},
    {"getMilliseconds", "time is an int of ms since 1970, UTC", "write t % 1s", true},
    {"format", "it takes a list of values of different types, and a list of rules holds one", "write 'a ' + string(x) + ' b'", true},
    {"isNaN", "numbers of rules are finite: what would not be is the rule error not_finite", "leave it out, or look at the operands before", true},
    {"isInf", "numbers of rules are finite: what would not be is the rule error not_finite", "leave it out, or look at the operands before", true},
    {"isFinite", "numbers of rules are finite: what would not be is the rule error not_finite", "leave it out, or look at the operands before", true},
    {"optional.ofNonZeroValue", "which value counts as none is better said than guessed", "write x != 0 ? x : null", true},
    {"optional.unwrap", "it has one spelling in rules", "write l.unwrapOpt()", true},
    {"transformMapEntry", "keys that are computed may meet, and then it fails", "write transformMap(k, v, E), which keeps the keys", true},
    {"cel.block", "it is what optimisers write, and the compiler of rules computes nothing twice", "write cel.bind(name, value, E) or a let", true},
    {"cel.index", "it is what optimisers write, and the compiler of rules computes nothing twice", "write cel.bind(name, value, E) or a let", true},
    {"cel.iterVar", "it is what optimisers write", "name the variable in the macro", true},
    {"cel.accuVar", "it is what optimisers write", "name the variable in the macro", true},
    {"cel.expr", "it names a message of protobuf, and there is no protobuf here", "write the value", false},
    {"proto.hasExt", "it reads a message of protobuf, and there is no protobuf here", "declare a field and write has(x.field)", false},
    {"proto.getExt", "it reads a message of protobuf, and there is no protobuf here", "declare a field and write x.field", false},
    {"base64.encode", "encoders belong to the host", "hand the text in as a parameter", false},
    {"base64.decode", "encoders belong to the host", "hand the text in as a parameter", false},
    {"ip", "addresses belong to the host, which lets requests in", "hand what the rule has to know in as a role", false},
    {"cidr", "addresses belong to the host, which lets requests in", "hand what the rule has to know in as a role", false},
    {"isIP", "addresses belong to the host, which lets requests in", "hand what the rule has to know in as a role", false},
    {"ip.isCanonical", "addresses belong to the host, which lets requests in", "hand what the rule has to know in as a role", false},
    {"sets.contains", "cel-spec has no library of sets", "write b.all(x, x in a)", false},
    {"sets.intersects", "cel-spec has no library of sets", "write b.exists(x, x in a)", false},
    {"sets.equivalent", "cel-spec has no library of sets", "write a.all(x, x in b) && b.all(x, x in a)", false},
    {"regex.replace", "a pattern says whether it matches; what it matched is not kept, which makes it linear", "write replace(from, to)", false},
    {"regex.extract", "a pattern says whether it matches; what it matched is not kept, which makes it linear", "write indexOf and substring", false},
    {"regex.extractAll", "a pattern says whether it matches; what it matched is not kept, which makes it linear", "write split", false},
};

std::string_view library_of(std::string_view name) {
  const auto dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

}  // namespace

std::span<const NotInRules> not_in_rules() { return kNotInRules; }

const NotInRules* find_not_in_rules(std::string_view name) {
  const auto* found = std::find_if(std::begin(kNotInRules), std::end(kNotInRules), [&](const NotInRules& x) { return name == x.name; });
  return found == std::end(kNotInRules) ? nullptr : found;
}

bool is_library(std::string_view name) {
  if (name == "optional") return true;
  for (const NotInRules& x : kNotInRules)
    if (library_of(x.name) == name) return true;
  return std::any_of(functions().begin(), functions().end(), [&](const Function& f) { return library_of(f.name) == name; });
}

}  // namespace ludex::expr
