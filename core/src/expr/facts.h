#pragma once
// What conditions say of the values after them: in `a != 0 && b / a > 1` the division meets no zero.

#include <cstdint>
#include <string>
#include <vector>

#include "expr/check.h"
#include "expr/range.h"

namespace ludex::expr {

/// How a condition has to have come out for what it says to hold.
enum class When : std::uint8_t { is_true, is_false, not_false, not_true };

/// The facts that hold at one place of a tree, innermost last. Nodes are those of `ast`, ranges of nodes visited before.
class Facts {
 public:
  Facts(const Ast& ast, const std::vector<Range>& ranges, const Declarations& declarations) : ast_(ast), ranges_(ranges), declarations_(declarations) {}

  /// Learns what holds once the condition `n`, visited before, came out so.
  void collect(std::uint32_t n, When when);
  std::size_t count() const { return facts_.size(); }
  /// Back to the first `count`: the place they held at is left.
  void forget_after(std::size_t count) { facts_.resize(count); }

  /// `range` of node `n`, with what is known of its path.
  Range narrowed(std::uint32_t n, Range range) const;
  /// The same of the variable of the loop at `depth`.
  Range narrowed_variable(std::uint32_t depth, Range range) const;
  /// m.key and m['key'] are one entry.
  bool is_known_name(std::uint32_t map, const std::string& name) const;
  bool is_known_key(std::uint32_t map, std::uint32_t key) const;
  bool is_known_row(std::uint32_t table, std::uint32_t key) const;
  bool is_present(std::uint32_t slot) const;
  /// Whether node `index` is known to be less than the size of `list`.
  bool is_below_size(std::uint32_t index, std::uint32_t list) const;

 private:
  struct Fact {
    enum class Kind : std::uint8_t { range, key, name, below, present } kind;
    std::uint32_t node;       ///< range, below: the path; key, name: the map or table; present: its `a` is the slot
    std::uint32_t other = 0;  ///< key: the key; name: a node whose text is the key; below: the list whose size is above
    Range range;
  };

  const Node& node(std::uint32_t n) const { return ast_.nodes[n]; }
  std::uint32_t child(std::uint32_t n, std::size_t i) const { return ast_.nodes[n].children[i]; }
  const Shape& shape(std::uint32_t n) const { return *ast_.nodes[n].shape; }
  bool is_text(std::uint32_t n) const { return node(n).kind == NodeKind::string_literal && shape(n).kind == ShapeKind::string; }
  bool is_call(std::uint32_t n, const char* function) const { return node(n).meaning == Meaning::operation && node(n).kind == NodeKind::call && node(n).text == function; }
  bool same_path(std::uint32_t a, std::uint32_t b) const;
  void collect_comparison(std::uint32_t n, bool is_true);
  void learn(std::uint32_t n, Range range) { put({Fact::Kind::range, n, 0, std::move(range)}); }
  void put(Fact fact);

  const Ast& ast_;
  const std::vector<Range>& ranges_;
  const Declarations& declarations_;
  std::vector<Fact> facts_;
  std::uint32_t collected_ = 0;
};

}  // namespace ludex::expr
