#pragma once
// The strings extension of CEL (cel-spec, tests/simple/testdata/string_ext) on plain texts, for rules and for CEL as
// specified alike. Positions count code points; texts are valid UTF-8. Every function takes time linear in its texts.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::expr::text {

/// The byte where code point `at` begins; the size where there are no so many.
std::size_t byte_of(std::string_view text, std::int64_t at);

/// Of `wanted` in `text` at or behind byte `from`; npos for nowhere. Linear, whatever both are made of.
std::size_t find(std::string_view text, std::string_view wanted, std::size_t from = 0);
/// The last that begins at or before byte `from`.
std::size_t find_last(std::string_view text, std::string_view wanted, std::size_t from);

/// The position of the first `wanted` at or behind position `at`, the last at or before it; -1 for nowhere. False when
/// the text has no such position `at`.
bool index_of(std::string_view text, std::string_view wanted, std::int64_t at, std::int64_t& out);
bool last_index_of(std::string_view text, std::string_view wanted, std::int64_t at, std::int64_t& out);
/// As `at` of last_index_of: from the end.
inline constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

/// Code point `at`, "" where the text ends; false beyond.
bool char_at(std::string_view text, std::int64_t at, std::string_view& out);
/// From position `begin` to before `end` (kEnd: the end); false unless 0 <= begin <= end <= size.
bool substring(std::string_view text, std::int64_t begin, std::int64_t end, std::string_view& out);
/// Without Unicode's White_Space at both ends.
std::string_view trim(std::string_view text);

// These write the result to `out`, and give up (false) once it has more than `most` bytes.
bool replace(std::string_view text, std::string_view from, std::string_view to, std::int64_t times, std::size_t most, std::string& out);
std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
std::string reverse(std::string_view text);
std::string quote(std::string_view text);

/// Cut at every `by`, at most `limit` parts (below 0: all); between code points when `by` is empty. False for more than `most`.
bool split(std::string_view text, std::string_view by, std::int64_t limit, std::size_t most, std::vector<std::string_view>& out);

}  // namespace ludex::expr::text
