#include "expr/draws.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "support/hash.h"
#include "value/number.h"

namespace ludex::expr {
namespace {

// The words of one draw. A listed name takes its lane of the main stream first; all else comes from the name's own
// stream, lane by lane. A rejected word takes the rest of its block with it, so that the next try starts a block.
class Words {
 public:
  Words(const Draw& draw, const DrawSource& source) : draw_(draw), source_(source) {}

  std::uint32_t next() {
    if (draw_.position >= 0 && !is_main_taken_) {
      is_main_taken_ = true;
      const auto position = static_cast<std::uint32_t>(draw_.position);
      return at(draw_.main_stream, position / 4)[position % 4];
    }
    if (lane_ == 4) {
      words_ = at(draw_.own_stream, block_++);
      lane_ = 0;
    }
    return words_[lane_++];
  }
  void reject() { lane_ = 4; }

  /// Uniform in 0..last (Lemire, TOMACS 2019), one word a try up to 2^32 values, two (low first) above.
  std::uint64_t up_to(std::uint64_t last) {
    if (last == std::numeric_limits<std::uint64_t>::max()) return pair();
    const std::uint64_t bound = last + 1;
    if (last <= 0xffffffffu) {
      const std::uint64_t unfair = ((std::uint64_t{1} << 32) - bound) % bound;
      for (;; reject()) {
        // bound may be 2^32, and then the product is still 64 bits.
        const std::uint64_t product = next() * bound;
        if ((product & 0xffffffffu) >= unfair) return product >> 32;
      }
    }
    __extension__ using Wide = unsigned __int128;
    const std::uint64_t unfair = (0 - bound) % bound;
    for (;; reject()) {
      const Wide product = Wide{pair()} * bound;
      if (static_cast<std::uint64_t>(product) >= unfair) return static_cast<std::uint64_t>(product >> 64);
    }
  }

  /// In [0, 1), a multiple of 2^-53.
  double unit() { return static_cast<double>(pair() >> 11) * 0x1p-53; }

 private:
  PhiloxBlock at(std::uint32_t stream, std::uint32_t block) const {
    return philox4x32_10({static_cast<std::uint32_t>(source_.seq), static_cast<std::uint32_t>(source_.seq >> 32), stream, block}, source_.key);
  }
  std::uint64_t pair() {
    const std::uint64_t low = next();
    return low | std::uint64_t{next()} << 32;
  }

