#pragma once
// Where one line of a batch ends and the next begins.

#include <cstddef>
#include <cstdint>
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

/// How many lines `take_line` will find in it.
inline std::size_t count_lines(std::string_view ndjson) {
  // Eight bytes at a time: a byte of `x` is 0 where a LF stood, and adding 0x7f to the low seven bits of any other sets its top one.
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kLow = 0x7f7f7f7f7f7f7f7fu;
  std::size_t count = 0, i = 0;
  for (; i + 8 <= ndjson.size(); i += 8) {
    std::uint64_t x;
    std::memcpy(&x, ndjson.data() + i, sizeof x);
    x ^= kOnes * '\n';
    count += static_cast<std::size_t>((~(((x & kLow) + kLow) | x) >> 7 & kOnes) * kOnes >> 56);
  }
  for (; i < ndjson.size(); ++i) count += ndjson[i] == '\n';
  return count + (!ndjson.empty() && ndjson.back() != '\n');
}

}  // namespace ludex::detail
