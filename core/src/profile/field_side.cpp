// What stood at one place.

#include <algorithm>

#include "profile/rehearsal_fields.h"
#include "support/bits.h"
#include "value/number.h"

namespace ludex::detail {
namespace {

constexpr const char* kKindNames[] = {"null", "false", "true", "number", "string", "array", "object"};

std::int32_t bit_width(std::uint64_t n) {
  std::int32_t out = 0;
  for (; n != 0; n >>= 1) ++out;
  return out;
}

std::int32_t bin_of(const FieldNumber& n) {
  const bool is_negative = n.is_exact ? n.exact < 0 : n.value < 0;
  std::int32_t bin = 0;
  if (n.is_exact) {
    const std::uint64_t size = is_negative ? ~static_cast<std::uint64_t>(n.exact) + 1 : static_cast<std::uint64_t>(n.exact);
    bin = size == 0 ? 0 : bit_width(size) + 1;
  } else {
    // Its exponent: no logarithm, so no rounding. Not exact means not 0.
    const auto exponent = static_cast<std::int32_t>(bits_of(n.value) >> 52 & 0x7FF) - 1023;
    bin = exponent < 0 ? 1 : std::min(exponent, 64) + 2;
  }
  return is_negative ? -bin : bin;
}

FieldNumber number_of(std::string_view text) {
  if (const auto exact = parse_exact_int64(text)) return {static_cast<double>(*exact), *exact, true};
  double value = parse_double(text);
  constexpr std::uint64_t kInfinity = 0x7FF0000000000000u;
  if ((bits_of(value) & kInfinity) == kInfinity) value = double_of(bits_of(value) - 1);  // the largest there is
  // A whole double is written with digits that read as an exact number: it must be one before it is written, too.
  constexpr double kBeyond = 9223372036854775808.0;
  if (value >= -kBeyond && value < kBeyond && value == static_cast<double>(static_cast<std::int64_t>(value))) return {value, static_cast<std::int64_t>(value), true};
  return {value, 0, false};
}

}  // namespace

void Bins::add(std::int32_t bin, std::uint64_t count) {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), bin, [](const auto& entry, std::int32_t b) { return entry.first < b; });
  if (at != entries_.end() && at->first == bin) at->second += count;
  else entries_.insert(at, {bin, count});
}

void Bins::write(json::Writer& w) const {
  w.open('[');
  for (const auto& entry : entries_) {
    w.open('[');
    w.number(entry.first);
    w.number(entry.second);
    w.close(']');
  }
  w.close(']');
}

bool Bins::read(const json::View& v, std::int32_t least, std::int32_t most) {
  bool is_good = v.is_array();
  v.for_each_item([&](std::uint32_t, const json::View& item) {
    std::int64_t pair[2] = {0, -1};
    if (item.is_array() && item.count() == 2) item.for_each_item([&](std::uint32_t i, const json::View& n) { pair[i] = n.integer().value_or(-1000); });
    is_good = is_good && pair[0] >= least && pair[0] <= most && pair[1] >= 0;
    if (is_good) add(static_cast<std::int32_t>(pair[0]), static_cast<std::uint64_t>(pair[1]));
  });
  return is_good;
}

bool FieldNumber::operator<(const FieldNumber& other) const {
  if (value != other.value) return value < other.value;
  if (is_exact != other.is_exact) return is_exact;  // only 2^63 and the integers that round to it
  return is_exact && exact < other.exact;  // large integers share a double
}

void FieldNumber::write(json::Writer& w) const {
  if (is_exact) return w.number(exact);
  w.raw(double_text(value));
}

void FieldSide::add_word(std::string_view word, std::uint64_t count) {
  if (has_many_words_) return;
  const auto at = std::lower_bound(words_.begin(), words_.end(), word, [](const auto& entry, std::string_view w) { return entry.first < w; });
  if (at != words_.end() && at->first == word) {
    at->second += count;
    return;
  }
  has_many_words_ = word.size() > kMaxFieldWordBytes || words_.size() == kMaxFieldWords;
  if (has_many_words_) words_ = {};
  else words_.insert(at, {std::string(word), count});
}