  const Draw& draw_;
  const DrawSource& source_;
  PhiloxBlock words_{};
  std::uint32_t block_ = 0, lane_ = 4;
  bool is_main_taken_ = false;
};

std::uint32_t stream_of(std::uint64_t action_hash, std::string_view name) { return static_cast<std::uint32_t>(xxh64(name, action_hash)); }

}  // namespace

std::uint32_t DrawNames::find_or_add(std::string_view name) {
  for (std::size_t i = begin; i < all->size(); ++i)
    if ((*all)[i].name == name) return static_cast<std::uint32_t>(i - begin);
  Draw draw;
  draw.name = name;
  draw.main_stream = stream_of(action_hash, "");
  draw.own_stream = stream_of(action_hash, name);
  all->push_back(std::move(draw));
  return static_cast<std::uint32_t>(all->size() - 1 - begin);
}

DrawNames::Clash DrawNames::clash() const {
  std::map<std::uint32_t, std::string> seen = {{stream_of(action_hash, ""), ""}};
  for (std::size_t i = begin; i < all->size(); ++i) {
    const auto [at, is_new] = seen.emplace((*all)[i].own_stream, (*all)[i].name);
    if (!is_new) return {(*all)[i].name, at->second};
  }
  return {};
}

PhiloxKey draw_key(std::uint64_t seed, std::string_view kind, std::int64_t id) {
  const std::uint64_t key = mix64(mix64(mix64(seed) ^ xxh64(kind, 0)) ^ static_cast<std::uint64_t>(id));
  return {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

bool parse_dice(std::string_view text, Dice& out, std::string& error, std::uint32_t& offset) {
  std::size_t i = 0;
  const auto number = [&](std::int64_t low, std::int64_t high, const char* what, std::int64_t& value) {
    const std::size_t start = i;
    value = 0;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9' && value <= high) value = value * 10 + (text[i++] - '0');
    if (i > start && value >= low && value <= high) return true;
    offset = static_cast<std::uint32_t>(start);
    error = i == start ? "dice are written '2d6', '2d6+3' or '2d6-1'" : std::string(what) + " from " + std::to_string(low) + " to " + std::to_string(high);
    return false;
  };
  const auto wrong = [&] {
    offset = static_cast<std::uint32_t>(i);
    error = "dice are written '2d6', '2d6+3' or '2d6-1'";
    return false;
  };
  if (!number(1, kMostDice, "the number of dice is", out.count)) return false;
  if (i == text.size() || text[i] != 'd') return wrong();
  ++i;
  if (!number(2, kMostSides, "the number of sides is", out.sides)) return false;
  out.plus = 0;
  if (i == text.size()) return true;
  const bool is_minus = text[i] == '-';
  if (!is_minus && text[i] != '+') return wrong();
  ++i;
  if (!number(0, 1'000'000'000, "what is added is", out.plus)) return false;
  if (i != text.size()) return wrong();
  if (is_minus) out.plus = -out.plus;
  return true;
}

namespace {

// What `make` draws, by way of the tape where there is one: kept there, or taken from it when `fits` finds nothing wrong.
template <class Make, class Fits>
std::int64_t by_tape(const Draw& draw, const DrawSource& source, const char* function, std::string of, const Make& make, const Fits& fits, std::int64_t fallback) {
  DrawTape& tape = *source.tape;
  DrawTape::Entry entry{draw.name, function, std::move(of), 0};
  const auto is_asked = [&](const DrawTape::Entry& e) { return e.draw == entry.draw && e.function == entry.function && e.of == entry.of; };
  const auto known = std::find_if(tape.entries.begin(), tape.entries.end(), is_asked);
  if (!tape.is_given) {
    entry.value = make();
    if (known == tape.entries.end()) tape.entries.push_back(entry);
    return entry.value;
  }
  if (known == tape.entries.end()) return tape.is_missing = true, fallback;
  if (!fits(known->value)) return tape.broken = static_cast<std::size_t>(known - tape.entries.begin()), fallback;
  return known->value;
}

std::string text_of(const List& weights, bool is_int) {
  std::string out = "[";
  char number[32];
  for (std::uint32_t i = 0; i < weights.size; ++i) {
    if (i) out += ",";
    if (is_int) out.append(number, print_int64(weights.items[i].i, number));
    else out.append(number, print_double(weights.items[i].d, number));
  }
  return out + "]";
}

}  // namespace

bool draw_chance(const Draw& draw, const DrawSource& source, double p) {
  const auto make = [&] {
    const double scaled = p <= 0.0 ? 0.0 : p >= 1.0 ? 0x1p32 : p * 0x1p32;
    return Words(draw, source).next() < static_cast<std::uint64_t>(scaled);
  };
  if (!source.tape) return make();
  char number[32];
  const std::string of(number, print_double(p, number));
  return by_tape(draw, source, "chance", of, [&] { return std::int64_t{make()}; }, [&](std::int64_t v) { return v == 0 ? p < 1.0 : v == 1 && p > 0.0; }, 0) != 0;
}

std::int64_t draw_dice(const Draw& draw, const DrawSource& source, const Dice& dice) {
  const auto make = [&] {
    Words words(draw, source);
    std::int64_t sum = dice.plus;
    for (std::int64_t i = 0; i < dice.count; ++i) sum += 1 + static_cast<std::int64_t>(words.up_to(static_cast<std::uint64_t>(dice.sides - 1)));
    return sum;
  };
  if (!source.tape) return make();
  const std::string of = std::to_string(dice.count) + "d" + std::to_string(dice.sides) + (dice.plus < 0 ? "" : "+") + std::to_string(dice.plus);
  const auto fits = [&](std::int64_t v) { return v >= dice.count + dice.plus && v <= dice.count * dice.sides + dice.plus; };
  return by_tape(draw, source, "dice", of, make, fits, dice.count + dice.plus);
}

RuleError draw_roll(const Draw& draw, const DrawSource& source, std::int64_t low, std::int64_t high, std::int64_t& out) {
  if (low > high) return RuleError::index_out_of_range;
  const auto make = [&] {
    const std::uint64_t offset = Words(draw, source).up_to(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low));
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  };
  if (!source.tape) return out = make(), RuleError::none;
  out = by_tape(draw, source, "roll", std::to_string(low) + "," + std::to_string(high), make, [&](std::int64_t v) { return v >= low && v <= high; }, low);
  return RuleError::none;
}

RuleError draw_weighted_int(const Draw& draw, const DrawSource& source, const List& weights, std::int64_t& out) {
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i < weights.size; ++i) {
    if (weights.items[i].i < 0) return RuleError::index_out_of_range;
    if (__builtin_add_overflow(sum, weights.items[i].i, &sum)) return RuleError::overflow;
  }
  if (sum == 0) return RuleError::index_out_of_range;
  const auto make = [&] {
    auto left = static_cast<std::int64_t>(Words(draw, source).up_to(static_cast<std::uint64_t>(sum - 1)));
    std::uint32_t i = 0;
    while (left >= weights.items[i].i) left -= weights.items[i++].i;
    return std::int64_t{i};
  };
  if (!source.tape) return out = make(), RuleError::none;
  const auto fits = [&](std::int64_t v) { return v >= 0 && v < std::int64_t{weights.size} && weights.items[v].i > 0; };
  out = by_tape(draw, source, "weighted", text_of(weights, true), make, fits, 0);
  return RuleError::none;
}

RuleError draw_weighted_double(const Draw& draw, const DrawSource& source, const List& weights, std::int64_t& out) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < weights.size; ++i) {
    if (weights.items[i].d < 0.0) return RuleError::index_out_of_range;
    sum += weights.items[i].d;
  }
  if (!std::isfinite(sum)) return RuleError::not_finite;
  if (sum == 0.0) return RuleError::index_out_of_range;
  const auto make = [&] {
    const double target = Words(draw, source).unit() * sum;
    double passed = 0.0;
    std::int64_t chosen = 0;
    for (std::uint32_t i = 0; i < weights.size; ++i) {
      if (weights.items[i].d == 0.0) continue;
      chosen = i;  // rounding may bring the target up to the sum: then the last that weighs anything
      passed += weights.items[i].d;
      if (target < passed) break;
    }
    return chosen;
  };
  if (!source.tape) return out = make(), RuleError::none;
  const auto fits = [&](std::int64_t v) { return v >= 0 && v < std::int64_t{weights.size} && weights.items[v].d > 0.0; };
  out = by_tape(draw, source, "weighted", text_of(weights, false), make, fits, 0);
  return RuleError::none;
}

}  // namespace ludex::expr
