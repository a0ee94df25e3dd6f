#pragma once
// In what two worlds differ.

#include <string>
#include <string_view>

namespace ludex::detail {

/// Pointer to the first part of a world's text that the other has otherwise, in the order of the text, as deep as a field of an
/// entity; "" where they are equal. Both are canonical texts.
std::string first_difference(std::string_view a, std::string_view b);

}  // namespace ludex::detail