void FieldSide::add(std::string_view text, const json::Node& node, Arena& arena) {
  const auto add_number = [&](const FieldNumber& n) {
    if (kinds_[number] == 0) least_ = greatest_ = n;
    else if (n < least_) least_ = n;
    else if (greatest_ < n) greatest_ = n;
    numbers_.add(bin_of(n), 1);
  };
  switch (node.type) {
    case json::Type::null: ++kinds_[null]; break;
    case json::Type::boolean: ++kinds_[node.is_true ? yes : no]; break;
    case json::Type::number:
      add_number(number_of(json::raw(text, node)));
      ++kinds_[number];
      break;
    case json::Type::string: {
      const std::string_view value = json::string_value(text, node, arena);
      string_bytes_.add(bit_width(value.size()), 1);
      add_word(value, 1);
      ++kinds_[string];
      break;
    }
    case json::Type::array:
      items_.add(bit_width(node.count), 1);
      ++kinds_[array];
      break;
    case json::Type::object:
      members_.add(bit_width(node.count), 1);
      ++kinds_[object];
      break;
  }
}

void FieldSide::merge(const FieldSide& other) {
  if (other.kinds_[number] > 0) {
    if (kinds_[number] == 0 || other.least_ < least_) least_ = other.least_;
    if (kinds_[number] == 0 || greatest_ < other.greatest_) greatest_ = other.greatest_;
  }
  for (std::size_t i = 0; i < kKinds; ++i) kinds_[i] += other.kinds_[i];
  numbers_.merge(other.numbers_);
  string_bytes_.merge(other.string_bytes_);
  items_.merge(other.items_);
  members_.merge(other.members_);
  if (other.has_many_words_) {
    has_many_words_ = true;
    words_ = {};
  }
  for (const auto& entry : other.words_) add_word(entry.first, entry.second);
}

std::uint64_t FieldSide::present() const {
  std::uint64_t out = 0;
  for (const std::uint64_t count : kinds_) out += count;
  return out;
}

void FieldSide::write(json::Writer& w) const {
  for (std::size_t i = 0; i < kKinds; ++i)
    if (kinds_[i] > 0) w.key(kKindNames[i]).number(kinds_[i]);
  if (kinds_[number] > 0) {
    w.key("min");
    least_.write(w);
    w.key("max");
    greatest_.write(w);
    w.key("numbers");
    numbers_.write(w);
  }
  if (kinds_[string] > 0) {
    w.key("string_bytes");
    string_bytes_.write(w);
    if (!has_many_words_) {
      w.key("words").open('{');
      for (const auto& entry : words_) w.key(entry.first).number(entry.second);
      w.close('}');
    }
  }
  if (kinds_[array] > 0) {
    w.key("items");
    items_.write(w);
  }
  if (kinds_[object] > 0) {
    w.key("members");
    members_.write(w);
  }
}

bool FieldSide::read(const json::View& v) {
  bool is_good = v.is_object();
  for (std::size_t i = 0; i < kKinds; ++i) {
    const auto count = v.find(kKindNames[i]);
    const auto value = count ? count->integer() : std::optional<std::int64_t>(0);
    is_good = is_good && value && *value >= 0;
    kinds_[i] = is_good ? static_cast<std::uint64_t>(*value) : 0;
  }
  const auto bins = [&](const char* name, Kind kind, Bins& out) {
    const auto list = v.find(name);
    is_good = is_good && list.has_value() == (kinds_[kind] > 0) && (!list || out.read(*list, kind == number ? -66 : 0, 66));
  };
  bins("numbers", number, numbers_);
  bins("string_bytes", string, string_bytes_);
  bins("items", array, items_);
  bins("members", object, members_);
  const auto end = [&](const char* name, FieldNumber& out) {
    const auto n = v.find(name);
    is_good = is_good && n && n->is(json::Type::number);
    if (is_good) out = number_of(n->raw());
  };
  if (kinds_[number] > 0) {
    end("min", least_);
    end("max", greatest_);
  }
  const auto words = v.find("words");
  has_many_words_ = kinds_[string] > 0 && !words;
  if (words)
    for (const auto& [word, count] : words->members()) {
      const auto value = count.integer();
      is_good = is_good && value && *value >= 0;
      if (is_good) add_word(word, static_cast<std::uint64_t>(*value));
    }
  return is_good;
}

}  // namespace ludex::detail
