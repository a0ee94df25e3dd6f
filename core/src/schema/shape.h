#pragma once
// A shape: the type of a value together with its bounds and default. One structure serves contracts, state, tables and
// (bounds ignored) the types of expressions.

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "value/word.h"

namespace ludex {

enum class ShapeKind : std::uint8_t {
  boolean,
  integer,
  number,
  string,
  enumeration,  ///< one of `names`; the word is its index
  row,          ///< a key of table `index`; the word is the row's index
  ref,          ///< the id of an entity of kind `index`
  vec3,
  optional,     ///< `element` or null
  list,
  map,
  record,
  // Types that only expressions have:
  null,
  nothing,      ///< the element type of an empty list or map literal
  entity,       ///< of kind `index`
  table,        ///< table `index`
  table_row,    ///< a row of table `index`
};

struct Shape;
struct TextPattern;

struct Field {
  std::string name;
  const Shape* shape = nullptr;
};

/// Items a list or map may hold when nothing smaller is declared: every container is bounded.
inline constexpr std::uint32_t kMaxItemsDefault = 65536;
/// Names of an enumeration, values of a closed set: they are searched one by one.
inline constexpr std::size_t kMaxEnumeration = 1024;
/// Code points a string may hold when nothing smaller is declared.
inline constexpr std::uint32_t kMaxStringDefault = 1u << 20;

inline constexpr std::uint32_t kNoByteLimit = std::numeric_limits<std::uint32_t>::max();

struct Shape {
  ShapeKind kind = ShapeKind::null;
  bool has_minimum = false, has_maximum = false;
  bool exclusive_minimum = false, exclusive_maximum = false;
  bool has_default = false;
  bool keeps_null = false;  ///< record written as a literal: a null value is part of it, not an absent field
  Word minimum = word_null(), maximum = word_null();  ///< integer or number, as `kind`
  std::uint32_t min_length = 0;                       ///< string: code points; list, map: items
  std::uint32_t max_length = kMaxItemsDefault;
  std::uint32_t index = 0;  ///< row, table, table_row: table; ref, entity: kind
  const Shape* element = nullptr;
  const Shape* key = nullptr;      ///< map: string, row, enumeration or integer
  std::vector<Field> fields;       ///< record, in UTF-8 byte order of names
  std::vector<std::uint32_t> declared;  ///< record: positions in `fields` in the order they were written
  std::vector<std::string> names;       ///< enumeration
  std::uint32_t max_bytes = kNoByteLimit;      ///< string: in UTF-8
  std::shared_ptr<const TextPattern> pattern;  ///< string: that it must match somewhere; null for none
  std::vector<Word> allowed;       ///< boolean, integer, number: a closed set when not empty
  Word default_value = word_null();  ///< valid when has_default; owned by the program
};

/// Same structure, bounds and defaults aside.
bool same_type(const Shape& a, const Shape& b);

/// "int", "row weapons", "map<string, int>" …; `table_name(i)` and `kind_name(i)` give names where known.
struct ShapeNames {
  const std::vector<std::string>* tables = nullptr;
  const std::vector<std::string>* kinds = nullptr;
};
std::string type_name(const Shape& shape, const ShapeNames& names = {});

/// Whether the word holds a pointer that something owns.
inline bool is_owned(ShapeKind kind) {
  return kind == ShapeKind::string || kind == ShapeKind::optional || kind == ShapeKind::list || kind == ShapeKind::map ||
         kind == ShapeKind::record || kind == ShapeKind::vec3;
}

}  // namespace ludex
