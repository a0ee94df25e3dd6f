#pragma once
// A compiled contract at work: JSON on a tape to typed words, checked on the way, without a tree in between.

#include <string>
#include <string_view>
#include <vector>

#include "schema/declarations.h"
#include "value/json_scan.h"

namespace ludex {

namespace json {
class Draft;
}

/// Where and why a value broke its contract.
struct ContractFault {
  const char* message = "";
  std::vector<std::string> tokens;  ///< from the innermost outwards
  std::string pointer(std::string_view base) const;
};

enum class Strictness : std::uint8_t {
  request,  ///< an unknown row key or name is a fault
  state,    ///< a row that is gone reads as the field's default; unknown map keys stay (saves outlive tables)
};

struct DecodeContext {
  std::string_view text;
  const json::Tape& tape;
  const Declarations& declarations;
  Arena& arena;
  Strictness strictness = Strictness::request;
  std::uint32_t reconciled = 0;  ///< rows read as defaults
  bool passes_unknown = false;   ///< members that a record does not declare are no fault: who reads keeps their bytes
};

/// Decodes the value at tape index `node`. Order of checks: type, enumeration, bounds, then what is inside (record
/// fields in declared order, extra members as received). The word is owned by the arena.
bool decode(const Shape& shape, std::uint32_t node, DecodeContext& context, Word& out, ContractFault& fault);

/// The same of a value in a draft of `context.text` and `context.tape`, settled.
bool decode(const Shape& shape, json::Draft& draft, std::uint32_t value, DecodeContext& context, Word& out, ContractFault& fault);

/// Whether `text` may be a key of a map by `key`: a row or name that is declared, an int in its one spelling, a string
/// within its bounds.
bool is_known_key(const Shape& key, std::string_view text, const Declarations& declarations, Arena& arena, Strictness strictness = Strictness::request);

}  // namespace ludex
