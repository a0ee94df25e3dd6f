#pragma once
// What a rulebook declares and expressions can see: kinds with their state, tables, flags. Owned by one program.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/shape.h"
#include "schema/typed.h"
#include "support/arena.h"

namespace ludex {

struct StateField {
  std::string name;
  const Shape* shape = nullptr;
  std::uint32_t slot = 0;    ///< first word in the entity's row; a vec3 stands inline in three
  bool is_durable = false;   ///< profile, else live
  bool is_cooldown = false;  ///< hidden: the word is ready_at, kNeverUsed at first and then absent from texts
};

struct Kind {
  std::string name;
  bool has_profile = false;
  std::vector<StateField> fields;            ///< profile fields, live fields, hidden cooldown fields
  std::vector<std::uint32_t> profile_order;  ///< positions in `fields`, by name: the order of texts and digests
  std::vector<std::uint32_t> live_order;
  std::uint32_t stride = 0;  ///< words of one entity
};

/// The cooldown field of an entity that never used the action.
inline constexpr std::int64_t kNeverUsed = INT64_MIN;

struct Column {
  std::string name;
  const Shape* shape = nullptr;
  std::vector<Word> cells;  ///< one per row
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::uint32_t> by_key;  ///< row indices in UTF-8 order of their keys
};

struct Flag {
  std::string name;
  const Shape* shape = nullptr;
};

/// Of all patterns of a program: they take a few dozen bytes each.
inline constexpr std::size_t kMaxPatternInstructions = std::size_t{1} << 22;

struct Declarations {
  std::vector<Kind> kinds;
  std::vector<Table> tables;
  std::vector<std::vector<std::string>> row_keys;  ///< per table, in the order written
  std::vector<std::vector<Str*>> row_strings;      ///< the same as strings expressions can hold
  std::vector<Flag> flags;
  std::vector<std::string> kind_names, table_names;
  std::uint32_t actor_kind = 0;
  std::deque<Shape> shapes;  ///< stable addresses
  std::size_t pattern_instructions = 0;  ///< of all patterns, those of shapes and of expressions
  std::vector<std::shared_ptr<const TextPattern>> patterns;  ///< of matches() in expressions
  mutable Arena arena;       ///< constants and defaults; written only while compiling

  TableKeys keys() const { return {&row_keys}; }
  ShapeNames names() const { return {&table_names, &kind_names}; }

  const Shape* add_shape(Shape shape) {
    shapes.push_back(std::move(shape));
    return &shapes.back();
  }

  std::optional<std::uint32_t> find_kind(std::string_view name) const { return position(kind_names, name); }
  std::optional<std::uint32_t> find_table(std::string_view name) const { return position(table_names, name); }
  std::optional<std::uint32_t> find_row(std::uint32_t table, std::string_view key) const {
    const auto& order = tables[table].by_key;
    std::size_t low = 0, high = order.size();
    while (low < high) {
      const std::size_t mid = (low + high) / 2;
      if (row_keys[table][order[mid]] < key) low = mid + 1;
      else high = mid;
    }
    if (low < order.size() && row_keys[table][order[low]] == key) return order[low];
    return std::nullopt;
  }

  static std::optional<std::uint32_t> position(const std::vector<std::string>& names, std::string_view name) {
    for (std::uint32_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return i;
    return std::nullopt;
  }
};

/// Shapes without bounds that every program shares.
struct BuiltinShapes {
  Shape null, nothing, boolean, integer, number, string, vec3, list_of_nothing, list_of_string, origin;
  BuiltinShapes();
};
const BuiltinShapes& builtin_shapes();

}  // namespace ludex
