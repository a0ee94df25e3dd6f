#pragma once
// A row of a column as the JSON a line would hold: its text, and what that counts against the limits of a request.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/columns.h"

namespace ludex::columns {

/// The text of a map's key at `entry` of its key column; a name out of range has none.
bool key_text(const Column& keys, std::uint64_t entry, char (&scratch)[24], std::string_view& out);

/// What no text may exceed: names stand in the file once and in the text in every row.
inline constexpr std::size_t kMostText = std::size_t{1} << 30;

/// Appends the value at `row` as JSON, or a part of it once `out` is longer than kMostText: keys in UTF-8 byte order, -0.0 as 0.0. What no JSON can say becomes what every
/// contract refuses in its place: 1e999 for what is not finite, the bare position for a name out of range.
void put_json(std::string& out, const Column& column, std::uint64_t row);

/// What limits.request bounds, of one row.
struct Measure {
  std::uint64_t nodes = 0;  ///< JSON values
  std::uint64_t bytes = 0;  ///< of strings, names and keys
  std::uint32_t depth = 0;  ///< of arrays and objects
  bool is_malformed = false;  ///< invalid UTF-8 or a repeated key

  std::uint64_t most_bytes = ~std::uint64_t{0};  ///< counting ends above it: no other limit comes before it
  std::vector<std::pair<std::string, std::uint64_t>> keys;  // scratch

  void reset(std::uint64_t most) {
    nodes = bytes = 0;
    depth = 0;
    is_malformed = false;
    most_bytes = most;
  }
};

/// Adds the value at `row`, which stands inside `depth` arrays and objects.
void add(Measure& measure, const Column& column, std::uint64_t row, std::uint32_t depth);

}  // namespace ludex::columns
