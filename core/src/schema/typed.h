#pragma once
// Operations on a word whose meaning is known from its shape.

#include <string>

#include "schema/shape.h"
#include "support/arena.h"
#include "support/state_heap.h"
#include "value/canonical.h"

namespace ludex {

/// Names of table rows, needed to write a row word as text.
struct TableKeys {
  /// `row(table, index)`
  const std::vector<std::vector<std::string>>* rows = nullptr;
  std::string_view row(std::uint32_t table, std::int64_t index) const {
    return (*rows)[table][static_cast<std::size_t>(index)];
  }
};

/// A deep copy owned by `allocator` (Arena or StateHeap); -0.0 becomes 0.0, as everywhere a value is kept.
template <class Allocator>
Word clone(const Shape& shape, Word word, Allocator& allocator);

/// The values a word holds, itself included, counted up to `limit`: what copying or writing it costs.
std::size_t weight(const Shape& shape, Word word, std::size_t limit);

/// Gives the memory of a state-owned word back.
void destroy(const Shape& shape, Word word, StateHeap& heap);

/// A number or an int as text.
std::string number_text(const Shape& shape, Word word);

/// Equality of two words of one type.
bool equal(const Shape& shape, Word a, Word b);

/// The value a shape has when nothing was written: its declared default, or zero, "", [], {}, null, the first of an
/// enumeration. Owned by `allocator`.
template <class Allocator>
Word default_word(const Shape& shape, Allocator& allocator);

/// Appends the canonical form. Rows and enumerations are written as text, vec3 as a list of three doubles; a record
/// leaves null fields out.
void put_canonical(std::string& out, const Shape& shape, Word word, const TableKeys& tables);

/// The text of a map key held as `key_shape` (string, row, enumeration, integer), in `scratch` where it must be made.
std::string_view key_text(const Shape& key_shape, Word key, const TableKeys& tables, char (&scratch)[24]);

/// Number of UTF-8 code points (the text is valid).
std::uint32_t code_points(std::string_view text);

/// Makes room for one more entry and puts it at `position`; `key` is owned by the map from now on.
void map_insert(Map& map, std::uint32_t position, Str* key, Word value, StateHeap& heap);
void map_erase(Map& map, std::uint32_t position);
/// Entries in the order of their keys, as every map keeps them.
void sort_entries(Map& map);
void list_insert(List& list, std::uint32_t position, Word item, StateHeap& heap);
void list_erase(List& list, std::uint32_t position);

/// Why a value breaks its shape's bounds: a sentence, or nullptr when it does not.
const char* bounds_fault(const Shape& shape, Word word);

/// Whether a value that nobody wrote may be read as default_word(): not a row or ref without a written default, and not
/// what breaks its own bounds.
bool has_implied_default(const Shape& shape, Arena& arena);

}  // namespace ludex
