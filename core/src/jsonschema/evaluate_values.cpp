// What is said about a value alone: numbers, texts, sizes, equality.

#include <algorithm>

#include "jsonschema/evaluate.h"
#include "jsonschema/format.h"
#include "support/bits.h"
#include "support/hash.h"
#include "value/number.h"

namespace ludex::jsonschema {
namespace {

using json::Type;

// Steps of a search for one of ours; of a pattern that is checked, the least and for each byte, for
// five bytes may name a class of a thousand ranges.
constexpr std::uint64_t kSearchStepsPerStep = 4;
constexpr std::uint64_t kStepsPerRegex = 1000, kStepsPerRegexByte = 256;

std::uint64_t code_points(std::string_view text) {
  std::uint64_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

bool is_finite(double value) { return (bits_of(value) & 0x7FF0000000000000u) != 0x7FF0000000000000u; }

}  // namespace

bool Run::bound_fits(const Instruction& in, std::uint32_t at) const {
  const Bound& bound = *program_.bounds[in.a];
  std::int64_t value = 0;
  int order = 0;
  if (bound.is_integer && json::read_small_integer(raw(at), value)) order = value < bound.integer ? -1 : value > bound.integer ? 1 : 0;
  else order = compare(json::read_decimal(raw(at)), bound.decimal);
  switch (in.op) {
    case Op::minimum: return order >= 0;
    case Op::exclusive_minimum: return order > 0;
    case Op::maximum: return order <= 0;
    default: return order < 0;
  }
}

// Lengths are in code points. Between bytes and a quarter of them the answer is often known without counting.
bool Run::length_fits(const Instruction& in, const json::Node& node) const {
  const std::uint64_t bytes = node.end - node.begin;
  if (!node.has_escape) {
    if (bytes <= in.b && bytes / 4 >= in.a) return true;
    if (bytes < in.a) return false;
    const std::uint64_t n = code_points(text_.substr(node.begin, node.end - node.begin));
    return n >= in.a && n <= in.b;
  }
  scratch_.unescaped.reset();
  const std::uint64_t n = code_points(json::string_value(text_, node, scratch_.unescaped));
  return n >= in.a && n <= in.b;
}

bool Run::is_member(const EnumerationCheck& check, std::uint32_t at) {
  const json::Node& node = nodes_[at];
  if (!(check.types & bit_of(node.type))) return false;
  if (node.type == Type::string) return check.strings.find(name_at(at)) != NameTable::kAbsent;
  if (!spend((node.end - node.begin) / kBytesPerStep)) return false;
  scratch_.key.clear();
  scratch_.keys.append(scratch_.key, text_, scratch_.tape, at);
  return check.keys.find(name_key(scratch_.key, scratch_.key.data() + scratch_.key.size())) != NameTable::kAbsent;
}

bool Run::has_width(Width width, std::string_view number) const {
  if (width == Width::f64) return is_finite(parse_double(number));
  if (width == Width::f32) {
    // The largest binary32 and half a step above it: from there on rounding gives infinity.
    const double value = parse_double(number);
    return value < 3.4028235677973366e38 && value > -3.4028235677973366e38;
  }
  const auto value = parse_exact_int64(number);
  const Range& range = kWidthRanges[static_cast<std::size_t>(width)];
  return value && *value >= range.low && *value <= range.high;
}

bool Run::is_shallow(std::uint32_t at, std::uint32_t most) const {
  // Ends of the containers around the node looked at, innermost last; deeper than `most` is not looked.
  std::uint32_t ends[kMaxInstanceDepth];
  std::uint32_t depth = 0;
  for (std::uint32_t i = at; i < nodes_[at].next; ++i) {
    while (depth != 0 && i >= ends[depth - 1]) --depth;
    if (nodes_[i].type != Type::array && nodes_[i].type != Type::object) continue;
    if (depth >= most || depth >= kMaxInstanceDepth) return false;
    ends[depth++] = nodes_[i].next;
  }
  return true;
}

std::uint32_t Run::repeated_item(std::uint32_t at, std::uint32_t* earlier) {
  const json::Node& node = nodes_[at];
  auto& items = scratch_.items;
  auto& key = scratch_.key;
  items.clear();
  key.clear();
  for (std::uint32_t item = at + 1; item < node.next; item = nodes_[item].next) {
    const auto begin = static_cast<std::uint32_t>(key.size());
    scratch_.keys.append(key, text_, scratch_.tape, item);
    items.push_back({0, begin, static_cast<std::uint32_t>(key.size()), item});
  }
  // Keyed with all of the keys: items chosen to collide change what they would have to collide under.
  const std::uint64_t seed = key.size() > 4096 ? xxh64(key, 0) : 0;
  for (Scratch::Item& item : items) item.hash = xxh64(std::string_view(key).substr(item.begin, item.end - item.begin), seed);
  const auto bytes = [&](const Scratch::Item& item) { return std::string_view(key).substr(item.begin, item.end - item.begin); };
  std::sort(items.begin(), items.end(), [&](const Scratch::Item& a, const Scratch::Item& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    const int order = bytes(a).compare(bytes(b));
    return order != 0 ? order < 0 : a.node < b.node;
  });
  std::uint32_t first = kNone;
  for (std::size_t i = 1; i < items.size(); ++i)
    if (items[i].hash == items[i - 1].hash && bytes(items[i]) == bytes(items[i - 1]) && items[i].node < first) {
      first = items[i].node;
      if (earlier) *earlier = items[i - 1].node;
    }
  return first;
}

bool Run::matches(std::uint32_t pattern, std::uint32_t at, std::uint32_t schema, std::uint32_t keyword) {
  const std::string_view text = string_at(at);
  if (!spend(text.size() / kBytesPerStep + 1)) return false;
  const regex::Program& compiled = program_.patterns[pattern];
  // How long a search without a table takes depends on what the scratch remembers, which must not decide anything. So it
  // is free while the worst comes to little, and from there on counted, beginning with nothing remembered.
  if (!counts_searches_ && !compiled.is_table()) {
    const std::uint64_t worst = (std::uint64_t{text.size()} + 1) * compiled.size();
    if (worst <= free_search_) free_search_ -= worst;
    else counts_searches_ = true, scratch_.regex = regex::Scratch();
  }
  std::uint64_t steps = 0;
  const regex::Match match = regex::search(compiled, text, scratch_.regex, counts_searches_ ? &steps : nullptr);
  if (!spend(steps / kSearchStepsPerStep)) return false;
  if (match == regex::Match::too_costly && stop_ == Stop::none) [[unlikely]] {
    stop_ = Stop::costly_pattern;
    costly_ = {schema, keyword, at, pattern};
    steps_ = 0;
  }
  return match == regex::Match::yes;
}

bool Run::value_fits(std::uint32_t schema, const Instruction& in, std::uint32_t at) {
  const json::Node& node = nodes_[at];
  const bool is_scalar = node.type == Type::number || node.type == Type::string;
  if (is_scalar && node.end - node.begin > kFreeBytes && !spend_bytes(node)) [[unlikely]]
    return false;
  switch (in.op) {
    case Op::minimum:
    case Op::exclusive_minimum:
    case Op::maximum:
    case Op::exclusive_maximum: return bound_fits(in, at);
    case Op::length: return spend((node.end - node.begin) / (4 * kBytesPerStep)) && length_fits(in, node);
    case Op::constant:
    case Op::enumeration: return is_member(program_.enumerations[in.a], at);
    case Op::property_count:
    case Op::item_count: return node.count >= in.a && node.count <= in.b;
    case Op::multiple_of: return spend((node.end - node.begin) / 4) && program_.divisors[in.a].divides(json::read_decimal(raw(at)));
    case Op::pattern: return matches(in.a, at, schema, in.keyword);
    case Op::format:
      if (static_cast<Format>(in.a) == Format::regex && !spend(kStepsPerRegex + kStepsPerRegexByte * std::min<std::uint64_t>(node.end - node.begin, regex::kMaxPatternBytes))) return false;
      return spend((node.end - node.begin) / kBytesPerStep) && has_format(string_at(at), static_cast<Format>(in.a));
    case Op::unique_items: return node.count < 2 || (spend(node.next - at + (node.end - node.begin) / kBytesPerStep) && repeated_item(at) == kNone);
    case Op::width: return has_width(static_cast<Width>(in.a), raw(at));
    case Op::finite: return is_finite(parse_double(raw(at)));
    case Op::entity_ref: return node.type == Type::number && parse_exact_int64(raw(at)).has_value();
    case Op::max_bytes: return (node.has_escape ? string_at(at).size() : node.end - node.begin) <= in.a;
    case Op::max_nodes: {
      // Of keys, which are nodes of the tape but no values, there are as many as members.
      if (!spend(node.next - at)) return false;
      std::uint64_t values = 0;
      for (std::uint32_t i = at; i < node.next; ++i) {
        ++values;
        if (nodes_[i].type == Type::object) values -= nodes_[i].count;
      }
      return values <= in.a;
    }
    case Op::max_depth: return spend(node.next - at) && is_shallow(at, in.a);
    default: return true;
  }
}

}  // namespace ludex::jsonschema
