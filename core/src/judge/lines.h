#pragma once
// Where one line of a batch ends and the next begins.

#include <cstddef>
#include <cstring>
#include <string_view>

namespace ludex::detail {

inline constexpr std::size_t kMaxBatchBytes = std::size_t{1} << 30;

/// Takes the first line off `ndjson`: without its LF and one CR before it. A last line needs no LF.
inline std::string_view take_line(std::string_view& ndjson) {
  const auto* lf = static_cast<const char*>(std::memchr(ndjson.data(), '\n', ndjson.size()));
  std::string_view line = ndjson.substr(0, lf ? static_cast<std::size_t>(lf - ndjson.data()) : ndjson.size());
  ndjson.remove_prefix(line.size() + (lf ? 1 : 0));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace ludex::detail
