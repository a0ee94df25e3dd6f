// The format() of CEL's strings extension: "%s %d %.2f".format([…]).

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "expr/dyn_functions.h"
#include "schema/shape.h"
#include "support/sort.h"
#include "value/json_bytes.h"
#include "value/number.h"

namespace ludex::expr {
namespace {

using enum DynKind;

constexpr int kMaxPrecision = 1000;
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// Every digit of a finite |d|, as d = 0.digits * 10^point.
struct Decimal {
  std::string digits;  // without leading zeros; empty for zero
  int point = 0;
};
Decimal decimal_of(double d) {
  const auto bits = word_double(d).u;
  const int biased = static_cast<int>(bits >> 52 & 0x7ff);
  std::uint64_t mantissa = bits & 0xfffffffffffffu;
  int exponent = biased == 0 ? -1074 : biased - 1075;
  if (biased != 0) mantissa |= std::uint64_t{1} << 52;
  if (mantissa == 0) return {};
  // The digits of mantissa * 2^exponent, or of mantissa * 5^-exponent with the point moved, lowest first.
  std::vector<unsigned> reversed;
  for (; mantissa; mantissa /= 10) reversed.push_back(static_cast<unsigned>(mantissa % 10));
  const unsigned factor = exponent < 0 ? 5 : 2;
  for (int i = 0; i < std::abs(exponent); ++i) {
    unsigned carry = 0;
    for (unsigned& digit : reversed) {
      const unsigned product = digit * factor + carry;
      digit = product % 10;
      carry = product / 10;
    }
    if (carry) reversed.push_back(carry);
  }
  Decimal out;
  out.point = static_cast<int>(reversed.size()) + std::min(exponent, 0);
  for (std::size_t i = reversed.size(); i-- > 0;) out.digits.push_back(static_cast<char>('0' + reversed[i]));
  return out;
}

// Keeps `count` digits, half to even.
void round_to(Decimal& d, int count) {
  if (count >= static_cast<int>(d.digits.size())) return;
  if (count < 0) {
    d = {};
    return;
  }
  const auto cut = static_cast<std::size_t>(count);
  const std::string rest = d.digits.substr(cut);
  d.digits.resize(cut);
  const bool is_half = rest[0] == '5' && rest.find_first_not_of('0', 1) == std::string::npos;
  const bool is_odd = cut > 0 && (d.digits[cut - 1] - '0') % 2 != 0;
  if (rest[0] < '5' || (is_half && !is_odd)) return;
  for (std::size_t i = cut; i-- > 0;) {
    if (d.digits[i]++ != '9') return;
    d.digits[i] = '0';
  }
  d.digits.insert(d.digits.begin(), '1');
  ++d.point;
}

char digit_at(const Decimal& d, int i) { return i >= 0 && i < static_cast<int>(d.digits.size()) ? d.digits[static_cast<std::size_t>(i)] : '0'; }

std::string fixed(double d, int precision) {
  if (!std::isfinite(d)) return dyn_double_text(d);
  Decimal x = decimal_of(d);
  round_to(x, x.point + precision);
  std::string out = std::signbit(d) ? "-" : "";
  if (x.digits.empty() || x.point <= 0) out += "0";
  for (int i = 0; i < x.point; ++i) out.push_back(digit_at(x, i));
  if (precision > 0) out.push_back('.');
  for (int i = 0; i < precision; ++i) out.push_back(digit_at(x, x.point + i));
  return out;
}

std::string scientific(double d, int precision) {
  if (!std::isfinite(d)) return dyn_double_text(d);
  Decimal x = decimal_of(d);
  round_to(x, precision + 1);
  const int exponent = x.digits.empty() ? 0 : x.point - 1;
  std::string out = std::signbit(d) ? "-" : "";
  out.push_back(digit_at(x, 0));
  if (precision > 0) out.push_back('.');
  for (int i = 1; i <= precision; ++i) out.push_back(digit_at(x, i));
  return out + (exponent < 0 ? "e-" : "e+") + (std::abs(exponent) < 10 ? "0" : "") + std::to_string(std::abs(exponent));
}

std::string in_base(std::uint64_t v, unsigned base, bool is_upper) {
  std::string out;
  do {
    const auto digit = static_cast<unsigned>(v % base);
    out.push_back(static_cast<char>(digit < 10 ? '0' + digit : (is_upper ? 'A' : 'a') + digit - 10));
    v /= base;
  } while (v);
  std::reverse(out.begin(), out.end());
  return out;
}

// The fewest digits that read back the same, never with an exponent.
std::string plain(double d) {
  if (!std::isfinite(d)) return dyn_double_text(d);
  const std::string shortest = double_text(d);
  const auto e = shortest.find('e');
  if (e == std::string::npos) return dyn_double_text(d);
  std::string digits = shortest.substr(0, e), out = d < 0 ? "-" : "";
  int point = 1;  // behind the first digit
  digits.erase(std::remove(digits.begin(), digits.end(), '-'), digits.end());
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  point += std::atoi(shortest.c_str() + e + 1);
  if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  const auto whole = static_cast<std::size_t>(point);
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0');
  return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

// As string(bytes) writes them, but with one U+FFFD in place of each run of bytes that are not UTF-8.
void write_bytes(std::string& out, std::string_view bytes) {
  const char* p = bytes.data();
  const char* const end = p + bytes.size();
  bool is_broken = false;
  while (p < end) {
    const std::size_t n = static_cast<unsigned char>(*p) < 0x80 ? 1 : json::utf8_sequence(p, end);
    if (n == 0 && !is_broken) out += "\xEF\xBF\xBD";
    is_broken = n == 0;
    if (!is_broken) out.append(p, n);
    p += std::max<std::size_t>(n, 1);
  }
}

// False for what has no text: an optional value.
bool write(std::string& out, const Dyn& v) {
  if (out.size() > kMaxStringDefault) return true;
  switch (v.kind) {
    case null: out += "null"; break;
    case boolean: out += v.b ? "true" : "false"; break;
    case integer: out += std::to_string(v.i); break;
    case unsigned_integer: out += std::to_string(v.u); break;
    case number: out += plain(v.d); break;
    case string:
    case type: out += v.view(); break;
    case bytes: write_bytes(out, v.view()); break;
    case timestamp: out += print_timestamp(v); break;
    case duration:
      // As seconds in a double: whole ones and the rest, each exact, added.
      out += plain(static_cast<double>(v.i / kNanosPerSecond) + static_cast<double>(v.i % kNanosPerSecond) / static_cast<double>(kNanosPerSecond)) + "s";
      break;
    case optional: return false;
    case list:
      out += "[";
      for (std::uint32_t i = 0; i < v.size; ++i) {
        if (i) out += ", ";
        if (!write(out, *v.items[i])) return false;
      }
      out += "]";
      break;
    case map: {
      std::vector<std::pair<std::string, const Dyn*>> entries;
      for (std::uint32_t i = 0; i < v.size; ++i) {
        std::string key;
        write(key, *v.key(i));
        entries.emplace_back(std::move(key), v.value(i));
      }
      detail::sort_items(entries, [](const auto& a, const auto& b) { return a.first < b.first; });
      out += "{";
      for (std::size_t i = 0; i < entries.size(); ++i) {
        out += (i ? ", " : "") + entries[i].first + ": ";
        if (!write(out, *entries[i].second)) return false;
      }
      out += "}";
      break;
    }
  }
  return true;
}

// One clause; false when `v` does not fit it.
bool clause(std::string& out, char letter, int precision, const Dyn& v) {
  const bool is_int = v.kind == integer, is_uint = v.kind == unsigned_integer;
  const bool is_negative = is_int && v.i < 0;
  const std::uint64_t magnitude = is_negative ? 0 - v.u : v.u;
  switch (letter) {
    case 's': return write(out, v);
    case 'd': return (is_int || is_uint || v.kind == number) && write(out, v);
    case 'f':
    case 'e': {
      if (!is_int && !is_uint && v.kind != number) return false;
      const double d = is_int ? static_cast<double>(v.i) : is_uint ? static_cast<double>(v.u) : v.d;
      out += letter == 'f' ? fixed(d, precision < 0 ? 6 : precision) : scientific(d, precision < 0 ? 6 : precision);
      return true;
    }
    case 'b':
      if (v.kind == boolean) {
        out += v.b ? "1" : "0";
        return true;
      }
      [[fallthrough]];
    case 'o':
    case 'x':
    case 'X':
      if (is_int || is_uint) {
        out += (is_negative ? "-" : "") + in_base(magnitude, letter == 'b' ? 2 : letter == 'o' ? 8 : 16, letter == 'X');
        return true;
      }
      if ((letter != 'x' && letter != 'X') || (v.kind != string && v.kind != bytes)) return false;
      for (const char c : v.view()) {
        const std::string byte = in_base(static_cast<unsigned char>(c), 16, letter == 'X');
        out += (byte.size() < 2 ? "0" : "") + byte;
      }
      return true;
    default: return false;
  }
}

RuleError format(DynCall& c) {
  if (c.count != 2 || !c.is(0, string) || !c.is(1, list)) return RuleError::no_such_overload;
  const std::string_view text = c.at(0).view();
  const Dyn& values = c.at(1);
  std::string out;
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (out.size() > kMaxStringDefault) return RuleError::overflow;
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (++i < text.size() && text[i] == '%') {
      out.push_back('%');
      continue;
    }
    int precision = -1;
    if (i < text.size() && text[i] == '.') {
      precision = 0;
      if (i + 1 >= text.size() || text[i + 1] < '0' || text[i + 1] > '9') return c.fail(RuleError::conversion, "digits follow the '.' of a precision, as in %.2f");
      for (++i; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) precision = std::min(kMaxPrecision + 1, precision * 10 + (text[i] - '0'));
      if (precision > kMaxPrecision) return c.fail(RuleError::conversion, "a precision is at most " + std::to_string(kMaxPrecision));
    }
    const char letter = i < text.size() ? text[i] : '\0';
    if (!letter || std::string_view("sdfeboxX").find(letter) == std::string_view::npos)
      return c.fail(RuleError::conversion, "format() knows %s %d %f %e %b %o %x %X and %%");
    if (next >= values.size) return c.fail(RuleError::index_out_of_range, "format() has no value number " + std::to_string(next));
    const Dyn& v = *values.items[next++];
    if (!clause(out, letter, precision, v)) return c.fail(RuleError::no_such_overload, std::string("%") + letter + " does not take " + std::string(type_name_of(v)));
  }
  if (out.size() > kMaxStringDefault) return RuleError::overflow;
  return c.give(dyn_text(string, out, c.arena));
}

}  // namespace

void add_format_function(std::vector<DynFunction>& out) { out.push_back({".format", "string,list(dyn)", "string", format}); }

}  // namespace ludex::expr
