// Timestamps and durations: the proleptic Gregorian calendar, UTC and fixed offsets. There is no time zone database.

#include <cstdlib>

#include "expr/dyn_functions.h"

namespace ludex::expr {
namespace {

using enum DynKind;

constexpr std::int64_t kNanos = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kDay = 86400;

struct Date {
  std::int64_t year;
  int month, day;  // from 1
};

// Days since 1970-01-01 (H. Hinnant, chrono-compatible low-level date algorithms).
std::int64_t days_of(std::int64_t y, int m, int d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t of_era = y - era * 400;
  const std::int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}
Date date_of(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t of_era = days - era * 146097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t mp = (5 * of_year + 2) / 153;
  const int day = static_cast<int>(of_year - (153 * mp + 2) / 5 + 1), month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  return {year + era * 400 + (month <= 2), month, day};
}

bool is_leap(std::int64_t y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); }
int days_in(std::int64_t y, int m) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && is_leap(y) ? 29 : kDays[m - 1];
}

class Text {
 public:
  explicit Text(std::string_view text) : text_(text) {}
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  // Exactly `count` digits.
  std::optional<int> digits(int count) {
    int out = 0;
    for (int i = 0; i < count; ++i, ++at_) {
      if (!is_digit()) return std::nullopt;
      out = out * 10 + (text_[at_] - '0');
    }
    return out;
  }
  bool is_digit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }
  int digit() { return text_[at_++] - '0'; }
  bool at_end() const { return at_ == text_.size(); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// "+11:00", "-09:30", "02:00": minutes.
std::optional<int> parse_offset(Text& t) {
  const bool is_negative = t.take('-');
  if (!is_negative) t.take('+');
  const auto hours = t.digits(2);
  if (!hours || !t.take(':')) return std::nullopt;
  const auto minutes = t.digits(2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (is_negative ? -1 : 1) * (*hours * 60 + *minutes);
}

// Appends ".5" for half a second's nanoseconds.
void put_fraction(std::string& out, std::int64_t nanos) {
  if (nanos == 0) return;
  std::string digits = std::to_string(kNanos + nanos).substr(1);
  while (digits.back() == '0') digits.pop_back();
  out += "." + digits;
}

std::string padded(std::int64_t v, std::size_t width) {
  std::string out = std::to_string(v);
  return out.size() < width ? std::string(width - out.size(), '0') + out : out;
}

RuleError to_timestamp(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  if (c.is(0, timestamp)) return c.give(c.arguments[0]);
  Dyn v;
  v.kind = timestamp;
  if (c.is(0, integer)) {
    v.i = c.at(0).i;
    if (!is_in_range(v)) return c.fail(RuleError::overflow, "out of range of timestamp");
  } else if (c.is(0, string)) {
    const auto parsed = parse_timestamp(c.at(0).view());
    if (!parsed) return c.fail(RuleError::conversion, "'" + std::string(c.at(0).view().substr(0, 80)) + "' is not a timestamp; write 2009-02-13T23:31:30Z");
    v = *parsed;
  } else {
    return RuleError::no_such_overload;
  }
  Dyn* out = make_dyn(timestamp, c.arena);
  *out = v;
  return c.give(out);
}

RuleError to_duration(DynCall& c) {
  if (c.count != 1) return RuleError::no_such_overload;
  if (c.is(0, duration)) return c.give(c.arguments[0]);
  if (!c.is(0, string)) return RuleError::no_such_overload;
  const auto parsed = parse_duration(c.at(0).view());
  if (!parsed) return c.fail(RuleError::conversion, "'" + std::string(c.at(0).view().substr(0, 80)) + "' is not a duration in range; write 1h30m or 1.5s");
  Dyn* out = make_dyn(duration, c.arena);
  *out = *parsed;
  return c.give(out);
}

enum class Part { year, month, day_of_year, day_of_month, date, day_of_week, hours, minutes, seconds, milliseconds };

template <Part part>
RuleError get(DynCall& c) {
  if (c.is(0, duration) && c.count == 1) {
    const std::int64_t nanos = c.at(0).i;
    if constexpr (part == Part::hours) return c.give(dyn_int(nanos / (3600 * kNanos), c.arena));
    if constexpr (part == Part::minutes) return c.give(dyn_int(nanos / (60 * kNanos), c.arena));
    if constexpr (part == Part::seconds) return c.give(dyn_int(nanos / kNanos, c.arena));
    if constexpr (part == Part::milliseconds) return c.give(dyn_int(nanos / 1'000'000 % 1000, c.arena));
    return RuleError::no_such_overload;
  }
  if (!c.is(0, timestamp) || c.count > 2 || (c.count == 2 && !c.is(1, string))) return RuleError::no_such_overload;
  std::int64_t seconds = c.at(0).i;
  if (c.count == 2 && c.at(1).view() != "UTC") {
    Text zone(c.at(1).view());
    const auto minutes = parse_offset(zone);
    if (!minutes || !zone.at_end()) return c.fail(RuleError::conversion, "a time zone is 'UTC' or a fixed offset such as '+11:00', not '" + std::string(c.at(1).view().substr(0, 40)) + "': " + std::string(kNoNamedZones));
    seconds += *minutes * 60;
  }
  const std::int64_t days = (seconds >= 0 ? seconds : seconds - kDay + 1) / kDay, rest = seconds - days * kDay;
  const Date date = date_of(days);
  std::int64_t out = 0;
  switch (part) {
    case Part::year: out = date.year; break;
    case Part::month: out = date.month - 1; break;
    case Part::day_of_year: out = days - days_of(date.year, 1, 1); break;
    case Part::day_of_month: out = date.day - 1; break;
    case Part::date: out = date.day; break;
    case Part::day_of_week: out = ((days + 4) % 7 + 7) % 7; break;
    case Part::hours: out = rest / 3600; break;
    case Part::minutes: out = rest / 60 % 60; break;
    case Part::seconds: out = rest % 60; break;
    case Part::milliseconds: out = c.at(0).size / 1'000'000; break;
  }
  return c.give(dyn_int(out, c.arena));
}

}  // namespace

bool is_in_range(const Dyn& v) { return v.i >= kFirstSecond && v.i <= kLastSecond; }

std::optional<Dyn> parse_timestamp(std::string_view text) {
  Text t(text);
  const auto year = t.digits(4);
  if (!year || !t.take('-')) return std::nullopt;
  const auto month = t.digits(2);
  if (!month || *month < 1 || *month > 12 || !t.take('-')) return std::nullopt;
  const auto day = t.digits(2);
  if (!day || *day < 1 || *day > days_in(*year, *month) || !(t.take('T') || t.take('t'))) return std::nullopt;
  const auto hour = t.digits(2);
  if (!hour || *hour > 23 || !t.take(':')) return std::nullopt;
  const auto minute = t.digits(2);
  if (!minute || *minute > 59 || !t.take(':')) return std::nullopt;
  const auto second = t.digits(2);
  if (!second || *second > 59) return std::nullopt;
  Dyn out;
  out.kind = timestamp;
  if (t.take('.')) {
    std::int64_t unit = kNanos;
    if (!t.is_digit()) return std::nullopt;
    while (t.is_digit()) out.size += static_cast<std::uint32_t>(t.digit() * (unit /= 10));
  }
  int offset = 0;
  if (!t.take('Z') && !t.take('z')) {
    const auto minutes = parse_offset(t);
    if (!minutes) return std::nullopt;
    offset = *minutes;
  }
  out.i = days_of(*year, *month, *day) * kDay + *hour * 3600 + *minute * 60 + *second - offset * 60;
  return t.at_end() && is_in_range(out) ? std::optional(out) : std::nullopt;
}

std::optional<Dyn> parse_duration(std::string_view text) {
  Text t(text);
  const bool is_negative = t.take('-');
  if (!is_negative) t.take('+');
  Dyn out;
  out.kind = duration;
  out.i = 0;
  if (t.take('0') && t.at_end()) return out;
  t = Text(text);
  if (!t.take('-')) t.take('+');
  if (t.at_end()) return std::nullopt;
  do {
    std::int64_t whole = 0, fraction = 0, scale = 1;
    bool has_digits = t.is_digit();
    while (t.is_digit())
      if (__builtin_mul_overflow(whole, std::int64_t{10}, &whole) || __builtin_add_overflow(whole, std::int64_t{t.digit()}, &whole)) return std::nullopt;
    if (t.take('.')) {
      has_digits = has_digits || t.is_digit();
      while (t.is_digit()) {
        const int d = t.digit();
        if (scale < kNanos) fraction = fraction * 10 + d, scale *= 10;
      }
    }
    if (!has_digits) return std::nullopt;
    std::int64_t unit = 0;
    if (t.take("ns")) unit = 1;
    else if (t.take("us") || t.take("\xC2\xB5s") || t.take("\xCE\xBCs")) unit = 1000;
    else if (t.take("ms")) unit = 1'000'000;
    else if (t.take("s")) unit = kNanos;
    else if (t.take("m")) unit = 60 * kNanos;
    else if (t.take("h")) unit = 3600 * kNanos;
    else return std::nullopt;
    std::int64_t nanos = 0;
    // fraction < scale <= 10^9 and unit <= 3.6 * 10^12: hours lose digits below a nanosecond, as they must.
    const std::int64_t part = unit >= scale ? fraction * (unit / scale) : fraction / (scale / unit);
    if (__builtin_mul_overflow(whole, unit, &nanos)) return std::nullopt;
    // Each by itself: the least duration is one nanosecond longer than the greatest.
    for (const std::int64_t step : {nanos, part})
      if (is_negative ? __builtin_sub_overflow(out.i, step, &out.i) : __builtin_add_overflow(out.i, step, &out.i)) return std::nullopt;
  } while (!t.at_end());
  return out;
}

std::string print_timestamp(const Dyn& v) {
  const std::int64_t days = (v.i >= 0 ? v.i : v.i - kDay + 1) / kDay, rest = v.i - days * kDay;
  const Date date = date_of(days);
  std::string out = padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T" + padded(rest / 3600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2);
  put_fraction(out, v.size);
  return out + "Z";
}

std::string print_duration(const Dyn& v) {
  std::string out = v.i < 0 && v.i > -kNanos ? "-0" : std::to_string(v.i / kNanos);
  put_fraction(out, std::abs(v.i % kNanos));
  return out + "s";
}

void add_time_functions(std::vector<DynFunction>& out) {
  static constexpr DynFunction kFunctions[] = {
      {"timestamp", "string", "timestamp", to_timestamp},
      {"timestamp", "int", "timestamp", to_timestamp},
      {"timestamp", "timestamp", "timestamp", to_timestamp},
      {"duration", "string", "duration", to_duration},
      {"duration", "duration", "duration", to_duration},
      {".getFullYear", "timestamp", "int", get<Part::year>},
      {".getFullYear", "timestamp,string", "int", get<Part::year>},
      {".getMonth", "timestamp", "int", get<Part::month>},
      {".getMonth", "timestamp,string", "int", get<Part::month>},
      {".getDayOfYear", "timestamp", "int", get<Part::day_of_year>},
      {".getDayOfYear", "timestamp,string", "int", get<Part::day_of_year>},
      {".getDayOfMonth", "timestamp", "int", get<Part::day_of_month>},
      {".getDayOfMonth", "timestamp,string", "int", get<Part::day_of_month>},
      {".getDate", "timestamp", "int", get<Part::date>},
      {".getDate", "timestamp,string", "int", get<Part::date>},
      {".getDayOfWeek", "timestamp", "int", get<Part::day_of_week>},
      {".getDayOfWeek", "timestamp,string", "int", get<Part::day_of_week>},
      {".getHours", "timestamp", "int", get<Part::hours>},
      {".getHours", "timestamp,string", "int", get<Part::hours>},
      {".getHours", "duration", "int", get<Part::hours>},
      {".getMinutes", "timestamp", "int", get<Part::minutes>},
      {".getMinutes", "timestamp,string", "int", get<Part::minutes>},
      {".getMinutes", "duration", "int", get<Part::minutes>},
      {".getSeconds", "timestamp", "int", get<Part::seconds>},
      {".getSeconds", "timestamp,string", "int", get<Part::seconds>},
      {".getSeconds", "duration", "int", get<Part::seconds>},
      {".getMilliseconds", "timestamp", "int", get<Part::milliseconds>},
      {".getMilliseconds", "timestamp,string", "int", get<Part::milliseconds>},
      {".getMilliseconds", "duration", "int", get<Part::milliseconds>},
  };
  out.insert(out.end(), std::begin(kFunctions), std::end(kFunctions));
}

}  // namespace ludex::expr
