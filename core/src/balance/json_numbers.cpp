#include "balance/json_numbers.h"


namespace ludex::detail {

std::optional<std::uint64_t> whole_number(const json::View& v) {
  if (!v.is(json::Type::number) || v.raw().size() > 20) return std::nullopt;
  std::uint64_t out = 0;
  for (const char c : v.raw()) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (out > (UINT64_MAX - digit) / 10) return std::nullopt;
    out = out * 10 + digit;
  }
  return out;
}

}  // namespace ludex::detail
