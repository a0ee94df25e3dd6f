#pragma once
// A shape as text, names unresolved: from the short form to the long one and back, whatever tables and kinds there are.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "value/json_view.h"

namespace ludex {

struct ShapeText {
  std::string type;                ///< the short form's word: "int", "row", "list" …
  std::string name;                ///< row, ref: the table or kind
  std::vector<std::string> names;  ///< enum
  std::vector<ShapeText> parts;    ///< list: items; map: keys, values
  bool is_nullable = false;
  std::string low, high;           ///< numbers as written, "" for none; of a string's length too
  bool is_low_exclusive = false, is_high_exclusive = false;
  std::string max;                 ///< list, map: how many items
  std::string default_json;        ///< "" for none
};

/// Where the default that begins at `begin` ends: with the text or, inside <…>, at the ',' or '>' of its level.
std::size_t end_of_default(std::string_view text, std::size_t begin, bool is_nested);

/// What a short form says, or nothing where it is none. Bounds are not looked at.
std::optional<ShapeText> read_short_shape(std::string_view text);
/// What a long form says; nothing where no short form says as much (a closed set of numbers, a record).
std::optional<ShapeText> read_long_shape(const json::View& v);

std::string short_form(const ShapeText& shape);
/// JSON; nothing where there is no long form (a map by rows, a row that may be null). Inside a shape such a part keeps
/// its short one, which may stand there. `depth` counts the shapes around it.
std::optional<std::string> long_form(const ShapeText& shape, int depth = 0);

}  // namespace ludex
