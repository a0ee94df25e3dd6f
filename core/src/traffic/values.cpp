#include "traffic/values.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "schema/typed.h"
#include "value/number.h"

namespace ludex::traffic {
namespace {

// Where a shape leaves a side open, values stay within this of the other side: prices and counts, not 2^63.
constexpr std::int64_t kOpenRange = 100;
// A wider range than this is a guard against nonsense, not what players use: they stay near its zero or its low end.
constexpr std::int64_t kWideRange = 10'000;
constexpr std::uint32_t kOpenLength = 9;

struct IntRange {
  std::int64_t low, high;
};

IntRange range_of(const Shape& shape) {
  std::int64_t low = INT64_MIN, high = INT64_MAX;
  if (shape.has_minimum) low = shape.minimum.i + (shape.exclusive_minimum && shape.minimum.i < INT64_MAX ? 1 : 0);
  if (shape.has_maximum) high = shape.maximum.i - (shape.exclusive_maximum && shape.maximum.i > INT64_MIN ? 1 : 0);
  const auto above = [](std::int64_t x) { return x > INT64_MAX - kOpenRange ? INT64_MAX : x + kOpenRange; };
  const auto below = [](std::int64_t x) { return x < INT64_MIN + kOpenRange ? INT64_MIN : x - kOpenRange; };
  if (!shape.has_minimum && !shape.has_maximum) return {0, kOpenRange};
  if (!shape.has_maximum) return {low, above(low)};
  if (!shape.has_minimum) return {below(high), high};
  if (high <= low) return {low, low};
  if (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) > static_cast<std::uint64_t>(kWideRange)) {
    low = std::clamp<std::int64_t>(0, low, high);
    high = high - low > kWideRange ? low + kWideRange : high;
  }
  return {low, high};
}

std::int64_t draw_int(const Shape& shape, RandomStream& random) {
  if (!shape.allowed.empty()) return shape.allowed[random.below(static_cast<std::uint32_t>(shape.allowed.size()))].i;
  const auto [low, high] = range_of(shape);
  return random.between(low, high);
}

double draw_number(const Shape& shape, RandomStream& random) {
  if (!shape.allowed.empty()) return shape.allowed[random.below(static_cast<std::uint32_t>(shape.allowed.size()))].d;
  const auto open = static_cast<double>(kOpenRange);
  double low = shape.has_minimum ? shape.minimum.d : shape.has_maximum ? shape.maximum.d - open : 0.0;
  double high = shape.has_maximum ? shape.maximum.d : low + open;
  // Halves first: high - low may be out of range.
  const double half = high / 2 - low / 2;
  const double x = round_to_cents(low + half * (2.0 * random.unit()));
  const Word word = word_double(x);
  return bounds_fault(shape, word) ? low + half : x;
}

std::uint32_t draw_length(const Shape& shape, std::uint32_t usual, RandomStream& random) {
  const std::uint32_t low = shape.min_length, most = std::max(shape.max_length, low);
  const std::uint32_t high = most - low > usual ? low + usual : most;
  return static_cast<std::uint32_t>(random.between(low, high));
}

std::string draw_text(const Shape& shape, RandomStream& random) {
  static constexpr std::string_view kLetters = "etaoinshrdlucmfwygpbvk";
  std::string out;
  for (std::uint32_t n = draw_length(shape, kOpenLength, random); n > 0; --n)
    out.push_back(kLetters[random.below(static_cast<std::uint32_t>(kLetters.size()))]);
  return out;
}

std::string draw_key(const Shape& key, const ValueSource& source) {
  switch (key.kind) {
    case ShapeKind::row: {
      const auto& rows = source.declarations.row_keys[key.index];
      return rows[source.random.below(static_cast<std::uint32_t>(rows.size()))];
    }
    case ShapeKind::enumeration: return key.names[source.random.below(static_cast<std::uint32_t>(key.names.size()))];
    case ShapeKind::integer: {
      char text[24];
      return {text, print_int64(draw_int(key, source.random), text)};
    }
    default: return draw_text(key, source.random);
  }
}

template <class Allocator>
Word make_vec(const std::array<double, 3>& point, Allocator& allocator) {
  auto* v = allocator.template allocate_array<double>(3);
  std::copy(point.begin(), point.end(), v);
  return word_vec(v);
}

}  // namespace

bool has_value(const Shape& shape, const Declarations& declarations) {
  switch (shape.kind) {
    case ShapeKind::row: return !declarations.row_keys[shape.index].empty();
    case ShapeKind::enumeration: return !shape.names.empty();
    case ShapeKind::list: return shape.min_length == 0 || has_value(*shape.element, declarations);
    case ShapeKind::map:
      return shape.min_length == 0 || (has_value(*shape.key, declarations) && has_value(*shape.element, declarations));
    case ShapeKind::record:
      return std::all_of(shape.fields.begin(), shape.fields.end(),
                         [&](const Field& f) { return has_value(*f.shape, declarations); });
    default: return true;
  }
}

double round_to_cents(double x) {
  if (!(std::fabs(x) < 1e13)) return x;  // no cents left, and x * 100 could be infinite
  return std::floor(x * 100.0 + 0.5) / 100.0 + 0.0;
}

std::array<double, 3> draw_point(const std::array<double, 3>& center, double reach, RandomStream& random) {
  const double dx = (2.0 * random.unit() - 1.0) * reach;
  const double dz = (2.0 * random.unit() - 1.0) * reach;
  return {round_to_cents(center[0] + dx), center[1], round_to_cents(center[2] + dz)};
}

