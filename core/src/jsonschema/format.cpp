#include "jsonschema/format.h"

#include <iterator>

#include "jsonschema/uri.h"
#include "regex/regex.h"
#include "value/json_bytes.h"

namespace ludex::jsonschema {
namespace {

constexpr const char* kNames[] = {"date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uri-template", "uuid", "json-pointer", "relative-json-pointer", "regex"};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Exactly `count` digits at the front, taken away; -1 when there are others.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}
bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// RFC 3339, section 5.6.
bool is_date(std::string_view t) {
  const int year = take_digits(t, 4);
  if (year < 0 || !take(t, '-')) return false;
  const int month = take_digits(t, 2);
  if (month < 1 || month > 12 || !take(t, '-')) return false;
  const int day = take_digits(t, 2);
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return t.empty() && day >= 1 && day <= kDays[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

bool is_time(std::string_view t) {
  const int hour = take_digits(t, 2);
  if (hour < 0 || hour > 23 || !take(t, ':')) return false;
  const int minute = take_digits(t, 2);
  if (minute < 0 || minute > 59 || !take(t, ':')) return false;
  const int second = take_digits(t, 2);
  if (second < 0 || second > 60) return false;
  if (take(t, '.')) {
    if (t.empty() || !is_digit(t[0])) return false;
    while (!t.empty() && is_digit(t[0])) t.remove_prefix(1);
  }
  int offset = 0;
  if (t == "Z" || t == "z") {
    t = "";
  } else {
    const bool is_west = take(t, '-');
    if (!is_west && !take(t, '+')) return false;
    const int hours = take_digits(t, 2);
    if (hours < 0 || hours > 23 || !take(t, ':')) return false;
    const int minutes = take_digits(t, 2);
    if (minutes < 0 || minutes > 59) return false;
    offset = (hours * 60 + minutes) * (is_west ? -1 : 1);
  }
  // A leap second ends a day of UTC.
  const bool is_last_minute = (hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439;
  return t.empty() && (second < 60 || is_last_minute);
}

bool is_date_time(std::string_view t) {
  return t.size() > 11 && (t[10] == 'T' || t[10] == 't') && is_date(t.substr(0, 10)) && is_time(t.substr(11));
}

/// Numbers with these units, in this order without gaps, from any of them on: at least one. RFC 3339, appendix A.
bool take_units(std::string_view& t, std::string_view units) {
  std::size_t next = 0;
  bool is_first = true;
  while (!t.empty() && is_digit(t[0])) {
    std::size_t n = 0;
    while (n < t.size() && is_digit(t[n])) ++n;
    if (n == t.size()) return false;
    const std::size_t unit = units.find(t[n]);
    if (unit == std::string_view::npos || (is_first ? false : unit != next)) return false;
    is_first = false;
    next = unit + 1;
    t.remove_prefix(n + 1);
  }
  return !is_first;
}

bool is_duration(std::string_view t) {
  if (!take(t, 'P') || t.empty()) return false;
  if (t.back() == 'W') return take_units(t, "W") && t.empty();
  if (t[0] != 'T' && !take_units(t, "YMD")) return false;
  if (t.empty()) return true;
  return take(t, 'T') && take_units(t, "HMS") && t.empty();
}

// RFC 1123; two hyphens after two characters are kept for what RFC 5891 makes of them, which begins with "xn".
bool is_hostname(std::string_view t) {
  if (t.empty() || t.size() > 253) return false;
  for (;;) {
    const std::string_view label = t.substr(0, t.find('.'));
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label)
      if (!is_letter(c) && !is_digit(c) && c != '-') return false;
    if (label.size() >= 4 && label.substr(2, 2) == "--" && !((label[0] == 'x' || label[0] == 'X') && (label[1] == 'n' || label[1] == 'N') && label.size() > 4)) return false;
    if (label.size() == t.size()) return true;
    t.remove_prefix(label.size() + 1);
  }
}

bool is_ipv4(std::string_view t) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && !take(t, '.')) return false;
    std::size_t n = 0;
    int value = 0;
    while (n < t.size() && n < 4 && is_digit(t[n])) value = value * 10 + (t[n++] - '0');
    if (n == 0 || n > 3 || value > 255 || (n > 1 && t[0] == '0')) return false;
    t.remove_prefix(n);
  }
  return t.empty();
}

// RFC 5321, section 4.1.2: a mailbox.
bool is_email(std::string_view t) {
  const std::size_t at = t.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = t.substr(0, at), domain = t.substr(at + 1);
  if (local.front() == '"') {
    if (local.size() < 2 || local.back() != '"') return false;
    for (std::size_t i = 1; i + 1 < local.size(); ++i) {
      if (local[i] == '\\') {
        if (++i + 1 >= local.size()) return false;
      } else if (local[i] == '"') {
        return false;
      }
      if (local[i] < ' ' || local[i] > '~') return false;
    }
  } else {
    char before = '.';
    for (const char c : local) {
      if (c == '.' ? before == '.' : !is_letter(c) && !is_digit(c) && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) == std::string_view::npos) return false;
      before = c;
    }
    if (before == '.') return false;
  }
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') {
    const std::string_view literal = domain.substr(1, domain.size() - 2);
    return literal.substr(0, 5) == "IPv6:" ? is_ipv6(literal.substr(5)) : is_ipv4(literal);
  }
  return is_hostname(domain);
}

