#pragma once
/// Requests without text: a batch as typed columns in little-endian buffers behind a JSON header (docs/columns.md), for
/// servers and NumPy. The contract, the verdicts and the digests are those of the lines the rows stand for.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/judge.h"

namespace ludex {

/// Whether `bytes` begin as a column file does.
bool is_request_columns(std::string_view bytes);

/// A line that has no row, and why: the verdict judging it would give.
struct RefusedLine {
  std::uint64_t line = 0;  ///< 0-based
  Reason reason = Reason::malformed;
  std::string pointer;     ///< into the request, as `Judgement::at`
};

struct RequestColumns {
  std::string bytes;                ///< the column file
  std::uint64_t rows = 0;
  std::vector<RefusedLine> refused;  ///< in the order of the lines; rows + refused.size() is their number
};

/// Lines to columns. What decodes becomes a row, in order (`not_permitted` too: it is decided when judged); the others
/// are listed, never lost. Errors (`host`): more than 1 GiB.
Result<RequestColumns> encode_requests(const Program& program, std::string_view ndjson);

/// Columns to lines, each LF-terminated: keys in UTF-8 byte order, one spelling for each value, defaults written out.
/// Needs no rulebook. Errors (`host`): the file is broken; `pointer` is the place in its header.
Result<std::string> decode_requests(std::string_view bytes);

/// As `judge_in_place`, request i being row i: the same verdicts, digests and deltas as for its line. What a line could
/// not say is a broken file, an error, and the world is unchanged. `bytes` need not be aligned or outlive the call.
///
/// Cost: O(rows); no text is read, written or allocated for a row but the strings its rules may look at.
Result<Judgement> judge_columns_in_place(const Program& program, World& world, std::string_view bytes, const Inputs& inputs = {});

/// As `judge_columns_in_place`, without changing `world`; or in place, where the caller gives it up.
Result<Judgement> judge_columns(const Program& program, const World& world, std::string_view bytes, const Inputs& inputs = {});
Result<Judgement> judge_columns(const Program& program, World&& world, std::string_view bytes, const Inputs& inputs = {});

}  // namespace ludex