template <class Allocator>
Word draw_map(const Shape& shape, std::vector<std::string_view> keys, const ValueSource& source, Allocator& allocator) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  if (keys.size() > shape.max_length) keys.resize(shape.max_length);
  const auto n = static_cast<std::uint32_t>(keys.size());
  auto* map = allocator.template allocate_array<Map>(1);
  *map = {n, n, n ? allocator.template allocate_array<MapEntry>(n) : nullptr};
  for (std::uint32_t i = 0; i < n; ++i) {
    Word value;
    const Word few = word_int(source.random.between(1, 5));
    if (shape.element->kind == ShapeKind::integer && !bounds_fault(*shape.element, few)) value = few;
    else value = draw_value(*shape.element, source, allocator);
    map->entries[i] = {make_str(keys[i], allocator), value};
  }
  return word_map(map);
}
template Word draw_map<Arena>(const Shape&, std::vector<std::string_view>, const ValueSource&, Arena&);
template Word draw_map<StateHeap>(const Shape&, std::vector<std::string_view>, const ValueSource&, StateHeap&);

template <class Allocator>
Word draw_value(const Shape& shape, const ValueSource& source, Allocator& allocator) {
  RandomStream& random = source.random;
  switch (shape.kind) {
    case ShapeKind::boolean:
      if (!shape.allowed.empty()) return shape.allowed[random.below(static_cast<std::uint32_t>(shape.allowed.size()))];
      return word_bool(random.below(2) == 1);
    case ShapeKind::integer: return word_int(draw_int(shape, random));
    case ShapeKind::number: return word_double(draw_number(shape, random));
    case ShapeKind::string:
      // Random letters seldom match a pattern; a default always does.
      if (shape.pattern && shape.has_default) return clone(shape, shape.default_value, allocator);
      return word_str(make_str(draw_text(shape, random), allocator));
    case ShapeKind::enumeration: return word_int(random.below(static_cast<std::uint32_t>(shape.names.size())));
    case ShapeKind::row:
      return word_int(random.below(static_cast<std::uint32_t>(source.declarations.row_keys[shape.index].size())));
    case ShapeKind::ref: return word_int(random.between(1, std::max(1u, source.entity_counts[shape.index])));
    case ShapeKind::vec3: return make_vec(draw_point({0.0, 0.0, 0.0}, 50.0, random), allocator);
    case ShapeKind::optional: {
      if (random.below(2) == 0 || !has_value(*shape.element, source.declarations)) return word_null();
      auto* inner = allocator.template allocate_array<Word>(1);
      *inner = draw_value(*shape.element, source, allocator);
      return word_optional(inner);
    }
    case ShapeKind::list: {
      const std::uint32_t n = has_value(*shape.element, source.declarations) ? draw_length(shape, 3, random) : 0;
      auto* list = allocator.template allocate_array<List>(1);
      *list = {n, n, n ? allocator.template allocate_array<Word>(n) : nullptr};
      for (std::uint32_t i = 0; i < n; ++i) list->items[i] = draw_value(*shape.element, source, allocator);
      return word_list(list);
    }
    case ShapeKind::map: {
      std::uint32_t n = has_value(*shape.key, source.declarations) && has_value(*shape.element, source.declarations)
                            ? draw_length(shape, 3, random)
                            : 0;
      std::vector<std::string> keys;
      for (std::uint32_t tries = 0; keys.size() < n && tries < 8 * n; ++tries) {
        std::string key = draw_key(*shape.key, source);
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
      }
      return draw_map(shape, {keys.begin(), keys.end()}, source, allocator);
    }
    case ShapeKind::record: {
      auto* fields = allocator.template allocate_array<Word>(std::max<std::size_t>(shape.fields.size(), 1));
      for (std::size_t i = 0; i < shape.fields.size(); ++i)
        fields[i] = draw_value(*shape.fields[i].shape, source, allocator);
      return word_record(fields);
    }
    default: return word_null();
  }
}
template Word draw_value<Arena>(const Shape&, const ValueSource&, Arena&);
template Word draw_value<StateHeap>(const Shape&, const ValueSource&, StateHeap&);

template <class Allocator>
Word draw_near_default(const Shape& shape, const ValueSource& source, Allocator& allocator) {
  const Word origin = shape.has_default ? shape.default_value : word_null();
  if (shape.kind == ShapeKind::integer && shape.allowed.empty()) {
    auto [low, high] = range_of(shape);
    if (origin.i >= low && origin.i <= high) {
      // A quarter of the range to each side; computed unsigned, for the range may be all of int64.
      const auto reach =
          static_cast<std::int64_t>((static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)) / 4);
      if (static_cast<std::uint64_t>(origin.i) - static_cast<std::uint64_t>(low) > static_cast<std::uint64_t>(reach))
        low = origin.i - reach;
      if (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(origin.i) > static_cast<std::uint64_t>(reach))
        high = origin.i + reach;
    }
    return word_int(source.random.between(low, high));
  }
  if (shape.kind == ShapeKind::number && shape.allowed.empty()) {
    const double scale = std::max(1.0, std::fabs(origin.d));
    const Word near = word_double(round_to_cents(origin.d + scale * (source.random.unit() - 0.5) / 2));
    return bounds_fault(shape, near) ? origin : near;
  }
  return draw_value(shape, source, allocator);
}
template Word draw_near_default<Arena>(const Shape&, const ValueSource&, Arena&);
template Word draw_near_default<StateHeap>(const Shape&, const ValueSource&, StateHeap&);

}  // namespace ludex::traffic
