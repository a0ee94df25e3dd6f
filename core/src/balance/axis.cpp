#include "balance/axis.h"

#include <algorithm>

#include "value/number.h"

namespace ludex::detail {
namespace {

/// Digits that a whole number of 64 bits holds for certain.
constexpr int kMostDigits = 18;

// A decimal of up to 18 digits: digits * 10^-scale.
struct Scaled {
  std::int64_t digits = 0;
  int scale = 0;
};

std::optional<Scaled> read_scaled(std::string_view text) {
  Scaled out;
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative) text.remove_prefix(1);
  int count = 0, whole = 0;
  bool is_after_point = false;
  for (const char c : text) {
    if (c == '.' && !is_after_point && whole > 0) {
      is_after_point = true;
      continue;
    }
    if (c < '0' || c > '9' || ++count > kMostDigits) return std::nullopt;
    out.digits = out.digits * 10 + (c - '0');
    ++(is_after_point ? out.scale : whole);
  }
  if (whole == 0 || (is_after_point && out.scale == 0)) return std::nullopt;
  if (is_negative) out.digits = -out.digits;
  return out;
}

bool rescale(Scaled& x, int scale) {
  for (; x.scale < scale; ++x.scale)
    if (__builtin_mul_overflow(x.digits, std::int64_t{10}, &x.digits)) return false;
  return true;
}

}  // namespace

std::string AxisValues::text_of(std::int64_t scaled) const {
  const bool is_negative = scaled < 0;
  std::string digits = std::to_string(scaled);
  if (is_negative) digits.erase(0, 1);
  if (scale_ > 0) {
    const auto scale = static_cast<std::size_t>(scale_);
    if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
    digits.insert(digits.size() - scale, 1, '.');
  }
  return is_negative ? "-" + digits : digits;
}

std::string AxisValues::value(std::uint64_t i) const {
  if (!values_.empty()) return values_[static_cast<std::size_t>(i)];
  const std::string text = text_of(from_ + static_cast<std::int64_t>(i) * step_);
  return place_.number.is_integer ? std::to_string(*parse_exact_int64(text)) : double_text(parse_double(text));
}

std::optional<Error> AxisValues::read_range(const NumberPlaces& places, std::string_view range) {
  const auto refuse = [&](const std::string& why) { return tuning_error("'" + std::string(range.substr(0, 100)) + "' " + why, place_.number.pointer); };
  const std::size_t dots = range.find(".."), colon = range.find(':');
  if (dots == std::string_view::npos || (colon != std::string_view::npos && colon < dots)) return refuse("is no range; write FROM..TO or FROM..TO:STEP, as in 0.60..0.90:0.05");
  const std::size_t end = std::min(colon, range.size());
  auto from = read_scaled(range.substr(0, dots)), to = read_scaled(range.substr(dots + 2, end - dots - 2));
  std::optional<Scaled> step;
  if (colon != std::string_view::npos) step = read_scaled(range.substr(colon + 1));
  if (!from || !to || (colon != std::string_view::npos && !step)) return refuse("is no range of decimals of up to 18 digits; write FROM..TO or FROM..TO:STEP, as in 0.60..0.90:0.05");
  if (!step) step = Scaled{1, std::max(from->scale, to->scale)};
  scale_ = std::max({from->scale, to->scale, step->scale});
  if (!rescale(*from, scale_) || !rescale(*to, scale_) || !rescale(*step, scale_)) return refuse("has more digits from its first to its last than 18");
  if (step->digits <= 0) return refuse("has a step that is not above 0: the values rise");
  if (from->digits > to->digits) return refuse("is the wrong way round: FROM is not above TO");
  from_ = from->digits;
  step_ = step->digits;
  const std::uint64_t span = static_cast<std::uint64_t>(to->digits) - static_cast<std::uint64_t>(from->digits);
  count_ = span / static_cast<std::uint64_t>(step_) + 1;
  // Bounds are an interval, so with both ends everything between is in; whole numbers need a whole step as well.
  const std::string last = text_of(from_ + static_cast<std::int64_t>(count_ - 1) * step_);
  for (const std::string& edge : {text_of(from_), last})
    if (auto spelled = places.spell(place_, edge); !spelled) return spelled.error();
  if (place_.number.is_integer && !parse_exact_int64(text_of(step_))) return refuse("has a step that is no whole number, and here stand whole numbers");
  return std::nullopt;
}

Result<AxisValues> AxisValues::make(const NumberPlaces& places, const Axis& axis, std::uint64_t most) {
  AxisValues out;
  auto place = places.find(axis.pointer);
  if (!place) return place.errors();
  out.place_ = std::move(*place);
  const std::string& pointer = out.place_.number.pointer;
  if (axis.values.empty()) {
    if (axis.range.empty()) return tuning_error("give this number values, or a range such as 8..24", pointer);
    if (auto wrong = out.read_range(places, axis.range)) return *wrong;
  } else {
    out.count_ = axis.values.size();
    if (out.count_ <= most)
      for (const std::string& value : axis.values) {
        auto spelled = places.spell(out.place_, value);
        if (!spelled) return spelled.errors();
        out.values_.push_back(std::move(*spelled));
      }
  }
  if (out.count_ > most) return tuning_error("this axis has " + std::to_string(out.count_) + " values, which are more than " + std::to_string(most) + ": take a larger step", pointer);
  return out;
}

Result<std::vector<AxisValues>> make_axes(const NumberPlaces& places, const std::vector<Axis>& axes, std::uint64_t most_values, std::uint64_t most_points) {
  if (axes.empty()) return tuning_error("say what is varied: a pointer and its values");
  if (axes.size() > kMostAxes) return tuning_error(std::to_string(axes.size()) + " axes are more than " + std::to_string(kMostAxes));
  std::vector<AxisValues> out;
  std::uint64_t points = 1;
  for (const Axis& axis : axes) {
    auto made = AxisValues::make(places, axis, most_values);
    if (!made) return made.errors();
    for (const AxisValues& other : out)
      if (other.place().begin == made->place().begin) return tuning_error("this number is on two axes", axis.pointer);
    if (points > most_points / made->count()) return tuning_error("a grid of more than " + std::to_string(most_points) + " points: take larger steps, or fewer axes", axis.pointer);
    points *= made->count();
    out.push_back(std::move(*made));
  }
  return out;
}

}  // namespace ludex::detail
