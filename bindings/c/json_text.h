#pragma once
// JSON for the few objects that the C ABI writes itself; all else comes as text from the core.

#include <string>
#include <string_view>

namespace ludex::c {

/// Appends `text` as a JSON string. Bytes that are not UTF-8 (an excerpt of a broken source) become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace ludex::c
