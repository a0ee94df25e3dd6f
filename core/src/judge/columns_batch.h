#pragma once
// The container of column requests: preamble, header, envelope, and the parameters of each action. docs/columns.md

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/columns.h"

namespace ludex::detail {

inline constexpr std::string_view kColumnsMagic = "LUDEXCOL";
inline constexpr std::uint32_t kColumnsVersion = 1;
/// Magic, version, length of the header.
inline constexpr std::size_t kColumnsPreamble = 16;

/// A batch whose buffers have been checked against each other; it borrows the file's bytes.
struct ColumnBatch {
  std::size_t rows = 0;
  // A column that is not there has no type of its own and `rows` 0.
  columns::Column action, actor, received_at, session, origin, roles, nonce, sent_at;
  bool has_session = false, has_origin = false, has_roles = false, has_nonce = false, has_sent_at = false;
  struct Group {
    std::string name;
    std::size_t rows = 0;
    columns::Column params;  ///< a record
  };
  std::vector<Group> actions;  ///< what the action column's positions stand for

  /// False and `error`, with the byte and the place in the header, when the file is broken.
  bool read(std::string_view bytes, Error& error);

  /// Position of the row's action in `actions`; rows that name none share the one after the last.
  std::size_t group_of(std::uint64_t row) const { return std::min<std::size_t>(action_of(row), actions.size()); }
  std::uint32_t action_of(std::uint64_t row) const { return columns::load<std::uint32_t>(action.data, row); }
};

/// The optional int at `row` of a column of ints, with or without validity.
inline bool has_int(const columns::Column& column, std::uint64_t row, std::int64_t& out) {
  const bool is_optional = column.type == columns::Type::optional;
  if (is_optional && !column.is_valid(row)) return false;
  out = columns::load<std::int64_t>(is_optional ? column.children[0].data : column.data, row);
  return true;
}

}  // namespace ludex::detail
