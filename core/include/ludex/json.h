#pragma once
/// Strict reading of JSON (RFC 8259): what every text given to Ludex must pass, offered on its own.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ludex/error.h"

namespace ludex {

/// What a text may ask of its reader. Checked before memory is taken.
struct JsonLimits {
  std::uint64_t max_bytes = 64u << 20;
  std::uint32_t max_depth = 128;          ///< arrays and objects in each other; the outermost has depth 1
  std::uint32_t max_nodes = 10'000'000;   ///< every value counts one, keys do not
  bool allow_comments = false;            ///< // and /* */ wherever white space may stand
};

/// Whether `text` is exactly one JSON text. Nothing when it is, else why not: an error of code `json` with line,
/// column, byte offset and what was expected there.
///
/// Refused besides what RFC 8259 refuses: invalid UTF-8, a byte order mark, unpaired surrogate escapes, duplicate keys
/// (compared after unescaping), and what exceeds a limit.
/// Cost: one pass; memory proportional to the values met, bounded by `max_nodes`.
std::optional<Error> check_json(std::string_view text, const JsonLimits& limits = {});

/// `check_json` for front ends that speak JSON: {"valid":true}, or
/// {"valid":false,"error":{"code","message","line","column","offset"}}.
/// `limits`: {"max_bytes","max_depth","max_nodes","comments"}, each optional; "" is {}.
std::string check_json_report(std::string_view text, std::string_view limits = {});

}  // namespace ludex
