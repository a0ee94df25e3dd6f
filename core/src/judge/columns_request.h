#pragma once
// Stage A's first half over columns: rows to the typed requests that lines become, with the same reasons and places.

#include <string>
#include <vector>

#include "judge/columns_batch.h"
#include "judge/request.h"

namespace ludex::detail {

/// Appends one request a row. What they hold lives in `arena`, which the batch's bytes need not outlive.
/// False and `error` when its parameters would take more room than a batch may.
bool decode_rows(const ProgramData& program, const ColumnBatch& batch, Arena& arena, std::vector<std::string>& pointers, std::vector<Request>& out, Error& error);

/// The line a row stands for, as decode_requests() writes it: keys in UTF-8 byte order, one spelling for each value.
/// `action_row` is the row's position among those of its action.
void put_line(std::string& out, const ColumnBatch& batch, std::size_t row, std::size_t action_row);

/// A row whose line would be over a limit of requests, or not be a request at all.
struct RowOverLimit {
  std::size_t row = 0;
  std::size_t action_row = 0;
  Reason reason = Reason::malformed;
};
/// In rising order. Bytes count for strings, names and keys only: the rest of a row has no spelling.
std::vector<RowOverLimit> rows_over_limit(const ProgramData& program, const ColumnBatch& batch);

}  // namespace ludex::detail
