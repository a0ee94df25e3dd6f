#include "expr/habits.h"

#include <algorithm>
#include <span>

namespace ludex::expr {
namespace {

struct Habit {
  std::string_view written;
  const char* instead;
};

constexpr const char* kSize = "; write size(x)";
constexpr const char* kUpper = "; write x.upperAscii()";
constexpr const char* kLower = "; write x.lowerAscii()";
constexpr const char* kString = "; write string(x)";
constexpr const char* kInt = "; write int(x)";
constexpr const char* kTrim = "; write x.trim()";
constexpr const char* kIn = "; write v in x";
constexpr const char* kAppend = "; write x + [v], or the effect append";
constexpr const char* kFold = "; no function adds up a list: keep the total in a field, which effects change";
constexpr const char* kChance = "; write chance('name', probability) or roll('name', low, high)";
constexpr const char* kOr = "; write x.orValue(d) where x may be null, c ? a : b else";

constexpr Habit kFunctions[] = {
    {"len", kSize}, {"length", kSize}, {"count", "; write x.filter(v, E).size()"}, {"strlen", kSize}, {"isEmpty", "; write size(x) == 0"}, {"empty", "; write size(x) == 0"},
    {"upper", kUpper}, {"toUpper", kUpper}, {"toUpperCase", kUpper}, {"lower", kLower}, {"toLower", kLower}, {"toLowerCase", kLower}, {"strip", kTrim},
    {"str", kString}, {"toString", kString}, {"parseInt", kInt}, {"toInt", kInt}, {"float", "; write double(x)"}, {"parseFloat", "; write double(x)"}, {"Number", "; write int(x) or double(x)"},
    {"substr", "; write x.substring(begin, end)"}, {"concat", "; write a + b"}, {"includes", kIn}, {"has_key", kIn}, {"hasKey", kIn}, {"containsKey", kIn},
    {"append", kAppend}, {"push", kAppend}, {"add", kAppend}, {"sum", kFold}, {"reduce", kFold}, {"fold", kFold}, {"any", "; write x.exists(v, E)"}, {"some", "; write x.exists(v, E)"},
    {"every", "; write x.all(v, E)"}, {"find", "; write x.filter(v, E).first()"}, {"forEach", "; write x.map(v, E), or the effect each"}, {"sorted", "; write x.sort() or x.sortBy(v, E)"},
    {"unique", "; write x.distinct()"}, {"keys", "; write m.map(k, k)"}, {"values", "; write m.transformList(k, v, v)"}, {"random", kChance}, {"rand", kChance}, {"mod", "; write a % b"},
    {"coalesce", kOr}, {"ifnull", kOr}, {"iif", "; write c ? a : b"}, {"not", "; write !x"}, {"test", "; write x.matches('pattern')"}, {"match", "; write x.matches('pattern')"},
};

constexpr Habit kNames[] = {
    {"True", "; write true"}, {"TRUE", "; write true"}, {"False", "; write false"}, {"FALSE", "; write false"}, {"None", "; write null"}, {"nil", "; write null"}, {"NULL", "; write null"},
    {"undefined", "; write null"}, {"self", "; whoever asks is 'actor'"}, {"this", "; whoever asks is 'actor'"}, {"player", "; whoever asks is 'actor'"}, {"Math", "; write math.floor(x)"},
};

// Where two spellings begin alike the longer one comes first.
constexpr Habit kSymbols[] = {
    {"===", "; comparison is '=='"}, {"!==", "; comparison is '!='"}, {"=>", "; a function of each item is written x.map(v, E)"}, {"->", "; a function of each item is written x.map(v, E)"},
    {"**", "; write pow(x, y)"}, {"<>", "; write '!='"}, {"??", "; write x.orValue(d)"}, {"?.", "; write x.?field"}, {"++", "; an expression changes nothing: write x + 1"}, {"/*", "; a comment begins with '//'"},
    {"+=", "; an expression changes nothing: that is an effect"}, {"-=", "; an expression changes nothing: that is an effect"}, {"<<", "; write math.bitShiftLeft(x, places)"}, {">>", "; write math.bitShiftRight(x, places)"},
    {"^", "; write pow(x, y), or math.bitXor(a, b)"}, {"~", "; write math.bitNot(x)"}, {"#", "; a comment begins with '//'"}, {"`", "; a text stands in ' or \""}, {"\u201C", "; a text stands in ' or \""},
    {"\u201D", "; a text stands in ' or \""}, {"\u2018", "; a text stands in ' or \""}, {"\u2019", "; a text stands in ' or \""}, {"$", "; names stand as they are, without '$'"},
    {";", "; an expression is one value: name parts of it with cel.bind(name, value, E) or a let"}, {"==", ""}, {"=", "; comparison is '=='"},
};

constexpr const char* kUnits = "; units are ms, s, m, h and %, right behind the number: 500ms";
constexpr const char* kChoice = "; write c ? a : b";
constexpr const char* kLoop = "; write x.all(v, E), exists, filter or map";
constexpr const char* kLet = "; write cel.bind(name, value, E), or a let of the action";

constexpr Habit kWords[] = {
    {"and", "; write '&&'"}, {"or", "; write '||'"}, {"is", "; write '=='"}, {"mod", "; write '%'"}, {"div", "; write '/'"}, {"if", kChoice}, {"then", kChoice}, {"else", kChoice}, {"for", kLoop}, {"while", kLoop}, {"loop", kLoop},
    {"let", kLet}, {"var", kLet}, {"const", kLet},
};
constexpr std::string_view kUnitWords[] = {"ms", "s", "sec", "secs", "second", "seconds", "m", "min", "minute", "minutes", "h", "hour", "hours", "d", "day", "days"};
/// Words that are names to the parser, which stops at what follows them.
constexpr Habit kBefore[] = {{"not", "; write '!'"}, {"lambda", "; a function of each item is written x.map(v, E)"}};

std::string find(std::span<const Habit> habits, std::string_view name) {
  const auto at = std::find_if(habits.begin(), habits.end(), [name](const Habit& h) { return h.written == name; });
  return at == habits.end() ? std::string() : at->instead;
}

bool is_word(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_'; }

}  // namespace

std::string habit_of_function(std::string_view name) { return find(kFunctions, name); }
std::string habit_of_name(std::string_view name) { return find(kNames, name); }

std::string habit_of_field(std::string_view name) {
  return name == "size" || name == "length" || name == "len" || name == "count" ? kSize : "";
}

std::string habit_of_text(std::string_view text, std::uint32_t offset) {
  if (offset >= text.size()) return "";
  std::size_t end = offset;
  while (end < text.size() && is_word(text[end])) ++end;
  std::size_t last = offset;
  while (last > 0 && (text[last - 1] == ' ' || text[last - 1] == '\t')) --last;
  const char before = last > 0 ? text[last - 1] : '\0';
  const std::string_view word = text.substr(offset, end - offset);
  if (before >= '0' && before <= '9' && std::find(std::begin(kUnitWords), std::end(kUnitWords), word) != std::end(kUnitWords)) return kUnits;
  if (const std::string found = find(kWords, word); !found.empty()) return found;
  for (const Habit& h : kSymbols) {
    // The parser may have taken the first part of it for something else.
    for (std::size_t taken = 0; taken < h.written.size() && taken <= offset; ++taken)
      if (text.substr(offset - taken).starts_with(h.written)) return h.instead;
  }
  std::size_t first = last;
  while (first > 0 && is_word(text[first - 1])) --first;
  const bool is_text = text[offset] == '\'' || text[offset] == '"';
  if (is_text && (before == '\'' || before == '"')) return "; texts are joined with '+'";
  if (is_text && last == offset) return text.substr(first, last - first) == "f" ? "; texts are joined with '+', and string(x) makes one of a number" : "";
  return find(kBefore, text.substr(first, last - first));
}

}  // namespace ludex::expr
