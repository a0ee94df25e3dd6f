#pragma once
// What tells "the same again" from "another thing under the same id": 128 bits of what was asked for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/hash.h"
#include "value/json_view.h"

namespace ludex::ledger {

struct Fingerprint {
  std::uint64_t words[2] = {0, 0};
  bool operator==(const Fingerprint&) const = default;
};

/// Of canonical bytes (value/canonical.h) asked under a name. Two seeds make 128 bits, so that parameters do not pass as
/// others by chance. Whoever forges a collision only gets the answer stored under an id of their own.
inline Fingerprint fingerprint_of(std::string_view canonical, std::uint64_t name_hash) {
  return {{xxh64(canonical, name_hash), xxh64(canonical, ~name_hash)}};
}

/// Of a JSON value: members in any order, numbers by value, so that 1 and 1.0 are one. Nothing where a number is neither
/// an int64 nor, written with a fraction or an exponent, a finite double: rounded, two amounts would be the same.
std::optional<Fingerprint> fingerprint_of(std::string_view name, const json::View& params);

/// 32 hex digits.
std::string fingerprint_text(const Fingerprint& fingerprint);
std::optional<Fingerprint> read_fingerprint(std::string_view text);

}  // namespace ludex::ledger