bool is_uuid(std::string_view t) {
  if (t.size() != 36) return false;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_hyphen ? t[i] != '-' : json::hex_digit(t[i]) < 0) return false;
  }
  return true;
}

// RFC 6901.
bool is_json_pointer(std::string_view t) {
  if (t.empty()) return true;
  if (t[0] != '/') return false;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (t[i] == '~' && (i + 1 == t.size() || (t[i + 1] != '0' && t[i + 1] != '1'))) return false;
  return true;
}

bool is_relative_json_pointer(std::string_view t) {
  std::size_t n = 0;
  while (n < t.size() && is_digit(t[n])) ++n;
  if (n == 0 || (n > 1 && t[0] == '0')) return false;
  t.remove_prefix(n);
  return t == "#" || is_json_pointer(t);
}

/// One variable of an expression, RFC 6570, section 2.3 and 2.4.
bool is_template_variable(std::string_view v) {
  if (!v.empty() && v.back() == '*') {
    v.remove_suffix(1);
  } else if (const std::size_t colon = v.find(':'); colon != std::string_view::npos) {
    const std::string_view most = v.substr(colon + 1);
    if (most.empty() || most.size() > 4 || most[0] == '0') return false;
    for (const char c : most)
      if (!is_digit(c)) return false;
    v = v.substr(0, colon);
  }
  bool is_after_dot = true;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (v[i] == '.') {
      if (is_after_dot) return false;
      is_after_dot = true;
      continue;
    }
    if (v[i] == '%') {
      if (v.size() - i < 3 || json::hex_digit(v[i + 1]) < 0 || json::hex_digit(v[i + 2]) < 0) return false;
      i += 2;
    } else if (!is_letter(v[i]) && !is_digit(v[i]) && v[i] != '_') {
      return false;
    }
    is_after_dot = false;
  }
  return !is_after_dot;
}

// RFC 6570, section 2.
bool is_uri_template(std::string_view t) {
  while (!t.empty()) {
    const char c = t[0];
    if (c == '{') {
      const std::size_t close = t.find('}');
      if (close == std::string_view::npos) return false;
      std::string_view body = t.substr(1, close - 1);
      if (!body.empty() && std::string_view("+#./;?&=,!@|").find(body[0]) != std::string_view::npos) body.remove_prefix(1);
      for (;;) {
        const std::string_view variable = body.substr(0, body.find(','));
        if (!is_template_variable(variable)) return false;
        if (variable.size() == body.size()) break;
        body.remove_prefix(variable.size() + 1);
      }
      t.remove_prefix(close + 1);
      continue;
    }
    if (c == '%') {
      if (t.size() < 3 || json::hex_digit(t[1]) < 0 || json::hex_digit(t[2]) < 0) return false;
    } else if (static_cast<unsigned char>(c) <= ' ' || std::string_view("\"'<>\\^`|}\x7F").find(c) != std::string_view::npos) {
      return false;
    }
    t.remove_prefix(1);
  }
  return true;
}

bool is_regex(std::string_view t) { return regex::is_pattern(t, regex::Dialect::ecma); }

}  // namespace

// RFC 4291, section 2.2; no zone.
bool is_ipv6(std::string_view t) {
  int groups = 0;
  bool has_gap = false;
  if (t.substr(0, 2) == "::") {
    has_gap = true;
    t.remove_prefix(2);
    if (t.empty()) return true;
  }
  for (;;) {
    if (t.find('.') != std::string_view::npos && t.find(':') == std::string_view::npos) {
      groups += 2;
      return is_ipv4(t) && (has_gap ? groups < 8 : groups == 8);
    }
    std::size_t n = 0;
    while (n < t.size() && json::hex_digit(t[n]) >= 0) ++n;
    if (n == 0 || n > 4) return false;
    t.remove_prefix(n);
    ++groups;
    if (t.empty()) return has_gap ? groups < 8 : groups == 8;
    if (!take(t, ':')) return false;
    if (take(t, ':')) {
      if (has_gap) return false;
      has_gap = true;
      if (t.empty()) return groups < 8;
    }
    if (groups >= 8) return false;
  }
}

std::optional<Format> format_named(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (name == kNames[i]) return static_cast<Format>(i);
  return std::nullopt;
}

const char* to_string(Format format) { return kNames[static_cast<std::size_t>(format)]; }

bool has_format(std::string_view text, Format format) {
  switch (format) {
    case Format::date_time: return is_date_time(text);
    case Format::date: return is_date(text);
    case Format::time: return is_time(text);
    case Format::duration: return is_duration(text);
    case Format::email: return is_email(text);
    case Format::hostname: return is_hostname(text);
    case Format::ipv4: return is_ipv4(text);
    case Format::ipv6: return is_ipv6(text);
    case Format::uri: return is_uri(text, false);
    case Format::uri_reference: return is_uri(text, true);
    case Format::uri_template: return is_uri_template(text);
    case Format::uuid: return is_uuid(text);
    case Format::json_pointer: return is_json_pointer(text);
    case Format::relative_json_pointer: return is_relative_json_pointer(text);
    case Format::regex: return is_regex(text);
  }
  return true;
}

}  // namespace ludex::jsonschema
