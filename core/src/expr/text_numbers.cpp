#include "expr/text_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "value/number.h"

namespace ludex::expr::text {
namespace {

/// Takes a sign off the front; true for '-'.
bool take_sign(std::string_view& text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  return is_negative;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Read to_uint(std::string_view text, std::uint64_t& out) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return Read::not_one;
  out = 0;
  for (const char d : text)
    if (__builtin_mul_overflow(out, std::uint64_t{10}, &out) || __builtin_add_overflow(out, static_cast<std::uint64_t>(d - '0'), &out)) return Read::out_of_range;
  return Read::good;
}

Read to_int(std::string_view text, std::int64_t& out) {
  const bool is_negative = take_sign(text);
  std::uint64_t size = 0;
  const Read read = to_uint(text, size);
  if (read != Read::good) return read;
  if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (is_negative ? 1 : 0)) return Read::out_of_range;
  out = static_cast<std::int64_t>(is_negative ? 0 - size : size);
  return Read::good;
}

Read to_double(std::string_view text, double& out) {
  const bool is_negative = take_sign(text);
  std::size_t i = 0;
  const auto run = [&] {
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return text.substr(start, i - start);
  };
  std::string_view whole = run(), fraction, exponent;
  const bool has_point = i < text.size() && text[i] == '.';
  if (has_point) {
    ++i;
    fraction = run();
  }
  if (whole.empty() && fraction.empty()) return Read::not_one;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::size_t start = i++;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (run().empty()) return Read::not_one;
    exponent = text.substr(start, i - start);
  }
  if (i != text.size()) return Read::not_one;

  // JSON, which parse_double() reads, has digits on both sides of a point and no zeros in front.
  const bool is_json = !whole.empty() && (whole.size() == 1 || whole[0] != '0') && has_point == !fraction.empty();
  if (is_json) {
    out = parse_double(text);
  } else {
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    std::string json(whole.empty() ? "0" : whole);
    if (!fraction.empty()) json.append(".").append(fraction);
    out = parse_double(json.append(exponent));
  }
  if (is_negative) out = -out;
  return std::isfinite(out) ? Read::good : Read::out_of_range;
}

Read to_bool(std::string_view text, bool& out) {
  constexpr std::string_view kTrue[] = {"1", "t", "T", "true", "TRUE", "True"}, kFalse[] = {"0", "f", "F", "false", "FALSE", "False"};
  const auto is_among = [&](const auto& words) { return std::find(std::begin(words), std::end(words), text) != std::end(words); };
  out = is_among(kTrue);
  return out || is_among(kFalse) ? Read::good : Read::not_one;
}

}  // namespace ludex::expr::text
