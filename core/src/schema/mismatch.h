#pragma once
// What is wrong with a value, said for people. Only texts that were refused come here, so nothing is spared.

#include <string>
#include <string_view>
#include <vector>

#include "ludex/contract.h"
#include "schema/decode.h"

namespace ludex {

/// Every mismatch of the value at tape index `node` in the order of decode(), which finds the first of them at the same
/// pointer; at most Contract::kMaxMismatches. `base` is the value's own pointer.
std::vector<ContractMismatch> find_mismatches(const Shape& shape, std::uint32_t node, DecodeContext& context, const std::string& base, bool all_errors);

/// A value as a message shows it: `"42" (string)`, shortened to about forty characters.
std::string shown(std::string_view text, const json::Node& node);
/// "integer", "one of sword, bow", "array" …: what a value of this shape is called after "expected".
std::string expected(const Shape& shape, const Declarations& declarations);

}  // namespace ludex
