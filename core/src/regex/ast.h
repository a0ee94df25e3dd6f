#pragma once
// A pattern taken apart: a tree in flat arrays, children before their parents. Groups leave no trace: nothing is captured,
// and greedy and lazy find the same.

#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "regex/code_set.h"

namespace ludex::regex {

enum class Assertion : std::uint8_t { text_begin, text_end, line_begin, line_end, word_boundary, no_word_boundary };

enum class NodeKind : std::uint8_t { empty, literal, set, assertion, concatenation, alternation, repetition };

inline constexpr std::uint32_t kUnbounded = std::numeric_limits<std::uint32_t>::max();

struct Node {
  NodeKind kind = NodeKind::empty;
  Assertion assertion = Assertion::text_begin;
  std::uint32_t value = 0;  ///< literal: code point; set: in `sets`; repetition: the node repeated
  std::uint32_t begin = 0, count = 0;    ///< concatenation, alternation: in `children`
  std::uint32_t minimum = 0, maximum = 0;  ///< repetition
};

/// Ranges that the sets of one pattern may have together: \p{L} has 700, the largest properties 1,300. Bounds memory, as
/// five bytes of a pattern may name such a set.
inline constexpr std::size_t kMaxSetRanges = 1u << 16;

struct Ast {
  std::vector<Node> nodes;
  std::vector<std::uint32_t> children;
  std::vector<CodeSet> sets;  ///< no two are equal
  std::uint32_t root = 0;

  std::uint32_t empty();
  std::uint32_t literal(std::uint32_t code_point);
  std::uint32_t assertion(Assertion assertion);
  /// False when there are more ranges than a pattern may have.
  bool set(CodeSet set, std::uint32_t& node);
  /// One item is itself.
  std::uint32_t join(NodeKind kind, const std::vector<std::uint32_t>& items);
  std::uint32_t repeat(std::uint32_t node, std::uint32_t minimum, std::uint32_t maximum);

 private:
  std::uint32_t add(Node node);
  std::map<std::vector<CodeRange>, std::uint32_t> known_;
  std::size_t ranges_ = 0;
};

}  // namespace ludex::regex
