#pragma once
// Numbers between text and bits, the same in every build (the standard library's double conversions are missing in
// Emscripten's libc++ and depend on the C library elsewhere).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ludex {

/// The double nearest to the JSON number `text` (RFC 8259 grammar, already checked), ties to even;
/// infinity when it is out of range. Eisel-Lemire with an exact fallback.
double parse_double(std::string_view text);

/// The double nearest to significand * 10^exponent, ties to even. False where only all digits can tell, or where it is
/// out of range: parse_double() knows.
bool nearest_double(std::uint64_t significand, int exponent, double& out);

/// The exact int64 value of the JSON number `text` in any lexical form ("1", "1.0", "10e-1", "-0"), or nothing
/// when its exact value is not an int64. Never goes through a double.
std::optional<std::int64_t> parse_exact_int64(std::string_view text);

inline constexpr std::size_t kMaxDoubleText = 32;
/// Writes the shortest decimal that reads back as `value` (Schubfach), in the form of Python's `repr`: "1.0",
/// "0.1", "1e-05", "1e+16", "-0.0". `value` must be finite. Returns the length (at most kMaxDoubleText).
std::size_t print_double(double value, char* out);
/// The same as a text of its own.
std::string double_text(double value);

/// Writes a decimal int64; returns the length (at most 20).
std::size_t print_int64(std::int64_t value, char* out);

}  // namespace ludex
