#pragma once
// Rows of a table from a CSV file (RFC 4180).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "value/json_view.h"

namespace ludex::detail {

struct CsvCell {
  std::string text;
  std::uint32_t offset = 0;  ///< of its first byte, the quote if it has one
  bool is_quoted = false;
};

struct CsvFault {
  std::uint32_t offset = 0;
  std::string message;
  std::string key = {}, column = {};  ///< of the row and the cell at fault, where known
};

/// Lines of cells. A byte order mark and empty lines are skipped; lines end with LF or CR LF.
std::optional<CsvFault> read_csv(std::string_view text, std::vector<std::vector<CsvCell>>& out);

/// JSON made from cells: `text`, and which bytes of it came from where.
struct CsvRows {
  struct Part {
    std::uint32_t begin, source;
  };
  std::string text;
  std::vector<Part> parts;
};

/// The `rows` of a table with these columns, as written in the rulebook.
std::optional<CsvFault> rows_of_csv(std::string_view csv, const json::View& columns, CsvRows& out);

}  // namespace ludex::detail
