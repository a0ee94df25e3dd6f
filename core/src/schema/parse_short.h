#pragma once
// "int 0..100 = 100" and its relatives.

#include <string>
#include <string_view>

#include "schema/declarations.h"

namespace ludex {

struct ShortFormError {
  std::string message;
  std::uint32_t offset = 0;
};

/// The shape of a short form, or nullptr and `error`.
const Shape* parse_short_shape(std::string_view text, Declarations& declarations, ShortFormError& error);

/// Decodes `json` as a value of `shape` and stores it as its default; false and a message when it does not fit.
bool set_default(Shape& shape, std::string_view json, Declarations& declarations, std::string& message);

}  // namespace ludex
