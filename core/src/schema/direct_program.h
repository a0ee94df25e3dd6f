#pragma once
// Contracts made flat for the direct reader: nodes that name what may stand where, with everything a check needs beside
// it. Immutable once its rulebook is compiled; what a reader learns while reading is its own.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/declarations.h"
#include "schema/name_table.h"

namespace ludex {

class DirectProgram {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  /// Fields of one record: which of them were seen is one word.
  static constexpr std::size_t kMaxFields = 64;
  /// Shapes inside each other: the reader calls itself this often at most.
  static constexpr std::uint32_t kMaxDepth = 32;

  struct Node {
    ShapeKind kind = ShapeKind::null;
    bool needs_bounds = false;    ///< bounds_fault() is asked: there is more than `low` and `high` say
    std::uint32_t depth = 0;      ///< arrays and objects inside each other in any value
    const Shape* shape = nullptr;
    Word low = word_null(), high = word_null();  ///< integer, ref, number: both included
    std::uint32_t names = kNone;  ///< enumeration, row: in `tables`
    std::uint32_t child = kNone;  ///< optional, list, map: what is inside
    std::uint32_t key = kNone;    ///< map
    std::uint32_t first_field = 0, field_count = 0;  ///< record: in `fields`
    std::uint32_t prediction = 0;  ///< record: where in DirectScratch::follower its fields begin
    std::uint64_t required = 0;    ///< record: fields without a default
  };

  /// A member of a record, as it looks when it is written as most writers do: `"name":` without white space.
  struct Member {
    std::uint64_t word[2] = {};  ///< its first sixteen bytes …
    std::uint64_t mask[2] = {};  ///< … as far as they go
    std::uint32_t size = 0;
    std::uint32_t node = kNone;
    std::string text;            ///< all of it
  };

  std::vector<Node> nodes;
  std::vector<Member> members;            ///< of a record, in the order of Shape::fields
  std::vector<std::uint8_t> in_order;     ///< per record: the first field, then the one after each, as declared
  std::vector<NameTable> tables;

  /// The node of a shape, or kNone when it is one that only decode() knows how to check.
  std::uint32_t add(const Shape& shape, const Declarations& declarations) { return add(shape, declarations, 1); }

 private:
  std::uint32_t add(const Shape& shape, const Declarations& declarations, std::uint32_t level);
  std::uint32_t put(const Node& node) {
    nodes.push_back(node);
    return static_cast<std::uint32_t>(nodes.size() - 1);
  }
  bool add_record(const Shape& shape, const Declarations& declarations, std::uint32_t level, Node& node);
  std::uint32_t names_of_rows(std::uint32_t table, const Declarations& declarations);

  std::vector<std::uint32_t> row_names_;  ///< per declared table: in `tables`
};

}  // namespace ludex
