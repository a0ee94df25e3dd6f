#include "regex/utf8_set.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

namespace ludex::regex {
namespace {

/// Code points whose encodings are all combinations of one range of bytes for each place.
struct Sequence {
  std::array<Transition, 4> bytes;  // targets unused
  std::uint32_t size = 0;
};

std::uint32_t encode(std::uint32_t c, std::array<std::uint8_t, 4>& out) {
  const auto tail = [](std::uint32_t bits) { return static_cast<std::uint8_t>(0x80 | (bits & 0x3F)); };
  if (c < 0x80) return out[0] = static_cast<std::uint8_t>(c), 1;
  if (c < 0x800) {
    out = {static_cast<std::uint8_t>(0xC0 | c >> 6), tail(c)};
    return 2;
  }
  if (c < 0x10000) {
    out = {static_cast<std::uint8_t>(0xE0 | c >> 12), tail(c >> 6), tail(c)};
    return 3;
  }
  out = {static_cast<std::uint8_t>(0xF0 | c >> 18), tail(c >> 12), tail(c >> 6), tail(c)};
  return 4;
}

/// Splits until the ends differ in one byte only, and below it run from the least to the greatest (Cox, "utf8.c").
void split(std::uint32_t first, std::uint32_t last, std::vector<Sequence>& out) {
  constexpr std::array<std::uint32_t, 3> kLastOfSize = {0x7F, 0x7FF, 0xFFFF};
  for (const std::uint32_t most : kLastOfSize) {
    if (first <= most && most < last) {
      split(first, most, out);
      return split(most + 1, last, out);
    }
  }
  for (std::uint32_t places = 1; places < 4 && first > 0x7F; ++places) {
    const std::uint32_t low = (1u << 6 * places) - 1;
    if ((first & ~low) == (last & ~low)) break;
    if ((first & low) != 0) {
      split(first, first | low, out);
      return split((first | low) + 1, last, out);
    }
    if ((last & low) != low) {
      split(first, (last & ~low) - 1, out);
      return split(last & ~low, last, out);
    }
  }
  std::array<std::uint8_t, 4> low{}, high{};
  Sequence s;
  s.size = encode(first, low);
  encode(last, high);
  for (std::uint32_t i = 0; i < s.size; ++i) s.bytes[i] = {low[i], high[i], 0};
  out.push_back(s);
}

class Builder {
 public:
  Builder(const std::vector<Sequence>& sequences, Utf8Set& out) : sequences_(sequences), out_(out) {}

  /// The node that reads `sequences_` [begin, end) from their byte `place` on. They are sorted, and two of them have
  /// either the same range at a place or ranges apart.
  std::uint32_t node(std::size_t begin, std::size_t end, std::uint32_t place) {
    std::vector<Transition> node;
    for (std::size_t i = begin; i < end;) {
      Transition t = sequences_[i].bytes[place];
      std::size_t after = i + 1;
      while (after < end && sequences_[after].bytes[place] == sequences_[i].bytes[place]) ++after;
      t.target = sequences_[i].size == place + 1 ? kComplete : this->node(i, after, place + 1);
      if (!node.empty() && node.back().target == t.target && node.back().last + 1 == t.first) node.back().last = t.last;
      else node.push_back(t);
      i = after;
    }
    const auto [at, is_new] = known_.try_emplace(node, static_cast<std::uint32_t>(out_.nodes.size()));
    if (is_new) {
      out_.instructions += 1 + node.size();
      out_.nodes.push_back(std::move(node));
    }
    return at->second;
  }

 private:
  const std::vector<Sequence>& sequences_;
  Utf8Set& out_;
  std::map<std::vector<Transition>, std::uint32_t> known_;
};

}  // namespace

Utf8Set utf8_set(const CodeSet& set) {
  std::vector<Sequence> sequences;
  for (const CodeRange& r : set.ranges()) {
    if (r.first < 0xD800) split(r.first, std::min(r.last, 0xD7FFu), sequences);
    if (r.last > 0xDFFF) split(std::max(r.first, 0xE000u), r.last, sequences);
  }
  Utf8Set out;
  Builder(sequences, out).node(0, sequences.size(), 0);
  return out;
}

}  // namespace ludex::regex
