#pragma once
// What int(), uint(), double() and bool() read of a text, for rules and for CEL as specified alike (cel-spec, langdef.md:
// as the reference implementations read them, which is as Go's strconv does in base 10).

#include <cstdint>
#include <string_view>

namespace ludex::expr::text {

enum class Read : std::uint8_t {
  good,
  not_one,       ///< the text is no such value
  out_of_range,  ///< it is a number, and its type does not hold it
};

/// Digits, any number of leading zeros.
Read to_uint(std::string_view text, std::uint64_t& out);
/// Digits with or without a sign.
Read to_int(std::string_view text, std::int64_t& out);
/// Digits with or without a sign, a point anywhere, an exponent; the nearest double. The words for what has no digits
/// (NaN, inf) are `not_one`.
Read to_double(std::string_view text, double& out);
/// 1 t T true TRUE True, 0 f F false FALSE False.
Read to_bool(std::string_view text, bool& out);

}  // namespace ludex::expr::text
